/* monotonic.h - seconds of a clock that is never set. */
#ifndef MONOTONIC_H
#define MONOTONIC_H

#include <time.h>

double monotonic_now(void);

/* Seconds as the C library has them. */
struct timespec monotonic_time(double seconds);

#endif
