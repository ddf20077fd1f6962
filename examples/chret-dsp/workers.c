/* workers.c - see workers.h. The thread that has a delivery borrows a worker. */
#include "workers.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "messages.h"

struct workers {
  pthread_mutex_t lock;
  pthread_cond_t one_is_free;
  int patience;
  struct worker *all;
  size_t count;
  struct worker **idle; /* a stack */
  size_t idle_count;
  pthread_mutex_t ping_lock;
  struct store ping; /* of its own: the question is not to wait behind requests */
  int has_ping;
};

static struct worker *borrow(struct workers *ws) {
  struct timespec until;
  struct worker *worker = NULL;
  int timed_out = 0;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_sec += ws->patience;
  pthread_mutex_lock(&ws->lock);
  while (ws->idle_count == 0 && !timed_out)
    timed_out = pthread_cond_timedwait(&ws->one_is_free, &ws->lock, &until) != 0;
  if (ws->idle_count > 0)
    worker = ws->idle[--ws->idle_count];
  pthread_mutex_unlock(&ws->lock);
  return worker;
}

static void give_back(struct workers *ws, struct worker *worker) {
  pthread_mutex_lock(&ws->lock);
  ws->idle[ws->idle_count++] = worker;
  pthread_cond_signal(&ws->one_is_free);
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
                 int patience) {
  pthread_condattr_t monotonic;
  struct workers *ws = calloc(1, sizeof *ws);
  if (ws == NULL)
    return message_no_memory();
  ws->patience = patience;
  pthread_mutex_init(&ws->lock, NULL);
  pthread_mutex_init(&ws->ping_lock, NULL);
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&ws->one_is_free, &monotonic);
  pthread_condattr_destroy(&monotonic);
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
  pthread_cond_destroy(&ws->one_is_free);
  pthread_mutex_destroy(&ws->ping_lock);
  pthread_mutex_destroy(&ws->lock);
  free(ws->idle);
  free(ws->all);
  free(ws);
}

struct backend workers_backend(struct workers *workers) {
  return (struct backend){workers, take, is_reachable};
}
