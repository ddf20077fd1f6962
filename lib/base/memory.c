#include "base/memory.h"

#include "base/filled.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CHUNK   ((size_t)1024)
#define LARGEST_CHUNK ((size_t)32768)

/* libxml2 has a limit of its own at 10,000,000 bytes, and it gets them in pieces. */
#define MOST_TEXT ((size_t)9900000)

static void *standard_allocate(void *ctx, size_t size) {
  (void)ctx;
  return malloc(size);
}

static void *standard_reallocate(void *ctx, void *block, size_t size) {
  (void)ctx;
  return realloc(block, size);
}

static void standard_release(void *ctx, void *block) {
  (void)ctx;
  free(block);
}

static const chret_options DEFAULTS = {
    {(uint32_t)sizeof(chret_allocator), 0, NULL, standard_allocate, standard_reallocate, standard_release},
    {0, 16777216, 64, CHRET_LIST_MAX, 1048576, 64},
    0,
    0,
    0};

const chret_options *chret_i_options(const chret_options *options) {
  return options != NULL ? options : &DEFAULTS;
}

int32_t chret_allocator_init(chret_allocator *allocator, size_t struct_size) {
  return chret_i_filled_init(allocator, struct_size, CHRET_I_ALLOCATOR);
}

int32_t chret_options_new(chret_options **out, const chret_allocator *allocator) {
  chret_options *options;
  if (allocator == NULL)
    allocator = &DEFAULTS.allocator;
  if (out == NULL || !chret_i_filled_is(allocator, CHRET_I_ALLOCATOR) || allocator->allocate == NULL ||
      allocator->reallocate == NULL || allocator->release == NULL)
    return CHRET_E_ARGUMENT;
  options = chret_i_allocate(allocator, sizeof *options);
  if (options == NULL)
    return CHRET_E_NO_MEMORY;
  *options = DEFAULTS;
  chret_i_filled_copy(&options->allocator, allocator, sizeof options->allocator);
  *out = options;
  return CHRET_OK;
}

void chret_options_free(chret_options *options) {
  if (options != NULL) {
    chret_allocator allocator = options->allocator;
    chret_i_release(&allocator, options);
  }
}

const chret_allocator *chret_options_allocator(const chret_options *options) {
  return &chret_i_options(options)->allocator;
}

int32_t chret_options_set_limit(chret_options *options, int32_t limit, size_t value) {
  if (options == NULL || limit < CHRET_LIMIT_BYTES || limit > CHRET_LIMIT_ATTRIBUTES || value == 0 ||
      (limit == CHRET_LIMIT_RECORDS && value > CHRET_LIST_MAX) || (limit == CHRET_LIMIT_TEXT && value > MOST_TEXT))
    return CHRET_E_ARGUMENT;
  options->limits[limit] = value;
  return CHRET_OK;
}

int32_t chret_options_set_time(chret_options *options, int64_t time) {
  if (options == NULL)
    return CHRET_E_ARGUMENT;
  options->time = time;
  options->has_time = 1;
  return CHRET_OK;
}

int32_t chret_options_set_any_signer(chret_options *options, int32_t any) {
  if (options == NULL || (any != 0 && any != 1))
    return CHRET_E_ARGUMENT;
  options->any_signer = any;
  return CHRET_OK;
}

void *chret_i_allocate(const chret_allocator *allocator, size_t size) {
  return allocator->allocate(allocator->ctx, size);
}

void *chret_i_allocate_zeroed(const chret_allocator *allocator, size_t size) {
  void *block = chret_i_allocate(allocator, size);
  if (block != NULL)
    memset(block, 0, size);
  return block;
}

void chret_i_release(const chret_allocator *allocator, void *block) {
  if (block != NULL)
    allocator->release(allocator->ctx, block);
}

int chret_i_grow(const chret_allocator *allocator, void **block, size_t *capacity, size_t count, size_t size) {
  size_t wanted = *capacity < 8 ? 8 : *capacity;
  void *grown;
  if (count <= *capacity)
    return 1;
  while (wanted < count) {
    if (wanted > SIZE_MAX / 2)
      return 0;
    wanted *= 2;
  }
  if (wanted > SIZE_MAX / size)
    return 0;
  grown = *block == NULL ? chret_i_allocate(allocator, wanted * size)
                         : allocator->reallocate(allocator->ctx, *block, wanted * size);
  if (grown == NULL)
    return 0;
  *block = grown;
  *capacity = wanted;
  return 1;
}

struct chret_i_chunk {
  chret_i_chunk *next;
  size_t capacity;
};

void chret_i_arena_init(chret_i_arena *arena, const chret_allocator *allocator) {
  memset(arena, 0, sizeof *arena);
  arena->allocator = allocator;
}

static void release_to(chret_i_arena *arena, const chret_i_chunk *last) {
  while (arena->chunks != last) {
    chret_i_chunk *chunk = arena->chunks;
    arena->chunks = chunk->next;
    chret_i_release(arena->allocator, chunk);
  }
}

void chret_i_arena_release(chret_i_arena *arena) {
  release_to(arena, NULL);
}

void chret_i_arena_back(chret_i_arena *arena, const chret_i_mark *mark) {
  release_to(arena, mark->chunks);
  *arena = *mark;
}

static int add_chunk(chret_i_arena *arena, size_t needed) {
  size_t capacity = arena->chunks == NULL ? FIRST_CHUNK : arena->chunks->capacity * 2;
  chret_i_chunk *chunk;
  if (capacity > LARGEST_CHUNK)
    capacity = LARGEST_CHUNK;
  if (capacity < needed)
    capacity = needed;
  if (capacity > SIZE_MAX - sizeof *chunk)
    return 0;
  chunk = chret_i_allocate(arena->allocator, sizeof *chunk + capacity);
  if (chunk == NULL)
    return 0;
  chunk->next = arena->chunks;
  chunk->capacity = capacity;
  arena->chunks = chunk;
  arena->at = (char *)(chunk + 1);
  arena->left = capacity;
  return 1;
}

CHRET_I_SELDOM void *chret_i_arena_more(chret_i_arena *arena, size_t size) {
  return add_chunk(arena, size) ? chret_i_arena_room(arena, size) : NULL;
}

/* Twice as much as is needed: however small the parts are, each byte is copied a few times at most. */
CHRET_I_SELDOM int chret_i_arena_widen(chret_i_arena *arena, size_t size, size_t more) {
  const char *text = arena->at;
  if (more >= SIZE_MAX / 2 - size || !add_chunk(arena, 2 * (size + more) + 1))
    return 0;
  if (size > 0)
    memcpy(arena->at, text, size);
  return 1;
}
