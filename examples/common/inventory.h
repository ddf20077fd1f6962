/* inventory.h - a Smart Metering Inventory in memory, from a sheet: what the DSP's side is asked about devices. */
#ifndef INVENTORY_H
#define INVENTORY_H

#include <chreturn/chreturn.h>

struct inventory;

/* Reads a sheet with the columns DeviceID, DeviceType, DeviceStatus, LogisticsStatus and Supplier (the EUI-64 that may
 * return the device; empty: anyone), in any order. Gives an exit code (messages.h); a sheet that is not right is
 * EXIT_ENVIRONMENT. */
int inventory_read(struct inventory **out, const char *path);
void inventory_free(struct inventory *inventory);

/* A device as the sheet has it; texts are borrowed. */
struct inventory_device {
  uint64_t id;
  const char *type, *status, *logistics_status;
  int has_supplier;
  uint64_t supplier;
};

/* The i-th device from 0, in the order of their Device IDs; 0 beyond the end. */
int inventory_device_at(const struct inventory *inventory, size_t i, struct inventory_device *device);

/* Who asks: the ctx of inventory_answer(). */
struct inventory_question {
  const struct inventory *inventory;
  uint64_t originator;
};

/* What the library asks (chret_inventory). */
int32_t inventory_answer(void *ctx, const uint64_t *devices, size_t count, chret_facts *facts);

/* The device is "Returned" from now on. */
void inventory_set_returned(struct inventory *inventory, uint64_t device);

#endif
