/* interruption.c - see interruption.h. */
#include "interruption.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t interruption; /* the signal's number */

static void on_signal(int number) {
  interruption = number;
}

void interruption_catch(void) {
  static const int signals[] = {SIGHUP, SIGINT, SIGTERM};
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  struct sigaction before;
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
    if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
      sigaction(signals[i], &action, NULL);
}

int interruption_came(void) {
  return interruption != 0;
}

void interruption_give_way(void) {
  struct sigaction action = {.sa_handler = SIG_DFL};
  if (interruption != 0) {
    sigaction(interruption, &action, NULL);
    raise(interruption);
  }
}
