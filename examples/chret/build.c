/* build.c - chret build: the rows of a sheet to requests. What is wrong with the sheet is said first; nothing is drawn
 * from the counter, and nothing written, before everything else is known to be in order. Requests are seen when all are
 * written and, where a state is kept, that is saved. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build_options.h"
#include "build_rows.h"
#include "chret.h"
#include "draw.h"
#include "messages.h"
#include "only.h"
#include "output.h"
#include "state_file.h"

struct build {
  struct build_options options;
  struct state_file state;
  chret_batch *batch;
  int is_resumed; /* the batch was in the state's file */
  struct input sheet;
  struct build_rows rows;
  size_t again; /* requests that were made before */
  size_t fresh; /* and new ones */
  struct output output;
  struct drawing drawing;
  chret_error *err;
};

/* ---- The batch, of the sheet or of the state ---- */

static int make_batch(const struct build *b, chret_batch **out) {
  const struct build_options *o = &b->options;
  if (chret_batch_new(out, o->form, o->originator, o->target, NULL) != CHRET_OK)
    return message_no_memory();
  return EXIT_DONE;
}

/* What is good for nothing makes the exit 1. */
static int read_rows(struct build *b, chret_batch *batch) {
  int result = input_read(&b->sheet, b->options.sheet_path);
  result = result == EXIT_DONE ? build_rows_read(&b->sheet, &b->options, batch, &b->rows) : result;
  if (result == EXIT_DONE && (b->rows.good == 0 || (b->options.is_strict && b->rows.bad > 0)))
    result = EXIT_REJECTED;
  if (result == EXIT_REJECTED)
    message(&(struct message){.file = b->sheet.name, .text = "nothing was written"});
  return result;
}

static int compare_sheet(struct build *b) {
  chret_batch *of_sheet = NULL;
  int result = make_batch(b, &of_sheet);
  result = result == EXIT_DONE ? read_rows(b, of_sheet) : result;
  result = result == EXIT_DONE ? build_rows_compare(b->sheet.name, of_sheet, b->batch) : result;
  chret_batch_free(of_sheet);
  return result;
}

static int must_be_of_state(const struct build *b, int is_given, uint64_t given, uint64_t saved, const char *text) {
  if (!is_given || given == saved)
    return EXIT_DONE;
  message(&(struct message){.file = b->state.path, .text = text});
  return EXIT_ENVIRONMENT;
}

/* What was given must agree with the state, and what was not is taken from it. */
static int agree(struct build *b) {
  struct build_options *o = &b->options;
  uint64_t originator = chret_batch_originator(b->batch);
  uint64_t target = chret_batch_target(b->batch);
  int32_t form = chret_batch_form(b->batch);
  int result = must_be_of_state(b, o->has_originator, o->originator, originator, "this state has another originator");
  if (result == EXIT_DONE)
    result = must_be_of_state(b, o->has_target, o->target, target, "this state has another target");
  if (result == EXIT_DONE)
    result = must_be_of_state(b, o->has_form, (uint64_t)o->form, (uint64_t)form, "this state is of the other form");
  o->originator = originator;
  o->target = target;
  o->form = form;
  return result;
}

static int open_state(struct build *b) {
  struct build_options *o = &b->options;
  if (o->state_path == NULL)
    return EXIT_DONE;
  int result =
      state_file_open(&b->state, o->state_path, chret_xmlsec_provider(o->credentials.identity.xmlsec), &b->batch);
  b->is_resumed = b->batch != NULL;
  if (result != EXIT_DONE || b->is_resumed)
    return result == EXIT_DONE ? agree(b) : result;
  if (o->only != NULL) {
    message(&(struct message){.file = o->state_path, .text = "there is no such state yet, of which --only could be"});
    return EXIT_ENVIRONMENT;
  }
  return build_options_need_all(o);
}

static int set_up(struct build *b) {
  const struct build_options *o = &b->options;
  if (o->max_records != 0 && o->form != CHRET_FORM_LIST)
    return usage("build", "--max-records is of --form list", NULL);
  if (o->max_records != 0)
    chret_batch_set_max_records(b->batch, o->max_records);
  if (o->schema_version != NULL &&
      chret_batch_set_schema_version(b->batch, o->schema_version, strlen(o->schema_version), b->err) != CHRET_OK)
    return message_error(o->state_path, b->err);
  if (o->state_path == NULL)
    chret_batch_set_keep_signatures(b->batch, 0);
  return EXIT_DONE;
}

static int open_batch(struct build *b) {
  int result = open_state(b);
  if (result == EXIT_DONE && !b->is_resumed)
    result = make_batch(b, &b->batch);
  result = result == EXIT_DONE ? set_up(b) : result;
  if (result == EXIT_DONE && b->options.credentials.key_path != NULL)
    result = credentials_must_be(&b->options.credentials, b->options.credentials.certificate_path, "the originator",
                                 b->options.originator);
  if (result != EXIT_DONE || (b->is_resumed && b->options.sheet_path == NULL))
    return result;
  return b->is_resumed ? compare_sheet(b) : read_rows(b, b->batch);
}

/* ---- The requests ---- */

static void name_file(const void *ctx, uint64_t i, char *out, size_t size) {
  const struct drawing *drawing = ctx;
  snprintf(out, size, "%" PRIu64 ".xml", drawing->counters[i]);
}

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
static int need_for_new(const struct build *b) {
  if (chret_batch_is_signed(b->batch) && b->options.credentials.key_path == NULL)
    return usage("build", "this state has signed requests: --key and --cert are needed for new ones", NULL);
  return build_options_need_counter(&b->options);
}

/* Takes the counters of the new requests, once nothing else is in the way. */
static int begin_output(struct build *b) {
  struct counter *counter = &b->options.counter;
  uint64_t highest;
  int result = b->fresh > 0 ? need_for_new(b) : EXIT_DONE;
  if (result == EXIT_DONE && b->fresh > 0)
    result = counter_open(counter, find_highest(b->batch, &highest), b->fresh);
  for (size_t i = 0; i < b->fresh; i++)
    b->drawing.counters[b->again + i] = counter->next + i;
  if (result == EXIT_DONE)
    result = output_check(&b->output, b->again + b->fresh, b->again, name_file, &b->drawing);
  result = result == EXIT_DONE ? output_begin(&b->output) : result;
  if (result == EXIT_DONE && b->fresh > 0)
    result = counter_take(counter, b->fresh);
  counter_close(counter);
  return result;
}

/* Requests that are made again need of a signer the digest only. */
static int draw_again(struct build *b) {
  chret_signer signer;
  if (b->again == 0)
    return EXIT_DONE;
  chret_signer_init(&signer, sizeof signer);
  signer.provider = b->state.provider;
  return draw_requests(&b->drawing, b->again, &signer, b->options.threads);
}

static int save_state(struct build *b) {
  return b->options.state_path != NULL && b->fresh > 0 ? state_file_save(&b->state, b->batch) : EXIT_DONE;
}

/* From now on the state has all of them as sent. */
static int publish(struct build *b) {
  const chret_buffer *only = b->drawing.only;
  if (b->options.state_path != NULL)
    b->output.owned = b->output.count;
  if (b->output.is_folder)
    return output_publish(&b->output);
  return output_write(&b->output, 0, chret_buffer_data(only), chret_buffer_size(only));
}

static int make_requests(struct build *b) {
  b->drawing.batch = b->batch;
  b->drawing.output = &b->output;
  b->drawing.sheet = b->sheet.name != NULL ? b->sheet.name : b->state.path;
  b->drawing.counters = calloc(b->again + b->fresh, sizeof *b->drawing.counters);
  if (b->drawing.counters == NULL)
    return message_no_memory();
  chret_batch_set_counter(b->batch, next_counter, &b->options.counter);
  int result = begin_output(b);
  result = result == EXIT_DONE ? draw_again(b) : result;
  if (result == EXIT_DONE)
    result =
        draw_requests(&b->drawing, b->fresh, identity_signer(&b->options.credentials.identity), b->options.threads);
  result = result == EXIT_DONE ? output_compare(&b->output) : result;
  if (result == EXIT_DONE && b->fresh > 0)
    result = counter_wait(&b->options.counter);
  result = result == EXIT_DONE ? save_state(b) : result;
  return result == EXIT_DONE ? publish(b) : result;
}

/* ---- The call ---- */

static int choose(struct build *b) {
  int32_t status = only_apply(b->options.only, b->batch, &b->again, &b->fresh);
  if (status != CHRET_OK) {
    message(
        &(struct message){.file = b->state.path, .text = chret_status_text(status), .code = chret_status_name(status)});
    return EXIT_ENVIRONMENT;
  }
  return output_choose(&b->output, "build", "requests", b->options.output_path, b->again + b->fresh);
}

static int say_left_out(const struct build *b) {
  char text[100];
  snprintf(text, sizeof text, "%zu of %zu rows left out", b->rows.bad, b->rows.bad + b->rows.good);
  message(&(struct message){.file = b->sheet.name, .text = text});
  return EXIT_REJECTED;
}

static int build(struct build *b) {
  int result = open_batch(b);
  result = result == EXIT_DONE ? choose(b) : result;
  if (result == EXIT_DONE && b->again + b->fresh == 0)
    message(&(struct message){.file = b->state.path, .text = "no request is to be written"});
  else if (result == EXIT_DONE)
    result = make_requests(b);
  return result == EXIT_DONE && b->rows.bad > 0 ? say_left_out(b) : result;
}

/* A state needs the digests of the library that signs. */
static int prepare(struct build *b) {
  struct credentials *credentials = &b->options.credentials;
  if (chret_error_new(&b->err, NULL) != CHRET_OK)
    return message_no_memory();
  return credentials->key_path != NULL || b->options.state_path != NULL ? credentials_open(credentials) : EXIT_DONE;
}

static void clean_up(struct build *b) {
  chret_batch_free(b->batch);
  chret_buffer_free(b->drawing.only);
  chret_error_free(b->err);
  output_free(&b->output);
  free(b->drawing.counters);
  state_file_close(&b->state);
  credentials_close(&b->options.credentials);
  input_free(&b->sheet);
}

int call_build(int argc, char **argv) {
  struct build b;
  memset(&b, 0, sizeof b);
  b.state.fd = -1;
  int result = build_options_parse(&b.options, argc, argv);
  if (result == EXIT_DONE && !b.options.is_help) {
    result = prepare(&b);
    result = result == EXIT_DONE ? build(&b) : result;
    clean_up(&b);
  }
  build_options_close(&b.options);
  return result;
}
