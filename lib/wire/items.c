/* Reading the items of a header or a record: which one it is, whether it may be there, and its value. */
#include "wire/names.h"
#include "wire/reader.h"

#include <string.h>

static uint32_t bit(const chret_i_field *field) {
  return UINT32_C(1) << (field - chret_i_fields);
}

static uint32_t find_required(int32_t column) {
  uint32_t required = 0;
  size_t i;
  for (i = 0; i < CHRET_I_FIELD_COUNT; i++)
    if (chret_i_fields[i].presence[column] == CHRET_I_REQUIRED)
      required |= bit(&chret_i_fields[i]);
  return required;
}

void chret_i_items_begin(chret_reader *reader, int32_t column, size_t line) {
  chret_i_sequence *sequence = &reader->sequence;
  /* most often it is one more record; every sequence has something that is required */
  if (sequence->column != column || sequence->required == 0)
    sequence->required = find_required(column);
  sequence->column = column;
  sequence->line = line;
  sequence->seen = 0;
  sequence->last = NULL;
}

/* The sequence's item of this name, or NULL. It is most often the one after the last. */
static const chret_i_field *find(chret_reader *reader, const char *name) {
  const chret_i_sequence *sequence = &reader->sequence;
  size_t row = sequence->last != NULL ? (size_t)(sequence->last - chret_i_fields) + 1 : 0, i;
  for (i = 0; i < CHRET_I_FIELD_COUNT; i++, row++) {
    const chret_i_field *field;
    if (row == CHRET_I_FIELD_COUNT)
      row = 0;
    field = &chret_i_fields[row];
    if (field->presence[sequence->column] != CHRET_I_ABSENT &&
        chret_i_is_known(&reader->names[row], name, field->element.name.text))
      return field;
  }
  return NULL;
}

static int32_t skip(chret_reader *reader, int32_t status) {
  if (status == CHRET_OK) {
    reader->outside = reader->where;
    reader->where = CHRET_I_AT_SKIPPED;
    reader->skipped = 0;
  }
  return status;
}

int32_t chret_i_items_start(chret_reader *reader, const chret_i_start_tag *tag) {
  chret_i_sequence *sequence = &reader->sequence;
  size_t line = chret_i_xml_tag_line(reader->xml);
  const chret_i_field *field;
  if (!chret_i_is_duis(reader, tag))
    return skip(reader, chret_i_reader_fault(reader, CHRET_E_UNKNOWN_ITEM, tag->local, line,
                                             "an element that is not in the DUIS namespace"));
  field = find(reader, tag->local);
  if (field == NULL)
    return skip(reader, chret_i_reader_fault(reader, CHRET_E_UNKNOWN_ITEM, tag->local, line,
                                             "an element that the schema does not have here"));
  if (sequence->seen & bit(field))
    return skip(reader, chret_i_reader_fault(reader, CHRET_E_REPEATED_ITEM, tag->local, line,
                                             "the item is there a second time"));
  sequence->seen |= bit(field);
  if (sequence->last != NULL && field < sequence->last) {
    int32_t status = chret_i_reader_fault(reader, CHRET_E_MALFORMED, tag->local, line, "the item is not in its place");
    if (status != CHRET_OK)
      return status;
  } else {
    sequence->last = field;
  }
  reader->outside = reader->where;
  reader->where = CHRET_I_AT_ITEM;
  reader->item = field;
  reader->item_line = line;
  reader->text.size = 0;
  return CHRET_OK;
}

int chret_i_items_has(chret_reader *reader, const chret_i_start_tag *tag) {
  return chret_i_is_duis(reader, tag) && find(reader, tag->local) != NULL;
}

/* Where the value of a field is kept, and for the message's own fields the line. */
static chret_i_value *slot(chret_reader *reader, const chret_i_field *field, size_t line) {
  int i = chret_i_record_index(field->field);
  if (i >= 0)
    return &reader->record.values[i];
  if (reader->where == CHRET_I_AT_FAILURE)
    return &reader->failure_values[field->field == CHRET_FIELD_DEVICE_ID_LIST];
  i = chret_i_message_index(field->field);
  reader->message->lines[i] = line;
  return &reader->message->values[i];
}

int32_t chret_i_items_value(chret_reader *reader, const chret_i_field *field, size_t line, const char *text,
                            size_t size) {
  chret_i_value *value = slot(reader, field, line);
  chret_i_normal normal;
  int32_t status = chret_i_rule_check(field, text, size, &normal);
  if (status != CHRET_OK) {
    char message[CHRET_I_RULE_MESSAGE];
    chret_i_rule_message(field, status, message, sizeof message);
    if (field->field == CHRET_FIELD_DEVICE_ID) {
      /* kept as it was given, to name the record by */
      normal.text = text;
      normal.size = size;
      normal.constant = 0;
      if (!chret_i_message_keep(reader->message, value, &normal))
        return chret_i_reader_no_memory(reader);
    }
    return chret_i_reader_fault(reader, status, field->element.name.text, line, message);
  }
  return chret_i_message_keep(reader->message, value, &normal) ? CHRET_OK : chret_i_reader_no_memory(reader);
}

int32_t chret_i_items_end_item(chret_reader *reader) {
  const char *text = reader->text.data != NULL ? (const char *)reader->text.data : "";
  reader->where = reader->outside;
  return chret_i_items_value(reader, reader->item, reader->item_line, text, reader->text.size);
}

int32_t chret_i_items_end(chret_reader *reader) {
  const chret_i_sequence *sequence = &reader->sequence;
  size_t i;
  if ((sequence->required & ~sequence->seen) == 0)
    return CHRET_OK;
  for (i = 0; i < CHRET_I_FIELD_COUNT; i++) {
    const chret_i_field *field = &chret_i_fields[i];
    if (sequence->required & ~sequence->seen & bit(field)) {
      char message[CHRET_I_RULE_MESSAGE];
      int32_t status;
      chret_i_rule_message(field, CHRET_E_MISSING, message, sizeof message);
      status = chret_i_reader_fault(reader, CHRET_E_MISSING, field->element.name.text, sequence->line, message);
      if (status != CHRET_OK)
        return status;
    }
  }
  return CHRET_OK;
}
