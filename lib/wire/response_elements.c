/* Reading responses: the body, the service that it names, and the records that were refused. */
#include "wire/names.h"
#include "wire/reader.h"

#include <string.h>

enum { CODE, DEVICES }; /* of reader->failure_values */

/* The end of the references to the service: which one it is. */
static int32_t know_service(chret_reader *reader) {
  size_t size;
  int32_t status = chret_i_items_end(reader);
  const char *variant = chret_i_message_get(reader->message, CHRET_FIELD_SERVICE_REFERENCE_VARIANT, &size);
  if (status == CHRET_OK && variant != NULL)
    reader->message->service = chret_i_service_find(chret_service_by_name(variant, size));
  return status;
}

/* What stands beside the references to the service. */
static int32_t start_content(chret_reader *reader, const chret_i_start_tag *tag) {
  chret_i_message *message = reader->message;
  int32_t status = message->body == NULL ? know_service(reader) : CHRET_OK;
  if (status != CHRET_OK)
    return status;
  if (message->body != NULL || !chret_i_is_duis(reader, tag))
    return chret_i_unexpected(reader, tag);
  if (strcmp(tag->local, CHRET_I_WARNING) != 0)
    return chret_i_skip_body(reader, tag);
  if (message->service == NULL)
    return chret_i_reader_structure(reader, CHRET_E_SERVICE_MISMATCH, chret_i_xml_tag_line(reader->xml), tag->local,
                                    "a list of refused hubs in a response that is not to 8.14.3 or 8.14.4");
  message->body = CHRET_I_WARNING;
  reader->where = CHRET_I_AT_WARNING;
  return chret_i_check_attributes(reader, tag, NULL, NULL);
}

static int32_t start_body(chret_reader *reader, const chret_i_start_tag *tag) {
  if (reader->has_content)
    return chret_i_unexpected(reader, tag);
  reader->has_content = 1;
  if (chret_i_is_element(reader, tag, CHRET_I_RESPONSE_MESSAGE)) {
    reader->where = CHRET_I_AT_RESPONSE;
    chret_i_items_begin(reader, CHRET_I_RESPONSE_SERVICE, chret_i_xml_tag_line(reader->xml));
    return chret_i_check_attributes(reader, tag, NULL, NULL);
  }
  if (!chret_i_is_duis(reader, tag))
    return chret_i_unexpected(reader, tag);
  return chret_i_skip_body(reader, tag);
}

static int32_t start_failure(chret_reader *reader, const chret_i_start_tag *tag) {
  if (!chret_i_is_element(reader, tag, CHRET_I_FAILURE_NAME))
    return chret_i_unexpected(reader, tag);
  reader->where = CHRET_I_AT_FAILURE;
  memset(reader->failure_values, 0, sizeof reader->failure_values);
  chret_i_items_begin(reader, CHRET_I_FAILURE, chret_i_xml_tag_line(reader->xml));
  return chret_i_check_attributes(reader, tag, NULL, NULL);
}

int32_t chret_i_response_start(chret_reader *reader, const chret_i_start_tag *tag) {
  switch (reader->where) {
  case CHRET_I_AT_BODY:
    return start_body(reader, tag);
  case CHRET_I_AT_RESPONSE:
    return start_content(reader, tag);
  default:
    return start_failure(reader, tag);
  }
}

/* An entry for each Device ID of the failure's list, whose form has been checked. */
static int32_t end_failure(chret_reader *reader) {
  const chret_i_value *list = &reader->failure_values[DEVICES];
  int32_t status = chret_i_items_end(reader);
  size_t i;
  if (status != CHRET_OK)
    return status;
  for (i = 0; i < list->size; i += CHRET_EUI64_SIZE) {
    uint64_t device = 0;
    if (reader->response->failure_count >= reader->options.limits[CHRET_LIMIT_RECORDS])
      return chret_i_reader_fault(reader, CHRET_E_TOO_MANY, chret_field_name(CHRET_FIELD_DEVICE_ID_LIST),
                                  reader->item_line, "more refused records than a list may have records");
    (void)chret_eui64_parse(list->text + i, CHRET_EUI64_SIZE - 1, &device);
    if (!chret_i_response_push(reader->response, device, reader->failure_values[CODE].text))
      return chret_i_reader_no_memory(reader);
  }
  reader->where = CHRET_I_AT_WARNING;
  return CHRET_OK;
}

static int32_t end_response(chret_reader *reader) {
  int32_t status = reader->message->body == NULL ? know_service(reader) : CHRET_OK;
  reader->where = CHRET_I_AT_BODY;
  return status;
}

int32_t chret_i_response_end(chret_reader *reader) {
  switch (reader->where) {
  case CHRET_I_AT_FAILURE:
    return end_failure(reader);
  case CHRET_I_AT_WARNING:
    return chret_i_end_container(reader, reader->response->failure_count > 0, CHRET_I_AT_RESPONSE);
  default:
    return end_response(reader);
  }
}
