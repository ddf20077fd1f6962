/* store.c - see store.h. */
#include "store.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "order.h"
#include "statements.h"

#define COUNT(array)    (sizeof(array) / sizeof *(array))
#define COUNTER_SIZE    21 /* 20 digits and a NUL */
#define HEX_DIGEST_SIZE (2 * CHRET_DIGEST_SIZE + 1)
#define HUBS_AT_ONCE    1000

/* ---- Texts ---- */

static void write_counter(uint64_t counter, char *out) {
  snprintf(out, COUNTER_SIZE, "%020" PRIu64, counter);
}

static void write_digest(const uint8_t *digest, char *out) {
  for (size_t i = 0; i < CHRET_DIGEST_SIZE; i++)
    snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

static void read_digest(const char *text, uint8_t *digest) {
  for (size_t i = 0; i < CHRET_DIGEST_SIZE; i++) {
    char pair[3] = {text[2 * i], text[2 * i + 1], '\0'};
    digest[i] = (uint8_t)strtoul(pair, NULL, 16);
  }
}

/* Runs a statement whose first value is the object; frees the object. */
static int run_rows(struct store *store, int statement, json_t *object, const char *second, const char *third,
                    database_row_fn on_row, void *row_ctx) {
  char *text = json_dumps(object, JSON_COMPACT);
  const char *values[] = {text, second, third};
  size_t count = third != NULL ? 3 : second != NULL ? 2 : 1;
  json_decref(object);
  if (text == NULL)
    return STORE_AWAY;
  int result = store->database.run(store->database.ctx, statement, values, count, on_row, row_ctx, NULL);
  free(text);
  return result;
}

static int run(struct store *store, int statement, const char *const *values, size_t count, database_row_fn on_row,
               void *row_ctx) {
  return store->database.run(store->database.ctx, statement, values, count, on_row, row_ctx, NULL);
}

/* ---- Transactions ---- */

int store_open(struct store *store, const char *url) {
  return database_open(&store->database, url);
}

void store_close(struct store *store) {
  store->database.close(store->database.ctx);
}

static int begin(struct store *store, int is_writing) {
  int result = store->database.begin(store->database.ctx, is_writing);
  if (result != 0)
    store_rollback(store);
  return result;
}

int store_begin(struct store *store) {
  return begin(store, 1);
}

int store_commit(struct store *store) {
  return store->database.commit(store->database.ctx);
}

void store_rollback(struct store *store) {
  store->database.rollback(store->database.ctx);
}

int store_ping(struct store *store) {
  int result = begin(store, 0);
  if (result == 0) {
    result = run(store, PING, NULL, 0, NULL, NULL);
    store_rollback(store);
  }
  return result;
}

/* ---- Requests that were answered ---- */

struct found {
  int32_t is_found;
  uint8_t digest[CHRET_DIGEST_SIZE];
  struct store_answer answer;
};

static void take_request(void *ctx, const char *const *texts) {
  struct found *found = ctx;
  found->is_found = 1;
  read_digest(texts[0], found->digest);
  found->answer.records = strtoul(texts[1], NULL, 10);
  found->answer.accepted = strtoul(texts[2], NULL, 10);
  found->answer.text = strdup(texts[3]);
}

struct last {
  int32_t is_found;
  uint64_t counter;
};

static void take_last(void *ctx, const char *const *texts) {
  struct last *last = ctx;
  last->is_found = 1;
  last->counter = strtoull(texts[0], NULL, 10);
}

static int find(struct store *store, const char *id, struct found *found) {
  memset(found, 0, sizeof *found);
  return run(store, FIND_REQUEST, &id, 1, take_request, found);
}

int32_t store_find_digest(void *ctx, uint64_t originator, uint64_t target, uint64_t counter, int32_t *is_found,
                          uint8_t *digest, int32_t *has_highest, uint64_t *highest) {
  char id[CHRET_REQUEST_ID_SIZE];
  char eui[CHRET_EUI64_SIZE];
  const char *value = eui;
  struct found found;
  struct last last = {0, 0};
  chret_request_id_format(originator, target, counter, id, sizeof id);
  chret_eui64_format(originator, eui, sizeof eui);
  int result = find(ctx, id, &found);
  free(found.answer.text);
  result = result == 0 ? run(ctx, FIND_LAST, &value, 1, take_last, &last) : result;
  *is_found = found.is_found;
  memcpy(digest, found.digest, CHRET_DIGEST_SIZE);
  *has_highest = last.is_found;
  *highest = last.counter;
  return result;
}

int store_find_answer(struct store *store, const chret_request *request, struct store_answer *answer) {
  struct found found;
  int result = find(store, chret_request_get(request, CHRET_FIELD_REQUEST_ID, NULL), &found);
  *answer = found.answer;
  return result == 0 && found.answer.text == NULL ? STORE_AWAY : result;
}

/* ---- The inventory ---- */

struct asking {
  const uint64_t *devices;
  size_t count;
  uint64_t originator;
  chret_facts *facts;
};

static int compare(const void *a, const void *b) {
  return order_of(*(const uint64_t *)a, *(const uint64_t *)b);
}

static void give_facts(void *ctx, const char *const *texts) {
  const struct asking *asking = ctx;
  uint64_t device = 0;
  uint64_t supplier = 0;
  chret_eui64_parse(texts[0], strlen(texts[0]), &device);
  const uint64_t *at = bsearch(&device, asking->devices, asking->count, sizeof device, compare);
  if (at == NULL)
    return;
  size_t i = (size_t)(at - asking->devices);
  chret_facts_set_known(asking->facts, i, 1);
  chret_facts_set_device_type(asking->facts, i, texts[1], strlen(texts[1]));
  chret_facts_set_device_status(asking->facts, i, texts[2], strlen(texts[2]));
  chret_facts_set_logistics_status(asking->facts, i, texts[3], strlen(texts[3]));
  int is_anyones = texts[4][0] == '\0';
  chret_facts_set_authorised(asking->facts, i,
                             is_anyones || (chret_eui64_parse(texts[4], strlen(texts[4]), &supplier) == CHRET_OK &&
                                            supplier == asking->originator));
}

int32_t store_answer_question(void *ctx, const uint64_t *devices, size_t count, chret_facts *facts) {
  const struct store_question *question = ctx;
  struct asking asking = {devices, count, question->originator, facts};
  json_t *object = json_object();
  for (size_t i = 0; i < count; i++) {
    char device[CHRET_EUI64_SIZE];
    chret_eui64_format(devices[i], device, sizeof device);
    if (json_object_set_new(object, device, json_true()) != 0) {
      json_decref(object);
      return STORE_AWAY;
    }
  }
  return run_rows(question->store, FIND_HUBS, object, NULL, NULL, give_facts, &asking);
}

static int add_hubs(struct store *store, const struct inventory *inventory, size_t from) {
  json_t *object = json_object();
  struct inventory_device device;
  for (size_t i = from; i < from + HUBS_AT_ONCE && inventory_device_at(inventory, i, &device); i++) {
    char id[CHRET_EUI64_SIZE];
    char supplier[CHRET_EUI64_SIZE] = "";
    chret_eui64_format(device.id, id, sizeof id);
    if (device.has_supplier)
      chret_eui64_format(device.supplier, supplier, sizeof supplier);
    if (json_object_set_new(object, id,
                            json_pack("{s:s,s:s,s:s,s:s}", "type", device.type, "status", device.status, "logistics",
                                      device.logistics_status, "supplier", supplier)) != 0) {
      json_decref(object);
      return STORE_AWAY;
    }
  }
  return run_rows(store, ADD_HUBS, object, NULL, NULL, NULL, NULL);
}

int store_add_inventory(struct store *store, const struct inventory *inventory) {
  struct inventory_device device;
  int result = store_begin(store);
  for (size_t i = 0; result == 0 && inventory_device_at(inventory, i, &device); i += HUBS_AT_ONCE)
    result = add_hubs(store, inventory, i);
  result = result == 0 ? store_commit(store) : result;
  store_rollback(store);
  return result;
}

/* ---- What is done for a request ---- */

/* What the request says of a hub, by the names of its items; NULL where memory ran out. */
static json_t *items_of(const chret_record *record) {
  json_t *items = json_object();
  int32_t service = chret_record_service(record);
  for (size_t i = 0; i < chret_service_item_count(service); i++) {
    int32_t field = chret_service_item_at(service, i);
    size_t size;
    const char *text = chret_record_get(record, field, &size);
    if (text != NULL && json_object_set_new(items, chret_field_name(field), json_stringn(text, size)) != 0) {
      json_decref(items);
      return NULL;
    }
  }
  return items;
}

/* The entry of the i-th record; with the items of its hub where it is a returns record. */
static json_t *entry_of(const chret_request *request, const chret_outcomes *outcomes, size_t i, int32_t effect) {
  char device[CHRET_EUI64_SIZE];
  chret_eui64_format(chret_outcomes_device(outcomes, i), device, sizeof device);
  if (effect == CHRET_EFFECT_RETURN_RECORD)
    return json_pack("{s:s,s:o}", "device", device, "items", items_of(chret_request_record_at(request, i)));
  return json_pack("{s:I,s:s,s:s}", "record", (json_int_t)i + 1, "device", device, "code",
                   chret_outcomes_code(outcomes, i));
}

/* The entries of all records that have this effect, under their idempotency keys; NULL where memory ran out. */
static json_t *entries_of(const chret_request *request, const chret_outcomes *outcomes, int32_t effect) {
  json_t *entries = json_object();
  for (size_t i = 0; i < chret_outcomes_count(outcomes); i++) {
    char key[CHRET_KEY_SIZE];
    chret_outcomes_key(outcomes, i, key, sizeof key);
    if (chret_outcomes_effects(outcomes, i) & effect &&
        json_object_set_new(entries, key, entry_of(request, outcomes, i, effect)) != 0) {
      json_decref(entries);
      return NULL;
    }
  }
  return entries;
}

static int add_request(struct store *store, const chret_request *request, const uint8_t *digest,
                       const chret_outcomes *outcomes, const chret_buffer *answer, const char *time) {
  char hex[HEX_DIGEST_SIZE];
  char records[COUNTER_SIZE];
  char accepted[COUNTER_SIZE];
  size_t added = 0;
  write_digest(digest, hex);
  snprintf(records, sizeof records, "%zu", chret_outcomes_count(outcomes));
  snprintf(accepted, sizeof accepted, "%zu", chret_outcomes_accepted_count(outcomes));
  char *text = strndup((const char *)chret_buffer_data(answer), chret_buffer_size(answer));
  const char *values[] = {chret_request_get(request, CHRET_FIELD_REQUEST_ID, NULL),
                          hex,
                          chret_service_name(chret_request_service(request)),
                          chret_form_name(chret_request_form(request)),
                          records,
                          accepted,
                          time,
                          text};
  int result = text == NULL
                   ? STORE_AWAY
                   : store->database.run(store->database.ctx, ADD_REQUEST, values, COUNT(values), NULL, NULL, &added);
  free(text);
  return result == 0 && added == 0 ? STORE_TAKEN : result;
}

static int raise_last(struct store *store, const chret_request *request) {
  uint64_t originator;
  uint64_t target;
  uint64_t counter;
  char eui[CHRET_EUI64_SIZE];
  char digits[COUNTER_SIZE];
  const char *values[] = {eui, digits};
  chret_request_get_id(request, &originator, &target, &counter);
  chret_eui64_format(originator, eui, sizeof eui);
  write_counter(counter, digits);
  return run(store, RAISE_LAST, values, COUNT(values), NULL, NULL);
}

/* The originator's row is the last one: until the commit it holds up its other requests. */
int store_save(struct store *store, const chret_request *request, const uint8_t *digest, const chret_outcomes *outcomes,
               const chret_buffer *answer, int64_t milliseconds) {
  const char *id = chret_request_get(request, CHRET_FIELD_REQUEST_ID, NULL);
  char time[CHRET_DATE_TIME_SIZE];
  chret_date_time_format(milliseconds, time, sizeof time);
  int result = add_request(store, request, digest, outcomes, answer, time);
  if (result == 0)
    result = run_rows(store, ADD_AUDIT, entries_of(request, outcomes, CHRET_EFFECT_AUDIT_ENTRY), id, time, NULL, NULL);
  if (result == 0)
    result =
        run_rows(store, SET_RETURNED, entries_of(request, outcomes, CHRET_EFFECT_RETURNED), NULL, NULL, NULL, NULL);
  if (result == 0)
    result =
        run_rows(store, ADD_RETURNS, entries_of(request, outcomes, CHRET_EFFECT_RETURN_RECORD), time, NULL, NULL, NULL);
  return result == 0 ? raise_last(store, request) : result;
}
