/* draw.h - the requests of a batch, drawn and signed by several threads, into files that are not to be seen yet. */
#ifndef DRAW_H
#define DRAW_H

#include <chreturn/chreturn.h>

#include "output.h"

struct drawing {
  chret_batch *batch;
  struct output *output; /* which has begun, where it is a folder */
  const char *sheet;     /* for messages */
  uint64_t *counters;    /* of the requests as they are drawn; how many there will be is known before */
  size_t drawn;
  chret_buffer *only; /* the only request, where the output is no folder */
};

/* Draws so many requests more, in which the batch has no choice but these. signer: NULL for unsigned ones. Gives an exit
 * code (messages.h). */
int draw_requests(struct drawing *drawing, size_t count, const chret_signer *signer, size_t threads);

#endif
