#include "xml/sort.h"

#include <string.h>

typedef int (*chret_i_compare)(const void *, const void *);

static inline int is_less(const chret_i_sorted *a, const chret_i_sorted *b, chret_i_compare compare) {
  return a->key != b->key ? a->key < b->key : compare(a->item, b->item) < 0;
}

static void copy(chret_i_sorted *to, const chret_i_sorted *from, size_t count) {
  memcpy(to, from, count * sizeof *to);
}

/* The two halves, sorted, to one. Of those that are the same the one of the left half comes first. */
static void merge(chret_i_sorted *to, size_t half, size_t count, chret_i_sorted *spare, chret_i_compare compare) {
  const chret_i_sorted *left = spare, *left_end = spare + half;
  const chret_i_sorted *right = to + half, *right_end = to + count;
  copy(spare, to, half);
  while (left < left_end && right < right_end) {
    /* no branch: which of them it is nobody can foresee */
    int takes_right = is_less(right, left, compare);
    *to++ = *(takes_right ? right : left);
    right += takes_right;
    left += !takes_right;
  }
  copy(to, left, (size_t)(left_end - left)); /* what is left of the right half is in its place */
}

static void sort(chret_i_sorted *entries, size_t count, chret_i_sorted *spare, chret_i_compare compare) {
  size_t half = count / 2;
  if (count < 2)
    return;
  sort(entries, half, spare, compare);
  sort(entries + half, count - half, spare, compare);
  if (is_less(&entries[half], &entries[half - 1], compare))
    merge(entries, half, count, spare, compare);
}

static void turn(chret_i_sorted *entries, size_t count) {
  chret_i_sorted *last = entries + count;
  while (entries < --last) {
    chret_i_sorted entry = *last;
    *last = *entries;
    *entries++ = entry;
  }
}

void chret_i_sort(chret_i_sorted *entries, size_t count, chret_i_sorted *spare, chret_i_compare compare) {
  size_t rising = 1, falling = 1;
  while (rising < count && !is_less(&entries[rising], &entries[rising - 1], compare))
    rising++;
  while (falling < count && is_less(&entries[falling], &entries[falling - 1], compare))
    falling++;
  if (rising < count && falling == count)
    turn(entries, count);
  else if (rising < count)
    sort(entries, count, spare, compare);
}
