/* order.h - which of two comes first, for the sorts and trees of the C library. */
#ifndef ORDER_H
#define ORDER_H

#include <stdint.h>

struct request_id {
  uint64_t originator, target, counter;
};

/* Below, at or above 0: a comes before b, is the same, comes after it. */
int order_of(uint64_t a, uint64_t b);
int order_of_ids(const struct request_id *a, const struct request_id *b);

#endif
