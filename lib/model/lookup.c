/* The questions that the public interface answers from the vocabulary table. */
#include "model/vocabulary.h"

#include <string.h>

/* Fields are numbered in the order of the table, in two runs. */
const chret_i_field *chret_i_field_find(int32_t field) {
  int record = chret_i_record_index(field);
  int message = chret_i_message_index(field);
  if (record >= 0)
    return &chret_i_fields[record];
  return message >= 0 ? &chret_i_fields[CHRET_I_RECORD_FIELDS + message] : NULL;
}

const chret_i_service *chret_i_service_find(int32_t service) {
  size_t i;
  for (i = 0; i < CHRET_I_SERVICES; i++)
    if (chret_i_services[i].service == service)
      return &chret_i_services[i];
  return NULL;
}

static int same(const chret_i_text *a, const char *text, size_t size) {
  return a->size == size && memcmp(a->text, text, size) == 0;
}

size_t chret_i_choice(const chret_i_field *field, const char *text, size_t size) {
  size_t i;
  for (i = 0; i < field->value_count; i++)
    if (same(&field->values[i], text, size))
      break;
  return i;
}

size_t chret_service_count(void) {
  return CHRET_I_SERVICES;
}

int32_t chret_service_at(size_t i) {
  return i < CHRET_I_SERVICES ? chret_i_services[i].service : 0;
}

const char *chret_service_name(int32_t service) {
  const chret_i_service *found = chret_i_service_find(service);
  return found != NULL ? found->variant.text : NULL;
}

int32_t chret_service_by_name(const char *name, size_t size) {
  size_t i;
  for (i = 0; name != NULL && i < CHRET_I_SERVICES; i++)
    if (same(&chret_i_services[i].variant, name, size))
      return chret_i_services[i].service;
  return 0;
}

/* The i-th field that the service's record has, or NULL. */
static const chret_i_field *item_at(const chret_i_service *service, size_t i) {
  size_t row;
  for (row = 0; service != NULL && row < CHRET_I_FIELD_COUNT; row++)
    if (chret_i_fields[row].presence[service->sequence] != CHRET_I_ABSENT && i-- == 0)
      return &chret_i_fields[row];
  return NULL;
}

size_t chret_service_item_count(int32_t service) {
  const chret_i_service *found = chret_i_service_find(service);
  size_t count = 0;
  while (item_at(found, count) != NULL)
    count++;
  return count;
}

int32_t chret_service_item_at(int32_t service, size_t i) {
  const chret_i_field *item = item_at(chret_i_service_find(service), i);
  return item != NULL ? item->field : 0;
}

int32_t chret_service_item_required(int32_t service, int32_t field) {
  const chret_i_service *found = chret_i_service_find(service);
  const chret_i_field *row = chret_i_field_find(field);
  return found != NULL && row != NULL && row->presence[found->sequence] == CHRET_I_REQUIRED;
}

size_t chret_field_count(void) {
  return CHRET_I_FIELD_COUNT;
}

int32_t chret_field_at(size_t i) {
  return i < CHRET_I_FIELD_COUNT ? chret_i_fields[i].field : 0;
}

const char *chret_field_name(int32_t field) {
  const chret_i_field *row = chret_i_field_find(field);
  return row != NULL ? row->element.name.text : NULL;
}

int32_t chret_field_by_name(const char *name, size_t size) {
  size_t i;
  for (i = 0; name != NULL && i < CHRET_I_FIELD_COUNT; i++)
    if (same(&chret_i_fields[i].element.name, name, size))
      return chret_i_fields[i].field;
  return 0;
}

int32_t chret_field_kind(int32_t field) {
  const chret_i_field *row = chret_i_field_find(field);
  return row != NULL ? row->kind : 0;
}

size_t chret_field_limit(int32_t field) {
  const chret_i_field *row = chret_i_field_find(field);
  return row != NULL ? row->limit : 0;
}

size_t chret_field_value_count(int32_t field) {
  const chret_i_field *row = chret_i_field_find(field);
  return row != NULL ? row->value_count : 0;
}

const char *chret_field_value_at(int32_t field, size_t i) {
  const chret_i_field *row = chret_i_field_find(field);
  return row != NULL && i < row->value_count ? row->values[i].text : NULL;
}

const char *chret_kind_name(int32_t kind) {
  static const char *const NAMES[] = {"EUI",     "enumeration",     "date-time", "text",          "request-ID",
                                      "boolean", "command-variant", "decimal",   "response-code", "EUI-list"};
  return kind >= 1 && kind <= (int32_t)(sizeof NAMES / sizeof NAMES[0]) ? NAMES[kind - 1] : NULL;
}

const char *chret_form_name(int32_t form) {
  return form == CHRET_FORM_SINGLE ? "single" : form == CHRET_FORM_LIST ? "list" : NULL;
}
