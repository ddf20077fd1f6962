/* The reader as the caller sees it, and how its faults are noted. */
#include "wire/reader.h"

#include <string.h>

static void current_place(const chret_reader *reader, chret_i_place *place) {
  memset(place, 0, sizeof *place);
  if (reader->where == CHRET_I_AT_RECORD ||
      ((reader->where == CHRET_I_AT_ITEM || reader->where == CHRET_I_AT_SKIPPED) &&
       reader->outside == CHRET_I_AT_RECORD)) {
    const chret_i_value *device = &reader->record.values[chret_i_record_index(CHRET_FIELD_DEVICE_ID)];
    place->record = reader->request->record_count + 1;
    place->device_id = device->text;
    place->device_id_size = device->size;
  }
}

int32_t chret_i_reader_structure(chret_reader *reader, int32_t status, size_t line, const char *item,
                                 const char *message) {
  chret_i_place place;
  current_place(reader, &place);
  place.line = line;
  place.item = item;
  place.item_size = item != NULL ? strlen(item) : 0;
  return chret_i_error_set(&reader->failure, status, &place, "%s", message);
}

int32_t chret_i_reader_fault(chret_reader *reader, int32_t status, const char *item, size_t line, const char *message) {
  chret_i_place place;
  if (reader->found == NULL)
    return chret_i_reader_structure(reader, status, line, item, message);
  current_place(reader, &place);
  place.line = line;
  place.item = item;
  place.item_size = item != NULL ? strlen(item) : 0;
  status = reader->found(reader->found_ctx, status, &place, message);
  return status == CHRET_OK ? CHRET_OK : chret_i_reader_no_memory(reader);
}

/* The parser's own failures know the line only: adds the record and item that they are in. */
static int32_t failed(chret_reader *reader, int32_t status) {
  chret_error *failure = &reader->failure;
  chret_i_place place;
  if (status != CHRET_E_NOT_WELL_FORMED || failure->record != 0 || failure->item[0] != '\0')
    return status;
  current_place(reader, &place);
  failure->record = place.record;
  chret_i_copy_text(failure->device_id, sizeof failure->device_id, place.device_id, place.device_id_size);
  if (reader->where == CHRET_I_AT_ITEM)
    chret_i_copy_text(failure->item, sizeof failure->item, reader->item->element.name.text,
                      reader->item->element.name.size);
  return status;
}

int32_t chret_i_reader_no_memory(chret_reader *reader) {
  return chret_i_error_set(&reader->failure, CHRET_E_NO_MEMORY, NULL, "no memory to read the document");
}

int32_t chret_i_reader_new(chret_reader **out, const chret_options *options, chret_i_found found, void *ctx) {
  chret_i_xml_handler handler;
  chret_reader *reader;
  options = chret_i_options(options);
  reader = chret_i_allocate_zeroed(&options->allocator, sizeof *reader);
  if (reader == NULL)
    return CHRET_E_NO_MEMORY;
  reader->options = *options;
  reader->found = found;
  reader->found_ctx = ctx;
  chret_i_buffer_init(&reader->text, &reader->options.allocator);
  chret_i_reader_events(reader, &handler);
  reader->xml = chret_i_xml_new(&reader->options, &handler, &reader->failure);
  reader->request = chret_i_request_new(&reader->options.allocator);
  if (reader->xml == NULL || reader->request == NULL) {
    chret_reader_free(reader);
    return CHRET_E_NO_MEMORY;
  }
  *out = reader;
  return CHRET_OK;
}

int32_t chret_reader_new(chret_reader **out, const chret_trust *trust, const chret_options *options) {
  (void)trust;
  return out != NULL ? chret_i_reader_new(out, options, NULL, NULL) : CHRET_E_ARGUMENT;
}

void chret_reader_free(chret_reader *reader) {
  if (reader != NULL) {
    chret_allocator allocator = reader->options.allocator;
    chret_i_xml_free(reader->xml);
    chret_request_free(reader->request);
    chret_i_buffer_release(&reader->text);
    chret_i_release(&allocator, reader);
  }
}

int32_t chret_reader_feed(chret_reader *reader, const uint8_t *data, size_t size, chret_error *err) {
  chret_i_error_clear(err);
  if (reader == NULL || (data == NULL && size > 0))
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no reader or no data");
  if (reader->status == CHRET_OK)
    reader->status = failed(reader, chret_i_xml_feed(reader->xml, data, size));
  if (reader->status != CHRET_OK)
    chret_i_error_copy(err, &reader->failure);
  return reader->status;
}

int32_t chret_i_reader_end(chret_reader *reader, chret_request **out, chret_error *err) {
  int32_t status;
  if (reader->status == CHRET_OK)
    reader->status = failed(reader, chret_i_xml_finish(reader->xml));
  status = reader->status;
  if (status != CHRET_OK) {
    chret_i_error_copy(err, &reader->failure);
    return status;
  }
  *out = reader->request;
  reader->request = NULL;
  reader->status = chret_i_error_set(&reader->failure, CHRET_E_STATE, NULL, "the document has been read to its end");
  return CHRET_OK;
}

int32_t chret_reader_finish_unverified(chret_reader *reader, chret_request **out, chret_error *err) {
  chret_i_error_clear(err);
  if (reader == NULL || out == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no reader, or nowhere to put the request");
  return chret_i_reader_end(reader, out, err);
}

int32_t chret_request_read_unverified(chret_request **out, const uint8_t *xml, size_t size,
                                      const chret_options *options, chret_error *err) {
  chret_reader *reader;
  int32_t status;
  chret_i_error_clear(err);
  if (out == NULL || (xml == NULL && size > 0))
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no document, or nowhere to put the request");
  status = chret_reader_new(&reader, NULL, options);
  if (status != CHRET_OK)
    return chret_i_error_set(err, status, NULL, "no memory to read the document");
  status = chret_reader_feed(reader, xml, size, err);
  if (status == CHRET_OK)
    status = chret_reader_finish_unverified(reader, out, err);
  chret_reader_free(reader);
  return status;
}
