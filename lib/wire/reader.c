/* The reader of requests in pieces, how documents are read to their end, and how faults are noted. */
#include "wire/reader.h"

#include <string.h>

static void current_place(const chret_reader *reader, chret_i_place *place, const char *item, size_t line) {
  memset(place, 0, sizeof *place);
  place->line = line;
  place->item = item;
  place->item_size = item != NULL ? strlen(item) : 0;
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
  current_place(reader, &place, item, line);
  return chret_i_error_set(&reader->failure, status, &place, "%s", message);
}

int32_t chret_i_reader_fault(chret_reader *reader, int32_t status, const char *item, size_t line, const char *message) {
  chret_i_place place;
  if (reader->reading.found == NULL)
    return chret_i_reader_structure(reader, status, line, item, message);
  current_place(reader, &place, item, line);
  status = reader->reading.found(reader->reading.found_ctx, status, &place, message);
  if (status == CHRET_E_LIMIT)
    return chret_i_reader_structure(reader, status, line, item, "more is wrong with the document than is noted");
  return status == CHRET_OK ? CHRET_OK : chret_i_reader_no_memory(reader);
}

/* The parser's own failures know the line only: adds the record and item that they are in. */
static int32_t failed(chret_reader *reader, int32_t status) {
  chret_error *failure = &reader->failure;
  chret_i_place place;
  if ((status != CHRET_E_NOT_WELL_FORMED && status != CHRET_E_LIMIT) || failure->record != 0 ||
      failure->item[0] != '\0')
    return status;
  current_place(reader, &place, NULL, 0);
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

int32_t chret_i_reader_new(chret_reader **out, const chret_i_reading *reading, const chret_options *options,
                           chret_error *err) {
  chret_i_xml_handler handler;
  chret_reader *reader;
  int32_t status = CHRET_OK;
  options = chret_i_options(options);
  reader = chret_i_allocate_zeroed(&options->allocator, sizeof *reader);
  if (reader == NULL) {
    (void)chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory to read the document");
    return CHRET_E_NO_MEMORY;
  }
  reader->options = *options;
  reader->reading = *reading;
  chret_i_reader_events(reader, &handler);
  reader->xml = chret_i_xml_new(&reader->options, &handler, &reader->failure);
  if (reader->xml == NULL)
    status = chret_i_reader_no_memory(reader);
  else if (reading->trust != NULL)
    status = chret_i_verifier_new(&reader->verifier, reading->trust, &reader->options, &reader->failure);
  if (status == CHRET_OK) {
    *out = reader;
    return CHRET_OK;
  }
  chret_i_error_copy(err, &reader->failure);
  chret_reader_free(reader);
  return status;
}

int32_t chret_reader_new(chret_reader **out, const chret_trust *trust, const chret_options *options, chret_error *err) {
  chret_i_reading reading = {1, 0, 0, NULL, NULL, NULL};
  chret_i_error_clear(err);
  if (out == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "nowhere to put the reader");
  reading.trust = trust;
  return chret_i_reader_new(out, &reading, options, err);
}

void chret_reader_free(chret_reader *reader) {
  if (reader != NULL) {
    chret_allocator allocator = reader->options.allocator;
    chret_i_verifier_free(reader->verifier);
    chret_i_xml_free(reader->xml);
    chret_request_free(reader->request);
    chret_response_free(reader->response);
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

/* ---- The end ---- */

/* Whether the certificate is of the party that has to sign: a request's originator, a response's target. Messages of
 * other services may be signed by anyone who is trusted. */
static int32_t check_sender(chret_reader *reader, const chret_certificate *certificate) {
  const char *party = reader->request != NULL ? "originator" : "target";
  char want_text[CHRET_EUI64_SIZE], got_text[CHRET_EUI64_SIZE];
  uint64_t originator, target, counter, want, got;
  if (reader->options.any_signer || reader->message->service == NULL)
    return CHRET_OK;
  if (chret_i_message_id(reader->message, &originator, &target, &counter) != CHRET_OK)
    return chret_i_error_set(&reader->failure, CHRET_E_FOREIGN_SIGNER, NULL,
                             "the message has no RequestID that says who has to sign it");
  want = reader->request != NULL ? originator : target;
  (void)chret_eui64_format(want, want_text, sizeof want_text);
  if (chret_certificate_eui64(certificate, &got) != CHRET_OK)
    return chret_i_error_set(&reader->failure, CHRET_E_FOREIGN_SIGNER, NULL,
                             "the certificate has no EUI-64; the %s is %s", party, want_text);
  (void)chret_eui64_format(got, got_text, sizeof got_text);
  if (got != want)
    return chret_i_error_set(&reader->failure, CHRET_E_FOREIGN_SIGNER, NULL, "the signer is %s, but the %s is %s",
                             got_text, party, want_text);
  return CHRET_OK;
}

/* A header of our services over another's body is no message of either, and anyone who is trusted could have signed it. */
static int32_t check_other_service(chret_reader *reader) {
  size_t size = 0;
  const char *variant = chret_i_message_get(reader->message, CHRET_FIELD_SERVICE_REFERENCE_VARIANT, &size);
  if (reader->message->service != NULL || variant == NULL ||
      chret_service_by_name(variant, size) == CHRET_SERVICE_UNDECIDED)
    return CHRET_OK;
  return chret_i_error_set(&reader->failure, CHRET_E_SERVICE_MISMATCH, NULL,
                           "the header names %s, but the body is %s of another service", variant,
                           reader->message->body != NULL ? reader->message->body : "");
}

/* Whether header and body name one service. */
static int32_t check_header(chret_reader *reader) {
  size_t i;
  for (i = 0; i < CHRET_I_MESSAGE_CHECKS; i++) {
    chret_i_place place;
    char text[CHRET_I_MESSAGE_TEXT];
    int32_t status = chret_i_message_check(reader->message, i, &place, text);
    if (status != CHRET_OK)
      return chret_i_error_set(&reader->failure, status, &place, "%s", text);
  }
  return CHRET_OK;
}

static int32_t verify(chret_reader *reader) {
  const chret_certificate *certificate;
  int32_t status = chret_i_verifier_finish(reader->verifier, &certificate);
  if (status == CHRET_OK)
    status = check_other_service(reader);
  if (status == CHRET_OK)
    status = check_sender(reader, certificate);
  if (status == CHRET_OK && !reader->reading.takes_other_services)
    status = check_header(reader);
  if (status == CHRET_OK)
    reader->message->certificate = certificate;
  return status;
}

int32_t chret_i_reader_end(chret_reader *reader, chret_error *err) {
  int32_t status;
  if (reader->status == CHRET_OK)
    reader->status = failed(reader, chret_i_xml_finish(reader->xml));
  if (reader->status == CHRET_OK && reader->verifier != NULL)
    reader->status = verify(reader);
  status = reader->status;
  if (status != CHRET_OK)
    chret_i_error_copy(err, &reader->failure);
  else
    reader->status = chret_i_error_set(&reader->failure, CHRET_E_STATE, NULL, "the document has been read to its end");
  return status;
}

int32_t chret_i_reader_run(chret_reader **out, const chret_i_reading *reading, const uint8_t *xml, size_t size,
                           const chret_options *options, chret_error *err) {
  chret_reader *reader = NULL;
  int32_t status = chret_i_reader_new(&reader, reading, options, err);
  *out = reader;
  if (status == CHRET_OK)
    status = chret_reader_feed(reader, xml, size, err);
  return status == CHRET_OK ? chret_i_reader_end(reader, err) : status;
}

static int32_t finish(chret_reader *reader, chret_request **out, int is_verified, chret_error *err) {
  int32_t status;
  chret_i_error_clear(err);
  if (reader == NULL || out == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no reader, or nowhere to put the request");
  if (is_verified != (reader->verifier != NULL))
    return chret_i_error_set(err, CHRET_E_STATE, NULL,
                             is_verified ? "the reader has no trust store to verify with"
                                         : "the reader has a trust store: its request is to be verified");
  status = chret_i_reader_end(reader, err);
  if (status == CHRET_OK) {
    *out = reader->request;
    reader->request = NULL;
  }
  return status;
}

int32_t chret_reader_finish(chret_reader *reader, chret_request **out, chret_error *err) {
  return finish(reader, out, 1, err);
}

int32_t chret_reader_finish_unverified(chret_reader *reader, chret_request **out, chret_error *err) {
  return finish(reader, out, 0, err);
}
