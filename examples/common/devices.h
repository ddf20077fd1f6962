/* devices.h - the Device IDs of the rows of a sheet that are good so far. */
#ifndef DEVICES_H
#define DEVICES_H

#include <stddef.h>
#include <stdint.h>

struct devices;

/* NULL where memory ran out. */
struct devices *devices_new(void);
void devices_free(struct devices *devices);

/* The record that was noted with this Device ID; 0: none was. */
size_t devices_find(const struct devices *devices, uint64_t device);

/* Notes that this record has this Device ID, which none had. 0 where memory ran out. */
int devices_add(struct devices *devices, uint64_t device, size_t record);

#endif
