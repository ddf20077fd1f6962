/* Loading what was saved: the format is in state.h. Everything is checked, also what the digest has vouched for. */
#include "base/lexical.h"
#include "batch/batch.h"
#include "batch/state.h"
#include "signature/digest.h"
#include "signature/ecdsa.h"
#include "signature/signer.h"

#include <string.h>

typedef struct loading {
  const uint8_t *at;
  size_t left; /* without the digest */
  const chret_provider *provider;
  chret_batch *batch;
  size_t rows;
  size_t requests;
  size_t signers;
  chret_error *err;
} loading;

static int32_t damaged(const loading *l, const char *what) {
  return chret_i_error_set(l->err, CHRET_E_SAVED_STATE, NULL, "the saved state is damaged: %s", what);
}

static int32_t no_memory(const loading *l) {
  return chret_i_error_set(l->err, CHRET_E_NO_MEMORY, NULL, "no memory to load the batch");
}

/* ---- Parts: 0 where the bytes do not have them ---- */

static int take_number(loading *l, size_t size, uint64_t *value) {
  if (l->left < size)
    return 0;
  *value = chret_i_get_number(l->at, size);
  l->at += size;
  l->left -= size;
  return 1;
}

static int take_at_most(loading *l, size_t size, uint64_t most, size_t *value) {
  uint64_t taken;
  if (!take_number(l, size, &taken) || taken > most)
    return 0;
  *value = (size_t)taken;
  return 1;
}

static int take_bytes(loading *l, size_t size, const uint8_t **bytes) {
  if (l->left < size)
    return 0;
  *bytes = l->at;
  l->at += size;
  l->left -= size;
  return 1;
}

static int take_text(loading *l, const char **text, size_t *size) {
  const uint8_t *bytes;
  if (!take_at_most(l, 4, UINT32_MAX, size) || !take_bytes(l, *size, &bytes))
    return 0;
  *text = (const char *)bytes;
  return 1;
}

/* ---- The head ---- */

static int32_t check_whole(loading *l, const uint8_t *state, size_t size) {
  uint8_t value[CHRET_DIGEST_SIZE];
  uint64_t version;
  int32_t code;
  l->at = state;
  l->left = size;
  if (size < CHRET_I_STATE_NAME_SIZE || memcmp(state, CHRET_I_STATE_NAME, CHRET_I_STATE_NAME_SIZE) != 0)
    return chret_i_error_set(l->err, CHRET_E_SAVED_STATE, NULL, "not the saved state of a batch");
  l->at += CHRET_I_STATE_NAME_SIZE;
  l->left -= CHRET_I_STATE_NAME_SIZE;
  if (!take_number(l, 4, &version) || l->left < sizeof value)
    return damaged(l, "it is cut short");
  if (version != CHRET_I_STATE_VERSION)
    return chret_i_error_set(l->err, CHRET_E_SAVED_STATE, NULL, "a saved state of version %lu, which is not known",
                             (unsigned long)version);
  l->left -= sizeof value;
  code = chret_i_digest_of(l->provider, state, size - sizeof value, value);
  if (code != 0)
    return chret_i_error_host(l->err, code, "digest");
  return memcmp(value, l->at + l->left, sizeof value) == 0 ? CHRET_OK : damaged(l, "its digest is another");
}

static int32_t load_schema_version(loading *l) {
  const char *text;
  size_t size;
  int32_t status;
  if (!take_text(l, &text, &size))
    return damaged(l, "schemaVersion");
  status = chret_batch_set_schema_version(l->batch, text, size, NULL);
  if (status == CHRET_E_NO_MEMORY)
    return no_memory(l);
  return status == CHRET_OK && strlen(l->batch->schema_version) == size ? CHRET_OK : damaged(l, "schemaVersion");
}

static int32_t load_head(loading *l, const chret_options *options) {
  uint64_t originator, target;
  size_t form, keep, most, has_highest;
  int32_t status;
  if (!take_at_most(l, 1, CHRET_FORM_LIST, &form) || form < CHRET_FORM_SINGLE || !take_at_most(l, 1, 1, &keep) ||
      !take_at_most(l, 2, CHRET_LIST_MAX, &most) || most == 0 || !take_number(l, 8, &originator) ||
      !take_number(l, 8, &target))
    return damaged(l, "its head");
  if (chret_batch_new(&l->batch, (int32_t)form, originator, target, options) != CHRET_OK)
    return no_memory(l);
  l->batch->keep_signatures = (int32_t)keep;
  l->batch->max_records = most;
  status = load_schema_version(l);
  if (status != CHRET_OK)
    return status;
  if (!take_at_most(l, 1, 1, &has_highest) || !take_number(l, 8, &l->batch->highest) ||
      (!has_highest && l->batch->highest != 0) || !take_at_most(l, 1, CHRET_I_SIGNERS_MAX, &l->signers) ||
      !take_at_most(l, 4, UINT32_MAX, &l->rows) || !take_at_most(l, 4, UINT32_MAX, &l->requests))
    return damaged(l, "its head");
  l->batch->has_highest = (int32_t)has_highest;
  return CHRET_OK;
}

/* ---- Signers ---- */

static int32_t load_signer(loading *l) {
  chret_signer signer;
  const char *issuer, *serial;
  size_t issuer_size, serial_size, before = l->batch->signer_count;
  int32_t status;
  if (!take_text(l, &issuer, &issuer_size) || !take_text(l, &serial, &serial_size))
    return damaged(l, "a signer");
  issuer = chret_i_arena_text(&l->batch->texts, issuer, issuer_size);
  serial = chret_i_arena_text(&l->batch->texts, serial, serial_size);
  if (issuer == NULL || serial == NULL)
    return no_memory(l);
  (void)chret_signer_init(&signer, sizeof signer);
  signer.provider = l->provider;
  signer.issuer = issuer;
  signer.serial = serial;
  status = chret_i_signer_check(&signer, 0, &l->batch->options.allocator, NULL);
  if (status == CHRET_E_NO_MEMORY)
    return no_memory(l);
  if (status != CHRET_OK || strlen(issuer) != issuer_size || strlen(serial) != serial_size)
    return damaged(l, "a signer");
  if (chret_i_batch_note_signer(l->batch, issuer, serial) == 0)
    return no_memory(l);
  return l->batch->signer_count == before + 1 ? CHRET_OK : damaged(l, "a repeated signer");
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
static int32_t add_row(loading *l) {
  chret_i_row_view view;
  size_t size = chret_i_row_decode(l->at, l->left, &view), i = l->batch->row_count;
  int32_t status;
  if (size == 0)
    return damaged(l, "a row");
  status = chret_batch_add(l->batch, &view.record, (size_t)view.number, view.reference, view.reference_size, NULL);
  if (status == CHRET_E_NO_MEMORY)
    return no_memory(l);
  if (status != CHRET_OK || l->batch->spare.size != size || memcmp(chret_i_batch_row(l->batch, i)->bytes, l->at, size))
    return damaged(l, "a row");
  l->at += size;
  l->left -= size;
  return CHRET_OK;
}

static int32_t load_row(loading *l) {
  const uint8_t *code;
  chret_i_row *row;
  size_t state, i;
  int32_t status;
  if (!take_at_most(l, 1, CHRET_ROW_REFUSED, &state) || state < CHRET_ROW_NOT_SENT ||
      !take_bytes(l, CHRET_I_CODE_SIZE, &code))
    return damaged(l, "a row");
  status = add_row(l);
  if (status != CHRET_OK)
    return status;
  row = chret_i_batch_row(l->batch, l->batch->row_count - 1);
  memcpy(row->code, code, sizeof row->code);
  for (i = CHRET_I_CODE_SIZE; i > 0 && row->code[i - 1] == '\0'; i--)
    ;
  if (i == CHRET_I_CODE_SIZE || strlen(row->code) != i || !is_code(row->code, (int)state))
    return damaged(l, "the code of a row");
  row->state = (uint8_t)state;
  if (state != CHRET_ROW_NOT_SENT)
    l->batch->not_sent[row->service]--;
  return CHRET_OK;
}

/* ---- Requests ---- */

/* The request that a row was in last; NULL: none. */
static const chret_i_drawn *last_request(const chret_batch *batch, const chret_i_row *row) {
  return row->request > 0 ? chret_i_batch_request(batch, row->request - 1) : NULL;
}

/* Puts the next row into the request that is being loaded, after the row *last. */
static int32_t load_member(loading *l, chret_i_drawn *request, size_t j, size_t *last) {
  chret_batch *batch = l->batch;
  const chret_i_drawn *before;
  chret_i_row *row;
  size_t i;
  if (!take_at_most(l, 4, UINT32_MAX, &i) || i >= batch->row_count || (j > 0 && i <= *last))
    return damaged(l, "a request's rows");
  row = chret_i_batch_row(batch, i);
  before = last_request(batch, row);
  if ((j > 0 && row->service != chret_i_batch_row(batch, *last)->service) ||
      (before != NULL && before->state != CHRET_I_REQUEST_ANSWERED))
    return damaged(l, "a request's rows");
  if (batch->form == CHRET_FORM_SINGLE) {
    request->first = (uint32_t)i;
  } else {
    if (!chret_i_pages_reserve(&batch->members, batch->member_count + 1))
      return no_memory(l);
    *(uint32_t *)chret_i_pages_at(&batch->members, batch->member_count++) = (uint32_t)i;
  }
  row->request = (uint32_t)(batch->request_count + 1);
  *last = i;
  return CHRET_OK;
}

static int32_t load_signature(loading *l, const chret_i_drawn *request) {
  const uint8_t *signature;
  size_t i = l->batch->request_count;
  if (request->signer == CHRET_I_UNSIGNED)
    return CHRET_OK;
  if (!take_bytes(l, CHRET_SIGNATURE_SIZE, &signature) || !chret_i_ecdsa_is_signature(signature))
    return damaged(l, "a signature");
  if (!chret_i_pages_reserve(&l->batch->signatures, i + 1))
    return no_memory(l);
  memcpy(chret_i_batch_signature(l->batch, i), signature, CHRET_SIGNATURE_SIZE);
  return CHRET_OK;
}

static int32_t load_members(loading *l, chret_i_drawn *request) {
  int32_t status = CHRET_OK;
  size_t last = 0, j;
  request->first = (uint32_t)l->batch->member_count;
  for (j = 0; status == CHRET_OK && j < request->count; j++)
    status = load_member(l, request, j, &last);
  return status;
}

static int32_t load_request(loading *l) {
  chret_batch *batch = l->batch;
  size_t is_answered, signer, count, i = batch->request_count;
  chret_i_drawn *request;
  int32_t status;
  if (!chret_i_pages_reserve(&batch->requests, i + 1))
    return no_memory(l);
  request = chret_i_batch_request(batch, i);
  if (!take_number(l, 8, &request->counter) || !take_at_most(l, 1, 1, &is_answered) ||
      !take_at_most(l, 1, is_answered ? 0 : batch->signer_count, &signer) ||
      !take_at_most(l, 2, batch->form == CHRET_FORM_LIST ? CHRET_LIST_MAX : 1, &count) || count == 0)
    return damaged(l, "a request");
  if (!batch->has_highest || request->counter > batch->highest ||
      (i > 0 && request->counter <= chret_i_batch_request(batch, i - 1)->counter))
    return damaged(l, "a counter");
  request->count = (uint16_t)count;
  request->signer = (uint8_t)signer;
  status = load_members(l, request);
  if (status == CHRET_OK)
    status = load_signature(l, request);
  request->state = is_answered ? CHRET_I_REQUEST_ANSWERED : CHRET_I_REQUEST_PENDING;
  batch->request_count++;
  return status;
}

/* ---- The whole of it ---- */

/* Rows and requests say the same of each row. */
static int32_t check_states(const loading *l) {
  size_t i;
  for (i = 0; i < l->batch->row_count; i++) {
    const chret_i_row *row = chret_i_batch_row(l->batch, i);
    const chret_i_drawn *request = last_request(l->batch, row);
    int is_sound = row->state == CHRET_ROW_NOT_SENT;
    if (request != NULL)
      is_sound = (request->state == CHRET_I_REQUEST_PENDING) == (row->state == CHRET_ROW_SENT);
    if (!is_sound)
      return damaged(l, "the state of a row");
  }
  return CHRET_OK;
}

static int32_t load(loading *l, const uint8_t *state, size_t size, const chret_options *options) {
  int32_t status = check_whole(l, state, size);
  if (status == CHRET_OK)
    status = load_head(l, options);
  while (status == CHRET_OK && l->batch->signer_count < l->signers)
    status = load_signer(l);
  while (status == CHRET_OK && l->batch->row_count < l->rows)
    status = load_row(l);
  while (status == CHRET_OK && l->batch->request_count < l->requests)
    status = load_request(l);
  if (status == CHRET_OK && l->left > 0)
    status = damaged(l, "there is more than it says");
  return status == CHRET_OK ? check_states(l) : status;
}

int32_t chret_batch_load(chret_batch **out, const uint8_t *state, size_t size, const chret_provider *provider,
                         const chret_options *options, chret_error *err) {
  loading l;
  int32_t status;
  chret_i_error_clear(err);
  if (out == NULL || (state == NULL && size > 0) || !chret_i_digest_is_possible(provider))
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no saved state, no provider, or nowhere to put the batch");
  memset(&l, 0, sizeof l);
  l.provider = provider;
  l.err = err;
  status = load(&l, state, size, options);
  if (status == CHRET_OK)
    *out = l.batch;
  else
    chret_batch_free(l.batch);
  return status;
}
