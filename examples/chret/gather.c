/* gather.c - see gather.h. */
#include "gather.h"

#include <stdio.h>

#include "batch_answer.h"
#include "files.h"
#include "messages.h"
#include "progress.h"

struct gathering {
  chret_batch *batch;
  const struct credentials *credentials;
  size_t requests; /* files that were no responses */
  int has_changed;
  chret_error *err;
};

/* ---- One file ---- */

static int take_response(struct gathering *g, const char *path, const chret_response *response) {
  int32_t kind = CHRET_ANSWER_FOREIGN;
  int result = batch_answer(g->batch, path, response, &kind, g->err);
  g->has_changed |= kind == CHRET_ANSWER_NEW;
  return result;
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
  chret_error_free(g.err);
  return result;
}
