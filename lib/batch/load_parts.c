/* Loading the signers, rows and requests of a batch: the format is in state.h. */
#include "batch/load.h"
#include "signature/ecdsa.h"
#include "signature/signer.h"

#include <string.h>

/* ---- Signers ---- */

int32_t chret_i_load_signer(chret_i_loading *l) {
  chret_signer signer;
  size_t before = l->batch->signer_count;
  int32_t status;
  (void)chret_signer_init(&signer, sizeof signer);
  signer.provider = l->provider;
  if (!chret_i_take_text(&l->rest, &signer.issuer, &signer.issuer_size) ||
      !chret_i_take_text(&l->rest, &signer.serial, &signer.serial_size))
    return chret_i_load_damaged(l, "a signer");
  status = chret_i_signer_check(&signer, 0, &l->batch->options.allocator, NULL);
  if (status == CHRET_E_NO_MEMORY)
    return chret_i_load_no_memory(l);
  if (status != CHRET_OK)
    return chret_i_load_damaged(l, "a signer");
  if (chret_i_batch_note_signer(l->batch, &signer) == 0)
    return chret_i_load_no_memory(l);
  return l->batch->signer_count == before + 1 ? CHRET_OK : chret_i_load_damaged(l, "a repeated signer");
}

/* ---- Rows ---- */

/* The code as it is kept; 0: not one that is. */
static int is_code(const char *code, int state) {
  size_t size = strlen(code), i;
  if (state == CHRET_ROW_NOT_SENT || state == CHRET_ROW_SENT)
    return size == 0;
  if (size < 2 || code[0] < 'A' || code[0] > 'Z')
    return 0;
  for (i = 1; i < size; i++)
    if (code[i] < '0' || code[i] > '9')
      return 0;
  return state == CHRET_ROW_REFUSED || chret_code_is_success(code, size);
}

/* Adds the row as the caller did, and expects the same bytes of it. */
static int32_t add_row(chret_i_loading *l) {
  chret_i_row_view view;
  size_t size = chret_i_row_decode(l->rest.at, l->rest.left, &view), i = l->batch->row_count;
  int32_t status;
  if (size == 0)
    return chret_i_load_damaged(l, "a row");
  status = chret_batch_add(l->batch, &view.record, (size_t)view.number, view.reference, view.reference_size, NULL);
  if (status == CHRET_E_NO_MEMORY)
    return chret_i_load_no_memory(l);
  if (status != CHRET_OK || l->batch->spare.size != size ||
      memcmp(chret_i_batch_row(l->batch, i)->bytes, l->rest.at, size) != 0)
    return chret_i_load_damaged(l, "a row");
  l->rest.at += size;
  l->rest.left -= size;
  return CHRET_OK;
}

int32_t chret_i_load_row(chret_i_loading *l) {
  const uint8_t *code;
  chret_i_row *row;
  size_t state, i;
  int32_t status;
  if (!chret_i_load_number(l, 1, CHRET_ROW_REFUSED, &state) || state < CHRET_ROW_NOT_SENT ||
      !chret_i_take(&l->rest, CHRET_I_CODE_SIZE, &code))
    return chret_i_load_damaged(l, "a row");
  status = add_row(l);
  if (status != CHRET_OK)
    return status;
  row = chret_i_batch_row(l->batch, l->batch->row_count - 1);
  memcpy(row->code, code, sizeof row->code);
  for (i = CHRET_I_CODE_SIZE; i > 0 && row->code[i - 1] == '\0'; i--)
    ;
  if (i == CHRET_I_CODE_SIZE || strlen(row->code) != i || !is_code(row->code, (int)state))
    return chret_i_load_damaged(l, "the code of a row");
  row->state = (uint8_t)state;
  if (state != CHRET_ROW_NOT_SENT)
    l->batch->not_sent[row->service]--;
  return CHRET_OK;
}

/* ---- Requests ---- */

const chret_i_drawn *chret_i_load_last_request(const chret_batch *batch, const chret_i_row *row) {
  return row->request > 0 ? chret_i_batch_request(batch, row->request - 1) : NULL;
}

/* Puts the next row into the request that is being loaded, after the row *last. */
static int32_t load_member(chret_i_loading *l, chret_i_drawn *request, size_t j, size_t *last) {
  chret_batch *batch = l->batch;
  const chret_i_drawn *before;
  chret_i_row *row;
  size_t i;
  if (!chret_i_load_number(l, 4, UINT32_MAX, &i) || i >= batch->row_count || (j > 0 && i <= *last))
    return chret_i_load_damaged(l, "a request's rows");
  row = chret_i_batch_row(batch, i);
  before = chret_i_load_last_request(batch, row);
  if ((j > 0 && row->service != chret_i_batch_row(batch, *last)->service) ||
      (before != NULL && before->state != CHRET_I_REQUEST_ANSWERED))
    return chret_i_load_damaged(l, "a request's rows");
  if (batch->form == CHRET_FORM_SINGLE) {
    request->first = (uint32_t)i;
  } else {
    if (!chret_i_pages_reserve(&batch->members, batch->member_count + 1))
      return chret_i_load_no_memory(l);
    *(uint32_t *)chret_i_pages_at(&batch->members, batch->member_count++) = (uint32_t)i;
  }
  row->request = (uint32_t)(batch->request_count + 1);
  *last = i;
  return CHRET_OK;
}

static int32_t load_signature(chret_i_loading *l, const chret_i_drawn *request) {
  const uint8_t *signature;
  size_t i = l->batch->request_count;
  if (request->signer == CHRET_I_UNSIGNED)
    return CHRET_OK;
  if (!chret_i_take(&l->rest, CHRET_SIGNATURE_SIZE, &signature) || !chret_i_ecdsa_is_signature(signature))
    return chret_i_load_damaged(l, "a signature");
  if (!chret_i_pages_reserve(&l->batch->signatures, i + 1))
    return chret_i_load_no_memory(l);
  memcpy(chret_i_batch_signature(l->batch, i), signature, CHRET_SIGNATURE_SIZE);
  return CHRET_OK;
}

static int32_t load_members(chret_i_loading *l, chret_i_drawn *request) {
  int32_t status = CHRET_OK;
  size_t last = 0, j;
  request->first = (uint32_t)l->batch->member_count;
  for (j = 0; status == CHRET_OK && j < request->count; j++)
    status = load_member(l, request, j, &last);
  return status;
}

int32_t chret_i_load_request(chret_i_loading *l) {
  chret_batch *batch = l->batch;
  size_t is_answered, signer, count, i = batch->request_count;
  chret_i_drawn *request;
  int32_t status;
  if (!chret_i_pages_reserve(&batch->requests, i + 1))
    return chret_i_load_no_memory(l);
  request = chret_i_batch_request(batch, i);
  if (!chret_i_take_number(&l->rest, 8, &request->counter) || !chret_i_load_number(l, 1, 1, &is_answered) ||
      !chret_i_load_number(l, 1, is_answered ? 0 : batch->signer_count, &signer) ||
      !chret_i_load_number(l, 2, batch->form == CHRET_FORM_LIST ? CHRET_LIST_MAX : 1, &count) || count == 0)
    return chret_i_load_damaged(l, "a request");
  if (!batch->has_highest || request->counter > batch->highest ||
      (i > 0 && request->counter <= chret_i_batch_request(batch, i - 1)->counter))
    return chret_i_load_damaged(l, "a counter");
  request->count = (uint16_t)count;
  request->signer = (uint8_t)signer;
  status = load_members(l, request);
  if (status == CHRET_OK)
    status = load_signature(l, request);
  request->state = is_answered ? CHRET_I_REQUEST_ANSWERED : CHRET_I_REQUEST_PENDING;
  batch->request_count++;
  return status;
}
