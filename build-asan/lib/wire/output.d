build-asan/lib/wire/output.o: lib/wire/output.c lib/wire/output.h \
 lib/base/error.h lib/base/memory.h include/chreturn/base.h \
 lib/model/vocabulary.h include/chreturn/model.h
lib/wire/output.h:
lib/base/error.h:
lib/base/memory.h:
include/chreturn/base.h:
lib/model/vocabulary.h:
include/chreturn/model.h:
