#include "base/base64.h"

#include "base/lexical.h"

void chret_i_base64_encode(const uint8_t *data, size_t size, char *out) {
  static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  size_t i;
  for (i = 0; i < size; i += 3, out += 4) {
    size_t left = size - i;
    uint32_t bits = (uint32_t)data[i] << 16;
    bits |= left > 1 ? (uint32_t)data[i + 1] << 8 : 0;
    bits |= left > 2 ? data[i + 2] : 0;
    out[0] = DIGITS[bits >> 18];
    out[1] = DIGITS[bits >> 12 & 63];
    out[2] = DIGITS[bits >> 6 & 63];
    out[3] = DIGITS[bits & 63];
    if (left < 3)
      out[3] = '=';
    if (left < 2)
      out[2] = '=';
  }
}

/* -1: none of the 64. */
static int digit_value(char c) {
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

int chret_i_base64_decode(const char *text, size_t text_size, uint8_t *out, size_t size) {
  uint32_t bits = 0;
  size_t i, digits = 0, padding = 0, written = 0;
  for (i = 0; i < text_size; i++) {
    int value = digit_value(text[i]);
    if (chret_i_is_space(text[i]))
      continue;
    if (text[i] == '=') {
      padding++;
      value = 0;
    }
    if (value < 0 || (padding > 0 && text[i] != '=') || padding > 2)
      return 0;
    bits = (bits << 6 | (uint32_t)value) & 0xFFFFFF;
    if (++digits % 4 != 0)
      continue;
    /* The bits below the last byte must be 0: otherwise several texts would say the same. */
    if (size - written < 3 - padding || (bits & ((UINT32_C(1) << 8 * padding) - 1)) != 0)
      return 0;
    out[written++] = (uint8_t)(bits >> 16);
    if (padding < 2)
      out[written++] = (uint8_t)(bits >> 8 & 0xFF);
    if (padding < 1)
      out[written++] = (uint8_t)(bits & 0xFF);
  }
  return digits % 4 == 0 && written == size;
}
