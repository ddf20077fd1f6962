build-asan/examples/chret/build.o: examples/chret/build.c \
 examples/chret/build_options.h examples/chret/counter.h \
 examples/chret/chret.h examples/chret/output.h examples/chret/rows.h \
 include/chreturn/chreturn.h include/chreturn/base.h \
 include/chreturn/model.h include/chreturn/validation.h \
 include/chreturn/wire.h examples/common/files.h \
 examples/common/messages.h
examples/chret/build_options.h:
examples/chret/counter.h:
examples/chret/chret.h:
examples/chret/output.h:
examples/chret/rows.h:
include/chreturn/chreturn.h:
include/chreturn/base.h:
include/chreturn/model.h:
include/chreturn/validation.h:
include/chreturn/wire.h:
examples/common/files.h:
examples/common/messages.h:
