/* main.c - chret-dsp: the DSP's side of Communications Hub returns as a service. README.md says how to run it. */
#include <pthread.h>
#include <signal.h>
#include <string.h>

#include "front.h"
#include "http.h"
#include "inventory.h"
#include "messages.h"
#include "options.h"
#include "streams.h"
#include "takers.h"
#include "workers.h"

const char program_name[] = "chret-dsp";

/* What runs: a front, or workers and perhaps what takes requests to them from the queue. */
struct parts {
  struct queue_address queue;
  struct service service;
  struct front *front;
  struct workers *workers;
  struct takers *takers;
  struct backend processing, listening;
  struct http *http;
};

static int load_inventory(const struct options *o) {
  struct inventory *inventory = NULL;
  struct store store;
  int result = inventory_read(&inventory, o->values[INVENTORY]);
  if (result == EXIT_DONE) {
    int is_added = store_open(&store, o->values[DATABASE]) == 0 && store_add_inventory(&store, inventory) == 0;
    result = is_added ? EXIT_DONE : EXIT_ENVIRONMENT;
    store_close(&store);
  }
  inventory_free(inventory);
  return result;
}

static int open_front(struct parts *p, const struct options *o) {
  int result = front_open(&p->front, &p->queue, o->threads, o->timeout);
  if (result == EXIT_DONE)
    p->listening = front_backend(p->front);
  return result;
}

/* Takes the requests of fronts; what listens has the pages only. */
static int open_takers(struct parts *p, const struct options *o) {
  int result = takers_open(&p->takers, &p->queue, &p->processing, o->threads);
  p->listening = (struct backend){.needs = {p->processing.needs[0], {"queue", takers_are_connected, p->takers}}};
  return result;
}

static int open_workers(struct parts *p, const struct options *o) {
  int result = service_open(&p->service, o->values[TRUST], o->values[KEY], o->values[CERTIFICATE]);
  if (result == EXIT_DONE && o->values[INVENTORY] != NULL)
    result = load_inventory(o);
  if (result == EXIT_DONE)
    result = workers_open(&p->workers, &p->service, o->values[DATABASE], o->threads, o->timeout);
  if (result != EXIT_DONE)
    return result;
  p->processing = p->listening = workers_backend(p->workers);
  return o->values[WORKER] != NULL ? open_takers(p, o) : EXIT_DONE;
}

static int open_all(struct parts *p, const struct options *o) {
  int is_front = o->values[FRONT] != NULL;
  const char *queue = is_front ? o->values[FRONT] : o->values[WORKER];
  int result = queue == NULL ? EXIT_DONE : queue_address_read(&p->queue, queue);
  if (result == EXIT_DONE)
    result = is_front ? open_front(p, o) : open_workers(p, o);
  if (result == EXIT_DONE && o->values[LISTEN] != NULL)
    result = http_open(&p->http, o->values[LISTEN], o->timeout, is_front ? NULL : &p->service, &p->listening);
  return result;
}

static void close_all(struct parts *p) {
  http_close(p->http);
  takers_close(p->takers);
  front_close(p->front);
  workers_close(p->workers);
  service_close(&p->service);
  queue_address_free(&p->queue);
}

static int run(const struct options *o) {
  struct parts parts;
  sigset_t signals;
  int signal_number;
  memset(&parts, 0, sizeof parts);
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, NULL); /* in the threads to come too */
  signal(SIGPIPE, SIG_IGN);
  int result = open_all(&parts, o);
  if (result == EXIT_DONE)
    sigwait(&signals, &signal_number);
  close_all(&parts);
  return result;
}

int main(int argc, char **argv) {
  struct options options;
  int result = streams_begin();
  result = result == EXIT_DONE ? options_parse(&options, argc, argv) : result;
  if (result == EXIT_DONE && !options.is_help)
    result = run(&options);
  return streams_end(result);
}
