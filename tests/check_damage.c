/* tests/check_damage.c - a lawful document cut short, changed byte by byte, in other encodings; and random bytes. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#define LAWFUL "tests/cases/read/signed/request.xml"

static test_text lawful;
static chret_error *err;
static test_text wrong; /* what is found wrong, all of it */

/* Notes a document that did not end as it should; as many as Check can show. */
static void expect(int right, const char *what, size_t at, int32_t status) {
  if (!right && wrong.size < 3000) {
    test_addf(&wrong, "\n%s %zu: %s, %s", what, at, chret_status_name(status), chret_error_message(err));
  }
}

static void expect_nothing_wrong(void) {
  ck_assert_msg(wrong.size == 0, "%s", wrong.data);
}

static void setup(void) {
  wrong = (test_text){NULL, 0, 0};
  lawful = (test_text){NULL, 0, 0};
  ck_assert_msg(test_load(&lawful, LAWFUL), LAWFUL);
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
}

static void teardown(void) {
  test_text_free(&wrong);
  chret_error_free(err);
  test_text_free(&lawful);
}

/* Reads, from a block of its exact size, and asserts what holds for every document. */
static int32_t read_any(const char *xml, size_t size) {
  chret_request *const untouched = (chret_request *)&lawful;
  chret_request *request = untouched;
  chret_report *report = NULL;
  char *exact = test_exactly(xml, size);
  int32_t status = test_read(&request, exact, size, 0, NULL, err);
  ck_assert_int_eq(chret_error_status(err), status);
  ck_assert_int_eq(request != untouched, status == CHRET_OK);
  ck_assert_str_ne(chret_status_name(status), "unknown");
  if (status == CHRET_OK) {
    ck_assert_uint_ge(chret_request_record_count(request), 1);
    chret_request_free(request);
  } else {
    ck_assert_msg(status / 100 == 3 || status / 100 == 4, "%s", chret_status_name(status));
    ck_assert_str_ne(chret_error_message(err), "");
  }
  /* The checks agree: no fault of an item, and the document is whole, exactly where it is read. */
  ck_assert_int_eq(chret_report_new(&report, NULL), CHRET_OK);
  int32_t checked = chret_check_document(report, (const uint8_t *)exact, size, NULL, NULL);
  if (status / 100 == 4) {
    ck_assert_msg(checked == status, "read: %s, checked: %s", chret_status_name(status), chret_status_name(checked));
  } else if (status / 100 == 3) {
    ck_assert_msg(checked != CHRET_OK || chret_report_count(report) != 0, "read: %s", chret_status_name(status));
  } else {
    ck_assert_msg(checked == CHRET_OK, "checked: %s", chret_status_name(checked));
  }
  chret_report_free(report);
  free(exact);
  return status;
}

static size_t end_of_root(void) {
  const char *tag = strstr(lawful.data, "</sr:Request>");
  ck_assert_ptr_nonnull(tag);
  return (size_t)(tag - lawful.data) + strlen("</sr:Request>");
}

START_TEST(a_document_that_is_cut_short_is_not_well_formed) {
  for (size_t size = 0; size < end_of_root(); size++) {
    int32_t status = read_any(lawful.data, size);
    expect(status == CHRET_E_NOT_WELL_FORMED, "cut after byte", size, status);
  }
  expect_nothing_wrong();
  ck_assert_int_eq(read_any(lawful.data, end_of_root()), CHRET_OK);
}
END_TEST

START_TEST(a_nul_is_refused_wherever_it_is) {
  test_text changed = {NULL, 0, 0};
  for (size_t at = 0; at <= lawful.size; at++) {
    changed.size = 0;
    test_add(&changed, lawful.data, at);
    test_add(&changed, "", 1);
    test_add(&changed, lawful.data + at, lawful.size - at);
    int32_t status = read_any(changed.data, changed.size);
    expect(status == CHRET_E_ENCODING, "NUL before byte", at, status);
    if (at < lawful.size) {
      memcpy(changed.data, lawful.data, lawful.size);
      changed.data[at] = '\0';
      status = read_any(changed.data, lawful.size);
      expect(status == CHRET_E_ENCODING, "NUL for byte", at, status);
    }
  }
  expect_nothing_wrong();
  test_text_free(&changed);
}
END_TEST

/* Bytes that the damage is done with. The first ones cannot be in any document that is UTF-8 and XML. */
static const unsigned char bytes[] = {0x01, 0x80, 0xC0, 0xFF, '<', '>', '&', '"',
                                      '\'', ' ',  '/',  ':',  '=', 'A', '-', '\n'};
#define NEVER_LAWFUL 4

START_TEST(any_byte_may_be_replaced) {
  test_text changed = {NULL, 0, 0};
  size_t taken = 0;
  test_add(&changed, lawful.data, lawful.size);
  for (size_t at = 0; at < lawful.size; at++) {
    changed.data[at] = (char)bytes[_i];
    int32_t status = read_any(changed.data, changed.size);
    taken += status == CHRET_OK;
    expect(_i >= NEVER_LAWFUL || status != CHRET_OK, "for byte", at, status);
    changed.data[at] = lawful.data[at];
  }
  ck_assert_uint_lt(taken, lawful.size);
  expect_nothing_wrong();
  test_text_free(&changed);
}
END_TEST

START_TEST(any_bit_may_be_turned) {
  test_text changed = {NULL, 0, 0};
  test_add(&changed, lawful.data, lawful.size);
  for (size_t at = 0; at < lawful.size; at++) {
    changed.data[at] = (char)(lawful.data[at] ^ (1 << _i));
    int32_t status = read_any(changed.data, changed.size);
    expect(_i != 7 || status / 100 == 4, "bit 7 of byte", at, status);
    changed.data[at] = lawful.data[at];
  }
  expect_nothing_wrong();
  test_text_free(&changed);
}
END_TEST

START_TEST(any_piece_may_be_taken_out_doubled_or_moved) {
  uint64_t random = (uint64_t)_i;
  test_text changed = {NULL, 0, 0};
  for (int n = 0; n < 200; n++) {
    size_t at = test_random(&random, (uint32_t)lawful.size);
    size_t size = 1 + test_random(&random, 40);
    size_t to = test_random(&random, (uint32_t)lawful.size);
    size = size > lawful.size - at ? lawful.size - at : size;
    changed.size = 0;
    test_add(&changed, lawful.data, to);
    test_add(&changed, lawful.data + at, size);
    test_add(&changed, lawful.data + to, lawful.size - to);
    (void)read_any(changed.data, changed.size);
    changed.size = 0;
    test_add(&changed, lawful.data, at);
    test_add(&changed, lawful.data + at + size, lawful.size - at - size);
    (void)read_any(changed.data, changed.size);
  }
  test_text_free(&changed);
}
END_TEST

START_TEST(random_bytes_are_refused) {
  uint64_t random = (uint64_t)_i;
  char block[300];
  for (int n = 0; n < 200; n++) {
    size_t size = test_random(&random, sizeof block);
    for (size_t i = 0; i < size; i++) {
      /* any bytes, or only those that XML is made of */
      block[i] =
          (char)(n % 2 == 0 ? test_random(&random, 256) : (uint32_t) "<>/!?-[]&;#x=\"' a:"[test_random(&random, 18)]);
    }
    ck_assert_int_eq(read_any(block, size) / 100, 4);
  }
}
END_TEST

/* ---- Encodings --------------------------------------------------------------------------------------------------- */

/* A unit of 2 or 4 bytes for each byte of the document: all of it is ASCII. */
static const struct {
  const char *name;
  size_t width;
  int big;
  const char *mark;
  size_t mark_size;
} units[] = {
    {"UTF-16LE with a mark", 2, 0, "\xFF\xFE", 2},
    {"UTF-16BE with a mark", 2, 1, "\xFE\xFF", 2},
    {"UTF-16LE", 2, 0, "", 0},
    {"UTF-16BE", 2, 1, "", 0},
    {"UTF-32LE with a mark", 4, 0, "\xFF\xFE\0\0", 4},
    {"UTF-32BE with a mark", 4, 1, "\0\0\xFE\xFF", 4},
    {"UTF-32LE", 4, 0, "", 0},
    {"UTF-32BE", 4, 1, "", 0},
    {"UTF-8 with the mark of UTF-16LE", 1, 0, "\xFF\xFE", 2},
    {"UTF-8 with the mark of UTF-16BE", 1, 0, "\xFE\xFF", 2},
};

START_TEST(wide_encodings_are_refused) {
  test_text wide = {NULL, 0, 0};
  test_add(&wide, units[_i].mark, units[_i].mark_size);
  for (size_t i = 0; i < lawful.size; i++) {
    char unit[4] = {0, 0, 0, 0};
    unit[units[_i].big ? units[_i].width - 1 : 0] = lawful.data[i];
    test_add(&wide, unit, units[_i].width);
  }
  int32_t status = read_any(wide.data, wide.size);
  ck_assert_msg(status == CHRET_E_ENCODING, "%s: %s", units[_i].name, chret_status_name(status));
  test_text_free(&wide);
}
END_TEST

static const char *const declared[] = {
    "UTF-16", "UTF-32",    "ISO-8859-1", "ISO-8859-15", "windows-1252", "US-ASCII",  "IBM037", "EBCDIC-CP-US",
    "UTF-7",  "Shift_JIS", "GB18030",    "HTML",        "utf8",         "UTF-8-MAC", "UTF",    "x"};

START_TEST(declared_encodings_other_than_utf_8_are_refused) {
  test_text changed = {NULL, 0, 0};
  const char *end = strstr(lawful.data, "?>");
  ck_assert_ptr_nonnull(end);
  test_addf(&changed, "<?xml version='1.0' encoding='%s'%s", declared[_i], end);
  int32_t status = read_any(changed.data, changed.size);
  ck_assert_msg(status == CHRET_E_ENCODING, "%s: %s", declared[_i], chret_status_name(status));
  test_text_free(&changed);
}
END_TEST

/* The white space in it reaches up to what the library hands on at once, and beyond. */
static const char *const stretched[][2] = {{"<?xml version='1.0'", "encoding='ISO-8859-1'?>"},
                                           {"<?xml version='1.0' encoding", "='ISO-8859-1'?>"},
                                           {"<?xml version='1.0' encoding='", "ISO-8859-1'?>"},
                                           {"<?xml", "version='1.1'?>"},
                                           {"\xEF\xBB\xBF<?xml version='1.0'", "encoding='ISO-8859-1'?>"}};

START_TEST(a_long_declaration_hides_nothing) {
  test_text changed = {NULL, 0, 0};
  const char *root = strstr(lawful.data, "<sr:Request");
  ck_assert_ptr_nonnull(root);
  for (size_t space = 16300; space < 16500; space++) {
    changed.size = 0;
    test_addf(&changed, "%s%*s%s%s", stretched[_i][0], (int)space, "", stretched[_i][1], root);
    int32_t status = read_any(changed.data, changed.size);
    expect(status == CHRET_E_ENCODING || status == CHRET_E_NOT_WELL_FORMED, stretched[_i][1], space, status);
  }
  expect_nothing_wrong();
  test_text_free(&changed);
}
END_TEST

START_TEST(ebcdic_is_refused) {
  /* "<?xml version=" in code page 037, and then what may come. */
  static const char start[] = "\x4C\x6F\xA7\x94\x93\x40\xA5\x85\x99\xA2\x89\x96\x95\x7E\x7F\xF1\x4B\xF0\x7F\x6F\x6E";
  ck_assert_int_eq(read_any(start, sizeof start - 1), CHRET_E_ENCODING);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("damage");
  TCase *tests = tcase_create("damage");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, a_document_that_is_cut_short_is_not_well_formed);
  tcase_add_test(tests, a_nul_is_refused_wherever_it_is);
  tcase_add_loop_test(tests, any_byte_may_be_replaced, 0, TEST_COUNT(bytes));
  tcase_add_loop_test(tests, any_bit_may_be_turned, 0, 8);
  tcase_add_loop_test(tests, any_piece_may_be_taken_out_doubled_or_moved, 0, 10);
  tcase_add_loop_test(tests, random_bytes_are_refused, 0, 10);
  tcase_add_loop_test(tests, wide_encodings_are_refused, 0, TEST_COUNT(units));
  tcase_add_loop_test(tests, declared_encodings_other_than_utf_8_are_refused, 0, TEST_COUNT(declared));
  tcase_add_loop_test(tests, a_long_declaration_hides_nothing, 0, TEST_COUNT(stretched));
  tcase_add_test(tests, ebcdic_is_refused);
  return test_run(suite);
}
