/* tests/check_sign.c - signing messages that exist as bytes. What must be written stands here to the byte; its digest is
 * libxml2's and OpenSSL's.
 */
#include "signing_fixture.h"

#include <stdlib.h>
#include <string.h>

/* *out stays as it is where it fails. */
static int32_t sign(chret_buffer **out, const test_text *xml, int32_t replace, const chret_signer *signer,
                    const chret_options *options) {
  char *exact = test_exactly(xml->data, xml->size);
  *out = NULL;
  int32_t status = chret_sign(out, (const uint8_t *)exact, xml->size, replace, signer, options, err);
  ck_assert_int_eq(status == CHRET_OK, *out != NULL);
  ck_assert_int_eq(chret_error_status(err), status);
  free(exact);
  return status;
}

static void expect_signed(chret_buffer *buffer, const char *unsigned_message) {
  test_text want = {NULL, 0, 0};
  test_adds(&want, unsigned_message);
  signing_expect(chret_buffer_data(buffer), chret_buffer_size(buffer), &want);
  ck_assert_int_eq(signing_asked, 1);
  chret_buffer_free(buffer);
  test_text_free(&want);
}

/* ---- Documents, and what is written of them ---------------------------------------------------------------------- */

#define ID "90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:1000"
#define SR " xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\""

#define HEADER(variant)                                                                                                \
  "<sr:Header><sr:RequestID>" ID "</sr:RequestID><sr:CommandVariant>8</sr:CommandVariant>"                             \
  "<sr:ServiceReference>8.14</sr:ServiceReference><sr:ServiceReferenceVariant>" variant                                \
  "</sr:ServiceReferenceVariant></sr:Header>"
#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define REQUEST(variant, body)                                                                                         \
  DECLARATION "<sr:Request" SR " schemaVersion=\"5.4\">" HEADER(variant) "<sr:Body>" body "</sr:Body></sr:Request>"
#define NO_FAULT(device, rest)                                                                                         \
  "<sr:CHFNoFaultReturn><sr:DeviceID>00-DB-12-34-56-78-90-" device                                                     \
  "</sr:DeviceID><sr:CHFNoFaultReturnType>Lost or Stolen Hub</sr:CHFNoFaultReturnType>" rest "</sr:CHFNoFaultReturn>"
#define INFORMATION(text) "<sr:AdditionalInformation>" text "</sr:AdditionalInformation>"
#define RESPONSE(code, body)                                                                                           \
  DECLARATION "<sr:Response" SR " schemaVersion=\"5.4\"><sr:Header><sr:RequestID>" ID                                  \
              "</sr:RequestID><sr:ResponseCode>" code "</sr:ResponseCode><sr:ResponseDateTime>2026-01-31T09:30:00Z"    \
              "</sr:ResponseDateTime></sr:Header><sr:Body><sr:ResponseMessage><sr:ServiceReference>8.14"               \
              "</sr:ServiceReference><sr:ServiceReferenceVariant>8.14.3</sr:ServiceReferenceVariant>" body             \
              "</sr:ResponseMessage></sr:Body></sr:Response>"

#define SINGLE  REQUEST("8.14.4", NO_FAULT("A2", ""))
#define I99     RESPONSE("I99", "")
#define REFUSED "<sr:DSPCHFReturnWarning><sr:CHFReturnFailure><sr:ResponseCode>E5</sr:ResponseCode>"

static const struct {
  const char *name;
  uint64_t signer;
  const char *xml;
  const char *written;
} documents[] = {
    {"as it will be written", TEST_ORIGINATOR, SINGLE, SINGLE},
    {"with white space, comments, instructions", TEST_ORIGINATOR,
     "<!-- a -->\n<?b?><sr:Request schemaVersion='5.4'" SR " >\r\n  <!-- c -->" HEADER(
         "8.14.4") "\n<sr:Body >\n\t"
                   "<?d e?><sr:CHFNoFaultReturn>\n<sr:DeviceID> 00-db-12-34-56-78-90-a2\n</sr:DeviceID>"
                   "<sr:CHFNoFaultReturnType>Lost<!-- f --> or Stolen "
                   "Hub</sr:CHFNoFaultReturnType>\n</sr:CHFNoFaultReturn></sr:Body>"
                   "</sr:Request>\n<!-- g -->",
     SINGLE},
    {"with other prefixes and none", TEST_ORIGINATOR,
     "<Request xmlns='http://www.dccinterface.co.uk/ServiceUserGateway' xmlns:unused='urn:u'" SR
     " schemaVersion='5.4'>" HEADER("8.14.4") "<x:Body "
                                              "xmlns:x='http://www.dccinterface.co.uk/ServiceUserGateway'>" NO_FAULT(
                                                  "A2", "") "</x:Body></Request>",
     SINGLE},
    {"with references and CDATA", TEST_ORIGINATOR,
     REQUEST("8.14.4",
             NO_FAULT("A2", INFORMATION("&#x41;<![CDATA[ & <b>]]> &quot;&apos;&gt;&#13;&#10;\xC3\xA9&#x1F600;"))),
     REQUEST("8.14.4", NO_FAULT("A2", INFORMATION("A &amp; &lt;b&gt; \"'&gt;&#xD;\n\xC3\xA9\xF0\x9F\x98\x80")))},
    {"a list", TEST_ORIGINATOR,
     REQUEST("8.14.4", "<sr:CHFNoFaultReturnList>" NO_FAULT("A2", "") " " NO_FAULT("A3", "") "\n" NO_FAULT(
                           "A2", "") "</sr:CHFNoFaultReturnList>"),
     REQUEST("8.14.4", "<sr:CHFNoFaultReturnList>" NO_FAULT("A2", "") NO_FAULT("A3", "")
                           NO_FAULT("A2", "") "</sr:CHFNoFaultReturnList>")},
    {"a response", TEST_TARGET, I99, I99},
    {"a response with refused records", TEST_TARGET,
     RESPONSE("W081401", REFUSED " <sr:DeviceIDList>00-DB-12-34-56-78-90-A2,00-DB-12-34-56-78-90-A3</sr:DeviceIDList>"
                                 "</sr:CHFReturnFailure>\n</sr:DSPCHFReturnWarning>"),
     RESPONSE("W081401", REFUSED "<sr:DeviceIDList>00-DB-12-34-56-78-90-A2,00-DB-12-34-56-78-90-A3</sr:DeviceIDList>"
                                 "</sr:CHFReturnFailure></sr:DSPCHFReturnWarning>")},
};

START_TEST(messages_are_written_anew_and_signed) {
  chret_signer signer;
  chret_buffer *buffer = NULL;
  test_text xml = {NULL, 0, 0};
  test_adds(&xml, documents[_i].xml);
  signing_fill_in(&signer, documents[_i].signer);
  int32_t status = sign(&buffer, &xml, 0, &signer, NULL);
  ck_assert_msg(status == CHRET_OK, "%s: %s", documents[_i].name, chret_error_message(err));
  expect_signed(buffer, documents[_i].written);
  test_text_free(&xml);
}
END_TEST

/* ---- Messages that are signed ------------------------------------------------------------------------------------ */

static const char *const signatures[] = {
    "<ds:Signature xmlns:ds='" DS "'/>",
    "\n<Signature xmlns='" DS "'> <!-- a --> nothing <of><the kind=''/></of> </Signature>\n",
    "<ds:Signature xmlns:ds='" DS "'><ds:SignedInfo><ds:Signature/></ds:SignedInfo></ds:Signature>",
    NULL, /* the one of another key */
};

/* The response or the request with that Signature. */
static void add_with_signature(test_text *xml, int of_response, const char *signature) {
  static const char *const messages[] = {SINGLE, I99};
  static const char *const ends[] = {"</sr:Request>", "</sr:Response>"};
  test_text end = {NULL, 0, 0};
  if (signature != NULL) {
    test_adds(xml, messages[of_response]);
    test_addf(&end, "%s%s", signature, ends[of_response]);
    peer_replace(xml, ends[of_response], end.data);
  } else {
    chret_signer other;
    chret_buffer *buffer = NULL;
    test_text plain = {NULL, 0, 0};
    test_adds(&plain, messages[of_response]);
    signing_fill_in(&other, of_response ? TEST_TARGET : TEST_ORIGINATOR);
    other.ctx = peer_identity_new("7");
    test_signer_names(&other, other.issuer, "7");
    ck_assert_int_eq(sign(&buffer, &plain, 0, &other, NULL), CHRET_OK);
    test_add_buffer(xml, buffer);
    chret_buffer_free(buffer);
    peer_identity_free(other.ctx);
    test_text_free(&plain);
  }
  test_text_free(&end);
}

START_TEST(a_signature_is_replaced_only_where_that_is_asked_for) {
  int of_response = _i % 2;
  chret_signer signer;
  chret_buffer *buffer = NULL;
  test_text xml = {NULL, 0, 0};
  add_with_signature(&xml, of_response, signatures[_i / 2]);
  signing_fill_in(&signer, of_response ? TEST_TARGET : TEST_ORIGINATOR);
  ck_assert_int_eq(sign(&buffer, &xml, 0, &signer, NULL), CHRET_E_SIGNED);
  ck_assert_int_eq(signing_asked, 0);
  ck_assert_int_eq(sign(&buffer, &xml, 1, &signer, NULL), CHRET_OK);
  expect_signed(buffer, of_response ? I99 : SINGLE);
  test_text_free(&xml);
}
END_TEST

/* There is nothing to replace, and no harm in it. */
START_TEST(an_unsigned_message_is_signed_either_way) {
  chret_signer signer;
  chret_buffer *buffer = NULL;
  test_text xml = {NULL, 0, 0};
  test_adds(&xml, SINGLE);
  signing_fill_in(&signer, TEST_ORIGINATOR);
  ck_assert_int_eq(sign(&buffer, &xml, 1, &signer, NULL), CHRET_OK);
  expect_signed(buffer, SINGLE);
  test_text_free(&xml);
}
END_TEST

/* ---- What is not signed ------------------------------------------------------------------------------------------ */

static const struct {
  const char *name;
  uint64_t signer;
  const char *xml;
  int32_t status;
} refused[] = {
    {"nothing", TEST_ORIGINATOR, "", CHRET_E_NOT_WELL_FORMED},
    {"cut short", TEST_ORIGINATOR, DECLARATION "<sr:Request" SR " schemaVersion='5.4'>", CHRET_E_NOT_WELL_FORMED},
    {"something after it", TEST_ORIGINATOR, SINGLE "x", CHRET_E_NOT_WELL_FORMED},
    {"a document type", TEST_ORIGINATOR, "<!DOCTYPE r><r/>", CHRET_E_DOCTYPE},
    {"no DUIS message", TEST_ORIGINATOR, "<r/>", CHRET_E_NOT_DUIS},
    {"another service", TEST_ORIGINATOR, REQUEST("8.14.2", "<sr:CHFInstall/>"), CHRET_E_OTHER_SERVICE},
    {"a response of another service", TEST_TARGET,
     "<sr:Response" SR " schemaVersion='5.4'><sr:Header><sr:RequestID>" ID "</sr:RequestID><sr:ResponseCode>I0"
     "</sr:ResponseCode><sr:ResponseDateTime>2026-01-31T09:30:00Z</sr:ResponseDateTime></sr:Header><sr:Body>"
     "<sr:ResponseMessage><sr:ServiceReference>8.2</sr:ServiceReference><sr:ServiceReferenceVariant>8.2"
     "</sr:ServiceReferenceVariant></sr:ResponseMessage></sr:Body></sr:Response>",
     CHRET_E_OTHER_SERVICE},
    {"content that is not read", TEST_TARGET, RESPONSE("I99", "<sr:DSPOther/>"), CHRET_E_STATE},
    {"no value of the enumeration", TEST_ORIGINATOR,
     REQUEST("8.14.4", "<sr:CHFNoFaultReturn><sr:DeviceID>00-DB-12-34-56-78-90-A2</sr:DeviceID>"
                       "<sr:CHFNoFaultReturnType>Lost</sr:CHFNoFaultReturnType></sr:CHFNoFaultReturn>"),
     CHRET_E_NOT_ENUMERATED},
    {"no record", TEST_ORIGINATOR, REQUEST("8.14.4", ""), CHRET_E_STRUCTURE},
    {"two Signatures", TEST_ORIGINATOR,
     DECLARATION "<sr:Request" SR " schemaVersion='5.4'>" HEADER("8.14.4") "<sr:Body>" NO_FAULT(
         "A2", "") "</sr:Body><Signature xmlns='" DS "'/><Signature xmlns='" DS "'/></sr:Request>",
     CHRET_E_STRUCTURE},
    {"the target's request", TEST_TARGET, SINGLE, CHRET_E_FOREIGN_SIGNER},
    {"a stranger's request", 0, SINGLE, CHRET_E_FOREIGN_SIGNER},
    {"the originator's response", TEST_ORIGINATOR, I99, CHRET_E_FOREIGN_SIGNER},
};

START_TEST(what_cannot_be_written_is_not_signed) {
  chret_signer signer;
  chret_buffer *buffer = NULL;
  test_text xml = {NULL, 0, 0};
  test_adds(&xml, refused[_i].xml);
  signing_fill_in(&signer, refused[_i].signer);
  for (int32_t replace = 0; replace <= 1; replace++) {
    int32_t status = sign(&buffer, &xml, replace, &signer, NULL);
    ck_assert_msg(status == refused[_i].status, "%s: %s, %s", refused[_i].name, chret_status_name(status),
                  chret_error_message(err));
  }
  ck_assert_int_eq(signing_asked, 0);
  test_text_free(&xml);
}
END_TEST

static const struct {
  const char *name;
  uint64_t signer;
  int32_t status; /* where its Signature, if it has one, may be replaced */
} official[] = {
    {"templates/8.14.3_COMMUNICATIONS_HUB_STATUS_UPDATE_FAULT_RETURN_REQUEST_DUIS.XML", TEST_ORIGINATOR, CHRET_OK},
    {"templates/8.14.4_COMMUNICATIONS_HUB_STATUS_UPDATE_NO_FAULT_RETURN_REQUEST_DUIS.XML", TEST_ORIGINATOR, CHRET_OK},
    {"templates/8.14.1_COMMUNICATIONS_HUB_STATUS_UPDATE_INSTALL_SUCCESS_REQUEST_DUIS.XML", TEST_ORIGINATOR,
     CHRET_E_OTHER_SERVICE},
    {"templates/11.1_UPDATE_FIRMWARE_REQUEST_DUIS.XML", TEST_ORIGINATOR, CHRET_E_OTHER_SERVICE},
    {"samples/readfw-response.xml", TEST_TARGET, CHRET_E_OTHER_SERVICE},
    {"samples/read-inventory-response-5.4.xml", TEST_TARGET, CHRET_E_OTHER_SERVICE},
    {"samples/acknowledgement-error.xml", TEST_TARGET, CHRET_E_OTHER_SERVICE},
};

START_TEST(of_dccs_messages_those_of_these_services_are_signed) {
  chret_signer signer;
  chret_buffer *buffer = NULL;
  test_text xml = {NULL, 0, 0}, text = {NULL, 0, 0};
  if (test_load_duis(&xml, official[_i].name)) {
    signing_fill_in(&signer, official[_i].signer);
    int32_t status = sign(&buffer, &xml, 1, &signer, NULL);
    ck_assert_msg(status == official[_i].status, "%s: %s", official[_i].name, chret_error_message(err));
    if (status == CHRET_OK) {
      chret_buffer *unsigned_message = NULL;
      chret_request *request = NULL;
      ck_assert_int_eq(chret_request_read_unverified(&request, (const uint8_t *)xml.data, xml.size, NULL, err),
                       CHRET_OK);
      ck_assert_int_eq(chret_request_write_buffer(request, &unsigned_message, err), CHRET_OK);
      test_add_buffer(&text, unsigned_message);
      expect_signed(buffer, text.data);
      chret_buffer_free(unsigned_message);
      chret_request_free(request);
    }
  }
  test_text_free(&xml);
  test_text_free(&text);
}
END_TEST

START_TEST(the_limits_of_the_options_hold) {
  chret_signer signer;
  chret_buffer *buffer = NULL;
  chret_options *options = NULL;
  test_text xml = {NULL, 0, 0};
  test_adds(&xml, SINGLE);
  signing_fill_in(&signer, TEST_ORIGINATOR);
  ck_assert_int_eq(chret_options_new(&options, NULL), CHRET_OK);
  ck_assert_int_eq(chret_options_set_limit(options, CHRET_LIMIT_BYTES, xml.size - 1), CHRET_OK);
  ck_assert_int_eq(sign(&buffer, &xml, 0, &signer, options), CHRET_E_LIMIT);
  ck_assert_int_eq(chret_options_set_limit(options, CHRET_LIMIT_BYTES, xml.size), CHRET_OK);
  ck_assert_int_eq(sign(&buffer, &xml, 0, &signer, options), CHRET_OK);
  expect_signed(buffer, SINGLE);
  chret_options_free(options);
  test_text_free(&xml);
}
END_TEST

/* ---- Failures ---------------------------------------------------------------------------------------------------- */

static int32_t sign_with_zeros(void *ctx, const uint8_t *signed_info, size_t size, uint8_t *signature) {
  (void)ctx;
  (void)signed_info;
  (void)size;
  memset(signature, 0, CHRET_SIGNATURE_SIZE);
  return 0;
}

START_TEST(a_signer_that_fails_signs_nothing) {
  chret_signer signer;
  chret_buffer *buffer = NULL;
  test_text xml = {NULL, 0, 0};
  int failures = 0;
  test_adds(&xml, SINGLE);
  signing_fill_in(&signer, TEST_ORIGINATOR);
  signing_code = -12;
  ck_assert_int_eq(sign(&buffer, &xml, 0, &signer, NULL), CHRET_E_HOST);
  ck_assert_int_eq(chret_error_host_code(err), -12);
  signing_code = 0;
  verifying_peer.code = 9;
  for (int32_t status = CHRET_E_HOST; status != CHRET_OK;) {
    verifying_peer.fail_at = ++failures;
    status = sign(&buffer, &xml, 0, &signer, NULL);
    ck_assert(status == CHRET_OK || (status == CHRET_E_HOST && chret_error_host_code(err) == 9));
    ck_assert_int_eq(verifying_peer.digests, 0);
    chret_buffer_free(buffer);
  }
  ck_assert_int_gt(failures, 3);
  verifying_peer.fail_at = 0;
  signer.sign = sign_with_zeros;
  ck_assert_int_eq(sign(&buffer, &xml, 0, &signer, NULL), CHRET_E_SIGNATURE_MALFORMED);
  signer.sign = NULL;
  ck_assert_int_eq(sign(&buffer, &xml, 0, &signer, NULL), CHRET_E_ARGUMENT);
  test_text_free(&xml);
}
END_TEST

START_TEST(each_allocation_may_fail) {
  test_memory memory = {0, 0, 0, 0, 0, 0, 0};
  test_text xml = {NULL, 0, 0};
  size_t failures = 0;
  int32_t status = CHRET_E_NO_MEMORY;
  add_with_signature(&xml, _i % 2, signatures[1]);
  while (status != CHRET_OK) {
    chret_options *options = test_memory_options(&memory);
    chret_signer signer;
    chret_buffer *buffer = NULL;
    signing_fill_in(&signer, _i % 2 ? TEST_TARGET : TEST_ORIGINATOR);
    test_memory_arm(&memory, failures + 1, _i / 2);
    status = sign(&buffer, &xml, 1, &signer, options);
    int failed = test_memory_failed(&memory);
    test_memory_arm(&memory, 0, 0);
    ck_assert_msg(status == (failed ? CHRET_E_NO_MEMORY : CHRET_OK), "failure %zu: %s", failures + 1,
                  chret_status_name(status));
    if (status == CHRET_OK) {
      expect_signed(buffer, _i % 2 ? I99 : SINGLE);
    }
    failures += (size_t)failed;
    chret_options_free(options);
    ck_assert_msg(memory.live == 0 && memory.misuse == 0, "failure %zu leaves %zu blocks", failures, memory.live);
  }
  ck_assert_uint_ge(failures, 10);
  test_text_free(&xml);
}
END_TEST

START_TEST(wrong_arguments_are_refused) {
  static const uint8_t xml[] = SINGLE;
  chret_signer signer;
  chret_buffer *buffer = NULL;
  signing_fill_in(&signer, TEST_ORIGINATOR);
  ck_assert_int_eq(chret_sign(NULL, xml, sizeof xml - 1, 0, &signer, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_error_status(err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_sign(&buffer, NULL, 1, 0, &signer, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_sign(&buffer, xml, sizeof xml - 1, 2, &signer, NULL, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_sign(&buffer, xml, sizeof xml - 1, -1, &signer, NULL, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_sign(&buffer, xml, sizeof xml - 1, 0, NULL, NULL, NULL), CHRET_E_ARGUMENT);
  ck_assert_ptr_null(buffer);
  ck_assert_int_eq(signing_asked, 0);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("sign");
  TCase *tests = tcase_create("sign");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, messages_are_written_anew_and_signed, 0, TEST_COUNT(documents));
  tcase_add_loop_test(tests, a_signature_is_replaced_only_where_that_is_asked_for, 0, 2 * TEST_COUNT(signatures));
  tcase_add_test(tests, an_unsigned_message_is_signed_either_way);
  tcase_add_loop_test(tests, what_cannot_be_written_is_not_signed, 0, TEST_COUNT(refused));
  tcase_add_loop_test(tests, of_dccs_messages_those_of_these_services_are_signed, 0, TEST_COUNT(official));
  tcase_add_test(tests, the_limits_of_the_options_hold);
  tcase_add_test(tests, a_signer_that_fails_signs_nothing);
  tcase_add_loop_test(tests, each_allocation_may_fail, 0, 4);
  tcase_add_test(tests, wrong_arguments_are_refused);
  return test_run(suite);
}
