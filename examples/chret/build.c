/* build.c - chret build: the rows of a sheet to requests. The sheet is read twice in the same way: first to say all that
 * is wrong with it and to count the requests, then to write them. So the memory is that of the sheet. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build_options.h"
#include "chret.h"
#include "output.h"
#include "rows.h"

/* The rows of one service, and the request that they are being put into. */
struct lot {
  int32_t service;
  size_t rows;
  chret_request *request;
};

struct build {
  struct build_options options;
  struct input sheet;
  struct lot *lots;
  size_t lot_count;
  struct output output;
  uint64_t next; /* counter */
  chret_error *err;
};

/* ---- First reading: what is wrong, and how much there is to do ---- */

static struct lot *lot_of(struct build *b, const chret_record *record) {
  size_t i = 0;
  while (b->lots[i].service != chret_record_service(record))
    i++;
  return &b->lots[i];
}

struct survey {
  struct build *build;
  size_t good;
  size_t last_bad; /* record */
  size_t bad;
};

static int note_fault(void *ctx, const struct message *fault) {
  struct survey *s = ctx;
  message(fault);
  if (fault->record != s->last_bad) {
    s->last_bad = fault->record;
    s->bad++;
  }
  return EXIT_DONE;
}

static int count_row(void *ctx, const chret_record *record) {
  struct survey *s = ctx;
  lot_of(s->build, record)->rows++;
  s->good++;
  return EXIT_DONE;
}

static size_t rows_of_request(const struct build *b) {
  return b->options.form == CHRET_FORM_LIST ? CHRET_LIST_MAX : 1;
}

static uint64_t count_requests(const struct build *b) {
  uint64_t count = 0;
  for (size_t i = 0; i < b->lot_count; i++)
    count += (b->lots[i].rows + rows_of_request(b) - 1) / rows_of_request(b);
  return count;
}

static int say_outcome(const struct build *b, const struct survey *s, int is_written) {
  char text[100];
  if (is_written)
    snprintf(text, sizeof text, "%zu of %zu rows left out", s->bad, s->bad + s->good);
  else
    snprintf(text, sizeof text, "nothing was written");
  message(&(struct message){.file = b->sheet.name, .text = text});
  return EXIT_REJECTED;
}

/* ---- Second reading: the requests ---- */

static int fail(const struct build *b) {
  return message_error(b->sheet.name, b->err);
}

static int32_t make_bytes(const struct build *b, const chret_request *request, chret_buffer **bytes) {
  const chret_signer *signer = identity_signer(&b->options.credentials.identity);
  return signer == NULL ? chret_request_write_buffer(request, bytes, b->err)
                        : chret_request_write_signed_buffer(request, bytes, signer, b->err);
}

static int write_request(struct build *b, struct lot *lot) {
  chret_buffer *bytes = NULL;
  uint64_t counter = 0;
  uint64_t originator;
  uint64_t target;
  if (make_bytes(b, lot->request, &bytes) != CHRET_OK)
    return fail(b);
  chret_request_get_id(lot->request, &originator, &target, &counter);
  int result =
      output_write(&b->output, counter - b->options.counter.next, chret_buffer_data(bytes), chret_buffer_size(bytes));
  chret_buffer_free(bytes);
  chret_request_free(lot->request);
  lot->request = NULL;
  return result;
}

/* A request gets its counter when its first row comes. */
static int begin_request(struct build *b, struct lot *lot) {
  if (chret_request_new(&lot->request, lot->service, b->options.form, NULL) != CHRET_OK ||
      chret_request_set_id(lot->request, b->options.originator, b->options.target, b->next) != CHRET_OK)
    return message_no_memory();
  b->next++;
  if (b->options.schema_version != NULL &&
      chret_request_set(lot->request, CHRET_FIELD_SCHEMA_VERSION, b->options.schema_version,
                        strlen(b->options.schema_version), b->err) != CHRET_OK)
    return fail(b);
  return EXIT_DONE;
}

static int put_row(void *ctx, const chret_record *record) {
  struct build *b = ctx;
  struct lot *lot = lot_of(b, record);
  int result = lot->request == NULL ? begin_request(b, lot) : EXIT_DONE;
  if (result != EXIT_DONE)
    return result;
  if (chret_request_append(lot->request, record, b->err) != CHRET_OK)
    return fail(b);
  return chret_request_record_count(lot->request) == rows_of_request(b) ? write_request(b, lot) : EXIT_DONE;
}

static int write_requests(struct build *b) {
  struct row_visitor writing = {.ctx = b, .good = put_row};
  int result = rows_visit(&b->sheet, b->options.service, &writing);
  for (size_t i = 0; i < b->lot_count && result == EXIT_DONE; i++)
    if (b->lots[i].request != NULL)
      result = write_request(b, &b->lots[i]);
  return result == EXIT_DONE ? output_publish(&b->output) : result;
}

static void name_file(const void *ctx, uint64_t i, char *out, size_t size) {
  const struct counter *counter = ctx;
  snprintf(out, size, "%" PRIu64 ".xml", counter->next + i);
}

/* Nothing is drawn from the counter, and nothing written, before everything else is known to be in order. */
static int number_and_write(struct build *b, uint64_t count) {
  int result = output_choose(&b->output, "build", "requests", b->options.output_path, count);
  result = result == EXIT_DONE ? counter_open(&b->options.counter, count) : result;
  result = result == EXIT_DONE ? output_check(&b->output, count, name_file, &b->options.counter) : result;
  result = result == EXIT_DONE ? output_begin(&b->output) : result;
  result = result == EXIT_DONE ? counter_take(&b->options.counter, count) : result;
  counter_close(&b->options.counter);
  b->next = b->options.counter.next;
  return result == EXIT_DONE ? write_requests(b) : result;
}

/* ---- The call ---- */

static int build_sheet(struct build *b) {
  struct survey survey = {.build = b};
  struct row_visitor surveying = {.ctx = &survey, .fault = note_fault, .good = count_row};
  int result = rows_visit(&b->sheet, b->options.service, &surveying);
  if (result == EXIT_REJECTED ||
      (result == EXIT_DONE && (survey.good == 0 || (b->options.is_strict && survey.bad > 0))))
    return say_outcome(b, &survey, 0);
  result = result == EXIT_DONE ? number_and_write(b, count_requests(b)) : result;
  return result == EXIT_DONE && survey.bad > 0 ? say_outcome(b, &survey, 1) : result;
}

static int load_signer(struct build *b) {
  struct credentials *credentials = &b->options.credentials;
  if (credentials->key_path == NULL)
    return EXIT_DONE;
  int result = credentials_open(credentials);
  return result == EXIT_DONE
             ? credentials_must_be(credentials, credentials->certificate_path, "the originator", b->options.originator)
             : result;
}

static int prepare(struct build *b) {
  b->lot_count = chret_service_count();
  b->lots = calloc(b->lot_count, sizeof *b->lots);
  if (b->lots == NULL || chret_error_new(&b->err, NULL) != CHRET_OK)
    return message_no_memory();
  for (size_t i = 0; i < b->lot_count; i++)
    b->lots[i].service = chret_service_at(i);
  return load_signer(b);
}

static void clean_up(struct build *b) {
  for (size_t i = 0; b->lots != NULL && i < b->lot_count; i++)
    chret_request_free(b->lots[i].request);
  free(b->lots);
  chret_error_free(b->err);
  output_free(&b->output);
  credentials_close(&b->options.credentials);
  input_free(&b->sheet);
}

int call_build(int argc, char **argv) {
  struct build b;
  memset(&b, 0, sizeof b);
  int result = build_options_parse(&b.options, argc, argv);
  if (result != EXIT_DONE || b.options.is_help)
    return result;
  result = prepare(&b);
  result = result == EXIT_DONE ? input_read(&b.sheet, b.options.sheet_path) : result;
  result = result == EXIT_DONE ? build_sheet(&b) : result;
  clean_up(&b);
  return result;
}
