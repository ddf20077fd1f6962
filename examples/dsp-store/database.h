/* database.h - one connection to a database, SQLite or PostgreSQL, that runs the statements of statements.h. */
#ifndef DATABASE_H
#define DATABASE_H

#include <stddef.h>

/* One row: as many texts as the statement has columns; none is NULL. Borrowed for the call. */
typedef void (*database_row_fn)(void *ctx, const char *const *texts);

/* Of one thread at a time. Functions that return an int give 0, or -1: the database is away, or refuses, and that was
 * told on stderr; a transaction is then still to be rolled back. */
struct database {
  void *ctx;
  /* Begins a transaction; connects again where the connection was lost. is_writing 0: it only reads. */
  int (*begin)(void *ctx, int is_writing);
  /* Runs a statement with its values. on_row: NULL where it gives no rows. changed: how many rows it made or changed;
   * NULL: nobody asks. Where both are NULL, it may be a later one, or commit, that fails for it. */
  int (*run)(void *ctx, int statement, const char *const *values, size_t count, database_row_fn on_row, void *row_ctx,
             size_t *changed);
  int (*commit)(void *ctx);
  void (*rollback)(void *ctx);
  void (*close)(void *ctx);
};

/* Runs a statement whose changes nobody counts. */
int database_run(const struct database *database, int statement, const char *const *values, size_t count,
                 database_row_fn on_row, void *row_ctx);

/* Connects, and makes what there is not yet of the schema. url: sqlite:FILE or postgresql://... Where it gives 0,
 * database->close() is to be called. */
int database_open(struct database *database, const char *url);

int sqlite_open(struct database *database, const char *path);
int postgresql_open(struct database *database, const char *url);

/* Says what the database said. name: the file where it is one. */
void database_tell(const char *name, const char *text);

#endif
