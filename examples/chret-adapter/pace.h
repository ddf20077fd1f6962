/* pace.h - when something may be sent: so many in a second, and after a failure not at once. Times are in seconds. */
#ifndef PACE_H
#define PACE_H

#include <stdint.h>

struct pace {
  double interval; /* between two; 0: as fast as it goes */
  double next;     /* the earliest time of the next one */
  uint64_t random;
};

/* The time of a clock that is never set. */
double pace_now(void);

/* rate: how many in a second; 0: any number. */
void pace_begin(struct pace *pace, double rate);

/* One is sent now. */
void pace_count(struct pace *pace, double now);

/* How long to wait after the n-th failure in a row, from 1: twice as long each time, up to half a minute, and somewhat
 * shorter by chance, so that what failed together does not come again together. */
double pace_pause(struct pace *pace, unsigned failures);

#endif
