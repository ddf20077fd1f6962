/* pool.c - see pool.h. */
#include "pool.h"

#include <stdlib.h>

#include "messages.h"
#include "monotonic.h"

struct pool_waiter {
  struct pool_waiter *next;
  pthread_cond_t is_served;
  void *one; /* NULL: none yet */
};

/* Stands at the end of the line until there is one, or it is too late. */
static void stand_in_line(struct pool *pool, struct pool_waiter *waiter, double until) {
  const struct timespec end = monotonic_time(until);
  struct pool_waiter **at = &pool->first;
  while (*at != NULL)
    at = &(*at)->next;
  *at = waiter;
  while (waiter->one == NULL && pthread_cond_timedwait(&waiter->is_served, &pool->lock, &end) == 0)
    ;
  for (at = &pool->first; *at != NULL && *at != waiter;)
    at = &(*at)->next;
  if (*at == waiter)
    *at = waiter->next;
}

void *pool_borrow(struct pool *pool, double until) {
  struct pool_waiter self = {.next = NULL};
  pthread_mutex_lock(&pool->lock);
  if (pool->idle_count > 0)
    self.one = pool->idle[--pool->idle_count];
  else {
    pthread_cond_init(&self.is_served, &pool->monotonic);
    stand_in_line(pool, &self, until);
    pthread_cond_destroy(&self.is_served);
  }
  pthread_mutex_unlock(&pool->lock);
  return self.one;
}

void pool_give(struct pool *pool, void *one) {
  pthread_mutex_lock(&pool->lock);
  struct pool_waiter *first = pool->first;
  if (first == NULL)
    pool->idle[pool->idle_count++] = one;
  else {
    pool->first = first->next;
    first->one = one;
    pthread_cond_signal(&first->is_served);
  }
  pthread_mutex_unlock(&pool->lock);
}

int pool_open(struct pool *pool, size_t count) {
  *pool = (struct pool){.idle = calloc(count, sizeof(void *))};
  pthread_mutex_init(&pool->lock, NULL);
  pthread_condattr_init(&pool->monotonic);
  pthread_condattr_setclock(&pool->monotonic, CLOCK_MONOTONIC);
  return pool->idle == NULL ? message_no_memory() : EXIT_DONE;
}

void pool_close(struct pool *pool) {
  pthread_condattr_destroy(&pool->monotonic);
  pthread_mutex_destroy(&pool->lock);
  free(pool->idle);
}
