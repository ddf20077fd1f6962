/* main.c - chret-dsp: the DSP's side of Communications Hub returns as a service. README.md says how to run it. */
#include <pthread.h>
#include <signal.h>

#include "front.h"
#include "http.h"
#include "inventory.h"
#include "messages.h"
#include "options.h"
#include "streams.h"
#include "takers.h"
#include "workers.h"

const char program_name[] = "chret-dsp";

static int load_inventory(const struct options *o) {
  struct inventory *inventory = NULL;
  struct store store;
  int result = inventory_read(&inventory, o->values[INVENTORY]);
  if (result == EXIT_DONE)
    result = store_open(&store, o->values[DATABASE]) == 0 ? EXIT_DONE : EXIT_ENVIRONMENT;
  if (result == EXIT_DONE) {
    result = store_add_inventory(&store, inventory) == 0 ? EXIT_DONE : EXIT_ENVIRONMENT;
    store_close(&store);
  }
  inventory_free(inventory);
  return result;
}

/* Serves until one of the signals comes. */
static int serve(const struct options *o, const struct service *service, const struct backend *backend,
                 const sigset_t *signals) {
  struct http *http = NULL;
  int signal;
  int result = EXIT_DONE;
  if (o->values[LISTEN] != NULL)
    result = http_open(&http, o->values[LISTEN], o->timeout, service, backend);
  if (result == EXIT_DONE)
    sigwait(signals, &signal);
  http_close(http);
  return result;
}

static int serve_front(const struct options *o, const struct queue_address *address, const sigset_t *signals) {
  struct front *front = NULL;
  int result = front_open(&front, address, o->threads, o->timeout);
  if (result != EXIT_DONE)
    return result;
  struct backend backend = front_backend(front);
  result = serve(o, NULL, &backend, signals);
  front_close(front);
  return result;
}

/* Takes the requests of fronts; what listens has the pages only. */
static int serve_queue(const struct options *o, const struct service *service, const struct queue_address *address,
                       const struct backend *workers, const sigset_t *signals) {
  struct takers *takers = NULL;
  struct backend pages = {.needs = {workers->needs[0]}};
  int result = takers_open(&takers, address, workers, o->threads);
  if (result != EXIT_DONE)
    return result;
  pages.needs[1] = (struct need){"queue", takers_are_connected, takers};
  result = serve(o, service, &pages, signals);
  takers_close(takers);
  return result;
}

static int serve_workers(const struct options *o, const struct service *service, const struct queue_address *address,
                         const sigset_t *signals) {
  struct workers *workers = NULL;
  int result = workers_open(&workers, service, o->values[DATABASE], o->threads, o->timeout);
  if (result != EXIT_DONE)
    return result;
  struct backend backend = workers_backend(workers);
  result = address == NULL ? serve(o, service, &backend, signals) : serve_queue(o, service, address, &backend, signals);
  workers_close(workers);
  return result;
}

/* The whole service, or its workers. */
static int run_service(const struct options *o, const struct queue_address *address, const sigset_t *signals) {
  struct service service;
  int result = service_open(&service, o->values[TRUST], o->values[KEY], o->values[CERTIFICATE]);
  if (result == EXIT_DONE && o->values[INVENTORY] != NULL)
    result = load_inventory(o);
  result = result == EXIT_DONE ? serve_workers(o, &service, address, signals) : result;
  service_close(&service);
  return result;
}

static int run(const struct options *o) {
  struct queue_address address = {NULL, {0}};
  sigset_t signals;
  int result = EXIT_DONE;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, NULL); /* in the threads to come too */
  signal(SIGPIPE, SIG_IGN);
  const char *queue = o->values[FRONT] != NULL ? o->values[FRONT] : o->values[WORKER];
  if (queue != NULL)
    result = queue_address_read(&address, queue);
  if (result == EXIT_DONE)
    result = o->values[FRONT] != NULL ? serve_front(o, &address, &signals)
                                      : run_service(o, queue == NULL ? NULL : &address, &signals);
  queue_address_free(&address);
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
