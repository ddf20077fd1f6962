/* tests/fuzz/state.c - saved states of batches: one that is loaded is saved as the same bytes, and goes on: its requests can
 * be drawn again, answered, and saved. */
#include "signing.h"

#include "base/buffer.h"

#include <string.h>

static uint64_t last_counter;

static int32_t next_counter(void *ctx, uint64_t *counter) {
  (void)ctx;
  *counter = ++last_counter;
  return last_counter == 0; /* none is left */
}

/* Puts the digest at the end that the rest has. */
static size_t put_digest(uint8_t *data, size_t size, size_t room) {
  void *digest = NULL;
  (void)room;
  if (size >= CHRET_DIGEST_SIZE) {
    FUZZ_CHECK(fuzz_provider.digest_begin(NULL, &digest) == 0 &&
                   fuzz_provider.digest_update(NULL, digest, data, size - CHRET_DIGEST_SIZE) == 0 &&
                   fuzz_provider.digest_finish(NULL, digest, data + size - CHRET_DIGEST_SIZE) == 0,
               "no digest");
    fuzz_provider.digest_drop(NULL, digest);
  }
  return size;
}

void fuzz_begin(void) {
  fuzz_signing_begin();
  fuzz_repair = put_digest;
}

static int32_t take(void *ctx, const uint8_t *data, size_t size) {
  FUZZ_CHECK(chret_i_buffer_append(ctx, data, size), "no memory");
  return 0;
}

static int32_t save(const chret_batch *batch, chret_buffer *saved) {
  chret_sink sink;
  chret_i_buffer_init(saved, chret_options_allocator(fuzz_options));
  FUZZ_CHECK(chret_sink_init(&sink, sizeof sink) == CHRET_OK, "no sink");
  sink.ctx = saved;
  sink.write = take;
  return chret_batch_save(batch, &sink, &fuzz_provider, fuzz_other_err);
}

static chret_batch *load(const uint8_t *data, size_t size) {
  chret_batch *batch = FUZZ_UNTOUCHED;
  int32_t status = chret_batch_load(&batch, data, size, &fuzz_provider, fuzz_options, fuzz_err);
  fuzz_expect_out(status, batch, fuzz_err);
  FUZZ_CHECK(status == CHRET_OK || status == CHRET_E_SAVED_STATE, "%s", chret_error_message(fuzz_err));
  return status == CHRET_OK ? batch : NULL;
}

/* It can be saved, and loaded, and saved as the same. */
static void expect_stable(const chret_batch *batch) {
  chret_buffer saved, again;
  int32_t status = save(batch, &saved);
  if (status == CHRET_E_STATE) { /* signatures were not to be kept */
    chret_i_buffer_release(&saved);
    return;
  }
  FUZZ_CHECK(status == CHRET_OK, "%s", chret_error_message(fuzz_other_err));
  chret_batch *loaded = load(saved.data, saved.size);
  FUZZ_CHECK(loaded != NULL, "what was saved is refused: %s", chret_error_message(fuzz_err));
  FUZZ_CHECK(save(loaded, &again) == CHRET_OK && again.size == saved.size &&
                 memcmp(again.data, saved.data, saved.size) == 0,
             "%zu bytes, then %zu", saved.size, again.size);
  chret_i_buffer_release(&saved);
  chret_i_buffer_release(&again);
  chret_batch_free(loaded);
}

/* The header's code for the request, which all its rows then have. */
static void answer(chret_batch *batch, const chret_request *request, const char *code) {
  chret_response *response = NULL;
  uint64_t originator, target, counter;
  int32_t kind = 0;
  int32_t status = chret_response_new(&response, chret_request_service(request), NULL);
  status = status == CHRET_OK ? chret_request_get_id(request, &originator, &target, &counter) : status;
  status = status == CHRET_OK ? chret_response_set_id(response, originator, target, counter) : status;
  status =
      status == CHRET_OK ? chret_response_set(response, CHRET_FIELD_RESPONSE_CODE, code, strlen(code), NULL) : status;
  status = status == CHRET_OK ? chret_batch_answer(batch, response, &kind, NULL, fuzz_other_err) : status;
  FUZZ_CHECK(status == CHRET_OK && kind == CHRET_ANSWER_NEW, "%s, kind %d", chret_status_name(status), (int)kind);
  status = chret_batch_answer(batch, response, &kind, NULL, fuzz_other_err);
  FUZZ_CHECK(status == CHRET_OK && kind == CHRET_ANSWER_AGAIN, "%s, kind %d", chret_status_name(status), (int)kind);
  chret_response_free(response);
}

static int32_t draw(chret_batch *batch, const chret_signer *signer, chret_request **read) {
  chret_buffer *bytes = NULL;
  uint64_t counter = 0, originator = 0, target = 0, said = 0;
  int32_t status = chret_batch_next(batch, signer, &bytes, &counter, fuzz_other_err);
  *read = NULL;
  if (status == CHRET_OK && bytes != NULL) {
    status = chret_request_read_unverified(read, chret_buffer_data(bytes), chret_buffer_size(bytes), fuzz_options,
                                           fuzz_other_err);
    FUZZ_CHECK(status == CHRET_OK, "what was drawn is refused: %s", chret_error_message(fuzz_other_err));
    FUZZ_CHECK(chret_request_get_id(*read, &originator, &target, &said) == CHRET_OK && said == counter &&
                   originator == chret_batch_originator(batch) && target == chret_batch_target(batch),
               "the RequestID");
    chret_buffer_free(bytes);
  }
  return status;
}

/* What was on its way is drawn again, then the rest; some of them are answered. */
static void go_on(chret_batch *batch, uint64_t *state) {
  chret_signer signer = fuzz_signer;
  size_t left = 0;
  int32_t status = chret_batch_resend(batch);
  signer.eui64 = chret_batch_originator(batch);
  last_counter = fuzz_random(state, 1000);
  FUZZ_CHECK(status == CHRET_OK || status == CHRET_E_STATE, "%s", chret_status_name(status));
  FUZZ_CHECK(chret_batch_set_counter(batch, next_counter, NULL) == CHRET_OK, "no counter");
  do {
    chret_request *request = NULL;
    left = chret_batch_requests_left(batch);
    status = draw(batch, fuzz_random(state, 2) == 0 ? &signer : NULL, &request);
    FUZZ_CHECK(status == CHRET_OK ? (request != NULL) == (left > 0) : request == NULL, "%zu are left", left);
    FUZZ_CHECK(status == CHRET_OK || status == CHRET_E_STATE || status == CHRET_E_ARGUMENT || status == CHRET_E_HOST,
               "%s", chret_error_message(fuzz_other_err));
    if (request != NULL && fuzz_random(state, 2) == 0) {
      answer(batch, request, fuzz_random(state, 2) == 0 ? "I99" : "E5");
    }
    chret_request_free(request);
  } while (status == CHRET_OK && left > 0 && fuzz_random(state, 8) != 0);
  FUZZ_CHECK(chret_batch_retry(batch, NULL, 0, NULL) == CHRET_OK, "retry");
}

static void look_at_rows(const chret_batch *batch) {
  size_t count = chret_batch_row_count(batch), size;
  for (size_t i = 0; i < count; i++) {
    const chret_record *record = chret_batch_row_record(batch, i);
    int32_t state = chret_batch_row_state(batch, i);
    const char *code = chret_batch_row_code(batch, i), *reference = chret_batch_row_reference(batch, i, &size);
    FUZZ_CHECK(record != NULL && chret_record_service(record) != CHRET_SERVICE_UNDECIDED, "row %zu", i);
    FUZZ_CHECK(state >= CHRET_ROW_NOT_SENT && state <= CHRET_ROW_REFUSED &&
                   (code[0] == '\0' || (state >= CHRET_ROW_ACCEPTED || state == CHRET_ROW_NOT_SENT)),
               "row %zu is in state %d with code %s", i, (int)state, code);
    FUZZ_CHECK(reference == NULL || reference[size] == '\0', "row %zu", i);
  }
}

void fuzz_one(const uint8_t *data, size_t size) {
  uint64_t state = fuzz_hash(data, size);
  chret_buffer saved;
  size_t mark = fuzz_memory_mark();
  chret_batch *batch = load(data, size);
  fuzz_expect_memory(mark, size, 1 << 20, 64);
  if (batch != NULL) {
    fuzz_accepted++;
    FUZZ_CHECK(save(batch, &saved) == CHRET_OK && saved.size == size && memcmp(saved.data, data, size) == 0,
               "%zu bytes are saved as %zu: %s", size, saved.size, chret_error_message(fuzz_other_err));
    chret_i_buffer_release(&saved);
    look_at_rows(batch);
    go_on(batch, &state);
    look_at_rows(batch);
    expect_stable(batch);
    chret_batch_free(batch);
  }
  FUZZ_CHECK(fuzz_digests == 0, "%zu digests were not dropped", fuzz_digests);
}
