/* Reading the items of a header or a record: which one it is, whether it may be there, and its value. */
#include "wire/names.h"
#include "wire/reader.h"

#include <string.h>

static uint32_t bit(size_t row) {
  return UINT32_C(1) << row;
}

static uint32_t find_required(int32_t column) {
  uint32_t required = 0;
  size_t row;
  for (row = 0; row < CHRET_I_FIELD_COUNT; row++)
    if (chret_i_fields[row].presence[column] == CHRET_I_REQUIRED)
      required |= bit(row);
  return required;
}

/* The first row from this one on that the sequence has, or CHRET_I_FIELD_COUNT. */
static size_t present(const chret_i_sequence *sequence, size_t row) {
  while (row < CHRET_I_FIELD_COUNT && chret_i_fields[row].presence[sequence->column] == CHRET_I_ABSENT)
    row++;
  return row;
}

void chret_i_items_begin(chret_reader *reader, int32_t column, size_t line) {
  chret_i_sequence *sequence = &reader->sequence;
  /* most often it is one more record; every sequence has something that is required */
  if (sequence->column != column || sequence->required == 0)
    sequence->required = find_required(column);
  sequence->column = column;
  sequence->line = line;
  sequence->seen = 0;
  sequence->next = present(sequence, 0);
}

/* The row of the sequence's item of this name, or CHRET_I_FIELD_COUNT. */
static size_t search(chret_reader *reader, const char *name) {
  size_t row;
  for (row = 0; row < CHRET_I_FIELD_COUNT; row++)
    if (chret_i_fields[row].presence[reader->sequence.column] != CHRET_I_ABSENT &&
        chret_i_is_known(&reader->names[row], name, chret_i_fields[row].element.name.text))
      break;
  return row;
}

/* A fault of the item that starts; where faults are collected it is passed over. */
static int32_t refuse(chret_reader *reader, int32_t status, const chret_i_start_tag *tag, const char *message) {
  status = chret_i_reader_fault(reader, status, tag->local, chret_i_xml_tag_line(reader->xml), message);
  if (status == CHRET_OK)
    chret_i_skip(reader);
  return status;
}

static inline int32_t enter(chret_reader *reader, size_t row) {
  chret_i_sequence *sequence = &reader->sequence;
  sequence->seen |= bit(row);
  if (row >= sequence->next)
    sequence->next = present(sequence, row + 1);
  reader->outside = reader->where;
  reader->where = CHRET_I_AT_ITEM;
  reader->item = &chret_i_fields[row];
  reader->item_line = chret_i_xml_tag_line(reader->xml);
  reader->text_size = 0;
  return CHRET_OK;
}

/* Any item. */
CHRET_I_SELDOM static int32_t start_any(chret_reader *reader, const chret_i_start_tag *tag) {
  const chret_i_sequence *sequence = &reader->sequence;
  size_t row;
  if (!chret_i_is_duis(reader, tag))
    return refuse(reader, CHRET_E_UNKNOWN_ITEM, tag, "an element that is not in the DUIS namespace");
  row = search(reader, tag->local);
  if (row == CHRET_I_FIELD_COUNT)
    return refuse(reader, CHRET_E_UNKNOWN_ITEM, tag, "an element that the schema does not have here");
  if (sequence->seen & bit(row))
    return refuse(reader, CHRET_E_REPEATED_ITEM, tag, "the item is there a second time");
  if (row < sequence->next) {
    int32_t status = chret_i_reader_fault(reader, CHRET_E_MALFORMED, tag->local, chret_i_xml_tag_line(reader->xml),
                                          "the item is not in its place");
    if (status != CHRET_OK)
      return status;
  }
  return enter(reader, row);
}

/* It is most often the next one, and its name has been seen before. */
int32_t chret_i_items_start(chret_reader *reader, const chret_i_start_tag *tag) {
  size_t row = reader->sequence.next;
  if (row < CHRET_I_FIELD_COUNT && reader->names[row] == tag->local && reader->duis == tag->uri)
    return enter(reader, row);
  return start_any(reader, tag);
}

int chret_i_items_has(chret_reader *reader, const chret_i_start_tag *tag) {
  return chret_i_is_duis(reader, tag) && search(reader, tag->local) != CHRET_I_FIELD_COUNT;
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

/* A fault of the value. The Device ID is kept as it was given, to name the record by. */
CHRET_I_SELDOM static int32_t refuse_value(chret_reader *reader, int32_t status, const chret_i_field *field,
                                           size_t line, const char *text, size_t size) {
  char message[CHRET_I_RULE_MESSAGE];
  if (field->field == CHRET_FIELD_DEVICE_ID) {
    chret_i_value *value = slot(reader, field, line);
    value->text = chret_i_arena_text(&reader->message->arena, text, size);
    if (value->text == NULL)
      return chret_i_reader_no_memory(reader);
    value->size = size;
  }
  chret_i_rule_message(field, status, message, sizeof message);
  return chret_i_reader_fault(reader, status, field->element.name.text, line, message);
}

int32_t chret_i_items_value(chret_reader *reader, const chret_i_field *field, size_t line, const char *text,
                            size_t size) {
  chret_i_normal normal;
  int32_t status = chret_i_rule_check(field, text, size, &normal);
  if (status != CHRET_OK)
    return refuse_value(reader, status, field, line, text, size);
  return chret_i_message_keep(reader->message, slot(reader, field, line), &normal) ? CHRET_OK
                                                                                   : chret_i_reader_no_memory(reader);
}

int32_t chret_i_items_end_item(chret_reader *reader) {
  const char *text = reader->text_size > 0 ? reader->message->arena.at : "";
  reader->where = reader->outside;
  return chret_i_items_value(reader, reader->item, reader->item_line, text, reader->text_size);
}

CHRET_I_SELDOM static int32_t refuse_missing(chret_reader *reader, uint32_t missing) {
  int32_t status = CHRET_OK;
  size_t row;
  for (row = 0; status == CHRET_OK && row < CHRET_I_FIELD_COUNT; row++)
    if (missing & bit(row)) {
      char message[CHRET_I_RULE_MESSAGE];
      chret_i_rule_message(&chret_i_fields[row], CHRET_E_MISSING, message, sizeof message);
      status = chret_i_reader_fault(reader, CHRET_E_MISSING, chret_i_fields[row].element.name.text,
                                    reader->sequence.line, message);
    }
  return status;
}

int32_t chret_i_items_end(chret_reader *reader) {
  uint32_t missing = reader->sequence.required & ~reader->sequence.seen;
  return missing == 0 ? CHRET_OK : refuse_missing(reader, missing);
}
