build-asan/lib/model/append.o: lib/model/append.c lib/model/request.h \
 lib/base/error.h lib/base/memory.h include/chreturn/base.h \
 lib/model/device_set.h lib/model/record.h lib/model/rules.h \
 lib/model/vocabulary.h include/chreturn/model.h
lib/model/request.h:
lib/base/error.h:
lib/base/memory.h:
include/chreturn/base.h:
lib/model/device_set.h:
lib/model/record.h:
lib/model/rules.h:
lib/model/vocabulary.h:
include/chreturn/model.h:
