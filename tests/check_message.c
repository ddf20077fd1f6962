/* tests/check_message.c - messages of any DUIS service, and what of a response is refused. What the schema takes: DUIS.xsd
 * V5.4 and lib/schema/chreturn.xsd. */
#include "signing_fixture.h"

#include <string.h>

#define NAMESPACE "xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\""
#define ID        "90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:1000"

#define REQUEST(variant, body)                                                                                         \
  "<sr:Request " NAMESPACE " schemaVersion=\"5.4\"><sr:Header><sr:RequestID>" ID "</sr:RequestID>"                     \
  "<sr:CommandVariant>8</sr:CommandVariant><sr:ServiceReference>8.14</sr:ServiceReference>"                            \
  "<sr:ServiceReferenceVariant>" variant "</sr:ServiceReferenceVariant></sr:Header><sr:Body>" body "</sr:Body>"
#define REQUEST_END "</sr:Request>"

#define RESPONSE_OF(id, body)                                                                                          \
  "<sr:Response " NAMESPACE " schemaVersion=\"5.4\"><sr:Header>" id "<sr:ResponseCode>I0</sr:ResponseCode>"            \
  "<sr:ResponseDateTime>2026-01-31T09:30:00Z</sr:ResponseDateTime></sr:Header><sr:Body>" body "</sr:Body>"
#define RESPONSE(body) RESPONSE_OF("<sr:RequestID>" ID "</sr:RequestID>", body)
#define RESPONSE_END   "</sr:Response>"

#define CONTENT(variant, content)                                                                                      \
  "<sr:ResponseMessage><sr:ServiceReference>8.14</sr:ServiceReference><sr:ServiceReferenceVariant>" variant            \
  "</sr:ServiceReferenceVariant>" content "</sr:ResponseMessage>"

#define HUB                                                                                                            \
  "<sr:CHFNoFaultReturn><sr:DeviceID>00-DB-12-34-56-78-90-A2</sr:DeviceID>"                                            \
  "<sr:CHFNoFaultReturnType>Lost or Stolen Hub</sr:CHFNoFaultReturnType></sr:CHFNoFaultReturn>"
#define OTHER "<sr:ReadFirmwareVersion><sr:DeviceID>00-DB-12-34-56-78-90-A2</sr:DeviceID></sr:ReadFirmwareVersion>"

/* ---- What it is -------------------------------------------------------------------------------------------------- */

static const struct {
  const char *unsigned_part;
  const char *end;
  int32_t kind;
  int32_t service; /* CHRET_SERVICE_UNDECIDED: another one */
  const char *body;
  const char *variant; /* NULL: it names none */
} messages[] = {
    {REQUEST("8.14.4", HUB), REQUEST_END, CHRET_MESSAGE_REQUEST, CHRET_SERVICE_NO_FAULT_RETURN, "CHFNoFaultReturn",
     "8.14.4"},
    {REQUEST("8.14.1", OTHER), REQUEST_END, CHRET_MESSAGE_REQUEST, CHRET_SERVICE_UNDECIDED, "ReadFirmwareVersion",
     "8.14.1"},
    {RESPONSE(CONTENT("8.14.3", "")), RESPONSE_END, CHRET_MESSAGE_RESPONSE, CHRET_SERVICE_FAULT_RETURN, "", "8.14.3"},
    {RESPONSE(CONTENT("8.14.1", "")), RESPONSE_END, CHRET_MESSAGE_RESPONSE, CHRET_SERVICE_UNDECIDED, "", "8.14.1"},
    {RESPONSE(CONTENT("11.2", "<sr:GBCSPayload>x</sr:GBCSPayload>")), RESPONSE_END, CHRET_MESSAGE_RESPONSE,
     CHRET_SERVICE_UNDECIDED, "GBCSPayload", "11.2"},
    {RESPONSE("<sr:DCCAlertMessage><sr:DCCAlertCode>N1</sr:DCCAlertCode></sr:DCCAlertMessage>"), RESPONSE_END,
     CHRET_MESSAGE_RESPONSE, CHRET_SERVICE_UNDECIDED, "DCCAlertMessage", NULL},
};

static void expect_message(const chret_message *message, int i) {
  int is_request = messages[i].kind == CHRET_MESSAGE_REQUEST;
  int is_ours = messages[i].service != CHRET_SERVICE_UNDECIDED;
  size_t size = 0;
  ck_assert_int_eq(chret_message_kind(message), messages[i].kind);
  ck_assert_int_eq(chret_message_request(message) != NULL, is_request && is_ours);
  ck_assert_int_eq(chret_message_response(message) != NULL, !is_request && is_ours);
  ck_assert_int_eq(is_request ? chret_request_service(chret_message_request(message))
                              : chret_response_service(chret_message_response(message)),
                   messages[i].service);
  ck_assert_str_eq(chret_message_body(message), messages[i].body);
  ck_assert_pstr_eq(chret_message_get(message, CHRET_FIELD_SERVICE_REFERENCE_VARIANT, &size), messages[i].variant);
  ck_assert_uint_eq(size, messages[i].variant == NULL ? 0 : strlen(messages[i].variant));
  ck_assert_str_eq(chret_message_get(message, CHRET_FIELD_REQUEST_ID, NULL), ID);
  ck_assert_pstr_eq(chret_message_get(message, CHRET_FIELD_RESPONSE_CODE, NULL), is_request ? NULL : "I0");
  ck_assert_ptr_null(chret_message_get(message, CHRET_FIELD_DEVICE_ID, NULL));
}

START_TEST(a_message_of_any_service_says_what_it_is) {
  test_text xml = {NULL, 0, 0};
  chret_message *message = NULL;
  test_addf(&xml, "%s%s", messages[_i].unsigned_part, messages[_i].end);
  ck_assert_int_eq(chret_message_read_unverified(&message, (const uint8_t *)xml.data, xml.size, NULL, err), CHRET_OK);
  expect_message(message, _i);
  ck_assert_int_eq(chret_message_is_signed(message), 0);
  ck_assert_ptr_null(chret_message_certificate(message));
  chret_message_free(message);
  message = NULL;
  ck_assert_int_eq(chret_message_read(&message, (const uint8_t *)xml.data, xml.size, verifying_trust, NULL, err),
                   CHRET_E_UNSIGNED);
  ck_assert_ptr_null(message);
  test_text_free(&xml);
}
END_TEST

START_TEST(signed_it_says_by_whom_once_that_is_verified) {
  test_text xml = {NULL, 0, 0};
  chret_message *message = NULL;
  test_addf(&xml, "%s%s%s", messages[_i].unsigned_part, SIGNATURE_WHOLE, messages[_i].end);
  peer_sign(&xml, verifying_member);
  verifying_as(messages[_i].kind == CHRET_MESSAGE_REQUEST ? TEST_ORIGINATOR : TEST_TARGET);
  ck_assert_int_eq(chret_message_read_unverified(&message, (const uint8_t *)xml.data, xml.size, NULL, err), CHRET_OK);
  ck_assert_int_eq(chret_message_is_signed(message), 1);
  ck_assert_ptr_null(chret_message_certificate(message));
  chret_message_free(message);
  message = NULL;
  ck_assert_int_eq(chret_message_read(&message, (const uint8_t *)xml.data, xml.size, verifying_trust, NULL, err),
                   CHRET_OK);
  expect_message(message, _i);
  ck_assert_int_eq(chret_message_is_signed(message), 1);
  ck_assert_ptr_eq(chret_message_certificate(message), chret_trust_at(verifying_trust, 0));
  chret_message_free(message);
  test_text_free(&xml);
}
END_TEST

START_TEST(of_no_message_there_is_nothing_to_say) {
  size_t size = 7;
  ck_assert_int_eq(chret_message_kind(NULL), 0);
  ck_assert_ptr_null(chret_message_request(NULL));
  ck_assert_ptr_null(chret_message_response(NULL));
  ck_assert_ptr_null(chret_message_get(NULL, CHRET_FIELD_REQUEST_ID, &size));
  ck_assert_str_eq(chret_message_body(NULL), "");
  ck_assert_int_eq(chret_message_is_signed(NULL), 0);
  ck_assert_ptr_null(chret_message_certificate(NULL));
  ck_assert_ptr_null(chret_request_certificate(NULL));
  ck_assert_ptr_null(chret_response_certificate(NULL));
  chret_message_free(NULL);
}
END_TEST

/* Verified reading without a trust store is never reading unverified. */
START_TEST(nothing_is_read_without_its_arguments) {
  const uint8_t *xml = (const uint8_t *)REQUEST("8.14.4", HUB) REQUEST_END;
  size_t size = strlen((const char *)xml);
  chret_request *request = NULL;
  chret_response *response = NULL;
  chret_message *message = NULL;
  ck_assert_int_eq(chret_request_read(&request, xml, size, NULL, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_response_read(&response, xml, size, NULL, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_message_read(&message, xml, size, NULL, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_error_status(err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_message_read_unverified(&message, NULL, 1, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_message_read_unverified(NULL, xml, size, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_message_read_unverified(&message, NULL, 0, NULL, err), CHRET_E_NOT_WELL_FORMED);
  ck_assert(request == NULL && response == NULL && message == NULL);
}
END_TEST

START_TEST(each_end_of_a_reader_is_for_its_kind) {
  const uint8_t *xml = (const uint8_t *)REQUEST("8.14.4", HUB) REQUEST_END;
  chret_request *request = NULL;
  for (int with_trust = 0; with_trust < 2; with_trust++) {
    chret_reader *reader = NULL;
    ck_assert_int_eq(chret_reader_new(&reader, with_trust ? verifying_trust : NULL, NULL, err), CHRET_OK);
    ck_assert_int_eq(chret_reader_feed(reader, xml, strlen((const char *)xml), err), CHRET_OK);
    ck_assert_int_eq(with_trust ? chret_reader_finish_unverified(reader, &request, err)
                                : chret_reader_finish(reader, &request, err),
                     CHRET_E_STATE);
    ck_assert_int_eq(chret_error_status(err), CHRET_E_STATE);
    ck_assert_ptr_null(request);
    ck_assert_int_eq(with_trust ? chret_reader_finish(reader, &request, err)
                                : chret_reader_finish_unverified(reader, &request, err),
                     with_trust ? CHRET_E_UNSIGNED : CHRET_OK);
    chret_reader_free(reader);
    chret_request_free(request);
    request = NULL;
  }
}
END_TEST

/* ---- What of a response is refused ------------------------------------------------------------------------------- */

#define FAILURE(inside) "<sr:CHFReturnFailure>" inside "</sr:CHFReturnFailure>"
#define CODE            "<sr:ResponseCode>E5</sr:ResponseCode>"
#define DEVICES         "<sr:DeviceIDList>00-DB-12-34-56-78-90-A2,00-DB-12-34-56-78-90-A3</sr:DeviceIDList>"
#define WARNING(inside) "<sr:DSPCHFReturnWarning>" inside "</sr:DSPCHFReturnWarning>"
#define LISTED          WARNING(FAILURE(CODE DEVICES))

static const struct {
  const char *body;
  int32_t status;
  const char *item;
} responses[] = {
    {CONTENT("8.14.3", LISTED), CHRET_OK, ""},
    {CONTENT("8.14.3", WARNING(FAILURE(CODE DEVICES) FAILURE(CODE DEVICES))), CHRET_OK, ""},
    {CONTENT("8.14.3", "") CONTENT("8.14.3", ""), CHRET_E_STRUCTURE, "ResponseMessage"},
    {CONTENT("8.14.3", LISTED LISTED), CHRET_E_STRUCTURE, "DSPCHFReturnWarning"},
    {CONTENT("8.14.3", LISTED "<sr:ServiceReference>8.14</sr:ServiceReference>"), CHRET_E_STRUCTURE,
     "ServiceReference"},
    {CONTENT("8.14.3", "<DSPCHFReturnWarning/>"), CHRET_E_STRUCTURE, "DSPCHFReturnWarning"},
    {CONTENT("8.14.1", LISTED), CHRET_E_SERVICE_MISMATCH, "DSPCHFReturnWarning"},
    {CONTENT("8.14.1", ""), CHRET_E_OTHER_SERVICE, ""},
    {"<sr:ResponseMessage>" LISTED "</sr:ResponseMessage>", CHRET_E_MISSING, "ServiceReference"},
    {"<sr:ResponseMessage/>", CHRET_E_MISSING, "ServiceReference"},
    {"<sr:ResponseMessage a='1'/>", CHRET_E_STRUCTURE, "ResponseMessage"},
    {"<ResponseMessage/>", CHRET_E_STRUCTURE, "ResponseMessage"},
    {"<sr:DCCAlertMessage/>", CHRET_E_OTHER_SERVICE, ""},
    {"", CHRET_E_STRUCTURE, ""},
    {"text", CHRET_E_STRUCTURE, ""},
    {CONTENT("8.14.3", WARNING("")), CHRET_E_STRUCTURE, ""},
    {CONTENT("8.14.3", WARNING(CODE)), CHRET_E_STRUCTURE, "ResponseCode"},
    {CONTENT("8.14.3", "<sr:DSPCHFReturnWarning a='1'/>"), CHRET_E_STRUCTURE, "DSPCHFReturnWarning"},
    {CONTENT("8.14.3", WARNING("<sr:CHFReturnFailure a='1'/>")), CHRET_E_STRUCTURE, "CHFReturnFailure"},
    {CONTENT("8.14.3", WARNING(FAILURE(CODE))), CHRET_E_MISSING, "DeviceIDList"},
    {CONTENT("8.14.3", WARNING(FAILURE(DEVICES))), CHRET_E_MISSING, "ResponseCode"},
    {CONTENT("8.14.3", WARNING(FAILURE(CODE CODE DEVICES))), CHRET_E_REPEATED_ITEM, "ResponseCode"},
    {CONTENT("8.14.3", WARNING(FAILURE(DEVICES CODE))), CHRET_E_MALFORMED, "ResponseCode"},
    {CONTENT("8.14.3", WARNING(FAILURE("<sr:ResponseCode>E1x</sr:ResponseCode>" DEVICES))), CHRET_E_MALFORMED,
     "ResponseCode"},
    {CONTENT("8.14.3", WARNING(FAILURE("<sr:ResponseCode>E12345678</sr:ResponseCode>" DEVICES))), CHRET_E_MALFORMED,
     "ResponseCode"},
    {CONTENT("8.14.3", WARNING(FAILURE(CODE "<sr:DeviceIDList/>"))), CHRET_E_MALFORMED, "DeviceIDList"},
    {CONTENT("8.14.3", WARNING(FAILURE(CODE "<sr:DeviceIDList>00-DB-12-34-56-78-90-A2,</sr:DeviceIDList>"))),
     CHRET_E_MALFORMED, "DeviceIDList"},
    {CONTENT("8.14.3", WARNING(FAILURE(CODE "<sr:DeviceIDList>00-DB-12-34-56-78-90-A2;00-DB-12-34-56-78-90-A3"
                                            "</sr:DeviceIDList>"))),
     CHRET_E_MALFORMED, "DeviceIDList"},
    {CONTENT("8.14.3", WARNING(FAILURE(CODE "<sr:DeviceIDList>00-DB-12-34-56-78-90-A2,00-DB</sr:DeviceIDList>"))),
     CHRET_E_MALFORMED, "DeviceIDList"},
};

static int32_t read_response(chret_response **out, const char *body, const chret_options *options) {
  test_text xml = {NULL, 0, 0};
  test_addf(&xml, "%s%s%s", RESPONSE(""), "", RESPONSE_END);
  peer_replace(&xml, "</sr:Body>", "@</sr:Body>");
  peer_replace(&xml, "@", body);
  int32_t status = chret_response_read_unverified(out, (const uint8_t *)xml.data, xml.size, options, err);
  test_text_free(&xml);
  return status;
}

START_TEST(a_response_is_of_the_schemas_form) {
  chret_response *response = NULL;
  int32_t status = read_response(&response, responses[_i].body, NULL);
  ck_assert_msg(status == responses[_i].status, "%s: %s", responses[_i].body, chret_status_name(status));
  ck_assert_int_eq(chret_error_status(err), status);
  ck_assert_msg(strcmp(chret_error_item(err), responses[_i].item) == 0, "%s: %s", responses[_i].body,
                chret_error_item(err));
  ck_assert_int_eq(response != NULL, status == CHRET_OK);
  chret_response_free(response);
}
END_TEST

START_TEST(no_more_refused_records_are_read_than_the_limit_allows) {
  chret_response *response = NULL;
  chret_options *options = NULL;
  ck_assert_int_eq(chret_options_new(&options, NULL), CHRET_OK);
  ck_assert_int_eq(chret_options_set_limit(options, CHRET_LIMIT_RECORDS, 1), CHRET_OK);
  ck_assert_int_eq(read_response(&response, CONTENT("8.14.3", LISTED), options), CHRET_E_TOO_MANY);
  ck_assert_str_eq(chret_error_item(err), "DeviceIDList");
  ck_assert_ptr_null(response);
  ck_assert_int_eq(chret_options_set_limit(options, CHRET_LIMIT_RECORDS, 2), CHRET_OK);
  ck_assert_int_eq(read_response(&response, CONTENT("8.14.3", LISTED), options), CHRET_OK);
  ck_assert_uint_eq(chret_response_failure_count(response), 2);
  chret_response_free(response);
  chret_options_free(options);
}
END_TEST

/* ---- Who has to sign, and for what ------------------------------------------------------------------------------- */

static const struct {
  const char *unsigned_part;
  const char *end;
  uint64_t signer; /* 0: a certificate without EUI-64 */
  int32_t status;
} senders[] = {
    {REQUEST("8.14.4", HUB), REQUEST_END, TEST_ORIGINATOR, CHRET_OK},
    {REQUEST("8.14.4", HUB), REQUEST_END, TEST_TARGET, CHRET_E_FOREIGN_SIGNER},
    {REQUEST("8.14.4", HUB), REQUEST_END, 0, CHRET_E_FOREIGN_SIGNER},
    {REQUEST("8.14.3", HUB), REQUEST_END, TEST_ORIGINATOR, CHRET_E_SERVICE_MISMATCH},
    {RESPONSE(CONTENT("8.14.4", LISTED)), RESPONSE_END, TEST_TARGET, CHRET_OK},
    {RESPONSE(CONTENT("8.14.4", LISTED)), RESPONSE_END, TEST_ORIGINATOR, CHRET_E_FOREIGN_SIGNER},
    {RESPONSE(CONTENT("8.14.4", LISTED)), RESPONSE_END, 0, CHRET_E_FOREIGN_SIGNER},
    {RESPONSE_OF("", CONTENT("8.14.4", "")), RESPONSE_END, TEST_TARGET, CHRET_E_FOREIGN_SIGNER},
};

START_TEST(the_sender_signs_for_what_the_header_names) {
  test_text xml = {NULL, 0, 0};
  chret_request *request = NULL;
  chret_response *response = NULL;
  int is_request = strcmp(senders[_i].end, REQUEST_END) == 0;
  test_addf(&xml, "%s%s%s", senders[_i].unsigned_part, SIGNATURE_WHOLE, senders[_i].end);
  peer_sign(&xml, verifying_member);
  verifying_as(senders[_i].signer);
  const uint8_t *data = (const uint8_t *)xml.data;
  int32_t status = is_request ? chret_request_read(&request, data, xml.size, verifying_trust, NULL, err)
                              : chret_response_read(&response, data, xml.size, verifying_trust, NULL, err);
  ck_assert_msg(status == senders[_i].status, "%s", chret_status_name(status));
  ck_assert_int_eq(chret_error_status(err), status);
  ck_assert_int_eq(request != NULL || response != NULL, status == CHRET_OK);
  const chret_certificate *by = is_request ? chret_request_certificate(request) : chret_response_certificate(response);
  ck_assert_ptr_eq(by, status == CHRET_OK ? chret_trust_at(verifying_trust, 0) : NULL);
  chret_request_free(request);
  chret_response_free(response);
  test_text_free(&xml);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("message");
  TCase *tests = tcase_create("message");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 30);
  tcase_add_loop_test(tests, a_message_of_any_service_says_what_it_is, 0, TEST_COUNT(messages));
  tcase_add_loop_test(tests, signed_it_says_by_whom_once_that_is_verified, 0, TEST_COUNT(messages));
  tcase_add_test(tests, of_no_message_there_is_nothing_to_say);
  tcase_add_test(tests, nothing_is_read_without_its_arguments);
  tcase_add_test(tests, each_end_of_a_reader_is_for_its_kind);
  tcase_add_loop_test(tests, a_response_is_of_the_schemas_form, 0, TEST_COUNT(responses));
  tcase_add_test(tests, no_more_refused_records_are_read_than_the_limit_allows);
  tcase_add_loop_test(tests, the_sender_signs_for_what_the_header_names, 0, TEST_COUNT(senders));
  return test_run(suite);
}
