/* tests/check_read.c - the reader on the folders of cases/read (see cases/README), however they are cut. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#define CASES         "tests/cases/read"
#define LIBXML2_PIECE 16384 /* what the library hands on at once: a border inside the library */

static test_names cases;

static void load_case(size_t i, const char *file, test_text *text) {
  test_text path = {NULL, 0, 0};
  test_addf(&path, CASES "/%s/%s", cases.name[i], file);
  ck_assert_msg(test_load(text, path.data), "%s", path.data);
  test_text_free(&path);
}

/* What became of a document, in the words of an expect file. */
static void outcome(test_text *text, const void *xml, size_t size, size_t piece, chret_error *err) {
  chret_request *const untouched = (chret_request *)err;
  chret_request *request = untouched;
  int32_t status = test_read(&request, xml, size, piece, NULL, err);
  text->size = 0;
  ck_assert_int_eq(status, chret_error_status(err));
  if (status == CHRET_OK) {
    test_adds(text, "ok\n");
    test_add_request(text, request, 1);
    chret_request_free(request);
  } else {
    test_add_error(text, err);
    ck_assert_ptr_eq(request, untouched);
    ck_assert_str_ne(chret_error_message(err), "");
    ck_assert_ptr_null(strchr(chret_error_message(err), '\n'));
  }
}

START_TEST(a_case_is_read_as_expected_however_it_is_cut) {
  test_text xml = {NULL, 0, 0}, want = {NULL, 0, 0}, got = {NULL, 0, 0}, cut = {NULL, 0, 0};
  chret_error *err = NULL;
  size_t i = (size_t)_i;
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  load_case(i, "request.xml", &xml);
  load_case(i, "expect", &want);
  char *exact = test_exactly(xml.data, xml.size);
  outcome(&got, exact, xml.size, 0, err);
  for (size_t piece = 1; piece <= 64; piece++) {
    outcome(&cut, exact, xml.size, piece, err);
    ck_assert_msg(strcmp(cut.data, got.data) == 0, "%s in pieces of %zu:\n%s", cases.name[i], piece, cut.data);
  }
  ck_assert_msg(test_matches(want.data, got.data), "%s: %s\n%s", cases.name[i], chret_error_message(err), got.data);
  free(exact);
  test_text_free(&xml);
  test_text_free(&want);
  test_text_free(&got);
  test_text_free(&cut);
  chret_error_free(err);
}
END_TEST

/* Where padding may stand: after a byte-order mark and an XML declaration. */
static size_t after_declaration(const test_text *xml) {
  size_t at = xml->size >= 3 && memcmp(xml->data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  const char *end = strncmp(xml->data + at, "<?xml ", 6) == 0 ? strstr(xml->data + at, "?>") : NULL;
  return end == NULL ? at : (size_t)(end - xml->data) + 2;
}

/* A long comment moves the document until the border has been before every byte of it. */
START_TEST(a_case_is_the_same_across_the_library_s_own_border) {
  static char padding[LIBXML2_PIECE];
  test_text xml = {NULL, 0, 0}, want = {NULL, 0, 0}, moved = {NULL, 0, 0}, got = {NULL, 0, 0};
  chret_error *err = NULL;
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  load_case((size_t)_i, "request.xml", &xml);
  load_case((size_t)_i, "expect", &want);
  memset(padding, '.', sizeof padding);
  size_t start = after_declaration(&xml);
  /* A document that is no UTF-8 from its first byte on cannot be padded. */
  int is_text = strncmp(want.data, "encoding - 1 ", 13) != 0;
  for (size_t at = start; is_text && at < xml.size; at++) {
    size_t fill = LIBXML2_PIECE - strlen("<!---->") - at;
    moved.size = 0;
    test_add(&moved, xml.data, start);
    test_adds(&moved, "<!--");
    test_add(&moved, padding, fill);
    test_adds(&moved, "-->");
    test_add(&moved, xml.data + start, xml.size - start);
    outcome(&got, moved.data, moved.size, 0, err);
    ck_assert_msg(test_matches(want.data, got.data), "%s with the border before byte %zu: %s\n%s", cases.name[_i], at,
                  chret_error_message(err), got.data);
  }
  test_text_free(&xml);
  test_text_free(&want);
  test_text_free(&moved);
  test_text_free(&got);
  chret_error_free(err);
}
END_TEST

/* Reads and writes; empty where the document is refused. */
static void rewrite(test_text *text, const void *xml, size_t size) {
  chret_request *request = NULL;
  chret_buffer *buffer = NULL;
  if (test_read(&request, xml, size, 0, NULL, NULL) == CHRET_OK) {
    ck_assert_int_eq(chret_request_write_buffer(request, &buffer, NULL), CHRET_OK);
    test_add_buffer(text, buffer);
    chret_buffer_free(buffer);
    chret_request_free(request);
  }
}

START_TEST(what_was_read_is_written_and_then_stays) {
  test_text xml = {NULL, 0, 0}, first = {NULL, 0, 0}, second = {NULL, 0, 0};
  load_case((size_t)_i, "request.xml", &xml);
  rewrite(&first, xml.data, xml.size);
  if (first.size != 0) {
    rewrite(&second, first.data, first.size);
    ck_assert_str_eq(second.data, first.data);
  }
  test_text_free(&xml);
  test_text_free(&first);
  test_text_free(&second);
}
END_TEST

START_TEST(there_are_cases_of_both_kinds) {
  size_t taken = 0;
  for (size_t i = 0; i < cases.count; i++) {
    test_text want = {NULL, 0, 0};
    load_case(i, "expect", &want);
    taken += strncmp(want.data, "ok\n", 3) == 0;
    test_text_free(&want);
  }
  ck_assert_uint_ge(taken, 30);
  ck_assert_uint_ge(cases.count - taken, 100);
}
END_TEST

/* ---- DCC's templates --------------------------------------------------------------------------------------------- */

static const struct {
  const char *file;
  const char *says; /* as the file has it */
} templates[] = {
    {"templates/8.14.3_COMMUNICATIONS_HUB_STATUS_UPDATE_FAULT_RETURN_REQUEST_DUIS.XML",
     "form single\nservice 8.14.3\nsigned yes\n0 schemaVersion \"5.4\"\n"
     "0 RequestID \"90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:1000\"\n0 CommandVariant \"8\"\n"
     "0 ServiceReference \"8.14\"\n0 ServiceReferenceVariant \"8.14.3\"\n1 line 10\n"
     "1 DeviceID \"00-DB-12-34-56-78-90-A2\"\n1 CHFFaultReturnType \"Fault identified prior to installation\"\n"
     "1 OtherDeviceID \"00-DB-12-34-56-78-90-A0\"\n1 CHFConnectionMethod \"Hot-shoe\"\n"
     "1 CHFFaultReason \"Damaged case\"\n"},
    {"templates/8.14.4_COMMUNICATIONS_HUB_STATUS_UPDATE_NO_FAULT_RETURN_REQUEST_DUIS.XML",
     "form single\nservice 8.14.4\nsigned yes\n0 schemaVersion \"5.4\"\n"
     "0 RequestID \"90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:1000\"\n0 CommandVariant \"8\"\n"
     "0 ServiceReference \"8.14\"\n0 ServiceReferenceVariant \"8.14.4\"\n1 line 10\n"
     "1 DeviceID \"00-DB-12-34-56-78-90-A2\"\n1 CHFNoFaultReturnType \"No Fault Return (general)\"\n"},
};

START_TEST(a_template_of_dcc_is_read) {
  test_text xml = {NULL, 0, 0}, got = {NULL, 0, 0};
  chret_error *err = NULL;
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  if (test_load_duis(&xml, templates[_i].file)) {
    for (size_t piece = 0; piece <= 64; piece++) {
      outcome(&got, xml.data, xml.size, piece, err);
      ck_assert_str_eq(got.data + strlen("ok\n"), templates[_i].says);
    }
  }
  test_text_free(&xml);
  test_text_free(&got);
  chret_error_free(err);
}
END_TEST

static const char *const others[] = {
    "templates/11.1_UPDATE_FIRMWARE_REQUEST_DUIS.XML",
    "templates/8.14.1_COMMUNICATIONS_HUB_STATUS_UPDATE_INSTALL_SUCCESS_REQUEST_DUIS.XML",
    "templates/8.14.2_COMMUNICATIONS_HUB_STATUS_UPDATE_INSTALL_NO_SM_WAN_REQUEST_DUIS.XML",
};

START_TEST(a_template_of_another_service_is_told_apart) {
  test_text xml = {NULL, 0, 0};
  chret_request *request = NULL;
  if (test_load_duis(&xml, others[_i])) {
    ck_assert_int_eq(test_read(&request, xml.data, xml.size, 0, NULL, NULL), CHRET_E_OTHER_SERVICE);
    ck_assert_ptr_null(request);
  }
  test_text_free(&xml);
}
END_TEST

int main(void) {
  cases = test_folder(CASES);
  Suite *suite = suite_create("read");
  TCase *tests = tcase_create("read");
  suite_add_tcase(suite, tests);
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, a_case_is_read_as_expected_however_it_is_cut, 0, (int)cases.count);
  tcase_add_loop_test(tests, a_case_is_the_same_across_the_library_s_own_border, 0, (int)cases.count);
  tcase_add_loop_test(tests, what_was_read_is_written_and_then_stays, 0, (int)cases.count);
  tcase_add_test(tests, there_are_cases_of_both_kinds);
  tcase_add_loop_test(tests, a_template_of_dcc_is_read, 0, TEST_COUNT(templates));
  tcase_add_loop_test(tests, a_template_of_another_service_is_told_apart, 0, TEST_COUNT(others));
  return test_run(suite);
}
