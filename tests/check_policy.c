/* tests/check_policy.c - what a policy takes and what it refuses; a call that is refused changes nothing. What the taken
 * settings do: cases/validate. */
#include "support_dsp.h"

#include <string.h>

static chret_policy *policy;
static test_inventory inventory;
static test_hub hubs[] = {{.device = 1, .type = "CHF"}, {.device = 2, .type = "ESME"}};

static void setup(void) {
  policy = test_policy(NULL);
  inventory = (test_inventory){.hubs = hubs, .count = 2};
}

static void teardown(void) {
  chret_policy_free(policy);
}

/* The codes of devices 0 (not known), 1, 2 and 1 again under the policy, sent by a User of the role. */
static void expect(const char *role, const char *want) {
  static const uint64_t devices[] = {0, 1, 2, 1};
  test_text codes = {NULL, 0, 0};
  chret_outcomes *outcomes = NULL;
  chret_user *user = NULL;
  chret_request *request = test_returns(CHRET_FORM_LIST, devices, 4, 1, NULL);
  ck_assert_int_eq(chret_user_new(&user, role, strlen(role), 1, 1, NULL), CHRET_OK);
  ck_assert_int_eq(chret_validate(&outcomes, request, user, policy, test_ask, &inventory, NULL, NULL), CHRET_OK);
  test_add_codes(&codes, outcomes);
  ck_assert_str_eq(codes.data, want);
  test_text_free(&codes);
  chret_outcomes_free(outcomes);
  chret_user_free(user);
  chret_request_free(request);
}

#define DEFAULT "E19 I99 E11 E5 "

START_TEST(the_default_is_as_documented) {
  expect("IS", DEFAULT);
  expect("GS", DEFAULT);
  expect("ES", "E2 E2 E2 E2 ");
  expect("IS ", "E2 E2 E2 E2 ");
  expect("", "E2 E2 E2 E2 ");
}
END_TEST

/* ---- Codes ------------------------------------------------------------------------------------------------------- */

/* A code for a check, without and with codes that the schema does not enumerate. */
static const struct {
  const char *code;
  int32_t status;
  int32_t any_status;
} codes[] = {
    {"E081406", CHRET_OK, CHRET_OK},
    {"W081401", CHRET_OK, CHRET_OK},
    {"E1", CHRET_OK, CHRET_OK},
    {"I0", CHRET_E_ARGUMENT, CHRET_E_ARGUMENT},
    {"I99", CHRET_E_ARGUMENT, CHRET_E_ARGUMENT},
    {"E6", CHRET_E_NOT_ENUMERATED, CHRET_OK},
    {"Z999999", CHRET_E_NOT_ENUMERATED, CHRET_OK},
    {"E9999999", CHRET_E_NOT_ENUMERATED, CHRET_E_NOT_ENUMERATED},
    {"e5", CHRET_E_NOT_ENUMERATED, CHRET_E_NOT_ENUMERATED},
    {"E", CHRET_E_NOT_ENUMERATED, CHRET_E_NOT_ENUMERATED},
    {"E5 ", CHRET_E_NOT_ENUMERATED, CHRET_E_NOT_ENUMERATED},
    {"", CHRET_E_NOT_ENUMERATED, CHRET_E_NOT_ENUMERATED},
    {NULL, CHRET_E_ARGUMENT, CHRET_E_ARGUMENT},
};

static int32_t never(void *ctx, const chret_record *record, void *own, int32_t *failed) {
  (void)ctx;
  (void)record;
  (void)own;
  *failed = 1;
  return 0;
}

START_TEST(a_check_s_code_is_one_of_the_schema_s) {
  const char *code = codes[_i].code;
  size_t size = code == NULL ? 0 : strlen(code);
  for (int any = 0; any < 2; any++) {
    test_text want = {NULL, 0, 0};
    int32_t status = any ? codes[_i].any_status : codes[_i].status;
    ck_assert_int_eq(chret_policy_set_any_code(policy, any), CHRET_OK);
    ck_assert_int_eq(chret_policy_set_code(policy, CHRET_CHECK_STATUS, code, size), status);
    test_addf(&want, "E19 I99 E11 %s ", status == CHRET_OK ? code : "E5");
    expect("IS", want.data);
    test_text_free(&want);
    ck_assert_int_eq(chret_policy_set_checks(policy, NULL, 0), CHRET_OK);
    ck_assert_int_eq(chret_policy_add_check(policy, code, size, never, NULL), status);
    test_addf(&want, "%s %s %s %s ", code, code, code, code);
    expect("IS", status == CHRET_OK ? want.data : "I99 I99 I99 I99 ");
    test_text_free(&want);
    teardown();
    setup();
  }
}
END_TEST

/* In the answer to a list a warning says that records are listed. */
START_TEST(a_request_is_not_refused_by_a_warning) {
  static const int32_t checks[] = {CHRET_CHECK_ROLE, CHRET_CHECK_USER_STATUS, CHRET_CHECK_ROLE_PAIR,
                                   CHRET_CHECK_COMMAND_VARIANT};
  for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
    for (int any = 0; any < 2; any++) {
      ck_assert_int_eq(chret_policy_set_any_code(policy, any), CHRET_OK);
      ck_assert_int_eq(chret_policy_set_code(policy, checks[i], TEST_TEXT("W081401")), CHRET_E_ARGUMENT);
      ck_assert_int_eq(chret_policy_set_code(policy, checks[i], TEST_TEXT("W9")), CHRET_E_ARGUMENT);
    }
  }
  expect("ES", "E2 E2 E2 E2 ");
}
END_TEST

START_TEST(the_answer_s_codes_say_what_they_are_to_say) {
  static const struct {
    const char *code;
    int32_t as_success;
    int32_t as_warning;
  } rows[] = {{"I0", CHRET_OK, CHRET_E_ARGUMENT},          {"I99", CHRET_OK, CHRET_E_ARGUMENT},
              {"I98", CHRET_E_ARGUMENT, CHRET_E_ARGUMENT}, {"E5", CHRET_E_ARGUMENT, CHRET_E_ARGUMENT},
              {"W110401", CHRET_E_ARGUMENT, CHRET_OK},     {"W999999", CHRET_E_ARGUMENT, CHRET_E_NOT_ENUMERATED},
              {"", CHRET_E_ARGUMENT, CHRET_E_ARGUMENT},    {NULL, CHRET_E_ARGUMENT, CHRET_E_ARGUMENT}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    size_t size = rows[i].code == NULL ? 0 : strlen(rows[i].code);
    ck_assert_int_eq(chret_policy_set_success_code(policy, rows[i].code, size), rows[i].as_success);
    ck_assert_int_eq(chret_policy_set_warning_code(policy, rows[i].code, size), rows[i].as_warning);
  }
  ck_assert_int_eq(chret_policy_set_any_code(policy, 1), CHRET_OK);
  ck_assert_int_eq(chret_policy_set_warning_code(policy, TEST_TEXT("W999999")), CHRET_OK);
  ck_assert_int_eq(chret_policy_set_success_code(policy, TEST_TEXT("I98")), CHRET_E_ARGUMENT);
}
END_TEST

/* ---- Checks ------------------------------------------------------------------------------------------------------ */

START_TEST(numbers_of_no_check_are_refused) {
  static const int32_t numbers[] = {0, -1, 5, 10, 15, INT32_MAX, INT32_MIN};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    const int32_t list[] = {CHRET_CHECK_STATUS, numbers[i]};
    ck_assert_int_eq(chret_policy_set_code(policy, numbers[i], TEST_TEXT("E52")), CHRET_E_ARGUMENT);
    ck_assert_int_eq(chret_policy_set_checks(policy, list, 2), CHRET_E_ARGUMENT);
  }
  static const int32_t twice[] = {CHRET_CHECK_KNOWN, CHRET_CHECK_ROLE, CHRET_CHECK_KNOWN};
  ck_assert_int_eq(chret_policy_set_checks(policy, twice, 3), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_policy_set_checks(policy, NULL, 1), CHRET_E_ARGUMENT);
  expect("IS", DEFAULT);
}
END_TEST

START_TEST(checks_can_be_taken_out_and_put_back) {
  static const int32_t some[] = {CHRET_CHECK_STATUS};
  static const int32_t others[] = {CHRET_CHECK_STATUS, CHRET_CHECK_ROLE, CHRET_CHECK_KNOWN};
  ck_assert_int_eq(chret_policy_set_code(policy, CHRET_CHECK_KNOWN, TEST_TEXT("E52")), CHRET_OK);
  ck_assert_int_eq(chret_policy_set_checks(policy, some, 1), CHRET_OK);
  expect("ES", "I99 I99 I99 E5 ");
  ck_assert_int_eq(chret_policy_set_checks(policy, NULL, 0), CHRET_OK);
  expect("ES", "I99 I99 I99 I99 ");
  ck_assert_int_eq(chret_policy_set_checks(policy, others, 3), CHRET_OK);
  expect("ES", "E2 E2 E2 E2 ");
  expect("IS", "E52 I99 I99 E5 ");
}
END_TEST

/* ---- What is not there ------------------------------------------------------------------------------------------- */

START_TEST(arguments_are_looked_at) {
  chret_policy *none = NULL;
  chret_user *user = NULL;
  ck_assert_int_eq(chret_policy_new(NULL, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_policy_set_any_code(none, 1), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_policy_set_any_code(policy, 2), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_policy_set_all(none, 1), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_policy_set_all(policy, -1), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_policy_set_code(none, CHRET_CHECK_KNOWN, TEST_TEXT("E5")), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_policy_set_checks(none, NULL, 0), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_policy_set_success_code(none, TEST_TEXT("I0")), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_policy_set_warning_code(none, TEST_TEXT("W081401")), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_policy_add_role(none, TEST_TEXT("IS")), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_policy_add_role(policy, NULL, 0), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_policy_add_device_status(none, TEST_TEXT("Pending")), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_policy_add_device_status(policy, NULL, 0), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_policy_add_check(none, TEST_TEXT("E5"), never, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_policy_add_check(policy, TEST_TEXT("E5"), NULL, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_user_new(NULL, TEST_TEXT("IS"), 1, 1, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_user_new(&user, NULL, 0, 1, 1, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_user_new(&user, "IS", SIZE_MAX, 1, 1, NULL), CHRET_E_ARGUMENT);
  chret_policy_free(NULL);
  chret_user_free(NULL);
  expect("IS", DEFAULT);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("policy");
  TCase *tests = tcase_create("policy");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, the_default_is_as_documented);
  tcase_add_loop_test(tests, a_check_s_code_is_one_of_the_schema_s, 0, TEST_COUNT(codes));
  tcase_add_test(tests, a_request_is_not_refused_by_a_warning);
  tcase_add_test(tests, the_answer_s_codes_say_what_they_are_to_say);
  tcase_add_test(tests, numbers_of_no_check_are_refused);
  tcase_add_test(tests, checks_can_be_taken_out_and_put_back);
  tcase_add_test(tests, arguments_are_looked_at);
  return test_run(suite);
}
