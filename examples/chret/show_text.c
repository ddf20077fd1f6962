/* show_text.c - a message for people. */
#include <stdio.h>
#include <string.h>

#include "messages.h"
#include "show.h"
#include "text.h"

static void put_item(const char *name, const char *text, size_t size) {
  if (text != NULL) {
    printf("  %-27s ", name);
    text_put_clean(stdout, text, size);
    putchar('\n');
  }
}

static void put_header(const chret_message *message) {
  size_t size = 0;
  for (size_t i = 0; show_field_at(i) != 0; i++) {
    const char *text = chret_message_get(message, show_field_at(i), &size);
    put_item(chret_field_name(show_field_at(i)), text, size);
    if (text != NULL && show_field_at(i) == CHRET_FIELD_RESPONSE_CODE && *chret_code_text(text, size) != '\0')
      put_item("", chret_code_text(text, size), strlen(chret_code_text(text, size)));
  }
}

static void put_records(const chret_request *request) {
  size_t size = 0;
  for (size_t r = 0; r < chret_request_record_count(request); r++) {
    printf("Record %zu\n", r + 1);
    for (size_t i = 0; i < chret_field_count(); i++) {
      const char *text = chret_record_get(chret_request_record_at(request, r), chret_field_at(i), &size);
      put_item(chret_field_name(chret_field_at(i)), text, size);
    }
  }
}

static void put_failures(const chret_response *response) {
  size_t count = chret_response_failure_count(response);
  if (count > 0)
    puts("Refused");
  for (size_t i = 0; i < count; i++) {
    const char *code = chret_response_failure_code(response, i);
    const char *meaning = chret_code_text(code, strlen(code));
    char device[CHRET_EUI64_SIZE];
    show_failure_device(response, i, device);
    printf("  %-27s %s%s%s\n", device, code, *meaning != '\0' ? " " : "", meaning);
  }
}

int show_as_text(const char *file, const chret_message *message) {
  const chret_request *request = chret_message_request(message);
  const chret_response *response = chret_message_response(message);
  (void)file;
  printf("%s, ", show_kind(message));
  if (request != NULL)
    printf("%s form, ", chret_form_name(chret_request_form(request)));
  printf("%s, unverified\n", chret_message_is_signed(message) ? "signed" : "unsigned");
  put_header(message);
  if (request == NULL && chret_response_failure_count(response) == 0 && *chret_message_body(message) != '\0')
    put_item("body", chret_message_body(message), strlen(chret_message_body(message)));
  put_records(request);
  put_failures(response);
  return EXIT_DONE;
}
