#include "xml/lines.h"

#include <string.h>

static size_t count(const uint8_t *text, size_t size) {
  size_t lines = 0;
  const uint8_t *end = text + size;
  while (text < end && (text = memchr(text, '\n', (size_t)(end - text))) != NULL) {
    lines++;
    text++;
  }
  return lines;
}

void chret_i_lines_init(chret_i_lines *lines) {
  memset(lines, 0, sizeof *lines);
  lines->line = 1;
  lines->start = 1;
}

static size_t find_next(const chret_i_lines *lines, size_t from) {
  const uint8_t *found = from < lines->size ? memchr(lines->piece + from, '\n', lines->size - from) : NULL;
  return found != NULL ? (size_t)(found - lines->piece) : lines->size;
}

void chret_i_lines_begin(chret_i_lines *lines, const uint8_t *piece, size_t size) {
  lines->piece = piece;
  lines->size = size;
  lines->counted = 0;
  lines->same = 0;
  lines->next = find_next(lines, 0);
  lines->start = lines->line;
}

static size_t count_to(chret_i_lines *lines, size_t offset) {
  for (; lines->next < offset; lines->line++)
    lines->next = find_next(lines, lines->next + 1);
  lines->counted = offset;
  lines->same = lines->next - offset;
  return lines->line;
}

void chret_i_lines_end(chret_i_lines *lines) {
  (void)count_to(lines, lines->size);
  lines->piece = NULL;
  lines->size = 0;
  lines->counted = 0;
  lines->same = 0;
  lines->next = 0;
}

size_t chret_i_lines_of(chret_i_lines *lines, const uint8_t *rest, size_t rest_size) {
  if (rest_size <= lines->size) {
    size_t offset = lines->size - rest_size;
    if (offset < lines->counted)
      return lines->line - count(lines->piece + offset, lines->counted - offset);
    return count_to(lines, offset);
  }
  /* it began in an earlier piece: what the parser held back stands before this piece's bytes */
  return lines->start - count(rest, rest_size - lines->size);
}
