/* The rows of a batch: added, and asked for. */
#include "batch/batch.h"

#include <string.h>

/* ---- Adding ---- */

static int32_t find_service(const chret_record *row, const chret_i_service **service, const chret_i_place *place,
                            chret_error *err) {
  *service = chret_i_record_service(row, NULL);
  if (*service != NULL)
    return CHRET_OK;
  if (chret_record_get(row, CHRET_FIELD_FAULT_RETURN_TYPE, NULL) == NULL)
    return chret_i_error_set(err, CHRET_E_MISSING, place, "neither %s nor %s says which service the row is for",
                             chret_field_name(CHRET_FIELD_FAULT_RETURN_TYPE),
                             chret_field_name(CHRET_FIELD_NO_FAULT_RETURN_TYPE));
  return chret_i_error_set(err, CHRET_E_SERVICE_MISMATCH, place, "%s and %s are of two services",
                           chret_field_name(CHRET_FIELD_FAULT_RETURN_TYPE),
                           chret_field_name(CHRET_FIELD_NO_FAULT_RETURN_TYPE));
}

/* Sizes are kept in four bytes. */
static int are_sizes_kept(const chret_i_normal *normals, size_t reference_size) {
  uint64_t largest = reference_size;
  size_t i;
  for (i = 0; i < CHRET_I_RECORD_FIELDS; i++)
    if (normals[i].text != NULL && normals[i].size > largest)
      largest = normals[i].size;
  return largest <= UINT32_MAX;
}

static int32_t check_device(const chret_batch *batch, uint64_t device, chret_i_place *place, chret_error *err) {
  size_t earlier;
  if (!chret_i_device_set_find(&batch->devices, device, &earlier))
    return CHRET_OK;
  place->item = chret_field_name(CHRET_FIELD_DEVICE_ID);
  place->item_size = strlen(place->item);
  return chret_i_error_set(err, CHRET_E_DUPLICATE, place, "row %lu has the same DeviceID",
                           (unsigned long)chret_batch_row_number(batch, earlier));
}

/* Adds the row that is encoded in `spare`. 0: no memory, and there is no such row. */
static int push(chret_batch *batch, uint8_t service, uint64_t device) {
  const char *bytes = NULL;
  chret_i_row *row;
  if (chret_i_pages_reserve(&batch->rows, batch->row_count + 1))
    bytes = chret_i_arena_text(&batch->texts, (const char *)batch->spare.data, batch->spare.size);
  if (bytes == NULL)
    return 0;
  row = chret_i_batch_row(batch, batch->row_count);
  row->bytes = (const uint8_t *)bytes;
  if (!chret_i_device_set_insert(&batch->devices, device, batch->row_count))
    return 0;
  row->service = service;
  row->request = 0;
  chret_i_batch_return(batch, batch->row_count++);
  return 1;
}

int32_t chret_batch_add(chret_batch *batch, const chret_record *row, size_t number, const char *reference,
                        size_t reference_size, chret_error *err) {
  chret_i_place place = {0, 0, NULL, 0, NULL, 0};
  chret_i_normal normals[CHRET_I_RECORD_FIELDS];
  const chret_i_service *service;
  uint64_t device = 0;
  uint8_t index;
  int32_t status;
  chret_i_error_clear(err);
  if (batch == NULL || row == NULL || (reference == NULL && reference_size > 0))
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no batch or no row");
  place.record = number;
  place.device_id = chret_record_get(row, CHRET_FIELD_DEVICE_ID, &place.device_id_size);
  status = find_service(row, &service, &place, err);
  if (status == CHRET_OK)
    status = chret_i_record_check_items(row, service, normals, &place, err);
  if (status != CHRET_OK)
    return status;
  if (!are_sizes_kept(normals, reference_size))
    return chret_i_error_set(err, CHRET_E_ARGUMENT, &place, "a text of 4 GiB or more");
  (void)chret_eui64_parse(normals[0].text, normals[0].size, &device);
  status = check_device(batch, device, &place, err);
  if (status != CHRET_OK)
    return status;
  index = (uint8_t)(service - chret_i_services);
  batch->spare.size = 0;
  if (!chret_i_row_encode(&batch->spare, number, index, normals, reference, reference_size) ||
      !push(batch, index, device))
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, &place, "no memory for the row");
  return CHRET_OK;
}

/* ---- Asking ---- */

size_t chret_batch_row_count(const chret_batch *batch) {
  return batch != NULL ? batch->row_count : 0;
}

static const chret_i_row *row_at(const chret_batch *batch, size_t i) {
  return batch != NULL && i < batch->row_count ? chret_i_batch_row(batch, i) : NULL;
}

/* What there is of the i-th row; beyond the end 0, and nothing. */
static int view_row(const chret_batch *batch, size_t i, chret_i_row_view *view) {
  const chret_i_row *row = row_at(batch, i);
  memset(view, 0, sizeof *view);
  return row != NULL && chret_i_row_decode(row->bytes, SIZE_MAX, view) > 0;
}

const chret_record *chret_batch_row_record(const chret_batch *batch, size_t i) {
  return batch != NULL && view_row(batch, i, batch->view) ? &batch->view->record : NULL;
}

size_t chret_batch_row_number(const chret_batch *batch, size_t i) {
  chret_i_row_view view;
  return view_row(batch, i, &view) ? (size_t)view.number : 0;
}

const char *chret_batch_row_reference(const chret_batch *batch, size_t i, size_t *size) {
  chret_i_row_view view;
  (void)view_row(batch, i, &view);
  if (size != NULL)
    *size = view.reference_size;
  return view.reference;
}

int32_t chret_batch_row_state(const chret_batch *batch, size_t i) {
  const chret_i_row *row = row_at(batch, i);
  return row != NULL ? row->state : 0;
}

const char *chret_batch_row_code(const chret_batch *batch, size_t i) {
  const chret_i_row *row = row_at(batch, i);
  return row != NULL ? row->code : "";
}

int32_t chret_batch_row_counter(const chret_batch *batch, size_t i, uint64_t *counter) {
  const chret_i_row *row = row_at(batch, i);
  if (row == NULL || counter == NULL)
    return CHRET_E_ARGUMENT;
  if (row->request == 0)
    return CHRET_E_MISSING;
  *counter = chret_i_batch_request(batch, row->request - 1)->counter;
  return CHRET_OK;
}

int32_t chret_batch_request_row(const chret_batch *batch, uint64_t counter, size_t j, size_t *row) {
  size_t i;
  if (batch == NULL || row == NULL)
    return CHRET_E_ARGUMENT;
  i = chret_i_batch_find(batch, counter);
  if (i == batch->request_count || j >= chret_i_batch_request(batch, i)->count)
    return CHRET_E_MISSING;
  *row = chret_i_batch_member(batch, chret_i_batch_request(batch, i), j);
  return CHRET_OK;
}
