/* Appending to a request: the gate that only what the schema takes goes through. */
#include "base/lexical.h"
#include "model/request.h"

#include <string.h>

#define DEVICE (CHRET_FIELD_DEVICE_ID - CHRET_I_FIRST_RECORD_FIELD)

chret_record *chret_i_request_room(chret_request *request) {
  void *block = request->records;
  chret_record *record = chret_i_arena_room(&request->record_memory, sizeof *record);
  if (record == NULL || !chret_i_grow(&request->message.allocator, &block, &request->record_capacity,
                                      request->record_count + 1, sizeof(chret_record *)))
    return NULL;
  request->records = block;
  request->records[request->record_count] = record;
  return record;
}

/* The devices that came in rising order, or were read, are not in the set yet. 0: no memory. */
static int catch_up(chret_request *request) {
  for (; request->devices_of < request->record_count; request->devices_of++) {
    uint64_t device = chret_i_request_device(request, request->devices_of + 1);
    if (!chret_i_device_set_insert(&request->devices, device, request->devices_of + 1))
      return 0;
  }
  return 1;
}

/* Checks every item and keeps it in normal form, in memory that is the caller's to take back after a failure. */
static int32_t keep_items(chret_request *request, chret_record *kept, const chret_record *record, chret_i_place *place,
                          chret_error *err) {
  const chret_i_service *service = request->message.service;
  chret_i_normal normal;
  size_t i;
  kept->own = NULL;
  kept->line = 0;
  kept->service = service->service;
  kept->is_plain = 1;
  for (i = 0; i < CHRET_I_RECORD_FIELDS; i++) {
    const chret_i_field *field = &chret_i_fields[i];
    int32_t status = chret_i_record_check_value(field, field->presence[service->sequence], &record->values[i], &normal);
    if (status != CHRET_OK)
      return chret_i_record_refuse(service, field, status, place, err);
    if (!chret_i_message_keep(&request->message, &kept->values[i], &normal))
      return chret_i_error_set(err, CHRET_E_NO_MEMORY, place, "no memory for the record");
    if (normal.text != NULL)
      kept->is_plain &= normal.is_plain;
  }
  return CHRET_OK;
}

/* Whether no record has the device, without a look at all of them: sheets are most often in order. In normal form the
 * texts are in the order of the values. */
static int is_above_all(const chret_request *request, const char *device) {
  const chret_record *last = request->rising > 0 ? request->records[request->rising - 1] : NULL;
  if (request->rising != request->record_count || last == NULL)
    return last == NULL && request->record_count == 0;
  /* every service requires it: NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker) */
  return memcmp(device, last->values[DEVICE].text, CHRET_I_EUI_LENGTH) > 0;
}

/* Whether a record has the device already, and which: CHRET_OK or CHRET_E_DUPLICATE; CHRET_E_NO_MEMORY. */
static int32_t look_up(chret_request *request, const char *device, size_t *earlier) {
  if (!catch_up(request))
    return CHRET_E_NO_MEMORY;
  return chret_i_device_set_find(&request->devices, chret_i_eui_value(device), earlier) ? CHRET_E_DUPLICATE : CHRET_OK;
}

static int32_t refuse_duplicate(size_t earlier, chret_i_place *place, chret_error *err) {
  char message[CHRET_I_RULE_MESSAGE];
  chret_i_record_duplicate(earlier, message);
  place->item = chret_field_name(CHRET_FIELD_DEVICE_ID);
  place->item_size = strlen(place->item);
  return chret_i_error_set(err, CHRET_E_DUPLICATE, place, "%s", message);
}

/* Adds the record in normal form; what a failure leaves in the request's memory is the caller's to take back. */
static int32_t add(chret_request *request, const chret_record *record, chret_i_place *place, chret_error *err) {
  chret_record *kept = chret_i_request_room(request);
  size_t earlier;
  int32_t status;
  int is_rising;
  if (kept == NULL)
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, place, "no memory for the record");
  status = keep_items(request, kept, record, place, err);
  if (status != CHRET_OK)
    return status;
  is_rising = is_above_all(request, kept->values[DEVICE].text);
  status = is_rising ? CHRET_OK : look_up(request, kept->values[DEVICE].text, &earlier);
  if (status == CHRET_E_NO_MEMORY)
    return chret_i_error_set(err, status, NULL, "no memory for the Device IDs");
  if (status == CHRET_E_DUPLICATE)
    return refuse_duplicate(earlier, place, err);
  request->record_count++;
  request->rising += (size_t)is_rising;
  return CHRET_OK;
}

int32_t chret_request_append(chret_request *request, const chret_record *record, chret_error *err) {
  chret_i_place place = {0, 0, NULL, 0, NULL, 0};
  const chret_i_service *service;
  chret_i_mark texts, records;
  size_t most;
  int32_t status;
  chret_i_error_clear(err);
  if (request == NULL || record == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no request or no record");
  place.record = request->record_count + 1;
  place.device_id = chret_record_get(record, CHRET_FIELD_DEVICE_ID, &place.device_id_size);
  most = request->form == CHRET_FORM_LIST ? CHRET_LIST_MAX : 1;
  if (request->record_count >= most)
    return chret_i_error_set(err, CHRET_E_TOO_MANY, &place, "a request in %s form takes at most %lu record%s",
                             chret_form_name(request->form), (unsigned long)most, most == 1 ? "" : "s");
  service = chret_i_record_service(record, request->message.service);
  if (service != request->message.service)
    return chret_i_error_set(err, CHRET_E_SERVICE_MISMATCH, &place, "a record of %s in a request of %s",
                             service->variant.text, request->message.service->variant.text);
  texts = chret_i_arena_mark(&request->message.arena);
  records = chret_i_arena_mark(&request->record_memory);
  status = add(request, record, &place, err);
  if (status == CHRET_OK) {
    chret_i_message_changed(&request->message);
  } else {
    chret_i_arena_back(&request->message.arena, &texts);
    chret_i_arena_back(&request->record_memory, &records);
  }
  return status;
}
