/* tests/histories/dsp.h - the DSP: the code of examples/chret-dsp and examples/dsp-store on an SQLite file, with failures
 * of the database and crashes; and a look at its tables from outside. */
#ifndef CHRETURN_HISTORIES_DSP_H
#define CHRETURN_HISTORIES_DSP_H

#include "model.h"
#include "process.h"

/* What goes wrong in a delivery. A crash is that of a process, in the midst of its transaction. */
enum trouble { NO_TROUBLE, STATEMENT_FAILS, COMMIT_FAILS, CRASH_BEFORE_COMMIT, CRASH_AFTER_COMMIT };

/* The folder has the identities (histories.c); the database is made in a file of that name. */
void dsp_begin(const char *folder, const char *database);
void dsp_end(void);
/* The process ends, and another one begins. */
void dsp_restart(void);
/* An empty database in place of the one that there is. */
void dsp_renew(void);

/* Puts the hubs of the model that are known into the inventory. */
void dsp_add_hubs(void);
/* A delivery. Gives 0 where trouble came: then there is no answer. answer->body is for free(). */
int dsp_deliver(const struct bytes *sent, enum trouble trouble, struct answer *answer);
/* Whether anything was committed since this was last asked. */
int dsp_has_changed(void);
/* That the tables have of this request what the model has: its row with its digest and its answer, an entry
 * of the audit trail for each record, and returns records for those that were accepted. */
void dsp_expect(const struct sent *sent);
/* That the inventory is as the model has it, and each hub that was returned in this history has one returns record. */
void dsp_expect_hubs(void);
/* That there are as many requests, audit entries and returns records in all as dsp_expect() has seen. */
void dsp_expect_totals(void);

#endif
