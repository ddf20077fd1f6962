#include "reading.h"

#include <stdlib.h>
#include <string.h>

static fuzz_read finished(int32_t status, chret_request *request, const chret_error *err) {
  fuzz_read read = {status, NULL, NULL};
  fuzz_expect_out(status, request, err);
  if (status == CHRET_OK) {
    read.request = request;
    FUZZ_CHECK(chret_request_write_buffer(request, &read.bytes, NULL) == CHRET_OK, "it cannot be written");
  }
  return read;
}

fuzz_read fuzz_read_whole(const uint8_t *data, size_t size, const chret_trust *trust, chret_error *err) {
  chret_request *request = FUZZ_UNTOUCHED;
  int32_t status = trust != NULL ? chret_request_read(&request, data, size, trust, fuzz_options, err)
                                 : chret_request_read_unverified(&request, data, size, fuzz_options, err);
  return finished(status, request, err);
}

static size_t piece_size(uint64_t *state, int style, size_t left) {
  size_t size = style == 0 ? 1 : fuzz_random(state, style == 1 ? 20 : (uint32_t)left + 1);
  return size < left ? size : left;
}

fuzz_read fuzz_read_pieces(const uint8_t *data, size_t size, const chret_trust *trust, chret_error *err,
                           uint64_t *state) {
  chret_reader *reader = NULL;
  chret_request *request = FUZZ_UNTOUCHED;
  int style = (int)fuzz_random(state, 4);
  int32_t fed = CHRET_OK;
  FUZZ_CHECK(chret_reader_new(&reader, trust, fuzz_options, err) == CHRET_OK, "no reader");
  for (size_t at = 0; at < size && fed == CHRET_OK;) {
    size_t piece = piece_size(state, style, size - at);
    fed = chret_reader_feed(reader, data + at, piece, err);
    at += piece;
  }
  FUZZ_CHECK(fed == CHRET_OK || chret_reader_feed(reader, data, 1, NULL) == fed, "the failure is forgotten");
  int32_t status = trust != NULL ? chret_reader_finish(reader, &request, err)
                                 : chret_reader_finish_unverified(reader, &request, err);
  FUZZ_CHECK(fed == CHRET_OK || status == fed, "the failure is forgotten: %s", chret_status_name(status));
  chret_reader_free(reader);
  return finished(status, request, err);
}

void fuzz_read_free(fuzz_read *read) {
  chret_request_free(read->request);
  chret_buffer_free(read->bytes);
}

void fuzz_expect_same_bytes(const chret_buffer *a, const chret_buffer *b) {
  size_t size = chret_buffer_size(a);
  FUZZ_CHECK(size == chret_buffer_size(b) && memcmp(chret_buffer_data(a), chret_buffer_data(b), size) == 0,
             "%.*s\nand\n%.*s", (int)size, (const char *)chret_buffer_data(a), (int)chret_buffer_size(b),
             (const char *)chret_buffer_data(b));
}

static void expect_same_errors(const chret_error *a, const chret_error *b) {
  FUZZ_CHECK(chret_error_status(a) == chret_error_status(b), "%s, %s", chret_error_message(a), chret_error_message(b));
  FUZZ_CHECK(chret_error_record(a) == chret_error_record(b) && chret_error_line(a) == chret_error_line(b) &&
                 strcmp(chret_error_device_id(a), chret_error_device_id(b)) == 0 &&
                 strcmp(chret_error_item(a), chret_error_item(b)) == 0 &&
                 strcmp(chret_error_message(a), chret_error_message(b)) == 0,
             "record %zu, line %zu, device %s, item %s: %s\nand\nrecord %zu, line %zu, device %s, item %s: %s",
             chret_error_record(a), chret_error_line(a), chret_error_device_id(a), chret_error_item(a),
             chret_error_message(a), chret_error_record(b), chret_error_line(b), chret_error_device_id(b),
             chret_error_item(b), chret_error_message(b));
}

static void expect_same_lines(const chret_request *a, const chret_request *b) {
  size_t count = chret_request_record_count(a);
  for (size_t i = 0; i < count; i++) {
    size_t line = chret_record_line(chret_request_record_at(a, i));
    FUZZ_CHECK(line > 0 && line == chret_record_line(chret_request_record_at(b, i)), "record %zu", i);
  }
}

void fuzz_expect_same(const fuzz_read *a, const chret_error *a_err, const fuzz_read *b, const chret_error *b_err) {
  expect_same_errors(a_err, b_err);
  if (a->request != NULL) {
    fuzz_expect_same_bytes(a->bytes, b->bytes);
    expect_same_lines(a->request, b->request);
    FUZZ_CHECK(chret_request_is_signed(a->request) == chret_request_is_signed(b->request) &&
                   chret_request_certificate(a->request) == chret_request_certificate(b->request),
               "signed or by whom");
  }
}

void fuzz_expect_stable(const fuzz_read *read) {
  fuzz_read again =
      fuzz_read_whole(chret_buffer_data(read->bytes), chret_buffer_size(read->bytes), NULL, fuzz_other_err);
  FUZZ_CHECK(again.status == CHRET_OK, "what was written is refused: %s", chret_error_message(fuzz_other_err));
  fuzz_expect_same_bytes(read->bytes, again.bytes);
  FUZZ_CHECK(!chret_request_is_signed(again.request) &&
                 chret_request_record_count(again.request) == chret_request_record_count(read->request) &&
                 chret_request_form(again.request) == chret_request_form(read->request) &&
                 chret_request_service(again.request) == chret_request_service(read->request),
             "it says something else when it is read again");
  fuzz_read_free(&again);
}

uint8_t *fuzz_pad(const uint8_t *data, size_t size, size_t spaces) {
  uint8_t *padded = malloc(size + spaces);
  size_t before = size >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  if (size - before >= 5 && memcmp(data + before, "<?xml", 5) == 0) {
    const uint8_t *end = memchr(data + before, '>', size - before);
    before = end != NULL ? (size_t)(end - data) + 1 : size;
  }
  FUZZ_CHECK(padded != NULL, "no memory");
  memcpy(padded, data, before);
  memset(padded + before, ' ', spaces);
  memcpy(padded + before + spaces, data + before, size - before);
  return padded;
}
