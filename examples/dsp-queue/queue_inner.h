/* queue_inner.h - what the parts of queue.h share. */
#ifndef QUEUE_INNER_H
#define QUEUE_INNER_H

#include <sys/time.h>

#include "queue.h"

#define QUEUE_NAME          "chret-dsp"
#define QUEUE_CHANNEL       1
#define QUEUE_DIRECT_ANSWER "amq.rabbitmq.reply-to"

/* What is left until then (monotonic.h). */
struct timeval queue_time_until(double until);

/* Tell it on stderr, close the connection, and give QUEUE_LOST. status: of the client library; reply: with what the broker
 * said, where it said something. */
int queue_lose(struct queue *queue, const char *text);
int queue_lose_status(struct queue *queue, int status);
int queue_lose_reply(struct queue *queue, amqp_rpc_reply_t reply);

#endif
