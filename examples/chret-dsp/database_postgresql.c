#include "database.h"
int postgresql_open(struct database *database, const char *url) {
  (void)database;
  (void)url;
  database_tell("PostgreSQL is not built in yet");
  return -1;
}
