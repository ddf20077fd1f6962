/* tests/check_inventory.c - large lists, the question to the inventory, hosts that fail, and the outcomes. */
#include "support_dsp.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static chret_policy *policy;
static chret_user *user;
static chret_error *err;
static test_inventory inventory;
static test_hub hubs[CHRET_LIST_MAX];

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

static int32_t validate(chret_outcomes **out, const chret_request *request) {
  return chret_validate(out, request, user, policy, test_ask, &inventory, NULL, err);
}

/* ---- Large lists ------------------------------------------------------------------------------------------------- */

static const size_t sizes[] = {1, 2, 998, 999};

enum { ALL_GOOD, ALL_BAD, MIXED, REPEATED, KINDS };

/* The wanted code of record i, whose device is given, and the hub that makes it so. */
static const char *one_of(int kind, size_t i, uint64_t *device) {
  static const char *const codes[] = {"I99", "E19", "E11", "E4", "E5"};
  size_t code = kind == ALL_GOOD ? 0 : kind == ALL_BAD ? 1 + i % 4 : i % 5;
  *device = UINT64_C(0x00DB123456780000) + (kind == REPEATED ? i / 2 : i) * 7919 % 65536;
  if (kind == REPEATED) {
    code = i % 2 == 0 ? 0 : 4;
  }
  if (code != 1 && (kind != REPEATED || i % 2 == 0)) {
    hubs[inventory.count++] = (test_hub){.device = *device,
                                         .type = code == 2 ? "ESME" : "CHF",
                                         .logistics = code == 4 ? "Returned" : NULL,
                                         .is_foreign = code == 3};
  }
  return codes[code];
}

START_TEST(lists_of_every_size_get_a_code_a_record) {
  static uint64_t devices[CHRET_LIST_MAX];
  const char *want[CHRET_LIST_MAX];
  size_t count = sizes[_i / KINDS], different;
  int kind = _i % KINDS;
  chret_outcomes *outcomes = NULL;
  for (size_t i = 0; i < count; i++) {
    want[i] = one_of(kind, i, &devices[i]);
  }
  different = kind == REPEATED ? (count + 1) / 2 : count;
  chret_request *request = test_returns(CHRET_FORM_LIST, devices, count, 1, NULL);
  ck_assert_int_eq(validate(&outcomes, request), CHRET_OK);
  test_expect_sound(outcomes, request);
  for (size_t i = 0; i < count; i++) {
    ck_assert_msg(strcmp(chret_outcomes_code(outcomes, i), want[i]) == 0, "record %zu: %s, not %s", i + 1,
                  chret_outcomes_code(outcomes, i), want[i]);
  }
  ck_assert_uint_eq(inventory.asked, 1);
  ck_assert_uint_eq(inventory.device_count, different);
  for (size_t i = 1; i < different; i++) {
    ck_assert(inventory.devices[i - 1] < inventory.devices[i]);
  }
  chret_outcomes_free(outcomes);
  chret_request_free(request);
}
END_TEST

/* Device IDs that fall together in the common ways to look them up: few low bits, few high bits, few bytes, one device. */
static uint64_t colliding(int way, size_t i) {
  switch (way) {
  case 0:
    return (uint64_t)i << 32;
  case 1:
    return (uint64_t)i << 54;
  case 2:
    return (uint64_t)(i % 10) * UINT64_C(0x0101010101010101) + ((uint64_t)(i / 10) << 20);
  case 3:
    return ~(uint64_t)i;
  default:
    return UINT64_C(0x8000000000000000);
  }
}

/* Says of each no more than it has to; counts those that rise. */
static int32_t answer_at_once(void *ctx, const uint64_t *devices, size_t count, chret_facts *facts) {
  size_t rising = 0;
  for (size_t i = 0; i < count; i++) {
    rising += i == 0 || devices[i - 1] < devices[i];
    chret_facts_set_known(facts, i, 1);
    chret_facts_set_device_type(facts, i, "CHF", 3);
    chret_facts_set_authorised(facts, i, 1);
  }
  *(size_t *)ctx = rising;
  return 0;
}

/* The least time that validating takes, in seconds. */
static double measure(const uint64_t *devices, size_t *different) {
  chret_request *request = test_returns(CHRET_FORM_LIST, devices, CHRET_LIST_MAX, 1, NULL);
  double least = 1e9;
  for (int i = 0; i < 50; i++) {
    chret_outcomes *outcomes = NULL;
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    ck_assert_int_eq(chret_validate(&outcomes, request, user, policy, answer_at_once, different, NULL, NULL), CHRET_OK);
    clock_gettime(CLOCK_MONOTONIC, &to);
    double seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    least = seconds < least ? seconds : least;
    ck_assert_uint_eq(chret_outcomes_accepted_count(outcomes), *different);
    chret_outcomes_free(outcomes);
  }
  chret_request_free(request);
  return least;
}

START_TEST(device_ids_chosen_to_collide_cost_no_more) {
  static uint64_t devices[CHRET_LIST_MAX];
  size_t different = 0;
  uint64_t seed = 1;
  for (size_t i = 0; i < CHRET_LIST_MAX; i++) {
    devices[i] = (uint64_t)test_random(&seed, UINT32_MAX) << 32 | test_random(&seed, UINT32_MAX);
  }
  double random = measure(devices, &different);
  ck_assert_uint_eq(different, CHRET_LIST_MAX);
  for (int way = 0; way < 5; way++) {
    for (size_t i = 0; i < CHRET_LIST_MAX; i++) {
      devices[i] = colliding(way, CHRET_LIST_MAX - 1 - i);
    }
    double seconds = measure(devices, &different);
    ck_assert_uint_eq(different, way < 4 ? CHRET_LIST_MAX : 1);
    ck_assert_msg(seconds < 4 * random, "way %d: %.0f microseconds, not %.0f", way, seconds * 1e6, random * 1e6);
  }
}
END_TEST

/* ---- Hosts that fail --------------------------------------------------------------------------------------------- */

#define ROUNDS 5

static const uint64_t round_devices[ROUNDS][3] = {{1, 2, 3}, {3, 4, 4}, {5, 1, 6}, {6, 6, 6}, {2, 7, 9}};

/* What the requests come to, one after another, where the failed one is sent again. */
static void send_rounds(test_text *codes, size_t fail_at) {
  chret_outcomes *const untouched = (chret_outcomes *)&inventory;
  inventory = (test_inventory){.hubs = hubs, .count = 8, .fail_at = fail_at, .code = -77};
  for (size_t i = 0; i < inventory.count; i++) {
    hubs[i] = (test_hub){.device = i, .type = "CHF"};
  }
  for (size_t round = 0; round < ROUNDS; round++) {
    chret_request *request = test_returns(CHRET_FORM_LIST, round_devices[round], 3, round, NULL);
    chret_outcomes *outcomes = untouched;
    int32_t status = validate(&outcomes, request);
    if (inventory.asked == fail_at) {
      ck_assert_int_eq(status, CHRET_E_HOST);
      ck_assert_int_eq(chret_error_host_code(err), -77);
      ck_assert_ptr_eq(outcomes, untouched);
      status = validate(&outcomes, request);
    }
    ck_assert_int_eq(status, CHRET_OK);
    test_add_codes(codes, outcomes);
    test_carry_out(&inventory, outcomes);
    chret_outcomes_free(outcomes);
    chret_request_free(request);
  }
}

START_TEST(an_inventory_that_fails_on_a_question_decides_nothing) {
  test_text codes = {NULL, 0, 0};
  send_rounds(&codes, (size_t)_i);
  ck_assert_str_eq(codes.data, "I99 I99 I99 E5 I99 E5 I99 E5 I99 E5 E5 E5 E5 I99 E19 ");
  test_text_free(&codes);
}
END_TEST

/* Fails when it is asked about the k-th record. */
static int32_t fail_at_record(void *ctx, const chret_record *record, void *own, int32_t *failed) {
  size_t *left = ctx;
  (void)record;
  (void)own;
  *failed = 1;
  return --*left == 0 ? INT32_MIN : 0;
}

START_TEST(a_check_of_the_host_s_that_fails_decides_nothing) {
  static const uint64_t devices[] = {1, 2, 3};
  chret_outcomes *outcomes = NULL;
  size_t left = (size_t)_i;
  hubs[inventory.count++] = (test_hub){.device = 1, .type = "CHF"};
  hubs[inventory.count++] = (test_hub){.device = 3, .type = "CHF"};
  ck_assert_int_eq(chret_policy_add_check(policy, TEST_TEXT("E52"), fail_at_record, &left), CHRET_OK);
  chret_request *request = test_returns(CHRET_FORM_LIST, devices, 3, 1, NULL);
  int32_t status = validate(&outcomes, request);
  if (_i <= 2) { /* it is asked about two records: the other one has failed before */
    ck_assert_int_eq(status, CHRET_E_HOST);
    ck_assert_int_eq(chret_error_host_code(err), INT32_MIN);
    ck_assert_ptr_null(outcomes);
  } else {
    ck_assert_int_eq(status, CHRET_OK);
    ck_assert_uint_eq(left, (size_t)_i - 2);
  }
  chret_outcomes_free(outcomes);
  chret_request_free(request);
}
END_TEST

/* ---- Facts and keys ---------------------------------------------------------------------------------------------- */

/* Says the facts in a buffer that it writes over, and of devices that it was not asked about. */
static int32_t reuse_its_row(void *ctx, const uint64_t *devices, size_t count, chret_facts *facts) {
  char row[16];
  (void)devices;
  for (size_t i = 0; i < count + 2; i++) {
    chret_facts_set_known(facts, i, 5);
    strcpy(row, "CHF");
    chret_facts_set_device_type(facts, i, row, 3);
    strcpy(row, "Pending");
    chret_facts_set_device_status(facts, i, row, 7);
    strcpy(row, i == 1 ? "Returned" : "Delivered");
    chret_facts_set_logistics_status(facts, i, row, strlen(row));
    chret_facts_set_authorised(facts, i, i != 2);
    chret_facts_set_own(facts, i, ctx);
  }
  memset(row, 'x', sizeof row);
  chret_facts_set_known(facts, SIZE_MAX, 1);
  chret_facts_set_known(NULL, 0, 1);
  chret_facts_set_device_type(facts, 3, "ESME", 4);
  chret_facts_set_device_type(facts, 3, "CHFx", 3); /* a text has a size and no end */
  return 0;
}

/* Says all of a device but one thing. */
static int32_t leave_one_out(void *ctx, const uint64_t *devices, size_t count, chret_facts *facts) {
  const int *left_out = ctx;
  (void)devices;
  ck_assert_uint_eq(count, 1);
  if (*left_out != CHRET_CHECK_KNOWN) {
    chret_facts_set_known(facts, 0, 1);
  }
  if (*left_out != CHRET_CHECK_DEVICE_TYPE) {
    chret_facts_set_device_type(facts, 0, "CHF", 3);
  }
  if (*left_out != CHRET_CHECK_AUTHORISED) {
    chret_facts_set_authorised(facts, 0, 1);
  }
  if (*left_out != CHRET_CHECK_STATUS) {
    chret_facts_set_device_status(facts, 0, "Pending", 7);
  }
  return 0;
}

START_TEST(what_is_not_said_is_not_so) {
  static const struct {
    int left_out;
    const char *code;
  } rows[] = {{0, "I99 "},
              {CHRET_CHECK_KNOWN, "E19 "},
              {CHRET_CHECK_DEVICE_TYPE, "E11 "},
              {CHRET_CHECK_AUTHORISED, "E4 "},
              {CHRET_CHECK_STATUS, "E5 "}};
  static const uint64_t device = 1;
  ck_assert_int_eq(chret_policy_add_device_status(policy, TEST_TEXT("Pending")), CHRET_OK);
  chret_request *request = test_returns(CHRET_FORM_SINGLE, &device, 1, 1, NULL);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    test_text codes = {NULL, 0, 0};
    chret_outcomes *outcomes = NULL;
    int left_out = rows[i].left_out;
    ck_assert_int_eq(chret_validate(&outcomes, request, user, policy, leave_one_out, &left_out, NULL, err), CHRET_OK);
    test_add_codes(&codes, outcomes);
    ck_assert_str_eq(codes.data, rows[i].code);
    test_text_free(&codes);
    chret_outcomes_free(outcomes);
  }
  chret_request_free(request);
}
END_TEST

static int32_t expect_own(void *ctx, const chret_record *record, void *own, int32_t *failed) {
  (void)record;
  (void)failed;
  ck_assert_ptr_eq(own, ctx);
  return 0;
}

START_TEST(facts_need_not_outlive_the_call_that_says_them) {
  static const uint64_t devices[] = {4, 3, 2, 1};
  test_text codes = {NULL, 0, 0};
  chret_outcomes *outcomes = NULL;
  int own = 0;
  ck_assert_int_eq(chret_policy_add_device_status(policy, TEST_TEXT("Pending")), CHRET_OK);
  ck_assert_int_eq(chret_policy_add_check(policy, TEST_TEXT("E52"), expect_own, &own), CHRET_OK);
  chret_request *request = test_returns(CHRET_FORM_LIST, devices, 4, 1, NULL);
  ck_assert_int_eq(chret_validate(&outcomes, request, user, policy, reuse_its_row, &own, NULL, err), CHRET_OK);
  test_add_codes(&codes, outcomes);
  ck_assert_str_eq(codes.data, "I99 E4 E5 I99 ");
  chret_outcomes_free(outcomes);
  chret_request_free(request);
  test_text_free(&codes);
}
END_TEST

START_TEST(keys_name_request_device_and_record) {
  static const uint64_t devices[] = {UINT64_C(0x00DB1234567890A2), 1, UINT64_C(0x00DB1234567890A2)};
  static const char *const keys[] = {"90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:18446744073709551615/"
                                     "00-DB-12-34-56-78-90-A2/1",
                                     "90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:18446744073709551615/"
                                     "00-00-00-00-00-00-00-01/2",
                                     "90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:18446744073709551615/"
                                     "00-DB-12-34-56-78-90-A2/3"};
  chret_request *request = test_returns(CHRET_FORM_LIST, devices, 3, UINT64_MAX, NULL);
  chret_outcomes *outcomes = NULL;
  char key[CHRET_KEY_SIZE];
  /* The same delivered again, after its effects: the codes are others, the keys are not. */
  for (int round = 0; round < 2; round++) {
    ck_assert_int_eq(validate(&outcomes, request), CHRET_OK);
    for (size_t i = 0; i < 3; i++) {
      ck_assert_int_eq(chret_outcomes_key(outcomes, i, key, sizeof key), CHRET_OK);
      ck_assert_str_eq(key, keys[i]);
    }
    test_carry_out(&inventory, outcomes);
    ck_assert_int_eq(chret_outcomes_key(outcomes, 3, key, sizeof key), CHRET_E_ARGUMENT);
    ck_assert_int_eq(chret_outcomes_key(outcomes, 0, key, sizeof key - 1), CHRET_E_ARGUMENT);
    ck_assert_int_eq(chret_outcomes_key(outcomes, 0, NULL, sizeof key), CHRET_E_ARGUMENT);
    chret_outcomes_free(outcomes);
  }
  chret_request_free(request);
}
END_TEST

/* What the host has written down: an entry a key. */
static struct entry {
  char key[CHRET_KEY_SIZE];
  char code[8];
  int32_t effects;
} ledger[16];
static size_t entries;

/* Carries the effects of the first records out, each under its key once. */
static void carry_out(const chret_outcomes *outcomes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    struct entry *entry = &ledger[entries];
    size_t known = 0;
    ck_assert_int_eq(chret_outcomes_key(outcomes, i, entry->key, sizeof entry->key), CHRET_OK);
    while (strcmp(ledger[known].key, entry->key) != 0) {
      known++;
    }
    if (known < entries) {
      continue;
    }
    entries++;
    strcpy(entry->code, chret_outcomes_code(outcomes, i));
    entry->effects = chret_outcomes_effects(outcomes, i);
    if ((entry->effects & CHRET_EFFECT_RETURNED) != 0) {
      test_find_hub(&inventory, chret_outcomes_device(outcomes, i))->logistics = "Returned";
    }
  }
}

/* Validates the request and carries its first records out. */
static void deliver(const chret_request *request, size_t count) {
  chret_outcomes *outcomes = NULL;
  ck_assert_int_eq(validate(&outcomes, request), CHRET_OK);
  carry_out(outcomes, count);
  chret_outcomes_free(outcomes);
}

/* The first delivery breaks off after _i records; the second and the third go through. */
START_TEST(under_its_key_an_effect_is_carried_out_once) {
  static const uint64_t devices[] = {1, 2, 1, 9, 3};
  static const char *const codes[] = {"I99", "E11", "E5", "E19", "I99"};
  chret_request *request = test_returns(CHRET_FORM_LIST, devices, 5, 1, NULL);
  for (uint64_t device = 1; device <= 3; device++) {
    hubs[inventory.count++] = (test_hub){.device = device, .type = device == 2 ? "ESME" : "CHF"};
  }
  entries = 0;
  deliver(request, (size_t)_i);
  deliver(request, 5);
  struct entry before[TEST_COUNT(ledger)];
  test_hub hubs_before[3];
  memcpy(before, ledger, sizeof ledger);
  memcpy(hubs_before, hubs, sizeof hubs_before);
  deliver(request, 5);
  ck_assert_uint_eq(entries, 5);
  ck_assert_int_eq(memcmp(before, ledger, 5 * sizeof *ledger), 0);
  ck_assert_int_eq(memcmp(hubs_before, hubs, sizeof hubs_before), 0);
  for (size_t i = 0; i < 5; i++) {
    int is_accepted = strcmp(codes[i], "I99") == 0;
    ck_assert_str_eq(ledger[i].code, codes[i]);
    ck_assert_int_eq(ledger[i].effects,
                     is_accepted ? CHRET_EFFECT_AUDIT_ENTRY + CHRET_EFFECT_RETURNED + CHRET_EFFECT_RETURN_RECORD
                                 : CHRET_EFFECT_AUDIT_ENTRY);
  }
  ck_assert(hubs[0].logistics != NULL && hubs[1].logistics == NULL && hubs[2].logistics != NULL);
  chret_request_free(request);
}
END_TEST

START_TEST(the_longest_key_fits) {
  static uint64_t devices[CHRET_LIST_MAX];
  chret_request *request = test_returns(CHRET_FORM_LIST, devices, CHRET_LIST_MAX, UINT64_MAX, NULL);
  chret_outcomes *outcomes = NULL;
  char key[CHRET_KEY_SIZE];
  ck_assert_int_eq(validate(&outcomes, request), CHRET_OK);
  ck_assert_int_eq(chret_outcomes_key(outcomes, CHRET_LIST_MAX - 1, key, sizeof key), CHRET_OK);
  ck_assert_uint_eq(strlen(key), CHRET_KEY_SIZE - 1);
  ck_assert_str_eq(strrchr(key, '/'), "/999");
  chret_outcomes_free(outcomes);
  chret_request_free(request);
}
END_TEST

/* ---- What is not there ------------------------------------------------------------------------------------------- */

START_TEST(what_is_not_whole_is_not_validated) {
  chret_outcomes *outcomes = NULL;
  static const uint64_t device = 1;
  chret_request *request = test_returns(CHRET_FORM_LIST, &device, 1, 1, NULL);
  ck_assert_int_eq(chret_validate(NULL, request, user, policy, test_ask, &inventory, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_validate(&outcomes, NULL, user, policy, test_ask, &inventory, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_validate(&outcomes, request, NULL, policy, test_ask, &inventory, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_validate(&outcomes, request, user, NULL, test_ask, &inventory, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_validate(&outcomes, request, user, policy, NULL, &inventory, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_error_status(err), CHRET_E_ARGUMENT);
  chret_request_free(request);
  request = test_request(CHRET_SERVICE_FAULT_RETURN, CHRET_FORM_LIST, 0, NULL);
  ck_assert_int_eq(validate(&outcomes, request), CHRET_E_MISSING);
  chret_request_free(request);
  ck_assert_int_eq(chret_request_new(&request, CHRET_SERVICE_FAULT_RETURN, CHRET_FORM_SINGLE, NULL), CHRET_OK);
  chret_record *record = NULL;
  ck_assert_int_eq(chret_record_new(&record, CHRET_SERVICE_FAULT_RETURN, NULL), CHRET_OK);
  test_fill(record, CHRET_SERVICE_FAULT_RETURN, 1);
  ck_assert_int_eq(chret_request_append(request, record, NULL), CHRET_OK);
  ck_assert_int_eq(validate(&outcomes, request), CHRET_E_MISSING);
  ck_assert_str_eq(chret_error_item(err), "RequestID");
  ck_assert(outcomes == NULL && inventory.asked == 0);
  chret_record_free(record);
  chret_request_free(request);
}
END_TEST

/* A single of 8.14.4 whose header has another text; another Command Variant has an answer. */
START_TEST(a_header_of_another_service_is_not_validated) {
  static const struct {
    int32_t field;
    const char *text;
    int32_t status;
  } rows[] = {{CHRET_FIELD_SERVICE_REFERENCE, "8.13", CHRET_E_SERVICE_MISMATCH},
              {CHRET_FIELD_SERVICE_REFERENCE_VARIANT, "8.14.3", CHRET_E_SERVICE_MISMATCH},
              {CHRET_FIELD_COMMAND_VARIANT, "4", CHRET_OK}};
  static const uint64_t device = 1;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    chret_request *request = test_returns(CHRET_FORM_SINGLE, &device, 1, 1, NULL);
    chret_outcomes *outcomes = NULL;
    ck_assert_int_eq(chret_request_set(request, rows[i].field, rows[i].text, strlen(rows[i].text), NULL), CHRET_OK);
    ck_assert_int_eq(validate(&outcomes, request), rows[i].status);
    ck_assert((outcomes != NULL) == (rows[i].status == CHRET_OK) && inventory.asked == 0);
    ck_assert_str_eq(chret_error_item(err), outcomes != NULL ? "" : chret_field_name(rows[i].field));
    chret_outcomes_free(outcomes);
    chret_request_free(request);
  }
}
END_TEST

START_TEST(what_is_not_there_is_told_so) {
  static const uint64_t device = 1;
  chret_request *request = test_returns(CHRET_FORM_SINGLE, &device, 1, 1, NULL);
  chret_outcomes *outcomes = NULL;
  ck_assert_int_eq(validate(&outcomes, request), CHRET_OK);
  for (int i = 0; i < 2; i++) {
    const chret_outcomes *asked = i == 0 ? outcomes : NULL;
    ck_assert(chret_outcomes_device(asked, 1) == 0);
    ck_assert_str_eq(chret_outcomes_code(asked, 1), "");
    ck_assert_str_eq(chret_outcomes_code(asked, SIZE_MAX), "");
    ck_assert_int_eq(chret_outcomes_is_accepted(asked, 1), 0);
    ck_assert_int_eq(chret_outcomes_effects(asked, 1), 0);
    ck_assert_uint_eq(chret_outcomes_failed_count(asked, 1), 0);
    ck_assert_str_eq(chret_outcomes_failed_code(asked, 0, 1), "");
    ck_assert_str_eq(chret_outcomes_failed_code(asked, 1, 0), "");
  }
  ck_assert_uint_eq(chret_outcomes_count(NULL) + chret_outcomes_accepted_count(NULL), 0);
  ck_assert_str_eq(chret_outcomes_request_code(NULL), "");
  chret_outcomes_free(NULL);
  chret_outcomes_free(outcomes);
  chret_request_free(request);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("inventory");
  TCase *tests = tcase_create("inventory");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 30);
  tcase_add_loop_test(tests, lists_of_every_size_get_a_code_a_record, 0, TEST_COUNT(sizes) * KINDS);
  tcase_add_test(tests, device_ids_chosen_to_collide_cost_no_more);
  tcase_add_loop_test(tests, an_inventory_that_fails_on_a_question_decides_nothing, 0, ROUNDS + 1);
  tcase_add_loop_test(tests, a_check_of_the_host_s_that_fails_decides_nothing, 1, 4);
  tcase_add_test(tests, facts_need_not_outlive_the_call_that_says_them);
  tcase_add_test(tests, what_is_not_said_is_not_so);
  tcase_add_test(tests, keys_name_request_device_and_record);
  tcase_add_loop_test(tests, under_its_key_an_effect_is_carried_out_once, 0, 6);
  tcase_add_test(tests, the_longest_key_fits);
  tcase_add_test(tests, what_is_not_whole_is_not_validated);
  tcase_add_test(tests, a_header_of_another_service_is_not_validated);
  tcase_add_test(tests, what_is_not_there_is_told_so);
  return test_run(suite);
}
