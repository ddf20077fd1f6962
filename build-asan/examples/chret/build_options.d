build-asan/examples/chret/build_options.o: examples/chret/build_options.c \
 examples/chret/build_options.h examples/chret/counter.h \
 include/chreturn/chreturn.h include/chreturn/base.h \
 include/chreturn/model.h include/chreturn/validation.h \
 include/chreturn/wire.h examples/chret/chret.h \
 examples/common/messages.h
examples/chret/build_options.h:
examples/chret/counter.h:
include/chreturn/chreturn.h:
include/chreturn/base.h:
include/chreturn/model.h:
include/chreturn/validation.h:
include/chreturn/wire.h:
examples/chret/chret.h:
examples/common/messages.h:
