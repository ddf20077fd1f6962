/* Reading requests: the elements round the items, as events come. */
#include "wire/reader.h"

#include "base/lexical.h"
#include "signature/profile.h"
#include "wire/names.h"

#include <string.h>

/* Parts of a request, in their order; reader->parts is the last that was there. */
enum { NO_PART, HEADER_PART, BODY_PART, SIGNATURE_PART };

/* An element that may not be here. */
static int32_t unexpected(chret_reader *reader, const chret_i_start_tag *tag) {
  return chret_i_reader_structure(reader, CHRET_E_STRUCTURE, chret_i_xml_tag_line(reader->xml), tag->local,
                                  "an element that the schema does not have here");
}

static int is_element(const chret_i_start_tag *tag, const char *uri, const char *local) {
  return tag->uri != NULL && strcmp(tag->local, local) == 0 && strcmp(tag->uri, uri) == 0;
}

/* ---- Attributes ---- */

/* Hints where a schema may be found: ignored, never followed. */
static int is_schema_location(const chret_i_attribute *attribute) {
  return attribute->uri != NULL && strcmp((const char *)attribute->uri, CHRET_I_INSTANCE_NAMESPACE) == 0 &&
         (strcmp((const char *)attribute->local, "schemaLocation") == 0 ||
          strcmp((const char *)attribute->local, "noNamespaceSchemaLocation") == 0);
}

/* Refuses all attributes but hints and, where own is not NULL, the unprefixed one of that name, given in *found. */
static int32_t check_attributes(chret_reader *reader, const chret_i_start_tag *tag, const char *own,
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

/* ---- Elements ---- */

static int32_t start_request(chret_reader *reader, const chret_i_start_tag *tag) {
  const chret_i_field *version = chret_i_field_find(CHRET_FIELD_SCHEMA_VERSION);
  const chret_i_attribute *attribute = NULL;
  size_t line = chret_i_xml_tag_line(reader->xml);
  int32_t status;
  if (!is_element(tag, CHRET_I_DUIS_NAMESPACE, CHRET_I_REQUEST))
    return chret_i_reader_structure(reader, CHRET_E_NOT_DUIS, line, tag->local, "the root is not a DUIS Request");
  status = check_attributes(reader, tag, version->element.name.text, &attribute);
  if (status != CHRET_OK)
    return status;
  reader->where = CHRET_I_AT_REQUEST;
  if (attribute == NULL)
    return chret_i_reader_fault(reader, CHRET_E_MISSING, version->element.name.text, line,
                                "the schemaVersion is missing");
  return chret_i_items_value(reader, version, line, (const char *)attribute->value,
                             (size_t)(attribute->value_end - attribute->value));
}

static int32_t start_part(chret_reader *reader, const chret_i_start_tag *tag) {
  if (reader->parts == NO_PART && is_element(tag, CHRET_I_DUIS_NAMESPACE, CHRET_I_HEADER_NAME)) {
    reader->where = CHRET_I_AT_HEADER;
    chret_i_items_begin(reader, CHRET_I_HEADER, chret_i_xml_tag_line(reader->xml));
  } else if (reader->parts == HEADER_PART && is_element(tag, CHRET_I_DUIS_NAMESPACE, CHRET_I_BODY)) {
    reader->where = CHRET_I_AT_BODY;
  } else if (reader->parts == BODY_PART && is_element(tag, CHRET_I_SIGNATURE_NAMESPACE, CHRET_I_SIGNATURE)) {
    reader->outside = reader->where;
    reader->where = CHRET_I_AT_SKIPPED;
    reader->skipped = 0;
    reader->request->is_signed = 1;
    reader->parts++;
    return CHRET_OK;
  } else {
    return unexpected(reader, tag);
  }
  reader->parts++;
  return check_attributes(reader, tag, NULL, NULL);
}

static int32_t start_record(chret_reader *reader, const chret_i_start_tag *tag) {
  chret_request *request = reader->request;
  size_t line = chret_i_xml_tag_line(reader->xml);
  size_t most = reader->options.limits[CHRET_LIMIT_RECORDS];
  int32_t status;
  memset(&reader->record, 0, sizeof reader->record);
  reader->record.service = request->service->service;
  reader->record.line = line;
  reader->where = CHRET_I_AT_RECORD;
  chret_i_items_begin(reader, request->service->sequence, line);
  status = check_attributes(reader, tag, NULL, NULL);
  if (status != CHRET_OK)
    return status;
  /* where faults are collected, the first record too many is named and those after it are like it */
  if (request->record_count >= most && (reader->found == NULL || request->record_count == most))
    return chret_i_reader_fault(reader, CHRET_E_TOO_MANY, NULL, line, "the list has more records than it may have");
  return CHRET_OK;
}

static int32_t start_body(chret_reader *reader, const chret_i_start_tag *tag) {
  chret_request *request = reader->request;
  size_t i;
  if (request->service != NULL || tag->uri == NULL || strcmp(tag->uri, CHRET_I_DUIS_NAMESPACE) != 0)
    return unexpected(reader, tag);
  for (i = 0; i < chret_i_service_count; i++) {
    const chret_i_service *service = &chret_i_services[i];
    int is_list = strcmp(tag->local, service->list.name.text) == 0;
    if (!is_list && strcmp(tag->local, service->record.name.text) != 0)
      continue;
    request->service = service;
    request->form = is_list ? CHRET_FORM_LIST : CHRET_FORM_SINGLE;
    if (!is_list)
      return start_record(reader, tag);
    reader->where = CHRET_I_AT_LIST;
    return check_attributes(reader, tag, NULL, NULL);
  }
  return chret_i_reader_structure(reader, CHRET_E_OTHER_SERVICE, chret_i_xml_tag_line(reader->xml), tag->local,
                                  "the body is not one of 8.14.3 or 8.14.4");
}

static int32_t start_item(chret_reader *reader, const chret_i_start_tag *tag) {
  int32_t status = chret_i_items_start(reader, tag);
  /* in an item that is not read, attributes are not either */
  return status == CHRET_OK && reader->where == CHRET_I_AT_ITEM ? check_attributes(reader, tag, NULL, NULL) : status;
}

static int32_t on_start(void *ctx, const chret_i_start_tag *tag) {
  chret_reader *reader = ctx;
  switch (reader->where) {
  case CHRET_I_AT_DOCUMENT:
    return start_request(reader, tag);
  case CHRET_I_AT_REQUEST:
    return start_part(reader, tag);
  case CHRET_I_AT_BODY:
    return start_body(reader, tag);
  case CHRET_I_AT_LIST:
    if (is_element(tag, CHRET_I_DUIS_NAMESPACE, reader->request->service->record.name.text))
      return start_record(reader, tag);
    return unexpected(reader, tag);
  case CHRET_I_AT_HEADER:
  case CHRET_I_AT_RECORD:
    return start_item(reader, tag);
  case CHRET_I_AT_ITEM:
    return unexpected(reader, tag);
  default:
    reader->skipped++;
    return CHRET_OK;
  }
}

static int32_t end_record(chret_reader *reader) {
  int32_t status = chret_i_items_end(reader);
  if (status != CHRET_OK)
    return status;
  if (!chret_i_request_push(reader->request, &reader->record))
    return chret_i_reader_no_memory(reader);
  reader->where = reader->request->form == CHRET_FORM_LIST ? CHRET_I_AT_LIST : CHRET_I_AT_BODY;
  return CHRET_OK;
}

/* The end of an element that had to contain something, on the line of the end. */
static int32_t end_container(chret_reader *reader, int complete, enum chret_i_where outside) {
  if (!complete)
    return chret_i_reader_structure(reader, CHRET_E_STRUCTURE, chret_i_xml_line(reader->xml), NULL,
                                    "an element ends without what it must contain");
  reader->where = outside;
  return CHRET_OK;
}

static int32_t on_end(void *ctx, const chret_i_end_tag *tag) {
  chret_reader *reader = ctx;
  int32_t status;
  (void)tag;
  switch (reader->where) {
  case CHRET_I_AT_ITEM:
    return chret_i_items_end_item(reader);
  case CHRET_I_AT_RECORD:
    return end_record(reader);
  case CHRET_I_AT_HEADER:
    status = chret_i_items_end(reader);
    reader->where = CHRET_I_AT_REQUEST;
    return status;
  case CHRET_I_AT_LIST:
    return end_container(reader, reader->request->record_count > 0, CHRET_I_AT_BODY);
  case CHRET_I_AT_BODY:
    return end_container(reader, reader->request->service != NULL, CHRET_I_AT_REQUEST);
  case CHRET_I_AT_REQUEST:
    return end_container(reader, reader->parts >= BODY_PART, CHRET_I_AT_DOCUMENT);
  default:
    if (reader->skipped-- == 0)
      reader->where = reader->outside;
    return CHRET_OK;
  }
}

static int32_t on_text(void *ctx, const char *text, size_t size) {
  chret_reader *reader = ctx;
  size_t i;
  if (reader->where == CHRET_I_AT_SKIPPED)
    return CHRET_OK;
  if (reader->where == CHRET_I_AT_ITEM)
    return chret_i_buffer_append(&reader->text, text, size) ? CHRET_OK : chret_i_reader_no_memory(reader);
  for (i = 0; i < size; i++)
    if (!chret_i_is_space(text[i]))
      return chret_i_reader_structure(reader, CHRET_E_STRUCTURE, chret_i_xml_text_line(reader->xml, text + i, size - i),
                                      NULL, "text where only elements may be");
  return CHRET_OK;
}

static int32_t on_instruction(void *ctx, const char *target, const char *data) {
  (void)ctx;
  (void)target;
  (void)data;
  return CHRET_OK;
}

void chret_i_reader_events(chret_reader *reader, chret_i_xml_handler *handler) {
  handler->ctx = reader;
  handler->start = on_start;
  handler->end = on_end;
  handler->text = on_text;
  handler->instruction = on_instruction;
}
