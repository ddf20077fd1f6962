/* metrics.h - what the server counts, and the line it writes for each request. */
#ifndef METRICS_H
#define METRICS_H

#include "process.h"

/* A request arrives; it has been dealt with, whatever came of it; it is over, and the sender may have the answer. */
void metrics_arrive(void);
void metrics_count(const struct answer *answer, double seconds);
void metrics_leave(void);
/* How many have arrived and not left. */
size_t metrics_in_flight(void);

/* As Prometheus reads them (text format 0.0.4), for free(); NULL where memory ran out. */
char *metrics_write(size_t *size);

/* One line on stderr. remote: an address; nothing in it is the sender's own words. */
void log_request(const char *remote, const struct answer *answer, double seconds);

#endif
