/* report.h - the ways to write a report besides CSV, each on the standard output. They give an exit code (messages.h). */
#ifndef REPORT_H
#define REPORT_H

#include "report_rows.h"

int report_as_json(const struct report_rows *rows);
int report_as_text(const struct report_rows *rows);

#endif
