/* queue.c - see queue.h. Requests outlive the broker and a minority of its nodes; answers do not, since who waits for one
 * sends the request again. */
#include "queue.h"

#include <amqp_tcp_socket.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include "messages.h"

#define NAME          "chret-dsp"
#define CHANNEL       1
#define PREFETCH      2 /* one is processed, the next is here already */
#define FRAME_SIZE    131072
#define LIMIT         100 /* beyond it the broker drops a request; workers give it up before, and say so */
#define FIELDS_MAX    8
#define WORKER_PULSE  60 /* seconds; a worker whose host is gone gives back what it had */
#define DIRECT_ANSWER "amq.rabbitmq.reply-to"

static const struct timeval patience = {5, 0};

/* ---- What goes wrong ---- */

static int lose(struct queue *queue, const char *text) {
  message(&(struct message){.file = "queue", .text = text});
  queue_close(queue);
  return QUEUE_LOST;
}

static int lose_status(struct queue *queue, int status) {
  return lose(queue, amqp_error_string2(status));
}

/* What the broker said: its text where it said one. */
static int lose_reply(struct queue *queue, amqp_rpc_reply_t reply) {
  char text[256];
  const amqp_bytes_t *said = NULL;
  if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION)
    return lose_status(queue, reply.library_error);
  if (reply.reply_type == AMQP_RESPONSE_SERVER_EXCEPTION && reply.reply.id == AMQP_CONNECTION_CLOSE_METHOD)
    said = &((const amqp_connection_close_t *)reply.reply.decoded)->reply_text;
  if (reply.reply_type == AMQP_RESPONSE_SERVER_EXCEPTION && reply.reply.id == AMQP_CHANNEL_CLOSE_METHOD)
    said = &((const amqp_channel_close_t *)reply.reply.decoded)->reply_text;
  if (said == NULL)
    return lose(queue, "the broker refuses");
  snprintf(text, sizeof text, "%.*s", (int)said->len, (const char *)said->bytes);
  return lose(queue, text);
}

double queue_pause(unsigned failures) {
  return failures > 6 ? 5.0 : 0.05 * (double)(1U << failures);
}

/* ---- Connecting ---- */

int queue_address_read(struct queue_address *address, const char *url) {
  address->text = strdup(url);
  if (address->text == NULL)
    return message_no_memory();
  if (amqp_parse_url(address->text, &address->info) == AMQP_STATUS_OK && !address->info.ssl)
    return EXIT_DONE;
  message(&(struct message){.text = "a queue has an address as amqp://user:password@host:port/vhost"});
  return EXIT_USAGE;
}

void queue_address_free(struct queue_address *address) {
  free(address->text);
}

/* The broker says so where a queue is deleted that somebody takes from. */
static amqp_rpc_reply_t log_in(struct queue *queue, const struct amqp_connection_info *info, int pulse) {
  amqp_table_entry_t told = {amqp_cstring_bytes("consumer_cancel_notify"), {AMQP_FIELD_KIND_BOOLEAN, {.boolean = 1}}};
  amqp_table_entry_t capabilities = {amqp_cstring_bytes("capabilities"),
                                     {AMQP_FIELD_KIND_TABLE, {.table = {1, &told}}}};
  const amqp_table_t properties = {1, &capabilities};
  return amqp_login_with_properties(queue->connection, info->vhost, 0, FRAME_SIZE, pulse, &properties,
                                    AMQP_SASL_METHOD_PLAIN, info->user, info->password);
}

static int connect_to(struct queue *queue, const struct queue_address *address, int pulse) {
  const struct amqp_connection_info *info = &address->info;
  queue->connection = amqp_new_connection();
  amqp_socket_t *socket = queue->connection == NULL ? NULL : amqp_tcp_socket_new(queue->connection);
  if (socket == NULL)
    return lose_status(queue, AMQP_STATUS_NO_MEMORY);
  int status = amqp_socket_open_noblock(socket, info->host, info->port, &patience);
  if (status != AMQP_STATUS_OK)
    return lose_status(queue, status);
  amqp_set_handshake_timeout(queue->connection, &patience);
  amqp_set_rpc_timeout(queue->connection, &patience);
  amqp_rpc_reply_t reply = log_in(queue, info, pulse);
  if (reply.reply_type != AMQP_RESPONSE_NORMAL)
    return lose_reply(queue, reply);
  amqp_channel_open(queue->connection, CHANNEL);
  reply = amqp_get_rpc_reply(queue->connection);
  return reply.reply_type == AMQP_RESPONSE_NORMAL ? QUEUE_OK : lose_reply(queue, reply);
}

static int declare(struct queue *queue) {
  amqp_table_entry_t entries[2] = {
      {amqp_cstring_bytes("x-queue-type"), {AMQP_FIELD_KIND_UTF8, {.bytes = amqp_cstring_bytes("quorum")}}},
      {amqp_cstring_bytes("x-delivery-limit"), {AMQP_FIELD_KIND_I32, {.i32 = LIMIT}}}};
  const amqp_table_t arguments = {2, entries};
  amqp_queue_declare(queue->connection, CHANNEL, amqp_cstring_bytes(NAME), 0, 1, 0, 0, arguments);
  amqp_rpc_reply_t reply = amqp_get_rpc_reply(queue->connection);
  return reply.reply_type == AMQP_RESPONSE_NORMAL ? QUEUE_OK : lose_reply(queue, reply);
}

static int consume(struct queue *queue, const char *from, int needs_no_acknowledgement) {
  amqp_basic_consume(queue->connection, CHANNEL, amqp_cstring_bytes(from), amqp_empty_bytes, 0,
                     needs_no_acknowledgement, 0, amqp_empty_table);
  amqp_rpc_reply_t reply = amqp_get_rpc_reply(queue->connection);
  return reply.reply_type == AMQP_RESPONSE_NORMAL ? QUEUE_OK : lose_reply(queue, reply);
}

static int open_all(struct queue *queue, const struct queue_address *address, int pulse) {
  queue_close(queue);
  int result = connect_to(queue, address, pulse);
  return result == QUEUE_OK ? declare(queue) : result;
}

/* Without a pulse: between requests nobody looks at it. */
int queue_open_front(struct queue *queue, const struct queue_address *address) {
  int result = open_all(queue, address, 0);
  if (result != QUEUE_OK)
    return result;
  amqp_confirm_select(queue->connection, CHANNEL);
  amqp_rpc_reply_t reply = amqp_get_rpc_reply(queue->connection);
  return reply.reply_type == AMQP_RESPONSE_NORMAL ? consume(queue, DIRECT_ANSWER, 1) : lose_reply(queue, reply);
}

int queue_open_worker(struct queue *queue, const struct queue_address *address) {
  int result = open_all(queue, address, WORKER_PULSE);
  if (result != QUEUE_OK)
    return result;
  amqp_basic_qos(queue->connection, CHANNEL, 0, PREFETCH, 0);
  amqp_rpc_reply_t reply = amqp_get_rpc_reply(queue->connection);
  return reply.reply_type == AMQP_RESPONSE_NORMAL ? consume(queue, NAME, 0) : lose_reply(queue, reply);
}

void queue_close(struct queue *queue) {
  if (queue->connection != NULL)
    amqp_destroy_connection(queue->connection);
  queue->connection = NULL;
}

/* ---- Receiving ---- */

static struct timeval time_of(uint64_t milliseconds) {
  return (struct timeval){(time_t)(milliseconds / 1000), (suseconds_t)(milliseconds % 1000 * 1000)};
}

/* Anything but the message that is waited for: a confirmation; what is left of an answer that came twice, since a request
 * was given to two workers. */
static int take_other(struct queue *queue, const amqp_frame_t *frame) {
  if (frame->frame_type != AMQP_FRAME_METHOD || frame->payload.method.id == AMQP_BASIC_ACK_METHOD ||
      frame->payload.method.id == AMQP_BASIC_DELIVER_METHOD)
    return QUEUE_OK;
  if (frame->payload.method.id == AMQP_BASIC_NACK_METHOD)
    return lose(queue, "the broker did not keep a request");
  if (frame->payload.method.id == AMQP_BASIC_RETURN_METHOD || frame->payload.method.id == AMQP_BASIC_CANCEL_METHOD)
    return lose(queue, "the broker has this queue no more");
  return lose(queue, "the broker closes the connection");
}

int queue_is_open(struct queue *queue) {
  struct timeval at_once = {0, 0};
  amqp_frame_t frame;
  int status = AMQP_STATUS_OK;
  while (queue->connection != NULL && status == AMQP_STATUS_OK) {
    status = amqp_simple_wait_frame_noblock(queue->connection, &frame, &at_once);
    if (status == AMQP_STATUS_OK)
      take_other(queue, &frame);
  }
  if (queue->connection != NULL && status != AMQP_STATUS_TIMEOUT)
    lose_status(queue, status);
  return queue->connection != NULL;
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

int queue_receive(struct queue *queue, amqp_envelope_t *message, uint64_t milliseconds) {
  uint64_t until = now() + milliseconds;
  int result = QUEUE_OK;
  while (result == QUEUE_OK) {
    uint64_t time = now();
    struct timeval left = time_of(until > time ? until - time : 0);
    amqp_frame_t frame;
    amqp_maybe_release_buffers(queue->connection);
    amqp_rpc_reply_t reply = amqp_consume_message(queue->connection, message, &left, 0);
    if (reply.reply_type == AMQP_RESPONSE_NORMAL)
      return QUEUE_OK;
    if (reply.reply_type != AMQP_RESPONSE_LIBRARY_EXCEPTION)
      return lose_reply(queue, reply);
    if (reply.library_error == AMQP_STATUS_TIMEOUT)
      return QUEUE_NONE;
    if (reply.library_error != AMQP_STATUS_UNEXPECTED_STATE)
      return lose_status(queue, reply.library_error);
    int status = amqp_simple_wait_frame(queue->connection, &frame);
    result = status == AMQP_STATUS_OK ? take_other(queue, &frame) : lose_status(queue, status);
  }
  return result;
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

int queue_answers(const amqp_envelope_t *answer, const char *id) {
  const amqp_basic_properties_t *properties = &answer->message.properties;
  return properties->_flags & AMQP_BASIC_CORRELATION_ID_FLAG && properties->correlation_id.len == strlen(id) &&
         memcmp(properties->correlation_id.bytes, id, strlen(id)) == 0;
}

/* ---- Sending ---- */

static int publish(struct queue *queue, amqp_bytes_t to, int is_mandatory, const amqp_basic_properties_t *properties,
                   const void *data, size_t size) {
  const amqp_bytes_t bytes = {size, (void *)data};
  int status = amqp_basic_publish(queue->connection, CHANNEL, amqp_empty_bytes, to, is_mandatory, 0, properties, bytes);
  return status == AMQP_STATUS_OK ? QUEUE_OK : lose_status(queue, status);
}

int queue_send_request(struct queue *queue, const uint8_t *data, size_t size, const char *id, uint64_t milliseconds) {
  char expiration[24];
  snprintf(expiration, sizeof expiration, "%" PRIu64, milliseconds);
  const amqp_basic_properties_t properties = {._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG |
                                                        AMQP_BASIC_CORRELATION_ID_FLAG | AMQP_BASIC_REPLY_TO_FLAG |
                                                        AMQP_BASIC_EXPIRATION_FLAG,
                                              .content_type = amqp_cstring_bytes("application/xml"),
                                              .delivery_mode = AMQP_DELIVERY_PERSISTENT,
                                              .correlation_id = amqp_cstring_bytes(id),
                                              .reply_to = amqp_cstring_bytes(DIRECT_ANSWER),
                                              .expiration = amqp_cstring_bytes(expiration)};
  return publish(queue, amqp_cstring_bytes(NAME), 1, &properties, data, size);
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
  int status = amqp_basic_ack(queue->connection, CHANNEL, request->delivery_tag, 0);
  return status == AMQP_STATUS_OK ? QUEUE_OK : lose_status(queue, status);
}
