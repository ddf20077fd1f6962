/* workers.c - see workers.h. The thread that has a delivery borrows a worker; those that have to wait stand in line. */
#include "workers.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "messages.h"

struct waiter {
  struct waiter *next;
  pthread_cond_t is_served;
  struct worker *worker; /* NULL: none yet */
};

struct workers {
  pthread_mutex_t lock;
  pthread_condattr_t monotonic;
  struct waiter *first; /* there are only where no worker is idle */
  size_t patience;
  struct worker *all;
  size_t count;
  struct worker **idle; /* a stack */
  size_t idle_count;
  pthread_mutex_t ping_lock;
  struct store ping; /* of its own: the question is not to wait behind requests */
  int has_ping;
};

/* Stands at the end of the line until there is a worker, or patience is at its end. */
static void stand_in_line(struct workers *ws, struct waiter *waiter) {
  struct waiter **at = &ws->first;
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_sec += (time_t)ws->patience;
  while (*at != NULL)
    at = &(*at)->next;
  *at = waiter;
  while (waiter->worker == NULL && pthread_cond_timedwait(&waiter->is_served, &ws->lock, &until) == 0)
    ;
  for (at = &ws->first; *at != NULL && *at != waiter;)
    at = &(*at)->next;
  if (*at == waiter)
    *at = waiter->next;
}

static struct worker *borrow(struct workers *ws) {
  struct waiter self = {.next = NULL};
  pthread_mutex_lock(&ws->lock);
  if (ws->idle_count > 0)
    self.worker = ws->idle[--ws->idle_count];
  else {
    pthread_cond_init(&self.is_served, &ws->monotonic);
    stand_in_line(ws, &self);
    pthread_cond_destroy(&self.is_served);
  }
  pthread_mutex_unlock(&ws->lock);
  return self.worker;
}

static void give_back(struct workers *ws, struct worker *worker) {
  pthread_mutex_lock(&ws->lock);
  struct waiter *first = ws->first;
  if (first == NULL)
    ws->idle[ws->idle_count++] = worker;
  else {
    ws->first = first->next;
    first->worker = worker;
    pthread_cond_signal(&first->is_served);
  }
  pthread_mutex_unlock(&ws->lock);
}

static void take(void *ctx, const uint8_t *xml, size_t size, struct answer *answer) {
  struct worker *worker = borrow(ctx);
  if (worker == NULL) {
    answer_refuse(answer, 503, "busy");
    return;
  }
  process(worker, xml, size, answer);
  give_back(ctx, worker);
}

static int is_reachable(void *ctx) {
  struct workers *ws = ctx;
  pthread_mutex_lock(&ws->ping_lock);
  int result = store_ping(&ws->ping);
  pthread_mutex_unlock(&ws->ping_lock);
  return result == 0;
}

static int open_all(struct workers *ws, const struct service *service, const char *database_url, size_t count) {
  int result = EXIT_DONE;
  ws->all = calloc(count, sizeof *ws->all);
  ws->idle = calloc(count, sizeof(struct worker *));
  if (ws->all == NULL || ws->idle == NULL)
    return message_no_memory();
  if (store_open(&ws->ping, database_url) != 0)
    return EXIT_ENVIRONMENT;
  ws->has_ping = 1;
  while (result == EXIT_DONE && ws->count < count) {
    result = worker_open(&ws->all[ws->count], service, database_url);
    if (result == EXIT_DONE)
      ws->idle[ws->idle_count++] = &ws->all[ws->count++];
  }
  return result;
}

int workers_open(struct workers **out, const struct service *service, const char *database_url, size_t count,
                 size_t patience) {
  struct workers *ws = calloc(1, sizeof *ws);
  if (ws == NULL)
    return message_no_memory();
  ws->patience = patience;
  pthread_mutex_init(&ws->lock, NULL);
  pthread_mutex_init(&ws->ping_lock, NULL);
  pthread_condattr_init(&ws->monotonic);
  pthread_condattr_setclock(&ws->monotonic, CLOCK_MONOTONIC);
  int result = open_all(ws, service, database_url, count);
  if (result == EXIT_DONE)
    *out = ws;
  else
    workers_close(ws);
  return result;
}

void workers_close(struct workers *ws) {
  if (ws == NULL)
    return;
  for (size_t i = 0; i < ws->count; i++)
    worker_close(&ws->all[i]);
  if (ws->has_ping)
    store_close(&ws->ping);
  pthread_condattr_destroy(&ws->monotonic);
  pthread_mutex_destroy(&ws->ping_lock);
  pthread_mutex_destroy(&ws->lock);
  free(ws->idle);
  free(ws->all);
  free(ws);
}

struct backend workers_backend(struct workers *workers) {
  return (struct backend){workers, take, is_reachable};
}
