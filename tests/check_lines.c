/* tests/check_lines.c - line numbers are those that counting from the start gives, in whatever order places are asked
 * about, and whatever the parser held back of an earlier piece. */
#include "support.h"

#include "xml/lines.h"

#include <string.h>

/* Lines of the text before the place, from 1. */
static size_t count_from_start(const char *text, size_t at) {
  size_t line = 1;
  for (size_t i = 0; i < at; i++) {
    line += text[i] == '\n';
  }
  return line;
}

/* The i-th question of a piece is about a place that may be up to `held` bytes before it. */
static void ask(chret_i_lines *lines, const char *text, size_t start, size_t size, size_t at) {
  size_t rest = start + size - at;
  size_t same = rest <= size ? chret_i_lines_same(lines, rest) : 0;
  size_t want = count_from_start(text, at);
  ck_assert_msg(same == 0 || same == want, "byte %zu: %zu, not %zu", at, same, want);
  size_t got = chret_i_lines_of(lines, (const uint8_t *)text + at, rest);
  ck_assert_msg(got == want, "byte %zu: %zu, not %zu", at, got, want);
}

START_TEST(a_line_is_that_of_its_place) {
  uint64_t seed = (uint64_t)_i;
  char text[600];
  chret_i_lines lines;
  uint32_t often = 1 + test_random(&seed, 30);
  for (size_t i = 0; i < sizeof text; i++) {
    text[i] = test_random(&seed, often) == 0 ? '\n' : 'x';
  }
  chret_i_lines_init(&lines);
  for (size_t start = 0, size; start < sizeof text; start += size) {
    size = 1 + test_random(&seed, 200);
    size = size > sizeof text - start ? sizeof text - start : size;
    size_t held = start < 20 ? start : 20;
    chret_i_lines_begin(&lines, (const uint8_t *)text + start, size);
    for (uint32_t asked = test_random(&seed, 8); asked > 0; asked--) {
      ask(&lines, text, start, size, start - held + test_random(&seed, (uint32_t)(held + size)));
    }
    chret_i_lines_end(&lines);
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("lines");
  TCase *tests = tcase_create("lines");
  suite_add_tcase(suite, tests);
  tcase_add_loop_test(tests, a_line_is_that_of_its_place, 0, 200);
  return test_run(suite);
}
