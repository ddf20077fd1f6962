/* save.c - what is done for a request that was processed, and stored with it (store.h). */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "statements.h"
#include "store.h"

#define COUNT(array)    (sizeof(array) / sizeof *(array))
#define COUNTER_SIZE    21 /* 20 digits and a NUL */
#define HEX_DIGEST_SIZE (2 * CHRET_DIGEST_SIZE + 1)

/* ---- Records ---- */

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

/* The hub's returns record. */
static int add_returns(struct store *store, const char *key, const char *device, const chret_record *record,
                       const char *time) {
  json_t *items = items_of(record);
  char *text = items == NULL ? NULL : json_dumps(items, JSON_COMPACT);
  const char *values[] = {key, device, text, time};
  int result =
      text == NULL ? STORE_AWAY : database_run(&store->database, ADD_RETURNS, values, COUNT(values), NULL, NULL);
  free(text);
  json_decref(items);
  return result;
}

/* What is done for the i-th record. */
static int add_record(struct store *store, const chret_request *request, const chret_outcomes *outcomes, size_t i,
                      const char *time) {
  char key[CHRET_KEY_SIZE];
  char number[COUNTER_SIZE];
  char device[CHRET_EUI64_SIZE];
  const char *returned = device;
  const char *id = chret_request_get(request, CHRET_FIELD_REQUEST_ID, NULL);
  int32_t effects = chret_outcomes_effects(outcomes, i);
  int result = 0;
  chret_outcomes_key(outcomes, i, key, sizeof key);
  snprintf(number, sizeof number, "%zu", i + 1);
  chret_eui64_format(chret_outcomes_device(outcomes, i), device, sizeof device);
  if (effects & CHRET_EFFECT_AUDIT_ENTRY) {
    const char *values[] = {key, id, number, device, chret_outcomes_code(outcomes, i), time};
    result = database_run(&store->database, ADD_AUDIT, values, COUNT(values), NULL, NULL);
  }
  if (result == 0 && effects & CHRET_EFFECT_RETURNED)
    result = database_run(&store->database, SET_RETURNED, &returned, 1, NULL, NULL);
  if (result == 0 && effects & CHRET_EFFECT_RETURN_RECORD)
    result = add_returns(store, key, device, chret_request_record_at(request, i), time);
  return result;
}

/* ---- The request ---- */

static void write_counter(uint64_t counter, char *out) {
  snprintf(out, COUNTER_SIZE, "%020" PRIu64, counter);
}

static void write_digest(const uint8_t *digest, char *out) {
  for (size_t i = 0; i < CHRET_DIGEST_SIZE; i++)
    snprintf(out + 2 * i, 3, "%02x", digest[i]);
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
  return database_run(&store->database, RAISE_LAST, values, COUNT(values), NULL, NULL);
}

/* The originator's row is the last one: until the commit it holds up its other requests. */
int store_save(struct store *store, const chret_request *request, const uint8_t *digest, const chret_outcomes *outcomes,
               const chret_buffer *answer, int64_t milliseconds) {
  char time[CHRET_DATE_TIME_SIZE];
  chret_date_time_format(milliseconds, time, sizeof time);
  int result = add_request(store, request, digest, outcomes, answer, time);
  for (size_t i = 0; result == 0 && i < chret_outcomes_count(outcomes); i++)
    result = add_record(store, request, outcomes, i, time);
  return result == 0 ? raise_last(store, request) : result;
}
