/* Attribute values: RFC 4514's strings with escapes, its encoded values after "#", RFC 2253's quoted strings. */
#include "base/lexical.h"
#include "signature/name_parts.h"

#include <string.h>

/* ---- Strings ----------------------------------------------------------------------------------------------------- */

static int is_one_of(char c, const char *set, size_t size) {
  return memchr(set, c, size) != NULL;
}

/* The value of the two hexadecimal digits, or -1. */
static int hex_pair(const char *text) {
  int high = chret_i_hex_value(text[0]), low = chret_i_hex_value(text[1]);
  return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* A backslash and what belongs to it. */
static int read_escape(chret_i_name_reader *reader) {
  static const char SPECIAL[] = " \"#+,;<=>\\";
  size_t left = (size_t)(reader->end - reader->at);
  if (left >= 2 && is_one_of(reader->at[1], SPECIAL, sizeof SPECIAL - 1)) {
    *reader->out++ = reader->at[1];
    reader->at += 2;
    return 1;
  }
  if (left >= 3 && hex_pair(reader->at + 1) >= 0) {
    *reader->out++ = (char)hex_pair(reader->at + 1);
    reader->at += 3;
    return 1;
  }
  return 0;
}

/* White space at the end belongs to the separator that follows, unless it is escaped. */
static int read_plain(chret_i_name_reader *reader) {
  static const char REFUSED[] = "\";<>"; /* and NUL */
  char *kept = reader->out;
  while (reader->at < reader->end && *reader->at != ',' && *reader->at != '+') {
    char c = *reader->at;
    if (c == '\\') {
      if (!read_escape(reader))
        return 0;
      kept = reader->out;
      continue;
    }
    if (is_one_of(c, REFUSED, sizeof REFUSED))
      return 0;
    *reader->out++ = c;
    reader->at++;
    if (!chret_i_is_space(c))
      kept = reader->out;
  }
  reader->out = kept;
  return 1;
}

static int read_quoted(chret_i_name_reader *reader) {
  reader->at++;
  while (reader->at < reader->end && *reader->at != '"' && *reader->at != '\0') {
    if (*reader->at != '\\')
      *reader->out++ = *reader->at++;
    else if (!read_escape(reader))
      return 0;
  }
  return reader->at < reader->end && *reader->at++ == '"';
}

/* ---- Encoded values ---------------------------------------------------------------------------------------------- */

/* The character strings of X.520 by their universal tags (X.680). */
typedef struct string_type {
  int tag;
  uint32_t last; /* the greatest character */
  size_t width;  /* bytes a character */
} string_type;

#define UTF8_STRING 12

static const string_type STRING_TYPES[] = {
    {18, 0x7F, 1},     /* NumericString */
    {19, 0x7F, 1},     /* PrintableString */
    {20, 0xFF, 1},     /* T61String, which everyone writes and reads as Latin-1 */
    {22, 0x7F, 1},     /* IA5String */
    {26, 0x7F, 1},     /* VisibleString */
    {28, 0x10FFFF, 4}, /* UniversalString */
    {30, 0xFFFF, 2},   /* BMPString */
};

/* Where the content starts in an encoding of definite length that fills its `size` bytes, given as hexadecimal pairs; 0:
 * it is not that. */
static size_t find_content(const char *hex, size_t size) {
  size_t length, content = 2;
  if (size < 2 || (hex_pair(hex) & 0x1F) == 0x1F)
    return 0;
  length = (size_t)hex_pair(hex + 2);
  if (length >= 0x80) {
    size_t i;
    content += length & 0x7F;
    length = 0;
    if (content == 2 || content > 2 + sizeof(uint32_t) || content > size)
      return 0;
    for (i = 2; i < content; i++)
      length = length << 8 | (size_t)hex_pair(hex + 2 * i);
  }
  return length == size - content ? content : 0;
}

static void write_bytes(chret_i_name_reader *reader, const char *hex, size_t size) {
  size_t i;
  for (i = 0; i < size; i++)
    *reader->out++ = (char)hex_pair(hex + 2 * i);
}

static void write_character(chret_i_name_reader *reader, uint32_t c) {
  if (c < 0x80) {
    *reader->out++ = (char)c;
    return;
  }
  if (c < 0x800) {
    *reader->out++ = (char)(0xC0 | c >> 6);
  } else {
    if (c < 0x10000) {
      *reader->out++ = (char)(0xE0 | c >> 12);
    } else {
      *reader->out++ = (char)(0xF0 | c >> 18);
      *reader->out++ = (char)(0x80 | (c >> 12 & 0x3F));
    }
    *reader->out++ = (char)(0x80 | (c >> 6 & 0x3F));
  }
  *reader->out++ = (char)(0x80 | (c & 0x3F));
}

static int write_string(chret_i_name_reader *reader, const string_type *type, const char *hex, size_t size) {
  size_t i;
  if (size % type->width != 0)
    return 0;
  for (i = 0; i < size; i += type->width) {
    uint32_t c = 0;
    size_t j;
    for (j = 0; j < type->width; j++)
      c = c << 8 | (uint32_t)hex_pair(hex + 2 * (i + j));
    if (c > type->last)
      return 0;
    write_character(reader, c);
  }
  return 1;
}

/* A character string becomes its characters, so that its type does not matter; whatever else it is stays as it is. */
static int read_encoded(chret_i_name_reader *reader, chret_i_name_part *part) {
  const char *hex = ++reader->at;
  size_t size, content, i;
  while (reader->end - reader->at >= 2 && hex_pair(reader->at) >= 0)
    reader->at += 2;
  size = (size_t)(reader->at - hex) / 2;
  content = find_content(hex, size);
  if (content == 0)
    return 0;
  for (i = 0; i < sizeof STRING_TYPES / sizeof STRING_TYPES[0]; i++)
    if (STRING_TYPES[i].tag == hex_pair(hex))
      return write_string(reader, &STRING_TYPES[i], hex + 2 * content, size - content);
  part->encoded = hex_pair(hex) != UTF8_STRING;
  if (part->encoded)
    content = 0;
  write_bytes(reader, hex + 2 * content, size - content);
  return 1;
}

int chret_i_name_read_value(chret_i_name_reader *reader, chret_i_name_part *part) {
  char first = reader->at < reader->end ? *reader->at : ',';
  int read;
  part->value = reader->out;
  part->encoded = 0;
  if (first == '#')
    read = read_encoded(reader, part);
  else
    read = first == '"' ? read_quoted(reader) : read_plain(reader);
  part->value_size = (size_t)(reader->out - part->value);
  return read && (part->encoded || chret_i_is_utf8(part->value, part->value_size));
}
