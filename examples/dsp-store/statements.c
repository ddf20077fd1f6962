/* statements.c - see statements.h. Values are numbered in the order in which they stand. Identifiers are texts as DUIS
 * writes them; counters have 20 digits, so that they compare as texts: no integer of SQL holds all of them. */
#include "statements.h"

const char schema[] =
    /* The Smart Metering Inventory. supplier: the EUI-64 that may return the device; empty: anyone. */
    "CREATE TABLE IF NOT EXISTS inventory ("
    "  device_id TEXT PRIMARY KEY,"
    "  device_type TEXT NOT NULL,"
    "  device_status TEXT NOT NULL,"
    "  logistics_status TEXT NOT NULL,"
    "  supplier TEXT NOT NULL);"
    /* Requests that were answered, with the digest that they are known by
     * (chret_replay_check) and the signed answer. */
    "CREATE TABLE IF NOT EXISTS requests ("
    "  request_id TEXT PRIMARY KEY,"
    "  digest TEXT NOT NULL,"
    "  service TEXT NOT NULL,"
    "  form TEXT NOT NULL,"
    "  records INTEGER NOT NULL,"
    "  accepted INTEGER NOT NULL,"
    "  answered_at TEXT NOT NULL,"
    "  answer TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS originators ("
    "  originator TEXT PRIMARY KEY,"
    "  last_counter TEXT NOT NULL);"
    /* The Service Audit Trail: one entry a record, under its idempotency key. It outlives the requests. */
    "CREATE TABLE IF NOT EXISTS audit_trail ("
    "  entry_key TEXT PRIMARY KEY,"
    "  request_id TEXT NOT NULL,"
    "  record INTEGER NOT NULL,"
    "  device_id TEXT NOT NULL,"
    "  code TEXT NOT NULL,"
    "  written_at TEXT NOT NULL);"
    /* Service Returns Records: one an accepted record; items: what the request says of the hub, in JSON. */
    "CREATE TABLE IF NOT EXISTS returns ("
    "  entry_key TEXT PRIMARY KEY REFERENCES audit_trail,"
    "  device_id TEXT NOT NULL,"
    "  items TEXT NOT NULL,"
    "  written_at TEXT NOT NULL);"
    "CREATE INDEX IF NOT EXISTS audit_trail_device ON audit_trail (device_id);"
    /* The last one: where it is there, all are (database_postgresql.c). */
    "CREATE INDEX IF NOT EXISTS returns_device ON returns (device_id);";

const char *const statements[STATEMENTS] = {
    [FIND_REQUEST] = "SELECT digest, accepted, answer FROM requests WHERE request_id = $1",
    [FIND_LAST] = "SELECT last_counter FROM originators WHERE originator = $1",
    [FIND_HUBS] = "SELECT device_id, device_type, device_status, logistics_status, supplier FROM inventory"
                  " WHERE device_id IN (SELECT key FROM json_each($1)) ORDER BY device_id",
    [ADD_REQUEST] = "INSERT INTO requests (request_id, digest, service, form, records, accepted, answered_at, answer)"
                    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (request_id) DO NOTHING",
    [ADD_AUDIT] = "INSERT INTO audit_trail (entry_key, request_id, record, device_id, code, written_at)"
                  " VALUES ($1, $2, $3, $4, $5, $6)",
    [ADD_RETURNS] = "INSERT INTO returns (entry_key, device_id, items, written_at) VALUES ($1, $2, $3, $4)",
    [SET_RETURNED] = "UPDATE inventory SET logistics_status = 'Returned' WHERE device_id = $1",
    [RAISE_LAST] = "INSERT INTO originators (originator, last_counter) VALUES ($1, $2) ON CONFLICT (originator)"
                   " DO UPDATE SET last_counter = excluded.last_counter"
                   " WHERE excluded.last_counter > originators.last_counter",
    [ADD_HUB] = "INSERT INTO inventory (device_id, device_type, device_status, logistics_status, supplier)"
                " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (device_id) DO NOTHING",
    [PING] = "SELECT device_id FROM inventory LIMIT 1",
};
