/* batch_open.c - see batch_open.h. */
#include "batch_open.h"

#include <stdio.h>
#include <string.h>

#include "messages.h"
#include "usage.h"

int batch_begin(struct batch_work *w, const char *call, struct batch_options *options,
                const struct credentials *credentials) {
  memset(w, 0, sizeof *w);
  w->call = call;
  w->options = options;
  w->credentials = credentials;
  w->state.fd = -1;
  return chret_error_new(&w->err, NULL) == CHRET_OK ? EXIT_DONE : message_no_memory();
}

void batch_close(struct batch_work *w) {
  chret_batch_free(w->batch);
  chret_error_free(w->err);
  state_file_close(&w->state);
  input_free(&w->sheet);
}

const char *batch_name(const struct batch_work *w) {
  return w->sheet.name != NULL ? w->sheet.name : w->state.path;
}

/* ---- The state ---- */

static int must_be_of_state(const struct batch_work *w, int is_given, uint64_t given, uint64_t saved,
                            const char *text) {
  if (!is_given || given == saved)
    return EXIT_DONE;
  message(&(struct message){.file = w->state.path, .text = text});
  return EXIT_ENVIRONMENT;
}

/* What was given must agree with the state, and what was not is taken from it. */
static int agree(struct batch_work *w) {
  struct batch_options *o = w->options;
  uint64_t originator = chret_batch_originator(w->batch);
  uint64_t target = chret_batch_target(w->batch);
  int32_t form = chret_batch_form(w->batch);
  int result = must_be_of_state(w, o->has_originator, o->originator, originator, "this state has another originator");
  if (result == EXIT_DONE)
    result = must_be_of_state(w, o->has_target, o->target, target, "this state has another target");
  if (result == EXIT_DONE)
    result = must_be_of_state(w, o->has_form, (uint64_t)o->form, (uint64_t)form, "this state is of the other form");
  o->originator = originator;
  o->target = target;
  o->form = form;
  return result;
}

int batch_open_state(struct batch_work *w) {
  if (w->options->state_path == NULL)
    return EXIT_DONE;
  int result = state_file_open(&w->state, w->options->state_path,
                               chret_xmlsec_provider(w->credentials->identity.xmlsec), &w->batch);
  w->is_resumed = w->batch != NULL;
  return result == EXIT_DONE && w->is_resumed ? agree(w) : result;
}

/* ---- The rows ---- */

static int make_batch(const struct batch_work *w, chret_batch **out) {
  const struct batch_options *o = w->options;
  if (chret_batch_new(out, o->form, o->originator, o->target, NULL) != CHRET_OK)
    return message_no_memory();
  return EXIT_DONE;
}

/* What is good for nothing makes the exit 1. */
static int read_rows(struct batch_work *w, chret_batch *batch) {
  const struct batch_options *o = w->options;
  int result = input_read(&w->sheet, o->sheet_path);
  result = result == EXIT_DONE ? batch_rows_read(&w->sheet, &o->format, o->service, batch, &w->rows) : result;
  if (result == EXIT_DONE && (w->rows.good == 0 || (o->is_strict && w->rows.bad > 0)))
    result = EXIT_REJECTED;
  if (result == EXIT_REJECTED)
    message(&(struct message){.file = w->sheet.name, .text = "nothing was written"});
  return result;
}

static int compare_sheet(struct batch_work *w) {
  chret_batch *of_sheet = NULL;
  int result = make_batch(w, &of_sheet);
  result = result == EXIT_DONE ? read_rows(w, of_sheet) : result;
  result = result == EXIT_DONE ? batch_rows_compare(w->sheet.name, of_sheet, w->batch) : result;
  chret_batch_free(of_sheet);
  return result;
}

static int set_up(struct batch_work *w) {
  const struct batch_options *o = w->options;
  if (o->max_records != 0 && o->form != CHRET_FORM_LIST)
    return usage(w->call, "--max-records is of --form list", NULL);
  if (o->max_records != 0)
    chret_batch_set_max_records(w->batch, o->max_records);
  if (o->schema_version != NULL &&
      chret_batch_set_schema_version(w->batch, o->schema_version, strlen(o->schema_version), w->err) != CHRET_OK)
    return message_error(o->state_path, w->err);
  if (o->state_path == NULL)
    chret_batch_set_keep_signatures(w->batch, 0);
  return EXIT_DONE;
}

int batch_open_rows(struct batch_work *w) {
  const struct batch_options *o = w->options;
  int result = w->is_resumed ? EXIT_DONE : batch_options_need_all(o, w->call);
  if (result == EXIT_DONE && !w->is_resumed)
    result = make_batch(w, &w->batch);
  result = result == EXIT_DONE ? set_up(w) : result;
  if (result == EXIT_DONE && w->credentials->key_path != NULL)
    result = credentials_must_be(w->credentials, w->credentials->certificate_path, "the originator", o->originator);
  if (result != EXIT_DONE || (w->is_resumed && o->sheet_path == NULL))
    return result;
  return w->is_resumed ? compare_sheet(w) : read_rows(w, w->batch);
}

int batch_say_left_out(const struct batch_work *w) {
  char text[100];
  snprintf(text, sizeof text, "%zu of %zu rows left out", w->rows.bad, w->rows.bad + w->rows.good);
  message(&(struct message){.file = w->sheet.name, .text = text});
  return EXIT_REJECTED;
}

/* ---- Counters ---- */

/* ctx: the counter, of which as many are taken as the batch will ask for. */
static int32_t next_counter(void *ctx, uint64_t *counter) {
  struct counter *from = ctx;
  *counter = from->next++;
  return 0;
}

/* The highest counter of the batch's requests, of which there were some, in *highest; else NULL. */
static const uint64_t *find_highest(const chret_batch *batch, uint64_t *highest) {
  const uint64_t *found = NULL;
  uint64_t counter;
  for (size_t i = 0; i < chret_batch_row_count(batch); i++) {
    if (chret_batch_row_counter(batch, i, &counter) != CHRET_OK || (found != NULL && counter <= *highest))
      continue;
    *highest = counter;
    found = highest;
  }
  return found;
}

/* A batch that began signed does not go on unsigned. */
int batch_open_counter(struct batch_work *w, size_t count) {
  struct counter *counter = &w->options->counter;
  uint64_t highest;
  if (chret_batch_is_signed(w->batch) && w->credentials->key_path == NULL)
    return usage(w->call, "this state has signed requests: --key and --cert are needed for new ones", NULL);
  int result = batch_options_need_counter(w->options, w->call);
  result = result == EXIT_DONE ? counter_open(counter, find_highest(w->batch, &highest), count) : result;
  if (result == EXIT_DONE)
    chret_batch_set_counter(w->batch, next_counter, counter);
  return result;
}
