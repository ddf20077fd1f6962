build-asan/lib/xml/lines.o: lib/xml/lines.c lib/xml/lines.h
lib/xml/lines.h:
