/* Appending to a request: the gate that only what the schema takes goes through. */
#include "model/request.h"

#include <string.h>

int chret_i_request_push(chret_request *request, const chret_record *record) {
  void *block = request->records;
  if (!chret_i_grow(&request->message.allocator, &block, &request->record_capacity, request->record_count + 1,
                    sizeof *request->records))
    return 0;
  request->records = block;
  request->records[request->record_count++] = *record;
  return 1;
}

/* The devices of a request that was read are not in the set yet. 0: no memory. */
static int catch_up(chret_request *request) {
  for (; request->devices_of < request->record_count; request->devices_of++) {
    uint64_t device = 0;
    (void)chret_record_get_eui(&request->records[request->devices_of], CHRET_FIELD_DEVICE_ID, &device);
    if (!chret_i_device_set_insert(&request->devices, device, request->devices_of + 1))
      return 0;
  }
  return 1;
}

/* Copies the record in normal form and adds it. 0: no memory, and the request is as it was. */
static int add(chret_request *request, const chret_i_normal *normals, uint64_t device) {
  chret_record copy;
  size_t i;
  memset(&copy, 0, sizeof copy);
  copy.service = request->message.service->service;
  for (i = 0; i < CHRET_I_RECORD_FIELDS; i++)
    if (!chret_i_message_keep(&request->message, &copy.values[i], &normals[i]))
      return 0;
  if (!chret_i_request_push(request, &copy))
    return 0;
  if (!chret_i_device_set_insert(&request->devices, device, request->record_count)) {
    request->record_count--;
    return 0;
  }
  request->devices_of++;
  return 1;
}

int32_t chret_request_append(chret_request *request, const chret_record *record, chret_error *err) {
  chret_i_place place = {0, 0, NULL, 0, NULL, 0};
  chret_i_normal normals[CHRET_I_RECORD_FIELDS];
  const chret_i_service *service;
  uint64_t device = 0;
  size_t earlier, most;
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
  status = chret_i_record_check_items(record, service, normals, &place, err);
  if (status != CHRET_OK)
    return status;
  if (!catch_up(request))
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for the Device IDs");
  (void)chret_eui64_parse(normals[0].text, normals[0].size, &device);
  if (chret_i_device_set_find(&request->devices, device, &earlier)) {
    char message[CHRET_I_RULE_MESSAGE];
    chret_i_record_duplicate(earlier, message);
    place.item = chret_field_name(CHRET_FIELD_DEVICE_ID);
    place.item_size = strlen(place.item);
    return chret_i_error_set(err, CHRET_E_DUPLICATE, &place, "%s", message);
  }
  if (!add(request, normals, device))
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, &place, "no memory for the record");
  return CHRET_OK;
}
