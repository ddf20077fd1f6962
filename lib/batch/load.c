/* Loading what was saved: the format is in state.h. Everything is checked, also what the digest has vouched for. */
#include "batch/load.h"
#include "batch/state.h"
#include "signature/digest.h"

#include <string.h>

int32_t chret_i_load_damaged(const chret_i_loading *l, const char *what) {
  (void)chret_i_error_set(l->err, CHRET_E_SAVED_STATE, NULL, "the saved state is damaged: %s", what);
  return CHRET_E_SAVED_STATE;
}

int32_t chret_i_load_no_memory(const chret_i_loading *l) {
  (void)chret_i_error_set(l->err, CHRET_E_NO_MEMORY, NULL, "no memory to load the batch");
  return CHRET_E_NO_MEMORY;
}

int chret_i_load_number(chret_i_loading *l, size_t size, uint64_t most, size_t *value) {
  uint64_t taken;
  if (!chret_i_take_number(&l->rest, size, &taken) || taken > most)
    return 0;
  *value = (size_t)taken;
  return 1;
}

/* ---- The head ---- */

static int32_t check_whole(chret_i_loading *l, const uint8_t *state, size_t size) {
  uint8_t value[CHRET_DIGEST_SIZE];
  uint64_t version;
  int32_t code;
  l->rest.at = state;
  l->rest.left = size;
  if (size < CHRET_I_STATE_NAME_SIZE || memcmp(state, CHRET_I_STATE_NAME, CHRET_I_STATE_NAME_SIZE) != 0)
    return chret_i_error_set(l->err, CHRET_E_SAVED_STATE, NULL, "not the saved state of a batch");
  l->rest.at += CHRET_I_STATE_NAME_SIZE;
  l->rest.left -= CHRET_I_STATE_NAME_SIZE;
  if (!chret_i_take_number(&l->rest, 4, &version) || l->rest.left < sizeof value)
    return chret_i_load_damaged(l, "it is cut short");
  if (version != CHRET_I_STATE_VERSION)
    return chret_i_error_set(l->err, CHRET_E_SAVED_STATE, NULL, "a saved state of version %lu, which is not known",
                             (unsigned long)version);
  l->rest.left -= sizeof value;
  code = chret_i_digest_of(l->provider, state, size - sizeof value, value);
  if (code != 0)
    return chret_i_error_host(l->err, code, "digest");
  return memcmp(value, l->rest.at + l->rest.left, sizeof value) == 0 ? CHRET_OK
                                                                     : chret_i_load_damaged(l, "its digest is another");
}

static int32_t load_schema_version(chret_i_loading *l) {
  const char *text;
  size_t size;
  int32_t status;
  if (!chret_i_take_text(&l->rest, &text, &size))
    return chret_i_load_damaged(l, "schemaVersion");
  status = chret_batch_set_schema_version(l->batch, text, size, NULL);
  if (status == CHRET_E_NO_MEMORY)
    return chret_i_load_no_memory(l);
  return status == CHRET_OK && strlen(l->batch->schema_version) == size ? CHRET_OK
                                                                        : chret_i_load_damaged(l, "schemaVersion");
}

static int32_t load_head(chret_i_loading *l, const chret_options *options) {
  uint64_t originator, target;
  size_t form, keep, most, has_highest;
  int32_t status;
  if (!chret_i_load_number(l, 1, CHRET_FORM_LIST, &form) || form < CHRET_FORM_SINGLE ||
      !chret_i_load_number(l, 1, 1, &keep) || !chret_i_load_number(l, 2, CHRET_LIST_MAX, &most) || most == 0 ||
      !chret_i_take_number(&l->rest, 8, &originator) || !chret_i_take_number(&l->rest, 8, &target))
    return chret_i_load_damaged(l, "its head");
  if (chret_batch_new(&l->batch, (int32_t)form, originator, target, options) != CHRET_OK)
    return chret_i_load_no_memory(l);
  l->batch->keep_signatures = (int32_t)keep;
  l->batch->max_records = most;
  status = load_schema_version(l);
  if (status != CHRET_OK)
    return status;
  if (!chret_i_load_number(l, 1, 1, &has_highest) || !chret_i_take_number(&l->rest, 8, &l->batch->highest) ||
      (!has_highest && l->batch->highest != 0) || !chret_i_load_number(l, 1, CHRET_I_SIGNERS_MAX, &l->signers) ||
      !chret_i_load_number(l, 4, UINT32_MAX, &l->rows) || !chret_i_load_number(l, 4, UINT32_MAX, &l->requests))
    return chret_i_load_damaged(l, "its head");
  l->batch->has_highest = (int32_t)has_highest;
  return CHRET_OK;
}

/* ---- The whole of it ---- */

/* Rows and requests say the same of each row. */
static int32_t check_states(const chret_i_loading *l) {
  size_t i;
  for (i = 0; i < l->batch->row_count; i++) {
    const chret_i_row *row = chret_i_batch_row(l->batch, i);
    const chret_i_drawn *request = chret_i_load_last_request(l->batch, row);
    int is_sound = row->state == CHRET_ROW_NOT_SENT;
    if (request != NULL)
      is_sound = (request->state == CHRET_I_REQUEST_PENDING) == (row->state == CHRET_ROW_SENT);
    if (!is_sound)
      return chret_i_load_damaged(l, "the state of a row");
  }
  return CHRET_OK;
}

static int32_t load(chret_i_loading *l, const uint8_t *state, size_t size, const chret_options *options) {
  int32_t status = check_whole(l, state, size);
  if (status == CHRET_OK)
    status = load_head(l, options);
  while (status == CHRET_OK && l->batch->signer_count < l->signers)
    status = chret_i_load_signer(l);
  while (status == CHRET_OK && l->batch->row_count < l->rows)
    status = chret_i_load_row(l);
  while (status == CHRET_OK && l->batch->request_count < l->requests)
    status = chret_i_load_request(l);
  if (status == CHRET_OK && l->rest.left > 0)
    status = chret_i_load_damaged(l, "there is more than it says");
  return status == CHRET_OK ? check_states(l) : status;
}

int32_t chret_batch_load(chret_batch **out, const uint8_t *state, size_t size, const chret_provider *provider,
                         const chret_options *options, chret_error *err) {
  chret_i_loading l;
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
