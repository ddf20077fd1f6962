/* takers.h - threads that take requests from the queue, have a backend process them, and send the answers back. */
#ifndef TAKERS_H
#define TAKERS_H

#include "backend.h"
#include "queue.h"

struct takers;

/* Each thread has its own connection; where the broker is away they come again. Gives an exit code (messages.h). */
int takers_open(struct takers **out, const struct queue_address *address, const struct backend *backend, size_t count);
/* What is being processed comes to its end; what else they have goes back to the queue. */
void takers_close(struct takers *takers);

/* Whether all of them are connected; for a need. */
int takers_are_connected(void *takers);

#endif
