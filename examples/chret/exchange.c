/* exchange.c - see exchange.h. */
#include "exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "messages.h"
#include "room.h"

/* ---- Reading ---- */

/* Takes the message over where it gives EXIT_DONE. */
static int add_request(struct exchange *e, const char *path, chret_message *message) {
  struct exchange_request request = {.file = path, .message = message, .order = e->request_count};
  struct exchange_request *requests = make_room(e->requests, sizeof request, &e->request_room, e->request_count + 1);
  if (requests == NULL)
    return message_no_memory();
  e->requests = requests;
  chret_request_get_id(chret_message_request(message), &request.id.originator, &request.id.target, &request.id.counter);
  e->requests[e->request_count++] = request;
  return EXIT_DONE;
}

static int add_response(struct exchange *e, const char *path, chret_message *message) {
  struct exchange_response response = {.file = path, .message = message};
  struct exchange_response *responses =
      make_room(e->responses, sizeof response, &e->response_room, e->response_count + 1);
  if (responses == NULL)
    return message_no_memory();
  e->responses = responses;
  e->responses[e->response_count++] = response;
  return EXIT_DONE;
}

static int add(struct exchange *e, const char *path, chret_message *message) {
  if (chret_message_request(message) != NULL)
    return add_request(e, path, message);
  if (chret_message_response(message) != NULL)
    return add_response(e, path, message);
  return message_reject(path, "this is a message of another service than 8.14.3 and 8.14.4", CHRET_E_OTHER_SERVICE);
}

int exchange_read(struct exchange *e, const char *path) {
  struct input input;
  chret_message *received = NULL;
  int result = input_read(&input, path);
  if (result != EXIT_DONE)
    return result;
  result = credentials_read(e->credentials, &input, &received, e->err);
  result = result == EXIT_DONE ? add(e, path, received) : result;
  if (result != EXIT_DONE)
    chret_message_free(received);
  input_free(&input);
  return result;
}

/* ---- Requests by their RequestID ---- */

static int compare_ids(const void *a, const void *b) {
  return order_of_ids(&((const struct exchange_request *)a)->id, &((const struct exchange_request *)b)->id);
}

static int compare_ids_then_orders(const void *a, const void *b) {
  int order = compare_ids(a, b);
  return order != 0
             ? order
             : order_of(((const struct exchange_request *)a)->order, ((const struct exchange_request *)b)->order);
}

static int compare_orders(const void *a, const void *b) {
  return order_of(((const struct exchange_request *)a)->order, ((const struct exchange_request *)b)->order);
}

/* Whether two requests of one RequestID say the same. */
static int32_t are_same(const struct exchange *e, const chret_message *a, const chret_message *b, int *same) {
  chret_buffer *one = NULL;
  chret_buffer *other = NULL;
  int32_t status = chret_request_write_buffer(chret_message_request(a), &one, e->err);
  if (status == CHRET_OK)
    status = chret_request_write_buffer(chret_message_request(b), &other, e->err);
  if (status == CHRET_OK)
    *same = chret_buffer_size(one) == chret_buffer_size(other) &&
            memcmp(chret_buffer_data(one), chret_buffer_data(other), chret_buffer_size(one)) == 0;
  chret_buffer_free(one);
  chret_buffer_free(other);
  return status;
}

static int tell_repeated(const struct exchange *e, const struct exchange_request *first,
                         const struct exchange_request *again) {
  int same = 0;
  if (are_same(e, first->message, again->message, &same) != CHRET_OK)
    return message_error(again->file, e->err);
  if (!same)
    return message_reject(again->file,
                          "another request with this RequestID was given already, and this one is left out",
                          CHRET_E_CONTRADICTION);
  message(&(struct message){.file = again->file, .text = "this request was given already"});
  return EXIT_DONE;
}

/* Of the requests with one RequestID the first stays. */
static int drop_repeated(struct exchange *e) {
  size_t kept = 0;
  int rejected = EXIT_DONE;
  for (size_t i = 0; i < e->request_count; i++) {
    struct exchange_request *request = &e->requests[i];
    if (kept > 0 && compare_ids(&e->requests[kept - 1], request) == 0) {
      rejected = worse_exit(rejected, tell_repeated(e, &e->requests[kept - 1], request));
      chret_message_free(request->message);
    } else {
      e->requests[kept++] = *request;
    }
  }
  e->request_count = kept;
  return rejected;
}

/* ---- Responses ---- */

static struct exchange_request *find_request(const struct exchange *e, const chret_response *response) {
  struct exchange_request wanted = {.order = 0};
  if (e->request_count == 0 ||
      chret_response_get_id(response, &wanted.id.originator, &wanted.id.target, &wanted.id.counter) != CHRET_OK)
    return NULL;
  return bsearch(&wanted, e->requests, e->request_count, sizeof wanted, compare_ids);
}

static int say_same(const chret_outcomes *a, const chret_outcomes *b) {
  for (size_t i = 0; i < chret_outcomes_count(a); i++)
    if (strcmp(chret_outcomes_code(a, i), chret_outcomes_code(b, i)) != 0 ||
        chret_outcomes_is_accepted(a, i) != chret_outcomes_is_accepted(b, i))
      return 0;
  return chret_outcomes_count(a) == chret_outcomes_count(b);
}

static int is_said_already(const struct exchange_request *request, const chret_outcomes *outcomes) {
  const struct exchange_response *answer = request->answers;
  while (answer != NULL && !say_same(answer->outcomes, outcomes))
    answer = answer->next;
  return answer != NULL;
}

/* Takes the outcomes over. */
static int settle(struct exchange_request *request, struct exchange_response *response, chret_outcomes *outcomes) {
  if (is_said_already(request, outcomes)) {
    chret_outcomes_free(outcomes);
    message(&(struct message){.file = response->file, .text = "this request was answered already, in the same way"});
    return EXIT_DONE;
  }
  int is_first = request->answers == NULL;
  response->outcomes = outcomes;
  response->next = request->answers;
  request->answers = response;
  return is_first ? EXIT_DONE
                  : message_reject(response->file,
                                   "this request was answered already, in another way: what one of the answers "
                                   "refuses is not accepted",
                                   CHRET_E_CONTRADICTION);
}

/* What the library has against the response. */
static int tell_findings(const char *file, const chret_report *report) {
  for (size_t i = 0; i < chret_report_count(report); i++) {
    struct message finding = message_of_finding(file, report, i);
    message(&finding);
  }
  return chret_report_count(report) > 0 ? EXIT_REJECTED : EXIT_DONE;
}

static int match_response(const struct exchange *e, struct exchange_response *response, chret_report *report) {
  struct exchange_request *request = find_request(e, chret_message_response(response->message));
  chret_outcomes *outcomes = NULL;
  if (request == NULL) {
    message(&(struct message){.file = response->file,
                              .text = "this answers a request that was not given",
                              .code = chret_status_name(CHRET_E_OTHER_REQUEST)});
    return EXIT_DONE;
  }
  int32_t status = chret_outcomes_of_answer(&outcomes, chret_message_request(request->message),
                                            chret_message_response(response->message), report, NULL, e->err);
  int result = tell_findings(response->file, report);
  if (status != CHRET_OK)
    return result == EXIT_DONE || status < CHRET_E_MISSING ? message_error(response->file, e->err) : result;
  return worse_exit(result, settle(request, response, outcomes));
}

static int match_responses(struct exchange *e) {
  int result = EXIT_DONE;
  for (size_t i = 0; i < e->response_count && result != EXIT_ENVIRONMENT; i++) {
    chret_report *report = NULL;
    if (chret_report_new(&report, NULL) != CHRET_OK)
      return message_no_memory();
    result = worse_exit(result, match_response(e, &e->responses[i], report));
    chret_report_free(report);
  }
  return result;
}

int exchange_match(struct exchange *e) {
  if (e->request_count > 0)
    qsort(e->requests, e->request_count, sizeof *e->requests, compare_ids_then_orders);
  int result = drop_repeated(e);
  result = worse_exit(result, match_responses(e));
  if (e->request_count > 0)
    qsort(e->requests, e->request_count, sizeof *e->requests, compare_orders);
  return result;
}

/* ---- Rows ---- */

/* Of what several answers say, the refusal counts; of two codes the first in the alphabet: whatever the order of the
 * answers, the row is the same. */
static void take_answer(struct report_row *row, const chret_outcomes *outcomes, size_t i) {
  const char *code = chret_outcomes_code(outcomes, i);
  int accepted = chret_outcomes_is_accepted(outcomes, i) ? ROW_YES : ROW_NO;
  if (accepted > row->accepted || (accepted == row->accepted && strcmp(code, row->code) < 0)) {
    row->code = code;
    row->accepted = accepted;
  }
}

static void fill_row(struct report_row *row, const struct exchange_request *request, size_t i) {
  const chret_record *record = chret_request_record_at(chret_message_request(request->message), i);
  row->record = 0;
  row->device_id = chret_record_get(record, CHRET_FIELD_DEVICE_ID, NULL);
  row->request_id = chret_message_get(request->message, CHRET_FIELD_REQUEST_ID, NULL);
  row->code = "";
  row->accepted = ROW_PENDING;
  for (const struct exchange_response *answer = request->answers; answer != NULL; answer = answer->next)
    take_answer(row, answer->outcomes, i);
}

int exchange_visit(const struct exchange *e, report_row_fn on_row, void *ctx) {
  int result = 0;
  for (size_t r = 0; r < e->request_count && result == 0; r++) {
    const struct exchange_request *request = &e->requests[r];
    size_t count = chret_request_record_count(chret_message_request(request->message));
    for (size_t i = 0; i < count && result == 0; i++) {
      struct report_row row;
      fill_row(&row, request, i);
      result = on_row(ctx, &row);
    }
  }
  return result;
}

/* ---- Beginning and end ---- */

int exchange_open(struct exchange *e, const struct credentials *credentials) {
  memset(e, 0, sizeof *e);
  e->credentials = credentials;
  return chret_error_new(&e->err, NULL) == CHRET_OK ? EXIT_DONE : message_no_memory();
}

void exchange_close(struct exchange *e) {
  for (size_t i = 0; i < e->request_count; i++)
    chret_message_free(e->requests[i].message);
  for (size_t i = 0; i < e->response_count; i++) {
    chret_outcomes_free(e->responses[i].outcomes);
    chret_message_free(e->responses[i].message);
  }
  free(e->requests);
  free(e->responses);
  chret_error_free(e->err);
}
