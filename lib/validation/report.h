/* The report from inside. */
#ifndef CHRET_I_REPORT_H
#define CHRET_I_REPORT_H

#include "base/error.h"

#include <chreturn/validation.h>

/* Adds a finding. 0: no memory, and the report is as it was. */
int chret_i_report_add(chret_report *report, int32_t code, const chret_i_place *place, const char *message);
/* Takes all findings from the count-th on away again. */
void chret_i_report_cut(chret_report *report, size_t count);

#endif
