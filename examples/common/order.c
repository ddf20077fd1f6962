/* order.c - see order.h. */
#include "order.h"

int order_of(uint64_t a, uint64_t b) {
  return (a > b) - (a < b);
}

int order_of_ids(const struct request_id *a, const struct request_id *b) {
  int order = order_of(a->originator, b->originator);
  order = order != 0 ? order : order_of(a->target, b->target);
  return order != 0 ? order : order_of(a->counter, b->counter);
}
