/* devices.h - the Device IDs that a sheet has had so far. */
#ifndef DEVICES_H
#define DEVICES_H

#include <stddef.h>
#include <stdint.h>

struct devices;

/* NULL where memory ran out. */
struct devices *devices_new(void);
void devices_free(struct devices *devices);

/* Notes that this record has this Device ID. Gives the first record that had it, or 0 where memory ran out. */
size_t devices_add(struct devices *devices, uint64_t device, size_t record);

#endif
