build-asan/lib/model/lookup.o: lib/model/lookup.c lib/model/vocabulary.h \
 include/chreturn/model.h include/chreturn/base.h
lib/model/vocabulary.h:
include/chreturn/model.h:
include/chreturn/base.h:
