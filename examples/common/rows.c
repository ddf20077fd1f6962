/* rows.c - see rows.h. */
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devices.h"

struct visit {
  const struct input *sheet;
  const struct sheet_format *format;
  const struct row_visitor *visitor;
  int32_t service;
  int32_t *fields; /* of each column; 0: none, or one that was there already */
  size_t field_count;
  chret_record *record;
  chret_report *report;
  struct devices *devices;
  size_t rows;
  int is_rejected; /* the sheet as a whole */
};

/* Tells the visitor what the report has, and begins an empty one. */
static int tell(struct visit *v, size_t line) {
  size_t count = chret_report_count(v->report);
  int result = EXIT_DONE;
  for (size_t i = 0; i < count && result == EXIT_DONE && v->visitor->fault != NULL; i++) {
    struct message fault = message_of_finding(v->sheet->name, v->report, i);
    fault.line = line;
    result = v->visitor->fault(v->visitor->ctx, &fault);
  }
  if (count > 0) {
    chret_report_free(v->report);
    v->report = NULL;
    if (chret_report_new(&v->report, NULL) != CHRET_OK && result == EXIT_DONE)
      result = message_no_memory();
  }
  return result;
}

/* Of the record, which is empty before the first row. */
static int32_t add_finding(struct visit *v, size_t number, const char *item, size_t item_size, int32_t code,
                           const char *text) {
  size_t size = 0;
  const char *device_id = chret_record_get(v->record, CHRET_FIELD_DEVICE_ID, &size);
  return chret_report_add(v->report, number, device_id, size, item, item_size, code, 0, text, strlen(text));
}

static int32_t add_device_finding(struct visit *v, size_t number, int32_t code, const char *text) {
  const char *item = chret_field_name(CHRET_FIELD_DEVICE_ID);
  return add_finding(v, number, item, strlen(item), code, text);
}

/* ---- The header ---- */

/* The field of a column's name where records have it, otherwise 0. */
static int32_t field_of_column(const struct sheet_cell *name) {
  int32_t field = chret_field_by_name(name->text, name->size);
  return field >= CHRET_FIELD_DEVICE_ID && field < CHRET_FIELD_SCHEMA_VERSION ? field : 0;
}

static int has_column(const struct visit *v, int32_t field) {
  for (size_t i = 0; i < v->field_count; i++)
    if (v->fields[i] == field)
      return 1;
  return 0;
}

/* The service by the only return-type column; undecided where both or none are there. */
static int32_t service_of_header(const struct visit *v) {
  int is_fault = has_column(v, CHRET_FIELD_FAULT_RETURN_TYPE);
  int is_no_fault = has_column(v, CHRET_FIELD_NO_FAULT_RETURN_TYPE);
  if (is_fault == is_no_fault)
    return CHRET_SERVICE_UNDECIDED;
  return is_fault ? CHRET_SERVICE_FAULT_RETURN : CHRET_SERVICE_NO_FAULT_RETURN;
}

static int32_t add_column_finding(struct visit *v, size_t column, const struct sheet_cell *name, int32_t code,
                                  const char *what) {
  char text[100];
  snprintf(text, sizeof text, "column %zu: %s", column + 1, what);
  return add_finding(v, 0, name->text, name->size, code, text);
}

static int32_t read_columns(struct visit *v, const struct sheet_row *row) {
  int32_t status = CHRET_OK;
  for (size_t i = 0; i < row->count && status == CHRET_OK; i++) {
    const struct sheet_cell *name = &row->cells[i];
    int32_t field = field_of_column(name);
    if (field == 0) {
      status = add_column_finding(v, i, name, CHRET_E_UNKNOWN_ITEM, "a record has no item of this name (chret fields)");
    } else if (has_column(v, field)) {
      status = add_column_finding(v, i, name, CHRET_E_REPEATED_ITEM, "an earlier column has this name already");
      field = 0;
    }
    v->fields[v->field_count++] = field;
  }
  if (status == CHRET_OK && !has_column(v, CHRET_FIELD_DEVICE_ID)) {
    status = add_device_finding(v, 0, CHRET_E_MISSING, "the header has no such column, so the rows were not read");
  }
  return status;
}

static int visit_header(struct visit *v, const struct sheet_row *row) {
  v->fields = calloc(row->count, sizeof *v->fields);
  if (v->fields == NULL || read_columns(v, row) != CHRET_OK)
    return message_no_memory();
  v->is_rejected = chret_report_count(v->report) > 0;
  if (v->service == CHRET_SERVICE_UNDECIDED)
    v->service = service_of_header(v);
  int result = tell(v, row->line);
  return result == EXIT_DONE && !has_column(v, CHRET_FIELD_DEVICE_ID) ? EXIT_REJECTED : result;
}

/* ---- The rows ---- */

/* An empty cell is an absent item. */
static int32_t fill_record(struct visit *v, const struct sheet_row *row) {
  int32_t status = chret_record_reset(v->record, v->service);
  for (size_t i = 0; i < row->count && i < v->field_count && status == CHRET_OK; i++) {
    const struct sheet_cell *cell = &row->cells[i];
    if (v->fields[i] != 0 && cell->size > 0)
      status = chret_record_set(v->record, v->fields[i], cell->text, cell->size);
  }
  return status;
}

static int32_t check_width(struct visit *v, const struct sheet_row *row) {
  if (row->count <= v->field_count)
    return CHRET_OK;
  char text[100];
  snprintf(text, sizeof text, "%zu cells under a header of %zu columns", row->count, v->field_count);
  return add_finding(v, row->number, NULL, 0, CHRET_E_MALFORMED, text);
}

static int32_t check_encoding(struct visit *v, const struct sheet_row *row) {
  int32_t status = CHRET_OK;
  for (size_t i = 0; i < row->count && i < v->field_count && status == CHRET_OK; i++)
    if (row->cells[i].is_foreign) {
      const char *item = chret_field_name(v->fields[i]); /* NULL: a column that no record has */
      status = add_finding(v, row->number, item, item != NULL ? strlen(item) : 0, CHRET_E_MALFORMED,
                           "a byte of it is not of the encoding of the sheet");
    }
  return status;
}

/* A row that is left out for other faults makes no duplicate of a later one. */
static int32_t check_device(struct visit *v, size_t number) {
  uint64_t device;
  if (chret_record_get_eui(v->record, CHRET_FIELD_DEVICE_ID, &device) != CHRET_OK)
    return CHRET_OK; /* what is wrong with it is said already */
  size_t first = devices_find(v->devices, device);
  if (first == 0)
    return chret_report_count(v->report) > 0 || devices_add(v->devices, device, number) ? CHRET_OK : CHRET_E_NO_MEMORY;
  char text[100];
  snprintf(text, sizeof text, "record %zu has the same DeviceID", first);
  return add_device_finding(v, number, CHRET_E_DUPLICATE, text);
}

static int visit_record(struct visit *v, const struct sheet_row *row) {
  int32_t status = fill_record(v, row);
  status = status == CHRET_OK ? check_width(v, row) : status;
  status = status == CHRET_OK ? check_encoding(v, row) : status;
  status = status == CHRET_OK ? chret_check_record(v->report, v->record, row->number) : status;
  status = status == CHRET_OK ? check_device(v, row->number) : status;
  if (status != CHRET_OK)
    return message_no_memory();
  v->rows = row->number;
  if (chret_report_count(v->report) > 0)
    return tell(v, row->line);
  return v->visitor->good == NULL ? EXIT_DONE : v->visitor->good(v->visitor->ctx, v->record, row->number);
}

/* Nothing of a sheet is good where a quotation mark may have joined or cut its rows. */
static int visit_broken(struct visit *v, const struct sheet_row *row) {
  chret_record_reset(v->record, v->service);
  if (add_finding(v, row->number, NULL, 0, CHRET_E_MALFORMED,
                  "the quotation marks of this row are not in order (a cell with a quotation mark in it is "
                  "quoted, with the mark doubled), so it and all after it were not read") != CHRET_OK)
    return message_no_memory();
  int result = tell(v, row->line);
  return result == EXIT_DONE ? EXIT_REJECTED : result;
}

static int visit_row(void *ctx, const struct sheet_row *row) {
  struct visit *v = ctx;
  if (row->is_broken)
    return visit_broken(v, row);
  return row->number == 0 ? visit_header(v, row) : visit_record(v, row);
}

static int visit_all(struct visit *v) {
  if (chret_record_new(&v->record, v->service, NULL) != CHRET_OK || chret_report_new(&v->report, NULL) != CHRET_OK)
    return message_no_memory();
  int result = sheet_read(v->sheet->data, v->sheet->size, v->format, visit_row, v);
  if (result < 0)
    return message_no_memory();
  if (result == EXIT_DONE && v->rows == 0) {
    if (add_finding(v, 0, NULL, 0, CHRET_E_MISSING, "the sheet has no rows") != CHRET_OK)
      return message_no_memory();
    v->is_rejected = 1;
    result = tell(v, 0);
  }
  return result == EXIT_DONE && v->is_rejected ? EXIT_REJECTED : result;
}

int rows_visit(const struct input *sheet, const struct sheet_format *format, int32_t service,
               const struct row_visitor *visitor) {
  struct visit v = {.sheet = sheet, .format = format, .visitor = visitor, .service = service};
  v.devices = devices_new();
  int result = v.devices == NULL ? message_no_memory() : visit_all(&v);
  devices_free(v.devices);
  chret_report_free(v.report);
  chret_record_free(v.record);
  free(v.fields);
  return result;
}
