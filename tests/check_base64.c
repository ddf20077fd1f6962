/* tests/check_base64.c - base64 as xs:base64Binary has it.
 *
 * Expected values: RFC 4648, section 10; all bytes by Python's base64.b64encode(bytes(range(256))).
 */
#include "base/base64.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

#define ALL_BYTES                                                                                                      \
  "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0BBQkNERUZHSElKS0xNTk9QUVJTVF" \
  "VWV1hZWltcXV5fYGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn+AgYKDhIWGh4iJiouMjY6PkJGSk5SVlpeYmZqbnJ2en6ChoqOkpaanqKmq" \
  "q6ytrq+wsbKztLW2t7i5uru8vb6/wMHCw8TFxsfIycrLzM3Oz9DR0tPU1dbX2Nna29zd3t/g4eLj5OXm5+jp6uvs7e7v8PHy8/T19vf4+fr7/P3+/w" \
  "=="

static const struct {
  const char *data, *text;
} vectors[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};

/* Both ways, in blocks of exactly the size. */
static void check_both_ways(const char *data, size_t size, const char *text) {
  size_t text_size = strlen(text);
  char *in = test_exactly(text, text_size), *bytes = test_exactly(data, size);
  char *out = test_exactly(text, text_size), *written = test_exactly(data, size);
  memset(out, '!', text_size);
  memset(written, '!', size);
  ck_assert_uint_eq(CHRET_I_BASE64_SIZE(size), text_size);
  chret_i_base64_encode((const uint8_t *)bytes, size, out);
  ck_assert_mem_eq(out, text, text_size);
  ck_assert_msg(chret_i_base64_decode(in, text_size, (uint8_t *)written, size), "'%s' is refused", text);
  ck_assert_mem_eq(written, data, size);
  free(in);
  free(bytes);
  free(out);
  free(written);
}

START_TEST(the_vectors_of_rfc_4648_go_both_ways) {
  check_both_ways(vectors[_i].data, strlen(vectors[_i].data), vectors[_i].text);
}
END_TEST

START_TEST(every_byte_goes_both_ways) {
  char data[256];
  for (size_t i = 0; i < sizeof data; i++) {
    data[i] = (char)i;
  }
  check_both_ways(data, sizeof data, ALL_BYTES);
}
END_TEST

static const struct {
  const char *text;
  size_t size;
  size_t wanted;
  const char *data; /* NULL: refused */
} texts[] = {
    /* White space of XML anywhere. */
    {TEST_TEXT(" \t\r\nZm9v\n"), 3, "foo"},
    {TEST_TEXT("Z m\n9\r\nv"), 3, "foo"},
    {TEST_TEXT("Zg=\n= "), 1, "f"},
    {TEST_TEXT("Zg\n=="), 1, "f"},
    {TEST_TEXT("  "), 0, ""},
    /* White space that XML does not have. */
    {TEST_TEXT("Zm9v\v"), 3, NULL},
    {TEST_TEXT("Zm\f9v"), 3, NULL},
    {TEST_TEXT("Zm9v\xC2\xA0"), 3, NULL},
    /* Other sizes than the one that is wanted. */
    {TEST_TEXT("Zm9v"), 2, NULL},
    {TEST_TEXT("Zm9v"), 4, NULL},
    {TEST_TEXT("Zm8="), 1, NULL},
    {TEST_TEXT("Zm8="), 3, NULL},
    {TEST_TEXT("Zg=="), 0, NULL},
    {TEST_TEXT("Zg=="), 2, NULL},
    {TEST_TEXT(""), 1, NULL},
    {TEST_TEXT("Zm9vYmFy"), 3, NULL},
    {TEST_TEXT("Zm9vYg=="), 3, NULL},
    /* Padding. */
    {TEST_TEXT("Zg"), 1, NULL},
    {TEST_TEXT("Zg="), 1, NULL},
    {TEST_TEXT("Zg==="), 1, NULL},
    {TEST_TEXT("Zg======"), 1, NULL},
    {TEST_TEXT("Zm8"), 2, NULL},
    {TEST_TEXT("Zm8=="), 2, NULL},
    {TEST_TEXT("Zm9v="), 3, NULL},
    {TEST_TEXT("Zm9v===="), 3, NULL},
    {TEST_TEXT("===="), 0, NULL},
    {TEST_TEXT("Z==="), 0, NULL},
    {TEST_TEXT("Z==="), 1, NULL},
    {TEST_TEXT("=Zg="), 1, NULL},
    {TEST_TEXT("Z=g="), 1, NULL},
    {TEST_TEXT("Zg=v"), 2, NULL},
    {TEST_TEXT("Zg==Zm9v"), 4, NULL},
    {TEST_TEXT("Zg==Zg=="), 2, NULL},
    {TEST_TEXT("Z"), 1, NULL},
    {TEST_TEXT("Zm9vY"), 3, NULL},
    /* Bits that no byte has. */
    {TEST_TEXT("Zh=="), 1, NULL},
    {TEST_TEXT("Zv=="), 1, NULL},
    {TEST_TEXT("Zm9="), 2, NULL},
    {TEST_TEXT("Zm+="), 2, NULL},
    /* Other characters. */
    {TEST_TEXT("Zm-v"), 3, NULL},
    {TEST_TEXT("Zm_v"), 3, NULL},
    {TEST_TEXT("Zm9\0"), 3, NULL},
    {TEST_TEXT("Zm9v\0"), 3, NULL},
    {TEST_TEXT("Zm9\xFF"), 3, NULL},
    {TEST_TEXT("Zm9."), 3, NULL},
    {TEST_TEXT("Zm9@"), 3, NULL},
    {TEST_TEXT("Zm9["), 3, NULL},
    {TEST_TEXT("Zm9`"), 3, NULL},
    {TEST_TEXT("Zm9{"), 3, NULL},
    {TEST_TEXT("Zm9:"), 3, NULL},
};

START_TEST(only_the_one_right_text_of_so_many_bytes_is_read) {
  char *text = test_exactly(texts[_i].text, texts[_i].size);
  char *out = test_exactly("????????", texts[_i].wanted);
  int read = chret_i_base64_decode(text, texts[_i].size, (uint8_t *)out, texts[_i].wanted);
  ck_assert_msg(read == (texts[_i].data != NULL), "'%s' as %zu bytes: %d", texts[_i].text, texts[_i].wanted, read);
  if (read) {
    ck_assert_mem_eq(out, texts[_i].data, texts[_i].wanted);
  }
  free(text);
  free(out);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("base64");
  TCase *tests = tcase_create("base64");
  suite_add_tcase(suite, tests);
  tcase_add_loop_test(tests, the_vectors_of_rfc_4648_go_both_ways, 0, TEST_COUNT(vectors));
  tcase_add_test(tests, every_byte_goes_both_ways);
  tcase_add_loop_test(tests, only_the_one_right_text_of_so_many_bytes_is_read, 0, TEST_COUNT(texts));
  return test_run(suite);
}
