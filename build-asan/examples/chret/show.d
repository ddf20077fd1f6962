build-asan/examples/chret/show.o: examples/chret/show.c \
 examples/chret/show.h include/chreturn/chreturn.h \
 include/chreturn/base.h include/chreturn/model.h \
 include/chreturn/validation.h include/chreturn/wire.h \
 examples/chret/chret.h examples/common/files.h \
 examples/common/messages.h examples/common/text.h
examples/chret/show.h:
include/chreturn/chreturn.h:
include/chreturn/base.h:
include/chreturn/model.h:
include/chreturn/validation.h:
include/chreturn/wire.h:
examples/chret/chret.h:
examples/common/files.h:
examples/common/messages.h:
examples/common/text.h:
