/* metrics.h - what the server counts, and the line it writes for each request. */
#ifndef METRICS_H
#define METRICS_H

#include "answer.h"

/* A request has been dealt with, whatever came of it: counts it, and writes one line on stderr. remote: an address; nothing
 * in the line is the sender's own words. */
void metrics_note(const char *remote, const struct answer *answer, double seconds);

/* All as Prometheus reads it (text format 0.0.4), for free(); NULL where memory ran out. in_flight: requests that have
 * arrived and not been answered. */
char *metrics_write(size_t in_flight, size_t *size);

#endif
