/* delivery.h - the requests of a batch, on their way until each is answered or given up. */
#ifndef DELIVERY_H
#define DELIVERY_H

#include "batch_open.h"
#include "options.h"

/* What became of them. */
struct delivery_totals {
  size_t requests;    /* that were sent, each counted once */
  size_t again;       /* how often one was sent again */
  size_t undelivered; /* that the server refused with a 4xx or the like */
  size_t unanswered;  /* that were given up */
  double seconds;
};

/* Sends all requests that the batch has to be drawn again: all of them are in its state, on the disk. Takes their answers
 * into it, and saves it now and then and at the end. An interruption (interruption.h) ends it. Gives an exit code
 * (messages.h), EXIT_DONE also where some were not answered. */
int deliver(struct batch_work *work, const struct options *options, struct delivery_totals *totals);

#endif
