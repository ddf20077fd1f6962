/* Requests written as the XML declaration and their canonical form, in one pass through the vocabulary table. */
#include "base/buffer.h"
#include "model/request.h"
#include "wire/names.h"
#include "wire/output.h"

#include <chreturn/wire.h>

#include <string.h>

static const chret_i_text ROOT =
    CHRET_I_TEXT("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                 "<sr:" CHRET_I_REQUEST " xmlns:sr=\"" CHRET_I_DUIS_NAMESPACE "\" schemaVersion=\"");
static const chret_i_text HEADER = CHRET_I_TEXT("\"><sr:" CHRET_I_HEADER_NAME ">");
static const chret_i_text BODY = CHRET_I_TEXT("</sr:" CHRET_I_HEADER_NAME "><sr:" CHRET_I_BODY ">");
static const chret_i_text BODY_END = CHRET_I_TEXT("</sr:" CHRET_I_BODY ">");
static const chret_i_text ROOT_END = CHRET_I_TEXT("</sr:" CHRET_I_REQUEST ">");

static void write_items(chret_i_output *output, const chret_i_field *fields, const chret_i_value *values,
                        size_t count) {
  size_t i;
  for (i = 0; i < count; i++) {
    if (values[i].text == NULL)
      continue;
    chret_i_output_constant(output, &fields[i].element.open);
    chret_i_output_text(output, values[i].text, values[i].size);
    chret_i_output_constant(output, &fields[i].element.close);
  }
}

static void write_records(chret_i_output *output, const chret_request *request) {
  const chret_i_element *element = &request->service->record;
  size_t i;
  for (i = 0; i < request->record_count; i++) {
    chret_i_output_constant(output, &element->open);
    write_items(output, chret_i_fields, request->records[i].values, CHRET_I_RECORD_FIELDS);
    chret_i_output_constant(output, &element->close);
  }
}

static void write_request(chret_i_output *output, const chret_request *request) {
  /* the first of the request's fields is the root's attribute, a decimal; the others are the header's elements */
  const chret_i_value *version = &request->values[0];
  const chret_i_field *fields = chret_i_fields + CHRET_I_RECORD_FIELDS;
  chret_i_output_constant(output, &ROOT);
  chret_i_output_raw(output, version->text, version->size);
  chret_i_output_constant(output, &HEADER);
  write_items(output, fields + 1, request->values + 1, CHRET_I_REQUEST_FIELDS - 1);
  chret_i_output_constant(output, &BODY);
  if (request->form == CHRET_FORM_LIST)
    chret_i_output_constant(output, &request->service->list.open);
  write_records(output, request);
  if (request->form == CHRET_FORM_LIST)
    chret_i_output_constant(output, &request->service->list.close);
  chret_i_output_constant(output, &BODY_END);
  chret_i_output_constant(output, &ROOT_END);
}

/* What a message cannot be without. */
static int32_t check_complete(const chret_request *request, chret_error *err) {
  chret_i_place place = {0, 0, NULL, 0, NULL, 0};
  if (chret_request_get(request, CHRET_FIELD_REQUEST_ID, NULL) == NULL) {
    place.item = chret_field_name(CHRET_FIELD_REQUEST_ID);
    place.item_size = strlen(place.item);
    return chret_i_error_set(err, CHRET_E_MISSING, &place, "%s is missing", place.item);
  }
  if (request->record_count == 0)
    return chret_i_error_set(err, CHRET_E_MISSING, NULL, "the request has no record");
  return CHRET_OK;
}

/* Either way the sink is told. */
static int32_t run(const chret_request *request, const chret_sink *sink, chret_error *err) {
  int32_t status = check_complete(request, err);
  chret_i_output *output = NULL;
  if (status == CHRET_OK) {
    output = chret_i_allocate(&request->allocator, sizeof *output);
    if (output == NULL)
      status = chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory to write");
  }
  if (output == NULL) {
    if (sink->finish != NULL)
      (void)sink->finish(sink->ctx, 0);
    return status;
  }
  chret_i_output_init(output, sink);
  write_request(output, request);
  status = chret_i_output_finish(output, err);
  chret_i_release(&request->allocator, output);
  return status;
}

int32_t chret_request_write(const chret_request *request, const chret_sink *sink, chret_error *err) {
  chret_i_error_clear(err);
  if (request == NULL || sink == NULL || sink->struct_size != sizeof *sink || sink->write == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no request, or no sink made by chret_sink_init");
  return run(request, sink, err);
}

static int32_t fill(void *ctx, const uint8_t *data, size_t size) {
  return chret_i_buffer_append(ctx, data, size) ? 0 : CHRET_E_NO_MEMORY;
}

int32_t chret_request_write_buffer(const chret_request *request, chret_buffer **out, chret_error *err) {
  chret_buffer *buffer;
  chret_sink sink;
  int32_t status;
  chret_i_error_clear(err);
  if (request == NULL || out == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no request, or nowhere to put the buffer");
  buffer = chret_i_buffer_new(&request->allocator);
  if (buffer == NULL)
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory to write");
  (void)chret_sink_init(&sink, sizeof sink);
  sink.ctx = buffer;
  sink.write = fill;
  status = run(request, &sink, err);
  if (status == CHRET_E_HOST) {
    /* this sink fails for want of memory only */
    chret_i_error_clear(err);
    status = chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory to write");
  }
  if (status == CHRET_OK)
    *out = buffer;
  else
    chret_buffer_free(buffer);
  return status;
}
