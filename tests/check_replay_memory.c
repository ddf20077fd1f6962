/* tests/check_replay_memory.c - the memory of requests that the tool has: what it notes and finds, and that it notes nothing
 * where memory ran out. The linker puts the two functions below in the place of those of the C library. */
#include "../examples/common/replay_memory.h"
#include "support_dsp.h"

#include <string.h>

/* ---- Allocations that fail --------------------------------------------------------------------------------------- */

static size_t calls, fail_at; /* 0: none fails */

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_tsearch(const void *key, void **root, int (*compare)(const void *a, const void *b));
void *__wrap_tsearch(const void *key, void **root, int (*compare)(const void *a, const void *b));

void *__wrap_calloc(size_t count, size_t size) {
  return ++calls == fail_at ? NULL : __real_calloc(count, size);
}

void *__wrap_tsearch(const void *key, void **root, int (*compare)(const void *a, const void *b)) {
  return ++calls == fail_at ? NULL : __real_tsearch(key, root, compare);
}

/* ---- Noting and finding ------------------------------------------------------------------------------------------ */

static struct replay_memory *memory;
static chret_replay_memory callbacks;

static void setup(void) {
  memory = replay_memory_new();
  ck_assert_ptr_nonnull(memory);
  replay_memory_open(memory, &callbacks);
}

static void teardown(void) {
  replay_memory_free(memory);
}

/* fail: the number of the allocation that fails. */
static int add_failing(size_t fail, uint64_t originator, uint64_t target, uint64_t counter, char digest) {
  static const uint64_t device = 1;
  uint8_t bytes[CHRET_DIGEST_SIZE];
  chret_request *request = test_returns(CHRET_FORM_SINGLE, &device, 1, 1, NULL);
  memset(bytes, digest, sizeof bytes);
  ck_assert_int_eq(chret_request_set_id(request, originator, target, counter), CHRET_OK);
  calls = 0;
  fail_at = fail;
  int result = replay_memory_add(memory, request, bytes);
  fail_at = 0;
  chret_request_free(request);
  return result;
}

static int add(uint64_t originator, uint64_t target, uint64_t counter, char digest) {
  return add_failing(0, originator, target, counter, digest);
}

/* digest 0: the request is not known. highest NULL: nothing of the originator is. */
static void expect(uint64_t originator, uint64_t target, uint64_t counter, char digest, const uint64_t *highest) {
  uint8_t bytes[CHRET_DIGEST_SIZE] = {0};
  int32_t found = 7, has_highest = 7;
  uint64_t got = 0;
  ck_assert_int_eq(callbacks.find(callbacks.ctx, originator, target, counter, &found, bytes, &has_highest, &got), 0);
  ck_assert_int_eq(found, digest != 0);
  ck_assert(bytes[0] == (uint8_t)digest && bytes[CHRET_DIGEST_SIZE - 1] == (uint8_t)digest);
  ck_assert_int_eq(has_highest, highest != NULL);
  ck_assert(highest == NULL || *highest == got);
}

START_TEST(requests_are_found_by_their_ids) {
  static const uint64_t five = 5, seven = 7;
  expect(1, 9, 5, 0, NULL);
  ck_assert_int_eq(add(1, 9, 5, 'a'), 0);
  expect(1, 9, 5, 'a', &five);
  expect(1, 9, 4, 0, &five);
  expect(1, 8, 5, 0, &five);
  expect(2, 9, 5, 0, NULL);
  ck_assert_int_eq(add(1, 9, 7, 'b'), 0);
  ck_assert_int_eq(add(1, 8, 6, 'c'), 0); /* a lower counter leaves the highest */
  ck_assert_int_eq(add(2, 9, 5, 'd'), 0);
  expect(1, 9, 5, 'a', &seven);
  expect(1, 9, 7, 'b', &seven);
  expect(1, 8, 6, 'c', &seven);
  expect(2, 9, 5, 'd', &five);
}
END_TEST

/* Of a new originator and of one that is known. */
START_TEST(nothing_is_noted_where_memory_ran_out) {
  static const uint64_t five = 5, six = 6;
  const uint64_t *before = _i == 0 ? NULL : &five;
  size_t fail = 1;
  ck_assert(_i == 0 || add(1, 9, 5, 'a') == 0);
  for (; add_failing(fail, 1, 9, 6, 'b') != 0; fail++) {
    expect(1, 9, 6, 0, before);
  }
  ck_assert_uint_eq(fail, 5); /* each of the four did */
  expect(1, 9, 6, 'b', &six);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("replay memory");
  TCase *tests = tcase_create("replay memory");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, requests_are_found_by_their_ids);
  tcase_add_loop_test(tests, nothing_is_noted_where_memory_ran_out, 0, 2);
  return test_run(suite);
}
