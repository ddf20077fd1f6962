/* What is to be drawn again: requests without an answer as they were, refused rows in new requests. */
#include "batch/batch.h"

#include <string.h>

int32_t chret_batch_resend(chret_batch *batch) {
  size_t i;
  if (batch == NULL)
    return CHRET_E_ARGUMENT;
  for (i = 0; i < batch->request_count; i++) {
    const chret_i_drawn *request = chret_i_batch_request(batch, i);
    if (request->state == CHRET_I_REQUEST_PENDING && request->signer == CHRET_I_SIGNATURE_UNKEPT)
      return CHRET_E_STATE;
  }
  for (i = 0; i < batch->request_count; i++) {
    chret_i_drawn *request = chret_i_batch_request(batch, i);
    if (request->state == CHRET_I_REQUEST_PENDING) {
      request->state = CHRET_I_REQUEST_AGAIN;
      batch->again++;
    }
  }
  batch->again_from = 0;
  return CHRET_OK;
}

int32_t chret_batch_retry(chret_batch *batch, const char *code, size_t size, size_t *count) {
  size_t returned = 0, i;
  if (batch == NULL)
    return CHRET_E_ARGUMENT;
  for (i = 0; i < batch->row_count; i++) {
    const chret_i_row *row = chret_i_batch_row(batch, i);
    if (row->state != CHRET_ROW_REFUSED ||
        (code != NULL && (strlen(row->code) != size || memcmp(row->code, code, size) != 0)))
      continue;
    chret_i_batch_return(batch, i);
    returned++;
  }
  if (count != NULL)
    *count = returned;
  return CHRET_OK;
}
