/* workers.c - see workers.h. The thread that has a delivery borrows a worker. */
#include "workers.h"

#include <stdlib.h>

#include "messages.h"
#include "monotonic.h"
#include "pool.h"

struct workers {
  struct pool pool;
  size_t patience;
  struct worker *all;
  size_t count;
  struct store ping; /* of its own: the question is not to wait behind requests */
};

static void take(void *ctx, const uint8_t *xml, size_t size, struct answer *answer) {
  struct workers *ws = ctx;
  struct worker *worker = pool_borrow(&ws->pool, monotonic_now() + (double)ws->patience);
  if (worker == NULL) {
    answer_refuse(answer, 503, "busy");
    return;
  }
  process(worker, xml, size, answer);
  pool_give(&ws->pool, worker);
}

static int is_reachable(void *ctx) {
  struct workers *ws = ctx;
  return store_ping(&ws->ping) == 0;
}

static int open_all(struct workers *ws, const struct service *service, const char *database_url, size_t count) {
  int result = pool_open(&ws->pool, count);
  ws->all = calloc(count, sizeof *ws->all);
  if (result != EXIT_DONE || ws->all == NULL)
    return message_no_memory();
  if (store_open(&ws->ping, database_url) != 0)
    return EXIT_ENVIRONMENT;
  while (result == EXIT_DONE && ws->count < count) {
    struct worker *worker = &ws->all[ws->count++];
    result = worker_open(worker, service, database_url);
    pool_give(&ws->pool, worker);
  }
  return result;
}

int workers_open(struct workers **out, const struct service *service, const char *database_url, size_t count,
                 size_t patience) {
  struct workers *ws = calloc(1, sizeof *ws);
  if (ws == NULL)
    return message_no_memory();
  ws->patience = patience;
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
  store_close(&ws->ping);
  pool_close(&ws->pool);
  free(ws->all);
  free(ws);
}

struct backend workers_backend(struct workers *workers) {
  return (struct backend){.ctx = workers, .take = take, .needs = {{"database", is_reachable, workers}}};
}
