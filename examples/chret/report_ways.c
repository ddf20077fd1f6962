/* report_ways.c - a report as JSON by jansson, and for people. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "messages.h"
#include "report.h"
#include "text.h"

/* ---- JSON ---- */

static int add_row(void *ctx, const struct report_row *row) {
  json_t *list = ctx;
  json_t *object = json_object();
  int failed = 0;
  if (row->record != 0)
    failed |= json_object_set_new(object, "record", json_integer((json_int_t)row->record));
  failed |= json_object_set_new(object, "DeviceID", json_string(row->device_id));
  if (*row->request_id != '\0')
    failed |= json_object_set_new(object, "RequestID", json_string(row->request_id));
  if (*row->code != '\0')
    failed |= json_object_set_new(object, "code", json_string(row->code));
  failed |= json_object_set_new(object, "accepted", json_string(report_row_word(row->accepted)));
  failed |= json_array_append_new(list, object);
  return failed ? message_no_memory() : EXIT_DONE;
}

static int add_totals(json_t *object, const struct report_rows *rows) {
  struct report_totals totals;
  int result = report_totals_count(&totals, rows);
  for (size_t i = 0; i < totals.count && result == EXIT_DONE; i++)
    if (json_object_set_new(object, totals.list[i].name, json_integer((json_int_t)totals.list[i].count)) != 0)
      result = message_no_memory();
  free(totals.list);
  return result;
}

static int put_json(const struct report_rows *rows, json_t *list, json_t *totals) {
  int result = report_rows_visit(rows, add_row, list);
  result = result == EXIT_DONE ? add_totals(totals, rows) : result;
  json_t *report = result == EXIT_DONE ? json_pack("{sOsO}", "rows", list, "totals", totals) : NULL;
  if (result == EXIT_DONE && (report == NULL || (json_dumpf(report, stdout, JSON_COMPACT) != 0 && !ferror(stdout))))
    result = message_no_memory();
  putchar('\n');
  json_decref(report);
  return result;
}

int report_as_json(const struct report_rows *rows) {
  json_t *list = json_array();
  json_t *totals = json_object();
  int result = list == NULL || totals == NULL ? message_no_memory() : put_json(rows, list, totals);
  json_decref(list);
  json_decref(totals);
  return result;
}

/* ---- Text ---- */

/* The widest cells of the columns whose width is not given. */
struct widths {
  int record; /* 0: no row has a number, and there is no such column */
  int request_id;
};

static int widen(void *ctx, const struct report_row *row) {
  struct widths *widths = ctx;
  int size = (int)strlen(row->request_id);
  widths->request_id = size > widths->request_id ? size : widths->request_id;
  if (row->record != 0) {
    size = snprintf(NULL, 0, "%zu", row->record);
    widths->record = size > widths->record ? size : widths->record;
  }
  return EXIT_DONE;
}

static void put_line(const struct widths *widths, const char *record, const struct report_row *row,
                     const char *accepted) {
  if (widths->record != 0)
    printf("%*s  ", widths->record, record);
  printf("%-23s  %-*s  %-7s  %s\n", row->device_id, widths->request_id, row->request_id, row->code, accepted);
}

static int put_row_as_text(void *ctx, const struct report_row *row) {
  char record[24] = "";
  if (row->record != 0)
    snprintf(record, sizeof record, "%zu", row->record);
  put_line(ctx, record, row, report_row_word(row->accepted));
  return EXIT_DONE;
}

static int put_totals(const struct report_rows *rows) {
  struct report_totals totals;
  int result = report_totals_count(&totals, rows);
  puts("\nTotals");
  for (size_t i = 0; i < totals.count; i++) {
    const char *meaning = chret_code_text(totals.list[i].name, strlen(totals.list[i].name));
    printf("%8zu  %-7s%s%s\n", totals.list[i].count, totals.list[i].name, *meaning != '\0' ? "  " : "", meaning);
  }
  free(totals.list);
  return result;
}

int report_as_text(const struct report_rows *rows) {
  static const struct report_row head = {.device_id = "DeviceID", .request_id = "RequestID", .code = "code"};
  struct widths widths = {.request_id = (int)strlen(head.request_id)};
  report_rows_visit(rows, widen, &widths);
  if (widths.record != 0 && widths.record < (int)strlen("record"))
    widths.record = (int)strlen("record");
  put_line(&widths, "record", &head, "accepted");
  report_rows_visit(rows, put_row_as_text, &widths);
  return put_totals(rows);
}
