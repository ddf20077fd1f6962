/* tests/check_identifiers.c - EUI-64 and RequestID.
 *
 * What is expected comes from the patterns of sr:EUI and sr:RequestIDType in the DUIS schema; their base xs:token
 * collapses white space.
 */
#include "support.h"

#include <stdlib.h>
#include <string.h>

/* ---- EUI-64 ------------------------------------------------------------------------------------------------------ */

static const struct {
  const char *text;
  size_t size;
  int valid;
  uint64_t value;
} euis[] = {
    {TEST_TEXT("00-DB-12-34-56-78-90-A2"), 1, UINT64_C(0x00DB1234567890A2)},
    {TEST_TEXT("00-db-12-34-56-78-90-a2"), 1, UINT64_C(0x00DB1234567890A2)},
    {TEST_TEXT("aB-Cd-eF-0a-1B-2c-3D-4e"), 1, UINT64_C(0xABCDEF0A1B2C3D4E)},
    {TEST_TEXT("00-00-00-00-00-00-00-00"), 1, 0},
    {TEST_TEXT("FF-FF-FF-FF-FF-FF-FF-FF"), 1, UINT64_MAX},
    {TEST_TEXT("80-00-00-00-00-00-00-00"), 1, UINT64_C(0x8000000000000000)},
    {TEST_TEXT(" \t\r\n00-DB-12-34-56-78-90-A2 \n\r\t "), 1, UINT64_C(0x00DB1234567890A2)},
    {"00-DB-12-34-56-78-90-A2-FF", 23, 1, UINT64_C(0x00DB1234567890A2)}, /* the size counts, not a NUL */
    {TEST_TEXT(""), 0, 0},
    {TEST_TEXT(" "), 0, 0},
    {TEST_TEXT("00"), 0, 0},
    {TEST_TEXT("00-DB-12-34-56-78-90"), 0, 0},
    {TEST_TEXT("00-DB-12-34-56-78-90-"), 0, 0},
    {TEST_TEXT("00-DB-12-34-56-78-90-A"), 0, 0},
    {TEST_TEXT("00-DB-12-34-56-78-90-A2-"), 0, 0},
    {TEST_TEXT("00-DB-12-34-56-78-90-A2-FF"), 0, 0},
    {TEST_TEXT("-00-DB-12-34-56-78-90-A2"), 0, 0},
    {TEST_TEXT("00DB1234567890A2"), 0, 0},
    {TEST_TEXT("00:DB:12:34:56:78:90:A2"), 0, 0},
    {TEST_TEXT("00-DB-12-34-56-78-90 A2"), 0, 0},
    {TEST_TEXT("0-0DB-12-34-56-78-90-A2"), 0, 0},
    {TEST_TEXT("00 -DB-12-34-56-78-90-A2"), 0, 0},
    {TEST_TEXT("00-DB-12-34- 5-78-90-A2"), 0, 0},
    {TEST_TEXT("+0-DB-12-34-56-78-90-A2"), 0, 0},
    {TEST_TEXT("0x-DB-12-34-56-78-90-A2"), 0, 0},
    {TEST_TEXT("0G-DB-12-34-56-78-90-A2"), 0, 0},
    {TEST_TEXT("@0-DB-12-34-56-78-90-A2"), 0, 0},
    {TEST_TEXT("`0-DB-12-34-56-78-90-A2"), 0, 0},
    {TEST_TEXT("00-DB-12-34-56-78-90-A2\0"), 0, 0},
    {TEST_TEXT("00-DB-12-34-56-78-90-A2\v"), 0, 0},
    {TEST_TEXT("\f00-DB-12-34-56-78-90-A2"), 0, 0},
    {TEST_TEXT("00-DB-12-34-56-78-90-A2\xC2\xA0"), 0, 0},
    {TEST_TEXT("\xEF\xBB\xBF"
               "00-DB-12-34-56-78-90-A2"),
     0, 0},
    {TEST_TEXT("\xEF\xBC\x90"
               "0-DB-12-34-56-78-90-A2"),
     0, 0},
};

START_TEST(eui64_is_read_as_the_schema_has_it) {
  char *text = test_exactly(euis[_i].text, euis[_i].size);
  uint64_t value = 0x5A5A;
  int32_t status = chret_eui64_parse(text, euis[_i].size, &value);
  free(text);
  ck_assert_msg(status == (euis[_i].valid ? CHRET_OK : CHRET_E_MALFORMED), "'%s': %s", euis[_i].text,
                chret_status_name(status));
  ck_assert_msg(value == (euis[_i].valid ? euis[_i].value : 0x5A5A), "'%s': %llx", euis[_i].text,
                (unsigned long long)value);
}
END_TEST

START_TEST(eui64_is_written_in_upper_case) {
  char out[CHRET_EUI64_SIZE + 1];
  memset(out, 'x', sizeof out);
  ck_assert_int_eq(chret_eui64_format(UINT64_C(0xABCDEF0A1B2C3D4E), out, CHRET_EUI64_SIZE), CHRET_OK);
  ck_assert_str_eq(out, "AB-CD-EF-0A-1B-2C-3D-4E");
  ck_assert_int_eq(out[CHRET_EUI64_SIZE], 'x');
  ck_assert_int_eq(chret_eui64_format(0, out, CHRET_EUI64_SIZE - 1), CHRET_E_ARGUMENT);
  ck_assert_str_eq(out, "AB-CD-EF-0A-1B-2C-3D-4E");
  ck_assert_int_eq(chret_eui64_format(0, NULL, CHRET_EUI64_SIZE), CHRET_E_ARGUMENT);
  uint64_t value = 0;
  ck_assert_int_eq(chret_eui64_parse(NULL, 23, &value), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_eui64_parse(out, 23, NULL), CHRET_E_ARGUMENT);
}
END_TEST

/* ---- RequestID --------------------------------------------------------------------------------------------------- */

#define PAIR       "90-B3-D5-1F-30-01-00-00:90-b3-d5-1f-30-00-00-02:"
#define PAIR_UPPER "90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:"

static const struct {
  const char *text;
  size_t size;
  int valid;
  uint64_t counter;
} request_ids[] = {
    {TEST_TEXT(PAIR "0"), 1, 0},
    {TEST_TEXT(PAIR "1"), 1, 1},
    {TEST_TEXT(PAIR "1000"), 1, 1000},
    {TEST_TEXT(PAIR "9999999999999999999"), 1, UINT64_C(9999999999999999999)},
    {TEST_TEXT(PAIR "10000000000000000000"), 1, UINT64_C(10000000000000000000)},
    {TEST_TEXT(PAIR "18446744073709551614"), 1, UINT64_MAX - 1},
    {TEST_TEXT(PAIR "18446744073709551615"), 1, UINT64_MAX},
    {TEST_TEXT("\n " PAIR "7\t"), 1, 7},
    {PAIR "12", sizeof PAIR, 1, 1},
    {TEST_TEXT(PAIR "18446744073709551616"), 0, 0},
    {TEST_TEXT(PAIR "18446744073709551620"), 0, 0},
    {TEST_TEXT(PAIR "18446744073709551700"), 0, 0},
    {TEST_TEXT(PAIR "20000000000000000000"), 0, 0},
    {TEST_TEXT(PAIR "36893488147419103233"), 0, 0}, /* 2^65 + 1: wraps round to 1 */
    {TEST_TEXT(PAIR "99999999999999999999"), 0, 0},
    {TEST_TEXT(PAIR "100000000000000000000"), 0, 0},
    {TEST_TEXT(PAIR "184467440737095516150"), 0, 0},
    {TEST_TEXT(PAIR "00"), 0, 0},
    {TEST_TEXT(PAIR "01"), 0, 0},
    {TEST_TEXT(PAIR "018446744073709551615"), 0, 0},
    {TEST_TEXT(PAIR "+1"), 0, 0},
    {TEST_TEXT(PAIR "-1"), 0, 0},
    {TEST_TEXT(PAIR " 1"), 0, 0},
    {TEST_TEXT(PAIR "1 0"), 0, 0},
    {TEST_TEXT(PAIR "0x10"), 0, 0},
    {TEST_TEXT(PAIR "1e3"), 0, 0},
    {TEST_TEXT(PAIR "1."), 0, 0},
    {TEST_TEXT(PAIR "1,000"), 0, 0},
    {TEST_TEXT(PAIR "1:"), 0, 0},
    {TEST_TEXT(PAIR "1\0"), 0, 0},
    {TEST_TEXT(PAIR "\xD9\xA1"), 0, 0}, /* ARABIC-INDIC DIGIT ONE */
    {TEST_TEXT(PAIR ""), 0, 0},
    {TEST_TEXT(""), 0, 0},
    {TEST_TEXT("90-B3-D5-1F-30-01-00-00"), 0, 0},
    {TEST_TEXT("90-B3-D5-1F-30-01-00-00:1000"), 0, 0},
    {TEST_TEXT("90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02"), 0, 0},
    {TEST_TEXT("90-B3-D5-1F-30-01-00-00-90-B3-D5-1F-30-00-00-02-1"), 0, 0},
    {TEST_TEXT("90-B3-D5-1F-30-01-00-00: 90-B3-D5-1F-30-00-00-02:1"), 0, 0},
    {TEST_TEXT("90-B3-D5-1F-30-01-00:90-B3-D5-1F-30-00-00-02:1"), 0, 0},
    {TEST_TEXT("90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-0G:1"), 0, 0},
};

START_TEST(request_id_is_read_as_the_schema_has_it) {
  char *text = test_exactly(request_ids[_i].text, request_ids[_i].size);
  uint64_t originator = 1, target = 2, counter = 3;
  int32_t status = chret_request_id_parse(text, request_ids[_i].size, &originator, &target, &counter);
  free(text);
  int valid = request_ids[_i].valid;
  ck_assert_msg(status == (valid ? CHRET_OK : CHRET_E_MALFORMED), "'%s': %s", request_ids[_i].text,
                chret_status_name(status));
  ck_assert_uint_eq(originator, valid ? UINT64_C(0x90B3D51F30010000) : 1);
  ck_assert_uint_eq(target, valid ? UINT64_C(0x90B3D51F30000002) : 2);
  ck_assert_msg(counter == (valid ? request_ids[_i].counter : 3), "'%s': %llu", request_ids[_i].text,
                (unsigned long long)counter);
}
END_TEST

START_TEST(request_id_is_written_in_upper_case_up_to_its_greatest_size) {
  char out[CHRET_REQUEST_ID_SIZE + 1];
  memset(out, 'x', sizeof out);
  const uint64_t originator = UINT64_C(0x90B3D51F30010000), target = UINT64_C(0x90B3D51F30000002);
  ck_assert_int_eq(chret_request_id_format(originator, target, UINT64_MAX, out, CHRET_REQUEST_ID_SIZE), CHRET_OK);
  ck_assert_str_eq(out, PAIR_UPPER "18446744073709551615");
  ck_assert_int_eq(out[CHRET_REQUEST_ID_SIZE], 'x');
  ck_assert_int_eq(chret_request_id_format(originator, target, 0, out, CHRET_REQUEST_ID_SIZE), CHRET_OK);
  ck_assert_str_eq(out, PAIR_UPPER "0");
  ck_assert_int_eq(chret_request_id_format(originator, target, 1, out, CHRET_REQUEST_ID_SIZE - 1), CHRET_E_ARGUMENT);
  ck_assert_str_eq(out, PAIR_UPPER "0");
  ck_assert_int_eq(chret_request_id_format(originator, target, 1, NULL, CHRET_REQUEST_ID_SIZE), CHRET_E_ARGUMENT);
  uint64_t part = 0;
  ck_assert_int_eq(chret_request_id_parse(NULL, 1, &part, &part, &part), CHRET_E_ARGUMENT);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("identifiers");
  TCase *tests = tcase_create("identifiers");
  suite_add_tcase(suite, tests);
  tcase_add_loop_test(tests, eui64_is_read_as_the_schema_has_it, 0, TEST_COUNT(euis));
  tcase_add_test(tests, eui64_is_written_in_upper_case);
  tcase_add_loop_test(tests, request_id_is_read_as_the_schema_has_it, 0, TEST_COUNT(request_ids));
  tcase_add_test(tests, request_id_is_written_in_upper_case_up_to_its_greatest_size);
  return test_run(suite);
}
