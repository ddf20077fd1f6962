build-asan/examples/common/sheet.o: examples/common/sheet.c \
 examples/common/sheet.h examples/common/progress.h
examples/common/sheet.h:
examples/common/progress.h:
