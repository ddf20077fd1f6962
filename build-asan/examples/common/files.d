build-asan/examples/common/files.o: examples/common/files.c \
 examples/common/files.h examples/common/messages.h \
 include/chreturn/chreturn.h include/chreturn/base.h \
 include/chreturn/model.h include/chreturn/validation.h \
 include/chreturn/wire.h
examples/common/files.h:
examples/common/messages.h:
include/chreturn/chreturn.h:
include/chreturn/base.h:
include/chreturn/model.h:
include/chreturn/validation.h:
include/chreturn/wire.h:
