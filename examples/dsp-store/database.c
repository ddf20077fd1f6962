/* database.c - see database.h. */
#include "database.h"

#include <string.h>

#include "messages.h"

#define SQLITE "sqlite:"

void database_tell(const char *name, const char *text) {
  message(&(struct message){.file = name, .text = text});
}

int database_run(const struct database *database, int statement, const char *const *values, size_t count,
                 database_row_fn on_row, void *row_ctx) {
  return database->run(database->ctx, statement, values, count, on_row, row_ctx, NULL);
}

int database_open(struct database *database, const char *url) {
  if (strncmp(url, SQLITE, strlen(SQLITE)) == 0)
    return sqlite_open(database, url + strlen(SQLITE));
  return postgresql_open(database, url);
}
