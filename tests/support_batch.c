/* tests/support_batch.c - batches in tests. */
#include "support_batch.h"

#include <stdlib.h>
#include <string.h>

/* ---- The host ---------------------------------------------------------------------------------------------------- */

int32_t test_count(void *ctx, uint64_t *counter) {
  test_counter *count = ctx;
  if (++count->calls == count->fail_at) {
    return count->code;
  }
  *counter = count->value;
  count->value += count->step;
  return 0;
}

static int32_t next_call(test_signing *signing) {
  return ++signing->calls == signing->fail_at ? signing->code : 0;
}

/* FNV-1a, spread over the digest. */
static int32_t digest_begin(void *ctx, void **digest) {
  test_signing *signing = ctx;
  int32_t code = next_call(signing);
  if (code == 0) {
    uint64_t *state = malloc(sizeof *state);
    *state = UINT64_C(0xCBF29CE484222325);
    *digest = state;
    signing->digests++;
  }
  return code;
}

static int32_t digest_update(void *ctx, void *digest, const uint8_t *data, size_t size) {
  uint64_t *state = digest;
  for (size_t i = 0; i < size; i++) {
    *state = (*state ^ data[i]) * UINT64_C(0x100000001B3);
  }
  return next_call(ctx);
}

static int32_t digest_finish(void *ctx, void *digest, uint8_t *out) {
  for (size_t i = 0; i < CHRET_DIGEST_SIZE; i += sizeof(uint64_t)) {
    memcpy(out + i, digest, sizeof(uint64_t));
  }
  return next_call(ctx);
}

static void digest_drop(void *ctx, void *digest) {
  ((test_signing *)ctx)->digests--;
  free(digest);
}

static int32_t sign(void *ctx, const uint8_t *signed_info, size_t size, uint8_t *signature) {
  test_signing *signing = ctx;
  int32_t code = next_call(signing);
  ck_assert(size > 0 && signed_info[0] == '<');
  if (code == 0) {
    signing->signatures++;
    for (size_t i = 0; i < CHRET_SIGNATURE_SIZE; i++) {
      signature[i] = (uint8_t)(test_random(&signing->state, 127) + 1);
    }
  }
  return code;
}

void test_signing_init(test_signing *signing, const char *serial) {
  memset(signing, 0, sizeof *signing);
  ck_assert_int_eq(chret_provider_init(&signing->provider, sizeof signing->provider), CHRET_OK);
  signing->provider.ctx = signing;
  signing->provider.digest_begin = digest_begin;
  signing->provider.digest_update = digest_update;
  signing->provider.digest_finish = digest_finish;
  signing->provider.digest_drop = digest_drop;
  ck_assert_int_eq(chret_signer_init(&signing->signer, sizeof signing->signer), CHRET_OK);
  signing->signer.ctx = signing;
  signing->signer.provider = &signing->provider;
  test_signer_names(&signing->signer, "CN=Z1,OU=07", serial);
  signing->signer.eui64 = TEST_ORIGINATOR;
  signing->signer.sign = sign;
}

static int32_t take(void *ctx, const uint8_t *data, size_t size) {
  test_sink *sink = ctx;
  ck_assert_uint_eq(sink->finishes, 0);
  ck_assert(size > 0 && size <= 16384);
  if (++sink->calls == sink->fail_at) {
    return sink->code;
  }
  test_add(&sink->taken, (const char *)data, size);
  return 0;
}

static int32_t finish(void *ctx, int32_t keep) {
  test_sink *sink = ctx;
  sink->finishes++;
  sink->kept = keep;
  return keep == 1 && ++sink->calls == sink->fail_at ? sink->code : 0;
}

void test_sink_init(test_sink *sink) {
  memset(sink, 0, sizeof *sink);
  ck_assert_int_eq(chret_sink_init(&sink->sink, sizeof sink->sink), CHRET_OK);
  sink->sink.ctx = sink;
  sink->sink.write = take;
  sink->sink.finish = finish;
}

/* ---- Batches ----------------------------------------------------------------------------------------------------- */

chret_batch *test_batch(int32_t form, test_counter *counter, const chret_options *options) {
  chret_batch *batch = NULL;
  ck_assert_int_eq(chret_batch_new(&batch, form, TEST_ORIGINATOR, TEST_TARGET, options), CHRET_OK);
  ck_assert_int_eq(chret_batch_set_counter(batch, test_count, counter), CHRET_OK);
  return batch;
}

int32_t test_add_row(chret_batch *batch, int32_t service, uint32_t number, chret_error *err) {
  chret_record *record = NULL;
  test_text reference = {NULL, 0, 0};
  ck_assert_int_eq(chret_record_new(&record, CHRET_SERVICE_UNDECIDED, NULL), CHRET_OK);
  test_fill(record, service, number);
  test_addf(&reference, "ref %u", number);
  int32_t status = number % 2 == 0 ? chret_batch_add(batch, record, number, reference.data, reference.size, err)
                                   : chret_batch_add(batch, record, number, NULL, 0, err);
  test_text_free(&reference);
  chret_record_free(record);
  return status;
}

uint64_t test_row_device(uint32_t number) {
  return (UINT64_C(0x00DB) << 48) + number; /* as test_fill() has it */
}

void test_add_rows(chret_batch *batch, const char *letters) {
  for (uint32_t i = 0; letters[i] != '\0'; i++) {
    int32_t service = letters[i] == 'F' ? CHRET_SERVICE_FAULT_RETURN : CHRET_SERVICE_NO_FAULT_RETURN;
    ck_assert_int_eq(test_add_row(batch, service, i + 1, NULL), CHRET_OK);
  }
}

void test_add_batch(test_text *text, const chret_batch *batch) {
  test_addf(text, "%s %zu rows, %zu requests left\n", chret_form_name(chret_batch_form(batch)),
            chret_batch_row_count(batch), chret_batch_requests_left(batch));
  for (size_t i = 0; i < chret_batch_row_count(batch); i++) {
    const chret_record *record = chret_batch_row_record(batch, i);
    uint64_t counter = 0;
    int32_t has_counter = chret_batch_row_counter(batch, i, &counter);
    size_t size = 0;
    const char *reference = chret_batch_row_reference(batch, i, &size);
    test_addf(text, "%zu %s %d %s %s %llu ", chret_batch_row_number(batch, i),
              chret_service_name(chret_record_service(record)), chret_batch_row_state(batch, i),
              chret_batch_row_code(batch, i), chret_status_name(has_counter), (unsigned long long)counter);
    for (size_t f = 0; f < chret_service_item_count(chret_record_service(record)); f++) {
      const char *value = chret_record_get(record, chret_service_item_at(chret_record_service(record), f), &size);
      test_addf(text, "%s|", value == NULL ? "-" : value);
    }
    test_addf(text, " %s\n", reference == NULL ? "-" : reference);
  }
}

test_text test_save(const chret_batch *batch, const chret_provider *provider) {
  test_sink sink;
  test_sink_init(&sink);
  ck_assert_int_eq(chret_batch_save(batch, &sink.sink, provider, NULL), CHRET_OK);
  ck_assert(sink.finishes == 1 && sink.kept == 1);
  return sink.taken;
}

int test_draw(chret_batch *batch, const chret_signer *signer, test_text *bytes, chret_request **read) {
  chret_buffer *buffer = NULL;
  uint64_t counter = 0, originator, target, said;
  chret_error *err = NULL;
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  int32_t status = chret_batch_next(batch, signer, &buffer, &counter, err);
  ck_assert_msg(status == CHRET_OK, "%s", chret_error_message(err));
  chret_error_free(err);
  if (buffer == NULL) {
    return 0;
  }
  const uint8_t *data = chret_buffer_data(buffer);
  size_t size = chret_buffer_size(buffer);
  ck_assert_int_eq(chret_request_read_unverified(read, data, size, NULL, NULL), CHRET_OK);
  ck_assert_int_eq(chret_request_get_id(*read, &originator, &target, &said), CHRET_OK);
  ck_assert(originator == TEST_ORIGINATOR && target == TEST_TARGET && said == counter);
  if (bytes != NULL) {
    test_add(bytes, (const char *)data, size);
  }
  chret_buffer_free(buffer);
  return 1;
}

chret_response *test_response(int32_t service, uint64_t counter, const char *code, const uint32_t *refused) {
  chret_response *response = NULL;
  ck_assert_int_eq(chret_response_new(&response, service, NULL), CHRET_OK);
  ck_assert_int_eq(chret_response_set_id(response, TEST_ORIGINATOR, TEST_TARGET, counter), CHRET_OK);
  ck_assert_int_eq(chret_response_set(response, CHRET_FIELD_RESPONSE_CODE, code, strlen(code), NULL), CHRET_OK);
  for (; refused != NULL && *refused != 0; refused++) {
    ck_assert_int_eq(chret_response_add_failure(response, test_row_device(*refused), TEST_TEXT("E5"), NULL), CHRET_OK);
  }
  return response;
}

int32_t test_give(chret_batch *batch, chret_response *response, chret_report *report) {
  int32_t kind = 0;
  chret_error *err = NULL;
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  int32_t status = chret_batch_answer(batch, response, &kind, report, err);
  ck_assert_msg(status == CHRET_OK, "%s", chret_error_message(err));
  chret_error_free(err);
  chret_response_free(response);
  return kind;
}
