/* Local checks: what needs no inventory. */
#include "model/request.h"
#include "validation/report.h"
#include "wire/reader.h"

#include <string.h>

static void name_item(chret_i_place *place, int32_t field) {
  place->item = chret_field_name(field);
  place->item_size = strlen(place->item);
}

static void name_record(chret_i_place *place, const chret_record *record, size_t number) {
  memset(place, 0, sizeof *place);
  place->record = number;
  place->line = record->line;
  place->device_id = chret_record_get(record, CHRET_FIELD_DEVICE_ID, &place->device_id_size);
}

/* ---- Rows ---- */

/* An undecided record has none of the return types, or both. */
static int check_undecided(chret_report *report, const chret_record *record, chret_i_place *place) {
  if (chret_record_get(record, CHRET_FIELD_FAULT_RETURN_TYPE, NULL) != NULL) {
    name_item(place, CHRET_FIELD_NO_FAULT_RETURN_TYPE);
    return chret_i_report_add(report, CHRET_E_SERVICE_MISMATCH, place, "both return types are filled");
  }
  name_item(place, CHRET_FIELD_FAULT_RETURN_TYPE);
  return chret_i_report_add(report, CHRET_E_MISSING, place, "neither return type is filled");
}

static int check_items(chret_report *report, const chret_record *record, const chret_i_service *service,
                       chret_i_place *place) {
  size_t i;
  for (i = 0; i < CHRET_I_RECORD_FIELDS; i++) {
    const chret_i_field *field = &chret_i_fields[i];
    chret_i_normal normal;
    char message[CHRET_I_RULE_MESSAGE];
    int32_t status = chret_i_record_check(record, service, field, &normal);
    if (status == CHRET_OK)
      continue;
    chret_i_record_message(service, field, status, message);
    name_item(place, field->field);
    if (!chret_i_report_add(report, status, place, message))
      return 0;
  }
  return 1;
}

int32_t chret_check_record(chret_report *report, const chret_record *record, size_t number) {
  const chret_i_service *service;
  chret_i_place place;
  size_t before;
  if (report == NULL || record == NULL)
    return CHRET_E_ARGUMENT;
  before = chret_report_count(report);
  service = chret_i_record_service(record, NULL);
  name_record(&place, record, number);
  if ((service == NULL && !check_undecided(report, record, &place)) || !check_items(report, record, service, &place)) {
    chret_i_report_cut(report, before);
    return CHRET_E_NO_MEMORY;
  }
  return CHRET_OK;
}

/* ---- Requests ---- */

static int check_header(chret_report *report, const chret_request *request) {
  size_t i;
  for (i = 0; i < CHRET_I_MESSAGE_CHECKS; i++) {
    chret_i_place place;
    char text[CHRET_I_MESSAGE_TEXT];
    int32_t code = chret_i_message_check(&request->message, i, &place, text);
    if (code != CHRET_OK && !chret_i_report_add(report, code, &place, text))
      return 0;
  }
  return 1;
}

static int check_duplicate(chret_report *report, const chret_request *request, chret_i_device_set *devices, size_t i) {
  const chret_record *record = request->records[i];
  chret_i_place place;
  char message[CHRET_I_RULE_MESSAGE];
  uint64_t device;
  size_t earlier;
  if (chret_record_get_eui(record, CHRET_FIELD_DEVICE_ID, &device) != CHRET_OK)
    return 1;
  if (!chret_i_device_set_find(devices, device, &earlier))
    return chret_i_device_set_insert(devices, device, i + 1);
  name_record(&place, record, i + 1);
  name_item(&place, CHRET_FIELD_DEVICE_ID);
  chret_i_record_duplicate(earlier, message);
  return chret_i_report_add(report, CHRET_E_DUPLICATE, &place, message);
}

static int check_duplicates(chret_report *report, const chret_request *request) {
  chret_i_device_set devices;
  size_t i;
  int done = 1;
  chret_i_device_set_init(&devices, &request->message.allocator, chret_i_request_device, request);
  for (i = 0; done && i < request->record_count; i++)
    done = check_duplicate(report, request, &devices, i);
  chret_i_device_set_release(&devices);
  return done;
}

/* What chret_request_write asks for, and a request being built may not have yet. */
static int check_complete(chret_report *report, const chret_request *request) {
  chret_i_place place = {0, 0, NULL, 0, NULL, 0};
  if (request->record_count == 0 && !chret_i_report_add(report, CHRET_E_MISSING, &place, "the request has no record"))
    return 0;
  name_item(&place, CHRET_FIELD_REQUEST_ID);
  return chret_request_get(request, CHRET_FIELD_REQUEST_ID, NULL) != NULL ||
         chret_i_report_add(report, CHRET_E_MISSING, &place, "RequestID is missing");
}

int32_t chret_check_request(chret_report *report, const chret_request *request) {
  size_t before;
  if (report == NULL || request == NULL)
    return CHRET_E_ARGUMENT;
  before = chret_report_count(report);
  if (check_complete(report, request) && check_header(report, request) && check_duplicates(report, request))
    return CHRET_OK;
  chret_i_report_cut(report, before);
  return CHRET_E_NO_MEMORY;
}

/* ---- Documents ---- */

/* The findings of one document, and how many the report may have with them. */
typedef struct findings {
  chret_report *report;
  size_t most;
} findings;

static int32_t found(void *ctx, int32_t status, const chret_i_place *place, const char *message) {
  const findings *document = ctx;
  if (chret_report_count(document->report) >= document->most)
    return CHRET_E_LIMIT;
  return chret_i_report_add(document->report, status, place, message) ? CHRET_OK : CHRET_E_NO_MEMORY;
}

int32_t chret_check_document(chret_report *report, const uint8_t *xml, size_t size, const chret_options *options,
                             chret_error *err) {
  chret_i_reading reading = {1, 0, 0, NULL, found, NULL};
  chret_reader *reader;
  findings document;
  int32_t status;
  chret_i_error_clear(err);
  if (report == NULL || (xml == NULL && size > 0))
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no report or no document");
  document.report = report;
  document.most = chret_report_count(report) + CHRET_FINDINGS_MAX;
  reading.found_ctx = &document;
  status = chret_i_reader_run(&reader, &reading, xml, size, options, err);
  if (status == CHRET_OK && (!check_header(report, reader->request) || !check_duplicates(report, reader->request)))
    status = chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory to check the request");
  chret_reader_free(reader);
  return status;
}
