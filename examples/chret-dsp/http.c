/* http.c - see http.h. Each connection has a thread of libmicrohttpd, which waits where the backend waits. */
#include "http.h"

#include <microhttpd.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "body.h"
#include "health.h"
#include "messages.h"
#include "metrics.h"
#include "monotonic.h"

#define CONNECTIONS_MAX 512
#define XML             "application/xml"

struct http {
  struct MHD_Daemon *daemon;
  const struct service *service;
  const struct backend *backend;
  size_t timeout;
  pthread_mutex_t lock;
  size_t in_flight; /* under the lock, as the next */
  int is_closing;
};

/* A request of HTTP. */
struct delivery {
  struct http *http;
  struct MHD_Connection *connection;
  enum MHD_Result (*respond)(struct delivery *); /* once all of it is here */
  const char *allowed;                           /* methods of its path */
  double started;
  struct body body;
  int is_counted;
  struct answer answer;
};

/* Requests that are in flight: one more, one less, or as many. */
static size_t count_in_flight(struct http *http, int more) {
  pthread_mutex_lock(&http->lock);
  size_t in_flight = http->in_flight += (size_t)more;
  pthread_mutex_unlock(&http->lock);
  return in_flight;
}

/* Also begins it. */
static int is_closing(struct http *http, int begins) {
  pthread_mutex_lock(&http->lock);
  int closing = http->is_closing = http->is_closing || begins;
  pthread_mutex_unlock(&http->lock);
  return closing;
}

/* ---- The end of a request ---- */

static void write_remote(const struct delivery *d, char *out, size_t size) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(d->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  const struct sockaddr *address = info == NULL ? NULL : info->client_addr;
  int is_6 = address != NULL && address->sa_family == AF_INET6;
  socklen_t length = is_6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
  if (address == NULL || getnameinfo(address, length, out, (socklen_t)size, NULL, 0, NI_NUMERICHOST) != 0)
    snprintf(out, size, "-");
}

/* Before the sender has the answer, so that who has it finds it counted. */
static void count(struct delivery *d) {
  char remote[64];
  write_remote(d, remote, sizeof remote);
  metrics_note(remote, &d->answer, monotonic_now() - d->started);
  d->is_counted = 1;
}

/* text: for free(); it goes with the response. NULL: memory ran out, and the connection is cut. */
static enum MHD_Result respond(struct delivery *d, char *text, size_t size, const char *type) {
  struct MHD_Response *response =
      text == NULL ? NULL : MHD_create_response_from_buffer(size, text, MHD_RESPMEM_MUST_FREE);
  if (response == NULL) {
    free(text);
    return MHD_NO;
  }
  MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
  if (d->answer.status == MHD_HTTP_METHOD_NOT_ALLOWED)
    MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, d->allowed);
  if (d->answer.status == MHD_HTTP_SERVICE_UNAVAILABLE)
    MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, "1");
  if (is_closing(d->http, 0))
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
  count(d);
  enum MHD_Result result = MHD_queue_response(d->connection, (unsigned)d->answer.status, response);
  MHD_destroy_response(response);
  return result;
}

/* Why there is no answer: its name, and nothing that would help who tries to forge one. */
static enum MHD_Result respond_reason(struct delivery *d) {
  size_t size = strlen(d->answer.result) + 1;
  char *text = malloc(size + 1);
  if (text != NULL)
    snprintf(text, size + 1, "%s\n", d->answer.result);
  return respond(d, text, size, "text/plain; charset=utf-8");
}

static enum MHD_Result refuse(struct delivery *d, int status, const char *result) {
  answer_refuse(&d->answer, status, result);
  return respond_reason(d);
}

/* Cuts the connection: in the midst of a body libmicrohttpd takes no response. */
static enum MHD_Result cut(struct delivery *d, int status, const char *result) {
  answer_refuse(&d->answer, status, result);
  count(d);
  return MHD_NO;
}

/* ---- The pages ---- */

static enum MHD_Result respond_health(struct delivery *d) {
  int is_well = 0;
  char *text = health_write(d->http->service, d->http->backend, &is_well);
  answer_refuse(&d->answer, is_well ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE, "health");
  return respond(d, text, text == NULL ? 0 : strlen(text), "application/json");
}

static enum MHD_Result respond_metrics(struct delivery *d) {
  size_t size;
  char *text = metrics_write(count_in_flight(d->http, 0), &size);
  answer_refuse(&d->answer, MHD_HTTP_OK, "metrics");
  return respond(d, text, size, "text/plain; version=0.0.4; charset=utf-8");
}

static enum MHD_Result respond_service(struct delivery *d) {
  const struct backend *backend = d->http->backend;
  if (d->body.size > d->body.room)
    return refuse(d, MHD_HTTP_CONTENT_TOO_LARGE, "too-large");
  backend->take(backend->ctx, (const uint8_t *)d->body.data, d->body.size, &d->answer);
  if (d->answer.status != MHD_HTTP_OK)
    return respond_reason(d);
  char *body = d->answer.body;
  d->answer.body = NULL;
  return respond(d, body, d->answer.size, XML);
}

/* ---- Head and body ---- */

static const char *header_of(const struct delivery *d, const char *name) {
  const char *value = MHD_lookup_connection_value(d->connection, MHD_HEADER_KIND, name);
  return value == NULL ? "" : value;
}

static enum MHD_Result take_service(struct delivery *d) {
  const char *type = header_of(d, MHD_HTTP_HEADER_CONTENT_TYPE);
  if (strncasecmp(type, XML, strlen(XML)) != 0 || strchr("; \t", type[strlen(XML)]) == NULL)
    return refuse(d, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, "not-xml");
  const char *length = header_of(d, MHD_HTTP_HEADER_CONTENT_LENGTH);
  size_t size = length[0] != '\0' ? strtoull(length, NULL, 10) : BODY_MAX; /* in chunks: nobody knows */
  if (size > BODY_MAX)
    return refuse(d, MHD_HTTP_CONTENT_TOO_LARGE, "too-large");
  return body_open(&d->body, size) ? MHD_YES : refuse(d, MHD_HTTP_SERVICE_UNAVAILABLE, "busy");
}

static enum MHD_Result take_head(struct delivery *d, const char *path, const char *method) {
  int is_reading = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
  int is_service = d->http->backend->take != NULL && strcmp(path, "/api/v1/serviceD") == 0;
  d->respond = is_service                      ? respond_service
               : strcmp(path, "/health") == 0  ? respond_health
               : strcmp(path, "/metrics") == 0 ? respond_metrics
                                               : NULL;
  d->allowed = is_service ? "POST" : "GET, HEAD";
  if (is_closing(d->http, 0)) /* what is counted as in flight before it closes is waited for */
    return refuse(d, MHD_HTTP_SERVICE_UNAVAILABLE, "closing");
  if (d->respond == NULL)
    return refuse(d, MHD_HTTP_NOT_FOUND, "not-found");
  if (is_service ? strcmp(method, "POST") != 0 : !is_reading)
    return refuse(d, MHD_HTTP_METHOD_NOT_ALLOWED, "method-not-allowed");
  return is_service ? take_service(d) : MHD_YES;
}

/* What is beyond the limit is passed over, so that the end can be answered; what has no end is cut. */
static enum MHD_Result take_piece(struct delivery *d, const char *data, size_t size) {
  body_add(&d->body, data, size);
  if (monotonic_now() - d->started > (double)d->http->timeout)
    return cut(d, MHD_HTTP_REQUEST_TIMEOUT, "too-slow");
  return d->body.size > 2 * BODY_MAX ? cut(d, MHD_HTTP_CONTENT_TOO_LARGE, "too-large") : MHD_YES;
}

static enum MHD_Result begin(struct http *http, struct MHD_Connection *connection, void **ctx, const char *path,
                             const char *method) {
  struct delivery *d = calloc(1, sizeof *d);
  if (d == NULL)
    return MHD_NO;
  *ctx = d;
  d->http = http;
  d->connection = connection;
  d->started = monotonic_now();
  count_in_flight(http, 1);
  return take_head(d, path, method);
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *connection, const char *path, const char *method,
                              const char *version, const char *data, size_t *size, void **ctx) {
  struct delivery *d = *ctx;
  (void)version;
  if (d == NULL)
    return begin(cls, connection, ctx, path, method);
  if (*size == 0)
    return d->is_counted ? MHD_NO : d->respond(d); /* counted: the daemon ends, and took no answer */
  enum MHD_Result result = take_piece(d, data, *size);
  *size = 0;
  return result;
}

static void complete(void *cls, struct MHD_Connection *connection, void **ctx, enum MHD_RequestTerminationCode code) {
  struct delivery *d = *ctx;
  (void)cls;
  (void)connection;
  (void)code;
  if (d == NULL)
    return;
  if (!d->is_counted)
    cut(d, MHD_HTTP_REQUEST_TIMEOUT, "incomplete");
  count_in_flight(d->http, -1);
  body_close(&d->body);
  free(d->answer.body);
  free(d);
  *ctx = NULL;
}

/* ---- Beginning and end ---- */

static struct addrinfo *resolve(const char *address) {
  static const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
  struct addrinfo *found = NULL;
  char host[64];
  unsigned port;
  int end = 0;
  if (sscanf(address, "[%63[0-9a-fA-F:.]]:%5u%n", host, &port, &end) != 2 &&
      sscanf(address, "%63[0-9.]:%5u%n", host, &port, &end) != 2)
    return NULL;
  const char *service = strrchr(address, ':') + 1;
  return address[end] == '\0' && port <= 65535 && getaddrinfo(host, service, &hints, &found) == 0 ? found : NULL;
}

static int start(struct http *http, const char *address, const struct addrinfo *at) {
  unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_USE_ITC;
  flags |= at->ai_family == AF_INET6 ? MHD_USE_IPv6 : 0U;
  http->daemon = MHD_start_daemon(flags, 0, NULL, NULL, handle, http, MHD_OPTION_SOCK_ADDR, at->ai_addr,
                                  MHD_OPTION_NOTIFY_COMPLETED, complete, NULL, MHD_OPTION_CONNECTION_LIMIT,
                                  (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)http->timeout,
                                  MHD_OPTION_END);
  if (http->daemon == NULL)
    return message_errno(address);
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT);
  fprintf(stderr, "%s: listening on port %u\n", program_name, info == NULL ? 0U : (unsigned)info->port);
  return EXIT_DONE;
}

int http_open(struct http **out, const char *address, size_t timeout, const struct service *service,
              const struct backend *backend) {
  struct addrinfo *at = resolve(address);
  if (at == NULL) {
    message(&(struct message){.file = address, .text = "this is no numeric ADDR:PORT"});
    return EXIT_USAGE;
  }
  struct http *http = calloc(1, sizeof *http);
  int result = EXIT_ENVIRONMENT;
  if (http != NULL) {
    *http = (struct http){.timeout = timeout, .service = service, .backend = backend};
    pthread_mutex_init(&http->lock, NULL);
    result = start(http, address, at);
  }
  freeaddrinfo(at);
  if (result == EXIT_DONE)
    *out = http;
  else
    free(http);
  return result;
}

void http_close(struct http *http) {
  static const struct timespec pause = {0, 20000000};
  if (http == NULL)
    return;
  MHD_socket listening = MHD_quiesce_daemon(http->daemon);
  shutdown(listening, SHUT_RD); /* who connects now is refused */
  is_closing(http, 1);
  while (count_in_flight(http, 0) > 0)
    nanosleep(&pause, NULL);
  MHD_stop_daemon(http->daemon);
  close(listening); /* no thread looks at it any more */
  pthread_mutex_destroy(&http->lock);
  free(http);
}
