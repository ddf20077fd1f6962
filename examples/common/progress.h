/* progress.h - how far the work is and how long it will still take: on stderr, where that is a terminal. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stddef.h>

/* A new piece of work begins. */
void progress_begin(void);
/* Shows nothing from now on. */
void progress_forbid(void);
/* `done` parts of `total` are done. Shows nothing in the first second. */
void progress_step(size_t done, size_t total);
/* Takes the line away, for a message or at the end. */
void progress_hide(void);

#endif
