/* gather.c - see gather.h. */
#include "gather.h"

#include <stdio.h>

#include "files.h"
#include "messages.h"
#include "progress.h"

struct gathering {
  chret_batch *batch;
  const struct credentials *credentials;
  size_t requests; /* files that were no responses */
  int has_changed;
  chret_report *report;
  chret_error *err;
};

/* ---- What kind of answer it is ---- */

static const struct {
  const char *text;
  int32_t code;
} told[] = {
    [CHRET_ANSWER_AGAIN] = {"this request was answered already, in the same way", CHRET_OK},
    [CHRET_ANSWER_LATE] = {"this answer is late: the rows of its request are in later ones, or are to be", CHRET_OK},
    [CHRET_ANSWER_FOREIGN] = {"this answers a request that is not of the state", CHRET_E_OTHER_REQUEST},
    [CHRET_ANSWER_CONTRADICTORY] = {"this request was answered already, in another way, and this answer is left out",
                                    CHRET_E_CONTRADICTION},
};

static int tell_kind(const char *path, int32_t kind) {
  if (kind == CHRET_ANSWER_NEW)
    return EXIT_DONE;
  message(&(struct message){.file = path,
                            .text = told[kind].text,
                            .code = told[kind].code != CHRET_OK ? chret_status_name(told[kind].code) : ""});
  return kind == CHRET_ANSWER_CONTRADICTORY ? EXIT_REJECTED : EXIT_DONE;
}

/* ---- One file ---- */

static int tell_findings(const struct gathering *g, const char *path) {
  size_t count = chret_report_count(g->report);
  for (size_t i = 0; i < count; i++) {
    struct message finding = message_of_finding(path, g->report, i);
    message(&finding);
  }
  return count > 0 ? EXIT_REJECTED : EXIT_DONE;
}

static int take_response(struct gathering *g, const char *path, const chret_response *response) {
  int32_t kind = CHRET_ANSWER_NEW;
  chret_report_free(g->report);
  g->report = NULL;
  if (chret_report_new(&g->report, NULL) != CHRET_OK)
    return message_no_memory();
  if (chret_batch_answer(g->batch, response, &kind, g->report, g->err) != CHRET_OK)
    return message_error(path, g->err);
  g->has_changed |= kind == CHRET_ANSWER_NEW;
  return worse_exit(tell_findings(g, path), tell_kind(path, kind));
}

static int take_message(struct gathering *g, const char *path, const chret_message *received) {
  if (chret_message_response(received) != NULL)
    return take_response(g, path, chret_message_response(received));
  if (chret_message_request(received) != NULL) {
    g->requests++;
    return EXIT_DONE;
  }
  message(&(struct message){.file = path,
                            .text = "this is a message of another service than 8.14.3 and 8.14.4",
                            .code = chret_status_name(CHRET_E_OTHER_SERVICE)});
  return EXIT_REJECTED;
}

static int take_file(struct gathering *g, const char *path) {
  struct input input;
  chret_message *received = NULL;
  int result = input_read(&input, path);
  if (result != EXIT_DONE)
    return result;
  result = credentials_read(g->credentials, &input, &received, g->err);
  result = result == EXIT_DONE ? take_message(g, path, received) : result;
  chret_message_free(received);
  input_free(&input);
  return result;
}

/* ---- All of them ---- */

int gather_files(chret_batch *batch, const struct credentials *credentials, const struct paths *paths,
                 int *has_changed) {
  struct gathering g = {.batch = batch, .credentials = credentials};
  int result = chret_error_new(&g.err, NULL) == CHRET_OK ? EXIT_DONE : message_no_memory();
  progress_begin();
  for (size_t i = 0; i < paths->count && result != EXIT_ENVIRONMENT; i++) {
    result = worse_exit(result, take_file(&g, paths->list[i]));
    progress_step(i + 1, paths->count);
  }
  progress_hide();
  if (g.requests > 0) {
    char text[100];
    snprintf(text, sizeof text, "%zu requests were passed over: the state has its own", g.requests);
    message(&(struct message){.text = text});
  }
  *has_changed = g.has_changed;
  chret_report_free(g.report);
  chret_error_free(g.err);
  return result;
}

/* ---- Rows ---- */

static int accepted_of(int32_t state) {
  switch (state) {
  case CHRET_ROW_ACCEPTED:
    return EXCHANGE_YES;
  case CHRET_ROW_REFUSED:
    return EXCHANGE_NO;
  case CHRET_ROW_SENT:
    return EXCHANGE_PENDING;
  default:
    return EXCHANGE_UNSENT;
  }
}

int gather_visit(const chret_batch *batch, exchange_row_fn on_row, void *ctx) {
  size_t count = chret_batch_row_count(batch);
  int result = 0;
  for (size_t i = 0; i < count && result == 0; i++) {
    char id[CHRET_REQUEST_ID_SIZE] = "";
    uint64_t counter;
    struct exchange_row row = {
        .record = chret_batch_row_number(batch, i),
        .device_id = chret_record_get(chret_batch_row_record(batch, i), CHRET_FIELD_DEVICE_ID, NULL),
        .request_id = id,
        .code = chret_batch_row_code(batch, i),
        .accepted = accepted_of(chret_batch_row_state(batch, i)),
    };
    if (row.accepted != EXCHANGE_UNSENT && chret_batch_row_counter(batch, i, &counter) == CHRET_OK)
      chret_request_id_format(chret_batch_originator(batch), chret_batch_target(batch), counter, id, sizeof id);
    result = on_row(ctx, &row);
  }
  return result;
}
