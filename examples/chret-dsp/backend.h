/* backend.h - who processes deliveries for the server: the workers of this process, or others behind a queue. */
#ifndef BACKEND_H
#define BACKEND_H

#include "answer.h"

#define NEEDS_MAX 2

/* Something that it cannot work without. It is asked for by one thread at a time. */
struct need {
  const char *name; /* such as database; NULL: there are no more */
  int (*is_reachable)(void *ctx);
  void *ctx;
};

struct backend {
  void *ctx;
  /* Processes a delivery, for any number of threads at once; returns when there is an answer, or none in time. NULL: the
   * server has nothing but its pages. */
  void (*take)(void *ctx, const uint8_t *xml, size_t size, struct answer *answer);
  struct need needs[NEEDS_MAX];
};

#endif
