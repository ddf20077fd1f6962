/* counter.h - where the counters of RequestIDs come from: a number, the clock, or a file that is shared. */
#ifndef COUNTER_H
#define COUNTER_H

#include <stdint.h>

struct counter {
  const char *spec;
  uint64_t next; /* the first counter to use, once it is open */
  int fd;        /* of the locked file; -1 where there is none */
  int is_new;    /* the file was not there, and nothing was taken yet */
};

/* Takes `N`, `clock` or `file:PATH`, borrowed; 0 where it is none of them. */
int counter_parse(struct counter *counter, const char *spec);

/* Finds the next counter, and that there are `count` of them; a file is locked against other runs until it is closed.
 * All are above `highest`, the state's (NULL: it has none, or there is no state). Gives an exit code. */
int counter_open(struct counter *counter, const uint64_t *highest, uint64_t count);

/* Takes `count` counters from `next` on: a file says so on the disk before this returns. Gives an exit code. */
int counter_take(struct counter *counter, uint64_t count);

/* Waits until the clock, where it is the source, has passed all that came from it, so that the next run takes others:
 * before anything is seen of this one. Gives an exit code. */
int counter_wait(const struct counter *counter);

/* Gives the file back to other runs; a new one from which nothing was taken goes. */
void counter_close(struct counter *counter);

#endif
