/* tests/histories/dsp.c - see dsp.h. */
#include "dsp.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "respell.h"

#define PATH_SIZE 512

static struct {
  char path[PATH_SIZE], url[PATH_SIZE + 8];
  struct service service;
  struct worker worker;
  struct database real;
  enum trouble trouble;
  uint32_t until; /* statements before the one that fails */
  int has_struck;
  sqlite3 *watcher;
  sqlite3_int64 version;
  sqlite3_int64 requests, entries, returns;
} dsp;

/* ---- A database that fails ---- */

static int begin(void *ctx, int is_writing) {
  (void)ctx;
  return dsp.real.begin(dsp.real.ctx, is_writing);
}

static int run(void *ctx, int statement, const char *const *values, size_t count, database_row_fn on_row, void *row_ctx,
               size_t *changed) {
  (void)ctx;
  if (dsp.trouble == STATEMENT_FAILS && dsp.until-- == 0) {
    dsp.has_struck = 1;
    return -1;
  }
  return dsp.real.run(dsp.real.ctx, statement, values, count, on_row, row_ctx, changed);
}

static int commit(void *ctx) {
  (void)ctx;
  dsp.has_struck = dsp.trouble == COMMIT_FAILS || dsp.has_struck;
  if (dsp.trouble == COMMIT_FAILS)
    return -1;
  if (dsp.trouble == CRASH_BEFORE_COMMIT)
    _exit(0);
  int result = dsp.real.commit(dsp.real.ctx);
  if (dsp.trouble == CRASH_AFTER_COMMIT)
    _exit(0);
  return result;
}

static void rollback(void *ctx) {
  (void)ctx;
  dsp.real.rollback(dsp.real.ctx);
}

static void close_real(void *ctx) {
  (void)ctx;
  dsp.real.close(dsp.real.ctx);
}

static void open_worker(void) {
  NEED(worker_open(&dsp.worker, &dsp.service, dsp.url) == 0);
  dsp.real = dsp.worker.store.database;
  dsp.worker.store.database = (struct database){NULL, begin, run, commit, rollback, close_real};
}

/* ---- Looking from outside ---- */

static sqlite3_stmt *prepare(const char *sql, const char *first) {
  sqlite3_stmt *statement = NULL;
  NEED(sqlite3_prepare_v2(dsp.watcher, sql, -1, &statement, NULL) == SQLITE_OK);
  NEED(first == NULL || sqlite3_bind_text(statement, 1, first, -1, SQLITE_TRANSIENT) == SQLITE_OK);
  return statement;
}

static sqlite3_int64 number_of(const char *sql) {
  sqlite3_stmt *statement = prepare(sql, NULL);
  NEED(sqlite3_step(statement) == SQLITE_ROW);
  sqlite3_int64 number = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return number;
}

static const char *text(sqlite3_stmt *statement, int column) {
  return (const char *)sqlite3_column_text(statement, column);
}

static void open_all(void) {
  open_worker();
  NEED(sqlite3_open(dsp.path, &dsp.watcher) == SQLITE_OK);
  sqlite3_exec(dsp.watcher, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
  dsp.version = number_of("PRAGMA data_version");
}

static void close_all(void) {
  sqlite3_close(dsp.watcher);
  worker_close(&dsp.worker);
}

int dsp_has_changed(void) {
  sqlite3_int64 version = number_of("PRAGMA data_version");
  int has_changed = version != dsp.version;
  dsp.version = version;
  return has_changed;
}

static void write_eui(uint64_t value, char *out) {
  NEED(chret_eui64_format(value, out, CHRET_EUI64_SIZE) == CHRET_OK);
}

/* ---- Beginning and end ---- */

void dsp_begin(const char *folder, const char *database) {
  char trust[PATH_SIZE], key[PATH_SIZE], certificate[PATH_SIZE];
  snprintf(trust, sizeof trust, "%s/suppliers", folder);
  snprintf(key, sizeof key, "%s/dsp.key.pem", folder);
  snprintf(certificate, sizeof certificate, "%s/all/dsp.cert.pem", folder);
  snprintf(dsp.path, sizeof dsp.path, "%s", database);
  snprintf(dsp.url, sizeof dsp.url, "sqlite:%s", database);
  NEED(service_open(&dsp.service, trust, key, certificate) == 0);
  open_all();
}

void dsp_end(void) {
  close_all();
  service_close(&dsp.service);
  unlink(dsp.path);
}

void dsp_restart(void) {
  close_all();
  open_all();
}

void dsp_renew(void) {
  close_all();
  NEED(unlink(dsp.path) == 0);
  dsp.requests = dsp.entries = dsp.returns = 0;
  open_all();
}

void dsp_add_hubs(void) {
  sqlite3_stmt *statement = prepare("INSERT INTO inventory VALUES (?1, ?2, 'Commissioned', ?3, ?4)", NULL);
  NEED(sqlite3_exec(dsp.watcher, "BEGIN", NULL, NULL, NULL) == SQLITE_OK);
  for (size_t i = 0; i < HUBS; i++) {
    const struct hub *hub = &model.hubs[i];
    char device[CHRET_EUI64_SIZE], supplier[CHRET_EUI64_SIZE] = "";
    if (!hub->is_known)
      continue;
    write_eui(hub->device, device);
    if (hub->supplier != SUPPLIERS)
      write_eui(supplier_eui(hub->supplier), supplier);
    sqlite3_bind_text(statement, 1, device, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(statement, 2, hub->is_chf ? "CHF" : "ESME", -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 3, hub->is_returned ? "Returned" : "Delivered", -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 4, supplier, -1, SQLITE_TRANSIENT);
    NEED(sqlite3_step(statement) == SQLITE_DONE);
    sqlite3_reset(statement);
  }
  sqlite3_finalize(statement);
  NEED(sqlite3_exec(dsp.watcher, "COMMIT", NULL, NULL, NULL) == SQLITE_OK);
}

/* ---- Deliveries ---- */

/* A process of its own processes it, and ends at the commit. No connection is carried over. */
static void crash(const struct bytes *xml) {
  struct answer answer = {.body = NULL};
  int status = 0;
  close_all();
  pid_t child = fork();
  NEED(child >= 0);
  if (child == 0) {
    open_worker();
    process(&dsp.worker, (const uint8_t *)xml->data, xml->size, &answer);
    _exit(0); /* there was nothing to commit */
  }
  NEED(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
  open_all();
}

int dsp_deliver(const struct bytes *sent, enum trouble trouble, struct answer *answer) {
  struct bytes delivered = respell(sent), *xml = &delivered;
  *answer = (struct answer){.body = NULL};
  dsp.trouble = trouble;
  dsp.until = any(10);
  dsp.has_struck = trouble == CRASH_BEFORE_COMMIT || trouble == CRASH_AFTER_COMMIT;
  if (dsp.has_struck)
    crash(xml);
  else
    process(&dsp.worker, (const uint8_t *)xml->data, xml->size, answer);
  dsp.trouble = NO_TROUBLE;
  bytes_free(&delivered);
  return !dsp.has_struck;
}

/* ---- What must be in the tables ---- */

/* What a request is known by: the digest that it says, which is that of what was signed, and its signature with the lower
 * of s and n-s, taken from the document here and hashed. */
static void known_by(const struct sent *sent, char *hex) {
  uint8_t parts[SHA256_DIGEST_LENGTH + 64 + 4], other[64], digest[SHA256_DIGEST_LENGTH];
  const char *value = sent->xml.data + bytes_find(&sent->xml, "<ds:DigestValue>") + strlen("<ds:DigestValue>");
  const char *signature =
      sent->xml.data + bytes_find(&sent->xml, "<ds:SignatureValue>") + strlen("<ds:SignatureValue>");
  NEED(EVP_DecodeBlock(parts, (const uint8_t *)value, 44) == 33);
  NEED(EVP_DecodeBlock(parts + SHA256_DIGEST_LENGTH, (const uint8_t *)signature, 88) == 66);
  memcpy(other, parts + SHA256_DIGEST_LENGTH, sizeof other);
  NEED(other_s(other));
  if (memcmp(other, parts + SHA256_DIGEST_LENGTH, sizeof other) < 0)
    memcpy(parts + SHA256_DIGEST_LENGTH, other, sizeof other);
  SHA256(parts, SHA256_DIGEST_LENGTH + 64, digest);
  for (size_t i = 0; i < sizeof digest; i++)
    snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}

static void expect_request(const struct sent *sent) {
  sqlite3_stmt *statement =
      prepare("SELECT digest, records, accepted, answer FROM requests WHERE request_id = ?1", sent->id);
  char hex[2 * SHA256_DIGEST_LENGTH + 1];
  known_by(sent, hex);
  NEED(sqlite3_step(statement) == SQLITE_ROW);
  NEED(strcmp(text(statement, 0), hex) == 0);
  NEED((size_t)sqlite3_column_int64(statement, 1) == sent->count);
  NEED((size_t)sqlite3_column_int64(statement, 2) == model_accepted(sent));
  NEED(sent->answer.data == NULL || strcmp(text(statement, 3), sent->answer.data) == 0);
  sqlite3_finalize(statement);
}

static void expect_entries(const struct sent *sent) {
  sqlite3_stmt *statement = prepare("SELECT a.record, a.device_id, a.code, count(r.entry_key) FROM audit_trail a"
                                    " LEFT JOIN returns r ON r.entry_key = a.entry_key AND r.device_id = a.device_id"
                                    " WHERE a.request_id = ?1 GROUP BY a.entry_key ORDER BY a.record",
                                    sent->id);
  for (size_t i = 0; i < sent->count; i++) {
    char device[CHRET_EUI64_SIZE];
    write_eui(model.hubs[sent->hubs[i]].device, device);
    NEED(sqlite3_step(statement) == SQLITE_ROW);
    NEED((size_t)sqlite3_column_int64(statement, 0) == i + 1);
    NEED(strcmp(text(statement, 1), device) == 0);
    NEED(strcmp(text(statement, 2), sent->codes[i]) == 0);
    NEED(sqlite3_column_int64(statement, 3) == (strcmp(sent->codes[i], "I99") == 0));
  }
  NEED(sqlite3_step(statement) == SQLITE_DONE);
  sqlite3_finalize(statement);
}

void dsp_expect(const struct sent *sent) {
  expect_request(sent);
  expect_entries(sent);
  dsp.requests++;
  dsp.entries += (sqlite3_int64)sent->count;
  dsp.returns += (sqlite3_int64)model_accepted(sent);
}

static size_t times_accepted(size_t hub) {
  size_t times = 0;
  for (size_t i = 0; i < model.sent_count; i++)
    for (size_t j = 0; model.sent[i].is_processed && j < model.sent[i].count; j++)
      times += model.sent[i].hubs[j] == hub && strcmp(model.sent[i].codes[j], "I99") == 0;
  return times;
}

void dsp_expect_hubs(void) {
  sqlite3_stmt *statement = prepare("SELECT logistics_status, (SELECT count(*) FROM returns r WHERE r.device_id ="
                                    " i.device_id) FROM inventory i WHERE device_id = ?1",
                                    NULL);
  for (size_t i = 0; i < HUBS; i++) {
    char device[CHRET_EUI64_SIZE];
    write_eui(model.hubs[i].device, device);
    sqlite3_bind_text(statement, 1, device, -1, SQLITE_TRANSIENT);
    NEED(sqlite3_step(statement) == (model.hubs[i].is_known ? SQLITE_ROW : SQLITE_DONE));
    NEED(times_accepted(i) <= 1);
    if (model.hubs[i].is_known) {
      NEED(strcmp(text(statement, 0), model.hubs[i].is_returned ? "Returned" : "Delivered") == 0);
      NEED((size_t)sqlite3_column_int64(statement, 1) == times_accepted(i));
    }
    sqlite3_reset(statement);
  }
  sqlite3_finalize(statement);
}

void dsp_expect_totals(void) {
  NEED(number_of("SELECT count(*) FROM requests") == dsp.requests);
  NEED(number_of("SELECT count(*) FROM audit_trail") == dsp.entries);
  NEED(number_of("SELECT count(*) FROM returns") == dsp.returns);
}
