/* tests/bench/load/load.c - sends requests to a chret-dsp on this machine and measures:
 *   bench-load PORT KEY.pem CERT.pem single|list|http HUBS RATE SECONDS CONNECTIONS
 * RATE 0 is as fast as the service answers. Otherwise each request has its time, whatever became of those before it: it
 * goes then by a connection that is free, or waits for one, and its answer time counts from when it should have gone. So a
 * service that stands still for a second pays for all requests of that second, not for one on each connection.
 * Connections are kept; each has a thread. It writes `ready` when all is made and connected, begins when it can read a
 * line, and writes what it found as JSON. Whatever is not answered by 200 and, in a response, by I99 ends it. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "requests.h"

#define CONNECTIONS_MAX 256
#define ANSWER_MAX      65536

struct load {
  struct requests requests;
  double rate, seconds;
  int is_signed; /* answers are responses */
  double begin;
  pthread_mutex_t lock;
  size_t next;   /* under the lock */
  double *times; /* of the answers, in the requests' order */
  double *late;  /* how late it was sent though a connection was free; negative: none was */
};

struct connection {
  struct load *load;
  pthread_t thread;
  int socket;
};

void fail(const char *what) {
  fprintf(stderr, "bench-load: %s\n", what);
  exit(1);
}

static double clock_now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double now(void) {
  return clock_now(CLOCK_MONOTONIC);
}

/* ---- One request ---- */

static void send_all(int to, const char *data, size_t size) {
  while (size > 0) {
    ssize_t sent = send(to, data, size, MSG_NOSIGNAL);
    if (sent <= 0)
      fail("the connection is lost");
    data += sent;
    size -= (size_t)sent;
  }
}

/* The size of the whole answer, once its head is here; 0 before. */
static size_t answer_size(const char *answer) {
  static const char name[] = "\r\nContent-Length:";
  const char *end = strstr(answer, "\r\n\r\n");
  if (end == NULL)
    return 0;
  for (const char *at = answer; at < end; at++)
    if (strncasecmp(at, name, sizeof name - 1) == 0)
      return (size_t)(end + 4 - answer) + strtoul(at + sizeof name - 1, NULL, 10);
  fail("an answer without a length");
  return 0;
}

static void receive(int from, char *answer) {
  size_t got = 0, size = 0;
  while (size == 0 || got < size) {
    ssize_t piece = recv(from, answer + got, ANSWER_MAX - 1 - got, 0);
    if (piece <= 0)
      fail("an answer is cut short, or too long");
    got += (size_t)piece;
    answer[got] = '\0';
    size = size == 0 ? answer_size(answer) : size;
  }
}

static void check(const struct load *load, const char *answer) {
  if (strncmp(answer, "HTTP/1.1 200 ", 13) == 0 && (!load->is_signed || strstr(answer, ":ResponseCode>I99<") != NULL))
    return;
  fprintf(stderr, "%s\n", answer);
  fail("that is no answer that accepts");
}

/* ---- A connection's requests ---- */

/* Whether there is one; its time. */
static int take(struct load *load, size_t *i, double *due) {
  pthread_mutex_lock(&load->lock);
  *i = load->next;
  *due = load->rate > 0 ? load->begin + (double)*i / load->rate : now();
  int is_there = *i < load->requests.count && *due < load->begin + load->seconds;
  load->next += is_there ? 1 : 0;
  pthread_mutex_unlock(&load->lock);
  return is_there;
}

static void sleep_until(double due) {
  struct timespec until = {.tv_sec = (time_t)due};
  until.tv_nsec = (long)((due - (double)until.tv_sec) * 1e9);
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) != 0)
    ;
}

static void *run(void *ctx) {
  const struct connection *c = ctx;
  struct load *load = c->load;
  char *request = malloc(load->requests.largest);
  char *answer = malloc(ANSWER_MAX);
  size_t i;
  double due;
  if (request == NULL || answer == NULL)
    fail("memory");
  while (take(load, &i, &due)) {
    size_t size = requests_read(&load->requests, i, request);
    int is_free = now() < due;
    sleep_until(due);
    load->late[i] = is_free ? now() - due : -1;
    send_all(c->socket, request, size);
    receive(c->socket, answer);
    load->times[i] = now() - due;
    check(load, answer);
  }
  free(request);
  free(answer);
  return NULL;
}

/* ---- All of them ---- */

static void open_connection(struct connection *c, struct load *load, unsigned port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  int yes = 1;
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  c->load = load;
  c->socket = socket(AF_INET, SOCK_STREAM, 0);
  if (c->socket < 0 || connect(c->socket, (struct sockaddr *)&to, sizeof to) != 0 ||
      setsockopt(c->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) != 0)
    fail("no connection");
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* By the nearest rank: so many of them are not above it. */
static double percentile(const double *sorted, size_t count, double share) {
  size_t rank = (size_t)(share * (double)count + 0.999999);
  return count == 0 ? 0 : sorted[rank == 0 ? 0 : rank > count ? count - 1 : rank - 1];
}

static void report(struct load *load, double seconds, double cpu) {
  size_t count = load->next, free_count = 0;
  for (size_t i = 0; i < count; i++)
    if (load->late[i] >= 0)
      load->late[free_count++] = load->late[i];
  qsort(load->times, count, sizeof *load->times, compare);
  qsort(load->late, free_count, sizeof *load->late, compare);
  printf("{\"requests\": %zu, \"seconds\": %.6f, \"cpu\": %.6f, \"p50\": %.6f, \"p99\": %.6f, \"p999\": %.6f, "
         "\"most\": %.6f, \"late99\": %.6f, \"waited\": %zu}\n",
         count, seconds, cpu, percentile(load->times, count, 0.5), percentile(load->times, count, 0.99),
         percentile(load->times, count, 0.999), percentile(load->times, count, 1),
         percentile(load->late, free_count, 0.99), count - free_count);
}

static void measure(struct load *load, struct connection *connections, size_t count) {
  double cpu = clock_now(CLOCK_PROCESS_CPUTIME_ID);
  load->begin = now() + (load->rate > 0 ? 0.01 : 0); /* all connections are free for the first ones */
  for (size_t i = 0; i < count; i++)
    if (pthread_create(&connections[i].thread, NULL, run, &connections[i]) != 0)
      fail("a thread");
  for (size_t i = 0; i < count; i++)
    pthread_join(connections[i].thread, NULL);
  report(load, now() - load->begin, clock_now(CLOCK_PROCESS_CPUTIME_ID) - cpu);
}

int main(int argc, char **argv) {
  static struct connection connections[CONNECTIONS_MAX];
  static struct load load = {.lock = PTHREAD_MUTEX_INITIALIZER};
  if (argc != 9)
    fail("PORT KEY.pem CERT.pem single|list|http HUBS RATE SECONDS CONNECTIONS");
  size_t count = strtoul(argv[8], NULL, 10);
  load.rate = strtod(argv[6], NULL);
  load.seconds = strtod(argv[7], NULL);
  load.is_signed = strcmp(argv[4], "http") != 0;
  requests_make(&load.requests, argv[4], strtoul(argv[5], NULL, 10), argv[2], argv[3]);
  load.times = calloc(load.requests.count, sizeof *load.times);
  load.late = calloc(load.requests.count, sizeof *load.late);
  if (load.times == NULL || load.late == NULL || count > CONNECTIONS_MAX)
    fail("too many");
  for (size_t i = 0; i < count; i++)
    open_connection(&connections[i], &load, (unsigned)strtoul(argv[1], NULL, 10));
  puts("ready");
  fflush(stdout);
  if (getchar() == EOF)
    return 1;
  measure(&load, connections, count);
  for (size_t i = 0; i < count; i++)
    close(connections[i].socket);
  free(load.times);
  free(load.late);
  requests_free(&load.requests);
  return 0;
}
