build-asan/examples/chret/rows.o: examples/chret/rows.c \
 examples/chret/rows.h include/chreturn/chreturn.h \
 include/chreturn/base.h include/chreturn/model.h \
 include/chreturn/validation.h include/chreturn/wire.h \
 examples/common/files.h examples/common/messages.h \
 examples/chret/devices.h examples/common/sheet.h
examples/chret/rows.h:
include/chreturn/chreturn.h:
include/chreturn/base.h:
include/chreturn/model.h:
include/chreturn/validation.h:
include/chreturn/wire.h:
examples/common/files.h:
examples/common/messages.h:
examples/chret/devices.h:
examples/common/sheet.h:
