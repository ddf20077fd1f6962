/* batch_rows.c - see batch_rows.h. */
#include "batch_rows.h"

#include <stdio.h>
#include <string.h>

#include "messages.h"
#include "rows.h"

/* ---- Reading ---- */

struct survey {
  const struct input *sheet;
  chret_batch *batch;
  struct batch_rows *rows;
  size_t last_bad; /* record */
  chret_error *err;
};

static int note_fault(void *ctx, const struct message *fault) {
  struct survey *s = ctx;
  message(fault);
  if (fault->record != s->last_bad) {
    s->last_bad = fault->record;
    s->rows->bad++;
  }
  return EXIT_DONE;
}

static int add_row(void *ctx, const chret_record *record, size_t number) {
  struct survey *s = ctx;
  if (chret_batch_add(s->batch, record, number, NULL, 0, s->err) != CHRET_OK)
    return message_error(s->sheet->name, s->err);
  s->rows->good++;
  return EXIT_DONE;
}

int batch_rows_read(const struct input *sheet, const struct sheet_format *format, int32_t service, chret_batch *batch,
                    struct batch_rows *rows) {
  struct survey survey = {.sheet = sheet, .batch = batch, .rows = rows};
  struct row_visitor visitor = {.ctx = &survey, .fault = note_fault, .good = add_row};
  if (chret_error_new(&survey.err, NULL) != CHRET_OK)
    return message_no_memory();
  int result = rows_visit(sheet, format, service, &visitor);
  chret_error_free(survey.err);
  return result;
}

/* ---- Comparing ---- */

static int is_same_text(const char *a, const char *b) {
  return (a == NULL) == (b == NULL) && (a == NULL || strcmp(a, b) == 0);
}

/* The name of the first item in which the rows differ; NULL: in none. */
static const char *difference(const chret_batch *of_sheet, const chret_batch *batch, size_t i) {
  const chret_record *row = chret_batch_row_record(of_sheet, i);
  const chret_record *saved = chret_batch_row_record(batch, i);
  for (int32_t field = CHRET_FIELD_DEVICE_ID; field < CHRET_FIELD_SCHEMA_VERSION; field++)
    if (!is_same_text(chret_record_get(row, field, NULL), chret_record_get(saved, field, NULL)))
      return chret_field_name(field);
  return NULL;
}

/* of: the batch that has the row. */
static int tell_difference(const char *sheet, const chret_batch *of, size_t i, const char *item, const char *text) {
  message(&(struct message){
      .file = sheet,
      .record = chret_batch_row_number(of, i),
      .device_id = chret_record_get(chret_batch_row_record(of, i), CHRET_FIELD_DEVICE_ID, NULL),
      .item = item,
      .text = text,
  });
  return EXIT_ENVIRONMENT;
}

/* Beyond the end a number above all. */
static size_t number_of(const chret_batch *batch, size_t i) {
  return i < chret_batch_row_count(batch) ? chret_batch_row_number(batch, i) : SIZE_MAX;
}

/* A row that was left out for a fault, and is mended now, is one that the state has not. */
int batch_rows_compare(const char *sheet, const chret_batch *of_sheet, const chret_batch *batch) {
  size_t count = chret_batch_row_count(of_sheet);
  size_t saved = chret_batch_row_count(batch);
  for (size_t i = 0; i < count || i < saved; i++) {
    if (number_of(of_sheet, i) < number_of(batch, i))
      return tell_difference(sheet, of_sheet, i, NULL,
                             "the state has no such row, so nothing was written; new and mended rows go into a sheet "
                             "and a state of their own");
    if (number_of(of_sheet, i) > number_of(batch, i))
      return tell_difference(sheet, batch, i, NULL, "the state has this row, the sheet has not; nothing was written");
    const char *item = difference(of_sheet, batch, i);
    if (item != NULL)
      return tell_difference(sheet, of_sheet, i, item, "this row is another one in the state, so nothing was written");
  }
  return EXIT_DONE;
}
