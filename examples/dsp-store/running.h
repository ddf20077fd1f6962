/* running.h - statements as the store runs them. Functions give 0 or STORE_AWAY. */
#ifndef RUNNING_H
#define RUNNING_H

#include <jansson.h>

#include "statements.h"
#include "store.h"

int store_run(struct store *store, int statement, const char *const *values, size_t count, database_row_fn on_row,
              void *row_ctx);

/* The same of many rows: they are the first value, an object, which is freed; NULL: memory ran out. second and third: the
 * other values; NULL: there are none. */
int store_run_rows(struct store *store, int statement, json_t *rows, const char *second, const char *third,
                   database_row_fn on_row, void *row_ctx);

#endif
