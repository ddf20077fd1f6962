build-asan/lib/base/date_time.o: lib/base/date_time.c lib/base/lexical.h \
 include/chreturn/base.h
lib/base/lexical.h:
include/chreturn/base.h:
