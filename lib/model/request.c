#include "model/request.h"

#include <string.h>

static const char SCHEMA_VERSION[] = "5.4";

chret_request *chret_i_request_new(const chret_allocator *allocator) {
  chret_request *request = chret_i_allocate_zeroed(allocator, sizeof *request);
  if (request != NULL) {
    request->allocator = *allocator;
    chret_i_arena_init(&request->arena, &request->allocator);
    chret_i_device_set_init(&request->devices, &request->allocator);
  }
  return request;
}

static void set_constant(chret_request *request, int32_t field, const char *text, size_t size) {
  chret_i_value *value = &request->values[chret_i_request_index(field)];
  value->text = text;
  value->size = size;
}

int32_t chret_request_new(chret_request **out, int32_t service, int32_t form, const chret_options *options) {
  const chret_i_service *found = chret_i_service_find(service);
  chret_request *request;
  if (out == NULL || found == NULL || (form != CHRET_FORM_SINGLE && form != CHRET_FORM_LIST))
    return CHRET_E_ARGUMENT;
  request = chret_i_request_new(&chret_i_options(options)->allocator);
  if (request == NULL)
    return CHRET_E_NO_MEMORY;
  request->service = found;
  request->form = form;
  set_constant(request, CHRET_FIELD_SCHEMA_VERSION, SCHEMA_VERSION, sizeof SCHEMA_VERSION - 1);
  set_constant(request, CHRET_FIELD_COMMAND_VARIANT, found->command_variant.text, found->command_variant.size);
  set_constant(request, CHRET_FIELD_SERVICE_REFERENCE, found->reference.text, found->reference.size);
  set_constant(request, CHRET_FIELD_SERVICE_REFERENCE_VARIANT, found->variant.text, found->variant.size);
  *out = request;
  return CHRET_OK;
}

void chret_request_free(chret_request *request) {
  if (request != NULL) {
    chret_allocator allocator = request->allocator;
    chret_i_arena_release(&request->arena);
    chret_i_device_set_release(&request->devices);
    chret_i_release(&allocator, request->records);
    chret_i_release(&allocator, request);
  }
}

int32_t chret_request_service(const chret_request *request) {
  return request != NULL ? request->service->service : CHRET_SERVICE_UNDECIDED;
}

int32_t chret_request_form(const chret_request *request) {
  return request != NULL ? request->form : 0;
}

int chret_i_request_keep(chret_request *request, chret_i_value *value, const chret_i_normal *normal) {
  const char *text = normal->text;
  if (text != NULL && !normal->constant) {
    text = chret_i_arena_text(&request->arena, normal->text, normal->size);
    if (text == NULL)
      return 0;
  }
  value->text = text;
  value->size = text != NULL ? normal->size : 0;
  return 1;
}

/* The normal form of a field's new value: text NULL makes it absent where it may be. */
static int32_t check_value(const chret_i_field *field, const char *text, size_t size, chret_i_normal *normal,
                           chret_error *err) {
  chret_i_place place = {0, 0, NULL, 0, NULL, 0};
  char message[CHRET_I_RULE_MESSAGE];
  int32_t status = CHRET_OK;
  memset(normal, 0, sizeof *normal);
  if (text != NULL)
    status = chret_i_rule_check_bytes(field, text, size, normal);
  else if (field->presence[CHRET_I_HEADER] != CHRET_I_OPTIONAL)
    status = CHRET_E_MISSING;
  if (status == CHRET_OK)
    return CHRET_OK;
  place.item = field->element.name.text;
  place.item_size = field->element.name.size;
  chret_i_rule_message(field, status, message, sizeof message);
  return chret_i_error_set(err, status, &place, "%s", message);
}

int32_t chret_request_set(chret_request *request, int32_t field, const char *text, size_t size, chret_error *err) {
  const chret_i_field *row = chret_i_field_find(field);
  int i = chret_i_request_index(field);
  chret_i_normal normal;
  int32_t status;
  chret_i_error_clear(err);
  if (request == NULL || i < 0)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no request, or not a field of its header");
  status = check_value(row, text, size, &normal, err);
  if (status != CHRET_OK)
    return status;
  if (!chret_i_request_keep(request, &request->values[i], &normal))
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for %s", row->element.name.text);
  return CHRET_OK;
}

const char *chret_request_get(const chret_request *request, int32_t field, size_t *size) {
  int i = chret_i_request_index(field);
  if (request == NULL || i < 0 || request->values[i].text == NULL)
    return NULL;
  if (size != NULL)
    *size = request->values[i].size;
  return request->values[i].text;
}

int32_t chret_request_set_id(chret_request *request, uint64_t originator, uint64_t target, uint64_t counter) {
  char text[CHRET_REQUEST_ID_SIZE];
  (void)chret_request_id_format(originator, target, counter, text, sizeof text);
  return chret_request_set(request, CHRET_FIELD_REQUEST_ID, text, strlen(text), NULL);
}

int32_t chret_request_get_id(const chret_request *request, uint64_t *originator, uint64_t *target, uint64_t *counter) {
  size_t size;
  const char *text = chret_request_get(request, CHRET_FIELD_REQUEST_ID, &size);
  if (request == NULL)
    return CHRET_E_ARGUMENT;
  return text != NULL ? chret_request_id_parse(text, size, originator, target, counter) : CHRET_E_MISSING;
}

size_t chret_request_record_count(const chret_request *request) {
  return request != NULL ? request->record_count : 0;
}

const chret_record *chret_request_record_at(const chret_request *request, size_t i) {
  return request != NULL && i < request->record_count ? &request->records[i] : NULL;
}

int32_t chret_request_is_signed(const chret_request *request) {
  return request != NULL ? request->is_signed : 0;
}
