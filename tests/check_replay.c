/* tests/check_replay.c - the same request again: the same bytes, other bytes, counters that rise or not, and a host that
 * fails. The digest is the provider's: here one that mixes bytes and is no SHA-256. */
#include "support_dsp.h"

#include <string.h>

#define CODE INT32_C(-4711)

/* ---- A provider that counts and fails on demand ------------------------------------------------------------------ */

enum { NOWHERE, BEGIN, UPDATE, FINISH, FIND };

static struct {
  int fail_at;
  int open;
  uint64_t state;
} digests;

static int32_t begin(void *ctx, void **digest) {
  ck_assert_ptr_eq(ctx, &digests);
  if (digests.fail_at == BEGIN) {
    return CODE;
  }
  digests.open++;
  digests.state = UINT64_C(0xCBF29CE484222325); /* FNV-1a */
  *digest = &digests.state;
  return 0;
}

static int32_t update(void *ctx, void *digest, const uint8_t *data, size_t size) {
  uint64_t *state = digest;
  (void)ctx;
  for (size_t i = 0; i < size; i++) {
    *state = (*state ^ data[i]) * UINT64_C(0x100000001B3);
  }
  return digests.fail_at == UPDATE ? CODE : 0;
}

static int32_t finish(void *ctx, void *digest, uint8_t *out) {
  (void)ctx;
  for (size_t i = 0; i < CHRET_DIGEST_SIZE; i += sizeof digests.state) {
    memcpy(out + i, digest, sizeof digests.state);
  }
  return digests.fail_at == FINISH ? CODE : 0;
}

static void drop(void *ctx, void *digest) {
  (void)ctx;
  (void)digest;
  digests.open--;
}

/* ---- A memory ---------------------------------------------------------------------------------------------------- */

static struct {
  struct {
    uint64_t originator, target, counter;
    uint8_t digest[CHRET_DIGEST_SIZE];
  } seen[64];
  size_t count;
} remembered;

static int32_t find(void *ctx, uint64_t originator, uint64_t target, uint64_t counter, int32_t *found, uint8_t *digest,
                    int32_t *has_highest, uint64_t *highest) {
  ck_assert_ptr_eq(ctx, &remembered);
  for (size_t i = 0; i < remembered.count; i++) {
    if (remembered.seen[i].originator == originator) {
      if (remembered.seen[i].target == target && remembered.seen[i].counter == counter) {
        *found = 1;
        memcpy(digest, remembered.seen[i].digest, CHRET_DIGEST_SIZE);
      }
      *highest = *has_highest == 0 || remembered.seen[i].counter > *highest ? remembered.seen[i].counter : *highest;
      *has_highest = 1;
    }
  }
  return digests.fail_at == FIND ? CODE : 0;
}

/* ---- Requests in order ------------------------------------------------------------------------------------------- */

static chret_provider provider;
static chret_replay_memory memory;
static chret_error *err;

static void setup(void) {
  memset(&digests, 0, sizeof digests);
  memset(&remembered, 0, sizeof remembered);
  ck_assert_int_eq(chret_provider_init(&provider, sizeof provider), CHRET_OK);
  provider.ctx = &digests;
  provider.digest_begin = begin;
  provider.digest_update = update;
  provider.digest_finish = finish;
  provider.digest_drop = drop;
  ck_assert_int_eq(chret_replay_memory_init(&memory, sizeof memory), CHRET_OK);
  memory.ctx = &remembered;
  memory.find = find;
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
}

static void teardown(void) {
  ck_assert_int_eq(digests.open, 0);
  chret_error_free(err);
}

static chret_request *request_of(uint64_t originator, uint64_t target, uint64_t counter) {
  static const uint64_t device = 1;
  chret_request *request = test_returns(CHRET_FORM_SINGLE, &device, 1, 1, NULL);
  ck_assert_int_eq(chret_request_set_id(request, originator, target, counter), CHRET_OK);
  return request;
}

static int32_t check(int32_t *verdict, uint8_t *digest, const chret_request *request, const char *xml,
                     uint64_t window) {
  return chret_replay_check(verdict, digest, request, (const uint8_t *)xml, strlen(xml), window, &memory, &provider,
                            err);
}

/* What becomes of a request; a new one is remembered. */
static int32_t send(uint64_t originator, uint64_t target, uint64_t counter, const char *xml, uint64_t window) {
  chret_request *request = request_of(originator, target, counter);
  uint8_t digest[CHRET_DIGEST_SIZE];
  int32_t verdict = 0;
  ck_assert_int_eq(check(&verdict, digest, request, xml, window), CHRET_OK);
  if (verdict == CHRET_REPLAY_NEW) {
    remembered.seen[remembered.count].originator = originator;
    remembered.seen[remembered.count].target = target;
    remembered.seen[remembered.count].counter = counter;
    memcpy(remembered.seen[remembered.count++].digest, digest, sizeof digest);
  }
  chret_request_free(request);
  return verdict;
}

#define NEW     CHRET_REPLAY_NEW
#define AGAIN   CHRET_REPLAY_AGAIN
#define ALTERED CHRET_REPLAY_ALTERED
#define STALE   CHRET_REPLAY_STALE

/* Requests in order: where the row starts another story, the memory is empty. */
static const struct {
  int is_first;
  uint64_t window, originator, target, counter;
  const char *xml;
  int32_t verdict;
} story[] = {
    {1, 0, 1, 9, 100, "a", NEW},
    {0, 0, 1, 9, 100, "a", AGAIN},
    {0, 0, 1, 9, 100, "b", ALTERED},
    {0, 0, 1, 9, 99, "c", STALE},
    {0, 0, 1, 8, 100, "a", STALE}, /* to another target: not seen, and the counter does not rise */
    {0, 0, 1, 9, 101, "a", NEW},   /* the bytes of another request make it no repetition */
    {0, 0, 1, 9, 100, "a", AGAIN}, /* also below the highest */
    {0, 0, 1, 9, 100, "b", ALTERED},
    {0, 0, 2, 9, 1, "d", NEW}, /* another originator counts for itself */
    {0, 0, 1, 9, UINT64_MAX, "e", NEW},
    {0, 0, 1, 9, UINT64_MAX, "e", AGAIN},
    {0, 0, 1, 9, 0, "f", STALE},
    {1, 0, 1, 9, 0, "a", NEW},
    {0, 0, 1, 9, 0, "a", AGAIN},
    {0, 0, 1, 9, 1, "a", NEW},
    /* requests that travel in parallel: above 1000 less 10 */
    {1, 10, 1, 9, 1000, "a", NEW},
    {0, 10, 1, 9, 991, "b", NEW},
    {0, 10, 1, 9, 991, "b", AGAIN},
    {0, 10, 1, 9, 991, "x", ALTERED},
    {0, 10, 1, 9, 990, "c", STALE},
    {0, 10, 1, 8, 1000, "d", NEW}, /* the highest itself, to another target */
    {0, 10, 1, 9, 995, "e", NEW},
    {0, 10, 1, 9, 1001, "f", NEW},
    {0, 10, 1, 9, 991, "b", AGAIN},
    {0, 1, 1, 8, 1001, "g", NEW},
    {0, 1, 1, 7, 1000, "h", STALE},
    /* a window that reaches below 0 */
    {1, UINT64_MAX, 1, 9, 5, "a", NEW},
    {0, UINT64_MAX, 1, 9, 0, "b", NEW},
    {0, UINT64_MAX, 1, 9, 4, "c", NEW},
};

START_TEST(each_request_is_what_it_is) {
  for (size_t i = 0; i < sizeof story / sizeof *story; i++) {
    remembered.count = story[i].is_first ? 0 : remembered.count;
    int32_t verdict = send(story[i].originator, story[i].target, story[i].counter, story[i].xml, story[i].window);
    ck_assert_msg(verdict == story[i].verdict, "row %zu: %d", i, (int)verdict);
  }
}
END_TEST

START_TEST(a_digest_that_differs_in_one_bit_is_another) {
  ck_assert_int_eq(send(1, 9, 100, "a", 0), NEW);
  for (size_t i = 0; i < CHRET_DIGEST_SIZE; i++) {
    remembered.seen[0].digest[i] ^= 0x80;
    ck_assert_int_eq(send(1, 9, 100, "a", 0), ALTERED);
    remembered.seen[0].digest[i] ^= 0x80;
  }
  ck_assert_int_eq(send(1, 9, 100, "a", 0), AGAIN);
}
END_TEST

START_TEST(a_host_that_fails_decides_nothing) {
  chret_request *request = request_of(1, 9, 100);
  uint8_t digest[CHRET_DIGEST_SIZE] = {7}, before[CHRET_DIGEST_SIZE] = {7};
  int32_t verdict = 77;
  digests.fail_at = _i;
  ck_assert_int_eq(check(&verdict, digest, request, "a", 0), CHRET_E_HOST);
  ck_assert_int_eq(chret_error_host_code(err), CODE);
  ck_assert(verdict == 77 && memcmp(digest, before, sizeof digest) == 0);
  digests.fail_at = NOWHERE;
  ck_assert_int_eq(check(&verdict, digest, request, "a", 0), CHRET_OK);
  ck_assert_int_eq(verdict, NEW);
  chret_request_free(request);
}
END_TEST

START_TEST(arguments_are_looked_at) {
  chret_request *request = request_of(1, 9, 100), *nameless = NULL;
  const uint8_t *xml = (const uint8_t *)"a";
  uint8_t digest[CHRET_DIGEST_SIZE];
  int32_t verdict = 77;
  const int32_t argument = CHRET_E_ARGUMENT;
  ck_assert_int_eq(chret_replay_check(NULL, digest, request, xml, 1, 0, &memory, &provider, err), argument);
  ck_assert_int_eq(chret_replay_check(&verdict, NULL, request, xml, 1, 0, &memory, &provider, err), argument);
  ck_assert_int_eq(chret_replay_check(&verdict, digest, NULL, xml, 1, 0, &memory, &provider, err), argument);
  ck_assert_int_eq(chret_replay_check(&verdict, digest, request, NULL, 1, 0, &memory, &provider, err), argument);
  ck_assert_int_eq(chret_replay_check(&verdict, digest, request, xml, 0, 0, &memory, &provider, err), argument);
  ck_assert_int_eq(chret_replay_check(&verdict, digest, request, xml, 1, 0, NULL, &provider, err), argument);
  ck_assert_int_eq(chret_replay_check(&verdict, digest, request, xml, 1, 0, &memory, NULL, err), argument);
  memory.struct_size = 0;
  ck_assert_int_eq(check(&verdict, digest, request, "a", 0), argument);
  ck_assert_int_eq(chret_replay_memory_init(NULL, sizeof memory), argument);
  ck_assert_int_eq(chret_replay_memory_init(&memory, sizeof memory + 1), argument);
  ck_assert_int_eq(chret_replay_memory_init(&memory, sizeof memory), CHRET_OK);
  ck_assert_int_eq(check(&verdict, digest, request, "a", 0), argument); /* no callback yet */
  memory.ctx = &remembered;
  memory.find = find;
  ck_assert_int_eq(chret_request_new(&nameless, CHRET_SERVICE_FAULT_RETURN, CHRET_FORM_LIST, NULL), CHRET_OK);
  ck_assert_int_eq(check(&verdict, digest, nameless, "a", 0), CHRET_E_MISSING);
  provider.digest_drop = NULL;
  ck_assert_int_eq(check(&verdict, digest, request, "a", 0), argument);
  ck_assert_int_eq(verdict, 77);
  chret_request_free(nameless);
  chret_request_free(request);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("replay");
  TCase *tests = tcase_create("replay");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, each_request_is_what_it_is);
  tcase_add_test(tests, a_digest_that_differs_in_one_bit_is_another);
  tcase_add_loop_test(tests, a_host_that_fails_decides_nothing, BEGIN, FIND + 1);
  tcase_add_test(tests, arguments_are_looked_at);
  return test_run(suite);
}
