/* build_rows.h - the rows of a sheet as those of a batch. */
#ifndef BUILD_ROWS_H
#define BUILD_ROWS_H

#include <chreturn/chreturn.h>

#include "build_options.h"
#include "files.h"

/* What came of the rows of the sheet. */
struct build_rows {
  size_t good;
  size_t bad;
};

/* Adds the rows without a fault, and tells what is wrong with the others. Gives an exit code (messages.h);
 * EXIT_REJECTED: the sheet as a whole is no good. */
int build_rows_read(const struct input *sheet, const struct build_options *options, chret_batch *batch,
                    struct build_rows *rows);

/* Whether the batch has the very rows of the sheet. EXIT_ENVIRONMENT: it has not, and the first difference is told. */
int build_rows_compare(const char *sheet, const chret_batch *of_sheet, const chret_batch *batch);

#endif
