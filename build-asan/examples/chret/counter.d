build-asan/examples/chret/counter.o: examples/chret/counter.c \
 examples/chret/counter.h examples/common/files.h \
 examples/common/messages.h include/chreturn/chreturn.h \
 include/chreturn/base.h include/chreturn/model.h \
 include/chreturn/validation.h include/chreturn/wire.h
examples/chret/counter.h:
examples/common/files.h:
examples/common/messages.h:
include/chreturn/chreturn.h:
include/chreturn/base.h:
include/chreturn/model.h:
include/chreturn/validation.h:
include/chreturn/wire.h:
