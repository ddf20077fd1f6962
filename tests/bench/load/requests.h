/* tests/bench/load/requests.h - signed requests, made before the time is taken, and kept in a file until they are sent. */
#ifndef CHRETURN_BENCH_LOAD_REQUESTS_H
#define CHRETURN_BENCH_LOAD_REQUESTS_H

#include <stddef.h>
#include <sys/types.h>

struct requests {
  int file;
  off_t *ends; /* in the file, of each */
  size_t count;
  size_t largest;
};

/* Says what went wrong and ends the program. */
void fail(const char *what);

/* Returns `hubs` hubs: form is "single", or "list" with 999 in each. "http" are requests that are not signed, and of a
 * page: what the generator and HTTP alone can do. */
void requests_make(struct requests *requests, const char *form, size_t hubs, const char *key, const char *certificate);
/* The i-th, head and body, into room for the largest; gives its size. */
size_t requests_read(const struct requests *requests, size_t i, char *out);
void requests_free(struct requests *requests);

#endif
