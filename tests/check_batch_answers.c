/* tests/check_batch_answers.c - what answers make of a batch's rows: in any order, repeated, late, foreign, contradictory.
 *
 * Rows are named by a letter each: F is one of 8.14.3, N of 8.14.4; they are numbered from 1. Counters are 1000, 1001, ...
 */
#include "support_batch.h"

#include <string.h>

#define LIST   CHRET_FORM_LIST
#define SINGLE CHRET_FORM_SINGLE
#define FAULT  CHRET_SERVICE_FAULT_RETURN
#define OTHER  CHRET_SERVICE_NO_FAULT_RETURN

static chret_error *err;
static chret_report *report;
static test_counter counter;
static test_signing signing;
static chret_batch *batch;

static void setup(void) {
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  ck_assert_int_eq(chret_report_new(&report, NULL), CHRET_OK);
  counter = (test_counter){.value = 1000, .step = 1};
  test_signing_init(&signing, "1");
  batch = NULL;
}

static void teardown(void) {
  chret_batch_free(batch);
  chret_report_free(report);
  chret_error_free(err);
}

static void draw_all(void) {
  chret_request *request = NULL;
  while (test_draw(batch, &signing.signer, NULL, &request)) {
    chret_request_free(request);
  }
}

/* A batch whose requests have all been drawn, `most` records each. */
static void sent(int32_t form, const char *letters, size_t most) {
  batch = test_batch(form, &counter, NULL);
  ck_assert_int_eq(chret_batch_set_max_records(batch, most), CHRET_OK);
  test_add_rows(batch, letters);
  draw_all();
}

/* A word a row: its state's letter and its code. */
static void expect_rows(const char *want) {
  static const char letters[] = "?nsar";
  test_text got = {NULL, 0, 0};
  for (size_t i = 0; i < chret_batch_row_count(batch); i++) {
    test_addf(&got, "%s%c%s", i == 0 ? "" : " ", letters[chret_batch_row_state(batch, i)],
              chret_batch_row_code(batch, i));
  }
  ck_assert_str_eq(got.data, want);
  test_text_free(&got);
}

static void expect_findings(const char *want) {
  test_text got = {NULL, 0, 0};
  test_adds(&got, "");
  for (size_t i = 0; i < chret_report_count(report); i++) {
    test_add_finding(&got, report, i);
  }
  ck_assert_str_eq(got.data, want);
  test_text_free(&got);
}

/* What the batch says of a response before it takes it, which must change nothing: its kind. */
static int32_t judge(const chret_response *response, test_text *findings) {
  test_text before = {NULL, 0, 0}, after = {NULL, 0, 0};
  chret_report *found = NULL;
  int32_t kind = 0;
  ck_assert_int_eq(chret_report_new(&found, NULL), CHRET_OK);
  test_add_batch(&before, batch);
  size_t left = chret_batch_requests_left(batch);
  ck_assert_int_eq(chret_batch_judge(batch, response, &kind, found, err), CHRET_OK);
  test_add_batch(&after, batch);
  ck_assert_str_eq(after.data, before.data);
  ck_assert_uint_eq(chret_batch_requests_left(batch), left);
  for (size_t i = 0; i < chret_report_count(found); i++) {
    test_add_finding(findings, found, i);
  }
  chret_report_free(found);
  test_text_free(&before);
  test_text_free(&after);
  return kind;
}

/* Gives it to the batch, which said so before: the kind. */
static int32_t take(chret_response *response) {
  test_text judged = {NULL, 0, 0}, told = {NULL, 0, 0};
  size_t before = chret_report_count(report);
  test_adds(&judged, "");
  test_adds(&told, "");
  int32_t kind = judge(response, &judged);
  ck_assert_int_eq(test_give(batch, response, report), kind);
  for (size_t i = before; i < chret_report_count(report); i++) {
    test_add_finding(&told, report, i);
  }
  ck_assert_str_eq(judged.data, told.data);
  test_text_free(&judged);
  test_text_free(&told);
  return kind;
}

static int32_t give(int32_t service, uint64_t id, const char *code, const uint32_t *refused) {
  return take(test_response(service, id, code, refused));
}

#define ROWS(...)                                                                                                      \
  (const uint32_t[]) {                                                                                                 \
    __VA_ARGS__, 0                                                                                                     \
  }

/* ---- First answers ----------------------------------------------------------------------------------------------- */

/* The answer to the one request of five rows FFFFF, numbered 1 to 5. */
static const struct {
  const char *code;
  uint32_t refused[6];
  const char *rows;
  const char *findings;
} answers[] = {
    {"I99", {0}, "aI99 aI99 aI99 aI99 aI99", ""},
    {"I0", {0}, "aI0 aI0 aI0 aI0 aI0", ""},
    {"W081401", {2, 5}, "aI99 rE5 aI99 aI99 rE5", ""},
    {"W081401", {1, 2, 3, 4, 5}, "rE5 rE5 rE5 rE5 rE5", ""},
    {"E3", {0}, "rE3 rE3 rE3 rE3 rE3", ""},
    {"E12", {0}, "rE12 rE12 rE12 rE12 rE12", ""},
    {"W081401", {0}, "rW081401 rW081401 rW081401 rW081401 rW081401", "contradiction - 0 0 -\n"},
    {"E3", {3}, "rE3 rE3 rE5 rE3 rE3", "contradiction - 0 0 -\n"},
    {"W081401",
     {1, 9},
     "rE5 rW081401 rW081401 rW081401 rW081401",
     "unknown-device DeviceIDList 0 0 00-DB-00-00-00-00-00-09\n"},
};

START_TEST(an_answer_gives_each_row_its_code) {
  sent(LIST, "FFFFF", 999);
  expect_rows("s s s s s");
  ck_assert_int_eq(give(FAULT, 1000, answers[_i].code, answers[_i].refused), CHRET_ANSWER_NEW);
  expect_rows(answers[_i].rows);
  expect_findings(answers[_i].findings);
}
END_TEST

START_TEST(a_single_answer_gives_its_row_its_code) {
  sent(SINGLE, "FNF", 999);
  ck_assert_int_eq(give(OTHER, 1001, "E19", NULL), CHRET_ANSWER_NEW);
  expect_rows("s rE19 s");
  ck_assert_int_eq(give(FAULT, 1002, "I0", NULL), CHRET_ANSWER_NEW);
  expect_rows("s rE19 aI0");
  ck_assert_int_eq(give(FAULT, 1000, "I99", ROWS(1)), CHRET_ANSWER_NEW); /* a list, to a single request */
  expect_rows("rI99 rE19 aI0");
  expect_findings("contradiction - 0 0 -\n");
}
END_TEST

/* Numbers of rows are the caller's. */
START_TEST(findings_name_rows_by_their_numbers) {
  chret_record *record = NULL;
  batch = test_batch(LIST, &counter, NULL);
  ck_assert_int_eq(chret_record_new(&record, FAULT, NULL), CHRET_OK);
  for (uint32_t i = 1; i <= 3; i++) {
    test_fill(record, FAULT, i);
    ck_assert_int_eq(chret_batch_add(batch, record, 100 * i, NULL, 0, err), CHRET_OK);
  }
  chret_record_free(record);
  draw_all();
  chret_response *response = test_response(FAULT, 1000, "W081401", NULL);
  ck_assert_int_eq(chret_response_add_failure(response, test_row_device(2), TEST_TEXT("I99"), NULL), CHRET_OK);
  ck_assert_int_eq(take(response), CHRET_ANSWER_NEW);
  expect_rows("rW081401 rI99 rW081401"); /* listed as refused with a code of success: not accepted */
  expect_findings("contradiction DeviceIDList 0 200 00-DB-00-00-00-00-00-02\n");
  ck_assert_int_eq(give(FAULT, 1000, "W081401", ROWS(3)), CHRET_ANSWER_CONTRADICTORY);
  expect_findings("contradiction DeviceIDList 0 200 00-DB-00-00-00-00-00-02\n"
                  "contradiction - 0 100 00-DB-00-00-00-00-00-01\n"
                  "contradiction - 0 200 00-DB-00-00-00-00-00-02\n"
                  "contradiction - 0 300 00-DB-00-00-00-00-00-03\n");
  ck_assert_str_eq(chret_report_message(report, 2), "refused by the first answer (I99), accepted by another one (I99)");
}
END_TEST

/* Any order of the answers gives the same. */
START_TEST(answers_come_in_any_order) {
  uint64_t state = (uint64_t)_i;
  uint32_t order[60];
  char letters[61] = {0};
  for (size_t i = 0; i < 60; i++) {
    letters[i] = i % 7 < 3 ? 'F' : 'N';
  }
  sent(SINGLE, letters, 999);
  for (uint32_t i = 0; i < 60; i++) {
    uint32_t j = test_random(&state, i + 1);
    order[i] = order[j];
    order[j] = i;
  }
  for (size_t i = 0; i < 60; i++) {
    uint32_t row = order[i], earlier = order[test_random(&state, (uint32_t)i + 1)];
    const char *code = row % 4 == 0 ? "E4" : "I99";
    ck_assert_int_eq(give(letters[row] == 'F' ? FAULT : OTHER, 1000 + row, code, NULL), CHRET_ANSWER_NEW);
    ck_assert_int_eq(give(letters[earlier] == 'F' ? FAULT : OTHER, 1000 + earlier, "E11", NULL),
                     CHRET_ANSWER_CONTRADICTORY);
  }
  for (size_t i = 0; i < 60; i++) {
    ck_assert_str_eq(chret_batch_row_code(batch, i), i % 4 == 0 ? "E4" : "I99");
    ck_assert_int_eq(chret_batch_row_state(batch, i), i % 4 == 0 ? CHRET_ROW_REFUSED : CHRET_ROW_ACCEPTED);
  }
}
END_TEST

/* ---- Later answers ----------------------------------------------------------------------------------------------- */

START_TEST(the_first_answer_stands) {
  sent(LIST, "FNFNF", 999);
  ck_assert_int_eq(give(FAULT, 1000, "W081401", ROWS(3)), CHRET_ANSWER_NEW);
  ck_assert_int_eq(give(FAULT, 1000, "W081401", ROWS(3)), CHRET_ANSWER_AGAIN);
  expect_findings("");
  expect_rows("aI99 s rE5 s aI99");
  ck_assert_int_eq(give(FAULT, 1000, "I99", NULL), CHRET_ANSWER_CONTRADICTORY);
  ck_assert_int_eq(give(FAULT, 1000, "W081401", ROWS(1)), CHRET_ANSWER_CONTRADICTORY);
  ck_assert_int_eq(give(FAULT, 1000, "E3", NULL), CHRET_ANSWER_CONTRADICTORY);
  expect_rows("aI99 s rE5 s aI99");
  expect_findings("contradiction - 0 3 00-DB-00-00-00-00-00-03\n"
                  "contradiction - 0 1 00-DB-00-00-00-00-00-01\ncontradiction - 0 3 00-DB-00-00-00-00-00-03\n"
                  "contradiction - 0 1 00-DB-00-00-00-00-00-01\ncontradiction - 0 3 00-DB-00-00-00-00-00-03\n"
                  "contradiction - 0 5 00-DB-00-00-00-00-00-05\n");
}
END_TEST

/* What is wrong with an answer is found once. */
START_TEST(a_repeated_answer_has_no_findings) {
  sent(LIST, "FF", 999);
  ck_assert_int_eq(give(FAULT, 1000, "E3", ROWS(1)), CHRET_ANSWER_NEW);
  ck_assert_int_eq(give(FAULT, 1000, "E3", ROWS(1)), CHRET_ANSWER_AGAIN);
  expect_findings("contradiction - 0 0 -\n");
}
END_TEST

START_TEST(an_answer_to_rows_that_went_on_is_late) {
  size_t count = 0;
  sent(SINGLE, "FF", 999);
  ck_assert_int_eq(give(FAULT, 1000, "E5", NULL), CHRET_ANSWER_NEW);
  ck_assert_int_eq(give(FAULT, 1001, "E4", NULL), CHRET_ANSWER_NEW);
  ck_assert_int_eq(chret_batch_retry(batch, TEST_TEXT("E5"), &count), CHRET_OK);
  ck_assert_uint_eq(count, 1);
  expect_rows("n rE4");
  ck_assert_int_eq(give(FAULT, 1000, "I99", NULL), CHRET_ANSWER_LATE);
  draw_all();
  expect_rows("s rE4");
  uint64_t id = 0;
  ck_assert_int_eq(chret_batch_row_counter(batch, 0, &id), CHRET_OK);
  ck_assert_uint_eq(id, 1002);
  ck_assert_int_eq(give(FAULT, 1000, "E5", NULL), CHRET_ANSWER_LATE);
  ck_assert_int_eq(give(FAULT, 1000, "I99", NULL), CHRET_ANSWER_LATE);
  expect_rows("s rE4");
  ck_assert_int_eq(give(FAULT, 1002, "I99", NULL), CHRET_ANSWER_NEW);
  ck_assert_int_eq(give(FAULT, 1000, "E5", NULL), CHRET_ANSWER_LATE);
  expect_rows("aI99 rE4");
  expect_findings("");
}
END_TEST

START_TEST(an_answer_is_compared_where_rows_are_left) {
  sent(LIST, "FFFF", 999);
  ck_assert_int_eq(give(FAULT, 1000, "W081401", ROWS(2, 4)), CHRET_ANSWER_NEW);
  ck_assert_int_eq(chret_batch_retry(batch, NULL, 0, NULL), CHRET_OK);
  draw_all();
  expect_rows("aI99 s aI99 s");
  ck_assert_int_eq(give(FAULT, 1000, "W081401", ROWS(2, 4)), CHRET_ANSWER_AGAIN);
  ck_assert_int_eq(give(FAULT, 1000, "I99", NULL), CHRET_ANSWER_AGAIN); /* of the others it says the same */
  ck_assert_int_eq(give(FAULT, 1000, "W081401", ROWS(1, 2, 4)), CHRET_ANSWER_CONTRADICTORY);
  ck_assert_int_eq(give(FAULT, 1001, "W081401", ROWS(4)), CHRET_ANSWER_NEW);
  expect_rows("aI99 aI99 aI99 rE5");
}
END_TEST

/* ---- Answers to others ------------------------------------------------------------------------------------------- */

START_TEST(an_answer_to_another_request_is_foreign) {
  chret_response *response = test_response(FAULT, 1000, "I99", NULL);
  signing.fail_at = 5; /* the signature of the first request: its counter is lost */
  signing.code = 1;
  batch = test_batch(SINGLE, &counter, NULL);
  test_add_rows(batch, "FF");
  chret_buffer *buffer = NULL;
  uint64_t id;
  ck_assert_int_eq(chret_batch_next(batch, &signing.signer, &buffer, &id, err), CHRET_E_HOST);
  draw_all();
  ck_assert_int_eq(take(response), CHRET_ANSWER_FOREIGN);
  ck_assert_int_eq(give(FAULT, 999, "I99", NULL), CHRET_ANSWER_FOREIGN);
  ck_assert_int_eq(give(FAULT, 1003, "I99", NULL), CHRET_ANSWER_FOREIGN);
  response = test_response(FAULT, 1001, "I99", NULL);
  ck_assert_int_eq(chret_response_set_id(response, TEST_ORIGINATOR + 1, TEST_TARGET, 1001), CHRET_OK);
  ck_assert_int_eq(take(response), CHRET_ANSWER_FOREIGN);
  response = test_response(FAULT, 1001, "I99", NULL);
  ck_assert_int_eq(chret_response_set_id(response, TEST_ORIGINATOR, TEST_TARGET + 1, 1001), CHRET_OK);
  ck_assert_int_eq(take(response), CHRET_ANSWER_FOREIGN);
  response = test_response(FAULT, 1001, "I99", NULL);
  ck_assert_int_eq(chret_response_set(response, CHRET_FIELD_REQUEST_ID, NULL, 0, err), CHRET_OK);
  ck_assert_int_eq(take(response), CHRET_ANSWER_FOREIGN);
  expect_findings("");
  ck_assert_int_eq(give(OTHER, 1001, "I99", NULL), CHRET_ANSWER_FOREIGN);
  expect_findings("other-request - 0 0 -\n");
  expect_rows("s s");
}
END_TEST

/* ---- Which rows a request has ------------------------------------------------------------------------------------ */

/* The numbers of the rows of the request with this counter, each with a space before it. */
static void expect_rows_of(uint64_t id, const char *want) {
  test_text got = {NULL, 0, 0};
  size_t row;
  test_adds(&got, "");
  for (size_t j = 0; chret_batch_request_row(batch, id, j, &row) == CHRET_OK; j++) {
    test_addf(&got, " %zu", chret_batch_row_number(batch, row));
  }
  ck_assert_str_eq(got.data, want);
  test_text_free(&got);
}

START_TEST(the_rows_of_a_request_are_told) {
  size_t row = 77;
  sent(_i == 0 ? SINGLE : LIST, "FNFNF", 2); /* in list form F13 N24 F5 */
  expect_rows_of(999, "");
  expect_rows_of(1000, _i == 0 ? " 1" : " 1 3");
  expect_rows_of(1001, _i == 0 ? " 2" : " 2 4");
  expect_rows_of(1002, _i == 0 ? " 3" : " 5");
  expect_rows_of(1005, "");
  ck_assert_int_eq(chret_batch_request_row(batch, 1000, 2, &row), CHRET_E_MISSING);
  ck_assert_int_eq(chret_batch_request_row(batch, 1005, 0, &row), CHRET_E_MISSING);
  ck_assert_int_eq(chret_batch_request_row(NULL, 1000, 0, &row), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_request_row(batch, 1000, 0, NULL), CHRET_E_ARGUMENT);
  ck_assert_uint_eq(row, 77);
  /* rows that go into a later request stay told of this one */
  ck_assert_int_eq(give(FAULT, 1000, "E5", NULL), CHRET_ANSWER_NEW);
  ck_assert_int_eq(chret_batch_retry(batch, NULL, 0, NULL), CHRET_OK);
  draw_all();
  expect_rows_of(1000, _i == 0 ? " 1" : " 1 3");
  expect_rows_of(_i == 0 ? 1005 : 1003, _i == 0 ? " 1" : " 1 3");
}
END_TEST

/* ---- What is open, and what goes on ------------------------------------------------------------------------------ */

START_TEST(an_answer_comes_before_the_request_comes_again) {
  sent(SINGLE, "FFF", 999);
  ck_assert_int_eq(chret_batch_resend(batch), CHRET_OK);
  ck_assert_int_eq(give(FAULT, 1000, "I99", NULL), CHRET_ANSWER_NEW);
  ck_assert_int_eq(give(FAULT, 1002, "I99", NULL), CHRET_ANSWER_NEW);
  ck_assert_uint_eq(chret_batch_requests_left(batch), 1);
  chret_request *request = NULL;
  uint64_t originator, target, id;
  ck_assert_int_eq(test_draw(batch, &signing.signer, NULL, &request), 1);
  ck_assert_int_eq(chret_request_get_id(request, &originator, &target, &id), CHRET_OK);
  ck_assert_uint_eq(id, 1001);
  chret_request_free(request);
  ck_assert_int_eq(test_draw(batch, &signing.signer, NULL, &request), 0);
}
END_TEST

START_TEST(refused_rows_go_into_new_requests) {
  size_t count = 77;
  sent(LIST, "FNFNFN", 2); /* F13 N24 F5 N6 */
  ck_assert_int_eq(give(FAULT, 1000, "W081401", ROWS(3)), CHRET_ANSWER_NEW);
  ck_assert_int_eq(give(OTHER, 1001, "E3", NULL), CHRET_ANSWER_NEW);
  ck_assert_int_eq(give(FAULT, 1002, "E12", NULL), CHRET_ANSWER_NEW);
  expect_rows("aI99 rE3 rE5 rE3 rE12 s");
  ck_assert_int_eq(chret_batch_retry(batch, TEST_TEXT("E1"), &count), CHRET_OK);
  ck_assert_uint_eq(count, 0);
  ck_assert_int_eq(chret_batch_retry(batch, TEST_TEXT("E3"), &count), CHRET_OK);
  ck_assert_uint_eq(count, 2);
  expect_rows("aI99 n rE5 n rE12 s");
  ck_assert_uint_eq(chret_batch_requests_left(batch), 1);
  ck_assert_int_eq(chret_batch_retry(batch, NULL, 0, &count), CHRET_OK);
  ck_assert_uint_eq(count, 2);
  ck_assert_uint_eq(chret_batch_requests_left(batch), 2);
  draw_all();
  expect_rows("aI99 s s s s s");
  ck_assert_int_eq(give(FAULT, 1005, "I99", NULL), CHRET_ANSWER_NEW); /* N24 first: its first row is */
  expect_rows("aI99 s aI99 s aI99 s");
}
END_TEST

START_TEST(arguments_are_checked) {
  chret_response *response = NULL;
  int32_t kind = 77;
  sent(SINGLE, "F", 999);
  ck_assert_int_eq(chret_response_new(&response, FAULT, NULL), CHRET_OK);
  ck_assert_int_eq(chret_response_set_id(response, TEST_ORIGINATOR, TEST_TARGET, 1000), CHRET_OK);
  ck_assert_int_eq(chret_batch_answer(NULL, response, &kind, report, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_answer(batch, NULL, &kind, report, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_answer(batch, response, NULL, report, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_answer(batch, response, &kind, report, err), CHRET_E_MISSING); /* no code */
  ck_assert_int_eq(chret_batch_judge(NULL, response, &kind, report, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_judge(batch, response, &kind, report, err), CHRET_E_MISSING);
  ck_assert_int_eq(kind, 77);
  expect_rows("s");
  chret_response_free(response);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("batch_answers");
  TCase *tests = tcase_create("batch_answers");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, an_answer_gives_each_row_its_code, 0, TEST_COUNT(answers));
  tcase_add_test(tests, a_single_answer_gives_its_row_its_code);
  tcase_add_test(tests, findings_name_rows_by_their_numbers);
  tcase_add_loop_test(tests, answers_come_in_any_order, 0, 5);
  tcase_add_test(tests, the_first_answer_stands);
  tcase_add_test(tests, a_repeated_answer_has_no_findings);
  tcase_add_test(tests, an_answer_to_rows_that_went_on_is_late);
  tcase_add_test(tests, an_answer_is_compared_where_rows_are_left);
  tcase_add_test(tests, an_answer_to_another_request_is_foreign);
  tcase_add_loop_test(tests, the_rows_of_a_request_are_told, 0, 2);
  tcase_add_test(tests, an_answer_comes_before_the_request_comes_again);
  tcase_add_test(tests, refused_rows_go_into_new_requests);
  tcase_add_test(tests, arguments_are_checked);
  return test_run(suite);
}
