/* Saving a batch: the format is in state.h. */
#include "base/filled.h"
#include "batch/batch.h"
#include "batch/bytes.h"
#include "batch/state.h"
#include "wire/output.h"

#include <string.h>

/* ---- Parts ---- */

static void put_number(chret_i_output *output, uint64_t value, size_t size) {
  uint8_t bytes[8];
  chret_i_put_number(bytes, value, size);
  chret_i_output_raw(output, (const char *)bytes, size);
}

static void put_text(chret_i_output *output, const char *text) {
  size_t size = strlen(text);
  put_number(output, size, 4);
  chret_i_output_raw(output, text, size);
}

static int is_saved(const chret_i_drawn *request) {
  return request->state != CHRET_I_REQUEST_VOID;
}

static void put_head(chret_i_output *output, const chret_batch *batch) {
  size_t requests = 0, i;
  for (i = 0; i < batch->request_count; i++)
    requests += is_saved(chret_i_batch_request(batch, i)) ? 1 : 0;
  chret_i_output_raw(output, CHRET_I_STATE_NAME, CHRET_I_STATE_NAME_SIZE);
  put_number(output, CHRET_I_STATE_VERSION, 4);
  put_number(output, (uint64_t)batch->form, 1);
  put_number(output, (uint64_t)batch->keep_signatures, 1);
  put_number(output, batch->max_records, 2);
  put_number(output, batch->originator, 8);
  put_number(output, batch->target, 8);
  put_text(output, batch->schema_version);
  put_number(output, (uint64_t)batch->has_highest, 1);
  put_number(output, batch->highest, 8);
  put_number(output, batch->signer_count, 1);
  put_number(output, batch->row_count, 4);
  put_number(output, requests, 4);
}

static void put_row(chret_i_output *output, const chret_i_row *row) {
  chret_i_row_view view;
  char code[CHRET_I_CODE_SIZE] = {0};
  size_t size = chret_i_row_decode(row->bytes, SIZE_MAX, &view);
  memcpy(code, row->code, strlen(row->code));
  put_number(output, row->state, 1);
  chret_i_output_raw(output, code, sizeof code);
  chret_i_output_raw(output, (const char *)row->bytes, size);
}

static void put_request(chret_i_output *output, const chret_batch *batch, size_t i) {
  const chret_i_drawn *request = chret_i_batch_request(batch, i);
  int is_answered = request->state == CHRET_I_REQUEST_ANSWERED;
  uint8_t signer = is_answered ? CHRET_I_UNSIGNED : request->signer;
  size_t j;
  put_number(output, request->counter, 8);
  put_number(output, (uint64_t)is_answered, 1);
  put_number(output, signer, 1);
  put_number(output, request->count, 2);
  for (j = 0; j < request->count; j++)
    put_number(output, chret_i_batch_member(batch, request, j), 4);
  if (signer != CHRET_I_UNSIGNED)
    chret_i_output_raw(output, (const char *)chret_i_batch_signature(batch, i), CHRET_SIGNATURE_SIZE);
}

static void put_all(chret_i_output *output, const chret_batch *batch) {
  size_t i;
  put_head(output, batch);
  for (i = 0; i < batch->signer_count; i++) {
    put_text(output, batch->signers[i].issuer);
    put_text(output, batch->signers[i].serial);
  }
  for (i = 0; i < batch->row_count; i++)
    put_row(output, chret_i_batch_row(batch, i));
  for (i = 0; i < batch->request_count; i++)
    if (is_saved(chret_i_batch_request(batch, i)))
      put_request(output, batch, i);
}

/* ---- The whole of it ---- */

/* A request that may have to be sent again, and cannot be. */
static int32_t check_signatures(const chret_batch *batch, chret_error *err) {
  size_t i;
  for (i = 0; i < batch->request_count; i++) {
    const chret_i_drawn *request = chret_i_batch_request(batch, i);
    if (is_saved(request) && request->state != CHRET_I_REQUEST_ANSWERED && request->signer == CHRET_I_SIGNATURE_UNKEPT)
      return chret_i_error_set(err, CHRET_E_STATE, NULL, "a request has no answer, and its signature was not kept");
  }
  return CHRET_OK;
}

static int32_t write_digested(chret_i_output *output, const chret_batch *batch, const chret_provider *provider,
                              chret_error *err) {
  uint8_t value[CHRET_DIGEST_SIZE];
  chret_i_digest digest;
  int32_t code = chret_i_digest_begin(&digest, provider);
  if (code == 0) {
    chret_i_output_digest(output, &digest);
    put_all(output, batch);
    chret_i_output_digest(output, NULL);
    code = chret_i_digest_finish(&digest, value);
  }
  chret_i_digest_drop(&digest);
  if (code != 0)
    return chret_i_error_host(err, code, "digest");
  chret_i_output_raw(output, (const char *)value, sizeof value);
  return CHRET_OK;
}

int32_t chret_batch_save(const chret_batch *batch, const chret_sink *sink, const chret_provider *provider,
                         chret_error *err) {
  chret_i_output *output = NULL;
  int32_t status;
  chret_i_error_clear(err);
  if (batch == NULL || !chret_i_filled_is(sink, CHRET_I_SINK) || sink->write == NULL ||
      !chret_i_digest_is_possible(provider))
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no batch, no provider, or no sink made by chret_sink_init");
  status = check_signatures(batch, err);
  if (status == CHRET_OK) {
    output = chret_i_allocate(&batch->options.allocator, sizeof *output);
    if (output == NULL)
      status = chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory to save the batch");
  }
  if (status == CHRET_OK) {
    chret_i_output_init(output, sink);
    status = write_digested(output, batch, provider, err);
  }
  if (status == CHRET_OK)
    status = chret_i_output_finish(output, err);
  else
    chret_i_output_drop(sink);
  chret_i_release(&batch->options.allocator, output);
  return status;
}
