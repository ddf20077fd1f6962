/* batch_rows.h - the rows of a sheet as those of a batch. */
#ifndef BATCH_ROWS_H
#define BATCH_ROWS_H

#include <chreturn/chreturn.h>

#include "files.h"
#include "sheet.h"

/* What came of the rows of the sheet. */
struct batch_rows {
  size_t good;
  size_t bad;
};

/* service: as rows_visit() (rows.h) takes it. Adds the rows without a fault, and tells what is wrong with the others.
 * Gives an exit code (messages.h); EXIT_REJECTED: the sheet as a whole is no good. */
int batch_rows_read(const struct input *sheet, const struct sheet_format *format, int32_t service, chret_batch *batch,
                    struct batch_rows *rows);

/* Whether the batch has the very rows of the sheet. EXIT_ENVIRONMENT: it has not, and the first difference is told. */
int batch_rows_compare(const char *sheet, const chret_batch *of_sheet, const chret_batch *batch);

#endif
