/* telling.h - what is told of a request that was not answered. */
#ifndef TELLING_H
#define TELLING_H

#include "batch_open.h"
#include "post.h"

/* Says so of the request's row or, where it has more, of the request. */
void tell_request(const struct batch_work *work, uint64_t counter, const char *text);

/* The same, with what the server said or, where it said nothing, why. */
void tell_outcome(const struct batch_work *work, uint64_t counter, const char *text, const struct post *post);

#endif
