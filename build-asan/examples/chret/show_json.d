build-asan/examples/chret/show_json.o: examples/chret/show_json.c \
 examples/common/messages.h include/chreturn/chreturn.h \
 include/chreturn/base.h include/chreturn/model.h \
 include/chreturn/validation.h include/chreturn/wire.h \
 examples/chret/show.h
examples/common/messages.h:
include/chreturn/chreturn.h:
include/chreturn/base.h:
include/chreturn/model.h:
include/chreturn/validation.h:
include/chreturn/wire.h:
examples/chret/show.h:
