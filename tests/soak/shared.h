/* tests/soak/shared.h - one batch from which all threads draw at once. */
#ifndef CHRETURN_SOAK_SHARED_H
#define CHRETURN_SOAK_SHARED_H

#include "round.h"

#include <pthread.h>

#define SHARED_ROWS 1000

struct shared {
  const struct identity *supplier;
  chret_batch *batch;
  uint64_t counter;
  pthread_mutex_t lock;        /* on what follows */
  uint32_t drawn[SHARED_ROWS]; /* how often a row was */
};

/* Both give 1, or 0 where memory ran out. shared_close() is to be called whatever comes of it. */
int shared_open(struct shared *shared, const struct soak *soak);
void shared_close(struct shared *shared);

/* Draws until nothing is left, with signers that fail at times; 0: something failed otherwise, and was told. */
int shared_draw(struct shared *shared, struct faults *faults, chret_error *err);
/* Whether each row is in exactly one request; if not, it is told. */
int shared_is_whole(const struct shared *shared);

#endif
