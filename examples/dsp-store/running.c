/* running.c - see running.h. */
#include "running.h"

#include <stdlib.h>

int store_run(struct store *store, int statement, const char *const *values, size_t count, database_row_fn on_row,
              void *row_ctx) {
  return store->database.run(store->database.ctx, statement, values, count, on_row, row_ctx, NULL);
}

int store_run_rows(struct store *store, int statement, json_t *rows, const char *second, const char *third,
                   database_row_fn on_row, void *row_ctx) {
  char *text = json_dumps(rows, JSON_COMPACT);
  const char *values[] = {text, second, third};
  size_t count = third != NULL ? 3 : second != NULL ? 2 : 1;
  json_decref(rows);
  if (text == NULL)
    return STORE_AWAY;
  int result = store_run(store, statement, values, count, on_row, row_ctx);
  free(text);
  return result;
}
