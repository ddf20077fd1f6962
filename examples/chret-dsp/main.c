/* main.c - chret-dsp: the DSP's side of Communications Hub returns as a service. README.md says how to run it. */
#include <pthread.h>
#include <signal.h>

#include "http.h"
#include "inventory.h"
#include "messages.h"
#include "options.h"
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
static int serve(const struct options *o, const struct service *service, const sigset_t *signals) {
  struct workers *workers = NULL;
  struct http *http = NULL;
  int signal;
  int result = workers_open(&workers, service, o->values[DATABASE], o->threads, o->timeout);
  if (result != EXIT_DONE)
    return result;
  struct backend backend = workers_backend(workers);
  result = http_open(&http, o->values[LISTEN], o->timeout, service, &backend);
  if (result == EXIT_DONE)
    sigwait(signals, &signal);
  http_close(http);
  workers_close(workers);
  return result;
}

int main(int argc, char **argv) {
  struct options options;
  struct service service;
  sigset_t signals;
  int result = options_parse(&options, argc, argv);
  if (result != EXIT_DONE || options.is_help)
    return result;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, NULL); /* in the threads to come too */
  signal(SIGPIPE, SIG_IGN);
  result = service_open(&service, options.values[TRUST], options.values[KEY], options.values[CERTIFICATE]);
  if (result == EXIT_DONE && options.values[INVENTORY] != NULL)
    result = load_inventory(&options);
  result = result == EXIT_DONE ? serve(&options, &service, &signals) : result;
  service_close(&service);
  return result;
}
