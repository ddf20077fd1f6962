#include "base/lexical.h"

#include <string.h>

/* A hexadecimal digit has its value and DIGIT, all but the small letters NORMAL too; all else is 0. */
enum { DIGIT = 0x40, NORMAL = 0x80 };

#define S(value) (DIGIT | (value))
#define N(value) (DIGIT | NORMAL | (value))

static const unsigned char HEXADECIMAL[256] = {
    ['0'] = N(0),  ['1'] = N(1),  ['2'] = N(2),  ['3'] = N(3),  ['4'] = N(4),  ['5'] = N(5),
    ['6'] = N(6),  ['7'] = N(7),  ['8'] = N(8),  ['9'] = N(9),  ['A'] = N(10), ['B'] = N(11),
    ['C'] = N(12), ['D'] = N(13), ['E'] = N(14), ['F'] = N(15), ['a'] = S(10), ['b'] = S(11),
    ['c'] = S(12), ['d'] = S(13), ['e'] = S(14), ['f'] = S(15)};

#define DIGITS(i) (HEXADECIMAL[at[i]] & HEXADECIMAL[at[(i) + 1]])
#define OTHER(i)  (at[i] ^ (unsigned)'-')

/* Without a loop: it is half of what checking an identifier costs. */
int chret_i_eui_form(const char *text) {
  const unsigned char *at = (const unsigned char *)text;
  int all = DIGITS(0) & DIGITS(3) & DIGITS(6) & DIGITS(9) & DIGITS(12) & DIGITS(15) & DIGITS(18) & DIGITS(21);
  unsigned other = OTHER(2) | OTHER(5) | OTHER(8) | OTHER(11) | OTHER(14) | OTHER(17) | OTHER(20);
  if ((all & DIGIT) == 0 || other != 0)
    return CHRET_I_NO_EUI;
  return (all & NORMAL) == 0 ? CHRET_I_SMALL_EUI : CHRET_I_NORMAL_EUI;
}

uint64_t chret_i_eui_value(const char *text) {
  const unsigned char *at = (const unsigned char *)text;
  uint64_t value = 0;
  size_t i;
  for (i = 0; i < CHRET_I_EUI_LENGTH; i += 3)
    value = value << 8 | (HEXADECIMAL[at[i]] & 0xFu) << 4 | (HEXADECIMAL[at[i + 1]] & 0xFu);
  return value;
}

static int parse_eui(const char *text, uint64_t *value) {
  if (chret_i_eui_form(text) == CHRET_I_NO_EUI)
    return 0;
  *value = chret_i_eui_value(text);
  return 1;
}

static void write_eui(uint64_t value, char *out) {
  static const char DIGITS[] = "0123456789ABCDEF";
  size_t i;
  for (i = 0; i < 8; i++) {
    unsigned byte = (unsigned)(value >> (56 - 8 * i)) & 0xFF;
    out[3 * i] = DIGITS[byte >> 4];
    out[3 * i + 1] = DIGITS[byte & 0xF];
    out[3 * i + 2] = i < 7 ? '-' : '\0';
  }
}

int32_t chret_eui64_parse(const char *text, size_t size, uint64_t *value) {
  if (text == NULL || value == NULL)
    return CHRET_E_ARGUMENT;
  chret_i_trim(&text, &size);
  return size == CHRET_I_EUI_LENGTH && parse_eui(text, value) ? CHRET_OK : CHRET_E_MALFORMED;
}

int32_t chret_eui64_format(uint64_t value, char *out, size_t out_size) {
  if (out == NULL || out_size < CHRET_EUI64_SIZE)
    return CHRET_E_ARGUMENT;
  write_eui(value, out);
  return CHRET_OK;
}

/* 0 to 2^64-1 in decimal, without leading zeros. */
static int parse_counter(const char *text, size_t size, uint64_t *value) {
  uint64_t result = 0;
  size_t i;
  if (size == 0 || size > 20 || (text[0] == '0' && size > 1))
    return 0;
  for (i = 0; i < size; i++) {
    unsigned digit = (unsigned)(unsigned char)text[i] - '0';
    if (digit > 9 || result > (UINT64_MAX - digit) / 10)
      return 0;
    result = result * 10 + digit;
  }
  *value = result;
  return 1;
}

int32_t chret_request_id_parse(const char *text, size_t size, uint64_t *originator, uint64_t *target,
                               uint64_t *counter) {
  uint64_t first, second, third;
  if (text == NULL || originator == NULL || target == NULL || counter == NULL)
    return CHRET_E_ARGUMENT;
  chret_i_trim(&text, &size);
  if (size < 2 * CHRET_I_EUI_LENGTH + 3 || text[CHRET_I_EUI_LENGTH] != ':' || text[2 * CHRET_I_EUI_LENGTH + 1] != ':' ||
      !parse_eui(text, &first) || !parse_eui(text + CHRET_I_EUI_LENGTH + 1, &second) ||
      !parse_counter(text + 2 * CHRET_I_EUI_LENGTH + 2, size - 2 * CHRET_I_EUI_LENGTH - 2, &third))
    return CHRET_E_MALFORMED;
  *originator = first;
  *target = second;
  *counter = third;
  return CHRET_OK;
}

int32_t chret_request_id_format(uint64_t originator, uint64_t target, uint64_t counter, char *out, size_t out_size) {
  char digits[21];
  size_t first = sizeof digits - 1;
  if (out == NULL || out_size < CHRET_REQUEST_ID_SIZE)
    return CHRET_E_ARGUMENT;
  digits[first] = '\0';
  do {
    digits[--first] = (char)('0' + (int)(counter % 10));
    counter /= 10;
  } while (counter != 0);
  write_eui(originator, out);
  out[CHRET_I_EUI_LENGTH] = ':';
  write_eui(target, out + CHRET_I_EUI_LENGTH + 1);
  out[2 * CHRET_I_EUI_LENGTH + 1] = ':';
  memcpy(out + 2 * CHRET_I_EUI_LENGTH + 2, digits + first, sizeof digits - first);
  return CHRET_OK;
}
