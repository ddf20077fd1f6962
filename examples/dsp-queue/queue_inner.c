/* queue_inner.c - see queue_inner.h. */
#include "queue_inner.h"

#include <stdio.h>

#include "messages.h"
#include "monotonic.h"

struct timeval queue_time_until(double until) {
  double left = until - monotonic_now();
  const struct timespec time = monotonic_time(left > 0 ? left : 0);
  return (struct timeval){time.tv_sec, (suseconds_t)(time.tv_nsec / 1000)};
}

int queue_lose(struct queue *queue, const char *text) {
  message(&(struct message){.file = "queue", .text = text});
  queue_close(queue);
  return QUEUE_LOST;
}

int queue_lose_status(struct queue *queue, int status) {
  return queue_lose(queue, amqp_error_string2(status));
}

int queue_lose_reply(struct queue *queue, amqp_rpc_reply_t reply) {
  char text[256];
  const amqp_bytes_t *said = NULL;
  if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION)
    return queue_lose_status(queue, reply.library_error);
  if (reply.reply_type == AMQP_RESPONSE_SERVER_EXCEPTION && reply.reply.id == AMQP_CONNECTION_CLOSE_METHOD)
    said = &((const amqp_connection_close_t *)reply.reply.decoded)->reply_text;
  if (reply.reply_type == AMQP_RESPONSE_SERVER_EXCEPTION && reply.reply.id == AMQP_CHANNEL_CLOSE_METHOD)
    said = &((const amqp_channel_close_t *)reply.reply.decoded)->reply_text;
  if (said == NULL)
    return queue_lose(queue, "the broker refuses");
  snprintf(text, sizeof text, "%.*s", (int)said->len, (const char *)said->bytes);
  return queue_lose(queue, text);
}
