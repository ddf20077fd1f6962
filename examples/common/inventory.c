/* inventory.c - see inventory.h. The devices are sorted once and looked up by binary search. */
#include "inventory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "messages.h"
#include "sheet.h"

enum { DEVICE_ID, DEVICE_TYPE, DEVICE_STATUS, LOGISTICS_STATUS, SUPPLIER, COLUMNS };

static const char *const column_names[COLUMNS] = {"DeviceID", "DeviceType", "DeviceStatus", "LogisticsStatus",
                                                  "Supplier"};

struct device {
  uint64_t id;
  uint64_t supplier;
  int has_supplier;
  size_t line;
  const char *logistics_status;
  char *text[COLUMNS]; /* DEVICE_TYPE to LOGISTICS_STATUS: one block, the first one's */
};

struct inventory {
  struct device *devices;
  size_t count, room;
};

struct reading {
  const char *path;
  struct inventory *inventory;
  size_t columns[COLUMNS]; /* where each is, from 1; 0: nowhere yet */
};

static int refuse(const char *path, size_t line, const char *text, const char *what) {
  char whole[200];
  snprintf(whole, sizeof whole, "%s%.100s", text, what);
  message(&(struct message){.file = path, .line = line, .text = whole});
  return EXIT_ENVIRONMENT;
}

/* ---- The sheet ---- */

static int read_header(struct reading *r, const struct sheet_row *row) {
  for (size_t i = 0; i < row->count; i++) {
    size_t column = 0;
    while (column < COLUMNS && strcmp(row->cells[i].text, column_names[column]) != 0)
      column++;
    if (column == COLUMNS)
      return refuse(r->path, row->line, "an inventory has no column ", row->cells[i].text);
    if (r->columns[column] != 0)
      return refuse(r->path, row->line, "this column is there twice: ", column_names[column]);
    r->columns[column] = i + 1;
  }
  for (size_t column = 0; column < COLUMNS; column++)
    if (r->columns[column] == 0)
      return refuse(r->path, row->line, "the inventory lacks the column ", column_names[column]);
  return EXIT_DONE;
}

static const struct sheet_cell *cell_of(const struct reading *r, const struct sheet_row *row, size_t column) {
  static const struct sheet_cell none = {"", 0, 0};
  return r->columns[column] <= row->count ? &row->cells[r->columns[column] - 1] : &none;
}

/* Copies the texts of a row into one block. */
static int copy_texts(struct device *device, const struct reading *r, const struct sheet_row *row) {
  size_t size = 0;
  for (size_t column = DEVICE_TYPE; column <= LOGISTICS_STATUS; column++)
    size += cell_of(r, row, column)->size + 1;
  char *text = malloc(size);
  if (text == NULL)
    return message_no_memory();
  for (size_t column = DEVICE_TYPE; column <= LOGISTICS_STATUS; column++) {
    const struct sheet_cell *cell = cell_of(r, row, column);
    memcpy(text, cell->text, cell->size + 1);
    device->text[column] = text;
    text += cell->size + 1;
  }
  device->logistics_status = device->text[LOGISTICS_STATUS];
  return EXIT_DONE;
}

static int read_device(struct reading *r, const struct sheet_row *row) {
  struct inventory *inventory = r->inventory;
  const struct sheet_cell *id = cell_of(r, row, DEVICE_ID);
  const struct sheet_cell *supplier = cell_of(r, row, SUPPLIER);
  struct device device = {.line = row->line};
  if (chret_eui64_parse(id->text, id->size, &device.id) != CHRET_OK)
    return refuse(r->path, row->line, "no EUI-64 is the DeviceID ", id->text);
  device.has_supplier = supplier->size > 0;
  if (device.has_supplier && chret_eui64_parse(supplier->text, supplier->size, &device.supplier) != CHRET_OK)
    return refuse(r->path, row->line, "no EUI-64 is the Supplier ", supplier->text);
  if (inventory->count == inventory->room) {
    size_t room = inventory->room * 2 + 1024;
    struct device *devices = realloc(inventory->devices, room * sizeof *devices);
    if (devices == NULL)
      return message_no_memory();
    inventory->devices = devices;
    inventory->room = room;
  }
  int result = copy_texts(&device, r, row);
  if (result == EXIT_DONE)
    inventory->devices[inventory->count++] = device;
  return result;
}

static int read_row(void *ctx, const struct sheet_row *row) {
  struct reading *r = ctx;
  if (row->is_broken)
    return refuse(r->path, row->line, "the quotation marks of this row are not in order", "");
  return row->number == 0 ? read_header(r, row) : read_device(r, row);
}

/* ---- The order ---- */

static int compare(const void *a, const void *b) {
  uint64_t x = ((const struct device *)a)->id;
  uint64_t y = ((const struct device *)b)->id;
  return (x > y) - (x < y);
}

static int sort(struct inventory *inventory, const char *path) {
  if (inventory->count > 0)
    qsort(inventory->devices, inventory->count, sizeof *inventory->devices, compare);
  for (size_t i = 1; i < inventory->count; i++) {
    const struct device *one = &inventory->devices[i - 1];
    const struct device *other = &inventory->devices[i];
    if (one->id == other->id) {
      char text[CHRET_EUI64_SIZE];
      char what[100];
      chret_eui64_format(one->id, text, sizeof text);
      snprintf(what, sizeof what, "%s is in line %zu too", text, one->line < other->line ? one->line : other->line);
      return refuse(path, one->line < other->line ? other->line : one->line, what, "");
    }
  }
  return EXIT_DONE;
}

static int read_sheet(struct inventory *inventory, const char *path) {
  static const struct sheet_format format = SHEET_FORMAT_USUAL;
  struct reading r = {.path = path, .inventory = inventory};
  struct input sheet;
  int result = input_read(&sheet, path);
  if (result != EXIT_DONE)
    return result;
  result = sheet_read(sheet.data, sheet.size, &format, read_row, &r);
  if (result < 0)
    result = message_no_memory();
  else if (result == EXIT_DONE && r.columns[DEVICE_ID] == 0)
    result = refuse(path, 0, "the inventory is empty: it lacks even its header", "");
  input_free(&sheet);
  return result == EXIT_DONE ? sort(inventory, path) : result;
}

int inventory_read(struct inventory **out, const char *path) {
  struct inventory *inventory = calloc(1, sizeof *inventory);
  if (inventory == NULL)
    return message_no_memory();
  int result = read_sheet(inventory, path);
  if (result == EXIT_DONE)
    *out = inventory;
  else
    inventory_free(inventory);
  return result;
}

void inventory_free(struct inventory *inventory) {
  for (size_t i = 0; inventory != NULL && i < inventory->count; i++)
    free(inventory->devices[i].text[DEVICE_TYPE]);
  if (inventory != NULL)
    free(inventory->devices);
  free(inventory);
}

/* ---- The question ---- */

static struct device *find(const struct inventory *inventory, uint64_t id) {
  struct device wanted = {.id = id};
  if (inventory->count == 0)
    return NULL;
  return bsearch(&wanted, inventory->devices, inventory->count, sizeof wanted, compare);
}

int32_t inventory_answer(void *ctx, const uint64_t *devices, size_t count, chret_facts *facts) {
  const struct inventory_question *question = ctx;
  for (size_t i = 0; i < count; i++) {
    const struct device *device = find(question->inventory, devices[i]);
    if (device == NULL)
      continue;
    const char *type = device->text[DEVICE_TYPE];
    const char *status = device->text[DEVICE_STATUS];
    chret_facts_set_known(facts, i, 1);
    chret_facts_set_device_type(facts, i, type, strlen(type));
    chret_facts_set_device_status(facts, i, status, strlen(status));
    chret_facts_set_logistics_status(facts, i, device->logistics_status, strlen(device->logistics_status));
    chret_facts_set_authorised(facts, i, !device->has_supplier || device->supplier == question->originator);
  }
  return 0;
}

void inventory_set_returned(struct inventory *inventory, uint64_t id) {
  struct device *device = find(inventory, id);
  if (device != NULL)
    device->logistics_status = "Returned";
}
