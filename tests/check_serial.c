/* tests/check_serial.c - serial numbers of certificates by value.
 *
 * Expected: the lexical form of xs:integer; pairs of hexadecimal and decimal by Python's int(), those of DCC's
 * certificates by `openssl x509 -serial` and as DCC's signed samples name them.
 */
#include "signature/serial.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

#define ZEROS40    "0000000000000000000000000000000000000000"
#define GREATEST   "1461501637330902918203684832716283019655932542975" /* 2^160 - 1 */
#define DSP_SAMPLE "20315062944123339095836004026371736578"            /* in the 8.2 response, schema 5.4 */

static const struct {
  const char *text;
  size_t size;
  const char *hex; /* without zeros before; NULL: refused */
  const char *decimal;
} serials[] = {
    {TEST_TEXT("0"), "", "0"},
    {TEST_TEXT("1"), "01", "1"},
    {TEST_TEXT("9"), "09", "9"},
    {TEST_TEXT("10"), "0A", "10"},
    {TEST_TEXT("255"), "FF", "255"},
    {TEST_TEXT("256"), "0100", "256"},
    {TEST_TEXT(DSP_SAMPLE), "0F4889EF197D41E9016966F9D5AB0402", DSP_SAMPLE},
    {TEST_TEXT("50669612984035780968362471400449834504"), "261E9CCC40A78FD13D83BCE07DACFE08",
     "50669612984035780968362471400449834504"},
    {TEST_TEXT("1000000000000000000000000000000000000000000000000"), "AF298D050E4395D69670B12B7F41000000000000",
     "1000000000000000000000000000000000000000000000000"},
    {TEST_TEXT("730750818665451459101842416358141509827966271488"), "8000000000000000000000000000000000000000",
     "730750818665451459101842416358141509827966271488"},
    {TEST_TEXT(GREATEST), "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", GREATEST},
    {TEST_TEXT(" \t\r\n" DSP_SAMPLE " \n"), "0F4889EF197D41E9016966F9D5AB0402", DSP_SAMPLE},
    {TEST_TEXT("+7"), "07", "7"},
    {TEST_TEXT("+0"), "", "0"},
    {TEST_TEXT("00"), "", "0"},
    {TEST_TEXT("007"), "07", "7"},
    {TEST_TEXT("+007"), "07", "7"},
    {TEST_TEXT(ZEROS40 ZEROS40 ZEROS40 ZEROS40 GREATEST), "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", GREATEST},
    {"12abc", 2, "0C", "12"},                                                     /* the size counts */
    {TEST_TEXT("1461501637330902918203684832716283019655932542976"), NULL, NULL}, /* 2^160 */
    {TEST_TEXT("1461501637330902918203684832716283019655932542977"), NULL, NULL}, /* 2^160 + 1: wraps round to 1 */
    {TEST_TEXT("1461501637330902918203684832716283019655932542980"), NULL, NULL},
    {TEST_TEXT("2000000000000000000000000000000000000000000000000"), NULL, NULL},
    {TEST_TEXT("10000000000000000000000000000000000000000000000000"), NULL, NULL},
    {TEST_TEXT(GREATEST "0"), NULL, NULL},
    {TEST_TEXT(GREATEST GREATEST GREATEST), NULL, NULL},
    {TEST_TEXT(""), NULL, NULL},
    {TEST_TEXT(" "), NULL, NULL},
    {TEST_TEXT("+"), NULL, NULL},
    {TEST_TEXT("-"), NULL, NULL},
    {TEST_TEXT("-1"), NULL, NULL},
    {TEST_TEXT("-0"), NULL, NULL},
    {TEST_TEXT("++1"), NULL, NULL},
    {TEST_TEXT("+-1"), NULL, NULL},
    {TEST_TEXT("+ 1"), NULL, NULL},
    {TEST_TEXT("1+"), NULL, NULL},
    {TEST_TEXT("1 2"), NULL, NULL},
    {TEST_TEXT("1\n2"), NULL, NULL},
    {TEST_TEXT("12abc"), NULL, NULL},
    {TEST_TEXT("0x10"), NULL, NULL},
    {TEST_TEXT("FF"), NULL, NULL},
    {TEST_TEXT("1.0"), NULL, NULL},
    {TEST_TEXT("1."), NULL, NULL},
    {TEST_TEXT("1e3"), NULL, NULL},
    {TEST_TEXT("1,000"), NULL, NULL},
    {TEST_TEXT("1:2"), NULL, NULL},
    {TEST_TEXT("1/"), NULL, NULL},
    {TEST_TEXT("1\0"), NULL, NULL},
    {TEST_TEXT("1\v"), NULL, NULL},
    {TEST_TEXT("\xD9\xA1"), NULL, NULL}, /* ARABIC-INDIC DIGIT ONE */
};

static chret_i_serial from_hex(const char *hex) {
  chret_i_serial serial = {{0}};
  size_t count = strlen(hex) / 2;
  for (size_t i = 0; i < count; i++) {
    char pair[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
    serial.bytes[CHRET_SERIAL_SIZE - count + i] = (uint8_t)strtoul(pair, NULL, 16);
  }
  return serial;
}

START_TEST(a_serial_is_an_integer_of_up_to_20_bytes) {
  char *text = test_exactly(serials[_i].text, serials[_i].size);
  chret_i_serial serial, before;
  memset(&serial, 0x5A, sizeof serial);
  before = serial;
  int read = chret_i_serial_parse(&serial, text, serials[_i].size);
  free(text);
  ck_assert_msg(read == (serials[_i].hex != NULL), "'%s': %d", serials[_i].text, read);
  if (!read) {
    ck_assert_mem_eq(&serial, &before, sizeof serial);
    return;
  }
  chret_i_serial wanted = from_hex(serials[_i].hex);
  ck_assert_msg(memcmp(&serial, &wanted, sizeof serial) == 0, "'%s' has another value", serials[_i].text);
  char *out = malloc(strlen(serials[_i].decimal) + 1); /* not a byte more is written */
  ck_assert_ptr_nonnull(out);
  chret_i_serial_format(&serial, out);
  ck_assert_str_eq(out, serials[_i].decimal);
  ck_assert_uint_lt(strlen(out), CHRET_I_SERIAL_TEXT);
  free(out);
}
END_TEST

static const struct {
  size_t zeros, size; /* bytes 0x00, then up to `size` 0x81 */
  int valid;
} bytes[] = {
    {0, 0, 0},  {0, 1, 1},  {1, 0, 1},  {1, 1, 1},  {25, 0, 1}, {0, 19, 1},
    {0, 20, 1}, {1, 20, 1}, {5, 20, 1}, {0, 21, 0}, {1, 21, 0},
};

START_TEST(bytes_of_a_serial_are_its_value) {
  uint8_t in[32] = {0};
  chret_i_serial serial, wanted = {{0}}, before;
  memset(in + bytes[_i].zeros, 0x81, bytes[_i].size);
  memset(&serial, 0x5A, sizeof serial);
  before = serial;
  char *exact = test_exactly((const char *)in, bytes[_i].zeros + bytes[_i].size);
  int read = chret_i_serial_from_bytes(&serial, (const uint8_t *)exact, bytes[_i].zeros + bytes[_i].size);
  free(exact);
  ck_assert_int_eq(read, bytes[_i].valid);
  if (read) {
    memset(wanted.bytes + CHRET_SERIAL_SIZE - bytes[_i].size, 0x81, bytes[_i].size);
  }
  ck_assert_mem_eq(&serial, read ? &wanted : &before, sizeof serial);
}
END_TEST

START_TEST(a_serial_of_many_digits_is_refused_at_once) {
  test_text text = {NULL, 0, 0};
  chret_i_serial serial;
  for (int i = 0; i < 25000; i++) {
    test_adds(&text, ZEROS40);
  }
  test_adds(&text, "7");
  ck_assert(chret_i_serial_parse(&serial, text.data, text.size));
  ck_assert_int_eq(serial.bytes[CHRET_SERIAL_SIZE - 1], 7);
  test_adds(&text, GREATEST);
  ck_assert(!chret_i_serial_parse(&serial, text.data, text.size));
  test_text_free(&text);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("serial");
  TCase *tests = tcase_create("serial");
  suite_add_tcase(suite, tests);
  tcase_add_loop_test(tests, a_serial_is_an_integer_of_up_to_20_bytes, 0, TEST_COUNT(serials));
  tcase_add_loop_test(tests, bytes_of_a_serial_are_its_value, 0, TEST_COUNT(bytes));
  tcase_add_test(tests, a_serial_of_many_digits_is_refused_at_once);
  return test_run(suite);
}
