/* pool.h - a fixed number of equal things that threads borrow; those that have to wait stand in line. */
#ifndef POOL_H
#define POOL_H

#include <pthread.h>
#include <stddef.h>

struct pool {
  pthread_mutex_t lock;
  pthread_condattr_t monotonic;
  struct pool_waiter *first; /* there are only where nothing is idle */
  void **idle;               /* a stack: what was used last is used next */
  size_t idle_count;
};

/* Room for so many. Gives an exit code (messages.h); whatever comes of it, pool_close() is to be called. */
int pool_open(struct pool *pool, size_t count);
void pool_close(struct pool *pool);

/* Takes one at the latest at that time (monotonic.h); NULL: there was none. */
void *pool_borrow(struct pool *pool, double until);
/* Also what is new. */
void pool_give(struct pool *pool, void *one);

#endif
