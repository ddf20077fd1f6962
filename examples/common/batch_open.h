/* batch_open.h - the batch of a state, or of a sheet, and the counters of its new requests. */
#ifndef BATCH_OPEN_H
#define BATCH_OPEN_H

#include <chreturn/chreturn.h>

#include "batch_options.h"
#include "batch_rows.h"
#include "credentials.h"
#include "files.h"
#include "state_file.h"

struct batch_work {
  const char *call; /* for messages */
  struct batch_options *options;
  const struct credentials *credentials; /* open, where there is a key or a state; no key: unsigned */
  struct state_file state;
  chret_batch *batch;
  int is_resumed; /* the batch was in the state's file */
  struct input sheet;
  struct batch_rows rows;
  chret_error *err;
};

/* All functions that return an int give an exit code (messages.h). What they are given is borrowed. */

/* Whatever comes of it, batch_close() is to be called. */
int batch_begin(struct batch_work *work, const char *call, struct batch_options *options,
                const struct credentials *credentials);
void batch_close(struct batch_work *work);

/* The batch of the state, where there is one; what was given must agree with it, and what was not is taken from it. */
int batch_open_state(struct batch_work *work);
/* Then the rows: those of a sheet make the batch, or must be the very ones of the state. EXIT_REJECTED: none is good, or
 * not all where that was asked for, and nothing is to be made. */
int batch_open_rows(struct batch_work *work);

/* Finds the counters of `count` new requests, once nothing else is in the way; the batch will draw from them. They are to
 * be taken (counter.h). */
int batch_open_counter(struct batch_work *work, size_t count);

/* What messages about rows name: the sheet, or else the state. */
const char *batch_name(const struct batch_work *work);

/* Tells how many rows were left out for a fault; there are some. Gives EXIT_REJECTED. */
int batch_say_left_out(const struct batch_work *work);

#endif
