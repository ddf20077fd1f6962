build-asan/examples/chret/output.o: examples/chret/output.c \
 examples/chret/output.h examples/chret/chret.h examples/common/files.h \
 examples/common/messages.h include/chreturn/chreturn.h \
 include/chreturn/base.h include/chreturn/model.h \
 include/chreturn/validation.h include/chreturn/wire.h
examples/chret/output.h:
examples/chret/chret.h:
examples/common/files.h:
examples/common/messages.h:
include/chreturn/chreturn.h:
include/chreturn/base.h:
include/chreturn/model.h:
include/chreturn/validation.h:
include/chreturn/wire.h:
