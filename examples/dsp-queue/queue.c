/* queue.c - what goes over a connection; see queue.h. Requests outlive the broker and a minority of its nodes; answers do
 * not, since who waits for one sends the request again. */
#include "queue.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "monotonic.h"
#include "queue_inner.h"

#define FIELDS_MAX   8
#define ID_SIZE      24
#define PART_SECONDS 5 /* in which the next part comes of a message that has begun */

/* ---- Receiving ---- */

/* Gives a QUEUE_ number. */
static int next_frame(struct queue *queue, amqp_frame_t *frame, double until) {
  struct timeval left = queue_time_until(until);
  int status = amqp_simple_wait_frame_noblock(queue->connection, frame, &left);
  if (status == AMQP_STATUS_TIMEOUT)
    return QUEUE_NONE;
  return status == AMQP_STATUS_OK ? QUEUE_OK : queue_lose_status(queue, status);
}

/* Anything but the message that is waited for: a confirmation; an answer that came twice, since a request was given to two
 * workers. */
static int take_other(struct queue *queue, const amqp_frame_t *frame) {
  if (frame->frame_type != AMQP_FRAME_METHOD || frame->payload.method.id == AMQP_BASIC_ACK_METHOD ||
      frame->payload.method.id == AMQP_BASIC_DELIVER_METHOD)
    return QUEUE_OK;
  if (frame->payload.method.id == AMQP_BASIC_NACK_METHOD)
    return queue_lose(queue, "the broker did not keep a request");
  if (frame->payload.method.id == AMQP_BASIC_RETURN_METHOD || frame->payload.method.id == AMQP_BASIC_CANCEL_METHOD)
    return queue_lose(queue, "the broker has this queue no more");
  return queue_lose(queue, "the broker closes the connection");
}

int queue_is_open(struct queue *queue) {
  amqp_frame_t frame;
  int result = queue->connection == NULL ? QUEUE_LOST : QUEUE_OK;
  while (result == QUEUE_OK) {
    result = next_frame(queue, &frame, 0);
    if (result == QUEUE_OK)
      result = take_other(queue, &frame);
  }
  return result == QUEUE_NONE;
}

/* The client library waits for these without an end (amqp_read_message). */
static int next_part(struct queue *queue, amqp_frame_t *frame, uint8_t type) {
  int result = next_frame(queue, frame, monotonic_now() + PART_SECONDS);
  if (result == QUEUE_NONE || (result == QUEUE_OK && frame->frame_type != type))
    return queue_lose(queue, "the broker stops in the midst of a message");
  return result;
}

static int read_head(struct queue *queue, amqp_message_t *message) {
  amqp_frame_t frame;
  amqp_bytes_t raw;
  void *properties;
  int result = next_part(queue, &frame, AMQP_FRAME_HEADER);
  if (result != QUEUE_OK)
    return result;
  message->body = amqp_bytes_malloc((size_t)frame.payload.properties.body_size);
  amqp_pool_alloc_bytes(&message->pool, frame.payload.properties.raw.len, &raw);
  if (raw.bytes == NULL || (message->body.bytes == NULL && frame.payload.properties.body_size > 0))
    return queue_lose_status(queue, AMQP_STATUS_NO_MEMORY);
  memcpy(raw.bytes, frame.payload.properties.raw.bytes, raw.len);
  int status = amqp_decode_properties(AMQP_BASIC_CLASS, &message->pool, raw, &properties);
  if (status != AMQP_STATUS_OK)
    return queue_lose_status(queue, status);
  message->properties = *(const amqp_basic_properties_t *)properties;
  return QUEUE_OK;
}

static int read_body(struct queue *queue, const amqp_bytes_t *body) {
  int result = QUEUE_OK;
  for (size_t size = 0; result == QUEUE_OK && size < body->len;) {
    amqp_frame_t frame;
    result = next_part(queue, &frame, AMQP_FRAME_BODY);
    if (result != QUEUE_OK)
      return result;
    const amqp_bytes_t *part = &frame.payload.body_fragment;
    if (part->len > body->len - size)
      return queue_lose_status(queue, AMQP_STATUS_BAD_AMQP_DATA);
    memcpy((char *)body->bytes + size, part->bytes, part->len);
    size += part->len;
  }
  return result;
}

/* Of a delivery the number and the message are wanted. */
static int read_message(struct queue *queue, const amqp_frame_t *begin, amqp_envelope_t *out) {
  memset(out, 0, sizeof *out);
  out->delivery_tag = ((const amqp_basic_deliver_t *)begin->payload.method.decoded)->delivery_tag;
  init_amqp_pool(&out->message.pool, 4096);
  int result = read_head(queue, &out->message);
  result = result == QUEUE_OK ? read_body(queue, &out->message.body) : result;
  if (result != QUEUE_OK)
    amqp_destroy_envelope(out);
  return result;
}

int queue_receive(struct queue *queue, amqp_envelope_t *message, double until) {
  int result = QUEUE_OK;
  while (result == QUEUE_OK) {
    amqp_frame_t frame;
    amqp_maybe_release_buffers(queue->connection);
    result = next_frame(queue, &frame, until);
    if (result != QUEUE_OK)
      return result;
    if (frame.frame_type == AMQP_FRAME_METHOD && frame.payload.method.id == AMQP_BASIC_DELIVER_METHOD)
      return read_message(queue, &frame, message);
    result = take_other(queue, &frame);
  }
  return result;
}

/* Answers come to the connection on which the request was sent: what is its own there is enough. */
static void write_id(const struct queue *queue, char *out) {
  snprintf(out, ID_SIZE, "%zu", queue->sent);
}

/* The value of that name in the head; NULL where there is none. */
static const amqp_field_value_t *find(const amqp_envelope_t *message, const char *name) {
  const amqp_table_t *head = &message->message.properties.headers;
  for (int i = 0; message->message.properties._flags & AMQP_BASIC_HEADERS_FLAG && i < head->num_entries; i++) {
    const amqp_bytes_t *key = &head->entries[i].key;
    if (key->len == strlen(name) && memcmp(key->bytes, name, key->len) == 0)
      return &head->entries[i].value;
  }
  return NULL;
}

void queue_field(const amqp_envelope_t *message, const char *name, char *out, size_t size) {
  const amqp_field_value_t *value = find(message, name);
  out[0] = '\0';
  if (value != NULL && value->kind == AMQP_FIELD_KIND_UTF8)
    snprintf(out, size, "%.*s", (int)value->value.bytes.len, (const char *)value->value.bytes.bytes);
}

/* A quorum queue counts them. */
size_t queue_earlier_deliveries(const amqp_envelope_t *request) {
  const amqp_field_value_t *value = find(request, "x-delivery-count");
  if (value == NULL)
    return 0;
  return value->kind == AMQP_FIELD_KIND_I64   ? (size_t)value->value.i64
         : value->kind == AMQP_FIELD_KIND_I32 ? (size_t)value->value.i32
                                              : 1;
}

int queue_answers(const struct queue *queue, const amqp_envelope_t *answer) {
  const amqp_basic_properties_t *properties = &answer->message.properties;
  char id[ID_SIZE];
  write_id(queue, id);
  return properties->_flags & AMQP_BASIC_CORRELATION_ID_FLAG && properties->correlation_id.len == strlen(id) &&
         memcmp(properties->correlation_id.bytes, id, strlen(id)) == 0;
}

/* ---- Sending ---- */

static int publish(struct queue *queue, amqp_bytes_t to, int is_mandatory, const amqp_basic_properties_t *properties,
                   const void *data, size_t size) {
  const amqp_bytes_t bytes = {size, (void *)data};
  int status =
      amqp_basic_publish(queue->connection, QUEUE_CHANNEL, amqp_empty_bytes, to, is_mandatory, 0, properties, bytes);
  return status == AMQP_STATUS_OK ? QUEUE_OK : queue_lose_status(queue, status);
}

int queue_send_request(struct queue *queue, const uint8_t *data, size_t size, double until) {
  char id[ID_SIZE];
  char expiration[24];
  const struct timeval left = queue_time_until(until);
  unsigned milliseconds = (unsigned)left.tv_sec * 1000 + (unsigned)left.tv_usec / 1000;
  snprintf(expiration, sizeof expiration, "%u", milliseconds);
  queue->sent++;
  write_id(queue, id);
  milliseconds += milliseconds == 0; /* 0 is no limit */
  setsockopt(amqp_get_sockfd(queue->connection), IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
  const amqp_basic_properties_t properties = {._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG |
                                                        AMQP_BASIC_CORRELATION_ID_FLAG | AMQP_BASIC_REPLY_TO_FLAG |
                                                        AMQP_BASIC_EXPIRATION_FLAG,
                                              .content_type = amqp_cstring_bytes("application/xml"),
                                              .delivery_mode = AMQP_DELIVERY_PERSISTENT,
                                              .correlation_id = amqp_cstring_bytes(id),
                                              .reply_to = amqp_cstring_bytes(QUEUE_DIRECT_ANSWER),
                                              .expiration = amqp_cstring_bytes(expiration)};
  return publish(queue, amqp_cstring_bytes(QUEUE_NAME), 1, &properties, data, size);
}

int queue_send_answer(struct queue *queue, const amqp_envelope_t *request, const char *type, const void *data,
                      size_t size, const struct queue_field *fields, size_t count) {
  const amqp_basic_properties_t *asked = &request->message.properties;
  amqp_table_entry_t entries[FIELDS_MAX];
  amqp_flags_t needed = AMQP_BASIC_REPLY_TO_FLAG | AMQP_BASIC_CORRELATION_ID_FLAG;
  if ((asked->_flags & needed) != needed)
    return QUEUE_OK; /* nobody waits for it */
  for (size_t i = 0; i < count && i < FIELDS_MAX; i++)
    entries[i] = (amqp_table_entry_t){amqp_cstring_bytes(fields[i].name),
                                      {AMQP_FIELD_KIND_UTF8, {.bytes = amqp_cstring_bytes(fields[i].text)}}};
  const amqp_basic_properties_t properties = {._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_CORRELATION_ID_FLAG |
                                                        AMQP_BASIC_HEADERS_FLAG,
                                              .content_type = amqp_cstring_bytes(type),
                                              .correlation_id = asked->correlation_id,
                                              .headers = {(int)count, entries}};
  return publish(queue, asked->reply_to, 0, &properties, data, size);
}

int queue_done(struct queue *queue, const amqp_envelope_t *request) {
  int status = amqp_basic_ack(queue->connection, QUEUE_CHANNEL, request->delivery_tag, 0);
  return status == AMQP_STATUS_OK ? QUEUE_OK : queue_lose_status(queue, status);
}
