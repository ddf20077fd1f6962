/* replay_memory.c - see replay_memory.h. Two of the C library's own trees: the requests, and the originators. */
#include "replay_memory.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "order.h"

struct replay_memory {
  void *requests;
  void *originators;
};

struct seen {
  struct request_id id;
  uint8_t digest[CHRET_DIGEST_SIZE];
};

struct originator {
  uint64_t id;
  int has_highest;  /* a request of it is noted */
  uint64_t highest; /* counter */
};

static int compare_requests(const void *a, const void *b) {
  return order_of_ids(&((const struct seen *)a)->id, &((const struct seen *)b)->id);
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
  struct seen wanted = {.id = {originator, target, counter}};
  struct originator who = {.id = originator};
  struct seen **seen = tfind(&wanted, &memory->requests, compare_requests);
  struct originator **known = tfind(&who, &memory->originators, compare_originators);
  *found = seen != NULL;
  if (seen != NULL)
    memcpy(digest, (*seen)->digest, sizeof(*seen)->digest);
  *has_highest = known != NULL && (*known)->has_highest;
  if (*has_highest)
    *highest = (*known)->highest;
  return 0;
}

void replay_memory_open(struct replay_memory *memory, chret_replay_memory *callbacks) {
  chret_replay_memory_init(callbacks, sizeof *callbacks);
  callbacks->ctx = memory;
  callbacks->find = find;
}

/* The entry of the tree that equals this one (NULL: memory ran out): itself, or one that was there already; NULL where
 * memory ran out. */
static void *insert(void **root, void *entry, int (*compare)(const void *a, const void *b)) {
  void **place = entry != NULL ? tsearch(entry, root, compare) : NULL;
  if (place == NULL || *place != entry)
    free(entry);
  return place == NULL ? NULL : *place;
}

static struct originator *note_originator(struct replay_memory *memory, uint64_t id) {
  struct originator *who = calloc(1, sizeof *who);
  if (who != NULL)
    who->id = id;
  return insert(&memory->originators, who, compare_originators);
}

static struct seen *note_request(struct replay_memory *memory, const struct request_id *id, const uint8_t *digest) {
  struct seen *seen = calloc(1, sizeof *seen);
  if (seen != NULL) {
    seen->id = *id;
    memcpy(seen->digest, digest, sizeof seen->digest);
  }
  return insert(&memory->requests, seen, compare_requests);
}

int replay_memory_add(struct replay_memory *memory, const chret_request *request, const uint8_t *digest) {
  struct request_id id;
  chret_request_get_id(request, &id.originator, &id.target, &id.counter);
  struct originator *who = note_originator(memory, id.originator);
  if (who == NULL || note_request(memory, &id, digest) == NULL)
    return -1;
  if (!who->has_highest || id.counter > who->highest)
    who->highest = id.counter;
  who->has_highest = 1;
  return 0;
}
