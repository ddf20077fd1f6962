/* report_rows.c - see report_rows.h. */
#include "report_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "messages.h"

const char *report_row_word(int accepted) {
  static const char *const words[] = {
      [ROW_PENDING] = "pending", [ROW_YES] = "yes", [ROW_NO] = "no", [ROW_UNSENT] = "unsent"};
  return words[accepted];
}

int report_rows_visit(const struct report_rows *rows, report_row_fn on_row, void *ctx) {
  return rows->visit(rows->source, on_row, ctx);
}

static int is_not_accepted(void *ctx, const struct report_row *row) {
  (void)ctx;
  return row->accepted != ROW_YES;
}

int report_rows_are_accepted(const struct report_rows *rows) {
  return report_rows_visit(rows, is_not_accepted, NULL) == 0;
}

/* ---- The rows of a batch ---- */

static int accepted_of(int32_t state) {
  switch (state) {
  case CHRET_ROW_ACCEPTED:
    return ROW_YES;
  case CHRET_ROW_REFUSED:
    return ROW_NO;
  case CHRET_ROW_SENT:
    return ROW_PENDING;
  default:
    return ROW_UNSENT;
  }
}

static int visit_batch(const void *source, report_row_fn on_row, void *ctx) {
  const chret_batch *batch = source;
  size_t count = chret_batch_row_count(batch);
  int result = 0;
  for (size_t i = 0; i < count && result == 0; i++) {
    char id[CHRET_REQUEST_ID_SIZE] = "";
    uint64_t counter;
    struct report_row row = {
        .record = chret_batch_row_number(batch, i),
        .device_id = chret_record_get(chret_batch_row_record(batch, i), CHRET_FIELD_DEVICE_ID, NULL),
        .request_id = id,
        .code = chret_batch_row_code(batch, i),
        .accepted = accepted_of(chret_batch_row_state(batch, i)),
    };
    if (row.accepted != ROW_UNSENT && chret_batch_row_counter(batch, i, &counter) == CHRET_OK)
      chret_request_id_format(chret_batch_originator(batch), chret_batch_target(batch), counter, id, sizeof id);
    result = on_row(ctx, &row);
  }
  return result;
}

struct report_rows report_rows_of_batch(const chret_batch *batch) {
  return (struct report_rows){.visit = visit_batch, .source = batch};
}

/* ---- Totals ---- */

static int count_row(void *ctx, const struct report_row *row) {
  struct report_totals *totals = ctx;
  const char *name = *row->code == '\0' ? report_row_word(row->accepted) : row->code;
  size_t i = 0;
  while (i < totals->count && strcmp(totals->list[i].name, name) != 0)
    i++;
  if (i == totals->count) {
    struct report_total *list = realloc(totals->list, (i + 1) * sizeof *list);
    if (list == NULL)
      return message_no_memory();
    snprintf(list[i].name, sizeof list[i].name, "%s", name);
    list[i].count = 0;
    totals->list = list;
    totals->count++;
  }
  totals->list[i].count++;
  return EXIT_DONE;
}

int report_totals_count(struct report_totals *totals, const struct report_rows *rows) {
  *totals = (struct report_totals){.count = 0};
  return report_rows_visit(rows, count_row, totals);
}

/* ---- CSV ---- */

static int put_row_as_csv(void *ctx, const struct report_row *row) {
  (void)ctx;
  printf("%s,%s,%s,%s\n", row->device_id, row->request_id, row->code, report_row_word(row->accepted));
  return EXIT_DONE;
}

int report_as_csv(const struct report_rows *rows) {
  puts("DeviceID,RequestID,code,accepted");
  return report_rows_visit(rows, put_row_as_csv, NULL);
}
