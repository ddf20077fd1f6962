/* What an answer says of the records of the request. It may contradict itself; then no record is taken for accepted of
 * which that is not sure. */
#include "model/response.h"
#include "validation/devices.h"
#include "validation/report.h"

#include <string.h>

/* The code of the accepted records where others were refused: the answer itself names none. */
static const chret_i_code ACCEPTED = {"I99"};

/* One answer being read. */
typedef struct answered {
  const chret_request *request;
  const chret_response *response;
  chret_report *report;
  chret_outcomes *outcomes;
  chret_i_code code; /* of the header */
} answered;

/* ---- Findings ---- */

/* device NULL: it is of the answer as a whole. 0: no memory. */
static int add_finding(const answered *a, int32_t code, size_t record, const uint64_t *device, const char *message) {
  chret_i_place place = {0, 0, NULL, 0, NULL, 0};
  char text[CHRET_EUI64_SIZE];
  place.record = record;
  if (device != NULL) {
    (void)chret_eui64_format(*device, text, sizeof text);
    place.device_id = text;
    place.device_id_size = strlen(text);
    place.item = chret_field_name(CHRET_FIELD_DEVICE_ID_LIST);
    place.item_size = strlen(place.item);
  }
  return a->report == NULL || chret_i_report_add(a->report, code, &place, message);
}

/* ---- The answer as a whole ---- */

/* What is wrong with it as a whole, NULL for nothing, and whether the records that it does not list were accepted. */
static const char *judge(const answered *a, int *accepts) {
  int is_success = chret_code_is_success(a->code.text, strlen(a->code.text));
  int is_warning = a->code.text[0] == CHRET_I_WARNING_LETTER;
  const char *body = chret_response_body(a->response);
  *accepts = 0;
  if (body[0] != '\0' && strcmp(body, CHRET_I_WARNING) != 0)
    return "the answer has content that answers to these services do not have";
  if (a->request->form == CHRET_FORM_SINGLE && body[0] != '\0')
    return "the answer to a single request lists refused records";
  if (a->response->failure_count == 0) {
    *accepts = is_success;
    return is_warning && a->request->form == CHRET_FORM_LIST ? "a warning, but no record is listed as refused" : NULL;
  }
  *accepts = is_success || is_warning;
  if (is_warning)
    return NULL;
  return is_success ? "the code of success, but records are listed as refused"
                    : "the request as a whole is refused, but records are listed as refused";
}

/* Notes for every record what the header says. */
static void judge_all(const answered *a, int accepts, int is_sound) {
  int is_partial = a->response->failure_count > 0;
  size_t i;
  a->outcomes->accepted = is_partial ? ACCEPTED : a->code;
  if (accepts)
    return;
  for (i = 0; i < a->outcomes->count; i++)
    chret_i_outcomes_fail(a->outcomes, i, &a->code);
  if (is_sound && a->request->form == CHRET_FORM_LIST)
    a->outcomes->request_code = a->code;
}

/* ---- The records that it lists ---- */

/* Counts for each device how often it is listed, up to the number of its records; more is a finding. 0: no memory. */
static int count_listed(const answered *a, const chret_i_devices *devices, uint32_t *listed) {
  size_t i;
  for (i = 0; i < a->response->failure_count; i++) {
    const uint64_t *id = &a->response->failures[i].device;
    size_t d = chret_i_devices_find(devices, *id);
    int is_known = d < devices->count;
    if (is_known && listed[d] < devices->first[d + 1] - devices->first[d])
      listed[d]++;
    else if (!add_finding(a, CHRET_E_UNKNOWN_DEVICE, 0, id,
                          is_known ? "the answer lists a hub more often than the request has it"
                                   : "the answer lists a hub that the request does not have"))
      return 0;
  }
  return 1;
}

/* The listed code takes the place of the header's. 0: no memory. */
static int refuse(const answered *a, size_t record, const chret_i_failure *failure) {
  chret_i_code code;
  chret_i_copy_text(code.text, sizeof code.text, failure->code, strlen(failure->code));
  a->outcomes->records[record].failed_count = 0;
  chret_i_outcomes_fail(a->outcomes, record, &code);
  return !chret_code_is_success(failure->code, strlen(failure->code)) ||
         add_finding(a, CHRET_E_CONTRADICTION, record + 1, &failure->device,
                     "a hub is listed as refused with the code of success");
}

/* Refuses of each device the last records, as many as are listed, with their codes in the order of the answer. 0: no
 * memory. */
static int refuse_listed(const answered *a, const chret_i_devices *devices, uint32_t *listed) {
  size_t i;
  for (i = 0; i < a->response->failure_count; i++) {
    size_t d = chret_i_devices_find(devices, a->response->failures[i].device);
    if (d == devices->count || listed[d] == 0)
      continue;
    if (!refuse(a, devices->records[devices->first[d + 1] - listed[d]--], &a->response->failures[i]))
      return 0;
  }
  return 1;
}

static int read_list(const answered *a, const chret_allocator *allocator) {
  chret_i_devices *devices = chret_i_devices_new(allocator, a->outcomes);
  uint32_t *listed = devices != NULL ? chret_i_allocate_zeroed(allocator, devices->count * sizeof *listed) : NULL;
  int done = listed != NULL && count_listed(a, devices, listed) && refuse_listed(a, devices, listed);
  chret_i_release(allocator, listed);
  chret_i_release(allocator, devices);
  return done;
}

/* ---- The whole of it ---- */

static int32_t check_same_request(const answered *a, chret_error *err) {
  const char *id = chret_response_get(a->response, CHRET_FIELD_REQUEST_ID, NULL);
  const char *message = NULL;
  if (id == NULL)
    message = "the answer does not say which request it answers";
  else if (strcmp(id, a->outcomes->request_id) != 0)
    message = "the answer is to another RequestID";
  else if (a->response->message.service != a->request->message.service)
    message = "the answer is to a request of another service";
  if (message == NULL)
    return CHRET_OK;
  if (!add_finding(a, CHRET_E_OTHER_REQUEST, 0, NULL, message))
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for a finding");
  return chret_i_error_set(err, CHRET_E_OTHER_REQUEST, NULL, "%s", message);
}

static int32_t read_answer(answered *a, const chret_allocator *allocator, chret_error *err) {
  size_t before = chret_report_count(a->report), size;
  int32_t status = check_same_request(a, err);
  const char *text = chret_response_get(a->response, CHRET_FIELD_RESPONSE_CODE, &size);
  const char *wrong;
  int accepts, done;
  if (status != CHRET_OK)
    return status;
  if (text == NULL)
    return chret_i_error_set(err, CHRET_E_MISSING, NULL, "the answer has no ResponseCode");
  chret_i_copy_text(a->code.text, sizeof a->code.text, text, size);
  wrong = judge(a, &accepts);
  judge_all(a, accepts, wrong == NULL);
  done = wrong == NULL || add_finding(a, CHRET_E_CONTRADICTION, 0, NULL, wrong);
  if (done && a->request->form == CHRET_FORM_LIST && a->response->failure_count > 0)
    done = read_list(a, allocator);
  if (done)
    return CHRET_OK;
  if (a->report != NULL)
    chret_i_report_cut(a->report, before);
  return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory to read the answer");
}

int32_t chret_outcomes_of_answer(chret_outcomes **out, const chret_request *request, const chret_response *response,
                                 chret_report *report, const chret_options *options, chret_error *err) {
  answered a = {request, response, report, NULL, {""}};
  int32_t status;
  chret_i_error_clear(err);
  if (out == NULL || request == NULL || response == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no request or answer, or nowhere to put the outcomes");
  status = chret_i_outcomes_new(&a.outcomes, request, 1, options, err);
  if (status != CHRET_OK)
    return status;
  a.outcomes->is_answer = 1;
  status = read_answer(&a, &chret_i_options(options)->allocator, err);
  if (status == CHRET_OK)
    *out = a.outcomes;
  else
    chret_outcomes_free(a.outcomes);
  return status;
}
