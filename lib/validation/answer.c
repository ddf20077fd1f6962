/* The answer to a request that was validated. */
#include "model/response.h"
#include "validation/devices.h"

#include <string.h>

/* ---- The header ---- */

/* One code that the policy let through, whether the schema enumerates it or not. */
static int32_t set_code(chret_response *response, const char *code, chret_error *err) {
  return chret_i_message_set(&response->message, CHRET_I_RESPONSE_HEADER, CHRET_FIELD_RESPONSE_CODE, code, strlen(code),
                             err);
}

static int32_t set_header(chret_response *response, const chret_request *request, const char *response_id,
                          size_t response_id_size, int64_t milliseconds, chret_error *err) {
  static const int32_t SAME[] = {CHRET_FIELD_SCHEMA_VERSION, CHRET_FIELD_REQUEST_ID};
  char time[CHRET_DATE_TIME_SIZE];
  int32_t status = CHRET_OK;
  size_t i, size;
  for (i = 0; status == CHRET_OK && i < sizeof SAME / sizeof SAME[0]; i++) {
    const char *text = chret_request_get(request, SAME[i], &size);
    status = chret_response_set(response, SAME[i], text, size, err);
  }
  if (status == CHRET_OK && response_id != NULL)
    status = chret_response_set(response, CHRET_FIELD_RESPONSE_ID, response_id, response_id_size, err);
  if (status != CHRET_OK)
    return status;
  if (chret_date_time_format(milliseconds, time, sizeof time) != CHRET_OK)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "a time outside the years 1 to 9999");
  return chret_response_set(response, CHRET_FIELD_RESPONSE_DATE_TIME, time, strlen(time), err);
}

/* ---- What a list can say ---- */

/* Where the code stands in the answer, which has the records of each code together: the first record that has it. */
static size_t rank_of(const chret_outcomes *outcomes, const char *code) {
  size_t i = 0;
  while (strcmp(chret_outcomes_failed_code(outcomes, i, 0), code) != 0)
    i++;
  return i;
}

/* Whether it can be read from a list what became of two records of one device, the earlier one first: the last ones are
 * taken for the refused ones, and have their codes in the order of the answer. */
static int can_say(const chret_outcomes *outcomes, size_t earlier, size_t later) {
  const char *first = chret_outcomes_failed_code(outcomes, earlier, 0);
  const char *second = chret_outcomes_failed_code(outcomes, later, 0);
  if (first[0] == '\0' || strcmp(first, second) == 0)
    return 1;
  return second[0] != '\0' && rank_of(outcomes, first) < rank_of(outcomes, second);
}

static int32_t refuse_to_say(const chret_outcomes *outcomes, size_t earlier, size_t later, chret_error *err) {
  chret_i_place place = {0, 0, NULL, 0, NULL, 0};
  char device[CHRET_EUI64_SIZE];
  (void)chret_eui64_format(outcomes->records[earlier].device, device, sizeof device);
  place.record = earlier + 1;
  place.device_id = device;
  place.device_id_size = strlen(device);
  return chret_i_error_set(err, CHRET_E_CONTRADICTION, &place,
                           "the answer to a list cannot tell its code from that of record %lu, which has the same "
                           "Device ID",
                           (unsigned long)(later + 1));
}

static int32_t check_list(const chret_outcomes *outcomes, const chret_allocator *allocator, chret_error *err) {
  chret_i_devices *devices = chret_i_devices_new(allocator, outcomes);
  int32_t status = CHRET_OK;
  size_t i;
  if (devices == NULL)
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for the Device IDs");
  for (i = 1; status == CHRET_OK && i < outcomes->count; i++) {
    size_t earlier = devices->records[i - 1], later = devices->records[i];
    if (devices->place[earlier] == devices->place[later] && !can_say(outcomes, earlier, later))
      status = refuse_to_say(outcomes, earlier, later, err);
  }
  chret_i_release(allocator, devices);
  return status;
}

/* ---- The answer ---- */

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
  status = check_list(outcomes, &response->message.allocator, err);
  if (status == CHRET_OK)
    status = add_failures(response, outcomes, err);
  if (status != CHRET_OK)
    return status;
  return set_code(response, response->failure_count > 0 ? policy->warning.text : policy->success.text, err);
}

int32_t chret_answer(chret_response **out, const chret_request *request, const chret_outcomes *outcomes,
                     const chret_policy *policy, const char *response_id, size_t response_id_size, int64_t milliseconds,
                     const chret_options *options, chret_error *err) {
  chret_response *response = NULL;
  int32_t status;
  chret_i_error_clear(err);
  if (out == NULL || request == NULL || outcomes == NULL || policy == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL,
                             "no request, outcomes or policy, or nowhere to put the response");
  if (outcomes->is_answer || !chret_i_outcomes_are_of(outcomes, request))
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "the outcomes are not those of validating the request");
  status = chret_response_new(&response, request->message.service->service, options);
  if (status != CHRET_OK)
    return chret_i_error_set(err, status, NULL, "no memory for the response");
  status = set_header(response, request, response_id, response_id_size, milliseconds, err);
  if (status == CHRET_OK)
    status = set_result(response, request, outcomes, policy, err);
  if (status == CHRET_OK)
    *out = response;
  else
    chret_response_free(response);
  return status;
}
