/* send.c - see send.h. All new requests are drawn, and the state with them is on the disk, before the first byte of one
 * leaves: from then on they are as those of a run that was cut short, drawn again as there is room for them on the way. So
 * there is one way to send, and what has to be in memory are the rows and the requests in flight. */
#include "send.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch_open.h"
#include "delivery.h"
#include "interruption.h"
#include "messages.h"
#include "only.h"
#include "options.h"
#include "progress.h"
#include "report_rows.h"
#include "usage.h"

struct send {
  struct options options;
  struct batch_work work;
  struct delivery_totals totals;
};

/* ---- The batch ---- */

static int fail(const struct send *s, int32_t status) {
  message(&(struct message){
      .file = s->work.state.path, .text = chret_status_text(status), .code = chret_status_name(status)});
  return EXIT_ENVIRONMENT;
}

static int open_batch(struct send *s) {
  s->work.state.does_not_wait = 1;
  int result = batch_open_state(&s->work);
  if (result == EXIT_DONE && s->options.retry != NULL && !s->work.is_resumed) {
    message(&(struct message){.file = s->work.state.path,
                              .text = "there is no such state yet, of which rows could be sent again"});
    return EXIT_ENVIRONMENT;
  }
  return result == EXIT_DONE ? batch_open_rows(&s->work) : result;
}

/* ---- New requests ---- */

/* Signs each and forgets its bytes: the state has what is needed to draw it again. */
static int draw(struct send *s, size_t count) {
  const chret_signer *signer = identity_signer(&s->options.credentials.identity);
  int result = EXIT_DONE;
  progress_begin();
  for (size_t i = 0; i < count && result == EXIT_DONE; i++) {
    chret_buffer *request = NULL;
    uint64_t counter;
    if (interruption_came())
      result = EXIT_ENVIRONMENT;
    else if (chret_batch_next(s->work.batch, signer, &request, &counter, s->work.err) != CHRET_OK)
      result = message_error(batch_name(&s->work), s->work.err);
    chret_buffer_free(request);
    progress_step(i + 1, count);
  }
  progress_hide();
  return result;
}

static int make_requests(struct send *s) {
  struct counter *counter = &s->options.batch.counter;
  size_t count = chret_batch_requests_left(s->work.batch);
  if (count == 0)
    return EXIT_DONE;
  if (s->options.credentials.key_path == NULL)
    return usage("send", "--key and --cert are needed for new requests", NULL);
  int result = batch_open_counter(&s->work, count);
  result = result == EXIT_DONE ? counter_take(counter, count) : result;
  counter_close(counter);
  result = result == EXIT_DONE ? draw(s, count) : result;
  result = result == EXIT_DONE ? counter_wait(counter) : result;
  return result == EXIT_DONE ? state_file_save(&s->work.state, s->work.batch) : result;
}

/* ---- The report ---- */

static int say_totals(const struct send *s, const struct report_rows *rows) {
  struct report_totals totals;
  int result = report_totals_count(&totals, rows);
  char text[500];
  size_t size = (size_t)snprintf(text, sizeof text, "%zu rows:", chret_batch_row_count(s->work.batch));
  for (size_t i = 0; i < totals.count && size < sizeof text; i++)
    size += (size_t)snprintf(text + size, sizeof text - size, "%s %zu %s", i > 0 ? "," : "", totals.list[i].count,
                             totals.list[i].name);
  if (size < sizeof text)
    snprintf(text + size, sizeof text - size,
             "; in %.1f s %zu requests were sent, %zu times one again; %zu were not delivered, %zu not answered",
             s->totals.seconds, s->totals.requests, s->totals.again, s->totals.undelivered, s->totals.unanswered);
  free(totals.list);
  if (result == EXIT_DONE)
    message(&(struct message){.file = s->work.state.path, .text = text});
  return result;
}

static int report(const struct send *s) {
  struct report_rows rows = report_rows_of_batch(s->work.batch);
  int result = report_as_csv(&rows);
  result = result == EXIT_DONE ? say_totals(s, &rows) : result;
  return result == EXIT_DONE && !report_rows_are_accepted(&rows) ? EXIT_REJECTED : result;
}

/* ---- The call ---- */

static int send_all(struct send *s) {
  int result = open_batch(s);
  if (result != EXIT_DONE)
    return result;
  int32_t status = only_retry(s->options.retry, s->work.batch);
  if (status != CHRET_OK)
    return fail(s, status);
  result = make_requests(s);
  status = result == EXIT_DONE ? chret_batch_resend(s->work.batch) : CHRET_OK;
  if (status != CHRET_OK)
    return fail(s, status);
  result = result == EXIT_DONE ? deliver(&s->work, &s->options, &s->totals) : result;
  result = result == EXIT_DONE ? report(s) : result;
  return result != EXIT_ENVIRONMENT && s->work.rows.bad > 0 ? worse_exit(result, batch_say_left_out(&s->work)) : result;
}

int call_send(int argc, char **argv) {
  struct send s;
  memset(&s, 0, sizeof s);
  int result = options_parse(&s.options, argc, argv);
  if (result == EXIT_DONE && !s.options.is_help) {
    interruption_catch();
    result = batch_begin(&s.work, "send", &s.options.batch, &s.options.credentials);
    result = result == EXIT_DONE ? credentials_open(&s.options.credentials) : result;
    result = result == EXIT_DONE ? send_all(&s) : result;
    batch_close(&s.work);
    credentials_close(&s.options.credentials);
    if (result == EXIT_ENVIRONMENT)
      interruption_give_way(); /* before anything was sent */
  }
  options_close(&s.options);
  return result;
}
