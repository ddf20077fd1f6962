/* database.c - see database.h. */
#include "database.h"

#include <string.h>

#include "messages.h"

#define SQLITE "sqlite:"

void database_tell(const char *name, const char *text) {
  message(&(struct message){.file = name, .text = text});
}

int database_open(struct database *database, const char *url) {
  if (strncmp(url, SQLITE, strlen(SQLITE)) == 0)
    return sqlite_open(database, url + strlen(SQLITE));
  return postgresql_open(database, url);
}
