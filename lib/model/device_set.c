#include "model/device_set.h"

#include <string.h>

/* A child is the index of a node, or with LEAF set a record's number. */
#define LEAF UINT32_C(0x80000000)

/* Records below it agree in all bits above `bit`; the bit itself chooses the child. Bits fall from the root downwards. */
struct chret_i_device_node {
  uint32_t child[2];
  uint32_t bit;
};

void chret_i_device_set_init(chret_i_device_set *set, const chret_allocator *allocator, chret_i_device_of device_of,
                             const void *ctx) {
  memset(set, 0, sizeof *set);
  set->allocator = allocator;
  set->device_of = device_of;
  set->ctx = ctx;
}

void chret_i_device_set_release(chret_i_device_set *set) {
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

/* The one record that may have the device's ID: the set is not empty. */
static size_t nearest(const chret_i_device_set *set, uint64_t device) {
  uint32_t link = set->root;
  while (!is_leaf(link))
    link = set->nodes[link].child[device >> set->nodes[link].bit & 1];
  return link & ~LEAF;
}

int chret_i_device_set_find(const chret_i_device_set *set, uint64_t device, size_t *record) {
  size_t found;
  if (set->count == 0)
    return 0;
  found = nearest(set, device);
  if (set->device_of(set->ctx, found) != device)
    return 0;
  *record = found;
  return 1;
}

/* Puts the record before the first node or leaf that it differs from in a higher bit than that decides. n records have
 * n - 1 nodes. */
static void link_record(chret_i_device_set *set, uint64_t device, size_t record, uint32_t bit) {
  uint32_t index = (uint32_t)(set->count - 1);
  chret_i_device_node *node = &set->nodes[index];
  uint32_t *link = &set->root;
  while (!is_leaf(*link) && set->nodes[*link].bit > bit)
    link = &set->nodes[*link].child[device >> set->nodes[*link].bit & 1];
  node->bit = bit;
  node->child[device >> bit & 1] = LEAF | (uint32_t)record;
  node->child[~(device >> bit) & 1] = *link;
  *link = index;
}

int chret_i_device_set_insert(chret_i_device_set *set, uint64_t device, size_t record) {
  void *nodes = set->nodes;
  uint64_t difference;
  if (record > CHRET_I_DEVICE_RECORDS)
    return 0;
  if (set->count == 0) {
    set->root = LEAF | (uint32_t)record;
    set->count = 1;
    return 1;
  }
  difference = set->device_of(set->ctx, nearest(set, device)) ^ device;
  if (difference == 0)
    return 1;
  if (!chret_i_grow(set->allocator, &nodes, &set->capacity, set->count, sizeof *set->nodes))
    return 0;
  set->nodes = nodes;
  link_record(set, device, record, highest_bit(difference));
  set->count++;
  return 1;
}
