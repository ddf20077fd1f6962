build-asan/lib/xml/declaration.o: lib/xml/declaration.c \
 lib/xml/declaration.h include/chreturn/base.h lib/base/lexical.h
lib/xml/declaration.h:
include/chreturn/base.h:
lib/base/lexical.h:
