/* progress.c - see progress.h. */
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

#include "messages.h"
#include "monotonic.h"

#define FIRST_SHOWN 1.0 /* seconds after the beginning */
#define SHOWN_EVERY 0.2 /* seconds */

static int is_forbidden;
static int on_terminal;
static int is_shown;
static double began;
static double next_shown;

void progress_forbid(void) {
  is_forbidden = 1;
}

void progress_begin(void) {
  on_terminal = !is_forbidden && isatty(STDERR_FILENO);
  if (on_terminal) {
    began = monotonic_now();
    next_shown = began + FIRST_SHOWN;
  }
}

void progress_step(size_t done, size_t total) {
  if (!on_terminal || done == 0)
    return;
  double time = monotonic_now();
  if (time < next_shown)
    return;
  next_shown = time + SHOWN_EVERY;
  is_shown = 1;
  double share = (double)done / (double)total;
  fprintf(stderr, "\r%s: %3.0f %%, %.0f s left    ", program_name, share * 100, (time - began) * (1 - share) / share);
  fflush(stderr);
}

void progress_hide(void) {
  if (is_shown) {
    is_shown = 0;
    fprintf(stderr, "\r%50s\r", "");
  }
}
