/* The Device IDs of outcomes in rising order, each once, with the records that have it. Sorted byte by byte, so that it
 * costs the same whichever IDs a request has. */
#ifndef CHRET_I_DEVICES_H
#define CHRET_I_DEVICES_H

#include "validation/outcomes.h"

typedef struct chret_i_devices {
  size_t count;      /* of different ones */
  uint32_t *first;   /* count + 1 places in `records`: those of the i-th are from first[i] to before first[i + 1] */
  uint32_t *records; /* indexes of records: by device, then rising */
  uint32_t *place;   /* by record: where its device is in `ids` */
  uint64_t ids[];    /* rising */
} chret_i_devices;

/* One block, released by chret_i_release(). NULL: no memory. */
chret_i_devices *chret_i_devices_new(const chret_allocator *allocator, const chret_outcomes *outcomes);
/* Where the device is in `ids`; count where it is not. */
size_t chret_i_devices_find(const chret_i_devices *devices, uint64_t id);

#endif
