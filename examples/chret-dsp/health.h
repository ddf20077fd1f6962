/* health.h - the page that says whether the service can work. */
#ifndef HEALTH_H
#define HEALTH_H

#include "backend.h"
#include "process.h"

/* The page in JSON, for free(); NULL where memory ran out. *is_well: what the backend needs is reachable, and the service's
 * own certificate is valid. service: NULL where there are no certificates. */
char *health_write(const struct service *service, const struct backend *backend, int *is_well);

#endif
