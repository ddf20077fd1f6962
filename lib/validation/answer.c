/* The answer to a request that was validated. */
#include "model/response.h"
#include "validation/outcomes.h"

#include <string.h>

/* One code that the policy let through, whether the schema enumerates it or not. */
static int32_t set_code(chret_response *response, const char *code, chret_error *err) {
  return chret_i_message_set(&response->message, CHRET_I_RESPONSE_HEADER, CHRET_FIELD_RESPONSE_CODE, code, strlen(code),
                             err);
}

static int32_t set_header(chret_response *response, const chret_request *request, const char *response_id,
                          int64_t milliseconds, chret_error *err) {
  static const int32_t SAME[] = {CHRET_FIELD_SCHEMA_VERSION, CHRET_FIELD_REQUEST_ID};
  char time[CHRET_DATE_TIME_SIZE];
  int32_t status = CHRET_OK;
  size_t i, size;
  for (i = 0; status == CHRET_OK && i < sizeof SAME / sizeof SAME[0]; i++) {
    const char *text = chret_request_get(request, SAME[i], &size);
    status = chret_response_set(response, SAME[i], text, size, err);
  }
  if (status == CHRET_OK && response_id != NULL)
    status = chret_response_set(response, CHRET_FIELD_RESPONSE_ID, response_id, strlen(response_id), err);
  if (status != CHRET_OK)
    return status;
  if (chret_date_time_format(milliseconds, time, sizeof time) != CHRET_OK)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "a time outside the years 1 to 9999");
  return chret_response_set(response, CHRET_FIELD_RESPONSE_DATE_TIME, time, strlen(time), err);
}

static int32_t add_failures(chret_response *response, const chret_outcomes *outcomes, chret_error *err) {
  size_t i;
  for (i = 0; i < outcomes->count; i++) {
    const char *code = chret_outcomes_failed_code(outcomes, i, 0);
    const char *copy;
    if (chret_outcomes_is_accepted(outcomes, i))
      continue;
    copy = chret_i_arena_text(&response->message.arena, code, strlen(code));
    if (copy == NULL || !chret_i_response_push(response, outcomes->records[i].device, copy))
      return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for the refused records");
    response->message.body = CHRET_I_WARNING;
  }
  return CHRET_OK;
}

static int32_t set_result(chret_response *response, const chret_request *request, const chret_outcomes *outcomes,
                          const chret_policy *policy, chret_error *err) {
  int32_t status;
  if (outcomes->request_code.text[0] != '\0')
    return set_code(response, outcomes->request_code.text, err);
  if (request->form == CHRET_FORM_SINGLE)
    return set_code(response, chret_outcomes_code(outcomes, 0), err);
  status = add_failures(response, outcomes, err);
  if (status != CHRET_OK)
    return status;
  return set_code(response, response->failure_count > 0 ? policy->warning.text : policy->success.text, err);
}

/* Whether they are the outcomes of validating the request. */
static int are_of(const chret_outcomes *outcomes, const chret_request *request) {
  const char *id = chret_request_get(request, CHRET_FIELD_REQUEST_ID, NULL);
  return !outcomes->is_answer && outcomes->count == request->record_count && id != NULL &&
         strcmp(outcomes->request_id, id) == 0;
}

int32_t chret_answer(chret_response **out, const chret_request *request, const chret_outcomes *outcomes,
                     const chret_policy *policy, const char *response_id, int64_t milliseconds,
                     const chret_options *options, chret_error *err) {
  chret_response *response = NULL;
  int32_t status;
  chret_i_error_clear(err);
  if (out == NULL || request == NULL || outcomes == NULL || policy == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL,
                             "no request, outcomes or policy, or nowhere to put the response");
  if (!are_of(outcomes, request))
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "the outcomes are not those of the request");
  status = chret_response_new(&response, request->message.service->service, options);
  if (status != CHRET_OK)
    return chret_i_error_set(err, status, NULL, "no memory for the response");
  status = set_header(response, request, response_id, milliseconds, err);
  if (status == CHRET_OK)
    status = set_result(response, request, outcomes, policy, err);
  if (status == CHRET_OK)
    *out = response;
  else
    chret_response_free(response);
  return status;
}
