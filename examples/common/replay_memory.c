/* replay_memory.c - see replay_memory.h. Two of the C library's own trees: the requests, and the originators. */
#include "replay_memory.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

struct replay_memory {
  void *requests;
  void *originators;
};

struct seen {
  uint64_t originator, target, counter;
  uint8_t digest[CHRET_DIGEST_SIZE];
};

struct originator {
  uint64_t id;
  uint64_t highest; /* counter */
};

static int order_of(uint64_t a, uint64_t b) {
  return (a > b) - (a < b);
}

static int compare_requests(const void *a, const void *b) {
  const struct seen *one = a;
  const struct seen *other = b;
  int order = order_of(one->originator, other->originator);
  order = order != 0 ? order : order_of(one->target, other->target);
  return order != 0 ? order : order_of(one->counter, other->counter);
}

static int compare_originators(const void *a, const void *b) {
  return order_of(((const struct originator *)a)->id, ((const struct originator *)b)->id);
}

struct replay_memory *replay_memory_new(void) {
  return calloc(1, sizeof(struct replay_memory));
}

static void free_tree(void **root, int (*compare)(const void *a, const void *b)) {
  while (*root != NULL) {
    void *entry = *(void **)*root;
    tdelete(entry, root, compare);
    free(entry);
  }
}

void replay_memory_free(struct replay_memory *memory) {
  if (memory != NULL) {
    free_tree(&memory->requests, compare_requests);
    free_tree(&memory->originators, compare_originators);
    free(memory);
  }
}

static int32_t find(void *ctx, uint64_t originator, uint64_t target, uint64_t counter, int32_t *found, uint8_t *digest,
                    int32_t *has_highest, uint64_t *highest) {
  struct replay_memory *memory = ctx;
  struct seen wanted = {.originator = originator, .target = target, .counter = counter};
  struct originator who = {.id = originator};
  struct seen **seen = tfind(&wanted, &memory->requests, compare_requests);
  struct originator **known = tfind(&who, &memory->originators, compare_originators);
  *found = seen != NULL;
  if (seen != NULL)
    memcpy(digest, (*seen)->digest, sizeof(*seen)->digest);
  *has_highest = known != NULL;
  if (known != NULL)
    *highest = (*known)->highest;
  return 0;
}

void replay_memory_open(struct replay_memory *memory, chret_replay_memory *callbacks) {
  chret_replay_memory_init(callbacks, sizeof *callbacks);
  callbacks->ctx = memory;
  callbacks->find = find;
}

/* The entry of the tree that equals this one: itself, or one that was there already; NULL where memory ran out. */
static void *insert(void **root, void *entry, int (*compare)(const void *a, const void *b)) {
  void **place = tsearch(entry, root, compare);
  if (place == NULL || *place != entry)
    free(entry);
  return place == NULL ? NULL : *place;
}

int replay_memory_add(struct replay_memory *memory, const chret_request *request, const uint8_t *digest) {
  struct seen *seen = calloc(1, sizeof *seen);
  struct originator *who = calloc(1, sizeof *who);
  if (seen == NULL || who == NULL) {
    free(seen);
    free(who);
    return -1;
  }
  chret_request_get_id(request, &seen->originator, &seen->target, &seen->counter);
  memcpy(seen->digest, digest, sizeof seen->digest);
  who->id = seen->originator;
  who->highest = seen->counter;
  uint64_t counter = seen->counter;
  who = insert(&memory->originators, who, compare_originators);
  seen = insert(&memory->requests, seen, compare_requests);
  if (who == NULL || seen == NULL)
    return -1;
  if (counter > who->highest)
    who->highest = counter;
  return 0;
}
