/* only.h - what is made of a state: the words of --only, or --retry, with commas between. */
#ifndef ONLY_H
#define ONLY_H

#include <chreturn/chreturn.h>

/* Whether they are words: pending, refused, codes. Gives an exit code (messages.h). */
int only_check(const char *only, const char *call);
/* The same of --retry: refused, codes. */
int only_check_refused(const char *words, const char *call);

/* Lets refused rows go into new requests: those that the words name. NULL: none. A status of the library. */
int32_t only_retry(const char *words, chret_batch *batch);

/* Lets the batch make what the words say; NULL: the requests without an answer, and those of rows that are in none.
 * *again: how many requests come again; *fresh: how many new ones come after them. A status of the library. */
int32_t only_apply(const char *only, chret_batch *batch, size_t *again, size_t *fresh);

#endif
