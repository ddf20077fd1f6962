#include "model/record.h"

#include <stdio.h>
#include <string.h>

/* The memory of a record that stands alone: a block a field, kept for the next row. */
struct chret_i_own_text {
  chret_allocator allocator;
  void *blocks[CHRET_I_RECORD_FIELDS];
  size_t capacities[CHRET_I_RECORD_FIELDS];
};

typedef struct own_record {
  chret_record record;
  struct chret_i_own_text own;
} own_record;

static int is_service(int32_t service) {
  return service == CHRET_SERVICE_UNDECIDED || chret_i_service_find(service) != NULL;
}

int32_t chret_record_new(chret_record **out, int32_t service, const chret_options *options) {
  const chret_allocator *allocator = &chret_i_options(options)->allocator;
  own_record *made;
  if (out == NULL || !is_service(service))
    return CHRET_E_ARGUMENT;
  made = chret_i_allocate_zeroed(allocator, sizeof *made);
  if (made == NULL)
    return CHRET_E_NO_MEMORY;
  made->own.allocator = *allocator;
  made->record.own = &made->own;
  made->record.service = service;
  *out = &made->record;
  return CHRET_OK;
}

void chret_record_free(chret_record *record) {
  if (record != NULL && record->own != NULL) {
    chret_allocator allocator = record->own->allocator;
    size_t i;
    for (i = 0; i < CHRET_I_RECORD_FIELDS; i++)
      chret_i_release(&allocator, record->own->blocks[i]);
    chret_i_release(&allocator, record);
  }
}

int32_t chret_record_reset(chret_record *record, int32_t service) {
  if (record == NULL || record->own == NULL || !is_service(service))
    return CHRET_E_ARGUMENT;
  memset(record->values, 0, sizeof record->values);
  record->service = service;
  return CHRET_OK;
}

const chret_i_service *chret_i_record_service(const chret_record *record, const chret_i_service *otherwise) {
  int fault = record->values[chret_i_record_index(CHRET_FIELD_FAULT_RETURN_TYPE)].text != NULL;
  int no_fault = record->values[chret_i_record_index(CHRET_FIELD_NO_FAULT_RETURN_TYPE)].text != NULL;
  if (record->service != CHRET_SERVICE_UNDECIDED)
    return chret_i_service_find(record->service);
  if (fault == no_fault)
    return otherwise;
  return chret_i_service_find(fault ? CHRET_SERVICE_FAULT_RETURN : CHRET_SERVICE_NO_FAULT_RETURN);
}

int32_t chret_record_service(const chret_record *record) {
  const chret_i_service *service = record != NULL ? chret_i_record_service(record, NULL) : NULL;
  return service != NULL ? service->service : CHRET_SERVICE_UNDECIDED;
}

int32_t chret_record_set(chret_record *record, int32_t field, const char *text, size_t size) {
  int i = chret_i_record_index(field);
  char *copy;
  if (record == NULL || record->own == NULL || i < 0 || size == SIZE_MAX)
    return CHRET_E_ARGUMENT;
  if (text == NULL) {
    record->values[i].text = NULL;
    record->values[i].size = 0;
    return CHRET_OK;
  }
  if (!chret_i_grow(&record->own->allocator, &record->own->blocks[i], &record->own->capacities[i], size + 1, 1))
    return CHRET_E_NO_MEMORY;
  copy = record->own->blocks[i];
  memmove(copy, text, size);
  copy[size] = '\0';
  record->values[i].text = copy;
  record->values[i].size = size;
  return CHRET_OK;
}

const char *chret_record_get(const chret_record *record, int32_t field, size_t *size) {
  int i = chret_i_record_index(field);
  if (record == NULL || i < 0 || record->values[i].text == NULL)
    return NULL;
  if (size != NULL)
    *size = record->values[i].size;
  return record->values[i].text;
}

int32_t chret_record_set_eui(chret_record *record, int32_t field, uint64_t value) {
  char text[CHRET_EUI64_SIZE];
  if (chret_field_kind(field) != CHRET_KIND_EUI)
    return CHRET_E_ARGUMENT;
  (void)chret_eui64_format(value, text, sizeof text);
  return chret_record_set(record, field, text, sizeof text - 1);
}

int32_t chret_record_get_eui(const chret_record *record, int32_t field, uint64_t *value) {
  size_t size;
  const char *text = chret_record_get(record, field, &size);
  if (record == NULL || value == NULL || chret_field_kind(field) != CHRET_KIND_EUI)
    return CHRET_E_ARGUMENT;
  return text != NULL ? chret_eui64_parse(text, size, value) : CHRET_E_MISSING;
}

int32_t chret_record_set_choice(chret_record *record, int32_t field, size_t index) {
  const char *text = chret_field_value_at(field, index);
  return text != NULL ? chret_record_set(record, field, text, strlen(text)) : CHRET_E_ARGUMENT;
}

int32_t chret_record_get_choice(const chret_record *record, int32_t field, size_t *index) {
  size_t size, found;
  const char *text = chret_record_get(record, field, &size);
  const chret_i_field *row = chret_i_field_find(field);
  if (record == NULL || index == NULL || chret_i_record_index(field) < 0 || row->value_count == 0)
    return CHRET_E_ARGUMENT;
  if (text == NULL)
    return CHRET_E_MISSING;
  found = chret_i_choice(row, text, size);
  if (found == row->value_count)
    return CHRET_E_NOT_ENUMERATED;
  *index = found;
  return CHRET_OK;
}

size_t chret_record_line(const chret_record *record) {
  return record != NULL ? record->line : 0;
}

static int presence(const chret_i_service *service, const chret_i_field *field) {
  if (service != NULL)
    return field->presence[service->sequence];
  return field->presence[CHRET_I_FAULT_RETURN] == CHRET_I_REQUIRED &&
                 field->presence[CHRET_I_NO_FAULT_RETURN] == CHRET_I_REQUIRED
             ? CHRET_I_REQUIRED
             : CHRET_I_OPTIONAL;
}

int32_t chret_i_record_check(const chret_record *record, const chret_i_service *service, const chret_i_field *field,
                             chret_i_normal *normal) {
  return chret_i_record_check_value(field, presence(service, field),
                                    &record->values[chret_i_record_index(field->field)], normal);
}

void chret_i_record_message(const chret_i_service *service, const chret_i_field *field, int32_t status, char *out) {
  if (status == CHRET_E_UNKNOWN_ITEM)
    (void)snprintf(out, CHRET_I_RULE_MESSAGE, "%s is not an item of %s", field->element.name.text,
                   service->variant.text);
  else
    chret_i_rule_message(field, status, out, CHRET_I_RULE_MESSAGE);
}

void chret_i_record_duplicate(size_t earlier, char *out) {
  (void)snprintf(out, CHRET_I_RULE_MESSAGE, "record %lu has the same DeviceID", (unsigned long)earlier);
}

CHRET_I_SELDOM int32_t chret_i_record_refuse(const chret_i_service *service, const chret_i_field *field, int32_t status,
                                             chret_i_place *place, chret_error *err) {
  char message[CHRET_I_RULE_MESSAGE];
  chret_i_record_message(service, field, status, message);
  place->item = field->element.name.text;
  place->item_size = field->element.name.size;
  return chret_i_error_set(err, status, place, "%s", message);
}

int32_t chret_i_record_check_items(const chret_record *record, const chret_i_service *service, chret_i_normal *normals,
                                   chret_i_place *place, chret_error *err) {
  size_t i;
  for (i = 0; i < CHRET_I_RECORD_FIELDS; i++) {
    int32_t status = chret_i_record_check(record, service, &chret_i_fields[i], &normals[i]);
    if (status != CHRET_OK)
      return chret_i_record_refuse(service, &chret_i_fields[i], status, place, err);
  }
  return CHRET_OK;
}
