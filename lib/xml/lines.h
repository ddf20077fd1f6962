/* Line numbers of places in a document that is parsed in pieces, counted by line feeds and only as far as asked. */
#ifndef CHRET_I_LINES_H
#define CHRET_I_LINES_H

#include <stddef.h>
#include <stdint.h>

typedef struct chret_i_lines {
  const uint8_t *piece; /* the piece being parsed */
  size_t size;
  size_t counted; /* bytes of this piece that are counted */
  size_t next;    /* where the first line feed is that is not counted, or the end of the piece */
  size_t same;    /* bytes from there on that are in the same line, where anything of this piece is counted; or 0 */
  size_t line;    /* the line that the first byte not counted is in */
  size_t start;   /* the line that the piece starts in */
} chret_i_lines;

void chret_i_lines_init(chret_i_lines *lines);
void chret_i_lines_begin(chret_i_lines *lines, const uint8_t *piece, size_t size);
void chret_i_lines_end(chret_i_lines *lines);
/* The line of the byte at `rest`, where `rest_size` bytes from it on are what the parser holds to the end of the piece. */
size_t chret_i_lines_of(chret_i_lines *lines, const uint8_t *rest, size_t rest_size);
/* The line that everything is in from the last place asked about in this piece to the later one that so many bytes follow;
 * 0: it is in several lines, or there was no earlier question. Costs next to nothing. */
static inline size_t chret_i_lines_same(const chret_i_lines *lines, size_t rest_size) {
  size_t beyond = lines->size - rest_size - lines->counted; /* where it is not beyond, it is huge, or 0 */
  return beyond - 1 < lines->same ? lines->line : 0;
}

#endif
