/* queue.h - one connection to RabbitMQ, on which requests wait in a quorum queue and answers come back. */
#ifndef QUEUE_H
#define QUEUE_H

#include <amqp.h>
#include <stdint.h>

/* Where the broker is, from an address as amqp://user:password@host:port/vhost, or file:PATH, which has it. */
struct queue_address {
  char *text; /* what the rest points into */
  struct amqp_connection_info info;
};

/* Gives an exit code (messages.h); whatever comes of it, queue_address_free() is to be called. */
int queue_address_read(struct queue_address *address, const char *text);
void queue_address_free(struct queue_address *address);

/* Of one thread at a time; all zero: closed. */
struct queue {
  amqp_connection_state_t connection; /* NULL: closed */
  size_t sent;                        /* requests, on this and on earlier connections */
};

/* Functions that return an int give one of these. A lost connection has been told on stderr, and is closed. until: the time
 * (monotonic.h) at which it comes to its end at the latest. */
#define QUEUE_OK   0
#define QUEUE_LOST (-1)
#define QUEUE_NONE 1 /* nothing came in time */

/* Connects, makes the queue of requests where there is none, and begins: to send requests, whose answers come to this
 * connection; or to take requests. That takes five seconds at the most, but for a name's look-up, which nothing bounds. */
int queue_open_front(struct queue *queue, const struct queue_address *address, double until);
int queue_open_worker(struct queue *queue, const struct queue_address *address);
/* At once; or once the broker has all that was sent, within five seconds. */
void queue_close(struct queue *queue);
void queue_end(struct queue *queue);
/* Whether it is open still; an idle connection may have been lost without a word. */
int queue_is_open(struct queue *queue);

/* Pieces of a message's head. */
struct queue_field {
  const char *name;
  const char *text;
};

/* A request, which is of no use to anybody after that time. */
int queue_send_request(struct queue *queue, const uint8_t *data, size_t size, double until);

/* The next message, which begins until then: a request where it is a worker's connection, an answer where it is a front's.
 * Requests that the broker did not keep are QUEUE_LOST, and so is a message whose parts, of 128 KiB, do not come within five
 * seconds each. The message is for amqp_destroy_envelope(). */
int queue_receive(struct queue *queue, amqp_envelope_t *message, double until);

/* The answer to a request, and then: the request is done with. */
int queue_send_answer(struct queue *queue, const amqp_envelope_t *request, const char *type, const void *data,
                      size_t size, const struct queue_field *fields, size_t count);
int queue_done(struct queue *queue, const amqp_envelope_t *request);

/* What is in a message's head, "" where it is not there, cut where `size` is too small. */
void queue_field(const amqp_envelope_t *message, const char *name, char *out, size_t size);
/* How often a request was given to a worker before; and how often that may be. A killed worker's connections end one by
 * one: the request may have been given to several of them. */
size_t queue_earlier_deliveries(const amqp_envelope_t *request);
#define QUEUE_DELIVERIES_MAX 10
/* Whether an answer is that to the request that was sent last. */
int queue_answers(const struct queue *queue, const amqp_envelope_t *answer);

/* Seconds to wait after the n-th failure in a row, from 1. */
double queue_pause(unsigned failures);

#endif
