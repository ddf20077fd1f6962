/* tests/fuzz/read.c - requests read unverified: whole, in pieces, with the borders of parsing elsewhere, as any message,
 * and checked with all faults collected. */
#include "reading.h"

#include <stdlib.h>

void fuzz_begin(void) {
}

/* Wherever the parser's own borders lie. */
static void expect_same_padded(const uint8_t *data, size_t size, const fuzz_read *read, uint64_t *state) {
  size_t spaces = 16384 - size % 16384 + fuzz_random(state, (uint32_t)(size % 16384) + 1);
  uint8_t *padded = fuzz_pad(data, size, spaces);
  fuzz_read other = fuzz_read_whole(padded, size + spaces, NULL, fuzz_other_err);
  FUZZ_CHECK((read->status == CHRET_OK) == (other.status == CHRET_OK), "%s; with %zu spaces: %s",
             chret_error_message(fuzz_err), spaces, chret_error_message(fuzz_other_err));
  if (read->status == CHRET_OK) {
    fuzz_expect_same(read, fuzz_err, &other, fuzz_other_err);
  }
  fuzz_read_free(&other);
  free(padded);
}

static void expect_same_message(const uint8_t *data, size_t size, const fuzz_read *read) {
  chret_message *message = FUZZ_UNTOUCHED;
  int32_t status = chret_message_read_unverified(&message, data, size, fuzz_options, fuzz_other_err);
  fuzz_expect_out(status, message, fuzz_other_err);
  if (status == CHRET_OK) {
    const chret_request *request = chret_message_request(message);
    FUZZ_CHECK((request != NULL) == (read->status == CHRET_OK), "%s", chret_error_message(fuzz_err));
    FUZZ_CHECK(chret_message_certificate(message) == NULL, "nothing was verified");
    if (request != NULL) {
      chret_buffer *bytes = NULL;
      FUZZ_CHECK(chret_request_write_buffer(request, &bytes, NULL) == CHRET_OK, "it cannot be written");
      fuzz_expect_same_bytes(read->bytes, bytes);
      chret_buffer_free(bytes);
    }
    chret_message_free(message);
  }
  FUZZ_CHECK(status == CHRET_OK || read->status != CHRET_OK, "%s", chret_error_message(fuzz_other_err));
}

static int is_beyond_schema(int32_t code) {
  return code == CHRET_E_DUPLICATE || code == CHRET_E_SERVICE_MISMATCH || code == CHRET_E_COMMAND_VARIANT;
}

/* What is read has no faults but those that the schema does not see, and what is not has some. */
static void expect_same_findings(const uint8_t *data, size_t size, const fuzz_read *read) {
  chret_report *report = NULL;
  size_t faults = 0;
  FUZZ_CHECK(chret_report_new(&report, fuzz_options) == CHRET_OK, "no report");
  int32_t status = chret_check_document(report, data, size, fuzz_options, fuzz_other_err);
  for (size_t i = 0; i < chret_report_count(report); i++) {
    faults += !is_beyond_schema(chret_report_code(report, i));
  }
  FUZZ_CHECK((status == CHRET_OK && faults == 0) == (read->status == CHRET_OK), "%s: %zu faults, %s; %s",
             chret_status_name(status), faults, chret_error_message(fuzz_other_err), chret_error_message(fuzz_err));
  if (read->status == CHRET_OK) {
    size_t count = chret_report_count(report);
    FUZZ_CHECK(chret_check_request(report, read->request) == CHRET_OK && chret_report_count(report) == 2 * count,
               "%zu findings in the document, %zu in the request", count, chret_report_count(report) - count);
  }
  chret_report_free(report);
}

void fuzz_one(const uint8_t *data, size_t size) {
  uint64_t state = fuzz_hash(data, size);
  size_t mark = fuzz_memory_mark();
  fuzz_read read = fuzz_read_whole(data, size, NULL, fuzz_err);
  fuzz_expect_memory(mark, size, 150000, 40);
  fuzz_read other = fuzz_read_pieces(data, size, NULL, fuzz_other_err, &state);
  fuzz_expect_same(&read, fuzz_err, &other, fuzz_other_err);
  fuzz_read_free(&other);
  if (read.status == CHRET_OK) {
    fuzz_accepted++;
    fuzz_expect_stable(&read);
  }
  switch (fuzz_random(&state, 8)) {
  case 0:
    expect_same_padded(data, size, &read, &state);
    break;
  case 1:
  case 2:
    expect_same_message(data, size, &read);
    break;
  case 3:
  case 4:
    expect_same_findings(data, size, &read);
    break;
  default:
    break;
  }
  fuzz_read_free(&read);
}
