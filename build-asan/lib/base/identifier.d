build-asan/lib/base/identifier.o: lib/base/identifier.c \
 lib/base/lexical.h include/chreturn/base.h
lib/base/lexical.h:
include/chreturn/base.h:
