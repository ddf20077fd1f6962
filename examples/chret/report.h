/* report.h - the ways to write a report, each on the standard output. They give an exit code (messages.h). */
#ifndef REPORT_H
#define REPORT_H

#include "exchange.h"

/* Where the rows come from: all of them, each time, as exchange_visit() has it. */
struct report_rows {
  int (*visit)(const void *source, exchange_row_fn on_row, void *ctx);
  const void *source;
};

int report_as_csv(const struct report_rows *rows);
int report_as_json(const struct report_rows *rows);
int report_as_text(const struct report_rows *rows);

#endif
