build-asan/lib/wire/writer.o: lib/wire/writer.c lib/base/buffer.h \
 lib/base/memory.h include/chreturn/base.h lib/model/request.h \
 lib/base/error.h lib/model/device_set.h lib/model/record.h \
 lib/model/rules.h lib/model/vocabulary.h include/chreturn/model.h \
 lib/wire/names.h lib/wire/output.h include/chreturn/wire.h
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
lib/wire/names.h:
lib/wire/output.h:
include/chreturn/wire.h:
