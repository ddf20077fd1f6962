/* The Device IDs of a list, to find a repeated one. A crit-bit tree: at most 64 steps for any IDs, chosen to collide or
 * not. */
#ifndef CHRET_I_DEVICE_SET_H
#define CHRET_I_DEVICE_SET_H

#include "base/memory.h"

typedef struct chret_i_device_key chret_i_device_key;
typedef struct chret_i_device_node chret_i_device_node;

typedef struct chret_i_device_set {
  const chret_allocator *allocator;
  chret_i_device_key *keys;
  chret_i_device_node *nodes;
  size_t count;
  size_t key_capacity;
  size_t node_capacity;
  uint32_t root;
} chret_i_device_set;

void chret_i_device_set_init(chret_i_device_set *set, const chret_allocator *allocator);
void chret_i_device_set_release(chret_i_device_set *set);
/* 1 and the record that the Device ID was inserted with, or 0. */
int chret_i_device_set_find(const chret_i_device_set *set, uint64_t device, size_t *record);
/* Inserts a Device ID; the first record that has it stays. 0: no memory, and the set is as it was. */
int chret_i_device_set_insert(chret_i_device_set *set, uint64_t device, size_t record);

#endif
