build-asan/examples/chret/devices.o: examples/chret/devices.c \
 examples/chret/devices.h
examples/chret/devices.h:
