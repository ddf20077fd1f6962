/* sheet.h - the rows of a CSV sheet, by libcsv, with what libcsv does not say: where each row starts. */
#ifndef SHEET_H
#define SHEET_H

#include <stddef.h>
#include <stdint.h>

#include "encoding.h"

struct sheet_cell {
  const char *text; /* as it is in the sheet, spaces too, in UTF-8; a NUL after it */
  size_t size;
  int is_foreign; /* a byte of it is not of the sheet's encoding: "?" stands for it */
};

/* How a sheet is written. */
struct sheet_format {
  char delimiter;           /* between cells */
  struct encoding encoding; /* of the cells */
};

#define SHEET_FORMAT_USUAL                                                                                             \
  { .delimiter = ',', .encoding = ENCODING_UTF_8 }

/* One row: the header is number 0, the first row after it 1. Rows whose cells are all empty are passed over. */
struct sheet_row {
  size_t number;
  size_t line; /* where it starts, from 1 */
  const struct sheet_cell *cells;
  size_t count;
  int is_broken; /* its quotation marks are not in order: no cells, and the last row that can be told apart */
};

/* Called for each row; 0 goes on, another number ends the reading. */
typedef int (*sheet_row_fn)(void *ctx, const struct sheet_row *row);

/* Reads a sheet, in UTF-8 with or without a byte-order mark, LF, CR LF or CR after each row. Gives 0, what `on_row` ended
 * it with, or -1 where memory ran out. */
int sheet_read(const char *data, size_t size, const struct sheet_format *format, sheet_row_fn on_row, void *ctx);

#endif
