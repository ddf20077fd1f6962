build-asan/lib/wire/elements.o: lib/wire/elements.c lib/wire/reader.h \
 lib/base/buffer.h lib/base/memory.h include/chreturn/base.h \
 lib/model/request.h lib/base/error.h lib/model/device_set.h \
 lib/model/record.h lib/model/rules.h lib/model/vocabulary.h \
 include/chreturn/model.h lib/xml/xml.h include/chreturn/wire.h \
 lib/base/lexical.h lib/wire/names.h
lib/wire/reader.h:
lib/base/buffer.h:
lib/base/memory.h:
include/chreturn/base.h:
lib/model/request.h:
lib/base/error.h:
lib/model/device_set.h:
lib/model/record.h:
lib/model/rules.h:
lib/model/vocabulary.h:
include/chreturn/model.h:
lib/xml/xml.h:
include/chreturn/wire.h:
lib/base/lexical.h:
lib/wire/names.h:
