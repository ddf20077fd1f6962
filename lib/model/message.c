#include "model/message.h"

#include <stdio.h>
#include <string.h>

void chret_i_message_init(chret_i_message *message, const chret_allocator *allocator) {
  message->allocator = *allocator;
  chret_i_arena_init(&message->arena, &message->allocator);
}

static void set_constant(chret_i_message *message, int32_t field, const char *text, size_t size) {
  chret_i_value *value = &message->values[chret_i_message_index(field)];
  value->text = text;
  value->size = size;
}

void chret_i_message_name(chret_i_message *message, const chret_i_service *service) {
  message->service = service;
  set_constant(message, CHRET_FIELD_SCHEMA_VERSION, CHRET_I_SCHEMA_VERSION, sizeof CHRET_I_SCHEMA_VERSION - 1);
  set_constant(message, CHRET_FIELD_SERVICE_REFERENCE, service->reference.text, service->reference.size);
  set_constant(message, CHRET_FIELD_SERVICE_REFERENCE_VARIANT, service->variant.text, service->variant.size);
}

/* The normal form of a field's new value: text NULL makes it absent where it may be. */
static int32_t check_value(const chret_i_field *field, int optional, const char *text, size_t size,
                           chret_i_normal *normal, chret_error *err) {
  chret_i_place place = {0, 0, NULL, 0, NULL, 0};
  char message[CHRET_I_RULE_MESSAGE];
  int32_t status = CHRET_OK;
  memset(normal, 0, sizeof *normal);
  if (text != NULL)
    status = chret_i_rule_check_bytes(field, text, size, normal);
  else if (!optional)
    status = CHRET_E_MISSING;
  if (status == CHRET_OK)
    return CHRET_OK;
  place.item = field->element.name.text;
  place.item_size = field->element.name.size;
  chret_i_rule_message(field, status, message, sizeof message);
  return chret_i_error_set(err, status, &place, "%s", message);
}

int32_t chret_i_message_set(chret_i_message *message, int32_t sequence, int32_t field, const char *text, size_t size,
                            chret_error *err) {
  int i = chret_i_message_index(field);
  const chret_i_field *row = chret_i_field_find(field);
  chret_i_normal normal;
  int32_t status;
  if (i < 0 || (field != CHRET_FIELD_SCHEMA_VERSION && row->presence[sequence] == CHRET_I_ABSENT))
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "not a field of the message that can be set");
  status = check_value(row, row->presence[sequence] == CHRET_I_OPTIONAL, text, size, &normal, err);
  if (status != CHRET_OK)
    return status;
  if (!chret_i_message_keep(message, &message->values[i], &normal))
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for %s", row->element.name.text);
  chret_i_message_changed(message);
  return CHRET_OK;
}

void chret_i_message_changed(chret_i_message *message) {
  message->certificate = NULL;
  message->is_signed = 0;
}

const char *chret_i_message_get(const chret_i_message *message, int32_t field, size_t *size) {
  int i = chret_i_message_index(field);
  if (i < 0 || message->values[i].text == NULL)
    return NULL;
  if (size != NULL)
    *size = message->values[i].size;
  return message->values[i].text;
}

int32_t chret_i_message_id(const chret_i_message *message, uint64_t *originator, uint64_t *target, uint64_t *counter) {
  size_t size;
  const char *text = chret_i_message_get(message, CHRET_FIELD_REQUEST_ID, &size);
  return text != NULL ? chret_request_id_parse(text, size, originator, target, counter) : CHRET_E_MISSING;
}

int32_t chret_i_message_check(const chret_i_message *message, size_t i, chret_i_place *place, char *text) {
  static const int32_t FIELDS[] = {CHRET_FIELD_COMMAND_VARIANT, CHRET_FIELD_SERVICE_REFERENCE,
                                   CHRET_FIELD_SERVICE_REFERENCE_VARIANT};
  const chret_i_service *service = message->service;
  const chret_i_text *expected[] = {&service->command_variant, &service->reference, &service->variant};
  int index = chret_i_message_index(FIELDS[i]);
  const chret_i_value *value = &message->values[index];
  if (value->text == NULL ||
      (value->size == expected[i]->size && memcmp(value->text, expected[i]->text, value->size) == 0))
    return CHRET_OK;
  memset(place, 0, sizeof *place);
  place->line = message->lines[index];
  place->item = chret_field_name(FIELDS[i]);
  place->item_size = strlen(place->item);
  (void)snprintf(text, CHRET_I_MESSAGE_TEXT, "%s is %s, but a message of %s has %s", place->item, value->text,
                 service->variant.text, expected[i]->text);
  return FIELDS[i] == CHRET_FIELD_COMMAND_VARIANT ? CHRET_E_COMMAND_VARIANT : CHRET_E_SERVICE_MISMATCH;
}
