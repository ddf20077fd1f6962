/* Messages written in canonical form, in one pass through the vocabulary table. */
#include "wire/writer.h"

#include "base/buffer.h"
#include "base/lexical.h"
#include "base/plain.h"
#include "wire/names.h"

#include <string.h>

static const chret_i_text DECLARATION = CHRET_I_TEXT("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");

#define ROOT_OPEN(name) CHRET_I_TEXT("<sr:" name " xmlns:sr=\"" CHRET_I_DUIS_NAMESPACE "\" schemaVersion=\"")
#define ROOT_END(name)  CHRET_I_TEXT("</sr:" name ">")

static const chret_i_text REQUEST_OPEN = ROOT_OPEN(CHRET_I_REQUEST);
static const chret_i_text REQUEST_END = ROOT_END(CHRET_I_REQUEST);
static const chret_i_text RESPONSE_OPEN = ROOT_OPEN(CHRET_I_RESPONSE);
static const chret_i_text RESPONSE_END = ROOT_END(CHRET_I_RESPONSE);
static const chret_i_text HEADER = CHRET_I_TEXT("\"><sr:" CHRET_I_HEADER_NAME ">");
static const chret_i_text BODY = CHRET_I_TEXT("</sr:" CHRET_I_HEADER_NAME "><sr:" CHRET_I_BODY ">");
static const chret_i_text BODY_END = CHRET_I_TEXT("</sr:" CHRET_I_BODY ">");
static const chret_i_element RESPONSE_MESSAGE = CHRET_I_ELEMENT(CHRET_I_RESPONSE_MESSAGE);
static const chret_i_element WARNING = CHRET_I_ELEMENT(CHRET_I_WARNING);
static const chret_i_element FAILURE = CHRET_I_ELEMENT(CHRET_I_FAILURE_NAME);

/* Whether the text has no character that is written as a reference: those of no other kind have one. */
static int is_plain(const chret_i_field *field, const char *text, size_t size) {
  return field->kind != CHRET_KIND_TEXT || chret_i_is_plain(text, size);
}

static void write_item(chret_i_output *output, const chret_i_field *field, const char *text, size_t size) {
  chret_i_output_element(output, &field->element, text, size, is_plain(field, text, size));
}

static void write_message_items(chret_i_output *output, const chret_i_message *message, int32_t sequence) {
  const chret_i_field *fields = chret_i_fields + CHRET_I_RECORD_FIELDS;
  const chret_i_value *values = message->values;
  size_t i;
  for (i = 0; i < CHRET_I_MESSAGE_FIELDS; i++)
    if (values[i].text != NULL && fields[i].presence[sequence] != CHRET_I_ABSENT)
      write_item(output, &fields[i], values[i].text, values[i].size);
}

/* ---- Requests ---- */

/* A record has no values but those that its service has. */
static void write_record(chret_i_output *output, const chret_i_service *service, const chret_record *record) {
  const chret_i_value *values = record->values;
  size_t i;
  chret_i_output_tag(output, &service->record.open);
  for (i = 0; i < CHRET_I_RECORD_FIELDS; i++)
    if (values[i].text != NULL)
      chret_i_output_element(output, &chret_i_fields[i].element, values[i].text, values[i].size,
                             record->is_plain || is_plain(&chret_i_fields[i], values[i].text, values[i].size));
  chret_i_output_tag(output, &service->record.close);
}

static void write_request_body(chret_i_output *output, const chret_request *request) {
  const chret_i_service *service = request->message.service;
  size_t i;
  if (request->form == CHRET_FORM_LIST)
    chret_i_output_tag(output, &service->list.open);
  for (i = 0; i < request->record_count; i++)
    write_record(output, service, request->records[i]);
  if (request->form == CHRET_FORM_LIST)
    chret_i_output_tag(output, &service->list.close);
}

/* ---- Responses ---- */

static void write_device_list(chret_i_output *output, const chret_response *response, const char *code) {
  size_t i;
  int is_first = 1;
  for (i = 0; i < response->failure_count; i++) {
    char device[CHRET_EUI64_SIZE];
    if (strcmp(response->failures[i].code, code) != 0)
      continue;
    if (!is_first)
      chret_i_output_raw(output, ",", 1);
    is_first = 0;
    (void)chret_eui64_format(response->failures[i].device, device, sizeof device);
    chret_i_output_raw(output, device, sizeof device - 1);
  }
}

/* Whether no failure before the i-th has its code. */
static int is_first_of_code(const chret_response *response, size_t i) {
  size_t before;
  for (before = 0; before < i; before++)
    if (strcmp(response->failures[before].code, response->failures[i].code) == 0)
      return 0;
  return 1;
}

/* One element for each code, in order of first appearance. */
static void write_failures(chret_i_output *output, const chret_response *response) {
  const chret_i_field *code_field = chret_i_field_find(CHRET_FIELD_RESPONSE_CODE);
  const chret_i_field *list_field = chret_i_field_find(CHRET_FIELD_DEVICE_ID_LIST);
  size_t i;
  for (i = 0; i < response->failure_count; i++) {
    const char *code = response->failures[i].code;
    if (!is_first_of_code(response, i))
      continue;
    chret_i_output_tag(output, &FAILURE.open);
    write_item(output, code_field, code, strlen(code));
    chret_i_output_tag(output, &list_field->element.open);
    write_device_list(output, response, code);
    chret_i_output_tag(output, &list_field->element.close);
    chret_i_output_tag(output, &FAILURE.close);
  }
}

static void write_response_body(chret_i_output *output, const chret_response *response) {
  chret_i_output_tag(output, &RESPONSE_MESSAGE.open);
  write_message_items(output, &response->message, CHRET_I_RESPONSE_SERVICE);
  if (response->failure_count > 0) {
    chret_i_output_tag(output, &WARNING.open);
    write_failures(output, response);
    chret_i_output_tag(output, &WARNING.close);
  }
  chret_i_output_tag(output, &RESPONSE_MESSAGE.close);
}

/* ---- Messages ---- */

chret_i_written chret_i_written_request(const chret_request *request) {
  chret_i_written written = {NULL, NULL, NULL};
  written.request = request;
  if (request != NULL)
    written.message = &request->message;
  return written;
}

chret_i_written chret_i_written_response(const chret_response *response) {
  chret_i_written written = {NULL, NULL, NULL};
  written.response = response;
  if (response != NULL)
    written.message = &response->message;
  return written;
}

void chret_i_write_declaration(chret_i_output *output) {
  chret_i_output_constant(output, &DECLARATION);
}

void chret_i_write_root(chret_i_output *output, const chret_i_written *written) {
  const chret_i_value *version = &written->message->values[chret_i_message_index(CHRET_FIELD_SCHEMA_VERSION)];
  chret_i_output_constant(output, written->request != NULL ? &REQUEST_OPEN : &RESPONSE_OPEN);
  chret_i_output_raw(output, version->text, version->size);
  chret_i_output_constant(output, &HEADER);
  write_message_items(output, written->message, written->request != NULL ? CHRET_I_HEADER : CHRET_I_RESPONSE_HEADER);
  chret_i_output_constant(output, &BODY);
  if (written->request != NULL)
    write_request_body(output, written->request);
  else
    write_response_body(output, written->response);
  chret_i_output_constant(output, &BODY_END);
}

const chret_i_text *chret_i_root_end(const chret_i_written *written) {
  return written->request != NULL ? &REQUEST_END : &RESPONSE_END;
}

/* The required items of the header, all but those that the model gives by itself. */
int32_t chret_i_written_check(const chret_i_written *written, chret_error *err) {
  int32_t sequence = written->request != NULL ? CHRET_I_HEADER : CHRET_I_RESPONSE_HEADER;
  chret_i_place place = {0, 0, NULL, 0, NULL, 0};
  size_t i;
  for (i = 0; i < CHRET_I_MESSAGE_FIELDS; i++) {
    const chret_i_field *field = &chret_i_fields[CHRET_I_RECORD_FIELDS + i];
    if (field->presence[sequence] != CHRET_I_REQUIRED || written->message->values[i].text != NULL)
      continue;
    place.item = field->element.name.text;
    place.item_size = field->element.name.size;
    return chret_i_error_set(err, CHRET_E_MISSING, &place, "%s is missing", place.item);
  }
  if (written->request != NULL && written->request->record_count == 0)
    return chret_i_error_set(err, CHRET_E_MISSING, NULL, "the request has no record");
  if (written->response != NULL && written->message->body != NULL && written->response->failure_count == 0)
    return chret_i_error_set(err, CHRET_E_STATE, NULL, "the response has a %s that was not read",
                             written->message->body);
  return CHRET_OK;
}

static int32_t fill(void *ctx, const uint8_t *data, size_t size) {
  chret_i_memory_sink *memory = ctx;
  memory->ran_out = !chret_i_buffer_append(memory->buffer, data, size);
  return memory->ran_out;
}

void chret_i_memory_sink_init(chret_i_memory_sink *memory, chret_buffer *buffer) {
  (void)chret_sink_init(&memory->sink, sizeof memory->sink);
  memory->sink.ctx = memory;
  memory->sink.write = fill;
  memory->buffer = buffer;
  memory->ran_out = 0;
}

int32_t chret_i_memory_sink_status(const chret_i_memory_sink *memory, int32_t status, chret_error *err) {
  if (!memory->ran_out)
    return status;
  chret_i_error_clear(err);
  return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory to write");
}
