build-asan/examples/chret/fields.o: examples/chret/fields.c \
 include/chreturn/chreturn.h include/chreturn/base.h \
 include/chreturn/model.h include/chreturn/validation.h \
 include/chreturn/wire.h examples/chret/chret.h \
 examples/common/messages.h
include/chreturn/chreturn.h:
include/chreturn/base.h:
include/chreturn/model.h:
include/chreturn/validation.h:
include/chreturn/wire.h:
examples/chret/chret.h:
examples/common/messages.h:
