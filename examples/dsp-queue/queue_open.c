/* queue_open.c - a connection's beginning and end; see queue.h. All of the beginning has five seconds together. */
#include <amqp_tcp_socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "files.h"
#include "messages.h"
#include "monotonic.h"
#include "queue_inner.h"

#define FROM_FILE      "file:"
#define PATIENCE       5   /* seconds */
#define PREFETCH       2   /* one is processed, the next is here already */
#define LIMIT          100 /* beyond it the broker drops a request; workers give it up before, and say so */
#define FRAME_SIZE     131072
#define WORKER_PULSE   60    /* seconds; a worker whose host is gone gives back what it had */
#define UNACKNOWLEDGED 10000 /* milliseconds, as long as for the database (database_postgresql.c) */

double queue_pause(unsigned failures) {
  return failures > 6 ? 5.0 : 0.05 * (double)(1U << failures);
}

/* ---- The address ---- */

/* Its first line; NULL where memory ran out. */
static int read_file(char **out, const char *path) {
  struct input file;
  int result = input_read(&file, path);
  if (result != EXIT_DONE)
    return result;
  *out = strndup(file.data, file.size);
  input_free(&file);
  if (*out != NULL)
    (*out)[strcspn(*out, "\r\n")] = '\0';
  return EXIT_DONE;
}

int queue_address_read(struct queue_address *address, const char *text) {
  struct amqp_connection_info nothing;
  int result = EXIT_DONE;
  if (strncmp(text, FROM_FILE, strlen(FROM_FILE)) == 0)
    result = read_file(&address->text, text + strlen(FROM_FILE));
  else
    address->text = strdup(text);
  if (result == EXIT_DONE && address->text == NULL)
    result = message_no_memory();
  if (result != EXIT_DONE)
    return result;
  amqp_default_connection_info(&nothing); /* has the password of guest, which everybody knows */
  if (amqp_parse_url(address->text, &address->info) == AMQP_STATUS_OK && !address->info.ssl &&
      address->info.password != nothing.password)
    return EXIT_DONE;
  message(&(struct message){.text = "a queue has an address as amqp://user:password@host:port/vhost"});
  return EXIT_USAGE;
}

void queue_address_free(struct queue_address *address) {
  free(address->text);
}

/* ---- Beginning ---- */

/* A broker that is gone without a word is noticed where nothing is on its way, and where bytes are. */
static void set_socket(int fd) {
  static const struct {
    int level, name, value;
  } options[] = {{SOL_SOCKET, SO_KEEPALIVE, 1},
                 {IPPROTO_TCP, TCP_KEEPIDLE, 10},
                 {IPPROTO_TCP, TCP_KEEPINTVL, 5},
                 {IPPROTO_TCP, TCP_KEEPCNT, 2},
                 {IPPROTO_TCP, TCP_USER_TIMEOUT, UNACKNOWLEDGED}};
  for (size_t i = 0; i < sizeof options / sizeof *options; i++)
    setsockopt(fd, options[i].level, options[i].name, &options[i].value, sizeof options[i].value);
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

/* What came of a step; the next has the time that is left. */
static int end_step(struct queue *queue, amqp_rpc_reply_t reply, double until) {
  if (reply.reply_type != AMQP_RESPONSE_NORMAL)
    return queue_lose_reply(queue, reply);
  const struct timeval left = queue_time_until(until);
  amqp_set_rpc_timeout(queue->connection, &left);
  return QUEUE_OK;
}

static int connect_to(struct queue *queue, const struct queue_address *address, int pulse, double until) {
  const struct amqp_connection_info *info = &address->info;
  queue_close(queue);
  queue->connection = amqp_new_connection();
  amqp_socket_t *socket = queue->connection == NULL ? NULL : amqp_tcp_socket_new(queue->connection);
  if (socket == NULL)
    return queue_lose_status(queue, AMQP_STATUS_NO_MEMORY);
  struct timeval left = queue_time_until(until);
  int status = amqp_socket_open_noblock(socket, info->host, info->port, &left);
  if (status != AMQP_STATUS_OK)
    return queue_lose_status(queue, status);
  set_socket(amqp_get_sockfd(queue->connection));
  left = queue_time_until(until);
  amqp_set_handshake_timeout(queue->connection, &left);
  int result = end_step(queue, log_in(queue, info, pulse), until);
  if (result != QUEUE_OK)
    return result;
  amqp_channel_open(queue->connection, QUEUE_CHANNEL);
  return end_step(queue, amqp_get_rpc_reply(queue->connection), until);
}

static int declare(struct queue *queue, double until) {
  amqp_table_entry_t entries[2] = {
      {amqp_cstring_bytes("x-queue-type"), {AMQP_FIELD_KIND_UTF8, {.bytes = amqp_cstring_bytes("quorum")}}},
      {amqp_cstring_bytes("x-delivery-limit"), {AMQP_FIELD_KIND_I32, {.i32 = LIMIT}}}};
  const amqp_table_t arguments = {2, entries};
  amqp_queue_declare(queue->connection, QUEUE_CHANNEL, amqp_cstring_bytes(QUEUE_NAME), 0, 1, 0, 0, arguments);
  return end_step(queue, amqp_get_rpc_reply(queue->connection), until);
}

static int confirm(struct queue *queue, double until) {
  amqp_confirm_select(queue->connection, QUEUE_CHANNEL);
  return end_step(queue, amqp_get_rpc_reply(queue->connection), until);
}

static int limit(struct queue *queue, double until) {
  amqp_basic_qos(queue->connection, QUEUE_CHANNEL, 0, PREFETCH, 0);
  return end_step(queue, amqp_get_rpc_reply(queue->connection), until);
}

static int consume(struct queue *queue, const char *from, int needs_no_acknowledgement, double until) {
  amqp_basic_consume(queue->connection, QUEUE_CHANNEL, amqp_cstring_bytes(from), amqp_empty_bytes, 0,
                     needs_no_acknowledgement, 0, amqp_empty_table);
  return end_step(queue, amqp_get_rpc_reply(queue->connection), until);
}

static double at_the_latest(double until) {
  double patience = monotonic_now() + PATIENCE;
  return until < patience ? until : patience;
}

/* Without a pulse: between requests nobody looks at it. */
int queue_open_front(struct queue *queue, const struct queue_address *address, double until) {
  until = at_the_latest(until);
  int result = connect_to(queue, address, 0, until);
  result = result == QUEUE_OK ? declare(queue, until) : result;
  result = result == QUEUE_OK ? confirm(queue, until) : result;
  return result == QUEUE_OK ? consume(queue, QUEUE_DIRECT_ANSWER, 1, until) : result;
}

int queue_open_worker(struct queue *queue, const struct queue_address *address) {
  double until = monotonic_now() + PATIENCE;
  int result = connect_to(queue, address, WORKER_PULSE, until);
  result = result == QUEUE_OK ? declare(queue, until) : result;
  result = result == QUEUE_OK ? limit(queue, until) : result;
  return result == QUEUE_OK ? consume(queue, QUEUE_NAME, 0, until) : result;
}

/* ---- The end ---- */

/* What was sent last would be lost where the broker has sent something that nobody has read. */
void queue_end(struct queue *queue) {
  static const struct timeval patience = {PATIENCE, 0};
  if (queue->connection != NULL) {
    amqp_set_rpc_timeout(queue->connection, &patience);
    amqp_connection_close(queue->connection, AMQP_REPLY_SUCCESS);
  }
  queue_close(queue);
}

void queue_close(struct queue *queue) {
  if (queue->connection != NULL)
    amqp_destroy_connection(queue->connection);
  queue->connection = NULL;
}
