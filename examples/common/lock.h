/* lock.h - a file that runs of a program share: one at a time has it. */
#ifndef LOCK_H
#define LOCK_H

/* Opens the file of this path and waits for the lock on it, which closing it gives back, as closing any other descriptor
 * of the file does. Other runs may have put a new file in its place meanwhile: it is the one that has the name now. -1
 * with errno: ENOENT where there is none. */
int lock_open(const char *path);

/* The same without waiting: EAGAIN where another run has the lock. */
int lock_open_now(const char *path);

/* The same as lock_open(), and where there is none it makes an empty one; *is_new says so. */
int lock_open_or_create(const char *path, int *is_new);

#endif
