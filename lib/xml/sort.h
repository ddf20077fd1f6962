/* Sorting what a tag has by its names. What is in order, or in the reverse order, takes next to nothing: nearly all tags
 * are, and those that are not cost n log n comparisons of two numbers. */
#ifndef CHRET_I_SORT_H
#define CHRET_I_SORT_H

#include <stddef.h>
#include <stdint.h>

typedef struct chret_i_sorted {
  uint64_t key; /* the lower is the first; where it is the same the items are compared */
  const void *item;
} chret_i_sorted;

/* The first eight bytes of a name, which most often tell two names apart. NULL, no name, is the first. */
static inline uint64_t chret_i_sort_key(const unsigned char *name) {
  uint64_t key = 0;
  for (int shift = 56; name != NULL && *name != '\0' && shift >= 0; shift -= 8)
    key |= (uint64_t)*name++ << shift;
  return key;
}

/* spare: room for half as many. compare: less than 0 where the first item comes before the second. */
void chret_i_sort(chret_i_sorted *entries, size_t count, chret_i_sorted *spare,
                  int (*compare)(const void *, const void *));

#endif
