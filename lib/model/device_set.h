/* The Device IDs of records, to find a repeated one. A crit-bit tree: at most 64 steps for any IDs, chosen to collide or
 * not. The IDs stay where they are: the set knows the records by number. */
#ifndef CHRET_I_DEVICE_SET_H
#define CHRET_I_DEVICE_SET_H

#include "base/memory.h"

typedef struct chret_i_device_node chret_i_device_node;

/* The Device ID of a record that was inserted. */
typedef uint64_t (*chret_i_device_of)(const void *ctx, size_t record);

typedef struct chret_i_device_set {
  const chret_allocator *allocator;
  chret_i_device_of device_of;
  const void *ctx;
  chret_i_device_node *nodes;
  size_t count; /* of the records in it */
  size_t capacity;
  uint32_t root;
} chret_i_device_set;

void chret_i_device_set_init(chret_i_device_set *set, const chret_allocator *allocator, chret_i_device_of device_of,
                             const void *ctx);
void chret_i_device_set_release(chret_i_device_set *set);
/* 1 and the record that the Device ID was inserted with, or 0. */
int chret_i_device_set_find(const chret_i_device_set *set, uint64_t device, size_t *record);
/* Inserts a Device ID; the first record that has it stays. 0: no memory, or the record's number is above
 * CHRET_I_DEVICE_RECORDS, and the set is as it was. */
#define CHRET_I_DEVICE_RECORDS UINT32_C(0x7FFFFFFF)
int chret_i_device_set_insert(chret_i_device_set *set, uint64_t device, size_t record);

#endif
