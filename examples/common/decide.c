/* decide.c - see decide.h. */
#include "decide.h"

int32_t request_of(const chret_message *message, const chret_request **out) {
  if (chret_message_kind(message) != CHRET_MESSAGE_REQUEST)
    return CHRET_E_NOT_DUIS;
  const chret_request *request = chret_message_request(message);
  if (request == NULL)
    return CHRET_E_OTHER_SERVICE;
  *out = request;
  return CHRET_OK;
}

static int32_t write_response(const struct judge *judge, const chret_response *response, chret_buffer **out) {
  return judge->signer == NULL ? chret_response_write_buffer(response, out, judge->err)
                               : chret_response_write_signed_buffer(response, out, judge->signer, judge->err);
}

static int32_t answer(const struct judge *judge, const chret_request *request, const chret_outcomes *outcomes,
                      int64_t milliseconds, chret_buffer **out) {
  chret_response *response = NULL;
  int32_t status =
      chret_answer(&response, request, outcomes, judge->policy, NULL, 0, milliseconds, judge->options, judge->err);
  if (status == CHRET_OK)
    status = write_response(judge, response, out);
  chret_response_free(response);
  return status;
}

int32_t decide(struct decision *out, const struct judge *judge, const chret_request *request, chret_inventory inventory,
               void *ctx, int64_t milliseconds) {
  struct decision made = {NULL, NULL};
  int32_t status =
      chret_validate(&made.outcomes, request, judge->user, judge->policy, inventory, ctx, judge->options, judge->err);
  if (status == CHRET_OK)
    status = answer(judge, request, made.outcomes, milliseconds, &made.response);
  if (status == CHRET_OK)
    *out = made;
  else
    decision_free(&made);
  return status;
}

void decision_free(struct decision *decision) {
  chret_outcomes_free(decision->outcomes);
  chret_buffer_free(decision->response);
}
