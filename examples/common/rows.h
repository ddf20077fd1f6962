/* rows.h - the rows of a sheet as records, with all that is wrong with them. */
#ifndef ROWS_H
#define ROWS_H

#include <chreturn/chreturn.h>

#include "files.h"
#include "messages.h"
#include "sheet.h"

/* Each callback gives EXIT_DONE to go on, or the exit code to end with. */
struct row_visitor {
  void *ctx;
  /* A fault of a row, or of the header (record 0). NULL: nobody asks. */
  int (*fault)(void *ctx, const struct message *fault);
  /* A row without a fault, and its number; the record is borrowed for the call. NULL: nobody asks. */
  int (*good)(void *ctx, const chret_record *record, size_t number);
};

/* Reads the sheet in row order. service: what all rows are; CHRET_SERVICE_UNDECIDED: the return
 * type decides, by the only such column or else by the one that is filled. EXIT_REJECTED: the sheet as a whole is
 * no good (its header, no rows, or quotation marks out of order), and the faults say why. */
int rows_visit(const struct input *sheet, const struct sheet_format *format, int32_t service,
               const struct row_visitor *visitor);

#endif
