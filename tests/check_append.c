/* tests/check_append.c - what a request takes and what it refuses. What the schema takes: DUIS.xsd V5.4; at most 999
 * records and no Device ID twice: MP117. */
#include "support_dsp.h"

#include <stdlib.h>
#include <string.h>

#define FAULT    CHRET_SERVICE_FAULT_RETURN
#define NO_FAULT CHRET_SERVICE_NO_FAULT_RETURN
#define DEVICE   "00-DB-00-00-00-00-00-05" /* of test_fill(record, ..., 5) */

/* Texts of a number of characters, of one and of up to four bytes. */
#define A5   "aaaaa"
#define A25  A5 A5 A5 A5 A5
#define W5   "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x93\xA1\xEF\xBF\xBD\xC2\x80"
#define W25  W5 W5 W5 W5 W5
#define W200 W25 W25 W25 W25 W25 W25 W25 W25

/* A filled record of the service in which one item is another: text NULL takes it out. `normal` is what the request has
 * then, NULL where that is the same text. */
static const struct {
  int32_t service;
  int32_t field;
  const char *text;
  int32_t status;
  const char *normal;
} cases[] = {
    {FAULT, CHRET_FIELD_DEVICE_ID, "aa-bb-cc-dd-ee-ff-00-11", CHRET_OK, "AA-BB-CC-DD-EE-FF-00-11"},
    {FAULT, CHRET_FIELD_DEVICE_ID, "\t00-DB-00-00-00-00-00-07\r\n", CHRET_OK, "00-DB-00-00-00-00-00-07"},
    {FAULT, CHRET_FIELD_DEVICE_ID, NULL, CHRET_E_MISSING, NULL},
    {FAULT, CHRET_FIELD_DEVICE_ID, "", CHRET_E_MALFORMED, NULL},
    {FAULT, CHRET_FIELD_DEVICE_ID, "00-DB-00-00-00-00-00", CHRET_E_MALFORMED, NULL},
    {FAULT, CHRET_FIELD_OTHER_DEVICE_ID, NULL, CHRET_E_MISSING, NULL},
    {FAULT, CHRET_FIELD_OTHER_DEVICE_ID, "00:DB:00:00:00:00:00:00", CHRET_E_MALFORMED, NULL},
    {FAULT, CHRET_FIELD_OTHER_DEVICE_ID, DEVICE, CHRET_OK, NULL}, /* nothing says that it may not be the same */
    {FAULT, CHRET_FIELD_FAULT_RETURN_TYPE, "Fault identified post installation", CHRET_OK, NULL},
    {FAULT, CHRET_FIELD_FAULT_RETURN_TYPE, "Fault identified post installation ", CHRET_E_NOT_ENUMERATED, NULL},
    {FAULT, CHRET_FIELD_FAULT_RETURN_TYPE, "Fault identified post  installation", CHRET_E_NOT_ENUMERATED, NULL},
    {FAULT, CHRET_FIELD_FAULT_RETURN_TYPE, NULL, CHRET_E_MISSING, NULL},
    {FAULT, CHRET_FIELD_FAULT_RETURN_TYPE, "", CHRET_E_NOT_ENUMERATED, NULL},
    {FAULT, CHRET_FIELD_CONNECTION_METHOD, "Hot-shoe", CHRET_OK, NULL},
    {FAULT, CHRET_FIELD_CONNECTION_METHOD, "hot-shoe", CHRET_E_NOT_ENUMERATED, NULL},
    {FAULT, CHRET_FIELD_CONNECTION_METHOD, "Cradl", CHRET_E_NOT_ENUMERATED, NULL},
    {FAULT, CHRET_FIELD_CONNECTION_METHOD, NULL, CHRET_E_MISSING, NULL},
    {FAULT, CHRET_FIELD_FAULT_REASON, "Manufacturing defect", CHRET_OK, NULL},
    {FAULT, CHRET_FIELD_FAULT_REASON, "Other", CHRET_E_NOT_ENUMERATED, NULL},
    {FAULT, CHRET_FIELD_FAULT_REASON, NULL, CHRET_E_MISSING, NULL},
    {FAULT, CHRET_FIELD_NO_FAULT_RETURN_TYPE, "Lost or Stolen Hub", CHRET_E_UNKNOWN_ITEM, NULL},
    {FAULT, CHRET_FIELD_USER_REF_DATE_TIME, " 2024-05-06T24:00:00.00+14:00\n", CHRET_OK,
     "2024-05-06T24:00:00.00+14:00"},
    {FAULT, CHRET_FIELD_USER_REF_DATE_TIME, "2023-02-29T00:00:00", CHRET_E_MALFORMED, NULL},
    {FAULT, CHRET_FIELD_USER_REF_DATE_TIME, "", CHRET_E_MALFORMED, NULL},
    {FAULT, CHRET_FIELD_USER_REF_DATE_TIME, NULL, CHRET_OK, NULL},
    {FAULT, CHRET_FIELD_USER_REF_ID, NULL, CHRET_OK, NULL},
    {FAULT, CHRET_FIELD_USER_REF_ID, "", CHRET_OK, NULL},
    {FAULT, CHRET_FIELD_USER_REF_ID, " \t\r\n  two  spaces ", CHRET_OK, NULL},
    {FAULT, CHRET_FIELD_USER_REF_ID, A25, CHRET_OK, NULL},
    {FAULT, CHRET_FIELD_USER_REF_ID, A25 "a", CHRET_E_TOO_LONG, NULL},
    {FAULT, CHRET_FIELD_USER_REF_ID, W25, CHRET_OK, NULL},
    {FAULT, CHRET_FIELD_USER_REF_ID, W25 "a", CHRET_E_TOO_LONG, NULL},
    {FAULT, CHRET_FIELD_USER_REF_ID, A25 "\n", CHRET_E_TOO_LONG, NULL},
    {FAULT, CHRET_FIELD_USER_REF_ID, "]]>&amp;<x/>", CHRET_OK, NULL},
    {FAULT, CHRET_FIELD_INCIDENT_REFERENCE, W5 W5 W5, CHRET_OK, NULL},
    {FAULT, CHRET_FIELD_INCIDENT_REFERENCE, W5 W5 A5 "a", CHRET_E_TOO_LONG, NULL},
    {FAULT, CHRET_FIELD_ADDITIONAL_INFORMATION, W200, CHRET_OK, NULL},
    {FAULT, CHRET_FIELD_ADDITIONAL_INFORMATION, W200 "\xC3\xA9", CHRET_E_TOO_LONG, NULL},
    {FAULT, CHRET_FIELD_ADDITIONAL_INFORMATION, "\x09\x0A\x0D\x7F\xC2\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBD",
     CHRET_OK, NULL},
    {FAULT, CHRET_FIELD_ADDITIONAL_INFORMATION, "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", CHRET_OK, NULL},
    {FAULT, CHRET_FIELD_ADDITIONAL_INFORMATION, "\x08", CHRET_E_MALFORMED, NULL},
    {FAULT, CHRET_FIELD_ADDITIONAL_INFORMATION, "a\x1F", CHRET_E_MALFORMED, NULL},
    {FAULT, CHRET_FIELD_ADDITIONAL_INFORMATION, "\xEF\xBF\xBE", CHRET_E_MALFORMED, NULL},     /* U+FFFE */
    {FAULT, CHRET_FIELD_ADDITIONAL_INFORMATION, "\xEF\xBF\xBF", CHRET_E_MALFORMED, NULL},     /* U+FFFF */
    {FAULT, CHRET_FIELD_ADDITIONAL_INFORMATION, "\xED\xA0\x80", CHRET_E_MALFORMED, NULL},     /* a surrogate */
    {FAULT, CHRET_FIELD_ADDITIONAL_INFORMATION, "\xF4\x90\x80\x80", CHRET_E_MALFORMED, NULL}, /* above U+10FFFF */
    {FAULT, CHRET_FIELD_ADDITIONAL_INFORMATION, "\xC0\x80", CHRET_E_MALFORMED, NULL},         /* overlong */
    {FAULT, CHRET_FIELD_ADDITIONAL_INFORMATION, "\xE0\x9F\xBF", CHRET_E_MALFORMED, NULL},
    {FAULT, CHRET_FIELD_ADDITIONAL_INFORMATION, "\xF0\x8F\xBF\xBF", CHRET_E_MALFORMED, NULL},
    {FAULT, CHRET_FIELD_ADDITIONAL_INFORMATION, "\xF8\x88\x80\x80\x80", CHRET_E_MALFORMED, NULL},
    {FAULT, CHRET_FIELD_ADDITIONAL_INFORMATION, "\x80", CHRET_E_MALFORMED, NULL},
    {FAULT, CHRET_FIELD_ADDITIONAL_INFORMATION, "caf\xE9", CHRET_E_MALFORMED,
     NULL}, /* ISO 8859-1, cut short in UTF-8 */
    {FAULT, CHRET_FIELD_ADDITIONAL_INFORMATION, "\xE2\x82", CHRET_E_MALFORMED, NULL},
    {FAULT, CHRET_FIELD_ADDITIONAL_INFORMATION, "\xE2\x82z", CHRET_E_MALFORMED, NULL},
    {NO_FAULT, CHRET_FIELD_NO_FAULT_RETURN_TYPE, "No Fault Return (general)", CHRET_OK, NULL},
    {NO_FAULT, CHRET_FIELD_NO_FAULT_RETURN_TYPE, "No fault return (general)", CHRET_E_NOT_ENUMERATED, NULL},
    {NO_FAULT, CHRET_FIELD_NO_FAULT_RETURN_TYPE, NULL, CHRET_E_MISSING, NULL},
    {NO_FAULT, CHRET_FIELD_FAULT_RETURN_TYPE, "", CHRET_E_UNKNOWN_ITEM, NULL},
    {NO_FAULT, CHRET_FIELD_OTHER_DEVICE_ID, "00-DB-00-00-00-00-00-00", CHRET_E_UNKNOWN_ITEM, NULL},
    {NO_FAULT, CHRET_FIELD_CONNECTION_METHOD, "Cradle", CHRET_E_UNKNOWN_ITEM, NULL},
    {NO_FAULT, CHRET_FIELD_FAULT_REASON, "LED Fault", CHRET_E_UNKNOWN_ITEM, NULL},
    {NO_FAULT, CHRET_FIELD_INCIDENT_REFERENCE, NULL, CHRET_OK, NULL},
    {NO_FAULT, CHRET_FIELD_ADDITIONAL_INFORMATION, NULL, CHRET_OK, NULL},
};

static void expect_unchanged(chret_request *request, const char *before) {
  test_text after = {NULL, 0, 0};
  test_add_request(&after, request, 0);
  ck_assert_str_eq(after.data, before);
  test_text_free(&after);
}

START_TEST(a_record_is_taken_as_the_schema_has_it) {
  chret_record *record = NULL;
  chret_error *err = NULL;
  test_text before = {NULL, 0, 0};
  int32_t field = cases[_i].field;
  const char *device = field == CHRET_FIELD_DEVICE_ID ? (cases[_i].text == NULL ? "" : cases[_i].text) : DEVICE;
  size_t size = cases[_i].text == NULL ? 0 : strlen(cases[_i].text);
  chret_request *request = test_request(cases[_i].service, CHRET_FORM_LIST, 2, NULL);
  test_add_request(&before, request, 0);
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  ck_assert_int_eq(chret_record_new(&record, cases[_i].service, NULL), CHRET_OK);
  test_fill(record, cases[_i].service, 5);
  ck_assert_int_eq(chret_record_set(record, field, cases[_i].text, size), CHRET_OK);
  int32_t status = chret_request_append(request, record, err);
  ck_assert_msg(status == cases[_i].status, "%s '%s': %s", chret_field_name(field), cases[_i].text,
                chret_status_name(status));
  ck_assert_int_eq(chret_error_status(err), status);
  if (status == CHRET_OK) {
    const chret_record *taken = chret_request_record_at(request, 2);
    size_t got_size = 0;
    const char *got = chret_record_get(taken, field, &got_size);
    const char *want = cases[_i].normal == NULL ? cases[_i].text : cases[_i].normal;
    ck_assert_pstr_eq(got, want);
    ck_assert_uint_eq(got_size, want == NULL ? 0 : strlen(want));
    ck_assert_uint_eq(chret_request_record_count(request), 3);
  } else {
    ck_assert_uint_eq(chret_error_record(err), 3);
    ck_assert_str_eq(chret_error_device_id(err), device);
    ck_assert_str_eq(chret_error_item(err), chret_field_name(field));
    expect_unchanged(request, before.data);
  }
  test_text_free(&before);
  chret_record_free(record);
  chret_request_free(request);
  chret_error_free(err);
}
END_TEST

START_TEST(every_value_of_every_enumeration_is_taken) {
  static const int32_t services[] = {FAULT, NO_FAULT};
  chret_record *record = NULL;
  size_t taken = 0;
  for (size_t s = 0; s < 2; s++) {
    ck_assert_int_eq(chret_record_new(&record, services[s], NULL), CHRET_OK);
    for (size_t i = 0; i < chret_service_item_count(services[s]); i++) {
      int32_t field = chret_service_item_at(services[s], i);
      for (size_t v = 0; v < chret_field_value_count(field); v++, taken++) {
        chret_request *request = test_request(services[s], CHRET_FORM_SINGLE, 0, NULL);
        size_t index = SIZE_MAX;
        test_fill(record, services[s], 5);
        ck_assert_int_eq(chret_record_set_choice(record, field, v), CHRET_OK);
        ck_assert_int_eq(chret_request_append(request, record, NULL), CHRET_OK);
        ck_assert_int_eq(chret_record_get_choice(chret_request_record_at(request, 0), field, &index), CHRET_OK);
        ck_assert_uint_eq(index, v);
        chret_request_free(request);
      }
    }
    chret_record_free(record);
  }
  ck_assert_uint_eq(taken, 2 + 3 + 9 + 5);
}
END_TEST

/* ---- Lists ------------------------------------------------------------------------------------------------------- */

static int32_t append(chret_request *request, int32_t service, uint32_t number, const char *device, chret_error *err) {
  chret_record *record = NULL;
  ck_assert_int_eq(chret_record_new(&record, service, NULL), CHRET_OK);
  test_fill(record, service, number);
  if (device != NULL) {
    ck_assert_int_eq(chret_record_set(record, CHRET_FIELD_DEVICE_ID, device, strlen(device)), CHRET_OK);
  }
  int32_t status = chret_request_append(request, record, err);
  chret_record_free(record);
  return status;
}

static void expect_refused(chret_request *request, int32_t service, uint32_t number, const char *device,
                           const char *want) {
  chret_error *err = NULL;
  test_text before = {NULL, 0, 0}, got = {NULL, 0, 0};
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  test_add_request(&before, request, 0);
  ck_assert_int_ne(append(request, service, number, device, err), CHRET_OK);
  test_add_error(&got, err);
  ck_assert_str_eq(got.data, want);
  expect_unchanged(request, before.data);
  test_text_free(&before);
  test_text_free(&got);
  chret_error_free(err);
}

START_TEST(a_list_takes_999_records) {
  chret_request *request = test_request(NO_FAULT, CHRET_FORM_LIST, 998, NULL);
  ck_assert_int_eq(append(request, NO_FAULT, 998, NULL, NULL), CHRET_OK);
  ck_assert_uint_eq(chret_request_record_count(request), 999);
  uint64_t device = 0;
  ck_assert_int_eq(chret_record_get_eui(chret_request_record_at(request, 998), CHRET_FIELD_DEVICE_ID, &device),
                   CHRET_OK);
  ck_assert_uint_eq(device, UINT64_C(0x00DB0000000003E6));
  ck_assert_ptr_null(chret_request_record_at(request, 999));
  expect_refused(request, NO_FAULT, 999, NULL, "too-many - 0 1000 00-DB-00-00-00-00-03-E7\n");
  chret_request_free(request);
}
END_TEST

START_TEST(a_single_takes_one_record) {
  chret_request *request = test_request(FAULT, CHRET_FORM_SINGLE, 1, NULL);
  expect_refused(request, FAULT, 5, NULL, "too-many - 0 2 " DEVICE "\n");
  chret_request_free(request);
}
END_TEST

START_TEST(a_device_id_is_taken_once) {
  chret_request *request = test_request(FAULT, CHRET_FORM_LIST, 11, NULL);
  expect_refused(request, FAULT, 5, NULL, "duplicate DeviceID 0 12 " DEVICE "\n");
  expect_refused(request, FAULT, 10, NULL, "duplicate DeviceID 0 12 00-DB-00-00-00-00-00-0A\n");
  expect_refused(request, FAULT, 5, "00-db-00-00-00-00-00-0a", "duplicate DeviceID 0 12 00-db-00-00-00-00-00-0a\n");
  expect_refused(request, FAULT, 5, " 00-DB-00-00-00-00-00-0A", "duplicate DeviceID 0 12  00-DB-00-00-00-00-00-0A\n");
  ck_assert_int_eq(append(request, FAULT, 5, "80-DB-00-00-00-00-00-05", NULL), CHRET_OK);
  ck_assert_int_eq(append(request, FAULT, 11, NULL, NULL), CHRET_OK);
  chret_request_free(request);
}
END_TEST

/* A list that was read may have a Device ID more than once: the first of them is the one that is named. */
START_TEST(a_list_that_was_read_is_added_to) {
  static const uint64_t devices[] = {7, 3, 7, 3, 9};
  chret_request *request = test_returns(CHRET_FORM_LIST, devices, 5, 1, NULL);
  chret_error *err = NULL;
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  ck_assert_int_eq(append(request, NO_FAULT, 5, "00-00-00-00-00-00-00-07", err), CHRET_E_DUPLICATE);
  ck_assert_ptr_nonnull(strstr(chret_error_message(err), "1"));
  ck_assert_int_eq(append(request, NO_FAULT, 5, "00-00-00-00-00-00-00-03", err), CHRET_E_DUPLICATE);
  ck_assert_ptr_nonnull(strstr(chret_error_message(err), "2"));
  ck_assert_int_eq(append(request, NO_FAULT, 5, "00-00-00-00-00-00-00-09", err), CHRET_E_DUPLICATE);
  ck_assert_ptr_nonnull(strstr(chret_error_message(err), "5"));
  ck_assert_int_eq(append(request, NO_FAULT, 5, "00-00-00-00-00-00-00-08", err), CHRET_OK);
  ck_assert_int_eq(append(request, NO_FAULT, 5, "00-00-00-00-00-00-00-08", err), CHRET_E_DUPLICATE);
  ck_assert_uint_eq(chret_request_record_count(request), 6);
  chret_error_free(err);
  chret_request_free(request);
}
END_TEST

START_TEST(a_request_takes_records_of_its_service) {
  chret_request *request = test_request(FAULT, CHRET_FORM_LIST, 1, NULL);
  expect_refused(request, NO_FAULT, 5, NULL, "service-mismatch - 0 2 " DEVICE "\n");
  chret_record *record = NULL;
  ck_assert_int_eq(chret_record_new(&record, FAULT, NULL), CHRET_OK);
  test_fill(record, FAULT, 5);
  chret_record *undecided = NULL;
  ck_assert_int_eq(chret_record_new(&undecided, CHRET_SERVICE_UNDECIDED, NULL), CHRET_OK);
  for (size_t i = 0; i < chret_service_item_count(FAULT); i++) {
    size_t size = 0;
    int32_t field = chret_service_item_at(FAULT, i);
    const char *text = chret_record_get(record, field, &size);
    ck_assert_int_eq(chret_record_set(undecided, field, text, size), CHRET_OK);
  }
  ck_assert_int_eq(chret_request_append(request, undecided, NULL), CHRET_OK);
  ck_assert_int_eq(chret_record_service(chret_request_record_at(request, 1)), FAULT);
  chret_record_free(undecided);
  chret_record_free(record);
  chret_request_free(request);
}
END_TEST

START_TEST(a_record_of_a_request_cannot_be_changed) {
  chret_request *request = test_request(FAULT, CHRET_FORM_LIST, 1, NULL);
  test_text before = {NULL, 0, 0};
  test_add_request(&before, request, 0);
  chret_record *borrowed = (chret_record *)(uintptr_t)chret_request_record_at(request, 0);
  ck_assert_int_eq(chret_record_set(borrowed, CHRET_FIELD_USER_REF_ID, "x", 1), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_record_set(borrowed, CHRET_FIELD_USER_REF_ID, NULL, 0), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_record_set_eui(borrowed, CHRET_FIELD_DEVICE_ID, 1), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_record_set_choice(borrowed, CHRET_FIELD_FAULT_REASON, 1), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_record_reset(borrowed, FAULT), CHRET_E_ARGUMENT);
  expect_unchanged(request, before.data);
  /* It can be copied into another request. */
  chret_request *other = test_request(FAULT, CHRET_FORM_LIST, 0, NULL);
  ck_assert_int_eq(chret_request_append(other, borrowed, NULL), CHRET_OK);
  expect_unchanged(other, before.data);
  chret_request_free(other);
  test_text_free(&before);
  chret_request_free(request);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("append");
  TCase *tests = tcase_create("append");
  suite_add_tcase(suite, tests);
  tcase_add_loop_test(tests, a_record_is_taken_as_the_schema_has_it, 0, TEST_COUNT(cases));
  tcase_add_test(tests, every_value_of_every_enumeration_is_taken);
  tcase_add_test(tests, a_list_takes_999_records);
  tcase_add_test(tests, a_single_takes_one_record);
  tcase_add_test(tests, a_device_id_is_taken_once);
  tcase_add_test(tests, a_list_that_was_read_is_added_to);
  tcase_add_test(tests, a_request_takes_records_of_its_service);
  tcase_add_test(tests, a_record_of_a_request_cannot_be_changed);
  return test_run(suite);
}
