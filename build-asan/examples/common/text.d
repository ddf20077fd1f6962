build-asan/examples/common/text.o: examples/common/text.c \
 examples/common/text.h
examples/common/text.h:
