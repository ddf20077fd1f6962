build-asan/lib/validation/report.o: lib/validation/report.c \
 lib/validation/report.h lib/base/error.h lib/base/memory.h \
 include/chreturn/base.h include/chreturn/validation.h \
 include/chreturn/model.h
lib/validation/report.h:
lib/base/error.h:
lib/base/memory.h:
include/chreturn/base.h:
include/chreturn/validation.h:
include/chreturn/model.h:
