/* tests/check_validate.c - the DSP's checks of a request, and its answer: the cases of cases/validate. */
#include "support_dsp.h"

#include <stdlib.h>
#include <string.h>

#define CASES "tests/cases/validate"
#define MOST  16 /* of anything in a case */

static chret_policy *policy;
static chret_user *user;
static chret_error *err;
static test_inventory inventory;
static test_hub hubs[MOST];

static void setup(void) {
  policy = test_policy(NULL);
  user = test_user(NULL);
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  inventory = (test_inventory){.hubs = hubs};
}

static void teardown(void) {
  chret_policy_free(policy);
  chret_user_free(user);
  chret_error_free(err);
}

/* ---- Cases ------------------------------------------------------------------------------------------------------- */

static test_names cases;

typedef struct own_check {
  uint64_t devices[MOST];
  size_t count;
} own_check;

/* A case as it is read. */
static struct {
  int32_t form;
  uint64_t devices[MOST];
  size_t count;
  char variant[4];
  own_check own[MOST];
  size_t own_count;
  test_text want, want_answer;
} a_case;

static uint64_t to_device(const char *word) {
  uint64_t device = 0;
  ck_assert_msg(chret_eui64_parse(word, strlen(word), &device) == CHRET_OK, "%s", word);
  return device;
}

static int32_t to_check(const char *word) {
  static const struct {
    const char *name;
    int32_t check;
  } names[] = {{"role", CHRET_CHECK_ROLE},
               {"user-status", CHRET_CHECK_USER_STATUS},
               {"role-pair", CHRET_CHECK_ROLE_PAIR},
               {"command-variant", CHRET_CHECK_COMMAND_VARIANT},
               {"known", CHRET_CHECK_KNOWN},
               {"device-type", CHRET_CHECK_DEVICE_TYPE},
               {"authorised", CHRET_CHECK_AUTHORISED},
               {"status", CHRET_CHECK_STATUS}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (strcmp(names[i].name, word) == 0) {
      return names[i].check;
    }
  }
  ck_abort_msg("no check is named %s", word);
  return 0;
}

static const char *or_none(const char *word) {
  return strcmp(word, "-") == 0 ? NULL : word;
}

static int32_t refuse_these(void *ctx, const chret_record *record, void *own, int32_t *failed) {
  const own_check *check = ctx;
  uint64_t device = 0;
  (void)own;
  ck_assert_int_eq(*failed, 0);
  ck_assert_int_eq(chret_record_get_eui(record, CHRET_FIELD_DEVICE_ID, &device), CHRET_OK);
  for (size_t i = 0; i < check->count; i++) {
    *failed |= check->devices[i] == device;
  }
  return 0;
}

static int32_t take_own(char **words, size_t count) {
  own_check *own = &a_case.own[a_case.own_count++];
  for (size_t i = 1; i < count; i++) {
    own->devices[own->count++] = to_device(words[i]);
  }
  return chret_policy_add_check(policy, words[0], strlen(words[0]), refuse_these, own);
}

static int32_t take_checks(char **words, size_t count) {
  int32_t checks[MOST];
  for (size_t i = 0; i < count; i++) {
    checks[i] = to_check(words[i]);
  }
  return chret_policy_set_checks(policy, checks, count);
}

/* words: what comes after "policy". */
static int32_t take_policy(char **words, size_t count) {
  const char *last = words[count - 1];
  if (strcmp(words[0], "any-code") == 0) {
    return chret_policy_set_any_code(policy, 1);
  }
  if (strcmp(words[0], "all") == 0) {
    return chret_policy_set_all(policy, 1);
  }
  if (strcmp(words[0], "code") == 0) {
    return chret_policy_set_code(policy, to_check(words[1]), last, strlen(last));
  }
  if (strcmp(words[0], "checks") == 0) {
    return take_checks(words + 1, count - 1);
  }
  if (strcmp(words[0], "role") == 0) {
    return chret_policy_add_role(policy, last, strlen(last));
  }
  if (strcmp(words[0], "device-status") == 0) {
    return chret_policy_add_device_status(policy, last, strlen(last));
  }
  if (strcmp(words[0], "success") == 0) {
    return chret_policy_set_success_code(policy, last, strlen(last));
  }
  if (strcmp(words[0], "warning") == 0) {
    return chret_policy_set_warning_code(policy, last, strlen(last));
  }
  ck_assert_str_eq(words[0], "own");
  return take_own(words + 1, count - 1);
}

static void take_hub(char **words) {
  hubs[inventory.count++] = (test_hub){.device = to_device(words[1]),
                                       .type = or_none(words[2]),
                                       .status = or_none(words[3]),
                                       .logistics = or_none(words[4]),
                                       .is_foreign = strcmp(words[5], "another") == 0};
}

static void take_record(char **words, size_t count) {
  a_case.devices[a_case.count++] = to_device(words[1]);
  test_addf(&a_case.want, "%s:", words[1]);
  for (size_t i = 2; i < count; i++) {
    test_addf(&a_case.want, " %s", words[i]);
  }
  test_adds(&a_case.want, "\n");
}

static void take_line(char **words, size_t count) {
  const char *what = words[0];
  if (strcmp(what, "form") == 0) {
    a_case.form = strcmp(words[1], "list") == 0 ? CHRET_FORM_LIST : CHRET_FORM_SINGLE;
  } else if (strcmp(what, "variant") == 0) {
    strcpy(a_case.variant, words[1]);
  } else if (strcmp(what, "user") == 0) {
    chret_user_free(user);
    ck_assert_int_eq(chret_user_new(&user, words[1], strlen(words[1]), strcmp(words[2], "permitted") == 0,
                                    strcmp(words[3], "pair") == 0, NULL),
                     CHRET_OK);
  } else if (strcmp(what, "hub") == 0) {
    take_hub(words);
  } else if (strcmp(what, "policy") == 0) {
    ck_assert_int_eq(take_policy(words + 1, count - 1), CHRET_OK);
  } else if (strcmp(what, "record") == 0) {
    take_record(words, count);
  } else if (strcmp(what, "refused") == 0) {
    test_addf(&a_case.want, "refused %s\n", words[1]);
  } else if (strcmp(what, "answer") == 0) {
    test_addf(&a_case.want_answer, "%s\n", words[1]);
  } else {
    ck_assert_str_eq(what, "failure");
    test_addf(&a_case.want_answer, "%s %s\n", words[1], words[2]);
  }
}

/* Cuts the text up: its words stay in it. */
static void take_case(char *text) {
  memset(&a_case, 0, sizeof a_case);
  test_adds(&a_case.want, "");
  while (*text != '\0') {
    char *words[MOST];
    size_t count = 0;
    char *end = strchr(text, '\n');
    ck_assert_ptr_nonnull(end);
    *end = '\0';
    for (char *word = strtok(text, " "); word != NULL; word = strtok(NULL, " ")) {
      words[count++] = word;
    }
    take_line(words, count);
    text = end + 1;
  }
}

static void add_outcomes(test_text *text, const chret_outcomes *outcomes) {
  for (size_t i = 0; i < chret_outcomes_count(outcomes); i++) {
    char device[CHRET_EUI64_SIZE];
    size_t failed = chret_outcomes_failed_count(outcomes, i);
    ck_assert_int_eq(chret_eui64_format(chret_outcomes_device(outcomes, i), device, sizeof device), CHRET_OK);
    test_addf(text, "%s: %s", device, chret_outcomes_code(outcomes, i));
    ck_assert(failed == 0 || strcmp(chret_outcomes_failed_code(outcomes, i, 0), chret_outcomes_code(outcomes, i)) == 0);
    for (size_t j = 1; j < failed; j++) {
      test_addf(text, " %s", chret_outcomes_failed_code(outcomes, i, j));
    }
    test_adds(text, "\n");
  }
  if (chret_outcomes_request_code(outcomes)[0] != '\0') {
    test_addf(text, "refused %s\n", chret_outcomes_request_code(outcomes));
  }
}

static void add_answer(test_text *text, const chret_request *request, const chret_outcomes *outcomes) {
  chret_response *response = NULL;
  ck_assert_int_eq(chret_answer(&response, request, outcomes, policy, NULL, 0, 0, NULL, err), CHRET_OK);
  test_addf(text, "%s\n", chret_response_get(response, CHRET_FIELD_RESPONSE_CODE, NULL));
  for (size_t i = 0; i < chret_response_failure_count(response); i++) {
    uint64_t device = 0;
    char name[CHRET_EUI64_SIZE];
    ck_assert_int_eq(chret_response_failure_device(response, i, &device), CHRET_OK);
    ck_assert_int_eq(chret_eui64_format(device, name, sizeof name), CHRET_OK);
    test_addf(text, "%s %s\n", name, chret_response_failure_code(response, i));
  }
  chret_response_free(response);
}

START_TEST(a_case_becomes_what_it_says) {
  test_text path = {NULL, 0, 0}, text = {NULL, 0, 0}, got = {NULL, 0, 0}, answer = {NULL, 0, 0};
  chret_outcomes *outcomes = NULL;
  test_addf(&path, CASES "/%s/case", cases.name[_i]);
  ck_assert_msg(test_load(&text, path.data), "%s", path.data);
  take_case(text.data);
  chret_request *request = test_returns(a_case.form, a_case.devices, a_case.count, 1000, NULL);
  if (a_case.variant[0] != '\0') {
    ck_assert_int_eq(chret_request_set(request, CHRET_FIELD_COMMAND_VARIANT, a_case.variant, 1, err), CHRET_OK);
  }
  ck_assert_int_eq(chret_validate(&outcomes, request, user, policy, test_ask, &inventory, NULL, err), CHRET_OK);
  add_outcomes(&got, outcomes);
  ck_assert_msg(strcmp(got.data, a_case.want.data) == 0, "%s: not\n%sbut\n%s", cases.name[_i], a_case.want.data,
                got.data);
  test_expect_sound(outcomes, request);
  ck_assert_msg(inventory.asked == (chret_outcomes_request_code(outcomes)[0] == '\0'), "%s: asked %zu times",
                cases.name[_i], inventory.asked);
  add_answer(&answer, request, outcomes);
  ck_assert_msg(strcmp(answer.data, a_case.want_answer.data) == 0, "%s: the answer is not\n%sbut\n%s", cases.name[_i],
                a_case.want_answer.data, answer.data);
  chret_outcomes_free(outcomes);
  chret_request_free(request);
  test_text_free(&a_case.want);
  test_text_free(&a_case.want_answer);
  test_text_free(&path);
  test_text_free(&text);
  test_text_free(&got);
  test_text_free(&answer);
}
END_TEST

int main(void) {
  cases = test_folder(CASES);
  Suite *suite = suite_create("validate");
  TCase *tests = tcase_create("validate");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 30);
  tcase_add_loop_test(tests, a_case_becomes_what_it_says, 0, (int)cases.count);
  return test_run(suite);
}
