/* tests/bench/memory.c - counts what malloc gives to all libraries of the process, by standing in front of glibc's. */
#include "bench.h"

#include <malloc.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);

static int counting;
static size_t live, peak;

static void *count(void *block) {
  if (counting && block != NULL) {
    live += malloc_usable_size(block);
    peak = live > peak ? live : peak;
  }
  return block;
}

static void discount(void *block) {
  if (counting && block != NULL) {
    size_t size = malloc_usable_size(block);
    live = size < live ? live - size : 0; /* it may be from before */
  }
}

void *malloc(size_t size) {
  return count(__libc_malloc(size));
}

void *calloc(size_t number, size_t size) {
  return count(__libc_calloc(number, size));
}

void *realloc(void *block, size_t size) {
  discount(block);
  return count(__libc_realloc(block, size));
}

void free(void *block) {
  discount(block);
  __libc_free(block);
}

void bench_memory_begin(void) {
  live = 0;
  peak = 0;
  counting = 1;
}

size_t bench_memory_peak(void) {
  counting = 0;
  return peak;
}
