/* tests/check_reader.c - the reader's states, and its limits exactly at and one over their numbers. */
#include "support.h"

#include <string.h>

#define ROOT                                                                                                           \
  "<sr:Request xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\" schemaVersion=\"5.4\"><sr:Header>"        \
  "<sr:RequestID>90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:1</sr:RequestID><sr:CommandVariant>8"                 \
  "</sr:CommandVariant><sr:ServiceReference>8.14</sr:ServiceReference><sr:ServiceReferenceVariant>8.14.4"              \
  "</sr:ServiceReferenceVariant></sr:Header><sr:Body>"
#define RETURN                                                                                                         \
  "<sr:CHFNoFaultReturn><sr:DeviceID>00-DB-12-34-56-78-90-A2</sr:DeviceID><sr:CHFNoFaultReturnType>Lost or Stolen "    \
  "Hub</sr:CHFNoFaultReturnType>"
#define RETURN_END "</sr:CHFNoFaultReturn>"
#define SIGNATURE  "</sr:Body><Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\">"
#define END        "</Signature></sr:Request>"

static const char whole[] = ROOT RETURN RETURN_END SIGNATURE END;

static chret_options *options;
static chret_error *err;
static test_text xml;

static void setup(void) {
  ck_assert_int_eq(chret_options_new(&options, NULL), CHRET_OK);
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  xml = (test_text){NULL, 0, 0};
}

static void teardown(void) {
  test_text_free(&xml);
  chret_error_free(err);
  chret_options_free(options);
}

static int32_t read_status(void) {
  chret_request *request = NULL;
  int32_t status = test_read(&request, xml.data, xml.size, 0, options, err);
  chret_request *in_pieces = NULL;
  ck_assert_int_eq(test_read(&in_pieces, xml.data, xml.size, 1000, options, NULL), status);
  ck_assert_int_eq(request != NULL, status == CHRET_OK);
  chret_request_free(request);
  chret_request_free(in_pieces);
  return status;
}

static void repeat(const char *text, size_t count) {
  for (size_t i = 0; i < count; i++) {
    test_adds(&xml, text);
  }
}

static void limit(int32_t which, size_t value) {
  ck_assert_int_eq(chret_options_set_limit(options, which, value), CHRET_OK);
}

/* ---- States ------------------------------------------------------------------------------------------------------ */

static chret_reader *new_reader(void) {
  chret_reader *reader = NULL;
  ck_assert_int_eq(chret_reader_new(&reader, NULL, options, err), CHRET_OK);
  return reader;
}

START_TEST(a_reader_gives_its_request_once) {
  chret_reader *reader = new_reader();
  chret_request *request = NULL, *again = NULL;
  const uint8_t *data = (const uint8_t *)whole;
  ck_assert_int_eq(chret_reader_feed(reader, NULL, 0, err), CHRET_OK);
  ck_assert_int_eq(chret_reader_feed(reader, data, sizeof whole - 1, err), CHRET_OK);
  ck_assert_int_eq(chret_reader_feed(reader, data, 0, err), CHRET_OK);
  ck_assert_int_eq(chret_reader_finish_unverified(reader, &request, err), CHRET_OK);
  ck_assert_int_eq(chret_reader_finish_unverified(reader, &again, err), CHRET_E_STATE);
  ck_assert_int_eq(chret_error_status(err), CHRET_E_STATE);
  ck_assert_int_eq(chret_reader_feed(reader, data, 1, err), CHRET_E_STATE);
  ck_assert_ptr_null(again);
  chret_reader_free(reader);
  ck_assert_uint_eq(chret_request_record_count(request), 1); /* it lives on without its reader */
  ck_assert_int_eq(chret_request_is_signed(request), 1);
  chret_request_free(request);
}
END_TEST

START_TEST(a_reader_that_failed_says_the_same_again) {
  static const char bad[] = "<a>\n<b>\n";
  chret_reader *reader = new_reader();
  chret_request *request = NULL;
  test_text first = {NULL, 0, 0}, again = {NULL, 0, 0};
  ck_assert_int_eq(chret_reader_feed(reader, (const uint8_t *)bad, sizeof bad - 1, err),
                   chret_error_status(err)); /* it may not have looked yet */
  ck_assert_int_eq(chret_reader_finish_unverified(reader, &request, err), CHRET_E_NOT_DUIS);
  test_add_error(&first, err);
  ck_assert_str_eq(first.data, "not-duis a 1 0 -\n");
  ck_assert_int_eq(chret_reader_finish_unverified(reader, &request, err), CHRET_E_NOT_DUIS);
  test_add_error(&again, err);
  ck_assert_int_eq(chret_reader_feed(reader, (const uint8_t *)whole, sizeof whole - 1, err), CHRET_E_NOT_DUIS);
  test_add_error(&again, err);
  ck_assert_int_eq(strncmp(again.data, first.data, first.size), 0);
  ck_assert_str_eq(again.data + first.size, first.data);
  ck_assert_ptr_null(request);
  chret_reader_free(reader);
  test_text_free(&first);
  test_text_free(&again);
}
END_TEST

START_TEST(null_arguments_are_refused) {
  chret_reader *reader = new_reader();
  chret_request *request = NULL;
  const uint8_t *data = (const uint8_t *)whole;
  ck_assert_int_eq(chret_reader_new(NULL, NULL, options, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_reader_feed(NULL, data, 1, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_error_status(err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_reader_feed(reader, NULL, 1, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_reader_finish_unverified(NULL, &request, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_reader_finish_unverified(reader, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_request_read_unverified(NULL, data, sizeof whole - 1, options, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_request_read_unverified(&request, NULL, 1, options, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_request_read_unverified(&request, NULL, 0, options, err), CHRET_E_NOT_WELL_FORMED);
  ck_assert_ptr_null(request);
  /* None of that was a failure of the document. */
  ck_assert_int_eq(chret_reader_feed(reader, data, sizeof whole - 1, NULL), CHRET_OK);
  ck_assert_int_eq(chret_reader_finish_unverified(reader, &request, NULL), CHRET_OK);
  chret_request_free(request);
  chret_reader_free(reader);
  chret_reader_free(NULL);
}
END_TEST

START_TEST(options_may_go_as_soon_as_the_reader_is_there) {
  limit(CHRET_LIMIT_DEPTH, 3);
  chret_reader *reader = new_reader();
  chret_request *request = NULL;
  chret_options_free(options);
  options = NULL;
  (void)chret_reader_feed(reader, (const uint8_t *)whole, sizeof whole - 1, err);
  ck_assert_int_eq(chret_reader_finish_unverified(reader, &request, err), CHRET_E_LIMIT);
  chret_reader_free(reader);
}
END_TEST

/* Lines are counted by line feeds, which are in the text that the parser gives but not in the document. */
START_TEST(carriage_returns_alone_end_no_lines) {
  test_adds(&xml, ROOT "\r\r\rtext\r\r\r\r\r" RETURN RETURN_END SIGNATURE END);
  ck_assert_int_eq(read_status(), CHRET_E_STRUCTURE);
  ck_assert_uint_eq(chret_error_line(err), 1);
}
END_TEST

/* ---- Limits ------------------------------------------------------------------------------------------------------ */

START_TEST(bytes_are_limited) {
  test_adds(&xml, whole);
  limit(CHRET_LIMIT_BYTES, xml.size);
  ck_assert_int_eq(read_status(), CHRET_OK);
  test_adds(&xml, "\n");
  ck_assert_int_eq(read_status(), CHRET_E_LIMIT);
  repeat("          ", 1700); /* beyond what the library hands on at once */
  limit(CHRET_LIMIT_BYTES, xml.size);
  ck_assert_int_eq(read_status(), CHRET_OK);
  limit(CHRET_LIMIT_BYTES, xml.size - 1);
  ck_assert_int_eq(read_status(), CHRET_E_LIMIT);
}
END_TEST

START_TEST(depth_is_limited) {
  for (size_t depth = 64; depth <= 65; depth++) {
    xml.size = 0;
    test_adds(&xml, ROOT RETURN RETURN_END SIGNATURE);
    repeat("<a>", depth - 2);
    repeat("</a>", depth - 2);
    test_adds(&xml, END);
    ck_assert_int_eq(read_status(), depth == 64 ? CHRET_OK : CHRET_E_LIMIT);
  }
  limit(CHRET_LIMIT_DEPTH, 65);
  ck_assert_int_eq(read_status(), CHRET_OK);
}
END_TEST

START_TEST(text_of_one_element_is_limited) {
  limit(CHRET_LIMIT_TEXT, 1000);
  for (size_t size = 1000; size <= 1001; size++) {
    xml.size = 0;
    test_adds(&xml, ROOT RETURN RETURN_END SIGNATURE "<a>");
    repeat("a", size - 500 - 20);
    test_adds(&xml, "<!-- --><![CDATA[");
    repeat("b", 20);
    test_adds(&xml, "]]>");
    repeat("&#99;", 500);
    test_adds(&xml, "</a><a>a</a>" END);
    ck_assert_int_eq(read_status(), size == 1000 ? CHRET_OK : CHRET_E_LIMIT);
  }
}
END_TEST

static const char *const long_parts[][2] = {{"<!--", "-->"}, {"<?a ", "?>"}, {"<a b='", "'/>"}, {"<a ", "/>"}};

START_TEST(one_tag_comment_or_instruction_is_limited) {
  static const size_t sizes[] = {262144 - 100, 262144 + 100};
  for (size_t i = 0; i < 2; i++) {
    xml.size = 0;
    test_adds(&xml, ROOT RETURN RETURN_END SIGNATURE);
    test_adds(&xml, long_parts[_i][0]);
    repeat(_i == 3 ? " " : "a", sizes[i]);
    test_adds(&xml, long_parts[_i][1]);
    test_adds(&xml, END);
    int32_t status = read_status();
    ck_assert_msg(status == (i == 0 ? CHRET_OK : CHRET_E_LIMIT), "%s %zu: %s", long_parts[_i][0], sizes[i],
                  chret_status_name(status));
  }
}
END_TEST

/* What libxml2 holds back is looked at piece by piece: an = in a value is no attribute, in whichever piece the value began. */
START_TEST(a_long_value_is_no_attributes) {
  test_adds(&xml, ROOT RETURN RETURN_END SIGNATURE "<a b='\"");
  repeat("=", 200000);
  test_adds(&xml, "'/>" END);
  ck_assert_int_eq(read_status(), CHRET_OK);
}
END_TEST

START_TEST(a_lower_limit_of_text_holds_for_tags_and_comments_too) {
  limit(CHRET_LIMIT_TEXT, 1000);
  test_adds(&xml, ROOT RETURN RETURN_END SIGNATURE);
  test_adds(&xml, long_parts[_i][0]);
  repeat(_i == 3 ? " " : "a", 1100);
  test_adds(&xml, long_parts[_i][1]);
  test_adds(&xml, END);
  int32_t status = read_status();
  ck_assert_msg(status == CHRET_E_LIMIT, "%s: %s", long_parts[_i][0], chret_status_name(status));
}
END_TEST

/* libxml2 would look through them again with each piece. */
START_TEST(a_higher_limit_of_text_does_not_hold_for_tags_and_comments) {
  static const size_t sizes[] = {262144 - 100, 262144 + 100, 12 * 1048576};
  limit(CHRET_LIMIT_TEXT, 9900000);
  for (size_t i = 0; i < 3; i++) {
    chret_request *request = NULL;
    xml.size = 0;
    test_adds(&xml, ROOT RETURN RETURN_END SIGNATURE);
    test_adds(&xml, long_parts[_i][0]);
    repeat(_i == 3 ? " " : "a", sizes[i]);
    test_adds(&xml, long_parts[_i][1]);
    test_adds(&xml, END);
    int32_t status = test_read(&request, xml.data, xml.size, 0, options, err);
    ck_assert_msg(status == (i == 0 ? CHRET_OK : CHRET_E_LIMIT), "%s %zu: %s", long_parts[_i][0], sizes[i],
                  chret_status_name(status));
    chret_request_free(request);
  }
}
END_TEST

START_TEST(attributes_and_declarations_of_one_element_are_limited) {
  for (size_t count = 64; count <= 65; count++) {
    xml.size = 0;
    test_adds(&xml, ROOT RETURN RETURN_END SIGNATURE "<a");
    for (size_t i = 0; i < count; i++) {
      test_addf(&xml, i >= 14 ? " a%zu=''" : " xmlns:a%zu='urn:a'", i);
    }
    test_adds(&xml, "/>" END);
    ck_assert_int_eq(read_status(), count == 64 ? CHRET_OK : CHRET_E_LIMIT);
  }
  limit(CHRET_LIMIT_ATTRIBUTES, 65);
  ck_assert_int_eq(read_status(), CHRET_OK);
}
END_TEST

/* The root has two, and those of an element that has ended count no more. */
START_TEST(namespaces_in_scope_are_limited) {
  for (size_t count = 14; count <= 15; count++) {
    xml.size = 0;
    test_adds(&xml, ROOT RETURN RETURN_END SIGNATURE "<a xmlns:a='urn:a' xmlns:b='urn:b'/>");
    for (size_t i = 0; i < count; i++) {
      test_addf(&xml, i % 2 == 0 ? "<a xmlns:a%zu='urn:a'><a>" : "<a xmlns='urn:%zu'><a>", i);
    }
    repeat("</a></a>", count);
    test_adds(&xml, END);
    ck_assert_int_eq(read_status(), count == 14 ? CHRET_OK : CHRET_E_LIMIT);
    ck_assert_str_eq(chret_error_message(err), count == 14 ? "" : "too many namespaces are in scope");
  }
  limit(CHRET_LIMIT_ATTRIBUTES, 68);
  ck_assert_int_eq(read_status(), CHRET_OK);
}
END_TEST

START_TEST(namespace_names_are_limited) {
  for (size_t size = 1024; size <= 1025; size++) {
    xml.size = 0;
    test_adds(&xml, ROOT RETURN RETURN_END SIGNATURE "<a xmlns:a='urn:");
    repeat("a", size - 4);
    test_adds(&xml, "'/>" END);
    ck_assert_int_eq(read_status(), size == 1024 ? CHRET_OK : CHRET_E_LIMIT);
  }
}
END_TEST

START_TEST(records_of_a_list_are_limited) {
  for (size_t count = 999; count <= 1000; count++) {
    xml.size = 0;
    test_adds(&xml, ROOT "<sr:CHFNoFaultReturnList>");
    repeat(RETURN RETURN_END "\n", count);
    test_adds(&xml, "</sr:CHFNoFaultReturnList>" SIGNATURE END);
    ck_assert_int_eq(read_status(), count == 999 ? CHRET_OK : CHRET_E_TOO_MANY);
  }
  ck_assert_uint_eq(chret_error_record(err), 1000);
  ck_assert_uint_eq(chret_error_line(err), 1000);
  limit(CHRET_LIMIT_RECORDS, 5);
  ck_assert_int_eq(read_status(), CHRET_E_TOO_MANY);
  ck_assert_uint_eq(chret_error_record(err), 6);
}
END_TEST

START_TEST(what_exceeds_a_limit_is_named) {
  static const char *const parts[][2] = {{"<sr:AdditionalInformation>", "limit AdditionalInformation 2 2 "},
                                         {"<sr:UserRefID a='", "limit - 2 2 "},
                                         {"<!--", "limit - 2 2 "}};
  test_text said = {NULL, 0, 0};
  limit(CHRET_LIMIT_TEXT, 1000);
  for (size_t i = 0; i < 3; i++) {
    xml.size = said.size = 0;
    test_adds(&xml, ROOT "<sr:CHFNoFaultReturnList>" RETURN RETURN_END "\n" RETURN);
    test_adds(&xml, parts[i][0]);
    repeat("a", 1001);
    test_adds(&xml, i == 0 ? "</sr:AdditionalInformation>" : i == 1 ? "'/>" : "-->");
    ck_assert_int_eq(read_status(), CHRET_E_LIMIT);
    test_add_error(&said, err);
    ck_assert_int_eq(strncmp(said.data, parts[i][1], strlen(parts[i][1])), 0);
    ck_assert_str_eq(said.data + strlen(parts[i][1]), "00-DB-12-34-56-78-90-A2\n");
  }
  test_text_free(&said);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("reader");
  TCase *tests = tcase_create("reader");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 30);
  tcase_add_test(tests, a_reader_gives_its_request_once);
  tcase_add_test(tests, a_reader_that_failed_says_the_same_again);
  tcase_add_test(tests, null_arguments_are_refused);
  tcase_add_test(tests, options_may_go_as_soon_as_the_reader_is_there);
  tcase_add_test(tests, carriage_returns_alone_end_no_lines);
  tcase_add_test(tests, bytes_are_limited);
  tcase_add_test(tests, depth_is_limited);
  tcase_add_test(tests, text_of_one_element_is_limited);
  tcase_add_loop_test(tests, one_tag_comment_or_instruction_is_limited, 0, TEST_COUNT(long_parts));
  tcase_add_loop_test(tests, a_lower_limit_of_text_holds_for_tags_and_comments_too, 0, TEST_COUNT(long_parts));
  tcase_add_loop_test(tests, a_higher_limit_of_text_does_not_hold_for_tags_and_comments, 0, 2);
  tcase_add_test(tests, attributes_and_declarations_of_one_element_are_limited);
  tcase_add_test(tests, a_long_value_is_no_attributes);
  tcase_add_test(tests, namespaces_in_scope_are_limited);
  tcase_add_test(tests, namespace_names_are_limited);
  tcase_add_test(tests, records_of_a_list_are_limited);
  tcase_add_test(tests, what_exceeds_a_limit_is_named);
  return test_run(suite);
}
