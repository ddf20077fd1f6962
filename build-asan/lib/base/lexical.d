build-asan/lib/base/lexical.o: lib/base/lexical.c lib/base/lexical.h \
 include/chreturn/base.h
lib/base/lexical.h:
include/chreturn/base.h:
