build-asan/examples/common/messages.o: examples/common/messages.c \
 examples/common/messages.h include/chreturn/chreturn.h \
 include/chreturn/base.h include/chreturn/model.h \
 include/chreturn/validation.h include/chreturn/wire.h \
 examples/common/progress.h examples/common/text.h
examples/common/messages.h:
include/chreturn/chreturn.h:
include/chreturn/base.h:
include/chreturn/model.h:
include/chreturn/validation.h:
include/chreturn/wire.h:
examples/common/progress.h:
examples/common/text.h:
