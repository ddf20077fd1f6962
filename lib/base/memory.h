/* Memory by the host's allocator, options, and an arena for text that is freed all at once. */
#ifndef CHRET_I_MEMORY_H
#define CHRET_I_MEMORY_H

#include <chreturn/base.h>
#include <string.h>

/* A way that is seldom gone: out of line, so that the usual way beside it stays short. */
#if defined(__GNUC__)
#define CHRET_I_SELDOM __attribute__((noinline, cold))
#define CHRET_I_APART                                                                                                  \
  __attribute__((noinline)) /* the same where input can choose that way: it is to be quick as well */
#else
#define CHRET_I_SELDOM
#define CHRET_I_APART
#endif

#define CHRET_I_LIMIT_COUNT 6 /* CHRET_LIMIT_ numbers are indexes; 0 is unused */

struct chret_options {
  chret_allocator allocator;
  size_t limits[CHRET_I_LIMIT_COUNT];
  int64_t time; /* where has_time is 1 */
  int32_t has_time;
  int32_t any_signer;
};

/* The options given, or the defaults for NULL. */
const chret_options *chret_i_options(const chret_options *options);

void *chret_i_allocate(const chret_allocator *allocator, size_t size);
/* Zeroed. */
void *chret_i_allocate_zeroed(const chret_allocator *allocator, size_t size);
void chret_i_release(const chret_allocator *allocator, void *block);
/* Makes room for `count` elements of `size` bytes in a block that has *capacity of them; the block moves. 0: no memory,
 * and everything is as it was. */
int chret_i_grow(const chret_allocator *allocator, void **block, size_t *capacity, size_t count, size_t size);

typedef struct chret_i_chunk chret_i_chunk;
typedef struct chret_i_arena {
  const chret_allocator *allocator;
  chret_i_chunk *chunks; /* the newest first */
  char *at;              /* what is left of the newest */
  size_t left;
} chret_i_arena;

void chret_i_arena_init(chret_i_arena *arena, const chret_allocator *allocator);
void chret_i_arena_release(chret_i_arena *arena);
/* The same as chret_i_arena_room() in a new chunk. */
void *chret_i_arena_more(chret_i_arena *arena, size_t size);
/* Room for so many bytes, at least one, or NULL. It is aligned where everything in the arena is of one type. */
static inline void *chret_i_arena_room(chret_i_arena *arena, size_t size) {
  char *room = arena->at;
  if (size > arena->left)
    return chret_i_arena_more(arena, size);
  arena->at += size;
  arena->left -= size;
  return room;
}
/* A copy of the text with a NUL after it, or NULL. */
static inline char *chret_i_arena_text(chret_i_arena *arena, const char *text, size_t size) {
  char *copy = size < SIZE_MAX ? (char *)chret_i_arena_room(arena, size + 1) : NULL;
  if (copy == NULL)
    return NULL;
  if (copy != text)
    memmove(copy, text, size); /* it may be a part of what stands there */
  copy[size] = '\0';
  return copy;
}

/* A text that comes in parts stands at arena->at, *size bytes of it, until anything else is put into the arena: kept by
 * chret_i_arena_text(), without a copy, or given up. Adds a part. 0: no memory. */
int chret_i_arena_widen(chret_i_arena *arena, size_t size, size_t more);
static inline int chret_i_arena_append(chret_i_arena *arena, size_t *size, const char *text, size_t more) {
  if (more >= arena->left - *size && !chret_i_arena_widen(arena, *size, more))
    return 0;
  memcpy(arena->at + *size, text, more);
  *size += more;
  return 1;
}

/* What was put into the arena after the mark is taken out of it. */
typedef chret_i_arena chret_i_mark;
static inline chret_i_mark chret_i_arena_mark(const chret_i_arena *arena) {
  return *arena;
}
void chret_i_arena_back(chret_i_arena *arena, const chret_i_mark *mark);

#endif
