/* reply.h - an answer as it travels on the queue: what the front sends on, and what it writes into its log. */
#ifndef REPLY_H
#define REPLY_H

#include "answer.h"
#include "queue.h"

/* Gives a QUEUE_ number. */
int reply_send(struct queue *queue, const amqp_envelope_t *request, const struct answer *answer);

/* *answer: all zero. Gives 0, or -1 where this is no answer, which leaves it so. */
int reply_read(struct answer *answer, const amqp_envelope_t *reply);

#endif
