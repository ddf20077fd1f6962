/* backend.h - who processes deliveries for the server: the workers of this process, or others behind a queue. */
#ifndef BACKEND_H
#define BACKEND_H

#include "process.h"

struct backend {
  void *ctx;
  /* Processes a delivery, for any number of threads at once; returns when there is an answer, or none in time. */
  void (*take)(void *ctx, const uint8_t *xml, size_t size, struct answer *answer);
  /* Whether what it needs, such as the database, can be reached. */
  int (*is_reachable)(void *ctx);
};

#endif
