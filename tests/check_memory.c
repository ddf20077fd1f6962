/* tests/check_memory.c - every allocation of build, write, sign, read, verify, check, validate, answer and
 * batches fails once, and from there on.
 *
 * A call that was refused for want of memory is made again with memory enough: since it left everything as it was, it
 * must now succeed, and the result be the same as without any failure. libxml2's own allocations fail in the same way;
 * its old versions may call that something else, so there any refusal will do.
 */
#include "signing.h"
#include "support_batch.h"

#include <libxml/xmlerror.h>
#include <stdlib.h>
#include <string.h>

static test_memory *libxml2;
static test_memory ours;
/* Which of the two fails. */
static test_memory *failing;
static size_t refused;

/* A step of a subject; `left` tells that what the call had to leave alone is as it was. */
#define STEP(call, left)                                                                                               \
  do {                                                                                                                 \
    int32_t step = (call);                                                                                             \
    if (step != CHRET_OK) {                                                                                            \
      refused++;                                                                                                       \
      ck_assert_msg(test_memory_failed(failing), "%s: %s", #call, chret_status_name(step));                            \
      ck_assert_msg(failing == libxml2 || step == CHRET_E_NO_MEMORY, "%s: %s", #call, chret_status_name(step));        \
      ck_assert_msg(left, "%s: not(%s)", #call, #left);                                                                \
      test_memory_arm(failing, 0, 0);                                                                                  \
      step = (call);                                                                                                   \
      ck_assert_msg(step == CHRET_OK, "%s again: %s", #call, chret_status_name(step));                                 \
    }                                                                                                                  \
  } while (0)

/* ---- Subjects: each gives in `result` what it made --------------------------------------------------------------- */

/* Of a response to the place where its body's content stands. */
static const char response_head[] =
    "<sr:Response xmlns:sr='http://www.dccinterface.co.uk/ServiceUserGateway' schemaVersion='5.4'><sr:Header>"
    "<sr:ResponseCode>I0</sr:ResponseCode><sr:ResponseDateTime>2026-01-31T09:30:00Z</sr:ResponseDateTime></sr:Header>"
    "<sr:Body>";

/* The document that is read, and one with many findings. */
static test_text document, faulty;

static chret_options *new_options(void) {
  chret_allocator allocator;
  chret_options *options = NULL;
  test_memory_allocator(&ours, &allocator);
  STEP(chret_options_new(&options, &allocator), options == NULL);
  return options;
}

static void fill(chret_record *record, uint32_t number) {
  chret_record *full = NULL;
  ck_assert_int_eq(chret_record_new(&full, CHRET_SERVICE_FAULT_RETURN, NULL), CHRET_OK);
  test_fill(full, CHRET_SERVICE_FAULT_RETURN, number);
  ck_assert_int_eq(chret_record_reset(record, CHRET_SERVICE_FAULT_RETURN), CHRET_OK);
  for (size_t i = 0; i < chret_service_item_count(CHRET_SERVICE_FAULT_RETURN); i++) {
    size_t size = 0;
    int32_t field = chret_service_item_at(CHRET_SERVICE_FAULT_RETURN, i);
    const char *text = chret_record_get(full, field, &size);
    STEP(chret_record_set(record, field, "old", 3), chret_record_get(record, field, NULL) == NULL);
    STEP(chret_record_set(record, field, text, size), strcmp(chret_record_get(record, field, NULL), "old") == 0);
  }
  chret_record_free(full);
}

static void build(test_text *result) {
  chret_options *options = new_options();
  chret_request *request = NULL;
  chret_record *record = NULL;
  chret_error *err = NULL;
  STEP(chret_error_new(&err, options), err == NULL);
  STEP(chret_record_new(&record, CHRET_SERVICE_FAULT_RETURN, options), record == NULL);
  STEP(chret_request_new(&request, CHRET_SERVICE_FAULT_RETURN, CHRET_FORM_LIST, options), request == NULL);
  static const char id[] = "00-00-00-00-00-00-00-01:00-00-00-00-00-00-00-02:3";
  STEP(chret_request_set(request, CHRET_FIELD_REQUEST_ID, id, sizeof id - 1, err),
       chret_request_get(request, CHRET_FIELD_REQUEST_ID, NULL) == NULL &&
           chret_error_status(err) == CHRET_E_NO_MEMORY);
  STEP(chret_request_set_id(request, 1, 2, 4),
       strcmp(chret_request_get(request, CHRET_FIELD_REQUEST_ID, NULL), id) == 0);
  STEP(chret_request_set(request, CHRET_FIELD_SCHEMA_VERSION, "5.40", 4, err),
       strcmp(chret_request_get(request, CHRET_FIELD_SCHEMA_VERSION, NULL), "5.4") == 0);
  for (uint32_t n = 0; n < 3; n++) {
    fill(record, n);
    STEP(chret_request_append(request, record, err),
         chret_request_record_count(request) == n && chret_error_status(err) == CHRET_E_NO_MEMORY);
  }
  test_add_request(result, request, 0);
  chret_record_free(record);
  chret_request_free(request);
  chret_error_free(err);
  chret_options_free(options);
}

/* The calls that follow are about what was built with memory enough. */
static chret_request *build_safely(const chret_options *options) {
  size_t fail_at = failing->fail_at;
  test_memory_arm(failing, 0, 0);
  chret_request *request = test_request(CHRET_SERVICE_FAULT_RETURN, CHRET_FORM_LIST, 150, options);
  test_memory_arm(failing, fail_at, failing->for_good);
  return request;
}

static void write_to_buffer(test_text *result) {
  chret_options *options = new_options();
  chret_request *request = build_safely(options);
  chret_buffer *buffer = NULL;
  STEP(chret_request_write_buffer(request, &buffer, NULL), buffer == NULL);
  test_add_buffer(result, buffer);
  chret_buffer_free(buffer);
  chret_request_free(request);
  chret_options_free(options);
}

static struct {
  test_text bytes;
  int finishes;
  int32_t kept;
} taken;

static int32_t take(void *ctx, const uint8_t *data, size_t size) {
  (void)ctx;
  test_add(&taken.bytes, (const char *)data, size);
  return 0;
}

static int32_t finish(void *ctx, int32_t keep) {
  (void)ctx;
  taken.finishes++;
  taken.kept = keep;
  return 0;
}

/* A sink that takes everything, from now on. */
static chret_sink taking(void) {
  chret_sink sink;
  ck_assert_int_eq(chret_sink_init(&sink, sizeof sink), CHRET_OK);
  sink.write = take;
  sink.finish = finish;
  taken.bytes.size = 0;
  taken.finishes = 0;
  return sink;
}

static int32_t write_anew(const chret_request *request) {
  chret_sink sink = taking();
  return chret_request_write(request, &sink, NULL);
}

static void write_to_sink(test_text *result) {
  chret_options *options = new_options();
  chret_request *request = build_safely(options);
  STEP(write_anew(request), taken.finishes == 1 && taken.kept == 0);
  ck_assert(taken.finishes == 1 && taken.kept == 1);
  test_add(result, taken.bytes.data, taken.bytes.size);
  test_text_free(&taken.bytes);
  chret_request_free(request);
  chret_options_free(options);
}

static void read_in_pieces(test_text *result, size_t piece) {
  chret_options *options = new_options();
  chret_request *request = NULL;
  chret_error *err = NULL;
  STEP(chret_error_new(&err, options), err == NULL);
  STEP(test_read(&request, document.data, document.size, piece, options, err), request == NULL);
  test_add_request(result, request, 1);
  chret_request_free(request);
  chret_error_free(err);
  chret_options_free(options);
}

static void read_whole(test_text *result) {
  read_in_pieces(result, 0);
}

static void read_pushed(test_text *result) {
  read_in_pieces(result, 500);
}

/* ---- Signed: by the peer of verifying.h -------------------------------------------------------------------------- */

static test_text signed_document;

/* What was written to where the signature's value starts, which is another one each time. */
static void add_signed(test_text *result, const void *data, size_t size) {
  test_text text = {NULL, 0, 0};
  test_add(&text, data, size);
  const char *value = strstr(text.data, "<ds:SignatureValue>");
  ck_assert_ptr_nonnull(value);
  test_add(result, text.data, (size_t)(value - text.data));
  test_text_free(&text);
}

static void add_signed_buffer(test_text *result, chret_buffer *buffer) {
  add_signed(result, chret_buffer_data(buffer), chret_buffer_size(buffer));
  chret_buffer_free(buffer);
}

/* A call that failed must have dropped its digest. */
#define NOTHING_LEFT(output) ((output) == NULL && verifying_peer.digests == 0)

static void read_verified(test_text *result) {
  chret_options *options = new_options();
  chret_request *request = NULL;
  chret_error *err = NULL;
  STEP(chret_error_new(&err, options), err == NULL);
  STEP(chret_request_read(&request, (const uint8_t *)signed_document.data, signed_document.size, verifying_trust,
                          options, err),
       NOTHING_LEFT(request));
  ck_assert_ptr_eq(chret_request_certificate(request), chret_trust_at(verifying_trust, 0));
  test_add_request(result, request, 1);
  chret_request_free(request);
  chret_error_free(err);
  chret_options_free(options);
}

static int32_t feed_all(chret_request **out, const chret_options *options, chret_error *err) {
  chret_reader *reader = NULL;
  int32_t status = chret_reader_new(&reader, verifying_trust, options, err);
  for (size_t at = 0; status == CHRET_OK && at < signed_document.size; at += 500) {
    size_t rest = signed_document.size - at;
    status = chret_reader_feed(reader, (const uint8_t *)signed_document.data + at, rest < 500 ? rest : 500, err);
  }
  if (status == CHRET_OK) {
    status = chret_reader_finish(reader, out, err);
  }
  chret_reader_free(reader);
  ck_assert_int_eq(chret_error_status(err), status);
  return status;
}

static void read_verified_pushed(test_text *result) {
  chret_options *options = new_options();
  chret_request *request = NULL;
  chret_error *err = NULL;
  STEP(chret_error_new(&err, options), err == NULL);
  STEP(feed_all(&request, options, err), NOTHING_LEFT(request));
  test_add_request(result, request, 1);
  chret_request_free(request);
  chret_error_free(err);
  chret_options_free(options);
}

static void sign_again(test_text *result) {
  chret_options *options = new_options();
  chret_buffer *buffer = NULL;
  chret_signer signer;
  signing_fill_in(&signer, TEST_ORIGINATOR);
  STEP(chret_sign(&buffer, (const uint8_t *)signed_document.data, signed_document.size, 1, &signer, options, NULL),
       NOTHING_LEFT(buffer));
  add_signed_buffer(result, buffer);
  chret_options_free(options);
}

static void prepare_and_complete(test_text *result) {
  chret_options *options = new_options();
  chret_prepared *prepared = NULL;
  chret_buffer *buffer = NULL;
  chret_signer signer;
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  size_t size;
  signing_fill_in(&signer, TEST_ORIGINATOR);
  STEP(chret_prepare(&prepared, (const uint8_t *)signed_document.data, signed_document.size, 1, &signer, options, NULL),
       NOTHING_LEFT(prepared));
  const uint8_t *signed_info = chret_prepared_signed_info(prepared, &size);
  peer_identity_sign(verifying_member, signed_info, size, signature);
  STEP(chret_prepared_complete(prepared, &buffer, signature, verifying_trust, options, NULL), NOTHING_LEFT(buffer));
  add_signed_buffer(result, buffer);
  chret_prepared_free(prepared);
  chret_options_free(options);
}

static int32_t write_signed_anew(const chret_request *request, const chret_signer *signer) {
  chret_sink sink = taking();
  return chret_request_write_signed(request, &sink, signer, NULL);
}

static void write_signed(test_text *result) {
  chret_options *options = new_options();
  chret_request *request = build_safely(options);
  chret_buffer *buffer = NULL;
  chret_signer signer;
  signing_fill_in(&signer, TEST_ORIGINATOR);
  STEP(write_signed_anew(request, &signer), taken.finishes == 1 && taken.kept == 0 && verifying_peer.digests == 0);
  ck_assert(taken.finishes == 1 && taken.kept == 1);
  add_signed(result, taken.bytes.data, taken.bytes.size);
  STEP(chret_request_write_signed_buffer(request, &buffer, &signer, NULL), NOTHING_LEFT(buffer));
  add_signed_buffer(result, buffer);
  test_text_free(&taken.bytes);
  chret_request_free(request);
  chret_options_free(options);
}

/* ---- Checked, and answered --------------------------------------------------------------------------------------- */

static void add_findings(test_text *result, const chret_report *report) {
  for (size_t i = 0; i < chret_report_count(report); i++) {
    test_add_finding(result, report, i);
    test_adds(result, chret_report_message(report, i));
  }
}

static void check(test_text *result) {
  chret_options *options = new_options();
  chret_request *request = build_safely(options);
  chret_report *report = NULL;
  chret_record *record = NULL;
  STEP(chret_report_new(&report, options), report == NULL);
  STEP(chret_report_add(report, 1, TEST_TEXT("device"), TEST_TEXT("item"), CHRET_E_UNKNOWN_ITEM, 2,
                        TEST_TEXT("message")),
       chret_report_count(report) == 0);
  ck_assert_int_eq(chret_record_new(&record, CHRET_SERVICE_NO_FAULT_RETURN, NULL), CHRET_OK);
  test_fill(record, CHRET_SERVICE_NO_FAULT_RETURN, 7);
  ck_assert_int_eq(chret_record_set(record, CHRET_FIELD_USER_REF_DATE_TIME, "never", 5), CHRET_OK);
  ck_assert_int_eq(chret_record_set(record, CHRET_FIELD_OTHER_DEVICE_ID, "none", 4), CHRET_OK);
  STEP(chret_check_record(report, record, 5), chret_report_count(report) == 1);
  ck_assert_int_eq(chret_request_set(request, CHRET_FIELD_COMMAND_VARIANT, "1", 1, NULL), CHRET_OK);
  ck_assert_int_eq(chret_request_set(request, CHRET_FIELD_SERVICE_REFERENCE, "1.1", 3, NULL), CHRET_OK);
  STEP(chret_check_request(report, request), chret_report_count(report) == 3);
  add_findings(result, report);
  chret_record_free(record);
  chret_report_free(report);
  chret_request_free(request);
  chret_options_free(options);
}

/* A report that a failed check may have begun is thrown away. */
static int32_t check_anew(chret_report **report, const test_text *xml, const chret_options *options) {
  chret_report_free(*report);
  *report = NULL;
  int32_t status = chret_report_new(report, options);
  if (status == CHRET_OK) {
    status = chret_check_document(*report, (const uint8_t *)xml->data, xml->size, options, NULL);
  }
  return status;
}

static void check_document(test_text *result) {
  chret_options *options = new_options();
  chret_report *report = NULL;
  STEP(check_anew(&report, &faulty, options), 1);
  add_findings(result, report);
  chret_report_free(report);
  chret_options_free(options);
}

/* A list with a repeated and an unknown device, made with memory enough. */
static chret_request *read_safely(const chret_options *options) {
  static const uint64_t devices[] = {1, 2, 1, 3};
  size_t fail_at = failing->fail_at;
  test_memory_arm(failing, 0, 0);
  chret_request *request = test_returns(CHRET_FORM_LIST, devices, 4, 1, options);
  test_memory_arm(failing, fail_at, failing->for_good);
  return request;
}

static int32_t never_fails(void *ctx, const chret_record *record, void *own, int32_t *failed) {
  (void)ctx;
  (void)record;
  (void)own;
  (void)failed;
  return 0;
}

static chret_policy *new_policy(const chret_options *options) {
  chret_policy *policy = NULL;
  STEP(chret_policy_new(&policy, options), policy == NULL);
  STEP(chret_policy_add_role(policy, TEST_TEXT("IS")), 1);
  STEP(chret_policy_add_device_status(policy, TEST_TEXT("Pending")), 1);
  STEP(chret_policy_add_check(policy, TEST_TEXT("E52"), never_fails, NULL), 1);
  ck_assert_int_eq(chret_policy_set_all(policy, 1), CHRET_OK);
  return policy;
}

static chret_outcomes *validate(const chret_request *request, const chret_policy *policy, const chret_options *options,
                                chret_error *err) {
  static test_hub hubs[] = {{.device = 1, .type = "CHF", .status = "Pending"}, {.device = 2, .type = "ESME"}};
  static test_inventory inventory = {.hubs = hubs, .count = 2};
  chret_outcomes *outcomes = NULL;
  chret_user *user = NULL;
  STEP(chret_user_new(&user, TEST_TEXT("IS"), 1, 1, options), user == NULL);
  STEP(chret_validate(&outcomes, request, user, policy, test_ask, &inventory, options, err), outcomes == NULL);
  chret_user_free(user);
  return outcomes;
}

static void add_codes(test_text *result, const chret_outcomes *outcomes) {
  test_add_codes(result, outcomes);
  for (size_t i = 0; i < chret_outcomes_count(outcomes); i++) {
    test_addf(result, "%zu %s ", chret_outcomes_failed_count(outcomes, i), chret_outcomes_failed_code(outcomes, i, 1));
  }
}

static void validate_and_answer(test_text *result) {
  chret_options *options = new_options();
  chret_request *request = read_safely(options);
  chret_response *response = NULL;
  chret_outcomes *read = NULL;
  chret_report *report = NULL;
  chret_error *err = NULL;
  STEP(chret_error_new(&err, options), err == NULL);
  STEP(chret_report_new(&report, options), report == NULL);
  chret_policy *policy = new_policy(options);
  chret_outcomes *outcomes = validate(request, policy, options, err);
  add_codes(result, outcomes);
  STEP(chret_answer(&response, request, outcomes, policy, NULL, 0, 0, options, err), response == NULL);
  STEP(chret_response_add_failure(response, 77, TEST_TEXT("E5"), err), chret_response_failure_count(response) == 3);
  STEP(chret_response_set(response, CHRET_FIELD_RESPONSE_CODE, TEST_TEXT("I0"), err),
       strcmp(chret_response_get(response, CHRET_FIELD_RESPONSE_CODE, NULL), "W081401") == 0);
  STEP(chret_outcomes_of_answer(&read, request, response, report, options, err),
       read == NULL && chret_report_count(report) == 0);
  add_codes(result, read);
  add_findings(result, report);
  ck_assert_uint_eq(chret_report_count(report), 2);
  chret_outcomes_free(read);
  chret_outcomes_free(outcomes);
  chret_response_free(response);
  chret_report_free(report);
  chret_policy_free(policy);
  chret_request_free(request);
  chret_error_free(err);
  chret_options_free(options);
}

/* As test_read() for a response and for a message, from pieces that are put together. */
static int32_t read_response_of(chret_response **out, const char *content, const chret_options *options,
                                chret_error *err) {
  test_text xml = {NULL, 0, 0};
  test_addf(&xml, "%s%s</sr:Body></sr:Response>", response_head, content);
  int32_t status = chret_response_read_unverified(out, (const uint8_t *)xml.data, xml.size, options, err);
  test_text_free(&xml);
  return status;
}

/* Refused records beyond what the response has room for at first. */
static void read_response(test_text *result) {
  chret_options *options = new_options();
  chret_response *response = NULL;
  chret_error *err = NULL;
  test_text content = {NULL, 0, 0};
  STEP(chret_error_new(&err, options), err == NULL);
  test_adds(&content, "<sr:ResponseMessage><sr:ServiceReference>8.14</sr:ServiceReference><sr:ServiceReferenceVariant>"
                      "8.14.3</sr:ServiceReferenceVariant><sr:DSPCHFReturnWarning><sr:CHFReturnFailure>"
                      "<sr:ResponseCode>E5</sr:ResponseCode><sr:DeviceIDList>");
  for (unsigned i = 0; i < 20; i++) {
    test_addf(&content, "%s00-DB-12-34-56-78-90-%02X", i > 0 ? "," : "", i);
  }
  test_adds(&content, "</sr:DeviceIDList></sr:CHFReturnFailure></sr:DSPCHFReturnWarning></sr:ResponseMessage>");
  STEP(read_response_of(&response, content.data, options, err), response == NULL);
  test_addf(result, "%zu %s", chret_response_failure_count(response), chret_response_failure_code(response, 19));
  chret_response_free(response);
  chret_error_free(err);
  chret_options_free(options);
  test_text_free(&content);
}

/* Another service's, whose body has a name that takes memory of its own, and a request. */
static void read_message(test_text *result) {
  chret_options *options = new_options();
  chret_message *message = NULL;
  test_text xml = {NULL, 0, 0};
  test_addf(&xml, "%s<sr:%04000d/></sr:Body></sr:Response>", response_head, 0);
  memset(strstr(xml.data, "<sr:0") + 4, 'x', 4000);
  STEP(chret_message_read_unverified(&message, (const uint8_t *)xml.data, xml.size, options, NULL), message == NULL);
  test_adds(result, chret_message_body(message));
  ck_assert_uint_eq(strlen(chret_message_body(message)), 4000);
  chret_message_free(message);
  message = NULL;
  STEP(chret_message_read_unverified(&message, (const uint8_t *)document.data, document.size, options, NULL),
       message == NULL);
  test_add_request(result, chret_message_request(message), 1);
  chret_message_free(message);
  chret_options_free(options);
  test_text_free(&xml);
}

/* The name of a record whose Device ID is none is kept, however long it is. */
static void check_long_device(test_text *result) {
  chret_options *options = new_options();
  chret_report *report = NULL;
  test_text xml = {NULL, 0, 0};
  test_add(&xml, document.data, document.size);
  peer_replace(&xml, "00-DB-00-00-00-00-00-03", "@");
  test_text device = {NULL, 0, 0};
  test_addf(&device, "%040000d", 0);
  peer_replace(&xml, "@", device.data);
  STEP(check_anew(&report, &xml, options), 1);
  add_findings(result, report);
  ck_assert_uint_eq(chret_report_count(report), 1);
  chret_report_free(report);
  chret_options_free(options);
  test_text_free(&device);
  test_text_free(&xml);
}

/* Findings of each kind are the first that a report gets. */
static void check_into_empty_reports(test_text *result) {
  chret_options *options = new_options();
  chret_record *record = NULL;
  chret_request *request = build_safely(options), *empty = NULL;
  STEP(chret_record_new(&record, CHRET_SERVICE_UNDECIDED, options), record == NULL);
  STEP(chret_request_new(&empty, CHRET_SERVICE_FAULT_RETURN, CHRET_FORM_LIST, options), empty == NULL);
  STEP(chret_request_set(request, CHRET_FIELD_COMMAND_VARIANT, TEST_TEXT("1"), NULL), 1);
  for (int i = 0; i < 4; i++) {
    chret_report *report = NULL;
    STEP(chret_report_new(&report, options), report == NULL);
    switch (i) {
    case 0: /* no service, and nothing else */
      STEP(chret_check_record(report, record, 1), chret_report_count(report) == 0);
      break;
    case 1: /* of a service, with nothing */
      ck_assert_int_eq(chret_record_reset(record, CHRET_SERVICE_NO_FAULT_RETURN), CHRET_OK);
      STEP(chret_check_record(report, record, 1), chret_report_count(report) == 0);
      break;
    case 2:
      STEP(chret_check_request(report, request), chret_report_count(report) == 0);
      break;
    default:
      STEP(chret_check_request(report, empty), chret_report_count(report) == 0);
    }
    add_findings(result, report);
    ck_assert_uint_gt(chret_report_count(report), 0);
    chret_report_free(report);
  }
  chret_request_free(empty);
  chret_request_free(request);
  chret_record_free(record);
  chret_options_free(options);
}

/* In falling order, so that each Device ID is looked up. */
static void build_falling(test_text *result) {
  chret_options *options = new_options();
  chret_request *request = NULL;
  chret_record *record = NULL;
  chret_error *err = NULL;
  STEP(chret_error_new(&err, options), err == NULL);
  STEP(chret_request_new(&request, CHRET_SERVICE_NO_FAULT_RETURN, CHRET_FORM_LIST, options), request == NULL);
  ck_assert_int_eq(chret_record_new(&record, CHRET_SERVICE_NO_FAULT_RETURN, NULL), CHRET_OK);
  for (uint32_t n = 20; n > 0; n--) {
    test_fill(record, CHRET_SERVICE_NO_FAULT_RETURN, n);
    STEP(chret_request_append(request, record, err),
         chret_request_record_count(request) == 20 - n && chret_error_status(err) == CHRET_E_NO_MEMORY);
  }
  test_add_request(result, request, 0);
  chret_record_free(record);
  chret_request_free(request);
  chret_error_free(err);
  chret_options_free(options);
}

/* An answer that cannot be this request's, or contradicts itself: the finding is the first of its report. */
static int32_t read_answer(const chret_request *request, const chret_response *response, chret_report *report,
                           const chret_options *options, chret_outcomes **out) {
  int32_t status = chret_outcomes_of_answer(out, request, response, report, options, NULL);
  return status == CHRET_E_OTHER_REQUEST ? CHRET_OK : status;
}

static void wrong_answers(test_text *result) {
  chret_options *options = new_options();
  chret_request *request = read_safely(options);
  for (int i = 0; i < 2; i++) {
    chret_response *response = NULL;
    chret_outcomes *outcomes = NULL;
    chret_report *report = NULL;
    STEP(chret_report_new(&report, options), report == NULL);
    STEP(chret_response_new(&response, CHRET_SERVICE_NO_FAULT_RETURN, options), response == NULL);
    STEP(chret_response_set_id(response, TEST_ORIGINATOR, TEST_TARGET, i == 0 ? 2 : 1), 1);
    STEP(chret_response_set(response, CHRET_FIELD_RESPONSE_CODE, TEST_TEXT("W081401"), NULL), 1);
    STEP(chret_response_add_failure(response, 1, TEST_TEXT("I0"), NULL), chret_response_failure_count(response) == 0);
    STEP(read_answer(request, response, report, options, &outcomes),
         outcomes == NULL && chret_report_count(report) == 0);
    ck_assert_uint_eq(chret_report_count(report), 1);
    add_findings(result, report);
    chret_outcomes_free(outcomes);
    chret_response_free(response);
    chret_report_free(report);
  }
  chret_request_free(request);
  chret_options_free(options);
}

/* A certificate that says more than the memory for it holds at first. */
static int32_t describe_at_length(void *ctx, const uint8_t *der, size_t size, chret_certificate *certificate) {
  static char role[4000];
  memset(role, 'x', sizeof role);
  int32_t status = verifying_peer.provider.describe(ctx, der, size, certificate);
  return status == CHRET_OK ? chret_certificate_set_role(certificate, role, sizeof role) : status;
}

static void trust(test_text *result) {
  chret_provider provider = verifying_peer.provider;
  provider.describe = describe_at_length;
  const test_text *der = peer_identity_certificate(verifying_member);
  chret_options *options = new_options();
  chret_trust *trusted = NULL;
  chret_error *err = NULL;
  STEP(chret_error_new(&err, options), err == NULL);
  STEP(chret_trust_new(&trusted, &provider, options), trusted == NULL);
  STEP(chret_trust_add(trusted, (const uint8_t *)der->data, der->size, err),
       chret_trust_count(trusted) == 0 && chret_error_status(err) == CHRET_E_NO_MEMORY);
  test_adds(result, chret_certificate_issuer(chret_trust_at(trusted, 0)));
  test_adds(result, chret_certificate_role(chret_trust_at(trusted, 0)));
  chret_trust_free(trusted);
  chret_error_free(err);
  chret_options_free(options);
}

/* ---- Batches ------------------------------------------------------------------------------------------------------ */

/* The rows before it, the requests and the state of a batch are what they were. */
static int is_batch(const chret_batch *batch, const char *rows) {
  test_text text = {NULL, 0, 0};
  test_add_batch(&text, batch);
  int same = strcmp(text.data, rows) == 0;
  test_text_free(&text);
  return same;
}

/* A call that fails may have used its counter up: they start anew for each. */
static void draw_requests(test_text *result, chret_batch *batch, test_counter *counter, chret_error *err) {
  test_signing signing;
  test_signing_init(&signing, "1");
  for (int i = 0; i < 3; i++) {
    test_text rows = {NULL, 0, 0};
    chret_buffer *buffer = NULL;
    uint64_t id;
    counter->value = 1000 * (uint64_t)(i + 1);
    test_add_batch(&rows, batch);
    STEP(chret_batch_next(batch, i == 1 ? NULL : &signing.signer, &buffer, &id, err),
         buffer == NULL && is_batch(batch, rows.data));
    test_addf(result, "%zu ", chret_buffer_size(buffer));
    chret_buffer_free(buffer);
    test_text_free(&rows);
  }
}

static int32_t save_anew(const chret_batch *batch, test_sink *sink, const chret_provider *provider) {
  test_text_free(&sink->taken);
  test_sink_init(sink);
  return chret_batch_save(batch, &sink->sink, provider, NULL);
}

static void save_and_load(test_text *result, const chret_batch *batch, const chret_options *options, chret_error *err) {
  test_signing signing;
  test_sink sink = {.kept = 0};
  chret_batch *loaded = NULL;
  test_signing_init(&signing, "1");
  STEP(save_anew(batch, &sink, &signing.provider), sink.finishes == 1 && sink.kept == 0);
  STEP(chret_batch_load(&loaded, (const uint8_t *)sink.taken.data, sink.taken.size, &signing.provider, options, err),
       loaded == NULL);
  for (size_t i = 0; i < chret_batch_row_count(loaded); i++) {
    uint64_t id = 0;
    ck_assert_int_eq(chret_batch_row_counter(loaded, i, &id), CHRET_OK);
    test_addf(result, "%d%s%d", chret_batch_row_state(loaded, i), chret_batch_row_code(loaded, i), (int)(id / 1000));
  }
  chret_batch_free(loaded);
  test_text_free(&sink.taken);
}

static void batches(test_text *result) {
  chret_options *options = new_options();
  chret_batch *batch = NULL;
  chret_report *report = NULL;
  chret_error *err = NULL;
  test_counter counter = {.step = 1};
  int32_t kind = 0;
  STEP(chret_error_new(&err, options), err == NULL);
  STEP(chret_report_new(&report, options), report == NULL);
  STEP(chret_batch_new(&batch, CHRET_FORM_LIST, TEST_ORIGINATOR, TEST_TARGET, options), batch == NULL);
  ck_assert_int_eq(chret_batch_set_counter(batch, test_count, &counter), CHRET_OK);
  ck_assert_int_eq(chret_batch_set_max_records(batch, 10), CHRET_OK);
  STEP(chret_batch_set_schema_version(batch, TEST_TEXT("5.40"), err), 1);
  for (uint32_t number = 1; number <= 30; number++) {
    STEP(test_add_row(batch, CHRET_SERVICE_FAULT_RETURN, number, err), chret_batch_row_count(batch) == number - 1);
  }
  draw_requests(result, batch, &counter, err);
  uint64_t id = 0;
  ck_assert_int_eq(chret_batch_row_counter(batch, 0, &id), CHRET_OK);
  chret_response *response = test_response(CHRET_SERVICE_FAULT_RETURN, id, "W081401", (const uint32_t[]){2, 3, 0});
  for (uint64_t unknown = 1; unknown <= 20; unknown++) {
    ck_assert_int_eq(chret_response_add_failure(response, unknown, TEST_TEXT("E5"), NULL), CHRET_OK);
  }
  STEP(chret_batch_judge(batch, response, &kind, report, err), kind == 0 && chret_report_count(report) == 0);
  ck_assert_int_eq(kind, CHRET_ANSWER_NEW);
  chret_report_free(report);
  report = NULL;
  kind = 0;
  STEP(chret_report_new(&report, options), report == NULL);
  STEP(chret_batch_answer(batch, response, &kind, report, err), kind == 0 && chret_report_count(report) == 0);
  chret_response_free(response);
  response = test_response(CHRET_SERVICE_FAULT_RETURN, id, "I99", NULL);
  STEP(chret_batch_answer(batch, response, &kind, report, err),
       kind == CHRET_ANSWER_NEW && chret_report_count(report) == 20);
  chret_response_free(response);
  ck_assert_int_eq(kind, CHRET_ANSWER_CONTRADICTORY);
  for (size_t i = 0; i < chret_report_count(report); i++) {
    test_adds(result, chret_report_message(report, i));
  }
  ck_assert_uint_eq(chret_report_count(report), 30);
  save_and_load(result, batch, options, err);
  chret_batch_free(batch);
  chret_report_free(report);
  chret_error_free(err);
  chret_options_free(options);
}

/* libxml2 has a part in the first ones. */
#define WITH_LIBXML2 10
static const struct {
  const char *name;
  void (*run)(test_text *result);
} subjects[] = {
    {"read a whole document", read_whole},
    {"read a document in pieces", read_pushed},
    {"check a document", check_document},
    {"read and verify", read_verified},
    {"read and verify in pieces", read_verified_pushed},
    {"sign a document", sign_again},
    {"prepare and complete", prepare_and_complete},
    {"read a response", read_response},
    {"read a message", read_message},
    {"check a document with a long Device ID", check_long_device},
    {"write signed", write_signed},
    {"build", build},
    {"write to a buffer", write_to_buffer},
    {"write to a sink", write_to_sink},
    {"check records and requests", check},
    {"validate and answer", validate_and_answer},
    {"batches", batches},
    {"check into empty reports", check_into_empty_reports},
    {"build in falling order", build_falling},
    {"read wrong answers", wrong_answers},
    {"trust a certificate", trust},
};

/* ---- The harness ------------------------------------------------------------------------------------------------- */

static void setup(void) {
  chret_request *request = test_request(CHRET_SERVICE_FAULT_RETURN, CHRET_FORM_LIST, 20, NULL);
  chret_buffer *buffer = NULL;
  ck_assert_int_eq(chret_request_write_buffer(request, &buffer, NULL), CHRET_OK);
  test_add_buffer(&document, buffer);
  chret_buffer_free(buffer);
  verifying_begin();
  verifying_as(TEST_ORIGINATOR);
  chret_signer signer;
  signing_fill_in(&signer, TEST_ORIGINATOR);
  ck_assert_int_eq(chret_request_write_signed_buffer(request, &buffer, &signer, NULL), CHRET_OK);
  test_add_buffer(&signed_document, buffer);
  chret_buffer_free(buffer);
  chret_request_free(request);
  ck_assert(test_load(&faulty, "tests/cases/check/every-code/request.xml"));
}

static void teardown(void) {
  verifying_end();
  test_text_free(&document);
  test_text_free(&signed_document);
  test_text_free(&faulty);
}

static void fail_each(size_t s, test_memory *memory, int for_good) {
  test_text truth = {NULL, 0, 0}, result = {NULL, 0, 0};
  failing = memory;
  test_memory_arm(memory, 0, 0);
  subjects[s].run(&truth);
  xmlResetLastError();
  size_t live = libxml2->live, failures = 0;
  for (size_t k = 1;; k++) {
    result.size = 0;
    refused = 0;
    test_memory_arm(memory, k, for_good);
    subjects[s].run(&result);
    int failed = refused != 0;
    ck_assert_msg(failed || memory == libxml2 || !test_memory_failed(memory), "%s: failure %zu went unnoticed",
                  subjects[s].name, k);
    int end = !failed && !test_memory_failed(memory);
    test_memory_arm(memory, 0, 0);
    xmlResetLastError();
    ck_assert_msg(strcmp(result.data, truth.data) == 0, "%s: after failure %zu:\n%s", subjects[s].name, k, result.data);
    ck_assert_msg(ours.live == 0 && ours.misuse == 0, "%s: after failure %zu %zu blocks are left, %zu misused",
                  subjects[s].name, k, ours.live, ours.misuse);
    ck_assert_msg(libxml2->live == live && libxml2->misuse == 0,
                  "%s: after failure %zu libxml2 has %zu blocks, not %zu", subjects[s].name, k, libxml2->live, live);
    if (end) {
      break;
    }
    failures++;
  }
  ck_assert_msg(failures > 0, "%s allocates nothing", subjects[s].name);
  test_text_free(&truth);
  test_text_free(&result);
}

START_TEST(each_of_our_allocations_may_fail) {
  fail_each((size_t)_i / 2, &ours, _i % 2);
}
END_TEST

START_TEST(each_allocation_of_libxml2_may_fail) {
  fail_each((size_t)_i / 2, libxml2, _i % 2);
}
END_TEST

/* Outside any parser, libxml2 tells the process's own handler that memory is short: that is the host's to set. */
static void say_nothing(void *ctx, const char *message, ...) {
  (void)ctx;
  (void)message;
}

int main(void) {
  libxml2 = test_memory_libxml2();
  xmlSetGenericErrorFunc(NULL, say_nothing);
  Suite *suite = suite_create("memory");
  TCase *tests = tcase_create("memory");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, each_of_our_allocations_may_fail, 0, 2 * TEST_COUNT(subjects));
  tcase_add_loop_test(tests, each_allocation_of_libxml2_may_fail, 0, 2 * WITH_LIBXML2);
  return test_run(suite);
}
