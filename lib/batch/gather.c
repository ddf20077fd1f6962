/* Gathering answers. What an answer says of the records is chret_outcomes_of_answer()'s to say. */
#include "batch/batch.h"
#include "validation/report.h"

#include <stdio.h>
#include <string.h>

/* An answer to a request of the batch. */
typedef struct gathering {
  const chret_batch *batch;
  chret_i_drawn *request;
  uint32_t number; /* of the request, from 1 */
  uint32_t rows[CHRET_LIST_MAX];
  chret_outcomes *outcomes;
  chret_report *findings; /* NULL: nobody asks */
} gathering;

/* ---- Which request ---- */

static size_t find_request(const chret_batch *batch, const chret_response *response) {
  uint64_t originator, target, counter;
  if (chret_response_get_id(response, &originator, &target, &counter) != CHRET_OK || originator != batch->originator ||
      target != batch->target)
    return batch->request_count;
  return chret_i_batch_find(batch, counter);
}

/* Whether the row is in this request still, and not back to be sent or in a later one. */
static chret_i_row *row_of(const gathering *g, size_t j) {
  chret_i_row *row = chret_i_batch_row(g->batch, g->rows[j]);
  return row->request == g->number && row->state != CHRET_ROW_NOT_SENT ? row : NULL;
}

static int has_rows(const gathering *g) {
  size_t j;
  for (j = 0; j < g->request->count; j++)
    if (row_of(g, j) != NULL)
      return 1;
  return 0;
}

/* ---- What it says ---- */

/* 0: no memory. */
static int add_contradiction(const gathering *g, size_t j, const chret_i_row *row) {
  chret_i_place place = {0, 0, NULL, 0, NULL, 0};
  char message[80], device[CHRET_EUI64_SIZE];
  if (g->findings == NULL)
    return 1;
  place.record = j + 1;
  (void)chret_eui64_format(chret_outcomes_device(g->outcomes, j), device, sizeof device);
  place.device_id = device;
  place.device_id_size = sizeof device - 1;
  (void)snprintf(message, sizeof message, "%s by the first answer (%s), %s by another one (%s)",
                 row->state == CHRET_ROW_ACCEPTED ? "accepted" : "refused", row->code,
                 chret_outcomes_is_accepted(g->outcomes, j) ? "accepted" : "refused",
                 chret_outcomes_code(g->outcomes, j));
  return chret_i_report_add(g->findings, CHRET_E_CONTRADICTION, &place, message);
}

/* Compares it with the first answer, row by row, where they are still there to be compared. 0: no memory. */
static int compare(const gathering *g, int32_t *kind) {
  size_t j;
  *kind = CHRET_ANSWER_AGAIN;
  for (j = 0; j < g->request->count; j++) {
    const chret_i_row *row = row_of(g, j);
    if (row == NULL || (strcmp(row->code, chret_outcomes_code(g->outcomes, j)) == 0 &&
                        (row->state == CHRET_ROW_ACCEPTED) == chret_outcomes_is_accepted(g->outcomes, j)))
      continue;
    *kind = CHRET_ANSWER_CONTRADICTORY;
    if (!add_contradiction(g, j, row))
      return 0;
  }
  return 1;
}

/* The rows have their codes now. */
static void take(chret_batch *batch, const gathering *g) {
  size_t j;
  for (j = 0; j < g->request->count; j++) {
    chret_i_row *row = chret_i_batch_row(g->batch, g->rows[j]);
    const char *code = chret_outcomes_code(g->outcomes, j);
    row->state = chret_outcomes_is_accepted(g->outcomes, j) ? CHRET_ROW_ACCEPTED : CHRET_ROW_REFUSED;
    chret_i_copy_text(row->code, sizeof row->code, code, strlen(code));
  }
  if (g->request->state == CHRET_I_REQUEST_AGAIN)
    batch->again--;
  g->request->state = CHRET_I_REQUEST_ANSWERED;
}

/* Moves the findings over, with the rows' numbers in place of the records'. 0: no memory. */
static int report_findings(const gathering *g, chret_report *report) {
  size_t before = chret_report_count(report), i;
  for (i = 0; i < chret_report_count(g->findings); i++) {
    chret_i_place place = {0, 0, NULL, 0, NULL, 0};
    place.record = chret_report_record(g->findings, i);
    if (place.record > 0)
      place.record = chret_batch_row_number(g->batch, g->rows[place.record - 1]);
    place.device_id = chret_report_device_id(g->findings, i);
    place.device_id_size = strlen(place.device_id);
    place.item = chret_report_item(g->findings, i);
    place.item_size = strlen(place.item);
    if (chret_i_report_add(report, chret_report_code(g->findings, i), &place, chret_report_message(g->findings, i)))
      continue;
    chret_i_report_cut(report, before);
    return 0;
  }
  return 1;
}

/* ---- The whole of it ---- */

static int32_t read_outcomes(gathering *g, const chret_response *response, chret_error *err) {
  chret_request *request = NULL;
  int32_t status = chret_i_batch_build(g->batch, g->rows, g->request->count, g->request->counter, &request, err);
  if (status == CHRET_OK)
    status = chret_outcomes_of_answer(&g->outcomes, request, response, g->findings, &g->batch->options, err);
  chret_request_free(request);
  return status;
}

/* What is found in an answer that repeats the first one was found in that. */
static int32_t judge(gathering *g, const chret_response *response, int32_t *kind, chret_error *err) {
  int32_t status = read_outcomes(g, response, err);
  if (status == CHRET_E_OTHER_REQUEST) { /* the RequestID is the batch's, but not the service */
    chret_i_error_clear(err);
    *kind = CHRET_ANSWER_FOREIGN;
    return CHRET_OK;
  }
  if (status != CHRET_OK)
    return status;
  *kind = CHRET_ANSWER_NEW;
  if (g->request->state != CHRET_I_REQUEST_ANSWERED)
    return CHRET_OK;
  if (g->findings != NULL)
    chret_i_report_cut(g->findings, 0);
  if (!compare(g, kind))
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for a finding");
  return CHRET_OK;
}

/* batch: NULL, or who takes a new answer. */
static int32_t gather(chret_batch *batch, gathering *g, const chret_response *response, int32_t *kind,
                      chret_report *report, chret_error *err) {
  int32_t status, judged = 0;
  if (report != NULL && chret_report_new(&g->findings, &g->batch->options) != CHRET_OK)
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for findings");
  status = judge(g, response, &judged, err);
  if (status == CHRET_OK && report != NULL && !report_findings(g, report))
    status = chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for a finding");
  if (status == CHRET_OK) {
    *kind = judged;
    if (judged == CHRET_ANSWER_NEW && batch != NULL)
      take(batch, g);
  }
  chret_outcomes_free(g->outcomes);
  chret_report_free(g->findings);
  return status;
}

/* taker: the batch, or NULL where nothing is to be taken. */
static int32_t look_at(const chret_batch *batch, chret_batch *taker, const chret_response *response, int32_t *kind,
                       chret_report *report, chret_error *err) {
  gathering g;
  size_t i, j;
  chret_i_error_clear(err);
  if (batch == NULL || response == NULL || kind == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no batch or answer, or nowhere to put what it is");
  i = find_request(batch, response);
  if (i == batch->request_count) {
    *kind = CHRET_ANSWER_FOREIGN;
    return CHRET_OK;
  }
  g.batch = batch;
  g.request = chret_i_batch_request(batch, i);
  g.number = (uint32_t)(i + 1);
  g.outcomes = NULL;
  g.findings = NULL;
  for (j = 0; j < g.request->count; j++)
    g.rows[j] = chret_i_batch_member(batch, g.request, j);
  if (!has_rows(&g)) {
    *kind = CHRET_ANSWER_LATE;
    return CHRET_OK;
  }
  return gather(taker, &g, response, kind, report, err);
}

int32_t chret_batch_answer(chret_batch *batch, const chret_response *response, int32_t *kind, chret_report *report,
                           chret_error *err) {
  return look_at(batch, batch, response, kind, report, err);
}

int32_t chret_batch_judge(const chret_batch *batch, const chret_response *response, int32_t *kind, chret_report *report,
                          chret_error *err) {
  return look_at(batch, NULL, response, kind, report, err);
}
