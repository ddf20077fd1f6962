/* report_rows.h - what became of every row, wherever that is known from, and the report of it as CSV. */
#ifndef REPORT_ROWS_H
#define REPORT_ROWS_H

#include <stddef.h>

#include <chreturn/chreturn.h>

/* Whether a record was accepted; of what several answers say the higher number counts. */
#define ROW_PENDING 0 /* no response says */
#define ROW_YES     1
#define ROW_NO      2
#define ROW_UNSENT  3 /* of a state: it is in no request */

/* A record that was sent or, of a state, is to be. */
struct report_row {
  size_t record; /* of a state: its number in the sheet; else 0 */
  const char *device_id;
  const char *request_id; /* "" while unsent */
  const char *code;       /* "" while unsent or pending */
  int accepted;           /* a ROW_ number */
};

/* Called for every row; 0 goes on, another number ends it and is given back. */
typedef int (*report_row_fn)(void *ctx, const struct report_row *row);

/* Where the rows come from: all of them, each time. */
struct report_rows {
  int (*visit)(const void *source, report_row_fn on_row, void *ctx);
  const void *source;
};

int report_rows_visit(const struct report_rows *rows, report_row_fn on_row, void *ctx);

/* The rows of a batch, in the order of the sheet. */
struct report_rows report_rows_of_batch(const chret_batch *batch);

/* The number's word: pending, yes, no, unsent. */
const char *report_row_word(int accepted);

/* 1: all were accepted. */
int report_rows_are_accepted(const struct report_rows *rows);

/* Writes DeviceID,RequestID,code,accepted on the standard output. Gives an exit code (messages.h). */
int report_as_csv(const struct report_rows *rows);

/* A code, or "pending" or "unsent", and how often it came; in the order in which they came first. */
struct report_total {
  char name[16]; /* a code has at most 7 characters */
  size_t count;
};

struct report_totals {
  struct report_total *list; /* for free() */
  size_t count;
};

/* Counts the rows. Gives an exit code. */
int report_totals_count(struct report_totals *totals, const struct report_rows *rows);

#endif
