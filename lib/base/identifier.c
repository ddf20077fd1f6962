#include "base/lexical.h"

#include <string.h>

#define EUI_LENGTH ((size_t)CHRET_EUI64_SIZE - 1)

/* Exactly EUI_LENGTH bytes. */
static int parse_eui(const char *text, uint64_t *value) {
  uint64_t result = 0;
  size_t i;
  for (i = 0; i < EUI_LENGTH; i += 3) {
    int high = chret_i_hex_value(text[i]);
    int low = chret_i_hex_value(text[i + 1]);
    if (high < 0 || low < 0 || (i + 2 < EUI_LENGTH && text[i + 2] != '-'))
      return 0;
    result = result << 8 | (uint64_t)(high << 4 | low);
  }
  *value = result;
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
  return size == EUI_LENGTH && parse_eui(text, value) ? CHRET_OK : CHRET_E_MALFORMED;
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
  if (size < 2 * EUI_LENGTH + 3 || text[EUI_LENGTH] != ':' || text[2 * EUI_LENGTH + 1] != ':' ||
      !parse_eui(text, &first) || !parse_eui(text + EUI_LENGTH + 1, &second) ||
      !parse_counter(text + 2 * EUI_LENGTH + 2, size - 2 * EUI_LENGTH - 2, &third))
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
  out[EUI_LENGTH] = ':';
  write_eui(target, out + EUI_LENGTH + 1);
  out[2 * EUI_LENGTH + 1] = ':';
  memcpy(out + 2 * EUI_LENGTH + 2, digits + first, sizeof digits - first);
  return CHRET_OK;
}
