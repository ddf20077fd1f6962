/* database_sqlite.c - the database in a file (database.h). One transaction writes at a time: those of this process wait in
 * line, and where another process writes, SQLite waits for it. */
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "database.h"
#include "statements.h"

#define PATIENCE_SECONDS 5
#define COLUMNS_MAX      8

struct sqlite {
  sqlite3 *db;
  char *path;
  sqlite3_stmt *prepared[STATEMENTS];
  int has_lock;
};

static pthread_mutex_t writer = PTHREAD_MUTEX_INITIALIZER;

static int fail(const struct sqlite *s) {
  database_tell(s->path, sqlite3_errmsg(s->db));
  return -1;
}

static int exec(const struct sqlite *s, const char *sql) {
  return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : fail(s);
}

/* ---- Transactions ---- */

static void unlock(struct sqlite *s) {
  if (s->has_lock)
    pthread_mutex_unlock(&writer);
  s->has_lock = 0;
}

static int begin(void *ctx, int is_writing) {
  struct sqlite *s = ctx;
  struct timespec until;
  if (!is_writing)
    return exec(s, "BEGIN");
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += PATIENCE_SECONDS;
  if (pthread_mutex_timedlock(&writer, &until) != 0) {
    database_tell(s->path, "another transaction takes too long");
    return -1;
  }
  s->has_lock = 1;
  return exec(s, "BEGIN IMMEDIATE");
}

static int commit(void *ctx) {
  struct sqlite *s = ctx;
  int result = exec(s, "COMMIT");
  if (result == 0)
    unlock(s);
  return result;
}

static void rollback(void *ctx) {
  struct sqlite *s = ctx;
  if (!sqlite3_get_autocommit(s->db))
    exec(s, "ROLLBACK");
  unlock(s);
}

/* ---- Statements ---- */

static int bind(const struct sqlite *s, sqlite3_stmt *statement, const char *const *values, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (sqlite3_bind_text(statement, (int)i + 1, values[i], -1, SQLITE_STATIC) != SQLITE_OK)
      return fail(s);
  }
  return 0;
}

/* Gives the texts of the row that was stepped to; -1 where memory ran out. */
static int give_row(sqlite3_stmt *statement, database_row_fn on_row, void *row_ctx) {
  const char *texts[COLUMNS_MAX];
  for (int i = 0; i < sqlite3_column_count(statement); i++) {
    texts[i] = (const char *)sqlite3_column_text(statement, i);
    if (texts[i] == NULL)
      return -1;
  }
  on_row(row_ctx, texts);
  return 0;
}

static int step_all(const struct sqlite *s, sqlite3_stmt *statement, database_row_fn on_row, void *row_ctx) {
  int step;
  while ((step = sqlite3_step(statement)) == SQLITE_ROW)
    if (on_row != NULL && give_row(statement, on_row, row_ctx) != 0)
      return fail(s);
  return step == SQLITE_DONE ? 0 : fail(s);
}

static int run(void *ctx, int statement, const char *const *values, size_t count, database_row_fn on_row, void *row_ctx,
               size_t *changed) {
  struct sqlite *s = ctx;
  sqlite3_stmt *prepared = s->prepared[statement];
  int result = bind(s, prepared, values, count);
  result = result == 0 ? step_all(s, prepared, on_row, row_ctx) : result;
  if (result == 0 && changed != NULL)
    *changed = (size_t)sqlite3_changes(s->db);
  sqlite3_reset(prepared);
  sqlite3_clear_bindings(prepared);
  return result;
}

/* ---- Opening and closing ---- */

static void close_all(void *ctx) {
  struct sqlite *s = ctx;
  for (size_t i = 0; i < STATEMENTS; i++)
    sqlite3_finalize(s->prepared[i]);
  sqlite3_close(s->db);
  free(s->path);
  free(s);
}

/* One that is in memory or has no name is of this connection only, and each would accept the same request. */
static int is_file(const struct sqlite *s) {
  const char *name = sqlite3_db_filename(s->db, "main");
  return name != NULL && name[0] != '\0';
}

/* synchronous FULL: what was answered is on the disk, also after a loss of power. */
static int prepare(struct sqlite *s) {
  if (!is_file(s)) {
    database_tell(s->path, "SQLite needs a file: what is in memory is not shared, and is lost");
    return -1;
  }
  sqlite3_busy_timeout(s->db, PATIENCE_SECONDS * 1000);
  if (exec(s, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON") != 0 ||
      exec(s, schema) != 0)
    return -1;
  for (size_t i = 0; i < STATEMENTS; i++)
    if (sqlite3_prepare_v2(s->db, statements[i], -1, &s->prepared[i], NULL) != SQLITE_OK)
      return fail(s);
  return 0;
}

int sqlite_open(struct database *database, const char *path) {
  struct sqlite *s = calloc(1, sizeof *s);
  if (s == NULL || (s->path = strdup(path)) == NULL) {
    free(s);
    return -1;
  }
  int opened = sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
  if ((opened != SQLITE_OK ? fail(s) : prepare(s)) != 0) {
    close_all(s);
    return -1;
  }
  *database = (struct database){s, begin, run, commit, rollback, close_all};
  return 0;
}
