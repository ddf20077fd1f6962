/* report.h - the ways to write a report, each on the standard output. They give an exit code (messages.h). */
#ifndef REPORT_H
#define REPORT_H

#include "exchange.h"

int report_as_csv(const struct exchange *exchange);
int report_as_json(const struct exchange *exchange);
int report_as_text(const struct exchange *exchange);

#endif
