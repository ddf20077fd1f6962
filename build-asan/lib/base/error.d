build-asan/lib/base/error.o: lib/base/error.c lib/base/error.h \
 lib/base/memory.h include/chreturn/base.h
lib/base/error.h:
lib/base/memory.h:
include/chreturn/base.h:
