/* Batches: what they are made of, and their rows. */
#include "batch/batch.h"

#include <string.h>

/* ---- Life ---- */

/* The Device ID of the i-th row, for the set. */
static uint64_t device_of(const void *ctx, size_t i) {
  chret_i_row_view view;
  uint64_t device = 0;
  (void)chret_i_row_decode(chret_i_batch_row(ctx, i)->bytes, SIZE_MAX, &view);
  (void)chret_record_get_eui(&view.record, CHRET_FIELD_DEVICE_ID, &device);
  return device;
}

static void init(chret_batch *batch) {
  const chret_allocator *allocator = &batch->options.allocator;
  chret_i_arena_init(&batch->texts, allocator);
  chret_i_buffer_init(&batch->spare, allocator);
  chret_i_pages_init(&batch->rows, allocator, sizeof(chret_i_row));
  chret_i_device_set_init(&batch->devices, allocator, device_of, batch);
  chret_i_pages_init(&batch->requests, allocator, sizeof(chret_i_drawn));
  chret_i_pages_init(&batch->members, allocator, sizeof(uint32_t));
  chret_i_pages_init(&batch->signatures, allocator, CHRET_SIGNATURE_SIZE);
  batch->max_records = CHRET_LIST_MAX;
  batch->keep_signatures = 1;
  memcpy(batch->schema_version, CHRET_I_SCHEMA_VERSION, sizeof CHRET_I_SCHEMA_VERSION);
}

int32_t chret_batch_new(chret_batch **out, int32_t form, uint64_t originator, uint64_t target,
                        const chret_options *options) {
  chret_batch *batch;
  options = chret_i_options(options);
  if (out == NULL || (form != CHRET_FORM_SINGLE && form != CHRET_FORM_LIST))
    return CHRET_E_ARGUMENT;
  batch = chret_i_allocate_zeroed(&options->allocator, sizeof *batch);
  if (batch == NULL)
    return CHRET_E_NO_MEMORY;
  batch->options = *options;
  batch->form = form;
  batch->originator = originator;
  batch->target = target;
  init(batch);
  batch->view = chret_i_allocate(&options->allocator, sizeof *batch->view);
  if (batch->view == NULL || pthread_mutex_init(&batch->lock, NULL) != 0) {
    chret_i_release(&options->allocator, batch->view);
    chret_i_release(&options->allocator, batch);
    return CHRET_E_NO_MEMORY;
  }
  *out = batch;
  return CHRET_OK;
}

void chret_batch_free(chret_batch *batch) {
  if (batch != NULL) {
    chret_allocator allocator = batch->options.allocator;
    (void)pthread_mutex_destroy(&batch->lock);
    chret_i_arena_release(&batch->texts);
    chret_i_buffer_release(&batch->spare);
    chret_i_pages_release(&batch->rows);
    chret_i_device_set_release(&batch->devices);
    chret_i_release(&allocator, batch->view);
    chret_i_pages_release(&batch->requests);
    chret_i_pages_release(&batch->members);
    chret_i_pages_release(&batch->signatures);
    chret_i_release(&allocator, batch->signers);
    chret_i_release(&allocator, batch);
  }
}

int32_t chret_batch_form(const chret_batch *batch) {
  return batch != NULL ? batch->form : 0;
}

int32_t chret_batch_is_signed(const chret_batch *batch) {
  return batch != NULL && batch->signer_count > 0;
}

uint64_t chret_batch_originator(const chret_batch *batch) {
  return batch != NULL ? batch->originator : 0;
}

uint64_t chret_batch_target(const chret_batch *batch) {
  return batch != NULL ? batch->target : 0;
}

/* A request takes the text where the batch may. */
int32_t chret_batch_set_schema_version(chret_batch *batch, const char *text, size_t size, chret_error *err) {
  chret_request *request = NULL;
  int32_t status;
  chret_i_error_clear(err);
  if (batch == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no batch");
  if (chret_request_new(&request, chret_i_services[0].service, batch->form, &batch->options) != CHRET_OK)
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for the schemaVersion");
  status = chret_request_set(request, CHRET_FIELD_SCHEMA_VERSION, text, size, err);
  if (status == CHRET_OK) {
    const char *normal = chret_request_get(request, CHRET_FIELD_SCHEMA_VERSION, &size);
    if (batch->request_count == 0)
      chret_i_copy_text(batch->schema_version, sizeof batch->schema_version, normal, size);
    else if (strcmp(batch->schema_version, normal) != 0)
      status = chret_i_error_set(err, CHRET_E_STATE, NULL, "a request has been drawn with schemaVersion %s",
                                 batch->schema_version);
  }
  chret_request_free(request);
  return status;
}

int32_t chret_batch_set_max_records(chret_batch *batch, size_t most) {
  if (batch == NULL || most == 0 || most > CHRET_LIST_MAX)
    return CHRET_E_ARGUMENT;
  batch->max_records = most;
  return CHRET_OK;
}

int32_t chret_batch_set_keep_signatures(chret_batch *batch, int32_t keep) {
  if (batch == NULL || (keep != 0 && keep != 1))
    return CHRET_E_ARGUMENT;
  if (batch->request_count > 0)
    return CHRET_E_STATE;
  batch->keep_signatures = keep;
  return CHRET_OK;
}

int32_t chret_batch_set_counter(chret_batch *batch, chret_counter next, void *ctx) {
  if (batch == NULL || next == NULL)
    return CHRET_E_ARGUMENT;
  batch->next = next;
  batch->ctx = ctx;
  return CHRET_OK;
}

/* ---- Parts ---- */

chret_i_row *chret_i_batch_row(const chret_batch *batch, size_t i) {
  return chret_i_pages_at(&batch->rows, i);
}

chret_i_drawn *chret_i_batch_request(const chret_batch *batch, size_t i) {
  return chret_i_pages_at(&batch->requests, i);
}

size_t chret_i_batch_find(const chret_batch *batch, uint64_t counter) {
  size_t low = 0, high = batch->request_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (chret_i_batch_request(batch, middle)->counter < counter)
      low = middle + 1;
    else
      high = middle;
  }
  return low < batch->request_count && chret_i_batch_request(batch, low)->counter == counter &&
                 chret_i_batch_request(batch, low)->state != CHRET_I_REQUEST_VOID
             ? low
             : batch->request_count;
}

uint32_t chret_i_batch_member(const chret_batch *batch, const chret_i_drawn *request, size_t j) {
  if (batch->form == CHRET_FORM_SINGLE)
    return request->first;
  return *(const uint32_t *)chret_i_pages_at(&batch->members, request->first + j);
}

uint8_t *chret_i_batch_signature(const chret_batch *batch, size_t request) {
  return chret_i_pages_at(&batch->signatures, request);
}

void chret_i_batch_return(chret_batch *batch, size_t row) {
  chret_i_row *returned = chret_i_batch_row(batch, row);
  returned->state = CHRET_ROW_NOT_SENT;
  returned->code[0] = '\0';
  batch->not_sent[returned->service]++;
  if (row < batch->cursor[returned->service])
    batch->cursor[returned->service] = row;
}
