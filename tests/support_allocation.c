/* tests/support_allocation.c - memory that counts and fails on demand: ours through chret_allocator, libxml2's through
 * xmlMemSetup. */
#include "support.h"

#include <libxml/xmlmemory.h>
#include <stdlib.h>
#include <string.h>

/* Before each block; as large as the strictest alignment asks for. */
typedef union header {
  struct {
    test_memory *owner;
    size_t size;
    union header *newer, *older; /* what is kept on purpose can be reached: valgrind takes it for no leak */
  } block;
  long double alignment;
} header;

static test_memory libxml2;
static header *newest;

void test_memory_arm(test_memory *memory, size_t fail_at, int for_good) {
  memory->calls = 0;
  memory->fail_at = fail_at;
  memory->for_good = for_good;
}

int test_memory_failed(const test_memory *memory) {
  return memory->fail_at != 0 && memory->calls >= memory->fail_at;
}

static void *take(test_memory *memory, size_t size) {
  memory->calls++;
  if (memory->calls == memory->fail_at || (memory->for_good && test_memory_failed(memory))) {
    return NULL;
  }
  header *block = malloc(sizeof *block + size);
  if (block == NULL) {
    return NULL;
  }
  block->block.owner = memory;
  block->block.size = size;
  block->block.newer = NULL;
  block->block.older = newest;
  if (newest != NULL) {
    newest->block.newer = block;
  }
  newest = block;
  memory->live++;
  memory->bytes += size;
  if (memory->bytes > memory->peak) {
    memory->peak = memory->bytes;
  }
  return block + 1;
}

static void give_back(test_memory *memory, void *data) {
  header *block = (header *)data - 1;
  if (block->block.owner != memory) {
    memory->misuse++;
    return;
  }
  header *newer = block->block.newer, *older = block->block.older;
  *(newer != NULL ? &newer->block.older : &newest) = older;
  if (older != NULL) {
    older->block.newer = newer;
  }
  memory->live--;
  memory->bytes -= block->block.size;
  block->block.owner = NULL;
  free(block);
}

/* Always to a new place, so that who keeps the old pointer is found out. */
static void *move(test_memory *memory, void *data, size_t size) {
  const header *old = (const header *)data - 1;
  void *moved = take(memory, size);
  if (moved != NULL) {
    memcpy(moved, data, old->block.size < size ? old->block.size : size);
    give_back(memory, data);
  }
  return moved;
}

/* ---- Ours -------------------------------------------------------------------------------------------------------- */

static void *allocate(void *ctx, size_t size) {
  test_memory *memory = ctx;
  memory->misuse += size == 0;
  return take(memory, size);
}

static void *reallocate(void *ctx, void *block, size_t size) {
  test_memory *memory = ctx;
  memory->misuse += size == 0 || block == NULL;
  return block == NULL ? take(memory, size) : move(memory, block, size);
}

static void release(void *ctx, void *block) {
  test_memory *memory = ctx;
  if (block == NULL) {
    memory->misuse++;
    return;
  }
  give_back(memory, block);
}

void test_memory_allocator(test_memory *memory, chret_allocator *allocator) {
  ck_assert_int_eq(chret_allocator_init(allocator, sizeof *allocator), CHRET_OK);
  allocator->ctx = memory;
  allocator->allocate = allocate;
  allocator->reallocate = reallocate;
  allocator->release = release;
}

chret_options *test_memory_options(test_memory *memory) {
  chret_allocator allocator;
  chret_options *options = NULL;
  test_memory_allocator(memory, &allocator);
  ck_assert_int_eq(chret_options_new(&options, &allocator), CHRET_OK);
  return options;
}

/* ---- libxml2's: it may ask for 0 bytes, and hand in NULL --------------------------------------------------------- */

static void *xml_allocate(size_t size) {
  return take(&libxml2, size);
}

static void *xml_reallocate(void *block, size_t size) {
  return block == NULL ? take(&libxml2, size) : move(&libxml2, block, size);
}

static void xml_release(void *block) {
  if (block != NULL) {
    give_back(&libxml2, block);
  }
}

static char *xml_duplicate(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = take(&libxml2, size);
  if (copy != NULL) {
    memcpy(copy, text, size);
  }
  return copy;
}

test_memory *test_memory_libxml2(void) {
  if (xmlMemSetup(xml_release, xml_allocate, xml_reallocate, xml_duplicate) != 0) {
    abort();
  }
  return &libxml2;
}
