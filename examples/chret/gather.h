/* gather.h - the answers to the requests of a state, taken into it. */
#ifndef GATHER_H
#define GATHER_H

#include <chreturn/chreturn.h>

#include "credentials.h"
#include "exchange.h"
#include "paths.h"

/* All functions that return an int give an exit code (messages.h). */

/* Takes the responses of these files into the batch. EXIT_REJECTED: something was wrong with what was read, which is
 * told, and the rest is good. *has_changed: the batch is another one now. */
int gather_files(chret_batch *batch, const struct credentials *credentials, const struct paths *paths,
                 int *has_changed);

/* Calls on_row for every row of the batch, in the order of the sheet; as exchange_visit(). */
int gather_visit(const chret_batch *batch, exchange_row_fn on_row, void *ctx);

#endif
