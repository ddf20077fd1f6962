/* tests/check_response.c - responses in memory: their header, the records that they list as refused, and the codes; and
 * that what is written is what is read. What the schema takes: DUIS.xsd V5.4 and lib/schema/chreturn.xsd. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#define FAULT    CHRET_SERVICE_FAULT_RETURN
#define NO_FAULT CHRET_SERVICE_NO_FAULT_RETURN
#define ID       "90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:"

static chret_response *response;
static chret_error *err;

static void setup(void) {
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  ck_assert_int_eq(chret_response_new(&response, FAULT, NULL), CHRET_OK);
}

static void teardown(void) {
  chret_response_free(response);
  chret_error_free(err);
}

static int32_t set(int32_t field, const char *text) {
  return chret_response_set(response, field, text, text == NULL ? 0 : strlen(text), err);
}

/* ---- The header -------------------------------------------------------------------------------------------------- */

/* status CHRET_OK: `normal` is what get gives then; otherwise the value must stay what it was. */
static const struct {
  int32_t field;
  const char *text;
  int32_t status;
  const char *normal;
} headers[] = {
    {CHRET_FIELD_REQUEST_ID, "\t90-b3-d5-1f-30-01-00-00:90-b3-d5-1f-30-00-00-02:7 ", CHRET_OK, ID "7"},
    {CHRET_FIELD_REQUEST_ID, ID "18446744073709551616", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_REQUEST_ID, "", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_REQUEST_ID, NULL, CHRET_OK, NULL},
    {CHRET_FIELD_RESPONSE_ID, ID "18446744073709551615", CHRET_OK, ID "18446744073709551615"},
    {CHRET_FIELD_RESPONSE_ID, ID "01", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_RESPONSE_ID, NULL, CHRET_OK, NULL},
    {CHRET_FIELD_RESPONSE_CODE, "I0", CHRET_OK, "I0"},
    {CHRET_FIELD_RESPONSE_CODE, "W081401", CHRET_OK, "W081401"},
    {CHRET_FIELD_RESPONSE_CODE, "E120207", CHRET_OK, "E120207"},
    {CHRET_FIELD_RESPONSE_CODE, "E6", CHRET_E_NOT_ENUMERATED, NULL},
    {CHRET_FIELD_RESPONSE_CODE, "W999999", CHRET_E_NOT_ENUMERATED, NULL},
    {CHRET_FIELD_RESPONSE_CODE, "i99", CHRET_E_NOT_ENUMERATED, NULL},
    {CHRET_FIELD_RESPONSE_CODE, " I99", CHRET_E_NOT_ENUMERATED, NULL}, /* an enumeration of xs:string */
    {CHRET_FIELD_RESPONSE_CODE, "", CHRET_E_NOT_ENUMERATED, NULL},
    {CHRET_FIELD_RESPONSE_CODE, NULL, CHRET_E_MISSING, NULL},
    {CHRET_FIELD_RESPONSE_DATE_TIME, " 2026-01-31T09:30:00.000Z\n", CHRET_OK, "2026-01-31T09:30:00.000Z"},
    {CHRET_FIELD_RESPONSE_DATE_TIME, "2026-01-31", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_RESPONSE_DATE_TIME, NULL, CHRET_E_MISSING, NULL},
    {CHRET_FIELD_SCHEMA_VERSION, "5.3", CHRET_OK, "5.3"},
    {CHRET_FIELD_SCHEMA_VERSION, "five", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_SCHEMA_VERSION, NULL, CHRET_E_MISSING, NULL},
    {CHRET_FIELD_SERVICE_REFERENCE, "8.14", CHRET_E_ARGUMENT, NULL},
    {CHRET_FIELD_SERVICE_REFERENCE_VARIANT, "8.14.4", CHRET_E_ARGUMENT, NULL},
    {CHRET_FIELD_COMMAND_VARIANT, "8", CHRET_E_ARGUMENT, NULL},
    {CHRET_FIELD_FIRST_IN_SEQUENCE, "true", CHRET_E_ARGUMENT, NULL},
    {CHRET_FIELD_DEVICE_ID_LIST, "00-DB-12-34-56-78-90-A2", CHRET_E_ARGUMENT, NULL},
    {CHRET_FIELD_DEVICE_ID, "00-DB-12-34-56-78-90-A2", CHRET_E_ARGUMENT, NULL},
    {0, "x", CHRET_E_ARGUMENT, NULL},
};

START_TEST(the_header_takes_what_the_schema_takes) {
  int32_t field = headers[_i].field;
  const char *want = headers[_i].status == CHRET_OK ? headers[_i].normal : chret_response_get(response, field, NULL);
  size_t size = 77;
  ck_assert_int_eq(set(field, headers[_i].text), headers[_i].status);
  ck_assert_int_eq(chret_error_status(err), headers[_i].status);
  if (headers[_i].status != CHRET_OK && headers[_i].status != CHRET_E_ARGUMENT) {
    ck_assert_str_eq(chret_error_item(err), chret_field_name(field));
  }
  const char *got = chret_response_get(response, field, &size);
  ck_assert((got == NULL) == (want == NULL));
  ck_assert(got == NULL || (strcmp(got, want) == 0 && size == strlen(want)));
}
END_TEST

START_TEST(a_new_response_names_its_service_and_no_more) {
  static const int32_t services[] = {FAULT, NO_FAULT};
  for (size_t i = 0; i < 2; i++) {
    chret_response_free(response);
    ck_assert_int_eq(chret_response_new(&response, services[i], NULL), CHRET_OK);
    ck_assert_int_eq(chret_response_service(response), services[i]);
    ck_assert_str_eq(chret_response_get(response, CHRET_FIELD_SERVICE_REFERENCE, NULL), "8.14");
    ck_assert_str_eq(chret_response_get(response, CHRET_FIELD_SERVICE_REFERENCE_VARIANT, NULL),
                     chret_service_name(services[i]));
    ck_assert_str_eq(chret_response_get(response, CHRET_FIELD_SCHEMA_VERSION, NULL), "5.4");
    ck_assert_ptr_null(chret_response_get(response, CHRET_FIELD_REQUEST_ID, NULL));
    ck_assert_ptr_null(chret_response_get(response, CHRET_FIELD_RESPONSE_ID, NULL));
    ck_assert_ptr_null(chret_response_get(response, CHRET_FIELD_RESPONSE_CODE, NULL));
    ck_assert_ptr_null(chret_response_get(response, CHRET_FIELD_RESPONSE_DATE_TIME, NULL));
    ck_assert_uint_eq(chret_response_failure_count(response), 0);
    ck_assert_str_eq(chret_response_body(response), "");
    ck_assert_int_eq(chret_response_is_signed(response), 0);
  }
}
END_TEST

START_TEST(the_request_id_has_parts) {
  uint64_t originator = 5, target = 6, counter = 7;
  ck_assert_int_eq(chret_response_get_id(response, &originator, &target, &counter), CHRET_E_MISSING);
  ck_assert(originator == 5 && target == 6 && counter == 7);
  ck_assert_int_eq(
      chret_response_set_id(response, UINT64_C(0x90B3D51F30010000), UINT64_C(0x90B3D51F30000002), UINT64_MAX),
      CHRET_OK);
  ck_assert_str_eq(chret_response_get(response, CHRET_FIELD_REQUEST_ID, NULL), ID "18446744073709551615");
  ck_assert_int_eq(chret_response_get_id(response, &originator, &target, &counter), CHRET_OK);
  ck_assert(originator == UINT64_C(0x90B3D51F30010000) && target == UINT64_C(0x90B3D51F30000002));
  ck_assert(counter == UINT64_MAX);
}
END_TEST

/* ---- Refused records --------------------------------------------------------------------------------------------- */

START_TEST(refused_records_stay_in_order) {
  uint64_t device = 77;
  ck_assert_int_eq(chret_response_add_failure(response, 3, TEST_TEXT("E5"), err), CHRET_OK);
  ck_assert_int_eq(chret_response_add_failure(response, 1, "E19?", 3, err),
                   CHRET_OK); /* a text has a size and no end */
  ck_assert_int_eq(chret_response_add_failure(response, 3, TEST_TEXT("E5"), err), CHRET_OK);
  ck_assert_int_eq(chret_response_add_failure(response, 2, TEST_TEXT("E6"), err), CHRET_E_NOT_ENUMERATED);
  ck_assert_str_eq(chret_error_item(err), "ResponseCode");
  ck_assert_int_eq(chret_response_add_failure(response, 2, NULL, 0, err), CHRET_E_ARGUMENT);
  ck_assert_uint_eq(chret_response_failure_count(response), 3);
  ck_assert_str_eq(chret_response_body(response), "DSPCHFReturnWarning");
  static const uint64_t devices[] = {3, 1, 3};
  static const char *const codes[] = {"E5", "E19", "E5"};
  for (size_t i = 0; i < 3; i++) {
    ck_assert_int_eq(chret_response_failure_device(response, i, &device), CHRET_OK);
    ck_assert_uint_eq(device, devices[i]);
    ck_assert_str_eq(chret_response_failure_code(response, i), codes[i]);
  }
  ck_assert_int_eq(chret_response_failure_device(response, 3, &device), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_response_failure_device(response, 0, NULL), CHRET_E_ARGUMENT);
  ck_assert_uint_eq(device, 3);
  ck_assert_str_eq(chret_response_failure_code(response, 3), "");
}
END_TEST

START_TEST(no_more_can_be_refused_than_a_list_has) {
  for (uint64_t i = 0; i < CHRET_LIST_MAX; i++) {
    ck_assert_int_eq(chret_response_add_failure(response, i, TEST_TEXT("E5"), err), CHRET_OK);
  }
  ck_assert_int_eq(chret_response_add_failure(response, 1, TEST_TEXT("E5"), err), CHRET_E_TOO_MANY);
  ck_assert_uint_eq(chret_response_failure_count(response), CHRET_LIST_MAX);
}
END_TEST

/* ---- Codes ------------------------------------------------------------------------------------------------------- */

START_TEST(only_codes_whose_meaning_is_known_have_a_text) {
  static const char *const known[] = {"I0", "I99", "E1", "E2", "E3", "E4", "E5", "E11", "E12", "E13", "E19"};
  size_t texts = 0;
  for (size_t i = 0; i < chret_field_value_count(CHRET_FIELD_RESPONSE_CODE); i++) {
    const char *code = chret_field_value_at(CHRET_FIELD_RESPONSE_CODE, i);
    int is_success = strcmp(code, "I0") == 0 || strcmp(code, "I99") == 0;
    texts += chret_code_text(code, strlen(code))[0] != '\0';
    ck_assert_msg(chret_code_is_success(code, strlen(code)) == is_success, "%s", code);
    ck_assert_int_eq(set(CHRET_FIELD_RESPONSE_CODE, code), CHRET_OK);
    ck_assert_int_eq(chret_response_add_failure(response, i, code, strlen(code), err), CHRET_OK);
  }
  ck_assert_uint_eq(texts, sizeof known / sizeof *known);
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    ck_assert_str_ne(chret_code_text(known[i], strlen(known[i])), "");
  }
  static const char *const none[] = {"", "I", "I00", "I9", "I999", "i0", "I0 ", "E1 "};
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
    ck_assert_int_eq(chret_code_is_success(none[i], strlen(none[i])), 0);
    ck_assert_str_eq(chret_code_text(none[i], strlen(none[i])), "");
  }
  ck_assert_int_eq(chret_code_is_success(NULL, 2), 0);
  ck_assert_str_eq(chret_code_text(NULL, 2), "");
}
END_TEST

/* ---- Written and read -------------------------------------------------------------------------------------------- */

static void add_response(test_text *text, const chret_response *said) {
  test_addf(text, "%s %s\n", chret_service_name(chret_response_service(said)), chret_response_body(said));
  for (size_t i = 0; i < chret_field_count(); i++) {
    int32_t field = chret_field_at(i);
    const char *value = chret_response_get(said, field, NULL);
    test_addf(text, "%s %s\n", chret_field_name(field), value == NULL ? "-" : value);
  }
  for (size_t i = 0; i < chret_response_failure_count(said); i++) {
    uint64_t device = 0;
    ck_assert_int_eq(chret_response_failure_device(said, i, &device), CHRET_OK);
    test_addf(text, "%llx %s\n", (unsigned long long)device, chret_response_failure_code(said, i));
  }
}

/* Refused records of one code after another, as they are read: `count` of them, of so many codes. */
static void refuse(size_t count, size_t codes) {
  for (size_t i = 0; i < count; i++) {
    const char *code = chret_field_value_at(CHRET_FIELD_RESPONSE_CODE, 2 + i * codes / count);
    ck_assert_int_eq(chret_response_add_failure(response, i * 7919, code, strlen(code), err), CHRET_OK);
  }
}

static const struct {
  int has_ids;
  size_t failures;
  size_t codes;
} shapes[] = {{0, 0, 0}, {1, 0, 0}, {1, 1, 1}, {0, 2, 1}, {1, 2, 2}, {1, 999, 1}, {1, 999, 190}, {0, 998, 7}};

static int32_t take(void *ctx, const uint8_t *data, size_t size) {
  test_add(ctx, (const char *)data, size);
  return 0;
}

/* A sink gets the bytes that a buffer gets. */
static void expect_written(const chret_buffer *buffer) {
  test_text taken = {NULL, 0, 0};
  chret_sink sink;
  ck_assert_int_eq(chret_sink_init(&sink, sizeof sink), CHRET_OK);
  sink.ctx = &taken;
  sink.write = take;
  ck_assert_int_eq(chret_response_write(response, &sink, err), CHRET_OK);
  ck_assert_uint_eq(taken.size, chret_buffer_size(buffer));
  ck_assert_mem_eq(taken.data, chret_buffer_data(buffer), taken.size);
  ck_assert_int_eq(chret_response_write(NULL, &sink, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_response_write(response, NULL, err), CHRET_E_ARGUMENT);
  test_text_free(&taken);
}

START_TEST(what_is_written_is_what_is_read) {
  test_text said = {NULL, 0, 0}, read = {NULL, 0, 0};
  chret_buffer *buffer = NULL, *twice = NULL;
  chret_response *again = NULL;
  ck_assert_int_eq(chret_response_write_buffer(response, &buffer, err), CHRET_E_MISSING);
  ck_assert_int_eq(set(CHRET_FIELD_RESPONSE_CODE, "W081401"), CHRET_OK);
  ck_assert_int_eq(chret_response_write_buffer(response, &buffer, err), CHRET_E_MISSING);
  ck_assert_str_eq(chret_error_item(err), "ResponseDateTime");
  ck_assert_int_eq(set(CHRET_FIELD_RESPONSE_DATE_TIME, "2026-01-31T09:30:00.000Z"), CHRET_OK);
  if (shapes[_i].has_ids) {
    ck_assert_int_eq(set(CHRET_FIELD_REQUEST_ID, ID "1"), CHRET_OK);
    ck_assert_int_eq(set(CHRET_FIELD_RESPONSE_ID, ID "2"), CHRET_OK);
  }
  refuse(shapes[_i].failures, shapes[_i].codes);
  ck_assert_int_eq(chret_response_write_buffer(response, &buffer, err), CHRET_OK);
  expect_written(buffer);
  ck_assert_int_eq(
      chret_response_read_unverified(&again, chret_buffer_data(buffer), chret_buffer_size(buffer), NULL, err),
      CHRET_OK);
  add_response(&said, response);
  add_response(&read, again);
  ck_assert_str_eq(read.data, said.data);
  ck_assert_int_eq(chret_response_write_buffer(again, &twice, err), CHRET_OK);
  ck_assert_uint_eq(chret_buffer_size(twice), chret_buffer_size(buffer));
  ck_assert_mem_eq(chret_buffer_data(twice), chret_buffer_data(buffer), chret_buffer_size(buffer));
  chret_buffer_free(buffer);
  chret_buffer_free(twice);
  chret_response_free(again);
  test_text_free(&said);
  test_text_free(&read);
}
END_TEST

START_TEST(content_that_was_not_read_is_not_written) {
  static const char xml[] =
      "<sr:Response xmlns:sr='http://www.dccinterface.co.uk/ServiceUserGateway' schemaVersion='5.4'><sr:Header>"
      "<sr:ResponseCode>I0</sr:ResponseCode><sr:ResponseDateTime>2026-01-31T09:30:00Z</sr:ResponseDateTime>"
      "</sr:Header><sr:Body><sr:ResponseMessage><sr:ServiceReference>8.14</sr:ServiceReference>"
      "<sr:ServiceReferenceVariant>8.14.3</sr:ServiceReferenceVariant><sr:DSPOther>x</sr:DSPOther>"
      "</sr:ResponseMessage></sr:Body></sr:Response>";
  chret_response *other = NULL;
  chret_buffer *buffer = NULL;
  ck_assert_int_eq(chret_response_read_unverified(&other, (const uint8_t *)xml, sizeof xml - 1, NULL, err), CHRET_OK);
  ck_assert_str_eq(chret_response_body(other), "DSPOther");
  ck_assert_int_eq(chret_response_write_buffer(other, &buffer, err), CHRET_E_STATE);
  ck_assert_ptr_null(buffer);
  /* and does not become a list of refused records */
  ck_assert_int_eq(chret_response_add_failure(other, 1, TEST_TEXT("E5"), err), CHRET_E_STATE);
  ck_assert_uint_eq(chret_response_failure_count(other), 0);
  ck_assert_str_eq(chret_response_body(other), "DSPOther");
  ck_assert_int_eq(chret_response_write_buffer(other, &buffer, err), CHRET_E_STATE);
  chret_response_free(other);
}
END_TEST

START_TEST(what_is_not_there_is_told_so) {
  uint64_t part = 5;
  ck_assert_int_eq(chret_response_new(NULL, FAULT, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_response_new(&response, CHRET_SERVICE_UNDECIDED, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_response_set(NULL, CHRET_FIELD_RESPONSE_CODE, TEST_TEXT("I0"), err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_response_set_id(NULL, 1, 2, 3), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_response_get_id(NULL, &part, &part, &part), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_response_add_failure(NULL, 1, TEST_TEXT("E5"), err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_response_failure_device(NULL, 0, &part), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_response_service(NULL), CHRET_SERVICE_UNDECIDED);
  ck_assert_ptr_null(chret_response_get(NULL, CHRET_FIELD_RESPONSE_CODE, NULL));
  ck_assert_uint_eq(chret_response_failure_count(NULL), 0);
  ck_assert_str_eq(chret_response_failure_code(NULL, 0), "");
  ck_assert_str_eq(chret_response_body(NULL), "");
  ck_assert_int_eq(chret_response_is_signed(NULL), 0);
  chret_response_free(NULL);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("response");
  TCase *tests = tcase_create("response");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 30);
  tcase_add_loop_test(tests, the_header_takes_what_the_schema_takes, 0, TEST_COUNT(headers));
  tcase_add_test(tests, a_new_response_names_its_service_and_no_more);
  tcase_add_test(tests, the_request_id_has_parts);
  tcase_add_test(tests, refused_records_stay_in_order);
  tcase_add_test(tests, no_more_can_be_refused_than_a_list_has);
  tcase_add_test(tests, only_codes_whose_meaning_is_known_have_a_text);
  tcase_add_loop_test(tests, what_is_written_is_what_is_read, 0, TEST_COUNT(shapes));
  tcase_add_test(tests, content_that_was_not_read_is_not_written);
  tcase_add_test(tests, what_is_not_there_is_told_so);
  return test_run(suite);
}
