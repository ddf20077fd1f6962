build-asan/lib/validation/local.o: lib/validation/local.c \
 lib/model/request.h lib/base/error.h lib/base/memory.h \
 include/chreturn/base.h lib/model/device_set.h lib/model/record.h \
 lib/model/rules.h lib/model/vocabulary.h include/chreturn/model.h \
 lib/validation/report.h include/chreturn/validation.h lib/wire/reader.h \
 lib/base/buffer.h lib/xml/xml.h include/chreturn/wire.h
lib/model/request.h:
lib/base/error.h:
lib/base/memory.h:
include/chreturn/base.h:
lib/model/device_set.h:
lib/model/record.h:
lib/model/rules.h:
lib/model/vocabulary.h:
include/chreturn/model.h:
lib/validation/report.h:
include/chreturn/validation.h:
lib/wire/reader.h:
lib/base/buffer.h:
lib/xml/xml.h:
include/chreturn/wire.h:
