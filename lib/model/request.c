#include "model/request.h"

#include <string.h>

uint64_t chret_i_request_device(const void *ctx, size_t record) {
  const chret_request *request = ctx;
  uint64_t device = 0;
  (void)chret_record_get_eui(request->records[record - 1], CHRET_FIELD_DEVICE_ID, &device);
  return device;
}

chret_request *chret_i_request_new(const chret_allocator *allocator) {
  chret_request *request = chret_i_allocate_zeroed(allocator, sizeof *request);
  if (request != NULL) {
    chret_i_message_init(&request->message, allocator);
    chret_i_arena_init(&request->record_memory, &request->message.allocator);
    chret_i_device_set_init(&request->devices, &request->message.allocator, chret_i_request_device, request);
  }
  return request;
}

int32_t chret_request_new(chret_request **out, int32_t service, int32_t form, const chret_options *options) {
  const chret_i_service *found = chret_i_service_find(service);
  chret_i_value *variant;
  chret_request *request;
  if (out == NULL || found == NULL || (form != CHRET_FORM_SINGLE && form != CHRET_FORM_LIST))
    return CHRET_E_ARGUMENT;
  request = chret_i_request_new(&chret_i_options(options)->allocator);
  if (request == NULL)
    return CHRET_E_NO_MEMORY;
  chret_i_message_name(&request->message, found);
  variant = &request->message.values[chret_i_message_index(CHRET_FIELD_COMMAND_VARIANT)];
  variant->text = found->command_variant.text;
  variant->size = found->command_variant.size;
  request->message.body = form == CHRET_FORM_LIST ? found->list.name.text : found->record.name.text;
  request->form = form;
  *out = request;
  return CHRET_OK;
}

void chret_request_free(chret_request *request) {
  if (request != NULL) {
    chret_allocator allocator = request->message.allocator;
    chret_i_arena_release(&request->message.arena);
    chret_i_device_set_release(&request->devices);
    chret_i_arena_release(&request->record_memory);
    chret_i_release(&allocator, request->records);
    chret_i_release(&allocator, request);
  }
}

int32_t chret_request_service(const chret_request *request) {
  return request != NULL ? request->message.service->service : CHRET_SERVICE_UNDECIDED;
}

int32_t chret_request_form(const chret_request *request) {
  return request != NULL ? request->form : 0;
}

int32_t chret_request_set(chret_request *request, int32_t field, const char *text, size_t size, chret_error *err) {
  chret_i_error_clear(err);
  if (request == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no request");
  return chret_i_message_set(&request->message, CHRET_I_HEADER, field, text, size, err);
}

const char *chret_request_get(const chret_request *request, int32_t field, size_t *size) {
  return request != NULL ? chret_i_message_get(&request->message, field, size) : NULL;
}

int32_t chret_request_set_id(chret_request *request, uint64_t originator, uint64_t target, uint64_t counter) {
  char text[CHRET_REQUEST_ID_SIZE];
  (void)chret_request_id_format(originator, target, counter, text, sizeof text);
  return chret_request_set(request, CHRET_FIELD_REQUEST_ID, text, strlen(text), NULL);
}

int32_t chret_request_get_id(const chret_request *request, uint64_t *originator, uint64_t *target, uint64_t *counter) {
  return request != NULL ? chret_i_message_id(&request->message, originator, target, counter) : CHRET_E_ARGUMENT;
}

size_t chret_request_record_count(const chret_request *request) {
  return request != NULL ? request->record_count : 0;
}

const chret_record *chret_request_record_at(const chret_request *request, size_t i) {
  return request != NULL && i < request->record_count ? request->records[i] : NULL;
}

int32_t chret_request_is_signed(const chret_request *request) {
  return request != NULL ? request->message.is_signed : 0;
}
