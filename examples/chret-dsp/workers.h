/* workers.h - a fixed number of workers in this process, each with its own connection to the database: a backend. */
#ifndef WORKERS_H
#define WORKERS_H

#include "backend.h"
#include "process.h"

struct workers;

/* patience: seconds that a delivery waits for a worker. Gives an exit code (messages.h). */
int workers_open(struct workers **out, const struct service *service, const char *database_url, size_t count,
                 size_t patience);
void workers_close(struct workers *workers);

struct backend workers_backend(struct workers *workers);

#endif
