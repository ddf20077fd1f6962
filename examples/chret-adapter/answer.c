/* answer.c - see answer.h. */
#include "answer.h"

#include <stdio.h>

#include "batch_answer.h"
#include "messages.h"

#define FROM "answer to "

/* Whether it is of this request, and not of another one of the batch, on whose way it got lost. */
static int is_of(const chret_response *response, uint64_t counter) {
  uint64_t originator, target, answered;
  return chret_response_get_id(response, &originator, &target, &answered) == CHRET_OK && answered == counter;
}

/* Whether it can be relied on. */
static int judge(const chret_batch *batch, const char *from, const chret_response *response, chret_report *report,
                 chret_error *err) {
  int32_t kind = CHRET_ANSWER_FOREIGN;
  if (chret_batch_judge(batch, response, &kind, report, err) != CHRET_OK)
    return message_error(from, err);
  int result = batch_answer_tell(from, kind, report);
  return kind == CHRET_ANSWER_NEW ? result : EXIT_REJECTED;
}

static int take(chret_batch *batch, const char *from, const chret_response *response, chret_error *err) {
  chret_report *report = NULL;
  int32_t kind;
  if (chret_report_new(&report, NULL) != CHRET_OK)
    return message_no_memory();
  int result = judge(batch, from, response, report, err);
  if (result == EXIT_DONE && chret_batch_answer(batch, response, &kind, NULL, err) != CHRET_OK)
    result = message_error(from, err);
  chret_report_free(report);
  return result;
}

int answer_take(chret_batch *batch, uint64_t counter, const uint8_t *xml, size_t size, const chret_trust *trust,
                chret_error *err) {
  char from[sizeof FROM + CHRET_REQUEST_ID_SIZE] = FROM;
  chret_response *response = NULL;
  chret_request_id_format(chret_batch_originator(batch), chret_batch_target(batch), counter, from + sizeof FROM - 1,
                          CHRET_REQUEST_ID_SIZE);
  if (chret_response_read(&response, size > 0 ? xml : (const uint8_t *)"", size, trust, NULL, err) != CHRET_OK)
    return message_error(from, err);
  int result = is_of(response, counter) ? take(batch, from, response, err)
                                        : message_reject(from, "this answers another request", CHRET_E_OTHER_REQUEST);
  chret_response_free(response);
  return result;
}
