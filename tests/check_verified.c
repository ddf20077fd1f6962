/* tests/check_verified.c - what verified reading promises beyond the signature: which service it was, that a change ends
 * it, and that a failure of the host comes back with its code.
 */
#include "signing_fixture.h"

#include <string.h>

#define SR "xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\""
#define ID "90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:1000"

/* ---- Which service it was ---------------------------------------------------------------------------------------- */

#define HUB                                                                                                            \
  "<sr:CHFNoFaultReturn><sr:DeviceID>00-DB-12-34-56-78-90-A2</sr:DeviceID>"                                            \
  "<sr:CHFNoFaultReturnType>Lost or Stolen Hub</sr:CHFNoFaultReturnType></sr:CHFNoFaultReturn>"
#define OTHER "<sr:ReadFirmwareVersion><sr:DeviceID>00-DB-12-34-56-78-90-A2</sr:DeviceID></sr:ReadFirmwareVersion>"

static const struct {
  const char *reference;
  const char *variant;
  const char *body;
  int32_t status; /* by whichever trusted signer, who is a stranger here */
  int32_t by_originator;
} headers[] = {
    {"8.14", "8.14.3", OTHER, CHRET_E_SERVICE_MISMATCH, CHRET_E_SERVICE_MISMATCH},
    {"8.14", "8.14.4", OTHER, CHRET_E_SERVICE_MISMATCH, CHRET_E_SERVICE_MISMATCH},
    {"11.2", "8.14.3", OTHER, CHRET_E_SERVICE_MISMATCH, CHRET_E_SERVICE_MISMATCH},
    {"8.14", "8.14.1", OTHER, CHRET_OK, CHRET_OK},
    {"11.2", "11.2", OTHER, CHRET_OK, CHRET_OK},
    {"11.2", "11.2", HUB, CHRET_E_FOREIGN_SIGNER, CHRET_OK},
    {"8.14", "8.14.3", HUB, CHRET_E_FOREIGN_SIGNER, CHRET_OK},
    {"8.14", "8.14.4", HUB, CHRET_E_FOREIGN_SIGNER, CHRET_OK},
};

static int32_t read_as(uint64_t signer, int32_t any_signer, const test_text *xml, int is_hub) {
  chret_message *message = NULL;
  chret_options *options = NULL;
  verifying_as(signer);
  ck_assert_int_eq(chret_options_new(&options, NULL), CHRET_OK);
  ck_assert_int_eq(chret_options_set_any_signer(options, any_signer), CHRET_OK);
  int32_t status = chret_message_read(&message, (const uint8_t *)xml->data, xml->size, verifying_trust, options, err);
  ck_assert_int_eq(status == CHRET_OK, message != NULL);
  if (is_hub && message != NULL) { /* the body says what it is */
    ck_assert_int_eq(chret_request_service(chret_message_request(message)), CHRET_SERVICE_NO_FAULT_RETURN);
  }
  chret_message_free(message);
  chret_options_free(options);
  return status;
}

START_TEST(a_header_cannot_lend_its_service_to_another_body) {
  test_text xml = {NULL, 0, 0};
  int is_hub = strcmp(headers[_i].body, HUB) == 0;
  test_addf(&xml,
            "<sr:Request " SR " schemaVersion=\"5.4\"><sr:Header><sr:RequestID>" ID "</sr:RequestID>"
            "<sr:CommandVariant>8</sr:CommandVariant><sr:ServiceReference>%s</sr:ServiceReference>"
            "<sr:ServiceReferenceVariant>%s</sr:ServiceReferenceVariant></sr:Header><sr:Body>%s</sr:Body>"
            "%s</sr:Request>",
            headers[_i].reference, headers[_i].variant, headers[_i].body, SIGNATURE_WHOLE);
  peer_sign(&xml, verifying_member);
  int32_t status = read_as(TEST_ORIGINATOR ^ 1, 0, &xml, is_hub);
  ck_assert_msg(status == headers[_i].status, "%s", chret_status_name(status));
  status = read_as(TEST_ORIGINATOR, 0, &xml, is_hub);
  ck_assert_msg(status == headers[_i].by_originator, "%s", chret_status_name(status));
  status = read_as(TEST_ORIGINATOR ^ 1, 1, &xml, is_hub);
  ck_assert_msg(status == headers[_i].by_originator, "%s", chret_status_name(status));
  test_text_free(&xml);
}
END_TEST

/* ---- What is changed is not verified any more -------------------------------------------------------------------- */

static chret_request *verified_request(void) {
  chret_request *plain = test_request(CHRET_SERVICE_FAULT_RETURN, CHRET_FORM_LIST, 2, NULL), *request = NULL;
  chret_buffer *buffer = NULL;
  chret_signer signer;
  verifying_as(TEST_ORIGINATOR);
  signing_fill_in(&signer, TEST_ORIGINATOR);
  ck_assert_int_eq(chret_request_write_signed_buffer(plain, &buffer, &signer, err), CHRET_OK);
  ck_assert_int_eq(
      chret_request_read(&request, chret_buffer_data(buffer), chret_buffer_size(buffer), verifying_trust, NULL, err),
      CHRET_OK);
  chret_buffer_free(buffer);
  chret_request_free(plain);
  return request;
}

static chret_response *verified_response(void) {
  chret_response *plain = test_refusal(CHRET_SERVICE_FAULT_RETURN, 0, NULL), *response = NULL;
  chret_buffer *buffer = NULL;
  chret_signer signer;
  verifying_as(TEST_TARGET);
  signing_fill_in(&signer, TEST_TARGET);
  ck_assert_int_eq(chret_response_write_signed_buffer(plain, &buffer, &signer, err), CHRET_OK);
  ck_assert_int_eq(
      chret_response_read(&response, chret_buffer_data(buffer), chret_buffer_size(buffer), verifying_trust, NULL, err),
      CHRET_OK);
  chret_buffer_free(buffer);
  chret_response_free(plain);
  return response;
}

static int32_t append(chret_request *request, uint32_t number) {
  chret_record *record = NULL;
  ck_assert_int_eq(chret_record_new(&record, CHRET_SERVICE_FAULT_RETURN, NULL), CHRET_OK);
  test_fill(record, CHRET_SERVICE_FAULT_RETURN, number);
  int32_t status = chret_request_append(request, record, err);
  chret_record_free(record);
  return status;
}

static int32_t change_request(chret_request *request, int how) {
  switch (how) {
  case 0:
    return chret_request_set(request, CHRET_FIELD_COMMAND_VARIANT, TEST_TEXT("8"), err); /* to what it was, too */
  case 1:
    return chret_request_set_id(request, TEST_ORIGINATOR, TEST_TARGET, 1001);
  default:
    return append(request, 77);
  }
}

START_TEST(a_request_that_is_changed_is_not_verified) {
  chret_request *request = verified_request();
  /* what is refused changes nothing */
  ck_assert_int_eq(chret_request_set(request, CHRET_FIELD_COMMAND_VARIANT, TEST_TEXT("x"), err), CHRET_E_MALFORMED);
  ck_assert_int_eq(append(request, 1), CHRET_E_DUPLICATE);
  ck_assert_ptr_eq(chret_request_certificate(request), chret_trust_at(verifying_trust, 0));
  ck_assert_int_eq(chret_request_is_signed(request), 1);
  ck_assert_int_eq(change_request(request, _i), CHRET_OK);
  ck_assert_ptr_null(chret_request_certificate(request));
  ck_assert_int_eq(chret_request_is_signed(request), 0);
  chret_request_free(request);
}
END_TEST

static int32_t change_response(chret_response *response, int how) {
  switch (how) {
  case 0:
    return chret_response_set(response, CHRET_FIELD_RESPONSE_CODE, TEST_TEXT("E5"), err);
  case 1:
    return chret_response_set_id(response, TEST_ORIGINATOR, TEST_TARGET, 1001);
  default:
    return chret_response_add_failure(response, 77, TEST_TEXT("E5"), err);
  }
}

START_TEST(a_response_that_is_changed_is_not_verified) {
  chret_response *response = verified_response();
  ck_assert_int_eq(chret_response_add_failure(response, 1, TEST_TEXT("E999"), err), CHRET_E_NOT_ENUMERATED);
  ck_assert_ptr_eq(chret_response_certificate(response), chret_trust_at(verifying_trust, 0));
  ck_assert_int_eq(chret_response_is_signed(response), 1);
  ck_assert_int_eq(change_response(response, _i), CHRET_OK);
  ck_assert_ptr_null(chret_response_certificate(response));
  ck_assert_int_eq(chret_response_is_signed(response), 0);
  chret_response_free(response);
}
END_TEST

/* ---- The same request again -------------------------------------------------------------------------------------- */

static uint8_t seen[CHRET_DIGEST_SIZE];

static int32_t find(void *ctx, uint64_t originator, uint64_t target, uint64_t counter, int32_t *found, uint8_t *digest,
                    int32_t *has_highest, uint64_t *highest) {
  (void)ctx, (void)originator, (void)target;
  memcpy(digest, seen, sizeof seen);
  *found = *has_highest = 1;
  *highest = counter;
  return 0;
}

/* What becomes of a delivery after one with that digest; its own comes in its place. */
static int32_t deliver(const test_text *xml) {
  chret_request *request = NULL;
  chret_replay_memory memory;
  int32_t verdict = 0;
  ck_assert_int_eq(chret_replay_memory_init(&memory, sizeof memory), CHRET_OK);
  memory.find = find;
  ck_assert_int_eq(chret_request_read(&request, (const uint8_t *)xml->data, xml->size, verifying_trust, NULL, err),
                   CHRET_OK);
  ck_assert_int_eq(chret_replay_check(&verdict, seen, request, (const uint8_t *)xml->data, xml->size, 0, &memory,
                                      &verifying_peer.provider, err),
                   CHRET_OK);
  chret_request_free(request);
  return verdict;
}

static void add_signed(test_text *xml, const chret_request *request) {
  chret_buffer *buffer = NULL;
  chret_signer signer;
  signing_fill_in(&signer, TEST_ORIGINATOR);
  ck_assert_int_eq(chret_request_write_signed_buffer(request, &buffer, &signer, err), CHRET_OK);
  test_add_buffer(xml, buffer);
  chret_buffer_free(buffer);
}

START_TEST(a_verified_request_is_known_by_what_was_signed) {
  chret_request *plain = test_request(CHRET_SERVICE_FAULT_RETURN, CHRET_FORM_SINGLE, 1, NULL);
  test_text xml = {NULL, 0, 0}, anew = {NULL, 0, 0};
  verifying_as(TEST_ORIGINATOR);
  add_signed(&xml, plain);
  add_signed(&anew, plain);
  ck_assert_int_eq(deliver(&xml), CHRET_REPLAY_ALTERED); /* nothing was seen: other than zeros */
  ck_assert_int_eq(deliver(&xml), CHRET_REPLAY_AGAIN);
  test_adds(&xml, "\n<!-- no signature covers this -->\n");
  ck_assert_int_eq(deliver(&xml), CHRET_REPLAY_AGAIN);
  ck_assert_int_eq(deliver(&anew), CHRET_REPLAY_ALTERED); /* ECDSA never makes the same signature twice */
  chret_request_free(plain);
  test_text_free(&xml);
  test_text_free(&anew);
}
END_TEST

/* ---- The host's code --------------------------------------------------------------------------------------------- */

START_TEST(a_digest_that_does_not_begin_comes_back_with_its_code) {
  static const uint8_t xml[] = "<a/>";
  chret_request *request = NULL;
  chret_response *response = NULL;
  chret_message *message = NULL;
  chret_reader *reader = NULL;
  int32_t status[4];
  verifying_peer.code = -77;
  for (int i = 0; i < 4; i++) {
    verifying_peer.fail_at = 1;
    switch (i) {
    case 0:
      status[i] = chret_request_read(&request, xml, sizeof xml - 1, verifying_trust, NULL, err);
      break;
    case 1:
      status[i] = chret_response_read(&response, xml, sizeof xml - 1, verifying_trust, NULL, err);
      break;
    case 2:
      status[i] = chret_message_read(&message, xml, sizeof xml - 1, verifying_trust, NULL, err);
      break;
    default:
      status[i] = chret_reader_new(&reader, verifying_trust, NULL, err);
    }
    ck_assert_int_eq(status[i], CHRET_E_HOST);
    ck_assert_int_eq(chret_error_status(err), CHRET_E_HOST);
    ck_assert_int_eq(chret_error_host_code(err), -77);
  }
  ck_assert(request == NULL && response == NULL && message == NULL && reader == NULL);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("verified");
  TCase *tests = tcase_create("verified");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, a_header_cannot_lend_its_service_to_another_body, 0, TEST_COUNT(headers));
  tcase_add_loop_test(tests, a_request_that_is_changed_is_not_verified, 0, 3);
  tcase_add_loop_test(tests, a_response_that_is_changed_is_not_verified, 0, 3);
  tcase_add_test(tests, a_verified_request_is_known_by_what_was_signed);
  tcase_add_test(tests, a_digest_that_does_not_begin_comes_back_with_its_code);
  return test_run(suite);
}
