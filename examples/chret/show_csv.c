/* show_csv.c - a message as CSV: a request as a sheet of hubs, others as their header. */
#include <stdio.h>
#include <string.h>

#include "messages.h"
#include "show.h"
#include "text.h"

/* ---- A request ---- */

static char end_of_cell(int32_t service, size_t i) {
  return i + 1 < chret_service_item_count(service) ? ',' : '\n';
}

static void put_request(const chret_request *request) {
  int32_t service = chret_request_service(request);
  for (size_t i = 0; i < chret_service_item_count(service); i++) {
    const char *name = chret_field_name(chret_service_item_at(service, i));
    text_put_cell(stdout, name, strlen(name), end_of_cell(service, i));
  }
  for (size_t r = 0; r < chret_request_record_count(request); r++) {
    const chret_record *record = chret_request_record_at(request, r);
    for (size_t i = 0; i < chret_service_item_count(service); i++) {
      size_t size = 0;
      const char *text = chret_record_get(record, chret_service_item_at(service, i), &size);
      text_put_cell(stdout, text, size, end_of_cell(service, i));
    }
  }
}

/* ---- Others ---- */

static const int32_t header_fields[] = {CHRET_FIELD_SCHEMA_VERSION,     CHRET_FIELD_REQUEST_ID,
                                        CHRET_FIELD_RESPONSE_ID,        CHRET_FIELD_RESPONSE_CODE,
                                        CHRET_FIELD_RESPONSE_DATE_TIME, CHRET_FIELD_SERVICE_REFERENCE_VARIANT};

static void put_row(const chret_message *message, const char *device, const char *code) {
  const char *body = chret_message_body(message);
  printf("%s,", show_kind(message));
  for (size_t i = 0; i < sizeof header_fields / sizeof header_fields[0]; i++) {
    size_t size = 0;
    const char *text = chret_message_get(message, header_fields[i], &size);
    text_put_cell(stdout, text, size, ',');
  }
  text_put_cell(stdout, body, strlen(body), ',');
  printf("%s,%s\n", device, code);
}

static void put_others(const chret_message *message) {
  const chret_response *response = chret_message_response(message);
  size_t count = chret_response_failure_count(response);
  printf("message,");
  for (size_t i = 0; i < sizeof header_fields / sizeof header_fields[0]; i++)
    printf("%s,", chret_field_name(header_fields[i]));
  puts("body,DeviceID,code");
  for (size_t i = 0; i < count; i++) {
    char device[CHRET_EUI64_SIZE];
    show_failure_device(response, i, device);
    put_row(message, device, chret_response_failure_code(response, i));
  }
  if (count == 0)
    put_row(message, "", "");
}

int show_as_csv(const char *file, const chret_message *shown) {
  if (chret_message_request(shown) != NULL)
    put_request(chret_message_request(shown));
  else
    put_others(shown);
  message(&(struct message){.file = file, .text = "unverified: anyone may have written this"});
  return EXIT_DONE;
}
