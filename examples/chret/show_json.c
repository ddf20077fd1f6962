/* show_json.c - a message as JSON, by jansson, which keeps the order of the keys. */
#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "messages.h"
#include "show.h"

/* A key of the message: the field's element name with a small first letter. Takes over the value, as jansson does. */
static int set_field(json_t *object, int32_t field, json_t *value) {
  char key[64];
  snprintf(key, sizeof key, "%s", chret_field_name(field));
  key[0] = (char)tolower((unsigned char)key[0]);
  return json_object_set_new(object, key, value);
}

static json_t *value_of(int32_t field, const char *text, size_t size) {
  switch (chret_field_kind(field)) {
  case CHRET_KIND_BOOLEAN:
    return json_boolean(strcmp(text, "true") == 0);
  case CHRET_KIND_COMMAND_VARIANT:
    return json_integer(text[0] - '0');
  default:
    return json_stringn(text, size);
  }
}

static int add_header(json_t *object, const chret_message *message) {
  const chret_request *request = chret_message_request(message);
  int failed = 0;
  for (size_t i = 0; show_field_at(i) != 0; i++) {
    int32_t field = show_field_at(i);
    size_t size = 0;
    const char *text = chret_message_get(message, field, &size);
    if (text != NULL)
      failed |= set_field(object, field, value_of(field, text, size));
    if (field == CHRET_FIELD_SCHEMA_VERSION && request != NULL)
      failed |= json_object_set_new(object, "form", json_string(chret_form_name(chret_request_form(request))));
  }
  return failed;
}

static json_t *record_of(const chret_record *record) {
  json_t *object = json_object();
  int failed = 0;
  for (size_t i = 0; i < chret_field_count(); i++) {
    int32_t field = chret_field_at(i);
    size_t size = 0;
    const char *text = chret_record_get(record, field, &size);
    if (text != NULL)
      failed |= json_object_set_new(object, chret_field_name(field), json_stringn(text, size));
  }
  if (failed) {
    json_decref(object);
    return NULL;
  }
  return object;
}

static json_t *records_of(const chret_request *request) {
  json_t *array = json_array();
  for (size_t i = 0; i < chret_request_record_count(request); i++) {
    if (json_array_append_new(array, record_of(chret_request_record_at(request, i))) != 0) {
      json_decref(array);
      return NULL;
    }
  }
  return array;
}

static json_t *failure_of(const chret_response *response, size_t i) {
  char device[CHRET_EUI64_SIZE];
  show_failure_device(response, i, device);
  return json_pack("{ssss}", chret_field_name(CHRET_FIELD_DEVICE_ID), device, "code",
                   chret_response_failure_code(response, i));
}

static json_t *failures_of(const chret_response *response) {
  json_t *array = json_array();
  for (size_t i = 0; i < chret_response_failure_count(response); i++) {
    if (json_array_append_new(array, failure_of(response, i)) != 0) {
      json_decref(array);
      return NULL;
    }
  }
  return array;
}

/* What the message is about: the records, the refused ones, or the name of what is not read. */
static int add_body(json_t *object, const chret_message *message) {
  const char *body = chret_message_body(message);
  if (chret_message_request(message) != NULL)
    return json_object_set_new(object, "records", records_of(chret_message_request(message)));
  if (chret_response_failure_count(chret_message_response(message)) > 0)
    return json_object_set_new(object, "failures", failures_of(chret_message_response(message)));
  return *body == '\0' ? 0 : json_object_set_new(object, "body", json_string(body));
}

int show_as_json(const char *file, const chret_message *message) {
  json_t *object = json_object();
  int failed = json_object_set_new(object, "message", json_string(show_kind(message)));
  (void)file;
  failed |= add_header(object, message);
  failed |= add_body(object, message);
  failed |= json_object_set_new(object, "signed", json_boolean(chret_message_is_signed(message)));
  failed |= json_object_set_new(object, "verified", json_false());
  if (failed) {
    json_decref(object);
    return message_no_memory();
  }
  /* a terminal would obey some of what is not ASCII */
  failed = json_dumpf(object, stdout, JSON_COMPACT | (isatty(STDOUT_FILENO) ? JSON_ENSURE_ASCII : 0));
  json_decref(object);
  putchar('\n');
  return failed && !ferror(stdout) ? message_no_memory() : EXIT_DONE;
}
