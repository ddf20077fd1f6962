/* tests/check_arena.c - the memory that texts are kept in: one that comes in parts, and what is taken back. */
#include "base/memory.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

#define WHOLE 100000

static test_memory memory;
static chret_allocator allocator;
static chret_i_arena arena;
static char whole[WHOLE];

static void set_up(void) {
  for (size_t i = 0; i < WHOLE; i++) {
    whole[i] = (char)('!' + i % 89);
  }
  memset(&memory, 0, sizeof memory);
  test_memory_allocator(&memory, &allocator);
  chret_i_arena_init(&arena, &allocator);
}

static void tear_down(void) {
  chret_i_arena_release(&arena);
  ck_assert_uint_eq(memory.live, 0);
  ck_assert_uint_eq(memory.misuse, 0);
}

static const size_t parts[] = {1, 7, 500, 1023, 1024, 5000, 16384, 50000};

/* Whatever is kept before and after it, and wherever the parts meet the end of a chunk. */
START_TEST(parts_become_one_text) {
  for (size_t want = parts[_i]; want <= WHOLE; want += want / 3 + parts[_i]) {
    const char *before = chret_i_arena_text(&arena, "before", 6), *text, *after;
    size_t size = 0;
    while (size < want) {
      size_t part = want - size < parts[_i] ? want - size : parts[_i];
      ck_assert(chret_i_arena_append(&arena, &size, whole + size, part));
    }
    ck_assert_uint_eq(size, want);
    text = chret_i_arena_text(&arena, arena.at, size);
    after = chret_i_arena_text(&arena, "after", 5);
    ck_assert_ptr_nonnull(text);
    ck_assert_mem_eq(text, whole, want);
    ck_assert_int_eq(text[want], '\0');
    ck_assert_str_eq(before, "before");
    ck_assert_str_eq(after, "after");
  }
}
END_TEST

START_TEST(a_part_of_it_may_be_kept) {
  size_t size = 0;
  const char *text;
  ck_assert(chret_i_arena_append(&arena, &size, TEST_TEXT("  a value ")));
  text = chret_i_arena_text(&arena, arena.at + 2, 7);
  ck_assert_str_eq(text, "a value");
}
END_TEST

/* A text that was given up leaves its room. */
START_TEST(given_up_texts_take_no_memory) {
  for (size_t i = 0; i < 1000; i++) {
    size_t size = 0;
    ck_assert(chret_i_arena_append(&arena, &size, whole, WHOLE));
  }
  ck_assert_uint_lt(memory.peak, 3 * WHOLE);
}
END_TEST

START_TEST(what_was_put_in_after_the_mark_is_taken_back) {
  const char *first = chret_i_arena_text(&arena, "first", 5);
  size_t live = memory.live, bytes = memory.bytes;
  for (size_t i = 0; i < 100; i++) {
    chret_i_mark mark = chret_i_arena_mark(&arena);
    for (size_t j = 0; j <= i; j++) {
      ck_assert_ptr_nonnull(chret_i_arena_text(&arena, whole, 200));
    }
    chret_i_arena_back(&arena, &mark);
    ck_assert_uint_eq(memory.live, live);
    ck_assert_uint_eq(memory.bytes, bytes);
  }
  ck_assert_str_eq(first, "first");
}
END_TEST

START_TEST(without_memory_it_stays_as_it_was) {
  size_t size = 0;
  ck_assert(chret_i_arena_append(&arena, &size, "abc", 3));
  test_memory_arm(&memory, 1, 1);
  ck_assert(!chret_i_arena_append(&arena, &size, whole, WHOLE));
  ck_assert_ptr_null(chret_i_arena_room(&arena, WHOLE));
  ck_assert_uint_eq(size, 3);
  ck_assert_str_eq(chret_i_arena_text(&arena, arena.at, size), "abc");
}
END_TEST

/* The sizes add up beyond what there is. */
START_TEST(no_size_is_too_large_to_refuse) {
  size_t size = 0;
  ck_assert(chret_i_arena_append(&arena, &size, "abc", 3));
  ck_assert(!chret_i_arena_widen(&arena, size, SIZE_MAX));
  ck_assert(!chret_i_arena_widen(&arena, size, SIZE_MAX / 2));
  ck_assert_ptr_null(chret_i_arena_text(&arena, whole, SIZE_MAX));
  ck_assert_ptr_null(chret_i_arena_room(&arena, SIZE_MAX));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("arena");
  TCase *tcase = tcase_create("arena");
  tcase_add_checked_fixture(tcase, set_up, tear_down);
  tcase_add_loop_test(tcase, parts_become_one_text, 0, TEST_COUNT(parts));
  tcase_add_test(tcase, a_part_of_it_may_be_kept);
  tcase_add_test(tcase, given_up_texts_take_no_memory);
  tcase_add_test(tcase, what_was_put_in_after_the_mark_is_taken_back);
  tcase_add_test(tcase, without_memory_it_stays_as_it_was);
  tcase_add_test(tcase, no_size_is_too_large_to_refuse);
  suite_add_tcase(suite, tcase);
  return test_run(suite);
}
