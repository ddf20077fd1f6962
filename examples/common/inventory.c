/* inventory.c - see inventory.h. The devices are sorted once and looked up by binary search. */
#include "inventory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "messages.h"
#include "order.h"
#include "room.h"
#include "sheet.h"

enum { DEVICE_ID, DEVICE_TYPE, DEVICE_STATUS, LOGISTICS_STATUS, SUPPLIER, COLUMNS };

static const char *const column_names[COLUMNS] = {"DeviceID", "DeviceType", "DeviceStatus", "LogisticsStatus",
                                                  "Supplier"};

struct device {
  uint64_t id;
  uint64_t supplier;
  int has_supplier;
  size_t line, record;
  char *type; /* the texts are one block */
  const char *status;
  const char *logistics_status;
};

struct inventory {
  struct device *devices;
  size_t count, room;
};

struct reading {
  const char *path;
  struct inventory *inventory;
  size_t columns[COLUMNS]; /* where each is, from 1; 0: nowhere yet */
  size_t width;            /* of the header */
};

static int refuse(const char *path, size_t line, size_t record, const char *text, const char *what) {
  char whole[200];
  snprintf(whole, sizeof whole, "%s%.100s", text, what);
  message(&(struct message){.file = path, .line = line, .record = record, .text = whole});
  return EXIT_ENVIRONMENT;
}

static int refuse_row(const struct reading *r, const struct sheet_row *row, const char *text, const char *what) {
  return refuse(r->path, row->line, row->number, text, what);
}

/* ---- The sheet ---- */

static int read_header(struct reading *r, const struct sheet_row *row) {
  for (size_t i = 0; i < row->count; i++) {
    size_t column = 0;
    while (column < COLUMNS && strcmp(row->cells[i].text, column_names[column]) != 0)
      column++;
    if (column == COLUMNS)
      return refuse_row(r, row, "an inventory has no column ", row->cells[i].text);
    if (r->columns[column] != 0)
      return refuse_row(r, row, "this column is there twice: ", column_names[column]);
    r->columns[column] = i + 1;
  }
  r->width = row->count;
  for (size_t column = 0; column < COLUMNS; column++)
    if (r->columns[column] == 0)
      return refuse_row(r, row, "the inventory lacks the column ", column_names[column]);
  return EXIT_DONE;
}

static const struct sheet_cell *cell_of(const struct reading *r, const struct sheet_row *row, size_t column) {
  return &row->cells[r->columns[column] - 1];
}

/* Copies a cell to where `text` is, and moves it behind the copy. */
static char *copy_cell(char **text, const struct sheet_cell *cell) {
  char *copy = *text;
  memcpy(copy, cell->text, cell->size + 1);
  *text += cell->size + 1;
  return copy;
}

static int copy_texts(struct device *device, const struct reading *r, const struct sheet_row *row) {
  const struct sheet_cell *type = cell_of(r, row, DEVICE_TYPE);
  const struct sheet_cell *status = cell_of(r, row, DEVICE_STATUS);
  const struct sheet_cell *logistics_status = cell_of(r, row, LOGISTICS_STATUS);
  char *text = malloc(type->size + status->size + logistics_status->size + 3);
  if (text == NULL)
    return message_no_memory();
  device->type = copy_cell(&text, type);
  device->status = copy_cell(&text, status);
  device->logistics_status = copy_cell(&text, logistics_status);
  return EXIT_DONE;
}

/* A cell with a NUL would be taken for less than it is. */
static int check_text(const struct reading *r, const struct sheet_row *row) {
  for (size_t i = 0; i < row->count; i++)
    if (strlen(row->cells[i].text) != row->cells[i].size)
      return refuse_row(r, row, "there is a NUL in the cell ", row->cells[i].text);
  return EXIT_DONE;
}

/* A cell too many or too few may be any of them. */
static int check_width(const struct reading *r, const struct sheet_row *row) {
  if (row->count == r->width)
    return EXIT_DONE;
  char text[100];
  snprintf(text, sizeof text, "%zu cells under a header of %zu columns", row->count, r->width);
  return refuse_row(r, row, text, "");
}

static int read_device(struct reading *r, const struct sheet_row *row) {
  struct inventory *inventory = r->inventory;
  const struct sheet_cell *id = cell_of(r, row, DEVICE_ID);
  const struct sheet_cell *supplier = cell_of(r, row, SUPPLIER);
  struct device device = {.line = row->line, .record = row->number};
  if (chret_eui64_parse(id->text, id->size, &device.id) != CHRET_OK)
    return refuse_row(r, row, "no EUI-64 is the DeviceID ", id->text);
  device.has_supplier = supplier->size > 0;
  if (device.has_supplier && chret_eui64_parse(supplier->text, supplier->size, &device.supplier) != CHRET_OK)
    return refuse_row(r, row, "no EUI-64 is the Supplier ", supplier->text);
  struct device *devices = make_room(inventory->devices, sizeof *devices, &inventory->room, inventory->count + 1);
  if (devices == NULL)
    return message_no_memory();
  inventory->devices = devices;
  int result = copy_texts(&device, r, row);
  if (result == EXIT_DONE)
    inventory->devices[inventory->count++] = device;
  return result;
}

static int read_row(void *ctx, const struct sheet_row *row) {
  struct reading *r = ctx;
  if (row->is_broken)
    return refuse_row(r, row, "the quotation marks of this row are not in order", "");
  int result = check_text(r, row);
  if (result == EXIT_DONE && row->number == 0)
    return read_header(r, row);
  result = result == EXIT_DONE ? check_width(r, row) : result;
  return result == EXIT_DONE ? read_device(r, row) : result;
}

/* ---- The order ---- */

static int compare(const void *a, const void *b) {
  return order_of(((const struct device *)a)->id, ((const struct device *)b)->id);
}

static int refuse_repeated(const char *path, const struct device *first, const struct device *again) {
  char id[CHRET_EUI64_SIZE];
  char text[100];
  chret_eui64_format(again->id, id, sizeof id);
  snprintf(text, sizeof text, "%s is in line %zu too", id, first->line);
  return refuse(path, again->line, again->record, text, "");
}

static int sort(struct inventory *inventory, const char *path) {
  if (inventory->count > 0)
    qsort(inventory->devices, inventory->count, sizeof *inventory->devices, compare);
  for (size_t i = 1; i < inventory->count; i++) {
    const struct device *one = &inventory->devices[i - 1];
    const struct device *other = &inventory->devices[i];
    if (one->id == other->id)
      return one->line < other->line ? refuse_repeated(path, one, other) : refuse_repeated(path, other, one);
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
    result = refuse(path, 0, 0, "the inventory is empty: it lacks even its header", "");
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
    free(inventory->devices[i].type);
  if (inventory != NULL)
    free(inventory->devices);
  free(inventory);
}

/* ---- The devices ---- */

int inventory_device_at(const struct inventory *inventory, size_t i, struct inventory_device *out) {
  if (i >= inventory->count)
    return 0;
  const struct device *device = &inventory->devices[i];
  *out = (struct inventory_device){.id = device->id,
                                   .type = device->type,
                                   .status = device->status,
                                   .logistics_status = device->logistics_status,
                                   .has_supplier = device->has_supplier,
                                   .supplier = device->supplier};
  return 1;
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
    chret_facts_set_known(facts, i, 1);
    chret_facts_set_device_type(facts, i, device->type, strlen(device->type));
    chret_facts_set_device_status(facts, i, device->status, strlen(device->status));
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
