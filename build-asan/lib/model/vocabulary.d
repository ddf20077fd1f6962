build-asan/lib/model/vocabulary.o: lib/model/vocabulary.c \
 lib/model/vocabulary.h include/chreturn/model.h include/chreturn/base.h
lib/model/vocabulary.h:
include/chreturn/model.h:
include/chreturn/base.h:
