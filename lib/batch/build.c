/* The requests that a batch is made of. */
#include "batch/batch.h"

#include <string.h>

/* 0: no memory. */
static int add_records(chret_request *request, const chret_batch *batch, const uint32_t *rows, size_t count) {
  chret_i_row_view view;
  size_t i;
  for (i = 0; i < count; i++) {
    chret_record *record = chret_i_request_room(request);
    if (record == NULL)
      return 0;
    (void)chret_i_row_decode(chret_i_batch_row(batch, rows[i])->bytes, SIZE_MAX, &view);
    *record = view.record;
    request->record_count++;
  }
  return 1;
}

int32_t chret_i_batch_build(const chret_batch *batch, const uint32_t *rows, size_t count, uint64_t counter,
                            chret_request **out, chret_error *err) {
  const chret_i_service *service = &chret_i_services[chret_i_batch_row(batch, rows[0])->service];
  const char *version = batch->schema_version;
  chret_request *request = NULL;
  if (chret_request_new(&request, service->service, batch->form, &batch->options) != CHRET_OK ||
      chret_request_set(request, CHRET_FIELD_SCHEMA_VERSION, version, strlen(version), NULL) != CHRET_OK ||
      chret_request_set_id(request, batch->originator, batch->target, counter) != CHRET_OK ||
      !add_records(request, batch, rows, count)) {
    chret_request_free(request);
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for the request");
  }
  *out = request;
  return CHRET_OK;
}

/* ---- Who signed them ---- */

static int is_text(const char *kept, const char *text, size_t size) {
  return strlen(kept) == size && memcmp(kept, text, size) == 0;
}

uint8_t chret_i_batch_note_signer(chret_batch *batch, const chret_signer *signer) {
  void *block = batch->signers;
  chret_i_batch_signer added;
  size_t i;
  for (i = 0; i < batch->signer_count; i++)
    if (is_text(batch->signers[i].issuer, signer->issuer, signer->issuer_size) &&
        is_text(batch->signers[i].serial, signer->serial, signer->serial_size))
      return (uint8_t)(i + 1);
  if (batch->signer_count == CHRET_I_SIGNERS_MAX ||
      !chret_i_grow(&batch->options.allocator, &block, &batch->signer_capacity, batch->signer_count + 1, sizeof added))
    return 0;
  batch->signers = block;
  added.issuer = chret_i_arena_text(&batch->texts, signer->issuer, signer->issuer_size);
  added.serial = chret_i_arena_text(&batch->texts, signer->serial, signer->serial_size);
  if (added.issuer == NULL || added.serial == NULL)
    return 0;
  batch->signers[batch->signer_count++] = added;
  return (uint8_t)batch->signer_count;
}
