/* devices.c - see devices.h. The tree is the C library's own, which stays balanced whatever comes. */
#include "devices.h"

#include <search.h>
#include <stdlib.h>

#include "order.h"

struct devices {
  void *root;
};

struct device {
  uint64_t id;
  size_t record;
};

static int compare(const void *a, const void *b) {
  return order_of(((const struct device *)a)->id, ((const struct device *)b)->id);
}

struct devices *devices_new(void) {
  return calloc(1, sizeof(struct devices));
}

void devices_free(struct devices *devices) {
  while (devices != NULL && devices->root != NULL) {
    struct device *device = *(struct device **)devices->root;
    tdelete(device, &devices->root, compare);
    free(device);
  }
  free(devices);
}

size_t devices_find(const struct devices *devices, uint64_t device) {
  struct device wanted = {.id = device};
  struct device **place = tfind(&wanted, &devices->root, compare);
  return place == NULL ? 0 : (*place)->record;
}

int devices_add(struct devices *devices, uint64_t device, size_t record) {
  struct device *new = malloc(sizeof *new);
  if (new == NULL)
    return 0;
  new->id = device;
  new->record = record;
  if (tsearch(new, &devices->root, compare) != NULL)
    return 1;
  free(new);
  return 0;
}
