#include "batch/row.h"

#include "batch/bytes.h"

#include <string.h>

/* Of the set of items: bit i is the item of chret_i_fields[i], and above them the reference. */
#define REFERENCE_BIT (1u << CHRET_I_RECORD_FIELDS)

/* ---- Encoding ---- */

static int add_number(chret_buffer *buffer, uint64_t value, size_t size) {
  uint8_t bytes[8];
  chret_i_put_number(bytes, value, size);
  return chret_i_buffer_append(buffer, bytes, size);
}

static int add_text(chret_buffer *buffer, const char *text, size_t size) {
  return add_number(buffer, size, 4) && chret_i_buffer_append(buffer, text, size) && add_number(buffer, 0, 1);
}

static int add_item(chret_buffer *buffer, const chret_i_field *field, const chret_i_normal *normal) {
  if (field->value_count > 0)
    return add_number(buffer, chret_i_choice(field, normal->text, normal->size), 1);
  return add_text(buffer, normal->text, normal->size);
}

int chret_i_row_encode(chret_buffer *buffer, uint64_t number, size_t service, const chret_i_normal *normals,
                       const char *reference, size_t reference_size) {
  unsigned items = reference != NULL ? REFERENCE_BIT : 0;
  int added;
  size_t i;
  for (i = 0; i < CHRET_I_RECORD_FIELDS; i++)
    items |= normals[i].text != NULL ? 1u << i : 0;
  added = add_number(buffer, number, 8) && add_number(buffer, service, 1) && add_number(buffer, items, 2);
  for (i = 0; added && i < CHRET_I_RECORD_FIELDS; i++)
    added = normals[i].text == NULL || add_item(buffer, &chret_i_fields[i], &normals[i]);
  return added && (reference == NULL || add_text(buffer, reference, reference_size));
}

/* ---- Decoding ---- */

/* A text with a NUL after it. */
static int take_text(chret_i_bytes *bytes, const char **text, size_t *size) {
  uint64_t end;
  return chret_i_take_text(bytes, text, size) && chret_i_take_number(bytes, 1, &end) && end == 0;
}

static int take_item(chret_i_bytes *bytes, const chret_i_field *field, chret_i_value *value) {
  uint64_t choice;
  if (field->value_count == 0)
    return take_text(bytes, &value->text, &value->size);
  if (!chret_i_take_number(bytes, 1, &choice) || choice >= field->value_count)
    return 0;
  value->text = field->values[choice].text;
  value->size = field->values[choice].size;
  return 1;
}

size_t chret_i_row_decode(const uint8_t *bytes, size_t size, chret_i_row_view *view) {
  chret_i_bytes rest = {bytes, size};
  uint64_t service, items;
  size_t i;
  memset(view, 0, sizeof *view);
  if (!chret_i_take_number(&rest, 8, &view->number) || !chret_i_take_number(&rest, 1, &service) ||
      !chret_i_take_number(&rest, 2, &items) || service >= CHRET_I_SERVICES ||
      items >> (CHRET_I_RECORD_FIELDS + 1) != 0)
    return 0;
  view->record.service = chret_i_services[service].service;
  for (i = 0; i < CHRET_I_RECORD_FIELDS; i++)
    if ((items >> i & 1) != 0 && !take_item(&rest, &chret_i_fields[i], &view->record.values[i]))
      return 0;
  if ((items & REFERENCE_BIT) != 0 && !take_text(&rest, &view->reference, &view->reference_size))
    return 0;
  return size - rest.left;
}
