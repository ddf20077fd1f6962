/* show_text.c - a message for people: one record as names and values, several as a table with a row for each. */
#include <stdio.h>
#include <string.h>

#include "messages.h"
#include "show.h"
#include "table.h"
#include "terminal.h"
#include "text.h"

static void put_styled(const char *text, const char *style) {
  terminal_put_style(stdout, style);
  fputs(text, stdout);
  terminal_put_style(stdout, STYLE_PLAIN);
  putchar('\n');
}

static void put_item(const char *name, const char *text, size_t size) {
  if (text != NULL) {
    printf("  %-27s ", name);
    text_put_clean(stdout, text, size);
    putchar('\n');
  }
}

static void put_header(const chret_message *message) {
  size_t size = 0;
  for (size_t i = 0; show_field_at(i) != 0; i++) {
    const char *text = chret_message_get(message, show_field_at(i), &size);
    put_item(chret_field_name(show_field_at(i)), text, size);
    if (text != NULL && show_field_at(i) == CHRET_FIELD_RESPONSE_CODE && *chret_code_text(text, size) != '\0')
      put_item("", chret_code_text(text, size), strlen(chret_code_text(text, size)));
  }
}

/* ---- Records ---- */

struct records {
  const chret_request *request;
  int32_t fields[TABLE_COLUMNS_MAX]; /* those that any record has */
  size_t count;
};

static int is_used(const chret_request *request, int32_t field) {
  for (size_t r = 0; r < chret_request_record_count(request); r++)
    if (chret_record_get(chret_request_record_at(request, r), field, NULL) != NULL)
      return 1;
  return 0;
}

static void find_fields(struct records *records) {
  int32_t service = chret_request_service(records->request);
  for (size_t i = 0; i < chret_service_item_count(service) && records->count < TABLE_COLUMNS_MAX; i++)
    if (is_used(records->request, chret_service_item_at(service, i)))
      records->fields[records->count++] = chret_service_item_at(service, i);
}

static const char *record_cell(const void *ctx, size_t row, size_t column, size_t *size) {
  const struct records *records = ctx;
  const char *name = chret_field_name(records->fields[column]);
  if (row > 0)
    return chret_record_get(chret_request_record_at(records->request, row - 1), records->fields[column], size);
  *size = strlen(name);
  return name;
}

/* A hub is known by all of its number. */
static int record_may_cut(const void *ctx, size_t column) {
  const struct records *records = ctx;
  return chret_field_kind(records->fields[column]) != CHRET_KIND_EUI;
}

static void put_records_apart(const struct records *records) {
  for (size_t r = 0; r < chret_request_record_count(records->request); r++) {
    char head[32];
    snprintf(head, sizeof head, "Record %zu", r + 1);
    put_styled(head, STYLE_BOLD);
    for (size_t i = 0; i < records->count; i++) {
      size_t size = 0;
      const char *text = chret_record_get(chret_request_record_at(records->request, r), records->fields[i], &size);
      put_item(chret_field_name(records->fields[i]), text, size);
    }
  }
}

static void put_records(const chret_request *request) {
  struct records records = {.request = request};
  struct table table = {.rows = chret_request_record_count(request),
                        .number = "record",
                        .must_fit = 1,
                        .cell = record_cell,
                        .may_cut = record_may_cut,
                        .ctx = &records};
  find_fields(&records);
  table.columns = records.count;
  putchar('\n');
  if (table.rows == 1 || !table_put(&table))
    put_records_apart(&records);
}

/* ---- Refused records ---- */

static const char *const failure_heads[] = {"refused DeviceID", "code", "meaning"};

static const char *failure_cell(const void *ctx, size_t row, size_t column, size_t *size) {
  const char *text = failure_heads[column];
  if (row > 0) {
    static char device[CHRET_EUI64_SIZE];
    const char *code = chret_response_failure_code(ctx, row - 1);
    show_failure_device(ctx, row - 1, device);
    text = column == 0 ? device : column == 1 ? code : chret_code_text(code, strlen(code));
  }
  *size = strlen(text);
  return text;
}

static int failure_may_cut(const void *ctx, size_t column) {
  (void)ctx;
  return column == 2;
}

static void put_failures(const chret_response *response) {
  struct table table = {.rows = chret_response_failure_count(response),
                        .columns = 3,
                        .cell = failure_cell,
                        .may_cut = failure_may_cut,
                        .ctx = response};
  putchar('\n');
  table_put(&table);
}

int show_as_text(const char *file, const chret_message *message) {
  const chret_request *request = chret_message_request(message);
  const chret_response *response = chret_message_response(message);
  (void)file;
  printf("%s, ", show_kind(message));
  if (request != NULL)
    printf("%s form, ", chret_form_name(chret_request_form(request)));
  puts(chret_message_is_signed(message) ? "signed" : "unsigned");
  put_styled("NOT VERIFIED: anyone may have written this", STYLE_RED);
  put_header(message);
  if (request == NULL && chret_response_failure_count(response) == 0 && *chret_message_body(message) != '\0')
    put_item("body", chret_message_body(message), strlen(chret_message_body(message)));
  if (request != NULL)
    put_records(request);
  if (chret_response_failure_count(response) > 0)
    put_failures(response);
  return EXIT_DONE;
}
