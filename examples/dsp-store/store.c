/* store.c - see store.h. */
#include "store.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "order.h"
#include "statements.h"

static void read_digest(const char *text, uint8_t *digest) {
  for (size_t i = 0; i < CHRET_DIGEST_SIZE; i++) {
    char pair[3] = {text[2 * i], text[2 * i + 1], '\0'};
    digest[i] = (uint8_t)strtoul(pair, NULL, 16);
  }
}

/* ---- Transactions ---- */

int store_open(struct store *store, const char *url) {
  memset(store, 0, sizeof *store);
  return database_open(&store->database, url);
}

void store_close(struct store *store) {
  if (store->database.close != NULL)
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
    size_t changed; /* asked for, so that it is done now */
    result = store->database.run(store->database.ctx, PING, NULL, 0, NULL, NULL, &changed);
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
  found->answer.accepted = strtoul(texts[1], NULL, 10);
  found->answer.text = strdup(texts[2]);
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
  return database_run(&store->database, FIND_REQUEST, &id, 1, take_request, found);
}

int32_t store_find_digest(void *ctx, uint64_t originator, uint64_t target, uint64_t counter, int32_t *is_found,
                          uint8_t *digest, int32_t *has_highest, uint64_t *highest) {
  struct store *store = ctx;
  char id[CHRET_REQUEST_ID_SIZE];
  char eui[CHRET_EUI64_SIZE];
  const char *value = eui;
  struct found found;
  struct last last = {0, 0};
  chret_request_id_format(originator, target, counter, id, sizeof id);
  chret_eui64_format(originator, eui, sizeof eui);
  int result = find(store, id, &found);
  free(found.answer.text);
  result = result == 0 ? database_run(&store->database, FIND_LAST, &value, 1, take_last, &last) : result;
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

/* {Device ID: true, ...}, for free(); NULL where memory ran out. */
static char *write_devices(const uint64_t *devices, size_t count) {
  json_t *object = json_object();
  int result = 0;
  for (size_t i = 0; i < count && result == 0; i++) {
    char device[CHRET_EUI64_SIZE];
    chret_eui64_format(devices[i], device, sizeof device);
    result = json_object_set_new(object, device, json_true());
  }
  char *text = result == 0 ? json_dumps(object, JSON_COMPACT) : NULL;
  json_decref(object);
  return text;
}

int32_t store_answer_question(void *ctx, const uint64_t *devices, size_t count, chret_facts *facts) {
  const struct store_question *question = ctx;
  struct asking asking = {devices, count, question->originator, facts};
  char *text = write_devices(devices, count);
  const char *value = text;
  int result =
      text == NULL ? STORE_AWAY : database_run(&question->store->database, FIND_HUBS, &value, 1, give_facts, &asking);
  free(text);
  return result;
}

static int add_hub(struct store *store, const struct inventory_device *device) {
  char id[CHRET_EUI64_SIZE];
  char supplier[CHRET_EUI64_SIZE] = "";
  const char *values[] = {id, device->type, device->status, device->logistics_status, supplier};
  chret_eui64_format(device->id, id, sizeof id);
  if (device->has_supplier)
    chret_eui64_format(device->supplier, supplier, sizeof supplier);
  return database_run(&store->database, ADD_HUB, values, sizeof values / sizeof *values, NULL, NULL);
}

int store_add_inventory(struct store *store, const struct inventory *inventory) {
  struct inventory_device device;
  int result = store_begin(store);
  for (size_t i = 0; result == 0 && inventory_device_at(inventory, i, &device); i++)
    result = add_hub(store, &device);
  result = result == 0 ? store_commit(store) : result;
  store_rollback(store);
  return result;
}
