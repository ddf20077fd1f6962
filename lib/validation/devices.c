#include "validation/devices.h"

/* Puts the records in the order of one byte of their IDs; those that have the same byte keep their order. */
static void sort_by_byte(const uint64_t *ids, unsigned shift, const uint32_t *from, uint32_t *to, size_t count) {
  uint32_t next[257] = {0};
  size_t i;
  for (i = 0; i < count; i++)
    next[(ids[i] >> shift & 0xFF) + 1]++;
  for (i = 0; i < 256; i++)
    next[i + 1] += next[i];
  for (i = 0; i < count; i++)
    to[next[ids[from[i]] >> shift & 0xFF]++] = from[i];
}

/* Sorts `records`, which rise at first, by their IDs; `spare` is as large. */
static void sort(const uint64_t *ids, uint32_t *records, uint32_t *spare, size_t count) {
  unsigned shift;
  for (shift = 0; shift < 64; shift += 16) {
    sort_by_byte(ids, shift, records, spare, count);
    sort_by_byte(ids, shift + 8, spare, records, count);
  }
}

/* Finds the different IDs in the sorted records. */
static void group(chret_i_devices *devices, const uint64_t *ids, size_t count) {
  size_t i;
  for (i = 0; i < count; i++) {
    uint64_t id = ids[devices->records[i]];
    if (i == 0 || id != devices->ids[devices->count - 1]) {
      devices->ids[devices->count] = id;
      devices->first[devices->count++] = (uint32_t)i;
    }
    devices->place[devices->records[i]] = (uint32_t)(devices->count - 1);
  }
  devices->first[devices->count] = (uint32_t)count;
}

chret_i_devices *chret_i_devices_new(const chret_allocator *allocator, const chret_outcomes *outcomes) {
  size_t count = outcomes->count, i;
  chret_i_devices *devices = chret_i_allocate(
      allocator, sizeof *devices + count * (2 * sizeof(uint64_t) + 3 * sizeof(uint32_t)) + sizeof(uint32_t));
  uint64_t *ids;
  if (devices == NULL)
    return NULL;
  devices->count = 0;
  ids = devices->ids + count;
  devices->records = (uint32_t *)(ids + count);
  devices->place = devices->records + count;
  devices->first = devices->place + count;
  for (i = 0; i < count; i++) {
    ids[i] = outcomes->records[i].device;
    devices->records[i] = (uint32_t)i;
  }
  if (count > 1)
    sort(ids, devices->records, devices->place, count);
  group(devices, ids, count);
  return devices;
}

size_t chret_i_devices_find(const chret_i_devices *devices, uint64_t id) {
  size_t low = 0, high = devices->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (devices->ids[middle] < id)
      low = middle + 1;
    else
      high = middle;
  }
  return low < devices->count && devices->ids[low] == id ? low : devices->count;
}
