build-asan/lib/model/record.o: lib/model/record.c lib/model/record.h \
 lib/base/memory.h include/chreturn/base.h lib/model/rules.h \
 lib/model/vocabulary.h include/chreturn/model.h
lib/model/record.h:
lib/base/memory.h:
include/chreturn/base.h:
lib/model/rules.h:
lib/model/vocabulary.h:
include/chreturn/model.h:
