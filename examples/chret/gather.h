/* gather.h - the answers to the requests of a state, taken into it. */
#ifndef GATHER_H
#define GATHER_H

#include <chreturn/chreturn.h>

#include "credentials.h"
#include "paths.h"

/* Takes the responses of these files into the batch. Gives an exit code (messages.h). EXIT_REJECTED: something was
 * wrong with what was read, which is told, and the rest is good. *has_changed: the batch is another one now. */
int gather_files(chret_batch *batch, const struct credentials *credentials, const struct paths *paths,
                 int *has_changed);

#endif
