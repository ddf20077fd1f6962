/* tests/check_model.c - records and requests in memory. What the schema takes: DUIS.xsd V5.4. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#define FAULT    CHRET_SERVICE_FAULT_RETURN
#define NO_FAULT CHRET_SERVICE_NO_FAULT_RETURN
#define DEVICE   "00-DB-00-00-00-00-00-00" /* of test_fill(record, ..., 0) */

static chret_record *record;
static chret_request *request;
static chret_error *err;

static void setup(void) {
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  ck_assert_int_eq(chret_record_new(&record, FAULT, NULL), CHRET_OK);
  request = test_request(FAULT, CHRET_FORM_LIST, 0, NULL);
}

static void teardown(void) {
  chret_request_free(request);
  chret_record_free(record);
  chret_error_free(err);
}

static void expect_text(int32_t field, const char *want) {
  size_t size = 0;
  const char *text = chret_record_get(record, field, &size);
  ck_assert_ptr_nonnull(text);
  ck_assert_str_eq(text, want);
  ck_assert_uint_eq(size, strlen(want));
}

/* ---- Records ----------------------------------------------------------------------------------------------------- */

START_TEST(a_record_keeps_text_as_it_came) {
  size_t size = 77;
  for (size_t i = 0; i < chret_field_count(); i++) {
    int32_t field = chret_field_at(i);
    if (field / 100 != 1) {
      ck_assert_int_eq(chret_record_set(record, field, TEST_TEXT("x")), CHRET_E_ARGUMENT);
      continue;
    }
    ck_assert_ptr_null(chret_record_get(record, field, &size));
    ck_assert_int_eq(chret_record_set(record, field, " \xFF\r\n\0!", 6), CHRET_OK);
    const char *text = chret_record_get(record, field, &size);
    ck_assert_uint_eq(size, 6);
    ck_assert_mem_eq(text, " \xFF\r\n\0!", 7);
    ck_assert_int_eq(chret_record_set(record, field, text + 1, 3), CHRET_OK); /* of itself */
    expect_text(field, "\xFF\r\n");
    ck_assert_int_eq(chret_record_set(record, field, "", 0), CHRET_OK);
    expect_text(field, "");
    ck_assert_int_eq(chret_record_set(record, field, NULL, 0), CHRET_OK);
    ck_assert_ptr_null(chret_record_get(record, field, NULL));
  }
}
END_TEST

START_TEST(a_record_has_typed_device_ids) {
  uint64_t value = 5;
  const int32_t field = CHRET_FIELD_OTHER_DEVICE_ID;
  ck_assert_int_eq(chret_record_get_eui(record, field, &value), CHRET_E_MISSING);
  ck_assert_int_eq(chret_record_set_eui(record, field, UINT64_C(0xFFDB1234567890A2)), CHRET_OK);
  expect_text(field, "FF-DB-12-34-56-78-90-A2");
  ck_assert_int_eq(chret_record_set(record, field, TEST_TEXT(" 00-db-12-34-56-78-90-a2 ")), CHRET_OK);
  ck_assert_int_eq(chret_record_get_eui(record, field, &value), CHRET_OK);
  ck_assert_uint_eq(value, UINT64_C(0x00DB1234567890A2));
  ck_assert_int_eq(chret_record_set(record, field, TEST_TEXT("nonsense")), CHRET_OK);
  ck_assert_int_eq(chret_record_get_eui(record, field, &value), CHRET_E_MALFORMED);
  ck_assert_uint_eq(value, UINT64_C(0x00DB1234567890A2));
  ck_assert_int_eq(chret_record_set_eui(record, CHRET_FIELD_USER_REF_ID, 1), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_record_get_eui(record, CHRET_FIELD_USER_REF_ID, &value), CHRET_E_ARGUMENT);
}
END_TEST

START_TEST(a_record_has_typed_choices) {
  size_t index = 77;
  const int32_t field = CHRET_FIELD_CONNECTION_METHOD;
  ck_assert_int_eq(chret_record_get_choice(record, field, &index), CHRET_E_MISSING);
  ck_assert_int_eq(chret_record_set_choice(record, field, 2), CHRET_OK);
  expect_text(field, "ESME");
  ck_assert_int_eq(chret_record_set_choice(record, field, 3), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_record_get_choice(record, field, &index), CHRET_OK);
  ck_assert_uint_eq(index, 2);
  ck_assert_int_eq(chret_record_set(record, field, TEST_TEXT("Esme")), CHRET_OK);
  ck_assert_int_eq(chret_record_get_choice(record, field, &index), CHRET_E_NOT_ENUMERATED);
  ck_assert_uint_eq(index, 2);
  ck_assert_int_eq(chret_record_set_choice(record, CHRET_FIELD_DEVICE_ID, 0), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_record_get_choice(record, CHRET_FIELD_DEVICE_ID, &index), CHRET_E_ARGUMENT);
}
END_TEST

START_TEST(the_filled_return_type_decides_an_undecided_record) {
  ck_assert_int_eq(chret_record_service(record), FAULT);
  ck_assert_int_eq(chret_record_reset(record, CHRET_SERVICE_UNDECIDED), CHRET_OK);
  ck_assert_int_eq(chret_record_service(record), CHRET_SERVICE_UNDECIDED);
  ck_assert_int_eq(chret_record_set_choice(record, CHRET_FIELD_FAULT_RETURN_TYPE, 0), CHRET_OK);
  ck_assert_int_eq(chret_record_service(record), FAULT);
  ck_assert_int_eq(chret_record_set_choice(record, CHRET_FIELD_NO_FAULT_RETURN_TYPE, 0), CHRET_OK);
  ck_assert_int_eq(chret_record_service(record), CHRET_SERVICE_UNDECIDED);
  ck_assert_int_eq(chret_record_set(record, CHRET_FIELD_FAULT_RETURN_TYPE, NULL, 0), CHRET_OK);
  ck_assert_int_eq(chret_record_service(record), NO_FAULT);
  ck_assert_int_eq(chret_record_reset(record, 81401), CHRET_E_ARGUMENT);
  ck_assert_ptr_nonnull(chret_record_get(record, CHRET_FIELD_NO_FAULT_RETURN_TYPE, NULL));
  ck_assert_int_eq(chret_record_reset(record, FAULT), CHRET_OK);
  ck_assert_ptr_null(chret_record_get(record, CHRET_FIELD_NO_FAULT_RETURN_TYPE, NULL));
}
END_TEST

/* ---- The header -------------------------------------------------------------------------------------------------- */

#define ID "90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:"

/* status CHRET_OK: `normal` is what get gives then; otherwise the value must stay what it was. */
static const struct {
  int32_t field;
  const char *text;
  int32_t status;
  const char *normal;
} headers[] = {
    {CHRET_FIELD_REQUEST_ID, "90-b3-d5-1f-30-01-00-00:90-b3-d5-1f-30-00-00-02:7", CHRET_OK, ID "7"},
    {CHRET_FIELD_REQUEST_ID, "\n\t " ID "18446744073709551615 ", CHRET_OK, ID "18446744073709551615"},
    {CHRET_FIELD_REQUEST_ID, ID "18446744073709551616", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_REQUEST_ID, "", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_REQUEST_ID, NULL, CHRET_E_MISSING, NULL},
    {CHRET_FIELD_PRECEDING_SERVICE_REQUEST_ID, ID "0", CHRET_OK, ID "0"},
    {CHRET_FIELD_PRECEDING_SERVICE_REQUEST_ID, ID "00", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_PRECEDING_SERVICE_REQUEST_ID, NULL, CHRET_OK, NULL},
    {CHRET_FIELD_FIRST_IN_SEQUENCE, "true", CHRET_OK, "true"},
    {CHRET_FIELD_FIRST_IN_SEQUENCE, " 1\n", CHRET_OK, "true"},
    {CHRET_FIELD_FIRST_IN_SEQUENCE, "false", CHRET_OK, "false"},
    {CHRET_FIELD_FIRST_IN_SEQUENCE, "0", CHRET_OK, "false"},
    {CHRET_FIELD_FIRST_IN_SEQUENCE, "True", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_FIRST_IN_SEQUENCE, "00", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_FIRST_IN_SEQUENCE, "yes", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_FIRST_IN_SEQUENCE, "", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_FIRST_IN_SEQUENCE, NULL, CHRET_OK, NULL},
    {CHRET_FIELD_COMMAND_VARIANT, "1", CHRET_OK, "1"},
    {CHRET_FIELD_COMMAND_VARIANT, " +0009 ", CHRET_OK, "9"},
    {CHRET_FIELD_COMMAND_VARIANT, "08", CHRET_OK, "8"},
    {CHRET_FIELD_COMMAND_VARIANT, "0", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_COMMAND_VARIANT, "-8", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_COMMAND_VARIANT, "8.0", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_COMMAND_VARIANT, "eight", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_COMMAND_VARIANT, "", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_COMMAND_VARIANT, "10", CHRET_E_NOT_ENUMERATED, NULL},
    {CHRET_FIELD_COMMAND_VARIANT, "4294967304", CHRET_E_NOT_ENUMERATED, NULL},
    {CHRET_FIELD_COMMAND_VARIANT, "18446744073709551624", CHRET_E_NOT_ENUMERATED, NULL},
    {CHRET_FIELD_COMMAND_VARIANT, NULL, CHRET_E_MISSING, NULL},
    {CHRET_FIELD_SERVICE_REFERENCE, "11.1", CHRET_OK, "11.1"},
    {CHRET_FIELD_SERVICE_REFERENCE, "8.10", CHRET_E_NOT_ENUMERATED, NULL},
    {CHRET_FIELD_SERVICE_REFERENCE, " 8.14", CHRET_E_NOT_ENUMERATED, NULL},
    {CHRET_FIELD_SERVICE_REFERENCE, "8.14.3", CHRET_E_NOT_ENUMERATED, NULL},
    {CHRET_FIELD_SERVICE_REFERENCE, NULL, CHRET_E_MISSING, NULL},
    {CHRET_FIELD_SERVICE_REFERENCE_VARIANT, "8.14.4", CHRET_OK, "8.14.4"},
    {CHRET_FIELD_SERVICE_REFERENCE_VARIANT, "8.14.5", CHRET_E_NOT_ENUMERATED, NULL},
    {CHRET_FIELD_SCHEMA_VERSION, " 5.4\n", CHRET_OK, "5.4"},
    {CHRET_FIELD_SCHEMA_VERSION, "-.5", CHRET_OK, "-.5"},
    {CHRET_FIELD_SCHEMA_VERSION, "+5.", CHRET_OK, "+5."},
    {CHRET_FIELD_SCHEMA_VERSION, "1234567890.12345", CHRET_OK, "1234567890.12345"},
    {CHRET_FIELD_SCHEMA_VERSION, "1234567890.123456", CHRET_E_TOO_LONG, NULL},
    {CHRET_FIELD_SCHEMA_VERSION, ".", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_SCHEMA_VERSION, "", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_SCHEMA_VERSION, "5,4", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_SCHEMA_VERSION, "5.4.1", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_SCHEMA_VERSION, "5e1", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_SCHEMA_VERSION, "INF", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_SCHEMA_VERSION, "- 5", CHRET_E_MALFORMED, NULL},
    {CHRET_FIELD_DEVICE_ID, "00-DB-12-34-56-78-90-A2", CHRET_E_ARGUMENT, NULL},
    {0, "x", CHRET_E_ARGUMENT, NULL},
};

START_TEST(the_header_takes_what_the_schema_takes_in_normal_form) {
  int32_t field = headers[_i].field;
  const char *before = chret_request_get(request, field, NULL);
  char *kept = before == NULL ? NULL : strdup(before);
  size_t size = headers[_i].text == NULL ? 0 : strlen(headers[_i].text);
  char *text = headers[_i].text == NULL ? NULL : test_exactly(headers[_i].text, size);
  int32_t status = chret_request_set(request, field, text, size, err);
  free(text);
  ck_assert_msg(status == headers[_i].status, "%s '%s': %s", chret_field_name(field), headers[_i].text,
                chret_status_name(status));
  ck_assert_int_eq(chret_error_status(err), status);
  const char *want = status == CHRET_OK ? headers[_i].normal : kept;
  const char *got = chret_request_get(request, field, &size);
  ck_assert_pstr_eq(got, want);
  ck_assert(got == NULL || size == strlen(got));
  if (status != CHRET_OK && status != CHRET_E_ARGUMENT) {
    ck_assert_str_eq(chret_error_item(err), chret_field_name(field));
    ck_assert_uint_eq(chret_error_record(err), 0);
  }
  free(kept);
}
END_TEST

START_TEST(a_new_request_has_the_header_of_its_service) {
  static const int32_t services[] = {FAULT, NO_FAULT};
  for (size_t i = 0; i < 2; i++) {
    chret_request *made = NULL;
    uint64_t part = 0;
    ck_assert_int_eq(chret_request_new(&made, services[i], CHRET_FORM_SINGLE, NULL), CHRET_OK);
    ck_assert_int_eq(chret_request_service(made), services[i]);
    ck_assert_int_eq(chret_request_form(made), CHRET_FORM_SINGLE);
    ck_assert_str_eq(chret_request_get(made, CHRET_FIELD_SCHEMA_VERSION, NULL), "5.4");
    ck_assert_str_eq(chret_request_get(made, CHRET_FIELD_COMMAND_VARIANT, NULL), "8");
    ck_assert_str_eq(chret_request_get(made, CHRET_FIELD_SERVICE_REFERENCE, NULL), "8.14");
    ck_assert_str_eq(chret_request_get(made, CHRET_FIELD_SERVICE_REFERENCE_VARIANT, NULL),
                     i == 0 ? "8.14.3" : "8.14.4");
    ck_assert_ptr_null(chret_request_get(made, CHRET_FIELD_REQUEST_ID, NULL));
    ck_assert_ptr_null(chret_request_get(made, CHRET_FIELD_FIRST_IN_SEQUENCE, NULL));
    ck_assert_int_eq(chret_request_get_id(made, &part, &part, &part), CHRET_E_MISSING);
    ck_assert_int_eq(chret_request_set_id(made, 1, UINT64_MAX, 1000), CHRET_OK);
    ck_assert_str_eq(chret_request_get(made, CHRET_FIELD_REQUEST_ID, NULL),
                     "00-00-00-00-00-00-00-01:FF-FF-FF-FF-FF-FF-FF-FF:1000");
    uint64_t originator = 0, target = 0;
    ck_assert_int_eq(chret_request_get_id(made, &originator, &target, &part), CHRET_OK);
    ck_assert(originator == 1 && target == UINT64_MAX && part == 1000);
    ck_assert_uint_eq(chret_request_record_count(made), 0);
    ck_assert_int_eq(chret_request_is_signed(made), 0);
    chret_request_free(made);
  }
}
END_TEST

/* ---- Arguments --------------------------------------------------------------------------------------------------- */

START_TEST(null_handles_and_unknown_numbers_are_refused) {
  uint64_t value = 0;
  size_t index = 0;
  chret_record *other = record;
  chret_request *another = request;
  ck_assert_int_eq(chret_record_new(NULL, FAULT, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_record_new(&other, 81401, NULL), CHRET_E_ARGUMENT);
  ck_assert_ptr_eq(other, record);
  ck_assert_int_eq(chret_record_reset(NULL, FAULT), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_record_set(NULL, CHRET_FIELD_DEVICE_ID, "x", 1), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_record_set(record, INT32_MIN, "x", 1), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_record_set(record, INT32_MAX, "x", 1), CHRET_E_ARGUMENT);
  ck_assert_ptr_null(chret_record_get(NULL, CHRET_FIELD_DEVICE_ID, NULL));
  ck_assert_int_eq(chret_record_get_eui(NULL, CHRET_FIELD_DEVICE_ID, &value), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_record_get_choice(NULL, CHRET_FIELD_FAULT_REASON, &index), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_record_service(NULL), CHRET_SERVICE_UNDECIDED);
  ck_assert_uint_eq(chret_record_line(NULL) + chret_record_line(record), 0);
  ck_assert_int_eq(chret_request_new(NULL, FAULT, CHRET_FORM_LIST, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_request_new(&another, CHRET_SERVICE_UNDECIDED, CHRET_FORM_LIST, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_request_new(&another, FAULT, 3, NULL), CHRET_E_ARGUMENT);
  ck_assert_ptr_eq(another, request);
  ck_assert_int_eq(chret_request_set(NULL, CHRET_FIELD_REQUEST_ID, "x", 1, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_error_status(err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_request_set_id(NULL, 1, 2, 3), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_request_get_id(NULL, &value, &value, &value), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_request_append(NULL, record, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_request_append(request, NULL, NULL), CHRET_E_ARGUMENT);
  ck_assert_uint_eq(chret_request_record_count(NULL), 0);
  ck_assert_ptr_null(chret_request_record_at(request, SIZE_MAX));
  ck_assert_int_eq(chret_request_service(NULL) + chret_request_form(NULL) + chret_request_is_signed(NULL), 0);
  chret_record_free(NULL);
  chret_request_free(NULL);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("model");
  TCase *tests = tcase_create("model");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, a_record_keeps_text_as_it_came);
  tcase_add_test(tests, a_record_has_typed_device_ids);
  tcase_add_test(tests, a_record_has_typed_choices);
  tcase_add_test(tests, the_filled_return_type_decides_an_undecided_record);
  tcase_add_loop_test(tests, the_header_takes_what_the_schema_takes_in_normal_form, 0, TEST_COUNT(headers));
  tcase_add_test(tests, a_new_request_has_the_header_of_its_service);
  tcase_add_test(tests, null_handles_and_unknown_numbers_are_refused);
  return test_run(suite);
}
