/* database_postgresql.c - the database of a server (database.h). A connection that was lost is made again by the next
 * transaction; what it was in the midst of, the server rolls back. */
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "database.h"
#include "statements.h"

#define COLUMNS_MAX 8
#define AHEAD_MAX   10000 /* what comes of them takes memory */
#define SILENCE_MAX 20000 /* milliseconds; more than any statement may take */

/* Nothing waits for long: who sent the request hears of it and sends it again. The text of an answer is UTF-8. */
#define SETTINGS                                                                                                       \
  "SET lock_timeout = '5s'; SET statement_timeout = '15s'; SET idle_in_transaction_session_timeout = '30s';"           \
  "SET client_encoding = 'UTF8'; SET client_min_messages = 'warning'"

/* Of processes that make the tables at the same time one does. */
#define LOCK_SCHEMA "SELECT pg_advisory_xact_lock(81403);"

struct postgresql {
  PGconn *connection;
  size_t ahead; /* statements that were sent, and of which it is not known what came of them */
  int is_ready; /* it has its settings and its statements */
};

static int fail(const struct postgresql *p) {
  database_tell("database", PQerrorMessage(p->connection));
  return -1;
}

/* ---- Results ---- */

/* The next one, NULL after the last. A server that stands still keeps its connections open: such a one is cut here, and
 * then is as one that was lost. */
static PGresult *next_result(const struct postgresql *p) {
  struct pollfd socket = {.fd = PQsocket(p->connection)};
  int is_alive = socket.fd >= 0;
  int unsent = PQflush(p->connection);
  while (is_alive && (unsent == 1 || PQisBusy(p->connection))) {
    socket.events = (short)(unsent == 1 ? POLLIN | POLLOUT : POLLIN);
    if (poll(&socket, 1, SILENCE_MAX) == 0)
      shutdown(socket.fd, SHUT_RDWR);
    is_alive = PQconsumeInput(p->connection);
    unsent = PQflush(p->connection);
  }
  return PQgetResult(p->connection);
}

/* The last result of what was sent; NULL where it was not. */
static PGresult *last_result(const struct postgresql *p, int is_sent) {
  PGresult *last = NULL;
  PGresult *next;
  while (is_sent && (next = next_result(p)) != NULL) {
    PQclear(last);
    last = next;
  }
  return last;
}

static PGresult *query(const struct postgresql *p, const char *sql) {
  return last_result(p, PQsendQuery(p->connection, sql));
}

static int exec(const struct postgresql *p, const char *sql) {
  PGresult *result = query(p, sql);
  ExecStatusType status = PQresultStatus(result);
  PQclear(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? 0 : -1;
}

/* ---- Statements that are sent ahead ---- */

/* Sends a statement without waiting for what comes of it: a list of 999 hubs has some 3,000. */
static int send_ahead(struct postgresql *p, const char *name, const char *const *values, size_t count) {
  if (PQpipelineStatus(p->connection) == PQ_PIPELINE_OFF && PQenterPipelineMode(p->connection) != 1)
    return fail(p);
  p->ahead++;
  return PQsendQueryPrepared(p->connection, name, (int)count, values, NULL, NULL, 0) == 1 ? 0 : fail(p);
}

/* Whether all that were sent ahead are done: where one was not, the server has passed over those after it. */
static int settle(struct postgresql *p) {
  ExecStatusType status = PGRES_COMMAND_OK;
  int result = 0;
  p->ahead = 0;
  if (PQpipelineStatus(p->connection) == PQ_PIPELINE_OFF)
    return 0;
  if (PQpipelineSync(p->connection) != 1)
    return fail(p);
  while (status != PGRES_PIPELINE_SYNC && PQstatus(p->connection) == CONNECTION_OK) {
    PGresult *next = next_result(p); /* NULL after each */
    status = next == NULL ? PGRES_COMMAND_OK : PQresultStatus(next);
    if (result == 0 && status != PGRES_COMMAND_OK && status != PGRES_PIPELINE_SYNC)
      result = fail(p);
    PQclear(next);
  }
  return PQexitPipelineMode(p->connection) == 1 ? result : -1;
}

/* ---- Connecting ---- */

/* The hubs that are asked for stay locked, in the order of their Device IDs. */
static int prepare(const struct postgresql *p) {
  for (size_t i = 0; i < STATEMENTS; i++) {
    char name[24];
    char sql[1024];
    snprintf(name, sizeof name, "%zu", i);
    snprintf(sql, sizeof sql, "%s%s", statements[i], i == FIND_HUBS ? " FOR UPDATE" : "");
    PGresult *result = last_result(p, PQsendPrepare(p->connection, name, sql, 0, NULL));
    ExecStatusType status = PQresultStatus(result);
    PQclear(result);
    if (status != PGRES_COMMAND_OK)
      return fail(p);
  }
  return 0;
}

/* Also what is sent is not to wait without end: next_result() sees to the rest of it. */
static int greet(struct postgresql *p) {
  p->is_ready = 0;
  if (PQstatus(p->connection) != CONNECTION_OK || PQsetnonblocking(p->connection, 1) != 0 || exec(p, SETTINGS) != 0)
    return fail(p);
  p->is_ready = prepare(p) == 0;
  return p->is_ready ? 0 : -1;
}

/* ---- Transactions ---- */

/* Who waited for a row sees what the other has made of it. */
#define BEGIN "BEGIN ISOLATION LEVEL READ COMMITTED"

/* Only the use of a connection shows that it was lost. */
static int begin(void *ctx, int is_writing) {
  struct postgresql *p = ctx;
  (void)is_writing;
  if (p->is_ready && PQstatus(p->connection) == CONNECTION_OK && exec(p, BEGIN) == 0)
    return 0;
  if (p->is_ready && PQstatus(p->connection) == CONNECTION_OK)
    return fail(p);
  PQreset(p->connection);
  if (greet(p) != 0)
    return -1;
  return exec(p, BEGIN) == 0 ? 0 : fail(p);
}

static int commit(void *ctx) {
  if (settle(ctx) != 0)
    return -1;
  const struct postgresql *p = ctx;
  PGresult *result = query(p, "COMMIT");
  const char *done = result == NULL ? "" : PQcmdStatus(result); /* ROLLBACK where the transaction had failed before */
  int is_committed = strcmp(done, "COMMIT") == 0;
  PQclear(result);
  return is_committed ? 0 : fail(p);
}

static void rollback(void *ctx) {
  struct postgresql *p = ctx;
  if (PQstatus(p->connection) != CONNECTION_OK)
    return;
  settle(p);
  if (PQtransactionStatus(p->connection) != PQTRANS_IDLE)
    exec(p, "ROLLBACK");
}

/* ---- Statements ---- */

static void give_rows(const PGresult *result, database_row_fn on_row, void *row_ctx) {
  for (int row = 0; row < PQntuples(result); row++) {
    const char *texts[COLUMNS_MAX];
    for (int i = 0; i < PQnfields(result); i++)
      texts[i] = PQgetvalue(result, row, i);
    on_row(row_ctx, texts);
  }
}

static int run(void *ctx, int statement, const char *const *values, size_t count, database_row_fn on_row, void *row_ctx,
               size_t *changed) {
  struct postgresql *p = ctx;
  char name[24];
  snprintf(name, sizeof name, "%d", statement);
  if (on_row == NULL && changed == NULL && p->ahead < AHEAD_MAX)
    return send_ahead(p, name, values, count);
  if (settle(p) != 0)
    return -1;
  int is_sent = PQsendQueryPrepared(p->connection, name, (int)count, values, NULL, NULL, 0);
  PGresult *result = last_result(p, is_sent);
  ExecStatusType status = PQresultStatus(result);
  int is_done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
  if (is_done && on_row != NULL)
    give_rows(result, on_row, row_ctx);
  if (is_done && changed != NULL)
    *changed = strtoul(PQcmdTuples(result), NULL, 10);
  PQclear(result);
  return is_done ? 0 : fail(p);
}

/* ---- Opening and closing ---- */

static void close_all(void *ctx) {
  struct postgresql *p = ctx;
  PQfinish(p->connection);
  free(p);
}

/* What the address says of these goes before. A server that is gone without a word is noticed where bytes are on their way,
 * and where its answer is waited for. */
static PGconn *connect_first(const char *url) {
  static const char *const names[] = {
      "connect_timeout",  "tcp_user_timeout",          "keepalives_idle", "keepalives_interval",
      "keepalives_count", "fallback_application_name", "dbname",          NULL};
  const char *const values[] = {"5", "10000", "10", "5", "2", "chret-dsp", url, NULL};
  return PQconnectdbParams(names, values, 1);
}

/* Once it is there, no right is needed to make it: also CREATE TABLE IF NOT EXISTS wants that. */
static int make_schema(const struct postgresql *p) {
  char sql[4096];
  PGresult *last = query(p, "SELECT to_regclass('returns_device')");
  int is_there = PQntuples(last) == 1 && !PQgetisnull(last, 0, 0);
  PQclear(last);
  if (is_there)
    return 0;
  snprintf(sql, sizeof sql, "BEGIN; SET LOCAL client_min_messages = 'warning'; %s%s COMMIT", LOCK_SCHEMA, schema);
  return exec(p, sql) == 0 ? 0 : fail(p);
}

int postgresql_open(struct database *database, const char *url) {
  struct postgresql *p = calloc(1, sizeof *p);
  if (p == NULL)
    return -1;
  p->connection = connect_first(url);
  if (PQstatus(p->connection) != CONNECTION_OK ? fail(p) != 0 : make_schema(p) != 0 || greet(p) != 0) {
    close_all(p);
    return -1;
  }
  *database = (struct database){p, begin, run, commit, rollback, close_all};
  return 0;
}
