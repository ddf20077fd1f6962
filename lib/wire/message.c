/* Whole documents read: requests, responses, and messages of any service. */
#include "wire/reader.h"

#include <string.h>

struct chret_message {
  chret_allocator allocator;
  chret_request *request; /* one of the two */
  chret_response *response;
};

/* Reads a document; the message is the reader's. */
static int32_t read_document(chret_reader **out, chret_i_reading reading, const void *where, const uint8_t *xml,
                             size_t size, const chret_options *options, chret_error *err) {
  chret_i_error_clear(err);
  *out = NULL;
  if (where == NULL || (xml == NULL && size > 0)) {
    (void)chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no document, or nowhere to put what it says");
    return CHRET_E_ARGUMENT;
  }
  return chret_i_reader_run(out, &reading, xml, size, options, err);
}

static int32_t read_request(chret_request **out, const uint8_t *xml, size_t size, const chret_trust *trust,
                            const chret_options *options, chret_error *err) {
  chret_i_reading reading = {1, 0, 0, NULL, NULL, NULL};
  chret_reader *reader;
  int32_t status;
  reading.trust = trust;
  status = read_document(&reader, reading, out, xml, size, options, err);
  if (status == CHRET_OK) {
    *out = reader->request;
    reader->request = NULL;
  }
  chret_reader_free(reader);
  return status;
}

static int32_t read_response(chret_response **out, const uint8_t *xml, size_t size, const chret_trust *trust,
                             const chret_options *options, chret_error *err) {
  chret_i_reading reading = {0, 1, 0, NULL, NULL, NULL};
  chret_reader *reader;
  int32_t status;
  reading.trust = trust;
  status = read_document(&reader, reading, out, xml, size, options, err);
  if (status == CHRET_OK) {
    *out = reader->response;
    reader->response = NULL;
  }
  chret_reader_free(reader);
  return status;
}

static int32_t take_message(chret_message **out, chret_reader *reader, chret_error *err) {
  chret_message *message = chret_i_allocate(&reader->options.allocator, sizeof *message);
  if (message == NULL)
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for the message");
  message->allocator = reader->options.allocator;
  message->request = reader->request;
  message->response = reader->response;
  reader->request = NULL;
  reader->response = NULL;
  *out = message;
  return CHRET_OK;
}

static int32_t read_message(chret_message **out, const uint8_t *xml, size_t size, const chret_trust *trust,
                            const chret_options *options, chret_error *err) {
  chret_i_reading reading = {1, 1, 1, NULL, NULL, NULL};
  chret_reader *reader;
  int32_t status;
  reading.trust = trust;
  status = read_document(&reader, reading, out, xml, size, options, err);
  if (status == CHRET_OK)
    status = take_message(out, reader, err);
  chret_reader_free(reader);
  return status;
}

static int32_t no_trust(chret_error *err) {
  chret_i_error_clear(err);
  return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no trust store to verify with");
}

int32_t chret_request_read_unverified(chret_request **out, const uint8_t *xml, size_t size,
                                      const chret_options *options, chret_error *err) {
  return read_request(out, xml, size, NULL, options, err);
}

int32_t chret_request_read(chret_request **out, const uint8_t *xml, size_t size, const chret_trust *trust,
                           const chret_options *options, chret_error *err) {
  return trust != NULL ? read_request(out, xml, size, trust, options, err) : no_trust(err);
}

int32_t chret_response_read_unverified(chret_response **out, const uint8_t *xml, size_t size,
                                       const chret_options *options, chret_error *err) {
  return read_response(out, xml, size, NULL, options, err);
}

int32_t chret_response_read(chret_response **out, const uint8_t *xml, size_t size, const chret_trust *trust,
                            const chret_options *options, chret_error *err) {
  return trust != NULL ? read_response(out, xml, size, trust, options, err) : no_trust(err);
}

int32_t chret_message_read_unverified(chret_message **out, const uint8_t *xml, size_t size,
                                      const chret_options *options, chret_error *err) {
  return read_message(out, xml, size, NULL, options, err);
}

int32_t chret_message_read(chret_message **out, const uint8_t *xml, size_t size, const chret_trust *trust,
                           const chret_options *options, chret_error *err) {
  return trust != NULL ? read_message(out, xml, size, trust, options, err) : no_trust(err);
}

/* ---- What they say ---- */

const chret_certificate *chret_request_certificate(const chret_request *request) {
  return request != NULL ? request->message.certificate : NULL;
}

const chret_certificate *chret_response_certificate(const chret_response *response) {
  return response != NULL ? response->message.certificate : NULL;
}

void chret_message_free(chret_message *message) {
  if (message != NULL) {
    chret_allocator allocator = message->allocator;
    chret_request_free(message->request);
    chret_response_free(message->response);
    chret_i_release(&allocator, message);
  }
}

static const chret_i_message *common(const chret_message *message) {
  return message->request != NULL ? &message->request->message : &message->response->message;
}

int32_t chret_message_kind(const chret_message *message) {
  if (message == NULL)
    return 0;
  return message->request != NULL ? CHRET_MESSAGE_REQUEST : CHRET_MESSAGE_RESPONSE;
}

const chret_request *chret_message_request(const chret_message *message) {
  return message != NULL && common(message)->service != NULL ? message->request : NULL;
}

const chret_response *chret_message_response(const chret_message *message) {
  return message != NULL && common(message)->service != NULL ? message->response : NULL;
}

const char *chret_message_get(const chret_message *message, int32_t field, size_t *size) {
  return message != NULL ? chret_i_message_get(common(message), field, size) : NULL;
}

const char *chret_message_body(const chret_message *message) {
  return message != NULL && common(message)->body != NULL ? common(message)->body : "";
}

int32_t chret_message_is_signed(const chret_message *message) {
  return message != NULL ? common(message)->is_signed : 0;
}

const chret_certificate *chret_message_certificate(const chret_message *message) {
  return message != NULL ? common(message)->certificate : NULL;
}
