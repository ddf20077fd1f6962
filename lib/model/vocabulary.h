/* The vocabulary table: all that writer, reader, rules and callers know of services and fields. */
#ifndef CHRET_I_VOCABULARY_H
#define CHRET_I_VOCABULARY_H

#include <chreturn/model.h>

/* A constant text with its size. */
typedef struct chret_i_text {
  const char *text;
  size_t size;
} chret_i_text;

#define CHRET_I_TEXT(literal)                                                                                          \
  { literal, sizeof(literal) - 1 }

/* A tag as it is written. It is copied with all its room: most of a message is tags, and a copy of fixed size is quick. */
#define CHRET_I_TAG_ROOM 32
typedef struct chret_i_tag {
  size_t size;
  char text[CHRET_I_TAG_ROOM];
} chret_i_tag;

#define CHRET_I_TAG(literal)                                                                                           \
  { sizeof(literal) - 1, literal }

/* An element as it is compared and as it is written. */
typedef struct chret_i_element {
  chret_i_text name;
  chret_i_tag open;
  chret_i_tag close;
} chret_i_element;

#define CHRET_I_ELEMENT(literal)                                                                                       \
  { CHRET_I_TEXT(literal), CHRET_I_TAG("<sr:" literal ">"), CHRET_I_TAG("</sr:" literal ">") }

/* Whether a sequence has a field. */
enum { CHRET_I_ABSENT, CHRET_I_OPTIONAL, CHRET_I_REQUIRED };

/* The sequences of elements: a request's header, the records of the services, a response's header, its reference to a
 * service, and a refusal in it. The columns of the table. */
enum {
  CHRET_I_HEADER,
  CHRET_I_FAULT_RETURN,
  CHRET_I_NO_FAULT_RETURN,
  CHRET_I_RESPONSE_HEADER,
  CHRET_I_RESPONSE_SERVICE,
  CHRET_I_FAILURE,
  CHRET_I_SEQUENCE_COUNT
};

typedef struct chret_i_field {
  int32_t field;
  int32_t kind;
  size_t limit;
  const chret_i_text *values;
  size_t value_count;
  chret_i_element element;
  unsigned char presence[CHRET_I_SEQUENCE_COUNT];
} chret_i_field;

typedef struct chret_i_service {
  int32_t service;
  int32_t sequence;
  chret_i_text reference;
  chret_i_text variant;
  chret_i_text command_variant;
  chret_i_element record;
  chret_i_element list;
} chret_i_service;

/* All of record fields; the fields of messages come after them, the root's attribute first. */
#define CHRET_I_RECORD_FIELDS       10
#define CHRET_I_MESSAGE_FIELDS      11
#define CHRET_I_FIELD_COUNT         (CHRET_I_RECORD_FIELDS + CHRET_I_MESSAGE_FIELDS)
#define CHRET_I_FIRST_RECORD_FIELD  CHRET_FIELD_DEVICE_ID
#define CHRET_I_FIRST_MESSAGE_FIELD CHRET_FIELD_SCHEMA_VERSION
/* In wire order within each sequence. */
extern const chret_i_field chret_i_fields[CHRET_I_FIELD_COUNT];

#define CHRET_I_SERVICES 2
extern const chret_i_service chret_i_services[CHRET_I_SERVICES];

/* NULL where there is none. */
const chret_i_field *chret_i_field_find(int32_t field);
const chret_i_service *chret_i_service_find(int32_t service);
/* The place of a field among the values of a record or a message; -1 where it is not one of theirs. */
static inline int chret_i_record_index(int32_t field) {
  int in_range = field >= CHRET_I_FIRST_RECORD_FIELD && field < CHRET_I_FIRST_RECORD_FIELD + CHRET_I_RECORD_FIELDS;
  return in_range ? (int)(field - CHRET_I_FIRST_RECORD_FIELD) : -1;
}
static inline int chret_i_message_index(int32_t field) {
  int in_range = field >= CHRET_I_FIRST_MESSAGE_FIELD && field < CHRET_I_FIRST_MESSAGE_FIELD + CHRET_I_MESSAGE_FIELDS;
  return in_range ? (int)(field - CHRET_I_FIRST_MESSAGE_FIELD) : -1;
}
/* The index of the value, or value_count. */
size_t chret_i_choice(const chret_i_field *field, const char *text, size_t size);

#endif
