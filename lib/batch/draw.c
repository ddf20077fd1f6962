/* Drawing requests. What the threads share is changed under the lock, where counters are drawn in the order of the
 * requests too; requests are built and signed outside it. */
#include "base/filled.h"
#include "batch/batch.h"

#include <string.h>

/* One request on its way. */
typedef struct draw {
  uint32_t rows[CHRET_LIST_MAX];
  size_t count; /* 0: nothing is left to be drawn */
  size_t index; /* of the request */
  uint64_t counter;
  int is_again;
  const chret_signer *signer;              /* whose Signature it gets; NULL: none */
  chret_i_batch_signer before;             /* who signed a request that is drawn again */
  uint8_t signature[CHRET_SIGNATURE_SIZE]; /* as it was given, or is to be given again */
} draw;

/* ---- Taking the rows, under the lock ---- */

static int is_ready(const chret_batch *batch, size_t row, size_t service) {
  const chret_i_row *asked = chret_i_batch_row(batch, row);
  return asked->state == CHRET_ROW_NOT_SENT && asked->service == service;
}

/* The service of the first row that is not sent; its cursor stands there then. There is one. */
static size_t first_service(chret_batch *batch) {
  size_t first = CHRET_I_SERVICES, s;
  for (s = 0; s < CHRET_I_SERVICES; s++) {
    if (batch->not_sent[s] == 0)
      continue;
    while (!is_ready(batch, batch->cursor[s], s))
      batch->cursor[s]++;
    if (first == CHRET_I_SERVICES || batch->cursor[s] < batch->cursor[first])
      first = s;
  }
  return first;
}

static size_t smaller(size_t a, size_t b) {
  return a < b ? a : b;
}

/* How many records a request can have. */
static size_t most_records(const chret_batch *batch) {
  return batch->form == CHRET_FORM_LIST ? batch->max_records : 1;
}

/* Room for one more request of `count` rows. */
static int make_room(chret_batch *batch, const draw *d, size_t count) {
  size_t members = batch->form == CHRET_FORM_LIST ? batch->member_count + count : 0;
  return batch->request_count < UINT32_MAX && members <= UINT32_MAX &&
         chret_i_pages_reserve(&batch->requests, batch->request_count + 1) &&
         chret_i_pages_reserve(&batch->members, members) &&
         (d->signer == NULL || !batch->keep_signatures ||
          chret_i_pages_reserve(&batch->signatures, batch->request_count + 1));
}

static int32_t draw_counter(const chret_batch *batch, uint64_t *counter, chret_error *err) {
  int32_t code;
  if (batch->next == NULL)
    return chret_i_error_set(err, CHRET_E_STATE, NULL, "nothing was said of where counters come from");
  code = batch->next(batch->ctx, counter);
  if (code != 0)
    return chret_i_error_host(err, code, "counter");
  if (batch->has_highest && *counter <= batch->highest)
    return chret_i_error_set(err, CHRET_E_STATE, NULL, "the counter %llu is not above %llu",
                             (unsigned long long)*counter, (unsigned long long)batch->highest);
  return CHRET_OK;
}

/* Moves `count` rows of the service into a request that there is room for. */
static void take_rows(chret_batch *batch, draw *d, size_t service, size_t count) {
  chret_i_drawn *request = chret_i_batch_request(batch, batch->request_count);
  while (d->count < count) {
    size_t row = batch->cursor[service]++;
    if (!is_ready(batch, row, service))
      continue;
    chret_i_batch_row(batch, row)->state = CHRET_ROW_SENT;
    d->rows[d->count++] = (uint32_t)row;
  }
  batch->not_sent[service] -= count;
  request->counter = d->counter;
  request->count = (uint16_t)count;
  request->first = d->rows[0];
  request->signer = CHRET_I_UNSIGNED;
  request->state = CHRET_I_REQUEST_VOID;
  if (batch->form == CHRET_FORM_LIST) {
    size_t j;
    request->first = (uint32_t)batch->member_count;
    for (j = 0; j < count; j++)
      *(uint32_t *)chret_i_pages_at(&batch->members, batch->member_count++) = d->rows[j];
  }
  d->index = batch->request_count++;
}

static int32_t take_new(chret_batch *batch, draw *d, chret_error *err) {
  size_t service = first_service(batch), count;
  int32_t status;
  if (service == CHRET_I_SERVICES)
    return CHRET_OK;
  count = smaller(batch->not_sent[service], most_records(batch));
  if (!make_room(batch, d, count))
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for one more request");
  status = draw_counter(batch, &d->counter, err);
  if (status != CHRET_OK)
    return status;
  batch->highest = d->counter;
  batch->has_highest = 1;
  take_rows(batch, d, service, count);
  return CHRET_OK;
}

static int32_t take_again(chret_batch *batch, draw *d, chret_error *err) {
  chret_i_drawn *request;
  size_t j;
  while (chret_i_batch_request(batch, batch->again_from)->state != CHRET_I_REQUEST_AGAIN)
    batch->again_from++;
  request = chret_i_batch_request(batch, batch->again_from);
  if (request->signer == CHRET_I_UNSIGNED) {
    d->signer = NULL;
  } else if (d->signer == NULL) {
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "a signed request is drawn again with a signer's provider");
  } else {
    d->before = batch->signers[request->signer - 1];
    memcpy(d->signature, chret_i_batch_signature(batch, batch->again_from), sizeof d->signature);
  }
  d->is_again = 1;
  d->index = batch->again_from++;
  d->counter = request->counter;
  d->count = request->count;
  for (j = 0; j < d->count; j++)
    d->rows[j] = chret_i_batch_member(batch, request, j);
  request->state = CHRET_I_REQUEST_PENDING;
  batch->again--;
  return CHRET_OK;
}

/* ---- Making the request, outside it ---- */

/* ctx: the draw. */
static int32_t sign_and_note(void *ctx, const uint8_t *signed_info, size_t size, uint8_t *signature) {
  draw *d = ctx;
  int32_t code = d->signer->sign(d->signer->ctx, signed_info, size, signature);
  if (code == 0)
    memcpy(d->signature, signature, sizeof d->signature);
  return code;
}

static int32_t sign_as_before(void *ctx, const uint8_t *signed_info, size_t size, uint8_t *signature) {
  const draw *d = ctx;
  (void)signed_info;
  (void)size;
  memcpy(signature, d->signature, sizeof d->signature);
  return 0;
}

static int32_t write_request(const chret_batch *batch, draw *d, const chret_request *request, chret_buffer **out,
                             chret_error *err) {
  chret_signer signer;
  if (d->signer == NULL)
    return chret_request_write_buffer(request, out, err);
  signer = *d->signer;
  signer.ctx = d;
  if (d->is_again) {
    signer.issuer = d->before.issuer;
    signer.issuer_size = strlen(d->before.issuer);
    signer.serial = d->before.serial;
    signer.serial_size = strlen(d->before.serial);
    signer.eui64 = batch->originator;
    signer.sign = sign_as_before;
  } else if (signer.sign != NULL) {
    signer.sign = sign_and_note;
  }
  return chret_request_write_signed_buffer(request, out, &signer, err);
}

static int32_t make(const chret_batch *batch, draw *d, chret_buffer **out, chret_error *err) {
  chret_request *request = NULL;
  int32_t status = chret_i_batch_build(batch, d->rows, d->count, d->counter, &request, err);
  if (status == CHRET_OK)
    status = write_request(batch, d, request, out, err);
  chret_request_free(request);
  return status;
}

/* ---- What came of it, under the lock ---- */

static int32_t note_signature(chret_batch *batch, const draw *d, chret_i_drawn *request, chret_error *err) {
  if (d->signer == NULL)
    return CHRET_OK;
  if (!batch->keep_signatures) {
    request->signer = CHRET_I_SIGNATURE_UNKEPT;
    return CHRET_OK;
  }
  request->signer = chret_i_batch_note_signer(batch, d->signer);
  memcpy(chret_i_batch_signature(batch, d->index), d->signature, sizeof d->signature);
  if (request->signer != 0)
    return CHRET_OK;
  if (batch->signer_count == CHRET_I_SIGNERS_MAX)
    return chret_i_error_set(err, CHRET_E_STATE, NULL, "a batch has at most %d signers", CHRET_I_SIGNERS_MAX);
  return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for the signer");
}

static void give_back(chret_batch *batch, const draw *d) {
  chret_i_drawn *request = chret_i_batch_request(batch, d->index);
  size_t j;
  if (d->is_again) {
    request->state = CHRET_I_REQUEST_AGAIN;
    batch->again++;
    batch->again_from = smaller(batch->again_from, d->index);
    return;
  }
  for (j = 0; j < d->count; j++)
    chret_i_batch_return(batch, d->rows[j]);
  /* one that others have been drawn after stays as an empty place */
  if (d->index == batch->request_count - 1) {
    batch->request_count--;
    batch->member_count -= batch->form == CHRET_FORM_LIST ? d->count : 0;
  }
}

static int32_t settle(chret_batch *batch, const draw *d, int32_t status, chret_error *err) {
  chret_i_drawn *request = chret_i_batch_request(batch, d->index);
  if (status == CHRET_OK && !d->is_again)
    status = note_signature(batch, d, request, err);
  if (status != CHRET_OK) {
    give_back(batch, d);
    return status;
  }
  if (!d->is_again) {
    size_t j;
    for (j = 0; j < d->count; j++)
      chret_i_batch_row(batch, d->rows[j])->request = (uint32_t)(d->index + 1);
  }
  request->state = CHRET_I_REQUEST_PENDING;
  return CHRET_OK;
}

/* ---- The calls ---- */

static int32_t draw_next(chret_batch *batch, draw *d, chret_buffer **made, chret_error *err) {
  int32_t status;
  (void)pthread_mutex_lock(&batch->lock);
  status = batch->again > 0 ? take_again(batch, d, err) : take_new(batch, d, err);
  (void)pthread_mutex_unlock(&batch->lock);
  if (status != CHRET_OK || d->count == 0)
    return status;
  status = make(batch, d, made, err);
  (void)pthread_mutex_lock(&batch->lock);
  status = settle(batch, d, status, err);
  (void)pthread_mutex_unlock(&batch->lock);
  return status;
}

int32_t chret_batch_next(chret_batch *batch, const chret_signer *signer, chret_buffer **out, uint64_t *counter,
                         chret_error *err) {
  chret_buffer *made = NULL;
  draw d;
  int32_t status;
  chret_i_error_clear(err);
  if (batch == NULL || out == NULL || counter == NULL || (signer != NULL && !chret_i_filled_is(signer, CHRET_I_SIGNER)))
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no batch, nowhere to put the request, or no such signer");
  d.count = 0;
  d.counter = 0;
  d.is_again = 0;
  d.signer = signer;
  status = draw_next(batch, &d, &made, err);
  if (status != CHRET_OK) {
    chret_buffer_free(made);
    return status;
  }
  *out = made;
  if (made != NULL)
    *counter = d.counter;
  return CHRET_OK;
}

size_t chret_batch_requests_left(const chret_batch *batch) {
  size_t left, most, s;
  if (batch == NULL)
    return 0;
  left = batch->again;
  most = most_records(batch);
  for (s = 0; s < CHRET_I_SERVICES; s++)
    left += batch->not_sent[s] / most + (batch->not_sent[s] % most != 0);
  return left;
}
