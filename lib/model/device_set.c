#include "model/device_set.h"

#include <string.h>

/* A child is the index of a node, or with LEAF set the index of a key. */
#define LEAF UINT32_C(0x80000000)

struct chret_i_device_key {
  uint64_t device;
  size_t record;
};

/* Keys below it agree in all bits above `bit`; the bit itself chooses the child. Bits fall from the root downwards. */
struct chret_i_device_node {
  uint32_t child[2];
  uint32_t bit;
};

void chret_i_device_set_init(chret_i_device_set *set, const chret_allocator *allocator) {
  memset(set, 0, sizeof *set);
  set->allocator = allocator;
}

void chret_i_device_set_release(chret_i_device_set *set) {
  chret_i_release(set->allocator, set->keys);
  chret_i_release(set->allocator, set->nodes);
}

static uint32_t highest_bit(uint64_t value) {
  uint32_t bit = 0, step;
  for (step = 32; step > 0; step /= 2)
    if (value >> step != 0) {
      value >>= step;
      bit += step;
    }
  return bit;
}

static int is_leaf(uint32_t link) {
  return (link & LEAF) != 0;
}

/* The one key that may be the device's: the set is not empty. */
static const chret_i_device_key *nearest(const chret_i_device_set *set, uint64_t device) {
  uint32_t link = set->root;
  while (!is_leaf(link))
    link = set->nodes[link].child[device >> set->nodes[link].bit & 1];
  return &set->keys[link & ~LEAF];
}

int chret_i_device_set_find(const chret_i_device_set *set, uint64_t device, size_t *record) {
  const chret_i_device_key *key = set->count > 0 ? nearest(set, device) : NULL;
  if (key == NULL || key->device != device)
    return 0;
  *record = key->record;
  return 1;
}

static int make_room(chret_i_device_set *set) {
  void *keys = set->keys, *nodes = set->nodes;
  int room = set->count < LEAF - 1 &&
             chret_i_grow(set->allocator, &keys, &set->key_capacity, set->count + 1, sizeof *set->keys);
  set->keys = keys;
  room = room && chret_i_grow(set->allocator, &nodes, &set->node_capacity, set->count + 1, sizeof *set->nodes);
  set->nodes = nodes;
  return room;
}

/* Puts the key before the first node or leaf that it differs from in a higher bit than that decides. n keys have n - 1
 * nodes: the one for key `index` is the one before it. */
static void link_key(chret_i_device_set *set, uint64_t device, uint32_t index, uint32_t bit) {
  chret_i_device_node *node = &set->nodes[index - 1];
  uint32_t *link = &set->root;
  while (!is_leaf(*link) && set->nodes[*link].bit > bit)
    link = &set->nodes[*link].child[device >> set->nodes[*link].bit & 1];
  node->bit = bit;
  node->child[device >> bit & 1] = LEAF | index;
  node->child[~(device >> bit) & 1] = *link;
  *link = index - 1;
}

int chret_i_device_set_insert(chret_i_device_set *set, uint64_t device, size_t record) {
  uint32_t index = (uint32_t)set->count;
  if (!make_room(set))
    return 0;
  if (index == 0) {
    set->root = LEAF;
  } else {
    uint64_t difference = nearest(set, device)->device ^ device;
    if (difference == 0)
      return 1;
    link_key(set, device, index, highest_bit(difference));
  }
  set->keys[index].device = device;
  set->keys[index].record = record;
  set->count++;
  return 1;
}
