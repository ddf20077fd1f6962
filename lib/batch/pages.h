/* An array in pages: it grows without moving what is in it, and takes no more memory for that than a page. */
#ifndef CHRET_I_PAGES_H
#define CHRET_I_PAGES_H

#include "base/memory.h"

typedef struct chret_i_pages {
  const chret_allocator *allocator;
  size_t size; /* bytes of an element */
  void **pages;
  size_t count; /* of pages */
  size_t capacity;
} chret_i_pages;

void chret_i_pages_init(chret_i_pages *pages, const chret_allocator *allocator, size_t size);
void chret_i_pages_release(chret_i_pages *pages);
/* Makes room for the elements 0 to count - 1; new ones are zeroed. 0: no memory, and what is there stays. */
int chret_i_pages_reserve(chret_i_pages *pages, size_t count);
/* An element that there is room for. */
void *chret_i_pages_at(const chret_i_pages *pages, size_t i);

#endif
