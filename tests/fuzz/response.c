/* tests/fuzz/response.c - responses read, unverified and verified, written again, and taken as the answer to requests of one
 * record and of a list. */
#include "reading.h"
#include "signing.h"

#include <string.h>

#define COUNTER UINT64_C(1000)

static chret_request *requests[2];
static chret_report *report;

static chret_request *make_request(int32_t service, int32_t form, uint32_t records) {
  static const char *const DEVICES[] = {"00-DB-12-34-56-78-90-A2", "00-DB-12-34-56-78-90-A3",
                                        "00-DB-12-34-56-78-00-01"};
  chret_request *request = NULL;
  chret_record *record = NULL;
  int32_t status = chret_request_new(&request, service, form, NULL);
  status = status == CHRET_OK ? chret_record_new(&record, service, NULL) : status;
  status = status == CHRET_OK ? chret_request_set_id(request, FUZZ_ORIGINATOR, FUZZ_TARGET, COUNTER) : status;
  for (uint32_t i = 0; i < records && status == CHRET_OK; i++) {
    size_t count = chret_service_item_count(service);
    for (size_t k = 0; k < count; k++) {
      int32_t field = chret_service_item_at(service, k);
      const char *value = chret_field_kind(field) == CHRET_KIND_EUI ? DEVICES[i] : chret_field_value_at(field, 0);
      if (chret_service_item_required(service, field)) {
        status = chret_record_set(record, field, value, strlen(value));
      }
    }
    status = chret_request_append(request, record, NULL);
  }
  FUZZ_CHECK(status == CHRET_OK, "%s", chret_status_name(status));
  chret_record_free(record);
  return request;
}

void fuzz_begin(void) {
  fuzz_signing_begin();
  requests[0] = make_request(CHRET_SERVICE_FAULT_RETURN, CHRET_FORM_SINGLE, 1);
  requests[1] = make_request(CHRET_SERVICE_NO_FAULT_RETURN, CHRET_FORM_LIST, 3);
  FUZZ_CHECK(chret_report_new(&report, NULL) == CHRET_OK, "no report");
}

static chret_response *read_response(const uint8_t *data, size_t size, const chret_trust *trust, chret_error *err) {
  chret_response *response = FUZZ_UNTOUCHED;
  size_t mark = fuzz_memory_mark();
  int32_t status = trust != NULL ? chret_response_read(&response, data, size, trust, fuzz_options, err)
                                 : chret_response_read_unverified(&response, data, size, fuzz_options, err);
  fuzz_expect_memory(mark, size, 200000, 60);
  fuzz_expect_out(status, response, err);
  return status == CHRET_OK ? response : NULL;
}

static int is_failure(const chret_response *response, size_t i, uint64_t device, const char *code) {
  uint64_t its_device = ~device;
  return chret_response_failure_device(response, i, &its_device) == CHRET_OK && its_device == device &&
         strcmp(chret_response_failure_code(response, i), code) == 0;
}

/* The failures of a, in their order or as they are written: those of one code together. */
static void expect_same_failures(const chret_response *a, const chret_response *b, int by_code) {
  size_t count = chret_response_failure_count(a), next = 0;
  FUZZ_CHECK(count == chret_response_failure_count(b), "%zu failures, not %zu", chret_response_failure_count(b), count);
  for (size_t first = 0; first < count; first++) {
    const char *code = chret_response_failure_code(a, first);
    int is_new = 1;
    for (size_t i = 0; by_code && i < first; i++) {
      is_new &= strcmp(chret_response_failure_code(a, i), code) != 0;
    }
    for (size_t i = first; is_new && i < (by_code ? count : first + 1); i++) {
      uint64_t device = 0;
      if (strcmp(chret_response_failure_code(a, i), code) == 0) {
        FUZZ_CHECK(chret_response_failure_device(a, i, &device) == CHRET_OK && is_failure(b, next, device, code),
                   "the failure %zu", next);
        next++;
      }
    }
  }
}

static void expect_same_responses(const chret_response *a, const chret_response *b, int by_code) {
  FUZZ_CHECK(chret_response_service(a) == chret_response_service(b) &&
                 strcmp(chret_response_body(a), chret_response_body(b)) == 0,
             "other responses");
  expect_same_failures(a, b, by_code);
  for (size_t i = 0; i < chret_field_count(); i++) {
    const char *x = chret_response_get(a, chret_field_at(i), NULL), *y = chret_response_get(b, chret_field_at(i), NULL);
    FUZZ_CHECK((x == NULL) == (y == NULL) && (x == NULL || strcmp(x, y) == 0), "%s",
               chret_field_name(chret_field_at(i)));
  }
}

/* What was written is read as the same, and written as the same. */
static void expect_stable(const chret_response *response) {
  chret_buffer *bytes = FUZZ_UNTOUCHED, *more = NULL;
  int32_t status = chret_response_write_buffer(response, &bytes, fuzz_other_err);
  fuzz_expect_out(status, bytes, fuzz_other_err);
  FUZZ_CHECK(status == CHRET_OK || status == CHRET_E_STATE, "%s", chret_error_message(fuzz_other_err));
  if (status == CHRET_OK) {
    chret_response *again = read_response(chret_buffer_data(bytes), chret_buffer_size(bytes), NULL, fuzz_other_err);
    FUZZ_CHECK(again != NULL, "what was written is refused: %s", chret_error_message(fuzz_other_err));
    expect_same_responses(response, again, 1);
    FUZZ_CHECK(chret_response_write_buffer(again, &more, NULL) == CHRET_OK, "it cannot be written again");
    fuzz_expect_same_bytes(bytes, more);
    chret_response_free(again);
    chret_buffer_free(bytes);
    chret_buffer_free(more);
  }
}

/* As the answer to a request: each record has one outcome, and none is accepted where something is found. */
static void expect_outcomes(const chret_request *request, const chret_response *response) {
  chret_outcomes *outcomes = FUZZ_UNTOUCHED;
  size_t found = chret_report_count(report), accepted = 0;
  int32_t status = chret_outcomes_of_answer(&outcomes, request, response, report, fuzz_options, fuzz_other_err);
  found = chret_report_count(report) - found;
  fuzz_expect_out(status, outcomes, fuzz_other_err);
  FUZZ_CHECK(status == CHRET_OK || status == CHRET_E_OTHER_REQUEST, "%s", chret_error_message(fuzz_other_err));
  if (status == CHRET_OK) {
    size_t count = chret_outcomes_count(outcomes);
    FUZZ_CHECK(count == chret_request_record_count(request), "%zu outcomes", count);
    for (size_t i = 0; i < count; i++) {
      const char *code = chret_outcomes_code(outcomes, i);
      int is_accepted = chret_outcomes_is_accepted(outcomes, i);
      accepted += is_accepted != 0;
      FUZZ_CHECK(code[0] != '\0' && (!is_accepted || chret_code_is_success(code, strlen(code))), "code %s", code);
      FUZZ_CHECK(chret_outcomes_effects(outcomes, i) == 0, "an answer asks for effects");
    }
    FUZZ_CHECK(accepted == chret_outcomes_accepted_count(outcomes) && (found == 0 || accepted == 0),
               "%zu accepted, %zu findings", accepted, found);
    chret_outcomes_free(outcomes);
  }
}

/* Findings stay in a report until it is freed: a new one now and then. */
static void renew_report(void) {
  if (chret_report_count(report) > 10000) {
    chret_report_free(report);
    report = NULL;
    FUZZ_CHECK(chret_report_new(&report, NULL) == CHRET_OK, "no report");
  }
}

void fuzz_one(const uint8_t *data, size_t size) {
  chret_response *response = read_response(data, size, NULL, fuzz_err);
  chret_response *verified = read_response(data, size, fuzz_trust, fuzz_other_err);
  if (verified != NULL) {
    FUZZ_CHECK(fuzz_is_genuine, "its digest or signature is wrong");
    fuzz_accepted++;
  }
  renew_report();
  if (verified != NULL) {
    uint64_t signer = 0, originator, target = 1, counter;
    FUZZ_CHECK(response != NULL, "%s", chret_error_message(fuzz_err));
    expect_same_responses(response, verified, 0);
    FUZZ_CHECK(chret_certificate_eui64(chret_response_certificate(verified), &signer) == CHRET_OK &&
                   chret_response_get_id(verified, &originator, &target, &counter) == CHRET_OK && signer == target,
               "signed by another");
  }
  if (response != NULL) {
    expect_stable(response);
    expect_outcomes(requests[0], response);
    expect_outcomes(requests[1], response);
  }
  chret_response_free(response);
  chret_response_free(verified);
  FUZZ_CHECK(fuzz_digests == 0, "%zu digests were not dropped", fuzz_digests);
}
