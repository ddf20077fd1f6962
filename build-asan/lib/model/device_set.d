build-asan/lib/model/device_set.o: lib/model/device_set.c \
 lib/model/device_set.h lib/base/memory.h include/chreturn/base.h
lib/model/device_set.h:
lib/base/memory.h:
include/chreturn/base.h:
