build-asan/lib/base/buffer.o: lib/base/buffer.c lib/base/buffer.h \
 lib/base/memory.h include/chreturn/base.h
lib/base/buffer.h:
lib/base/memory.h:
include/chreturn/base.h:
