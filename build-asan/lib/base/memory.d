build-asan/lib/base/memory.o: lib/base/memory.c lib/base/memory.h \
 include/chreturn/base.h
lib/base/memory.h:
include/chreturn/base.h:
