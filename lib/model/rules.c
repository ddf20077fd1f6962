#include "model/rules.h"

#include "base/lexical.h"
#include "base/plain.h"

#include <stdio.h>
#include <string.h>

static int32_t check_eui(const chret_i_field *field, const char *text, size_t size, chret_i_normal *normal) {
  int form;
  (void)field;
  chret_i_trim(&text, &size);
  form = size == CHRET_I_EUI_LENGTH ? chret_i_eui_form(text) : CHRET_I_NO_EUI;
  if (form == CHRET_I_NO_EUI)
    return CHRET_E_MALFORMED;
  normal->text = text;
  normal->size = CHRET_I_EUI_LENGTH;
  if (form == CHRET_I_SMALL_EUI) {
    (void)chret_eui64_format(chret_i_eui_value(text), normal->buffer, sizeof normal->buffer);
    normal->text = normal->buffer;
  }
  return CHRET_OK;
}

static int32_t check_request_id(const chret_i_field *field, const char *text, size_t size, chret_i_normal *normal) {
  uint64_t originator, target, counter;
  (void)field;
  if (chret_request_id_parse(text, size, &originator, &target, &counter) != CHRET_OK)
    return CHRET_E_MALFORMED;
  (void)chret_request_id_format(originator, target, counter, normal->buffer, sizeof normal->buffer);
  normal->text = normal->buffer;
  normal->size = strlen(normal->buffer);
  return CHRET_OK;
}

static int32_t check_choice(const chret_i_field *field, const char *text, size_t size, chret_i_normal *normal) {
  size_t i = chret_i_choice(field, text, size);
  if (i == field->value_count)
    return CHRET_E_NOT_ENUMERATED;
  normal->text = field->values[i].text;
  normal->size = field->values[i].size;
  normal->constant = 1;
  return CHRET_OK;
}

static int32_t check_boolean(const chret_i_field *field, const char *text, size_t size, chret_i_normal *normal) {
  static const struct {
    chret_i_text written;
    const char *meaning;
  } FORMS[] = {{CHRET_I_TEXT("true"), "true"},
               {CHRET_I_TEXT("1"), "true"},
               {CHRET_I_TEXT("false"), "false"},
               {CHRET_I_TEXT("0"), "false"}};
  size_t i;
  (void)field;
  chret_i_trim(&text, &size);
  for (i = 0; i < sizeof FORMS / sizeof FORMS[0]; i++)
    if (FORMS[i].written.size == size && memcmp(FORMS[i].written.text, text, size) == 0) {
      normal->text = FORMS[i].meaning;
      normal->size = strlen(normal->text);
      normal->constant = 1;
      return CHRET_OK;
    }
  return CHRET_E_MALFORMED;
}

static int32_t check_command_variant(const chret_i_field *field, const char *text, size_t size,
                                     chret_i_normal *normal) {
  int value;
  (void)field;
  chret_i_trim(&text, &size);
  value = chret_i_small_positive(text, size);
  if (value == 0)
    return CHRET_E_MALFORMED;
  if (value > 9)
    return CHRET_E_NOT_ENUMERATED;
  normal->buffer[0] = (char)('0' + value);
  normal->buffer[1] = '\0';
  normal->text = normal->buffer;
  normal->size = 1;
  return CHRET_OK;
}

static int32_t check_decimal(const chret_i_field *field, const char *text, size_t size, chret_i_normal *normal) {
  chret_i_trim(&text, &size);
  if (!chret_i_is_decimal(text, size))
    return CHRET_E_MALFORMED;
  if (size > field->limit)
    return CHRET_E_TOO_LONG;
  normal->text = text;
  normal->size = size;
  return CHRET_OK;
}

static int32_t check_date_time(const chret_i_field *field, const char *text, size_t size, chret_i_normal *normal) {
  (void)field;
  chret_i_trim(&text, &size);
  if (!chret_i_is_date_time(text, size))
    return CHRET_E_MALFORMED;
  normal->text = text;
  normal->size = size;
  return CHRET_OK;
}

/* The form of all codes; which of them the schema has is asked where one is set. */
static int32_t check_code(const chret_i_field *field, const char *text, size_t size, chret_i_normal *normal) {
  size_t i;
  (void)field;
  if (size < 2 || size > 7 || text[0] < 'A' || text[0] > 'Z')
    return CHRET_E_MALFORMED;
  for (i = 1; i < size; i++)
    if (text[i] < '0' || text[i] > '9')
      return CHRET_E_MALFORMED;
  normal->text = text;
  normal->size = size;
  return CHRET_OK;
}

static int32_t check_eui_list(const chret_i_field *field, const char *text, size_t size, chret_i_normal *normal) {
  uint64_t device;
  size_t i;
  (void)field;
  for (i = 0; i < size || i == 0; i += CHRET_EUI64_SIZE) {
    if (size - i < CHRET_EUI64_SIZE - 1 || chret_eui64_parse(text + i, CHRET_EUI64_SIZE - 1, &device) != CHRET_OK ||
        (size - i >= CHRET_EUI64_SIZE && (text[i + CHRET_EUI64_SIZE - 1] != ',' || size - i == CHRET_EUI64_SIZE)))
      return CHRET_E_MALFORMED;
  }
  normal->text = text;
  normal->size = size;
  return CHRET_OK;
}

static int32_t check_text(const chret_i_field *field, const char *text, size_t size, chret_i_normal *normal) {
  if (chret_i_is_longer(text, size, field->limit))
    return CHRET_E_TOO_LONG;
  normal->text = text;
  normal->size = size;
  return CHRET_OK;
}

typedef int32_t (*check)(const chret_i_field *field, const char *text, size_t size, chret_i_normal *normal);

static const check CHECKS[] = {[CHRET_KIND_EUI] = check_eui,
                               [CHRET_KIND_ENUMERATION] = check_choice,
                               [CHRET_KIND_DATE_TIME] = check_date_time,
                               [CHRET_KIND_TEXT] = check_text,
                               [CHRET_KIND_REQUEST_ID] = check_request_id,
                               [CHRET_KIND_BOOLEAN] = check_boolean,
                               [CHRET_KIND_COMMAND_VARIANT] = check_command_variant,
                               [CHRET_KIND_DECIMAL] = check_decimal,
                               [CHRET_KIND_RESPONSE_CODE] = check_code,
                               [CHRET_KIND_EUI_LIST] = check_eui_list};

int32_t chret_i_rule_check(const chret_i_field *field, const char *text, size_t size, chret_i_normal *normal) {
  normal->constant = 0;
  return CHECKS[field->kind](field, text, size, normal);
}

int32_t chret_i_rule_check_text(const chret_i_field *field, const char *text, size_t size, chret_i_normal *normal) {
  normal->constant = 0;
  normal->is_plain = chret_i_is_plain(text, size);
  if (!normal->is_plain && !chret_i_is_xml_text(text, size))
    return CHRET_E_MALFORMED;
  return check_text(field, text, size, normal);
}

void chret_i_rule_message(const chret_i_field *field, int32_t status, char *out, size_t capacity) {
  static const char *const FORMS[] = {"an EUI-64: eight pairs of hexadecimal digits joined by -",
                                      "one of its values",
                                      "an xs:dateTime, such as 2026-01-31T09:30:00Z",
                                      "text in UTF-8 of characters that XML allows",
                                      "a RequestID: EUI-64:EUI-64:counter",
                                      "an xs:boolean",
                                      "a whole number from 1 to 9",
                                      "an xs:decimal",
                                      "a response code: a capital letter and 1 to 6 digits",
                                      "EUI-64s joined by commas"};
  if (status == CHRET_E_MISSING)
    (void)snprintf(out, capacity, "%s is missing", field->element.name.text);
  else if (status == CHRET_E_TOO_LONG)
    (void)snprintf(out, capacity, "%s has more than %lu characters", field->element.name.text,
                   (unsigned long)field->limit);
  else if (status == CHRET_E_NOT_ENUMERATED && field->value_count > 0)
    (void)snprintf(out, capacity, "%s is not one of its %lu values", field->element.name.text,
                   (unsigned long)field->value_count);
  else
    (void)snprintf(out, capacity, "%s is not %s", field->element.name.text, FORMS[field->kind - 1]);
}
