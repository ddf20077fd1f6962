/* tests/check_equivalence.c - processing a list gives, record for record, the codes that the same records sent one after
 * another as single requests would give, on random inventories, lists and policies; both are what a plain reading of the
 * checks says; and they are what the answer says once it is written and read, or there is no answer. */
#include "support_dsp.h"

#include <string.h>

#define CASES     12000
#define BLOCKS    40 /* loop tests, each of its own cases */
#define HUBS      8
#define RECORDS   24
#define OWN       2 /* of the host's own checks at most */
#define ANY_MORE  5 /* records that a limited host check lets through */
#define CODE_SIZE 8

static const int32_t record_checks[] = {CHRET_CHECK_KNOWN, CHRET_CHECK_DEVICE_TYPE, CHRET_CHECK_AUTHORISED,
                                        CHRET_CHECK_STATUS};
#define CHECKS (sizeof record_checks / sizeof *record_checks)

/* A check of the host's: refuses the marked hubs; or with a state of its own all records after the first few that it is
 * asked about, or every second one, whatever its hub. */
enum { MARKED, LIMIT, EVERY_SECOND, OWN_KINDS };
typedef struct own_check {
  char code[CODE_SIZE];
  uint32_t kind;
  int left;
} own_check;

typedef struct world {
  uint64_t seed;
  test_hub hubs[HUBS];
  int is_marked[HUBS]; /* what the facts' `own` points to */
  uint64_t devices[RECORDS];
  size_t device_count;
  int32_t checks[CHECKS];
  size_t check_count;
  char codes[CHECKS][CODE_SIZE]; /* of record_checks */
  int has_statuses;              /* only "Commissioned" may be returned */
  int all;
  own_check own[OWN];
  size_t own_count;
} world;

/* ---- Random worlds ----------------------------------------------------------------------------------------------- */

static const char *pick(world *w, const char *const *texts, uint32_t count) {
  return texts[test_random(&w->seed, count)];
}

/* Any code of the schema but those of success. */
static void pick_code(world *w, char *code) {
  size_t i = 2 + test_random(&w->seed, (uint32_t)chret_field_value_count(CHRET_FIELD_RESPONSE_CODE) - 2);
  strcpy(code, chret_field_value_at(CHRET_FIELD_RESPONSE_CODE, i));
}

static void make_hubs(world *w) {
  static const char *const types[] = {"CHF", "CHF", "CHF", "CHF", "ESME", "chf", NULL};
  static const char *const statuses[] = {"Commissioned", "Commissioned", "Pending", "Commissioned ", NULL};
  static const char *const logistics[] = {NULL, "Delivered", "Returned", "returned"};
  for (size_t i = 0; i < HUBS; i++) {
    w->hubs[i].device = i * UINT64_C(0x0101010101010101);
    w->hubs[i].is_unknown = test_random(&w->seed, 5) == 0;
    if (w->hubs[i].is_unknown) {
      continue;
    }
    w->hubs[i].type = pick(w, types, 7);
    w->hubs[i].status = pick(w, statuses, 5);
    w->hubs[i].logistics = pick(w, logistics, 4);
    w->hubs[i].is_foreign = test_random(&w->seed, 5) == 0;
    w->is_marked[i] = test_random(&w->seed, 6) == 0;
    w->hubs[i].own = test_random(&w->seed, 8) == 0 ? NULL : &w->is_marked[i];
  }
}

static void make_policy(world *w) {
  for (size_t i = 0; i < CHECKS; i++) {
    size_t at = test_random(&w->seed, (uint32_t)w->check_count + 1);
    pick_code(w, w->codes[i]);
    if (test_random(&w->seed, 5) != 0) {
      memmove(&w->checks[at + 1], &w->checks[at], (w->check_count - at) * sizeof *w->checks);
      w->checks[at] = record_checks[i];
      w->check_count++;
    }
  }
  w->has_statuses = test_random(&w->seed, 3) == 0;
  w->all = test_random(&w->seed, 4) == 0;
  w->own_count = test_random(&w->seed, OWN + 1);
  for (size_t i = 0; i < w->own_count; i++) {
    pick_code(w, w->own[i].code);
    w->own[i].kind = test_random(&w->seed, OWN_KINDS);
  }
}

static void make_world(world *w, uint64_t seed) {
  memset(w, 0, sizeof *w);
  w->seed = seed;
  make_hubs(w);
  make_policy(w);
  w->device_count = 1 + test_random(&w->seed, RECORDS);
  for (size_t i = 0; i < w->device_count; i++) {
    w->devices[i] = test_random(&w->seed, HUBS) * UINT64_C(0x0101010101010101);
  }
}

/* ---- The library ------------------------------------------------------------------------------------------------- */

static int32_t ask_own(void *ctx, const chret_record *record, void *own, int32_t *failed) {
  own_check *check = ctx;
  (void)record;
  if (check->kind == LIMIT) {
    *failed = check->left-- <= 0;
  } else if (check->kind == EVERY_SECOND) {
    *failed = check->left-- % 2 == 0;
  } else {
    *failed = own != NULL && *(int *)own;
  }
  return 0;
}

static chret_policy *new_policy(world *w) {
  chret_policy *policy = test_policy(NULL);
  ck_assert_int_eq(chret_policy_set_checks(policy, w->checks, w->check_count), CHRET_OK);
  for (size_t i = 0; i < CHECKS; i++) {
    ck_assert_int_eq(chret_policy_set_code(policy, record_checks[i], w->codes[i], strlen(w->codes[i])), CHRET_OK);
  }
  if (w->has_statuses) {
    ck_assert_int_eq(chret_policy_add_device_status(policy, TEST_TEXT("Commissioned")), CHRET_OK);
  }
  ck_assert_int_eq(chret_policy_set_all(policy, w->all), CHRET_OK);
  for (size_t i = 0; i < w->own_count; i++) {
    ck_assert_int_eq(chret_policy_add_check(policy, w->own[i].code, strlen(w->own[i].code), ask_own, &w->own[i]),
                     CHRET_OK);
  }
  return policy;
}

/* All codes of all records, a line a record. */
static void add_codes(test_text *text, const chret_outcomes *outcomes) {
  for (size_t i = 0; i < chret_outcomes_count(outcomes); i++) {
    test_addf(text, "%s:", chret_outcomes_code(outcomes, i));
    for (size_t j = 0; j < chret_outcomes_failed_count(outcomes, i); j++) {
      test_addf(text, " %s", chret_outcomes_failed_code(outcomes, i, j));
    }
    test_adds(text, "\n");
  }
}

/* ---- The answer --------------------------------------------------------------------------------------------------- */

/* The outcomes as whoever reads a list of refused devices must take them: those of each code together, in order of first
 * appearance; of each device its last records, in the order of the list. */
static int can_be_listed(const chret_outcomes *outcomes) {
  size_t count = chret_outcomes_count(outcomes), listed[RECORDS], size = 0;
  for (size_t i = 0; i < count; i++) {
    size_t same = 0; /* the first record of this code */
    while (strcmp(chret_outcomes_code(outcomes, same), chret_outcomes_code(outcomes, i)) != 0) {
      same++;
    }
    for (size_t j = i; same == i && j < count && !chret_outcomes_is_accepted(outcomes, i); j++) {
      if (strcmp(chret_outcomes_code(outcomes, j), chret_outcomes_code(outcomes, i)) == 0) {
        listed[size++] = j;
      }
    }
  }
  for (size_t i = count; i-- > 0;) {
    size_t last = size;
    while (last > 0 && (listed[last - 1] == RECORDS ||
                        chret_outcomes_device(outcomes, listed[last - 1]) != chret_outcomes_device(outcomes, i))) {
      last--;
    }
    const char *code = last > 0 ? chret_outcomes_code(outcomes, listed[last - 1]) : "I99";
    if (strcmp(code, chret_outcomes_code(outcomes, i)) != 0) {
      return 0;
    }
    if (last > 0) {
      listed[last - 1] = RECORDS;
    }
  }
  return 1;
}

static void expect_same(const chret_outcomes *outcomes, const chret_outcomes *read) {
  ck_assert_uint_eq(chret_outcomes_count(read), chret_outcomes_count(outcomes));
  for (size_t i = 0; i < chret_outcomes_count(outcomes); i++) {
    ck_assert(chret_outcomes_device(read, i) == chret_outcomes_device(outcomes, i));
    ck_assert_str_eq(chret_outcomes_code(read, i), chret_outcomes_code(outcomes, i));
    ck_assert_int_eq(chret_outcomes_is_accepted(read, i), chret_outcomes_is_accepted(outcomes, i));
  }
}

/* The record that is named is refused, and another one of its device comes after it. */
static void expect_named(const chret_outcomes *outcomes, const chret_error *err) {
  size_t i = chret_error_record(err) - 1, later = i + 1;
  char device[CHRET_EUI64_SIZE];
  ck_assert(i < chret_outcomes_count(outcomes) && !chret_outcomes_is_accepted(outcomes, i));
  ck_assert_int_eq(chret_eui64_format(chret_outcomes_device(outcomes, i), device, sizeof device), CHRET_OK);
  ck_assert_str_eq(chret_error_device_id(err), device);
  while (later < chret_outcomes_count(outcomes) &&
         chret_outcomes_device(outcomes, later) != chret_outcomes_device(outcomes, i)) {
    later++;
  }
  ck_assert(later < chret_outcomes_count(outcomes));
  ck_assert_str_ne(chret_outcomes_code(outcomes, later), chret_outcomes_code(outcomes, i));
}

static size_t answered, unanswered;

/* What the answer says, once it is written and read, is what was decided. */
static void answer(const chret_policy *policy, const chret_request *request, const chret_outcomes *outcomes) {
  chret_response *built = NULL, *came = NULL;
  chret_outcomes *read = NULL;
  chret_buffer *xml = NULL;
  chret_report *report = NULL;
  chret_error *err = NULL;
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  int32_t status = chret_answer(&built, request, outcomes, policy, NULL, 0, 0, NULL, err);
  if (chret_request_form(request) == CHRET_FORM_LIST && !can_be_listed(outcomes)) {
    ck_assert_int_eq(status, CHRET_E_CONTRADICTION);
    expect_named(outcomes, err);
    unanswered++;
  } else {
    ck_assert_int_eq(status, CHRET_OK);
    ck_assert_int_eq(chret_report_new(&report, NULL), CHRET_OK);
    ck_assert_int_eq(chret_response_write_buffer(built, &xml, NULL), CHRET_OK);
    ck_assert_int_eq(chret_response_read_unverified(&came, chret_buffer_data(xml), chret_buffer_size(xml), NULL, NULL),
                     CHRET_OK);
    ck_assert_int_eq(chret_outcomes_of_answer(&read, request, came, report, NULL, NULL), CHRET_OK);
    ck_assert_uint_eq(chret_report_count(report), 0);
    expect_same(outcomes, read);
    answered++;
  }
  chret_outcomes_free(read);
  chret_response_free(came);
  chret_response_free(built);
  chret_buffer_free(xml);
  chret_report_free(report);
  chret_error_free(err);
}

/* ---- Requests ----------------------------------------------------------------------------------------------------- */

/* The inventory and the host's state as at first. */
static void begin(world *w, test_inventory *inventory, test_hub *hubs) {
  memset(inventory, 0, sizeof *inventory);
  memcpy(hubs, w->hubs, sizeof w->hubs);
  inventory->hubs = hubs;
  inventory->count = HUBS;
  for (size_t i = 0; i < w->own_count; i++) {
    w->own[i].left = ANY_MORE;
  }
}

static void send(world *w, test_inventory *inventory, const chret_policy *policy, int32_t form, size_t from,
                 size_t count, test_text *codes) {
  chret_user *user = test_user(NULL);
  chret_request *request = test_returns(form, w->devices + from, count, 1000 + from, NULL);
  chret_outcomes *outcomes = NULL;
  ck_assert_int_eq(chret_validate(&outcomes, request, user, policy, test_ask, inventory, NULL, NULL), CHRET_OK);
  ck_assert_uint_eq(chret_outcomes_count(outcomes), count);
  add_codes(codes, outcomes);
  answer(policy, request, outcomes);
  test_carry_out(inventory, outcomes);
  chret_outcomes_free(outcomes);
  chret_request_free(request);
  chret_user_free(user);
}

/* ---- A plain reading --------------------------------------------------------------------------------------------- */

static int is(const char *text, const char *wanted) {
  return text != NULL && strcmp(text, wanted) == 0;
}

static int fails(const world *w, const test_hub *hub, int32_t check) {
  switch (check) {
  case CHRET_CHECK_KNOWN:
    return hub->is_unknown;
  case CHRET_CHECK_DEVICE_TYPE:
    return !is(hub->type, "CHF");
  case CHRET_CHECK_AUTHORISED:
    return hub->is_foreign;
  default:
    return is(hub->logistics, "Returned") || (w->has_statuses && !is(hub->status, "Commissioned"));
  }
}

static const char *code_of(const world *w, int32_t check) {
  size_t row = 0;
  while (record_checks[row] != check) {
    row++;
  }
  return w->codes[row];
}

/* All codes of the checks that fail, or the first one, each after a space. */
static void read_record(world *w, const test_hub *hub, test_text *failed) {
  for (size_t c = 0; c < w->check_count && (w->all || failed->size == 0); c++) {
    if (fails(w, hub, w->checks[c])) {
      test_addf(failed, " %s", code_of(w, w->checks[c]));
    }
  }
  for (size_t c = 0; c < w->own_count && (w->all || failed->size == 0); c++) {
    int32_t refused = 0;
    ask_own(&w->own[c], NULL, hub->own, &refused);
    if (refused) {
      test_addf(failed, " %s", w->own[c].code);
    }
  }
}

static void read_plainly(world *w, test_inventory *inventory, test_text *codes) {
  for (size_t i = 0; i < w->device_count; i++) {
    test_text failed = {NULL, 0, 0};
    test_hub *hub = test_find_hub(inventory, w->devices[i]);
    read_record(w, hub, &failed);
    if (failed.size == 0) {
      test_adds(codes, "I99:\n");
      hub->logistics = "Returned";
    } else {
      test_add(codes, failed.data + 1, strcspn(failed.data + 1, " "));
      test_addf(codes, ":%s\n", failed.data);
    }
    test_text_free(&failed);
  }
}

/* ---- The property ------------------------------------------------------------------------------------------------ */

static size_t accepted, refused, again;

static void compare(uint64_t seed) {
  static world w;
  test_inventory inventory;
  test_hub hubs[HUBS];
  test_text as_list = {NULL, 0, 0}, as_singles = {NULL, 0, 0}, plainly = {NULL, 0, 0};
  make_world(&w, seed);
  chret_policy *policy = new_policy(&w);
  begin(&w, &inventory, hubs);
  send(&w, &inventory, policy, CHRET_FORM_LIST, 0, w.device_count, &as_list);
  ck_assert_uint_eq(inventory.asked, 1);
  begin(&w, &inventory, hubs);
  for (size_t i = 0; i < w.device_count; i++) {
    send(&w, &inventory, policy, CHRET_FORM_SINGLE, i, 1, &as_singles);
  }
  begin(&w, &inventory, hubs);
  read_plainly(&w, &inventory, &plainly);
  ck_assert_msg(strcmp(as_list.data, as_singles.data) == 0, "seed %llu: as a list\n%sas singles\n%s",
                (unsigned long long)seed, as_list.data, as_singles.data);
  ck_assert_msg(strcmp(as_list.data, plainly.data) == 0, "seed %llu: as a list\n%sread plainly\n%s",
                (unsigned long long)seed, as_list.data, plainly.data);
  for (const char *line = as_list.data; *line != '\0'; line = strchr(line, '\n') + 1) {
    *(strncmp(line, "I99", 3) == 0 ? &accepted : &refused) += 1;
  }
  again += w.device_count > HUBS;
  chret_policy_free(policy);
  test_text_free(&as_list);
  test_text_free(&as_singles);
  test_text_free(&plainly);
}

START_TEST(a_list_gives_the_codes_of_the_same_singles) {
  for (int i = 0; i < CASES / BLOCKS; i++) {
    compare((uint64_t)_i * CASES / BLOCKS + (uint64_t)i);
  }
  /* The worlds are not all of one kind. */
  ck_assert_msg(accepted > CASES / BLOCKS && refused > CASES / BLOCKS && again > CASES / BLOCKS / 4,
                "%zu accepted, %zu refused, %zu with repeats", accepted, refused, again);
  ck_assert_msg(answered > CASES / BLOCKS && unanswered > CASES / BLOCKS / 20, "%zu answered, %zu not", answered,
                unanswered);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("equivalence");
  TCase *tests = tcase_create("equivalence");
  suite_add_tcase(suite, tests);
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, a_list_gives_the_codes_of_the_same_singles, 0, BLOCKS);
  return test_run(suite);
}
