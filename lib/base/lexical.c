#include "base/lexical.h"

#include "base/plain.h"

int chret_i_hex_value(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return -1;
}

static int is_digit(char c) {
  return c >= '0' && c <= '9';
}

static size_t count_digits(const char *text, size_t size) {
  size_t i = 0;
  while (i < size && is_digit(text[i]))
    i++;
  return i;
}

int chret_i_is_decimal(const char *text, size_t size) {
  size_t whole, fraction = 0;
  if (size > 0 && (*text == '+' || *text == '-')) {
    text++;
    size--;
  }
  whole = count_digits(text, size);
  text += whole;
  size -= whole;
  if (size > 0 && *text == '.') {
    fraction = count_digits(text + 1, size - 1);
    size -= 1 + fraction;
  }
  return size == 0 && whole + fraction > 0;
}

int chret_i_small_positive(const char *text, size_t size) {
  if (size > 0 && *text == '+') {
    text++;
    size--;
  }
  if (size == 0 || count_digits(text, size) != size)
    return 0;
  while (size > 0 && *text == '0') {
    text++;
    size--;
  }
  return size == 0 ? 0 : size == 1 ? *text - '0' : 10;
}

/* The character at the start of the text, its length in *length; -1 where it is not UTF-8. */
static long decode(const unsigned char *text, size_t size, size_t *length) {
  static const long SMALLEST[] = {0, 0, 0x80, 0x800, 0x10000};
  long value = text[0];
  size_t i;
  *length = value < 0x80 ? 1 : value < 0xC0 ? 0 : value < 0xE0 ? 2 : value < 0xF0 ? 3 : value < 0xF8 ? 4 : 0;
  if (*length == 0 || *length > size)
    return -1;
  if (*length > 1)
    value &= 0x7F >> *length;
  for (i = 1; i < *length; i++) {
    if ((text[i] & 0xC0) != 0x80)
      return -1;
    value = value << 6 | (text[i] & 0x3F);
  }
  return value < SMALLEST[*length] ? -1 : value;
}

int chret_i_is_utf8(const char *text, size_t size) {
  const unsigned char *bytes = (const unsigned char *)text;
  size_t i, length;
  for (i = 0; i < size; i += length) {
    long c = decode(bytes + i, size - i, &length);
    if (c < 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
      return 0;
  }
  return 1;
}

int chret_i_is_xml_text(const char *text, size_t size) {
  const unsigned char *bytes = (const unsigned char *)text;
  size_t i, length;
  if (chret_i_is_plain(text, size))
    return 1;
  for (i = 0; i < size; i += length) {
    long c = decode(bytes + i, size - i, &length);
    /* Char of XML 1.0, production 2 */
    if (!(c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
          (c >= 0x10000 && c <= 0x10FFFF)))
      return 0;
  }
  return 1;
}

int chret_i_is_longer(const char *text, size_t size, size_t limit) {
  size_t i, characters = 0;
  if (size <= limit)
    return 0;
  for (i = 0; i < size; i++)
    characters += ((unsigned char)text[i] & 0xC0) != 0x80;
  return characters > limit;
}
