build-asan/lib/base/status.o: lib/base/status.c include/chreturn/base.h
include/chreturn/base.h:
