/* tests/check_check.c - local checks: of rows, of requests, and of the documents of cases/check (see cases/README). */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#define CASES "tests/cases/check"

static test_names cases;
static chret_report *report;
static chret_record *record;
static chret_error *err;

static void setup(void) {
  ck_assert_int_eq(chret_report_new(&report, NULL), CHRET_OK);
  ck_assert_int_eq(chret_record_new(&record, CHRET_SERVICE_FAULT_RETURN, NULL), CHRET_OK);
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
}

static void teardown(void) {
  chret_report_free(report);
  chret_record_free(record);
  chret_error_free(err);
}

static void add_findings(test_text *text) {
  for (size_t i = 0; i < chret_report_count(report); i++) {
    const char *message = chret_report_message(report, i);
    test_add_finding(text, report, i);
    ck_assert_str_ne(message, "");
    ck_assert_ptr_null(strchr(message, '\n'));
    ck_assert_int_eq(chret_report_code(report, i) / 100, 3);
  }
}

/* ---- Documents --------------------------------------------------------------------------------------------------- */

/* Takes the first line away that matches; lines are told apart by their line feeds. */
static int take_line(test_text *lines, const char *want) {
  char *next;
  for (char *line = lines->data; line != NULL && *line != '\0'; line = next) {
    next = strchr(line, '\n') + 1;
    char kept = *next;
    *next = '\0';
    int same = test_matches(want, line);
    *next = kept;
    if (same) {
      memmove(line, next, strlen(next) + 1);
      return 1;
    }
  }
  return 0;
}

START_TEST(a_case_is_found_to_have_all_that_it_has) {
  test_text xml = {NULL, 0, 0}, want = {NULL, 0, 0}, got = {NULL, 0, 0}, left = {NULL, 0, 0}, path = {NULL, 0, 0};
  test_addf(&path, CASES "/%s/request.xml", cases.name[_i]);
  ck_assert_msg(test_load(&xml, path.data), "%s", path.data);
  path.size = 0;
  test_addf(&path, CASES "/%s/expect", cases.name[_i]);
  ck_assert_msg(test_load(&want, path.data), "%s", path.data);
  char *exact = test_exactly(xml.data, xml.size);
  int32_t status = chret_check_document(report, (const uint8_t *)exact, xml.size, NULL, err);
  free(exact);
  ck_assert_int_eq(status, chret_error_status(err));
  if (status == CHRET_OK) {
    test_adds(&got, "ok\n");
  } else {
    test_add_error(&got, err);
  }
  add_findings(&got);
  test_add(&left, got.data, got.size);
  for (char *line = want.data, *next; *line != '\0'; line = next) {
    next = strchr(line, '\n') + 1;
    test_text one = {NULL, 0, 0};
    test_add(&one, line, (size_t)(next - line));
    ck_assert_msg(take_line(&left, one.data), "%s: there is no\n%sin\n%s", cases.name[_i], one.data, got.data);
    test_text_free(&one);
  }
  ck_assert_msg(left.data[0] == '\0', "%s: there are also\n%s", cases.name[_i], left.data);
  test_text_free(&path);
  test_text_free(&xml);
  test_text_free(&want);
  test_text_free(&got);
  test_text_free(&left);
}
END_TEST

static const int32_t codes[] = {CHRET_E_MISSING,        CHRET_E_MALFORMED,        CHRET_E_TOO_LONG,
                                CHRET_E_NOT_ENUMERATED, CHRET_E_UNKNOWN_ITEM,     CHRET_E_REPEATED_ITEM,
                                CHRET_E_DUPLICATE,      CHRET_E_SERVICE_MISMATCH, CHRET_E_COMMAND_VARIANT};

START_TEST(every_code_is_in_a_case) {
  test_text want = {NULL, 0, 0}, code = {NULL, 0, 0};
  ck_assert(test_load(&want, CASES "/every-code/expect"));
  test_addf(&code, "\n%s ", chret_status_name(codes[_i]));
  ck_assert_msg(strstr(want.data, code.data) != NULL, "%s", code.data);
  test_text_free(&want);
  test_text_free(&code);
}
END_TEST

START_TEST(a_list_that_is_too_long_is_one_finding) {
  test_text xml = {NULL, 0, 0}, got = {NULL, 0, 0};
  ck_assert(test_load(&xml, "tests/cases/read/list-no-fault/request.xml"));
  char *rest = strstr(xml.data, "    </sr:CHFNoFaultReturnList>");
  test_text list = {NULL, 0, 0};
  test_add(&list, xml.data, (size_t)(rest - xml.data));
  for (unsigned n = 3; n <= 1002; n++) {
    test_addf(
        &list,
        "<sr:CHFNoFaultReturn><sr:DeviceID>AA-00-00-00-00-00-%02X-%02X</sr:DeviceID><sr:CHFNoFaultReturnType>Lost or "
        "Stolen Hub</sr:CHFNoFaultReturnType></sr:CHFNoFaultReturn>\n",
        n >> 8, n & 0xFF);
  }
  test_adds(&list, "<sr:CHFNoFaultReturn a='b'><sr:x/></sr:CHFNoFaultReturn>\n"); /* is not looked at any more */
  test_adds(&list, rest);
  ck_assert_int_eq(chret_check_document(report, (const uint8_t *)list.data, list.size, NULL, err), CHRET_OK);
  add_findings(&got);
  ck_assert_msg(test_matches("too-many - 1016 1000 -\n", got.data), "%s", got.data); /* record 3 is on line 19 */
  test_text_free(&xml);
  test_text_free(&list);
  test_text_free(&got);
}
END_TEST

START_TEST(findings_of_a_document_are_limited) {
  test_text xml = {NULL, 0, 0}, many = {NULL, 0, 0};
  ck_assert(test_load(&xml, "tests/cases/read/no-declaration/request.xml"));
  const char *rest = strstr(xml.data, "    </sr:CHFFaultReturn>");
  test_add(&many, xml.data, (size_t)(rest - xml.data));
  for (size_t n = 0; n < CHRET_FINDINGS_MAX; n++) {
    test_adds(&many, "<sr:x/>");
  }
  size_t end = many.size;
  test_adds(&many, rest);
  /* what the report has already is not the document's */
  ck_assert_int_eq(chret_report_add(report, 1, "", 0, "", 0, CHRET_E_MISSING, 1, TEST_TEXT("own")), CHRET_OK);
  ck_assert_int_eq(chret_check_document(report, (const uint8_t *)many.data, many.size, NULL, err), CHRET_OK);
  ck_assert_uint_eq(chret_report_count(report), 1 + CHRET_FINDINGS_MAX);
  many.size = end;
  test_adds(&many, "\n<sr:y/>");
  test_adds(&many, rest);
  ck_assert_int_eq(chret_check_document(report, (const uint8_t *)many.data, many.size, NULL, err), CHRET_E_LIMIT);
  ck_assert_uint_eq(chret_report_count(report), 1 + 2 * CHRET_FINDINGS_MAX);
  many.size = 0;
  test_add_error(&many, err);
  ck_assert_str_eq(many.data, "limit y 16 1 00-DB-12-34-56-78-90-A2\n");
  test_text_free(&xml);
  test_text_free(&many);
}
END_TEST

/* ---- Rows -------------------------------------------------------------------------------------------------------- */

#define UNDECIDED CHRET_SERVICE_UNDECIDED
#define FAULT     CHRET_SERVICE_FAULT_RETURN
#define NO_FAULT  CHRET_SERVICE_NO_FAULT_RETURN
#define A25       "aaaaaaaaaaaaaaaaaaaaaaaaa"
#define DEVICE    "00-DB-00-00-00-00-00-05"

/* A filled record of `filled`, said to be of `service`, with up to two items changed; text NULL takes one out. */
static const struct {
  int32_t service;
  int32_t filled;
  struct {
    int32_t field;
    const char *text;
  } change[2];
  const char *findings;
} rows[] = {
    {FAULT, FAULT, {{0, NULL}}, ""},
    {NO_FAULT, NO_FAULT, {{0, NULL}}, ""},
    {UNDECIDED, FAULT, {{0, NULL}}, ""},
    {UNDECIDED, NO_FAULT, {{0, NULL}}, ""},
    {FAULT,
     FAULT,
     {{CHRET_FIELD_DEVICE_ID, NULL}, {CHRET_FIELD_FAULT_REASON, "Rust"}},
     "missing DeviceID 0 7 -\nnot-enumerated CHFFaultReason 0 7 -\n"},
    {FAULT,
     FAULT,
     {{CHRET_FIELD_DEVICE_ID, "12"}, {CHRET_FIELD_USER_REF_ID, A25 "!"}},
     "malformed DeviceID 0 7 12\ntoo-long UserRefID 0 7 12\n"},
    {FAULT,
     FAULT,
     {{CHRET_FIELD_OTHER_DEVICE_ID, NULL}, {CHRET_FIELD_USER_REF_DATE_TIME, "today"}},
     "malformed UserRefDateTime 0 7 " DEVICE "\nmissing OtherDeviceID 0 7 " DEVICE "\n"},
    {FAULT,
     FAULT,
     {{CHRET_FIELD_NO_FAULT_RETURN_TYPE, "Lost or Stolen Hub"}, {CHRET_FIELD_ADDITIONAL_INFORMATION, "\x01"}},
     "unknown-item CHFNoFaultReturnType 0 7 " DEVICE "\nmalformed AdditionalInformation 0 7 " DEVICE "\n"},
    {NO_FAULT,
     NO_FAULT,
     {{CHRET_FIELD_CONNECTION_METHOD, "Cradle"}, {CHRET_FIELD_OTHER_DEVICE_ID, ""}},
     "unknown-item OtherDeviceID 0 7 " DEVICE "\nunknown-item CHFConnectionMethod 0 7 " DEVICE "\n"},
    {UNDECIDED,
     FAULT,
     {{CHRET_FIELD_NO_FAULT_RETURN_TYPE, "Lost or Stolen Hub"}},
     "service-mismatch CHFNoFaultReturnType 0 7 " DEVICE "\n"},
    {UNDECIDED, NO_FAULT, {{CHRET_FIELD_NO_FAULT_RETURN_TYPE, NULL}}, "missing CHFFaultReturnType 0 7 " DEVICE "\n"},
    {UNDECIDED, NO_FAULT, {{CHRET_FIELD_FAULT_REASON, "LED Fault"}}, "unknown-item CHFFaultReason 0 7 " DEVICE "\n"},
};

START_TEST(a_row_is_found_to_have_all_that_it_has) {
  test_text got = {NULL, 0, 0};
  test_fill(record, rows[_i].filled, 5);
  chret_record *row = NULL;
  ck_assert_int_eq(chret_record_new(&row, rows[_i].service, NULL), CHRET_OK);
  for (size_t i = 0; i < chret_service_item_count(rows[_i].filled); i++) {
    size_t size = 0;
    int32_t field = chret_service_item_at(rows[_i].filled, i);
    const char *text = chret_record_get(record, field, &size);
    ck_assert_int_eq(chret_record_set(row, field, text, size), CHRET_OK);
  }
  for (size_t i = 0; i < 2 && rows[_i].change[i].field != 0; i++) {
    const char *text = rows[_i].change[i].text;
    ck_assert_int_eq(chret_record_set(row, rows[_i].change[i].field, text, text == NULL ? 0 : strlen(text)), CHRET_OK);
  }
  test_adds(&got, "");
  ck_assert_int_eq(chret_check_record(report, row, 7), CHRET_OK);
  add_findings(&got);
  ck_assert_msg(strcmp(got.data, rows[_i].findings) == 0, "row %d:\n%s", _i, got.data);
  /* What has findings is not appended. */
  chret_request *request = test_request(rows[_i].filled, CHRET_FORM_SINGLE, 0, NULL);
  int32_t status = chret_request_append(request, row, err);
  ck_assert_msg((status == CHRET_OK) == (got.size == 0), "row %d: %s", _i, chret_status_name(status));
  chret_request_free(request);
  chret_record_free(row);
  test_text_free(&got);
}
END_TEST

/* ---- Requests and reports ---------------------------------------------------------------------------------------- */

START_TEST(a_request_that_was_built_is_checked) {
  test_text got = {NULL, 0, 0};
  chret_request *request = NULL;
  ck_assert_int_eq(chret_request_new(&request, FAULT, CHRET_FORM_SINGLE, NULL), CHRET_OK);
  ck_assert_int_eq(chret_check_request(report, request), CHRET_OK);
  add_findings(&got);
  ck_assert(take_line(&got, "missing - 0 0 -\n"));
  ck_assert(take_line(&got, "missing RequestID 0 0 -\n"));
  ck_assert_str_eq(got.data, "");
  chret_request_free(request);
  request = test_request(FAULT, CHRET_FORM_LIST, 20, NULL);
  ck_assert_int_eq(chret_check_request(report, request), CHRET_OK);
  ck_assert_uint_eq(chret_report_count(report), 2); /* what was there before, and no more */
  ck_assert_int_eq(chret_request_set(request, CHRET_FIELD_COMMAND_VARIANT, "4", 1, NULL), CHRET_OK);
  ck_assert_int_eq(chret_check_request(report, request), CHRET_OK);
  ck_assert_uint_eq(chret_report_count(report), 3);
  ck_assert_int_eq(chret_report_code(report, 2), CHRET_E_COMMAND_VARIANT);
  chret_request_free(request);
  test_text_free(&got);
}
END_TEST

START_TEST(a_report_takes_the_host_s_own_findings_and_keeps_its_texts) {
  char device[] = "device, which is longer";
  char long_id[100];
  ck_assert_int_eq(chret_report_add(report, 3, device, 6, NULL, 7, CHRET_E_UNKNOWN_ITEM, 9, NULL, 7), CHRET_OK);
  device[0] = 'x';
  const char *kept = chret_report_device_id(report, 0);
  ck_assert_str_eq(kept, "device");
  for (int i = 0; i < 5000; i++) {
    ck_assert_int_eq(chret_report_add(report, 1, NULL, 9, "item()", 4, CHRET_E_MISSING, 1, "text, cut", 4), CHRET_OK);
  }
  ck_assert_ptr_eq(chret_report_device_id(report, 0), kept);
  ck_assert_str_eq(kept, "device");
  ck_assert_str_eq(chret_report_item(report, 0), "");
  ck_assert_str_eq(chret_report_message(report, 0), "");
  ck_assert_str_eq(chret_report_device_id(report, 5000), "");
  ck_assert_str_eq(chret_report_item(report, 5000), "item");
  ck_assert_str_eq(chret_report_message(report, 5000), "text");
  memset(long_id, 'a', sizeof long_id);
  ck_assert_int_eq(chret_report_add(report, 1, long_id, sizeof long_id, NULL, 0, CHRET_E_MALFORMED, 1, NULL, 0),
                   CHRET_OK);
  ck_assert_uint_eq(strlen(chret_report_device_id(report, 5001)), 63);
  ck_assert(chret_report_record(report, 0) == 3 && chret_report_line(report, 0) == 9);
  ck_assert_uint_eq(chret_report_count(report), 5002);
}
END_TEST

START_TEST(what_is_not_there_is_told_so) {
  const chret_report *const reports[] = {NULL, report};
  for (size_t i = 0; i < 2; i++) {
    ck_assert_uint_eq(chret_report_count(reports[i]), 0);
    ck_assert_uint_eq(chret_report_record(reports[i], 0) + chret_report_line(reports[i], SIZE_MAX), 0);
    ck_assert_int_eq(chret_report_code(reports[i], SIZE_MAX), CHRET_OK);
    ck_assert_str_eq(chret_report_device_id(reports[i], 0), "");
    ck_assert_str_eq(chret_report_item(reports[i], 1), "");
    ck_assert_str_eq(chret_report_message(reports[i], SIZE_MAX), "");
  }
  ck_assert_int_eq(chret_report_new(NULL, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_report_add(NULL, 1, "", 0, "", 0, CHRET_E_MISSING, 1, "", 0), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_check_record(NULL, record, 1), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_check_record(report, NULL, 1), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_check_request(report, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_check_document(report, NULL, 1, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_error_status(err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_check_document(NULL, (const uint8_t *)"", 0, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_uint_eq(chret_report_count(report), 0);
  chret_report_free(NULL);
}
END_TEST

int main(void) {
  cases = test_folder(CASES);
  Suite *suite = suite_create("check");
  TCase *tests = tcase_create("check");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 30);
  tcase_add_loop_test(tests, a_case_is_found_to_have_all_that_it_has, 0, (int)cases.count);
  tcase_add_loop_test(tests, every_code_is_in_a_case, 0, TEST_COUNT(codes));
  tcase_add_test(tests, a_list_that_is_too_long_is_one_finding);
  tcase_add_test(tests, findings_of_a_document_are_limited);
  tcase_add_loop_test(tests, a_row_is_found_to_have_all_that_it_has, 0, TEST_COUNT(rows));
  tcase_add_test(tests, a_request_that_was_built_is_checked);
  tcase_add_test(tests, a_report_takes_the_host_s_own_findings_and_keeps_its_texts);
  tcase_add_test(tests, what_is_not_there_is_told_so);
  return test_run(suite);
}
