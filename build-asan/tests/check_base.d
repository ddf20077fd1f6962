build-asan/tests/check_base.o: tests/check_base.c tests/support.h \
 include/chreturn/chreturn.h include/chreturn/base.h \
 include/chreturn/model.h include/chreturn/validation.h \
 include/chreturn/wire.h
tests/support.h:
include/chreturn/chreturn.h:
include/chreturn/base.h:
include/chreturn/model.h:
include/chreturn/validation.h:
include/chreturn/wire.h:
