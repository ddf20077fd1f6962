build-asan/examples/common/progress.o: examples/common/progress.c \
 examples/common/progress.h
examples/common/progress.h:
