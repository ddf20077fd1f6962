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
  chret_i_devices *devices;
  uint32_t *listed; /* how often each of them is listed as refused, up to the number of its records */
  size_t named;     /* the sum of that */
  int is_doubtful;  /* there is a finding: what the answer does not say of a record itself is not sure */
} answered;

/* ---- Findings ---- */

/* device NULL: it is of the answer as a whole. 0: no memory. */
static int add_finding(answered *a, int32_t code, size_t record, const uint64_t *device, const char *message) {
  chret_i_place place = {0, 0, NULL, 0, NULL, 0};
  char text[CHRET_EUI64_SIZE];
  a->is_doubtful = 1;
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

/* Counts how often each device is listed; one that the request does not have, or not that often, is a finding. 0: no
 * memory. */
static int count_listed(answered *a) {
  size_t i;
  for (i = 0; i < a->response->failure_count; i++) {
    const uint64_t *id = &a->response->failures[i].device;
    size_t d = chret_i_devices_find(a->devices, *id);
    int is_known = d < a->devices->count;
    if (is_known && a->listed[d] < a->devices->first[d + 1] - a->devices->first[d]) {
      a->listed[d]++;
      a->named++;
    } else if (!add_finding(a, CHRET_E_UNKNOWN_DEVICE, 0, id,
                            is_known ? "the answer lists a hub more often than the request has it"
                                     : "the answer lists a hub that the request does not have")) {
      return 0;
    }
  }
  return 1;
}

static int is_success(const answered *a) {
  return chret_code_is_success(a->code.text, strlen(a->code.text));
}

static int is_warning(const answered *a) {
  return a->code.text[0] == CHRET_I_WARNING_LETTER;
}

/* What is wrong with the answer as a whole, NULL for nothing. */
static const char *judge(const answered *a) {
  int is_list = a->request->form == CHRET_FORM_LIST;
  const char *body = chret_response_body(a->response);
  if (body[0] != '\0' && strcmp(body, CHRET_I_WARNING) != 0)
    return "the answer has content that answers to these services do not have";
  if (!is_list && body[0] != '\0')
    return "the answer to a single request lists refused records";
  if (is_list && is_warning(a) && a->named == 0)
    return "a warning, but no record of the request is listed as refused";
  if (a->response->failure_count == 0 || is_warning(a))
    return NULL;
  return is_success(a) ? "the code of success, but records are listed as refused"
                       : "the request as a whole is refused, but records are listed as refused";
}

/* ---- The records that it lists ---- */

/* 0: no memory. */
static int refuse(answered *a, size_t record, const chret_i_failure *failure) {
  chret_i_code code;
  chret_i_copy_text(code.text, sizeof code.text, failure->code, strlen(failure->code));
  chret_i_outcomes_fail(a->outcomes, record, &code);
  return !chret_code_is_success(code.text, strlen(code.text)) ||
         add_finding(a, CHRET_E_CONTRADICTION, record + 1, &failure->device,
                     "a hub is listed as refused with the code of success");
}

/* Refuses of each device the last records, as many as are listed, with their codes in the order of the answer. 0: no
 * memory. */
static int refuse_listed(answered *a) {
  size_t i;
  for (i = 0; i < a->response->failure_count; i++) {
    size_t d = chret_i_devices_find(a->devices, a->response->failures[i].device);
    if (d == a->devices->count || a->listed[d] == 0)
      continue;
    if (!refuse(a, a->devices->records[a->devices->first[d + 1] - a->listed[d]--], &a->response->failures[i]))
      return 0;
  }
  return 1;
}

/* ---- The records that it does not list ---- */

static void judge_unlisted(const answered *a) {
  int is_list = a->request->form == CHRET_FORM_LIST;
  int accepts = !a->is_doubtful && (is_success(a) || (is_list && is_warning(a)));
  size_t i;
  a->outcomes->accepted = a->response->failure_count > 0 ? ACCEPTED : a->code;
  for (i = 0; !accepts && i < a->outcomes->count; i++)
    if (a->outcomes->records[i].failed_count == 0)
      chret_i_outcomes_fail(a->outcomes, i, &a->code);
  if (!accepts && !a->is_doubtful && is_list)
    a->outcomes->request_code = a->code;
}

/* ---- The whole of it ---- */

static int32_t check_same_request(answered *a, chret_error *err) {
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

/* 0: no memory. */
static int read_records(answered *a) {
  const char *wrong;
  if (!count_listed(a))
    return 0;
  wrong = judge(a);
  if ((wrong != NULL && !add_finding(a, CHRET_E_CONTRADICTION, 0, NULL, wrong)) ||
      (a->request->form == CHRET_FORM_LIST && !refuse_listed(a)))
    return 0;
  judge_unlisted(a);
  return 1;
}

static int32_t read_answer(answered *a, const chret_allocator *allocator, chret_error *err) {
  size_t before = chret_report_count(a->report), size;
  const char *code = chret_response_get(a->response, CHRET_FIELD_RESPONSE_CODE, &size);
  int32_t status = check_same_request(a, err);
  int done;
  if (status != CHRET_OK)
    return status;
  if (code == NULL)
    return chret_i_error_set(err, CHRET_E_MISSING, NULL, "the answer has no ResponseCode");
  chret_i_copy_text(a->code.text, sizeof a->code.text, code, size);
  a->devices = chret_i_devices_new(allocator, a->outcomes);
  if (a->devices != NULL)
    a->listed = chret_i_allocate_zeroed(allocator, a->devices->count * sizeof *a->listed);
  done = a->devices != NULL && a->listed != NULL && read_records(a);
  chret_i_release(allocator, a->listed);
  chret_i_release(allocator, a->devices);
  if (done)
    return CHRET_OK;
  if (a->report != NULL)
    chret_i_report_cut(a->report, before);
  return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory to read the answer");
}

int32_t chret_outcomes_of_answer(chret_outcomes **out, const chret_request *request, const chret_response *response,
                                 chret_report *report, const chret_options *options, chret_error *err) {
  answered a = {request, response, report, NULL, {""}, NULL, NULL, 0, 0};
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
