#include "validation/outcomes.h"

#include <stdio.h>
#include <string.h>

/* ---- Making them ---- */

static int32_t check_whole(const chret_request *request, chret_error *err) {
  chret_i_place place = {0, 0, NULL, 0, NULL, 0};
  if (request->record_count == 0)
    return chret_i_error_set(err, CHRET_E_MISSING, NULL, "the request has no record");
  if (chret_request_get(request, CHRET_FIELD_REQUEST_ID, NULL) != NULL)
    return CHRET_OK;
  place.item = chret_field_name(CHRET_FIELD_REQUEST_ID);
  place.item_size = strlen(place.item);
  return chret_i_error_set(err, CHRET_E_MISSING, &place, "%s is missing", place.item);
}

/* Every record that is read or appended has one. */
static uint64_t device_of(const chret_record *record) {
  uint64_t device = 0;
  (void)chret_record_get_eui(record, CHRET_FIELD_DEVICE_ID, &device);
  return device;
}

static void fill(chret_outcomes *outcomes, const chret_request *request) {
  size_t size, i;
  const char *id = chret_request_get(request, CHRET_FIELD_REQUEST_ID, &size);
  chret_i_copy_text(outcomes->request_id, sizeof outcomes->request_id, id, size);
  outcomes->service = chret_request_service(request);
  outcomes->form = request->form;
  for (i = 0; i < outcomes->count; i++)
    outcomes->records[i].device = device_of(request->records[i]);
}

int32_t chret_i_outcomes_new(chret_outcomes **out, const chret_request *request, size_t slots,
                             const chret_options *options, chret_error *err) {
  const chret_allocator *allocator = &chret_i_options(options)->allocator;
  size_t count = request->record_count;
  int32_t status = check_whole(request, err);
  chret_outcomes *outcomes;
  if (status != CHRET_OK)
    return status;
  outcomes = chret_i_allocate_zeroed(
      allocator, sizeof *outcomes + count * (sizeof outcomes->records[0] + slots * sizeof outcomes->failed[0]));
  if (outcomes == NULL)
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for the outcomes");
  outcomes->allocator = *allocator;
  outcomes->count = count;
  outcomes->slots = slots;
  outcomes->records = (chret_i_outcome *)(outcomes + 1);
  outcomes->failed = (chret_i_code *)(outcomes->records + count);
  fill(outcomes, request);
  *out = outcomes;
  return CHRET_OK;
}

int chret_i_outcomes_are_of(const chret_outcomes *outcomes, const chret_request *request) {
  const char *id = chret_request_get(request, CHRET_FIELD_REQUEST_ID, NULL);
  size_t i;
  if (id == NULL || strcmp(outcomes->request_id, id) != 0 || outcomes->service != chret_request_service(request) ||
      outcomes->form != request->form || outcomes->count != request->record_count)
    return 0;
  for (i = 0; i < outcomes->count; i++)
    if (outcomes->records[i].device != device_of(request->records[i]))
      return 0;
  return 1;
}

void chret_i_outcomes_fail(chret_outcomes *outcomes, size_t i, const chret_i_code *code) {
  chret_i_outcome *record = &outcomes->records[i];
  if (record->failed_count < outcomes->slots)
    outcomes->failed[i * outcomes->slots + record->failed_count++] = *code;
}

void chret_outcomes_free(chret_outcomes *outcomes) {
  if (outcomes != NULL) {
    chret_allocator allocator = outcomes->allocator;
    chret_i_release(&allocator, outcomes);
  }
}

/* ---- Asking them ---- */

const char *chret_outcomes_request_code(const chret_outcomes *outcomes) {
  return outcomes != NULL ? outcomes->request_code.text : "";
}

size_t chret_outcomes_count(const chret_outcomes *outcomes) {
  return outcomes != NULL ? outcomes->count : 0;
}

static const chret_i_outcome *at(const chret_outcomes *outcomes, size_t i) {
  return outcomes != NULL && i < outcomes->count ? &outcomes->records[i] : NULL;
}

uint64_t chret_outcomes_device(const chret_outcomes *outcomes, size_t i) {
  const chret_i_outcome *record = at(outcomes, i);
  return record != NULL ? record->device : 0;
}

int32_t chret_outcomes_is_accepted(const chret_outcomes *outcomes, size_t i) {
  const chret_i_outcome *record = at(outcomes, i);
  return record != NULL && record->failed_count == 0;
}

const char *chret_outcomes_code(const chret_outcomes *outcomes, size_t i) {
  return chret_outcomes_is_accepted(outcomes, i) ? outcomes->accepted.text : chret_outcomes_failed_code(outcomes, i, 0);
}

size_t chret_outcomes_accepted_count(const chret_outcomes *outcomes) {
  size_t accepted = 0, i;
  for (i = 0; i < chret_outcomes_count(outcomes); i++)
    accepted += outcomes->records[i].failed_count == 0;
  return accepted;
}

int32_t chret_outcomes_effects(const chret_outcomes *outcomes, size_t i) {
  const chret_i_outcome *record = at(outcomes, i);
  if (record == NULL || outcomes->is_answer)
    return 0;
  return record->failed_count == 0 ? CHRET_EFFECT_AUDIT_ENTRY + CHRET_EFFECT_RETURNED + CHRET_EFFECT_RETURN_RECORD
                                   : CHRET_EFFECT_AUDIT_ENTRY;
}

int32_t chret_outcomes_key(const chret_outcomes *outcomes, size_t i, char *out, size_t out_size) {
  const chret_i_outcome *record = at(outcomes, i);
  char device[CHRET_EUI64_SIZE];
  if (record == NULL || out == NULL || out_size < CHRET_KEY_SIZE)
    return CHRET_E_ARGUMENT;
  (void)chret_eui64_format(record->device, device, sizeof device);
  (void)snprintf(out, out_size, "%s/%s/%lu", outcomes->request_id, device, (unsigned long)(i + 1));
  return CHRET_OK;
}

size_t chret_outcomes_failed_count(const chret_outcomes *outcomes, size_t i) {
  const chret_i_outcome *record = at(outcomes, i);
  return record != NULL ? record->failed_count : 0;
}

const char *chret_outcomes_failed_code(const chret_outcomes *outcomes, size_t i, size_t j) {
  return j < chret_outcomes_failed_count(outcomes, i) ? outcomes->failed[i * outcomes->slots + j].text : "";
}
