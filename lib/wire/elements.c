/* Reading messages: the events of the document, the root and its parts. */
#include "base/lexical.h"
#include "signature/profile.h"
#include "wire/names.h"
#include "wire/reader.h"

#include <string.h>

/* Parts of a message, in their order; reader->parts is the last that was there. */
enum { NO_PART, HEADER_PART, BODY_PART, SIGNATURE_PART };

int32_t chret_i_unexpected(chret_reader *reader, const chret_i_start_tag *tag) {
  return chret_i_reader_structure(reader, CHRET_E_STRUCTURE, chret_i_xml_tag_line(reader->xml), tag->local,
                                  "an element that the schema does not have here");
}

int chret_i_is_element(chret_reader *reader, const chret_i_start_tag *tag, const char *local) {
  return chret_i_is_duis(reader, tag) && strcmp(tag->local, local) == 0;
}

static int is_signature(const chret_i_start_tag *tag) {
  return tag->uri != NULL && strcmp(tag->uri, CHRET_I_SIGNATURE_NAMESPACE) == 0 &&
         strcmp(tag->local, CHRET_I_SIGNATURE) == 0;
}

/* ---- Attributes ---- */

/* Hints where a schema may be found: ignored, never followed. */
static int is_schema_location(const chret_i_attribute *attribute) {
  return attribute->uri != NULL && strcmp((const char *)attribute->uri, CHRET_I_INSTANCE_NAMESPACE) == 0 &&
         (strcmp((const char *)attribute->local, "schemaLocation") == 0 ||
          strcmp((const char *)attribute->local, "noNamespaceSchemaLocation") == 0);
}

int32_t chret_i_check_attributes(chret_reader *reader, const chret_i_start_tag *tag, const char *own,
                                 const chret_i_attribute **found) {
  size_t i;
  for (i = 0; i < tag->attribute_count; i++) {
    const chret_i_attribute *attribute = &tag->attributes[i];
    if (own != NULL && attribute->uri == NULL && strcmp((const char *)attribute->local, own) == 0)
      *found = attribute;
    else if (!is_schema_location(attribute))
      return chret_i_reader_structure(reader, CHRET_E_STRUCTURE, chret_i_xml_tag_line(reader->xml), tag->local,
                                      "the element has an attribute that the schema does not have");
  }
  return CHRET_OK;
}

/* ---- The root and its parts ---- */

/* Makes what the root says that the document is. */
static int32_t make_message(chret_reader *reader, const chret_i_start_tag *tag) {
  const chret_allocator *allocator = &reader->options.allocator;
  if (reader->reading.takes_requests && chret_i_is_element(reader, tag, CHRET_I_REQUEST)) {
    reader->request = chret_i_request_new(allocator);
    reader->message = reader->request != NULL ? &reader->request->message : NULL;
  } else if (reader->reading.takes_responses && chret_i_is_element(reader, tag, CHRET_I_RESPONSE)) {
    reader->response = chret_i_response_new(allocator);
    reader->message = reader->response != NULL ? &reader->response->message : NULL;
  } else {
    return chret_i_reader_structure(reader, CHRET_E_NOT_DUIS, chret_i_xml_tag_line(reader->xml), tag->local,
                                    reader->reading.takes_responses ? "the root is not a DUIS message of this kind"
                                                                    : "the root is not a DUIS Request");
  }
  return reader->message != NULL ? CHRET_OK : chret_i_reader_no_memory(reader);
}

CHRET_I_SELDOM static int32_t start_root(chret_reader *reader, const chret_i_start_tag *tag) {
  const chret_i_field *version = chret_i_field_find(CHRET_FIELD_SCHEMA_VERSION);
  const chret_i_attribute *attribute = NULL;
  size_t line = chret_i_xml_tag_line(reader->xml);
  int32_t status = make_message(reader, tag);
  if (status == CHRET_OK)
    status = chret_i_check_attributes(reader, tag, version->element.name.text, &attribute);
  if (status != CHRET_OK)
    return status;
  reader->where = CHRET_I_AT_ROOT;
  if (attribute == NULL)
    return chret_i_reader_fault(reader, CHRET_E_MISSING, version->element.name.text, line,
                                "the schemaVersion is missing");
  return chret_i_items_value(reader, version, line, (const char *)attribute->value,
                             (size_t)(attribute->value_end - attribute->value));
}

CHRET_I_SELDOM static int32_t start_part(chret_reader *reader, const chret_i_start_tag *tag) {
  if (reader->parts == NO_PART && chret_i_is_element(reader, tag, CHRET_I_HEADER_NAME)) {
    reader->where = CHRET_I_AT_HEADER;
    chret_i_items_begin(reader, reader->request != NULL ? CHRET_I_HEADER : CHRET_I_RESPONSE_HEADER,
                        chret_i_xml_tag_line(reader->xml));
  } else if (reader->parts == HEADER_PART && chret_i_is_element(reader, tag, CHRET_I_BODY)) {
    reader->where = CHRET_I_AT_BODY;
  } else if (reader->parts == BODY_PART && is_signature(tag)) {
    chret_i_skip(reader);
    reader->message->is_signed = 1;
    reader->parts++;
    return CHRET_OK;
  } else {
    return chret_i_unexpected(reader, tag);
  }
  reader->parts++;
  return chret_i_check_attributes(reader, tag, NULL, NULL);
}

static int32_t end_body(chret_reader *reader) {
  if (reader->has_content && reader->message->service == NULL && !reader->reading.takes_other_services)
    return chret_i_reader_structure(reader, CHRET_E_OTHER_SERVICE, chret_i_xml_line(reader->xml), NULL,
                                    "the response is not to 8.14.3 or 8.14.4");
  return chret_i_end_container(reader, reader->has_content, CHRET_I_AT_ROOT);
}

int32_t chret_i_end_container(chret_reader *reader, int complete, enum chret_i_where outside) {
  if (!complete)
    return chret_i_reader_structure(reader, CHRET_E_STRUCTURE, chret_i_xml_line(reader->xml), NULL,
                                    "an element ends without what it must contain");
  reader->where = outside;
  return CHRET_OK;
}

/* ---- What is not read ---- */

void chret_i_skip(chret_reader *reader) {
  reader->outside = reader->where;
  reader->where = CHRET_I_AT_SKIPPED;
  reader->skipped = 0;
}

int32_t chret_i_skip_body(chret_reader *reader, const chret_i_start_tag *tag) {
  reader->message->body = chret_i_arena_text(&reader->message->arena, tag->local, strlen(tag->local));
  if (reader->message->body == NULL)
    return chret_i_reader_no_memory(reader);
  chret_i_skip(reader);
  return CHRET_OK;
}

static int32_t start_skipped(chret_reader *reader) {
  reader->skipped++;
  return CHRET_OK;
}

static int32_t end_skipped(chret_reader *reader) {
  if (reader->skipped-- == 0)
    reader->where = reader->outside;
  return CHRET_OK;
}

/* ---- Events ---- */

static int32_t start_item(chret_reader *reader, const chret_i_start_tag *tag) {
  int32_t status = chret_i_items_start(reader, tag);
  /* in an item that is not read, attributes are not either */
  return status == CHRET_OK && reader->where == CHRET_I_AT_ITEM && tag->attribute_count > 0
             ? chret_i_check_attributes(reader, tag, NULL, NULL)
             : status;
}

static int32_t start(chret_reader *reader, const chret_i_start_tag *tag) {
  if (reader->where == CHRET_I_AT_RECORD) /* most are */
    return start_item(reader, tag);
  if (reader->where == CHRET_I_AT_SKIPPED)
    return start_skipped(reader);
  switch (reader->where) {
  case CHRET_I_AT_DOCUMENT:
    return start_root(reader, tag);
  case CHRET_I_AT_ROOT:
    return start_part(reader, tag);
  case CHRET_I_AT_RESPONSE:
    if (reader->message->body == NULL && chret_i_items_has(reader, tag))
      return start_item(reader, tag);
    return chret_i_response_start(reader, tag);
  case CHRET_I_AT_BODY:
  case CHRET_I_AT_LIST:
  case CHRET_I_AT_WARNING:
    return reader->request != NULL ? chret_i_request_start(reader, tag) : chret_i_response_start(reader, tag);
  case CHRET_I_AT_HEADER:
  case CHRET_I_AT_FAILURE:
    return start_item(reader, tag);
  default:
    return chret_i_unexpected(reader, tag);
  }
}

static int32_t end(chret_reader *reader) {
  int32_t status;
  if (reader->where == CHRET_I_AT_ITEM) /* most are */
    return chret_i_items_end_item(reader);
  if (reader->where == CHRET_I_AT_SKIPPED)
    return end_skipped(reader);
  switch (reader->where) {
  case CHRET_I_AT_HEADER:
    status = chret_i_items_end(reader);
    reader->where = CHRET_I_AT_ROOT;
    return status;
  case CHRET_I_AT_ROOT:
    return chret_i_end_container(reader, reader->parts >= BODY_PART, CHRET_I_AT_DOCUMENT);
  case CHRET_I_AT_BODY:
    return end_body(reader);
  default:
    return reader->request != NULL ? chret_i_request_end(reader) : chret_i_response_end(reader);
  }
}

/* Text where only elements may be. */
CHRET_I_SELDOM static int32_t between(chret_reader *reader, const char *text, size_t size) {
  size_t i;
  for (i = 0; i < size; i++)
    if (!chret_i_is_space(text[i]))
      return chret_i_reader_structure(reader, CHRET_E_STRUCTURE, chret_i_xml_text_line(reader->xml, text + i, size - i),
                                      NULL, "text where only elements may be");
  return CHRET_OK;
}

static int32_t text(chret_reader *reader, const char *text, size_t size) {
  if (reader->where == CHRET_I_AT_ITEM)
    return chret_i_arena_append(&reader->message->arena, &reader->text_size, text, size)
               ? CHRET_OK
               : chret_i_reader_no_memory(reader);
  return reader->where == CHRET_I_AT_SKIPPED ? CHRET_OK : between(reader, text, size);
}

/* Each event goes to the verifier and to the message: what is verified is what is read. */

static int32_t on_start(void *ctx, const chret_i_start_tag *tag) {
  chret_reader *reader = ctx;
  int32_t status = CHRET_OK;
  if (reader->verifier != NULL)
    status = chret_i_verifier_start(reader->verifier, reader->xml, tag);
  return status == CHRET_OK ? start(reader, tag) : status;
}

static int32_t on_end(void *ctx, chret_i_end_tag tag) {
  chret_reader *reader = ctx;
  int32_t status = CHRET_OK;
  if (reader->verifier != NULL)
    status = chret_i_verifier_end(reader->verifier, reader->xml, tag);
  return status == CHRET_OK ? end(reader) : status;
}

static int32_t on_text(void *ctx, const char *data, size_t size) {
  chret_reader *reader = ctx;
  int32_t status = CHRET_OK;
  if (reader->verifier != NULL)
    status = chret_i_verifier_text(reader->verifier, reader->xml, data, size);
  return status == CHRET_OK ? text(reader, data, size) : status;
}

static int32_t on_instruction(void *ctx, const char *target, const char *data) {
  chret_reader *reader = ctx;
  return reader->verifier != NULL ? chret_i_verifier_instruction(reader->verifier, target, data) : CHRET_OK;
}

void chret_i_reader_events(chret_reader *reader, chret_i_xml_handler *handler) {
  handler->ctx = reader;
  handler->start = on_start;
  handler->end = on_end;
  handler->text = on_text;
  handler->instruction = on_instruction;
}
