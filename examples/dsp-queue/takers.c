/* takers.c - see takers.h. A request is acknowledged once its transaction is committed and its answer is sent: where that
 * does not come to be, the queue gives it to another, which finds it answered, or not begun. One that is given up is
 * acknowledged before. */
#include "takers.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "messages.h"
#include "metrics.h"
#include "monotonic.h"
#include "reply.h"

#define LOOK_SECONDS 0.5 /* how often a thread that has nothing to do sees whether it ends */
#define LOOKS_IDLE   60  /* in vain, after which it connects anew: 30 s */

struct takers {
  const struct queue_address *address;
  const struct backend *backend;
  pthread_mutex_t lock;
  pthread_cond_t ends;
  int is_ending; /* under the lock */
  size_t connected;
  pthread_t *threads;
  size_t count;
};

/* Waits for so many seconds; gives whether it ends. */
static int is_ending(struct takers *ts, double seconds) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  double nanoseconds = (double)until.tv_nsec + seconds * 1e9;
  until.tv_sec += (time_t)(nanoseconds / 1e9);
  until.tv_nsec = (long)(nanoseconds - (double)(time_t)(nanoseconds / 1e9) * 1e9);
  pthread_mutex_lock(&ts->lock);
  while (!ts->is_ending && seconds > 0 && pthread_cond_timedwait(&ts->ends, &ts->lock, &until) == 0)
    ;
  int result = ts->is_ending;
  pthread_mutex_unlock(&ts->lock);
  return result;
}

static void count_connected(struct takers *ts, int is_connected) {
  pthread_mutex_lock(&ts->lock);
  ts->connected += is_connected ? 1 : (size_t)-1;
  pthread_mutex_unlock(&ts->lock);
}

int takers_are_connected(void *ctx) {
  struct takers *ts = ctx;
  pthread_mutex_lock(&ts->lock);
  int result = ts->connected == ts->count;
  pthread_mutex_unlock(&ts->lock);
  return result;
}

/* A request that was given to workers again and again, and that none has come to its end with, is not tried any more. */
static int is_poison(const amqp_envelope_t *request) {
  size_t earlier = queue_earlier_deliveries(request);
  int is_last = earlier >= QUEUE_DELIVERIES_MAX;
  char text[128];
  if (earlier == 0)
    return 0;
  snprintf(text, sizeof text, "a request of %zu bytes was given to workers %zu times, and none came to its end: %s",
           request->message.body.len, earlier, is_last ? "given up" : "once more");
  message(&(struct message){.file = "queue", .text = text});
  return is_last;
}

/* Gives a QUEUE_ number. */
static int process_one(const struct takers *ts, struct queue *queue, const amqp_envelope_t *request) {
  const amqp_bytes_t *body = &request->message.body;
  struct answer answer;
  double began = monotonic_now();
  memset(&answer, 0, sizeof answer);
  int is_given_up = is_poison(request);
  int result = is_given_up ? queue_done(queue, request) : QUEUE_OK; /* first: nobody is to have it again */
  if (is_given_up)
    answer_refuse(&answer, 503, "poison");
  else
    ts->backend->take(ts->backend->ctx, body->bytes, body->len, &answer);
  metrics_note("queue", &answer, monotonic_now() - began);
  result = result == QUEUE_OK ? reply_send(queue, request, &answer) : result;
  result = result == QUEUE_OK && !is_given_up ? queue_done(queue, request) : result;
  free(answer.body);
  return result;
}

/* Until the connection is lost, or it ends. Where a queue is deleted and made again at once, RabbitMQ may give nothing more
 * to who took from the old one, and not say so. */
static void take_all(struct takers *ts, struct queue *queue) {
  amqp_envelope_t request;
  unsigned idle = 0;
  int result = QUEUE_NONE;
  while (result != QUEUE_LOST && !is_ending(ts, 0)) {
    result = queue_receive(queue, &request, monotonic_now() + LOOK_SECONDS);
    idle = result == QUEUE_NONE ? idle + 1 : 0;
    if (idle == LOOKS_IDLE) {
      idle = 0;
      queue_end(queue);
      result = queue_open_worker(queue, ts->address);
    } else if (result == QUEUE_OK) {
      result = process_one(ts, queue, &request);
      amqp_destroy_envelope(&request);
    }
  }
}

static void *run(void *ctx) {
  struct takers *ts = ctx;
  struct queue queue = {.connection = NULL};
  unsigned failures = 0;
  do {
    if (queue_open_worker(&queue, ts->address) != QUEUE_OK) {
      failures++;
      continue;
    }
    count_connected(ts, 1);
    take_all(ts, &queue);
    count_connected(ts, 0);
    failures = 1;
  } while (!is_ending(ts, queue_pause(failures)));
  queue_end(&queue);
  return NULL;
}

int takers_open(struct takers **out, const struct queue_address *address, const struct backend *backend, size_t count) {
  struct takers *ts = calloc(1, sizeof *ts);
  pthread_t *threads = calloc(count, sizeof *threads);
  if (ts == NULL || threads == NULL) {
    free(ts);
    free(threads);
    return message_no_memory();
  }
  *ts = (struct takers){.address = address, .backend = backend, .threads = threads};
  pthread_mutex_init(&ts->lock, NULL);
  pthread_cond_init(&ts->ends, NULL);
  while (ts->count < count && pthread_create(&threads[ts->count], NULL, run, ts) == 0)
    ts->count++;
  if (ts->count < count) {
    takers_close(ts);
    return message_no_memory();
  }
  *out = ts;
  return EXIT_DONE;
}

void takers_close(struct takers *ts) {
  if (ts == NULL)
    return;
  pthread_mutex_lock(&ts->lock);
  ts->is_ending = 1;
  pthread_cond_broadcast(&ts->ends);
  pthread_mutex_unlock(&ts->lock);
  for (size_t i = 0; i < ts->count; i++)
    pthread_join(ts->threads[i], NULL);
  pthread_cond_destroy(&ts->ends);
  pthread_mutex_destroy(&ts->lock);
  free(ts->threads);
  free(ts);
}
