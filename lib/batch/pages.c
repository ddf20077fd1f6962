#include "batch/pages.h"

#include <string.h>

#define PER_PAGE ((size_t)512)

void chret_i_pages_init(chret_i_pages *pages, const chret_allocator *allocator, size_t size) {
  memset(pages, 0, sizeof *pages);
  pages->allocator = allocator;
  pages->size = size;
}

void chret_i_pages_release(chret_i_pages *pages) {
  while (pages->count > 0)
    chret_i_release(pages->allocator, pages->pages[--pages->count]);
  chret_i_release(pages->allocator, pages->pages);
}

int chret_i_pages_reserve(chret_i_pages *pages, size_t count) {
  while (pages->count < count / PER_PAGE + (count % PER_PAGE != 0)) {
    void *block = pages->pages;
    if (!chret_i_grow(pages->allocator, &block, &pages->capacity, pages->count + 1, sizeof *pages->pages))
      return 0;
    pages->pages = block;
    pages->pages[pages->count] = chret_i_allocate_zeroed(pages->allocator, PER_PAGE * pages->size);
    if (pages->pages[pages->count] == NULL)
      return 0;
    pages->count++;
  }
  return 1;
}

void *chret_i_pages_at(const chret_i_pages *pages, size_t i) {
  return (char *)pages->pages[i / PER_PAGE] + i % PER_PAGE * pages->size;
}
