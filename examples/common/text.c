/* text.c - see text.h. */
#include "text.h"

#include <string.h>
#include <unistd.h>

/* The first character, and its bytes; 0: the first byte begins none. */
static uint32_t decode(const char *text, size_t size, size_t *used) {
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000}; /* of so many bytes; below it, fewer would do */
  unsigned char first = (unsigned char)text[0];
  size_t count = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  uint32_t character = count <= 1 ? first : first & (0xFFU >> (count + 1));
  *used = 1;
  if (count == 0 || count > size)
    return 0;
  for (size_t i = 1; i < count; i++) {
    unsigned char next = (unsigned char)text[i];
    if ((next & 0xC0) != 0x80)
      return 0;
    character = character << 6 | (next & 0x3F);
  }
  if (character < least[count] || character > 0x10FFFF || (character >= 0xD800 && character < 0xE000))
    return 0;
  *used = count;
  return character;
}

/* A terminal obeys the control characters, up to U+009F, and those that change the direction of what follows. */
static int is_obeyed(uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

uint32_t text_shown(const char *text, size_t size, size_t *used) {
  uint32_t character = decode(text, size, used);
  return is_obeyed(character) ? '?' : character;
}

void text_put_clean(FILE *file, const char *text, size_t size) {
  size_t used;
  for (size_t i = 0; i < size; i += used) {
    if (text_shown(text + i, size - i, &used) == '?')
      fputc('?', file);
    else
      fwrite(text + i, 1, used, file);
  }
}

/* Readers that strip the spaces round a cell leave them where it is quoted. */
static int needs_quotes(const char *text, size_t size) {
  if (size == 0)
    return 0;
  if (text[0] == ' ' || text[size - 1] == ' ')
    return 1;
  for (size_t i = 0; i < size; i++)
    if (strchr(",\"\r\n\t", text[i]) != NULL)
      return 1;
  return 0;
}

static void put_whole(FILE *file, const char *text, size_t size) {
  fwrite(text, 1, size, file);
}

void text_put_cell(FILE *file, const char *text, size_t size, char end) {
  static FILE *last; /* nearly always the same: it is asked about once */
  static void (*put)(FILE *, const char *, size_t);
  if (file != last)
    put = isatty(fileno(file)) ? text_put_clean : put_whole;
  last = file;
  const char *quote = needs_quotes(text, size) ? "\"" : "";
  fputs(quote, file);
  while (size > 0) {
    const char *inside = *quote != '\0' ? memchr(text, '"', size) : NULL;
    size_t part = inside != NULL ? (size_t)(inside - text) + 1 : size;
    put(file, text, part);
    if (inside != NULL)
      fputc('"', file);
    text += part;
    size -= part;
  }
  fputs(quote, file);
  fputc(end, file);
}
