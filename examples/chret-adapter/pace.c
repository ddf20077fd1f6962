/* pace.c - see pace.h. */
#include "pace.h"

#include <time.h>
#include <unistd.h>

#define FIRST_PAUSE 0.2
#define LAST_PAUSE  30.0

double pace_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void pace_begin(struct pace *pace, double rate) {
  pace->interval = rate > 0 ? 1 / rate : 0;
  pace->next = 0;
  pace->random = (uint64_t)(pace_now() * 1e9) ^ ((uint64_t)getpid() << 32);
}

/* Time that was not used is not made up for. */
void pace_count(struct pace *pace, double now) {
  pace->next = (pace->next > now ? pace->next : now) + pace->interval;
}

/* From 0 to 1, by Knuth's linear congruential generator for MMIX: pauses need no better. */
static double chance(struct pace *pace) {
  pace->random = pace->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (double)(pace->random >> 11) / (double)(UINT64_C(1) << 53);
}

double pace_pause(struct pace *pace, unsigned failures) {
  double pause = FIRST_PAUSE;
  for (unsigned i = 1; i < failures && pause < LAST_PAUSE; i++)
    pause *= 2;
  if (pause > LAST_PAUSE)
    pause = LAST_PAUSE;
  return pause * (0.5 + 0.5 * chance(pace));
}
