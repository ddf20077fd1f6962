/* Reading requests: the body, its list and its records. */
#include "wire/names.h"
#include "wire/reader.h"

#include <string.h>

static int32_t start_record(chret_reader *reader, const chret_i_start_tag *tag) {
  chret_request *request = reader->request;
  size_t line = chret_i_xml_tag_line(reader->xml);
  size_t most = reader->options.limits[CHRET_LIMIT_RECORDS];
  int32_t status;
  /* where faults are collected, the first record too many is named and those after it are like it */
  if (request->record_count > most) {
    chret_i_skip(reader);
    return CHRET_OK;
  }
  memset(&reader->record, 0, sizeof reader->record);
  reader->record.service = request->message.service->service;
  reader->record.line = line;
  reader->where = CHRET_I_AT_RECORD;
  chret_i_items_begin(reader, request->message.service->sequence, line);
  status = chret_i_check_attributes(reader, tag, NULL, NULL);
  if (status != CHRET_OK)
    return status;
  if (request->record_count == most)
    return chret_i_reader_fault(reader, CHRET_E_TOO_MANY, NULL, line, "the list has more records than it may have");
  return CHRET_OK;
}

static int32_t start_body(chret_reader *reader, const chret_i_start_tag *tag) {
  chret_request *request = reader->request;
  size_t i;
  if (reader->has_content || !chret_i_is_duis(reader, tag))
    return chret_i_unexpected(reader, tag);
  reader->has_content = 1;
  for (i = 0; i < CHRET_I_SERVICES; i++) {
    const chret_i_service *service = &chret_i_services[i];
    int is_list = strcmp(tag->local, service->list.name.text) == 0;
    if (!is_list && strcmp(tag->local, service->record.name.text) != 0)
      continue;
    request->message.service = service;
    request->message.body = is_list ? service->list.name.text : service->record.name.text;
    request->form = is_list ? CHRET_FORM_LIST : CHRET_FORM_SINGLE;
    if (!is_list)
      return start_record(reader, tag);
    reader->where = CHRET_I_AT_LIST;
    return chret_i_check_attributes(reader, tag, NULL, NULL);
  }
  if (reader->reading.takes_other_services)
    return chret_i_skip_body(reader, tag);
  return chret_i_reader_structure(reader, CHRET_E_OTHER_SERVICE, chret_i_xml_tag_line(reader->xml), tag->local,
                                  "the body is not one of 8.14.3 or 8.14.4");
}

int32_t chret_i_request_start(chret_reader *reader, const chret_i_start_tag *tag) {
  if (reader->where == CHRET_I_AT_BODY)
    return start_body(reader, tag);
  if (chret_i_is_element(reader, tag, reader->message->service->record.name.text))
    return start_record(reader, tag);
  return chret_i_unexpected(reader, tag);
}

static int32_t end_record(chret_reader *reader) {
  int32_t status = chret_i_items_end(reader);
  chret_record *record;
  if (status != CHRET_OK)
    return status;
  record = chret_i_request_room(reader->request);
  if (record == NULL)
    return chret_i_reader_no_memory(reader);
  *record = reader->record;
  reader->request->record_count++;
  reader->where = reader->request->form == CHRET_FORM_LIST ? CHRET_I_AT_LIST : CHRET_I_AT_BODY;
  return CHRET_OK;
}

int32_t chret_i_request_end(chret_reader *reader) {
  if (reader->where == CHRET_I_AT_RECORD)
    return end_record(reader);
  return chret_i_end_container(reader, reader->request->record_count > 0, CHRET_I_AT_BODY);
}
