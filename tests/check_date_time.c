/* tests/check_date_time.c - xs:dateTime.
 *
 * What is expected comes from XML Schema Part 2 (second edition), 3.2.7, and for leap days of its appendix E: the
 * Gregorian rule on the year as it is written, also a negative one.
 */
#include "support.h"

#include <stdlib.h>

#define TEN_DIGITS "0123456789"
#define HUNDRED_DIGITS                                                                                                 \
  TEN_DIGITS TEN_DIGITS TEN_DIGITS TEN_DIGITS TEN_DIGITS TEN_DIGITS TEN_DIGITS TEN_DIGITS TEN_DIGITS TEN_DIGITS

static const struct {
  const char *text;
  size_t size;
  int valid;
} times[] = {
    {TEST_TEXT("2024-05-06T07:08:09"), 1},
    {TEST_TEXT("2024-05-06T07:08:09Z"), 1},
    {TEST_TEXT(" \t\r\n2024-05-06T07:08:09Z\n"), 1},
    {"2024-05-06T07:08:09Zulu", 20, 1},
    /* Time zones. */
    {TEST_TEXT("2024-05-06T07:08:09+00:00"), 1},
    {TEST_TEXT("2024-05-06T07:08:09-00:00"), 1},
    {TEST_TEXT("2024-05-06T07:08:09+01:00"), 1},
    {TEST_TEXT("2024-05-06T07:08:09-13:59"), 1},
    {TEST_TEXT("2024-05-06T07:08:09+14:00"), 1},
    {TEST_TEXT("2024-05-06T07:08:09-14:00"), 1},
    {TEST_TEXT("2024-05-06T07:08:09+14:01"), 0},
    {TEST_TEXT("2024-05-06T07:08:09-14:30"), 0},
    {TEST_TEXT("2024-05-06T07:08:09+15:00"), 0},
    {TEST_TEXT("2024-05-06T07:08:09+00:60"), 0},
    {TEST_TEXT("2024-05-06T07:08:09+1:00"), 0},
    {TEST_TEXT("2024-05-06T07:08:09+0100"), 0},
    {TEST_TEXT("2024-05-06T07:08:09+01"), 0},
    {TEST_TEXT("2024-05-06T07:08:09+01:0"), 0},
    {TEST_TEXT("2024-05-06T07:08:09+01:000"), 0},
    {TEST_TEXT("2024-05-06T07:08:0901:00"), 0},
    {TEST_TEXT("2024-05-06T07:08:09z"), 0},
    {TEST_TEXT("2024-05-06T07:08:09ZZ"), 0},
    {TEST_TEXT("2024-05-06T07:08:09Z+00:00"), 0},
    {TEST_TEXT("2024-05-06T07:08:09 Z"), 0},
    {TEST_TEXT("2024-05-06T07:08:09 +01:00"), 0},
    {TEST_TEXT("2024-05-06T07:08:09UTC"), 0},
    /* Midnight at the end of the day: minutes and seconds are zero. */
    {TEST_TEXT("2024-05-06T24:00:00"), 1},
    {TEST_TEXT("2024-05-06T24:00:00Z"), 1},
    {TEST_TEXT("2024-05-06T24:00:00.0"), 1},
    {TEST_TEXT("2024-05-06T24:00:00.000-05:00"), 1},
    {TEST_TEXT("2024-05-06T24:00:01"), 0},
    {TEST_TEXT("2024-05-06T24:01:00"), 0},
    {TEST_TEXT("2024-05-06T24:00:00.1"), 0},
    {TEST_TEXT("2024-05-06T24:00:00.0000000000000000000000000000001"), 0},
    {TEST_TEXT("2024-05-06T25:00:00"), 0},
    /* The clock. */
    {TEST_TEXT("2024-05-06T00:00:00"), 1},
    {TEST_TEXT("2024-05-06T23:59:59.999"), 1},
    {TEST_TEXT("2024-05-06T07:60:00"), 0},
    {TEST_TEXT("2024-05-06T07:08:60"), 0},
    {TEST_TEXT("2016-12-31T23:59:60Z"), 0}, /* a leap second that was */
    {TEST_TEXT("2024-05-06T07:08:61"), 0},
    {TEST_TEXT("2024-05-06T7:08:09"), 0},
    {TEST_TEXT("2024-05-06T07:8:09"), 0},
    {TEST_TEXT("2024-05-06T07:08:9"), 0},
    {TEST_TEXT("2024-05-06T07:08:009"), 0},
    {TEST_TEXT("2024-05-06T07:08"), 0},
    {TEST_TEXT("2024-05-06T07"), 0},
    {TEST_TEXT("2024-05-06T"), 0},
    {TEST_TEXT("2024-05-06"), 0},
    {TEST_TEXT("T07:08:09"), 0},
    {TEST_TEXT("07:08:09"), 0},
    {TEST_TEXT("2024-05-06T07.08.09"), 0},
    {TEST_TEXT("2024-05-06T070809"), 0},
    {TEST_TEXT("2024-05-06t07:08:09"), 0},
    {TEST_TEXT("2024-05-06 07:08:09"), 0},
    {TEST_TEXT("2024-05-06T 07:08:09"), 0},
    {TEST_TEXT("2024-05-06T-7:08:09"), 0},
    /* Fractions. */
    {TEST_TEXT("2024-05-06T07:08:09.5"), 1},
    {TEST_TEXT("2024-05-06T07:08:09.000Z"), 1},
    {TEST_TEXT("2024-05-06T07:08:09." HUNDRED_DIGITS HUNDRED_DIGITS "+01:00"), 1},
    {TEST_TEXT("2024-05-06T07:08:09."), 0},
    {TEST_TEXT("2024-05-06T07:08:09.Z"), 0},
    {TEST_TEXT("2024-05-06T07:08:09,5"), 0},
    {TEST_TEXT("2024-05-06T07:08:09.5.5"), 0},
    {TEST_TEXT("2024-05-06T07:08:09.5e1"), 0},
    {TEST_TEXT("2024-05-06T07:08.5"), 0},
    /* Months and days. */
    {TEST_TEXT("2024-01-31T00:00:00"), 1},
    {TEST_TEXT("2024-12-31T00:00:00"), 1},
    {TEST_TEXT("2024-00-06T00:00:00"), 0},
    {TEST_TEXT("2024-13-06T00:00:00"), 0},
    {TEST_TEXT("2024-05-00T00:00:00"), 0},
    {TEST_TEXT("2024-01-32T00:00:00"), 0},
    {TEST_TEXT("2024-04-30T00:00:00"), 1},
    {TEST_TEXT("2024-04-31T00:00:00"), 0},
    {TEST_TEXT("2024-06-31T00:00:00"), 0},
    {TEST_TEXT("2024-09-31T00:00:00"), 0},
    {TEST_TEXT("2024-11-31T00:00:00"), 0},
    {TEST_TEXT("2024-5-06T00:00:00"), 0},
    {TEST_TEXT("2024-05-6T00:00:00"), 0},
    {TEST_TEXT("2024-005-06T00:00:00"), 0},
    {TEST_TEXT("2024/05/06T00:00:00"), 0},
    {TEST_TEXT("20240506T00:00:00"), 0},
    {TEST_TEXT("06-05-2024T00:00:00"), 0},
    /* Leap days: the Gregorian rule on the number as written. */
    {TEST_TEXT("2024-02-29T00:00:00"), 1},
    {TEST_TEXT("2024-02-30T00:00:00"), 0},
    {TEST_TEXT("2023-02-29T00:00:00"), 0},
    {TEST_TEXT("2023-02-28T00:00:00"), 1},
    {TEST_TEXT("1900-02-29T00:00:00"), 0},
    {TEST_TEXT("2000-02-29T00:00:00"), 1},
    {TEST_TEXT("2100-02-29T00:00:00"), 0},
    {TEST_TEXT("0004-02-29T00:00:00"), 1},
    {TEST_TEXT("0001-02-29T00:00:00"), 0},
    {TEST_TEXT("-0001-02-29T00:00:00"), 0},
    {TEST_TEXT("-0004-02-29T00:00:00"), 1},
    {TEST_TEXT("-0100-02-29T00:00:00"), 0},
    {TEST_TEXT("-0400-02-29T00:00:00"), 1},
    {TEST_TEXT("12000-02-29T00:00:00"), 1},
    {TEST_TEXT("12100-02-29T00:00:00"), 0},
    {TEST_TEXT("99999999999999999996-02-29T00:00:00"), 1},
    {TEST_TEXT("99999999999999999997-02-29T00:00:00"), 0},
    {TEST_TEXT("99999999999999999900-02-29T00:00:00"), 0},
    {TEST_TEXT("99999999999999999600-02-29T00:00:00"), 1},
    /* Years. */
    {TEST_TEXT("0001-01-01T00:00:00"), 1},
    {TEST_TEXT("-0001-01-01T00:00:00"), 1},
    {TEST_TEXT("9999-12-31T24:00:00"), 1},
    {TEST_TEXT("10000-01-01T00:00:00"), 1},
    {TEST_TEXT("-12345-01-01T00:00:00"), 1},
    {TEST_TEXT("18446744073709551616-01-01T00:00:00"), 1},
    {TEST_TEXT("-99999999999999999999-01-01T00:00:00Z"), 1},
    {TEST_TEXT("1" HUNDRED_DIGITS HUNDRED_DIGITS "-01-01T00:00:00Z"), 1},
    {TEST_TEXT("0000-01-01T00:00:00"), 0},
    {TEST_TEXT("-0000-01-01T00:00:00"), 0},
    {TEST_TEXT("00000-01-01T00:00:00"), 0},
    {TEST_TEXT("02024-01-01T00:00:00"), 0},
    {TEST_TEXT("-02024-01-01T00:00:00"), 0},
    {TEST_TEXT("024-01-01T00:00:00"), 0},
    {TEST_TEXT("24-01-01T00:00:00"), 0},
    {TEST_TEXT("-24-01-01T00:00:00"), 0},
    {TEST_TEXT("+2024-01-01T00:00:00"), 0},
    {TEST_TEXT("--2024-01-01T00:00:00"), 0},
    {TEST_TEXT("- 2024-01-01T00:00:00"), 0},
    {TEST_TEXT("-01-01T00:00:00"), 0},
    /* Other texts. */
    {TEST_TEXT(""), 0},
    {TEST_TEXT(" "), 0},
    {TEST_TEXT("-"), 0},
    {TEST_TEXT("2024-05-06T07:08:09\0"), 0},
    {TEST_TEXT("2024-05-06T07:08:09\v"), 0},
    {TEST_TEXT("2024-05-06T07:08:09\xC2\xA0"), 0},
    {TEST_TEXT("\xD9\xA2\xD9\xA0\xD9\xA2\xD9\xA4-05-06T07:08:09"), 0}, /* ARABIC-INDIC DIGITs */
    {TEST_TEXT("2024-05-06T07:08:09Z2024-05-06T07:08:09Z"), 0},
};

START_TEST(date_time_is_taken_as_xml_schema_has_it) {
  char *text = test_exactly(times[_i].text, times[_i].size);
  int32_t status = chret_date_time_check(text, times[_i].size);
  free(text);
  ck_assert_msg(status == (times[_i].valid ? CHRET_OK : CHRET_E_MALFORMED), "'%s': %s", times[_i].text,
                chret_status_name(status));
}
END_TEST

START_TEST(no_text_is_no_date_time) {
  ck_assert_int_eq(chret_date_time_check(NULL, 0), CHRET_E_ARGUMENT);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("date_time");
  TCase *tests = tcase_create("date_time");
  suite_add_tcase(suite, tests);
  tcase_add_loop_test(tests, date_time_is_taken_as_xml_schema_has_it, 0, TEST_COUNT(times));
  tcase_add_test(tests, no_text_is_no_date_time);
  return test_run(suite);
}
