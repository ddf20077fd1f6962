/* http.c - see http.h. Each connection has a thread of libmicrohttpd, which waits where the backend waits. */
#include "http.h"

#include <microhttpd.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "health.h"
#include "messages.h"
#include "metrics.h"

#define CONNECTIONS_MAX 512
#define XML             "application/xml"
#define TEXT            "text/plain; charset=utf-8"

struct http {
  struct MHD_Daemon *daemon;
  pthread_mutex_t lock;
  int is_closing; /* under the lock */
  double timeout;
  const struct service *service;
  const struct backend *backend;
};

enum page { SERVICE, HEALTH, METRICS };

static const struct {
  const char *path, *methods;
} pages[] = {[SERVICE] = {"/api/v1/serviceD", "POST"},
             [HEALTH] = {"/health", "GET, HEAD"},
             [METRICS] = {"/metrics", "GET, HEAD"}};
#define PAGES (sizeof pages / sizeof *pages)

/* A request of HTTP. */
struct delivery {
  struct http *http;
  struct MHD_Connection *connection;
  enum page page;
  double started;
  char *data;
  size_t size, room, received;
  int is_counted;
  struct answer answer;
};

/* Tells it when is_set is 1. */
static int is_closing(struct http *http, int is_set) {
  pthread_mutex_lock(&http->lock);
  int closing = http->is_closing = http->is_closing || is_set;
  pthread_mutex_unlock(&http->lock);
  return closing;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- The end of a request ---- */

static void write_remote(const struct delivery *d, char *out, size_t size) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(d->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  const struct sockaddr *address = info == NULL ? NULL : info->client_addr;
  socklen_t length =
      address != NULL && address->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
  if (address == NULL || getnameinfo(address, length, out, (socklen_t)size, NULL, 0, NI_NUMERICHOST) != 0)
    snprintf(out, size, "-");
}

/* Before the sender has the answer, so that who has it finds it counted. */
static void count(struct delivery *d) {
  char remote[64];
  double seconds = now() - d->started;
  write_remote(d, remote, sizeof remote);
  metrics_count(&d->answer, seconds);
  log_request(remote, &d->answer, seconds);
  d->is_counted = 1;
}

/* text: for free(); it goes with the response. */
static enum MHD_Result respond(struct delivery *d, char *text, size_t size, const char *type) {
  struct MHD_Response *response =
      text == NULL ? NULL : MHD_create_response_from_buffer(size, text, MHD_RESPMEM_MUST_FREE);
  if (response == NULL) {
    free(text);
    return MHD_NO;
  }
  MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
  if (d->answer.status == 405)
    MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, pages[d->page].methods);
  if (d->answer.status == 503)
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
  return respond(d, text, size, TEXT);
}

static enum MHD_Result refuse(struct delivery *d, int status, const char *result) {
  answer_refuse(&d->answer, status, result);
  return respond_reason(d);
}

/* Cuts the connection: in the midst of a body, libmicrohttpd takes no response. */
static enum MHD_Result cut(struct delivery *d, int status, const char *result) {
  answer_refuse(&d->answer, status, result);
  count(d);
  return MHD_NO;
}

/* ---- The pages ---- */

static enum MHD_Result respond_health(struct delivery *d) {
  int is_well = 0;
  char *text = health_write(d->http->service, d->http->backend, &is_well);
  answer_refuse(&d->answer, is_well ? 200 : 503, "health");
  return respond(d, text, text == NULL ? 0 : strlen(text), "application/json");
}

static enum MHD_Result respond_metrics(struct delivery *d) {
  char *text = NULL;
  size_t size = 0;
  FILE *file = open_memstream(&text, &size);
  if (file == NULL)
    return MHD_NO;
  metrics_write(file);
  if (fclose(file) != 0)
    size = 0;
  answer_refuse(&d->answer, 200, "metrics");
  return respond(d, text, size, "text/plain; version=0.0.4; charset=utf-8");
}

static enum MHD_Result respond_service(struct delivery *d) {
  const struct backend *backend = d->http->backend;
  if (d->received > BODY_MAX)
    return refuse(d, 413, "too-large");
  backend->take(backend->ctx, (const uint8_t *)d->data, d->size, &d->answer);
  if (d->answer.status != 200)
    return respond_reason(d);
  char *body = d->answer.body;
  d->answer.body = NULL;
  return respond(d, body, d->answer.size, XML);
}

static enum MHD_Result respond_page(struct delivery *d) {
  switch (d->page) {
  case HEALTH:
    return respond_health(d);
  case METRICS:
    return respond_metrics(d);
  default:
    return respond_service(d);
  }
}

/* ---- Head and body ---- */

static int is_xml(const char *type) {
  size_t size = strlen(XML);
  return type != NULL && strncasecmp(type, XML, size) == 0 && strchr("; \t", type[size]) != NULL;
}

/* Whether one of the methods, joined by ", ", is this one. */
static int is_allowed(const char *methods, const char *method) {
  size_t size = strlen(method);
  for (const char *at = methods; (at = strstr(at, method)) != NULL; at += size)
    if ((at == methods || at[-1] == ' ') && (at[size] == '\0' || at[size] == ','))
      return size > 0;
  return 0;
}

static enum MHD_Result take_head(struct delivery *d, const char *path, const char *method) {
  size_t page = 0;
  while (page < PAGES && strcmp(path, pages[page].path) != 0)
    page++;
  if (page == PAGES)
    return refuse(d, 404, "not-found");
  d->page = (enum page)page;
  if (!is_allowed(pages[page].methods, method))
    return refuse(d, 405, "method-not-allowed");
  if (d->page != SERVICE)
    return MHD_YES;
  if (!is_xml(MHD_lookup_connection_value(d->connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_TYPE)))
    return refuse(d, 415, "not-xml");
  const char *length = MHD_lookup_connection_value(d->connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
  if (length != NULL && strtoull(length, NULL, 10) > BODY_MAX)
    return refuse(d, 413, "too-large");
  return MHD_YES;
}

static int append(struct delivery *d, const char *data, size_t size) {
  if (d->size + size > d->room) {
    size_t room = 2 * d->room > d->size + size ? 2 * d->room : d->size + size;
    char *grown = realloc(d->data, room);
    if (grown == NULL)
      return -1;
    d->data = grown;
    d->room = room;
  }
  memcpy(d->data + d->size, data, size);
  d->size += size;
  return 0;
}

/* What is beyond the limit is passed over, so that the end can be answered; what has no end is cut. */
static enum MHD_Result take_piece(struct delivery *d, const char *data, size_t size) {
  d->received += size;
  if (now() - d->started > d->http->timeout)
    return cut(d, 408, "too-slow");
  if (d->received > 2 * BODY_MAX)
    return cut(d, 413, "too-large");
  if (d->received <= BODY_MAX && append(d, data, size) != 0)
    return cut(d, 503, chret_status_name(CHRET_E_NO_MEMORY));
  return MHD_YES;
}

static enum MHD_Result begin(struct http *http, struct MHD_Connection *connection, void **ctx, const char *path,
                             const char *method) {
  struct delivery *d = calloc(1, sizeof *d);
  if (d == NULL)
    return MHD_NO;
  *ctx = d;
  d->http = http;
  d->connection = connection;
  d->started = now();
  metrics_arrive();
  return take_head(d, path, method);
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *connection, const char *path, const char *method,
                              const char *version, const char *data, size_t *size, void **ctx) {
  struct delivery *d = *ctx;
  (void)version;
  if (d == NULL)
    return begin(cls, connection, ctx, path, method);
  if (*size == 0)
    return respond_page(d);
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
    cut(d, 408, "incomplete");
  metrics_leave();
  free(d->answer.body);
  free(d->data);
  free(d);
  *ctx = NULL;
}

/* ---- Beginning and end ---- */

static struct addrinfo *resolve(const char *address) {
  static const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                                        .ai_socktype = SOCK_STREAM};
  struct addrinfo *found = NULL;
  char host[64];
  const char *colon = strrchr(address, ':');
  size_t size = colon == NULL ? 0 : (size_t)(colon - address);
  if (size >= sizeof host || colon == NULL)
    return NULL;
  int is_bracketed = size > 2 && address[0] == '[' && address[size - 1] == ']';
  snprintf(host, sizeof host, "%.*s", (int)(is_bracketed ? size - 2 : size), address + is_bracketed);
  return strtoul(colon + 1, NULL, 10) <= 65535 && getaddrinfo(host, colon + 1, &hints, &found) == 0 ? found : NULL;
}

static int start(struct http *http, const char *address, const struct addrinfo *at) {
  unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_USE_ITC;
  if (at->ai_family == AF_INET6)
    flags |= MHD_USE_IPv6;
  http->daemon = MHD_start_daemon(flags, 0, NULL, NULL, handle, http, MHD_OPTION_SOCK_ADDR, at->ai_addr,
                                  MHD_OPTION_NOTIFY_COMPLETED, complete, NULL, MHD_OPTION_CONNECTION_LIMIT,
                                  (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)http->timeout,
                                  MHD_OPTION_END);
  if (http->daemon == NULL)
    return message_errno(address);
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT);
  fprintf(stderr, "chret-dsp: listening on port %u\n", info == NULL ? 0U : (unsigned)info->port);
  return EXIT_DONE;
}

int http_open(struct http **out, const char *address, int timeout, const struct service *service,
              const struct backend *backend) {
  struct addrinfo *at = resolve(address);
  if (at == NULL) {
    message(&(struct message){.file = address, .text = "this is no numeric ADDR:PORT"});
    return EXIT_USAGE;
  }
  struct http *http = calloc(1, sizeof *http);
  int result = EXIT_ENVIRONMENT;
  if (http == NULL)
    result = message_no_memory();
  else {
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
  shutdown(listening, SHUT_RD); /* who connects now is refused; closed it is when no thread looks at it any more */
  is_closing(http, 1);
  while (metrics_in_flight() > 0)
    nanosleep(&pause, NULL);
  MHD_stop_daemon(http->daemon);
  close(listening);
  pthread_mutex_destroy(&http->lock);
  free(http);
}
