build-asan/examples/chret/check.o: examples/chret/check.c \
 examples/chret/chret.h examples/chret/rows.h include/chreturn/chreturn.h \
 include/chreturn/base.h include/chreturn/model.h \
 include/chreturn/validation.h include/chreturn/wire.h \
 examples/common/files.h examples/common/messages.h \
 examples/common/text.h
examples/chret/chret.h:
examples/chret/rows.h:
include/chreturn/chreturn.h:
include/chreturn/base.h:
include/chreturn/model.h:
include/chreturn/validation.h:
include/chreturn/wire.h:
examples/common/files.h:
examples/common/messages.h:
examples/common/text.h:
