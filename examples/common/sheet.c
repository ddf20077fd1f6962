/* sheet.c - see sheet.h. */
#include "sheet.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "progress.h"
#include "room.h"

#define NO_MEMORY (-1)

struct reader {
  struct csv_parser csv;
  sheet_row_fn on_row;
  void *ctx;
  int result; /* not 0: nothing more is wanted */
  struct sheet_row row;
  int row_ended; /* since the last line began */
  int row_is_empty;
  char *text; /* the cells of the row so far, a NUL after each; it moves as it grows */
  size_t text_size, text_room;
  struct sheet_cell *cells; /* their sizes; where they are is known when the row is whole */
  size_t cells_room;
};

/* libcsv strips the spaces round a cell unless it is told that nothing is a space. */
static int no_space(unsigned char c) {
  (void)c;
  return 0;
}

static int append_cell(struct reader *r, const char *text, size_t size) {
  char *all = make_room(r->text, 1, &r->text_room, r->text_size + size + 1);
  if (all == NULL)
    return NO_MEMORY;
  r->text = all;
  struct sheet_cell *cells = make_room(r->cells, sizeof *cells, &r->cells_room, r->row.count + 1);
  if (cells == NULL)
    return NO_MEMORY;
  r->cells = cells;
  if (size > 0) {
    memcpy(all + r->text_size, text, size);
    r->row_is_empty = 0;
  }
  all[r->text_size + size] = '\0';
  r->text_size += size + 1;
  cells[r->row.count++].size = size;
  return 0;
}

static void on_cell(void *text, size_t size, void *ctx) {
  struct reader *r = ctx;
  if (r->result == 0)
    r->result = append_cell(r, text, size);
}

static void on_row_end(int terminator, void *ctx) {
  struct reader *r = ctx;
  (void)terminator;
  r->row_ended = 1;
  if (r->result == 0 && !r->row_is_empty) {
    const char *text = r->text;
    for (size_t i = 0; i < r->row.count; i++) {
      r->cells[i].text = text;
      text += r->cells[i].size + 1;
    }
    r->row.cells = r->cells;
    r->result = r->on_row(r->ctx, &r->row);
    r->row.number++;
  }
  r->row.count = 0;
  r->row_is_empty = 1;
  r->text_size = 0;
}

/* libcsv gave up, because of the quotation marks or for want of memory. */
static void on_failure(struct reader *r) {
  if (csv_error(&r->csv) != CSV_EPARSE) {
    r->result = NO_MEMORY;
  } else if (r->result == 0) {
    struct sheet_row broken = {.number = r->row.number, .line = r->row.line, .is_broken = 1};
    r->result = r->on_row(r->ctx, &broken);
  }
}

/* The size of the first line, with what ends it. */
static size_t line_size(const char *text, size_t size) {
  size_t i = 0;
  while (i < size && text[i] != '\n' && text[i] != '\r')
    i++;
  if (i + 1 < size && text[i] == '\r' && text[i + 1] == '\n')
    i++;
  return i < size ? i + 1 : size;
}

/* Line by line: a line that begins while no row is open is where a row starts. */
static void read_lines(struct reader *r, const char *data, size_t size) {
  size_t line = 0;
  size_t piece;
  for (size_t at = 0; at < size && r->result == 0; at += piece) {
    line++;
    if (r->row_ended) {
      r->row.line = line;
      r->row_ended = 0;
    }
    piece = line_size(data + at, size - at);
    if (csv_parse(&r->csv, data + at, piece, on_cell, on_row_end, r) != piece) {
      on_failure(r);
      return;
    }
    progress_step(at + piece, size);
  }
  if (r->result == 0 && csv_fini(&r->csv, on_cell, on_row_end, r) != 0)
    on_failure(r);
}

int sheet_read(const char *data, size_t size, sheet_row_fn on_row, void *ctx) {
  struct reader r = {.on_row = on_row, .ctx = ctx, .row_ended = 1, .row_is_empty = 1};
  if (csv_init(&r.csv, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
    return NO_MEMORY;
  csv_set_space_func(&r.csv, no_space);
  csv_set_blk_size(&r.csv, 4096);
  if (size >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) {
    data += 3;
    size -= 3;
  }
  progress_begin();
  read_lines(&r, data, size);
  progress_hide();
  csv_free(&r.csv);
  free(r.text);
  free(r.cells);
  return r.result;
}
