/* What the schema says of the value of one item. */
#ifndef CHRET_I_RULES_H
#define CHRET_I_RULES_H

#include "model/vocabulary.h"

/* A value in normal form: it points into the text that was checked, into the table, or into the buffer beside it. */
typedef struct chret_i_normal {
  const char *text;
  size_t size;
  int constant; /* it is in the table: no copy is needed */
  int is_plain; /* as chret_i_is_plain() says; only of text of any bytes */
  char buffer[CHRET_REQUEST_ID_SIZE];
} chret_i_normal;

/* Whether the text, which is UTF-8 of XML's characters, is a value of the field: CHRET_OK and the normal form, or
 * CHRET_E_MALFORMED, CHRET_E_TOO_LONG, CHRET_E_NOT_ENUMERATED. */
int32_t chret_i_rule_check(const chret_i_field *field, const char *text, size_t size, chret_i_normal *normal);
/* The same for text of any bytes. */
int32_t chret_i_rule_check_text(const chret_i_field *field, const char *text, size_t size, chret_i_normal *normal);
static inline int32_t chret_i_rule_check_bytes(const chret_i_field *field, const char *text, size_t size,
                                               chret_i_normal *normal) {
  if (field->kind == CHRET_KIND_TEXT)
    return chret_i_rule_check_text(field, text, size, normal);
  normal->is_plain = 1; /* other kinds have no other characters */
  return chret_i_rule_check(field, text, size, normal);
}
/* What is wrong, for people: `status` is what the check gave, or CHRET_E_MISSING. */
void chret_i_rule_message(const chret_i_field *field, int32_t status, char *out, size_t capacity);
#define CHRET_I_RULE_MESSAGE 128

#endif
