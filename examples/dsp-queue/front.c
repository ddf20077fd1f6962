/* front.c - see front.h. What was sent and has no answer when the connection is lost is sent again: a request that was
 * processed meanwhile has its stored answer. */
#include "front.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "messages.h"
#include "monotonic.h"
#include "pool.h"
#include "reply.h"

struct front {
  const struct queue_address *address;
  size_t patience;
  struct pool pool;
  struct queue *all; /* connected once they are needed */
  size_t count;
  struct queue ping;
};

/* Sends it once; gives a QUEUE_ number. */
static int exchange(struct queue *queue, const uint8_t *xml, size_t size, double until, struct answer *answer) {
  amqp_envelope_t reply;
  int result = queue_send_request(queue, xml, size, until);
  while (result == QUEUE_OK) {
    result = queue_receive(queue, &reply, until);
    if (result != QUEUE_OK)
      break;
    int is_it = queue_answers(queue, &reply);
    if (is_it && reply_read(answer, &reply) != 0)
      answer_refuse(answer, 503, "queue");
    amqp_destroy_envelope(&reply);
    if (is_it)
      return QUEUE_OK;
  }
  return result;
}

static void wait_for(double seconds, double until) {
  double left = until - monotonic_now();
  const struct timespec time = monotonic_time(left < 0 ? 0 : seconds < left ? seconds : left);
  nanosleep(&time, NULL);
}

/* Until it is answered or the time is over. */
static void insist(const struct front *front, struct queue *queue, const uint8_t *xml, size_t size, double until,
                   struct answer *answer) {
  int result = QUEUE_LOST;
  for (unsigned failures = 1; result == QUEUE_LOST && monotonic_now() < until; failures++) {
    if (queue_is_open(queue) || queue_open_front(queue, front->address, until) == QUEUE_OK)
      result = exchange(queue, xml, size, until, answer);
    if (result == QUEUE_LOST)
      wait_for(queue_pause(failures), until);
  }
  if (result == QUEUE_OK)
    return;
  answer_refuse(answer, 503, result == QUEUE_NONE ? "busy" : "queue");
  queue_close(queue); /* an answer that comes later is nobody's */
}

static void take(void *ctx, const uint8_t *xml, size_t size, struct answer *answer) {
  struct front *front = ctx;
  double until = monotonic_now() + (double)front->patience;
  struct queue *queue = pool_borrow(&front->pool, until);
  if (queue == NULL) {
    answer_refuse(answer, 503, "busy");
    return;
  }
  insist(front, queue, xml, size, until, answer);
  pool_give(&front->pool, queue);
}

static int is_reachable(void *ctx) {
  struct front *front = ctx;
  double until = monotonic_now() + (double)front->patience;
  return queue_is_open(&front->ping) || queue_open_front(&front->ping, front->address, until) == QUEUE_OK;
}

int front_open(struct front **out, const struct queue_address *address, size_t count, size_t patience) {
  struct front *front = calloc(1, sizeof *front);
  if (front == NULL)
    return message_no_memory();
  front->address = address;
  front->patience = patience;
  front->count = count;
  front->all = calloc(count, sizeof *front->all);
  int result = pool_open(&front->pool, count);
  if (result == EXIT_DONE && front->all == NULL)
    result = message_no_memory();
  if (result != EXIT_DONE) {
    front_close(front);
    return result;
  }
  for (size_t i = 0; i < count; i++)
    pool_give(&front->pool, &front->all[i]);
  *out = front;
  return result;
}

void front_close(struct front *front) {
  if (front == NULL)
    return;
  for (size_t i = 0; front->all != NULL && i < front->count; i++)
    queue_close(&front->all[i]);
  queue_close(&front->ping);
  pool_close(&front->pool);
  free(front->all);
  free(front);
}

struct backend front_backend(struct front *front) {
  return (struct backend){.ctx = front, .take = take, .needs = {{"queue", is_reachable, front}}};
}
