#include "model/response.h"

#include <string.h>

chret_response *chret_i_response_new(const chret_allocator *allocator) {
  chret_response *response = chret_i_allocate_zeroed(allocator, sizeof *response);
  if (response != NULL)
    chret_i_message_init(&response->message, allocator);
  return response;
}

int32_t chret_response_new(chret_response **out, int32_t service, const chret_options *options) {
  const chret_i_service *found = chret_i_service_find(service);
  chret_response *response;
  if (out == NULL || found == NULL)
    return CHRET_E_ARGUMENT;
  response = chret_i_response_new(&chret_i_options(options)->allocator);
  if (response == NULL)
    return CHRET_E_NO_MEMORY;
  chret_i_message_name(&response->message, found);
  *out = response;
  return CHRET_OK;
}

void chret_response_free(chret_response *response) {
  if (response != NULL) {
    chret_allocator allocator = response->message.allocator;
    chret_i_arena_release(&response->message.arena);
    chret_i_release(&allocator, response->failures);
    chret_i_release(&allocator, response);
  }
}

int32_t chret_response_service(const chret_response *response) {
  return response != NULL ? response->message.service->service : CHRET_SERVICE_UNDECIDED;
}

/* The table's text of a response code; NULL, and noted, where the schema does not enumerate it. */
static const char *enumerated(const char *code, size_t size, chret_error *err) {
  const chret_i_field *field = chret_i_field_find(CHRET_FIELD_RESPONSE_CODE);
  size_t i = chret_i_choice(field, code, size);
  chret_i_place place = {0, 0, NULL, 0, NULL, 0};
  if (i < field->value_count)
    return field->values[i].text;
  place.item = field->element.name.text;
  place.item_size = field->element.name.size;
  (void)chret_i_error_set(err, CHRET_E_NOT_ENUMERATED, &place, "the response code is not one of the schema's");
  return NULL;
}

int32_t chret_response_set(chret_response *response, int32_t field, const char *text, size_t size, chret_error *err) {
  chret_i_error_clear(err);
  if (response == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no response");
  if (field == CHRET_FIELD_RESPONSE_CODE && text != NULL && enumerated(text, size, err) == NULL)
    return CHRET_E_NOT_ENUMERATED;
  return chret_i_message_set(&response->message, CHRET_I_RESPONSE_HEADER, field, text, size, err);
}

const char *chret_response_get(const chret_response *response, int32_t field, size_t *size) {
  return response != NULL ? chret_i_message_get(&response->message, field, size) : NULL;
}

int32_t chret_response_set_id(chret_response *response, uint64_t originator, uint64_t target, uint64_t counter) {
  char text[CHRET_REQUEST_ID_SIZE];
  (void)chret_request_id_format(originator, target, counter, text, sizeof text);
  return chret_response_set(response, CHRET_FIELD_REQUEST_ID, text, strlen(text), NULL);
}

int32_t chret_response_get_id(const chret_response *response, uint64_t *originator, uint64_t *target,
                              uint64_t *counter) {
  return response != NULL ? chret_i_message_id(&response->message, originator, target, counter) : CHRET_E_ARGUMENT;
}

int chret_i_response_push(chret_response *response, uint64_t device, const char *code) {
  void *block = response->failures;
  chret_i_failure *failure;
  if (!chret_i_grow(&response->message.allocator, &block, &response->failure_capacity, response->failure_count + 1,
                    sizeof *response->failures))
    return 0;
  response->failures = block;
  failure = &response->failures[response->failure_count++];
  failure->device = device;
  failure->code = code;
  return 1;
}

int32_t chret_response_add_failure(chret_response *response, uint64_t device, const char *code, size_t size,
                                   chret_error *err) {
  const char *constant;
  chret_i_error_clear(err);
  if (response == NULL || code == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no response or no code");
  if (response->message.body != NULL && strcmp(response->message.body, CHRET_I_WARNING) != 0)
    return chret_i_error_set(err, CHRET_E_STATE, NULL, "the response has a %s, which was not read",
                             response->message.body);
  if (response->failure_count >= CHRET_LIST_MAX)
    return chret_i_error_set(err, CHRET_E_TOO_MANY, NULL, "a list has at most %d records that can be refused",
                             CHRET_LIST_MAX);
  constant = enumerated(code, size, err);
  if (constant == NULL)
    return CHRET_E_NOT_ENUMERATED;
  if (!chret_i_response_push(response, device, constant))
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for the refused record");
  response->message.body = CHRET_I_WARNING;
  chret_i_message_changed(&response->message);
  return CHRET_OK;
}

size_t chret_response_failure_count(const chret_response *response) {
  return response != NULL ? response->failure_count : 0;
}

int32_t chret_response_failure_device(const chret_response *response, size_t i, uint64_t *device) {
  if (response == NULL || i >= response->failure_count || device == NULL)
    return CHRET_E_ARGUMENT;
  *device = response->failures[i].device;
  return CHRET_OK;
}

const char *chret_response_failure_code(const chret_response *response, size_t i) {
  return response != NULL && i < response->failure_count ? response->failures[i].code : "";
}

const char *chret_response_body(const chret_response *response) {
  return response != NULL && response->message.body != NULL ? response->message.body : "";
}

int32_t chret_response_is_signed(const chret_response *response) {
  return response != NULL ? response->message.is_signed : 0;
}

/* ---- Codes ---- */

const char *chret_code_text(const char *code, size_t size) {
  /* DUIS's own texts are not public: these are as a transcription has them */
  static const struct {
    chret_i_text code;
    const char *text;
  } MEANINGS[] = {
      {CHRET_I_TEXT("I0"), "success"},
      {CHRET_I_TEXT("I99"), "acknowledged: success with no data to return"},
      {CHRET_I_TEXT("E1"), "User and User Role are no valid pair"},
      {CHRET_I_TEXT("E2"), "User Role not permitted for this request"},
      {CHRET_I_TEXT("E3"), "User status not permitted"},
      {CHRET_I_TEXT("E4"), "User Role not authorised for this device"},
      {CHRET_I_TEXT("E5"), "the device's status is incompatible with this request"},
      {CHRET_I_TEXT("E11"), "request not compatible with this device type"},
      {CHRET_I_TEXT("E12"), "Command Variant not applicable to this request"},
      {CHRET_I_TEXT("E13"), "request type not valid for the URL"},
      {CHRET_I_TEXT("E19"), "the device does not exist"},
  };
  size_t i;
  for (i = 0; code != NULL && i < sizeof MEANINGS / sizeof MEANINGS[0]; i++)
    if (MEANINGS[i].code.size == size && memcmp(MEANINGS[i].code.text, code, size) == 0)
      return MEANINGS[i].text;
  return "";
}

int32_t chret_code_is_success(const char *code, size_t size) {
  return code != NULL && ((size == 2 && memcmp(code, "I0", 2) == 0) || (size == 3 && memcmp(code, "I99", 3) == 0));
}
