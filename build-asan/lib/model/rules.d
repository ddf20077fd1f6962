build-asan/lib/model/rules.o: lib/model/rules.c lib/model/rules.h \
 lib/model/vocabulary.h include/chreturn/model.h include/chreturn/base.h \
 lib/base/lexical.h
lib/model/rules.h:
lib/model/vocabulary.h:
include/chreturn/model.h:
include/chreturn/base.h:
lib/base/lexical.h:
