/* tests/bench/hostile/shapes.h - what is ordinary, and documents made to take long. */
#ifndef SHAPES_H
#define SHAPES_H

#include "../bench.h"

struct text {
  char *data;
  size_t size, room;
};

struct shape {
  const char *name;
  void (*work)(const struct text *xml);
  struct text xml;
  double least, parser; /* nanoseconds: ours, and libxml2 alone */
};

enum { SINGLE, LIST, ORDINARY }; /* the first ones; the hostile ones follow */

/* All of them; those that repeat something have about size bytes. Ends the program where one cannot be made. */
struct shape *shapes_new(const struct bench *bench, size_t size, size_t *count);
void shapes_free(struct shape *shapes, size_t count);

#endif
