/* front.h - sends deliveries to workers on any hosts, and waits for their answers: a backend. */
#ifndef FRONT_H
#define FRONT_H

#include "backend.h"
#include "queue.h"

struct front;

/* count: deliveries that are held at once, each with a connection of its own; patience: seconds that each is held. Gives
 * an exit code (messages.h). The broker need not be there yet. */
int front_open(struct front **out, const struct queue_address *address, size_t count, size_t patience);
void front_close(struct front *front);

struct backend front_backend(struct front *front);

#endif
