/* build.c - chret build: the rows of a sheet to requests. What is wrong with the sheet is said first; nothing is drawn
 * from the counter, and nothing written, before everything else is known to be in order. Requests are seen when all are
 * written and, where a state is kept, that is saved. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch_open.h"
#include "build_options.h"
#include "chret.h"
#include "draw.h"
#include "messages.h"
#include "only.h"
#include "output.h"

struct build {
  struct build_options options;
  struct batch_work work;
  size_t again; /* requests that were made before */
  size_t fresh; /* and new ones */
  struct output output;
  struct drawing drawing;
};

/* ---- The batch, of the sheet or of the state ---- */

static int open_batch(struct build *b) {
  int result = batch_open_state(&b->work);
  if (result == EXIT_DONE && b->options.only != NULL && !b->work.is_resumed) {
    message(
        &(struct message){.file = b->work.state.path, .text = "there is no such state yet, of which --only could be"});
    return EXIT_ENVIRONMENT;
  }
  return result == EXIT_DONE ? batch_open_rows(&b->work) : result;
}

/* ---- The requests ---- */

static void name_file(const void *ctx, uint64_t i, char *out, size_t size) {
  const struct drawing *drawing = ctx;
  snprintf(out, size, "%" PRIu64 ".xml", drawing->counters[i]);
}

/* Takes the counters of the new requests, once nothing else is in the way. */
static int begin_output(struct build *b) {
  struct counter *counter = &b->options.batch.counter;
  int result = b->fresh > 0 ? batch_open_counter(&b->work, b->fresh) : EXIT_DONE;
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
  signer.provider = b->work.state.provider;
  return draw_requests(&b->drawing, b->again, &signer, b->options.threads);
}

static int save_state(struct build *b) {
  return b->options.batch.state_path != NULL && b->fresh > 0 ? state_file_save(&b->work.state, b->work.batch)
                                                             : EXIT_DONE;
}

/* From now on the state has all of them as sent. */
static int publish(struct build *b) {
  const chret_buffer *only = b->drawing.only;
  if (b->options.batch.state_path != NULL)
    b->output.owned = b->output.count;
  if (b->output.is_folder)
    return output_publish(&b->output);
  return output_write(&b->output, 0, chret_buffer_data(only), chret_buffer_size(only));
}

static int make_requests(struct build *b) {
  b->drawing.batch = b->work.batch;
  b->drawing.output = &b->output;
  b->drawing.sheet = batch_name(&b->work);
  b->drawing.counters = calloc(b->again + b->fresh, sizeof *b->drawing.counters);
  if (b->drawing.counters == NULL)
    return message_no_memory();
  int result = begin_output(b);
  result = result == EXIT_DONE ? draw_again(b) : result;
  if (result == EXIT_DONE)
    result =
        draw_requests(&b->drawing, b->fresh, identity_signer(&b->options.credentials.identity), b->options.threads);
  result = result == EXIT_DONE ? output_compare(&b->output) : result;
  if (result == EXIT_DONE && b->fresh > 0)
    result = counter_wait(&b->options.batch.counter);
  result = result == EXIT_DONE ? save_state(b) : result;
  return result == EXIT_DONE ? publish(b) : result;
}

/* ---- The call ---- */

static int choose(struct build *b) {
  int32_t status = only_apply(b->options.only, b->work.batch, &b->again, &b->fresh);
  if (status != CHRET_OK) {
    message(&(struct message){
        .file = b->work.state.path, .text = chret_status_text(status), .code = chret_status_name(status)});
    return EXIT_ENVIRONMENT;
  }
  return output_choose(&b->output, "build", "requests", b->options.output_path, b->again + b->fresh);
}

static int build(struct build *b) {
  int result = open_batch(b);
  result = result == EXIT_DONE ? choose(b) : result;
  if (result == EXIT_DONE && b->again + b->fresh == 0)
    message(&(struct message){.file = b->work.state.path, .text = "no request is to be written"});
  else if (result == EXIT_DONE)
    result = make_requests(b);
  return result == EXIT_DONE && b->work.rows.bad > 0 ? batch_say_left_out(&b->work) : result;
}

/* A state needs the digests of the library that signs. */
static int prepare(struct build *b) {
  struct credentials *credentials = &b->options.credentials;
  int result = batch_begin(&b->work, "build", &b->options.batch, credentials);
  if (result != EXIT_DONE)
    return result;
  return credentials->key_path != NULL || b->options.batch.state_path != NULL ? credentials_open(credentials)
                                                                              : EXIT_DONE;
}

static void clean_up(struct build *b) {
  chret_buffer_free(b->drawing.only);
  output_free(&b->output);
  free(b->drawing.counters);
  batch_close(&b->work);
  credentials_close(&b->options.credentials);
}

int call_build(int argc, char **argv) {
  struct build b;
  memset(&b, 0, sizeof b);
  int result = build_options_parse(&b.options, argc, argv);
  if (result == EXIT_DONE && !b.options.is_help) {
    result = prepare(&b);
    result = result == EXIT_DONE ? build(&b) : result;
    clean_up(&b);
  }
  build_options_close(&b.options);
  return result;
}
