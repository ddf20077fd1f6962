/* Records from inside. */
#ifndef CHRET_I_RECORD_H
#define CHRET_I_RECORD_H

#include "base/error.h"
#include "model/rules.h"

/* text NULL: absent. A NUL follows the text. */
typedef struct chret_i_value {
  const char *text;
  size_t size;
} chret_i_value;

struct chret_record {
  struct chret_i_own_text *own; /* NULL: the texts are another object's */
  size_t line;
  int32_t service;
  int32_t is_plain; /* 1: its texts are known to be plain, as chret_i_is_plain() has it */
  chret_i_value values[CHRET_I_RECORD_FIELDS];
};

/* The service of the record, or `otherwise` where it is undecided. */
const chret_i_service *chret_i_record_service(const chret_record *record, const chret_i_service *otherwise);
/* Checks one item, which the record has in this way: CHRET_OK and the normal form, whose text is NULL where the item is
 * absent; CHRET_E_MISSING, CHRET_E_UNKNOWN_ITEM, and as chret_i_rule_check_bytes. */
static inline int32_t chret_i_record_check_value(const chret_i_field *field, int presence, const chret_i_value *value,
                                                 chret_i_normal *normal) {
  normal->text = NULL;
  if (value->text == NULL)
    return presence == CHRET_I_REQUIRED ? CHRET_E_MISSING : CHRET_OK;
  if (presence == CHRET_I_ABSENT)
    return CHRET_E_UNKNOWN_ITEM;
  return chret_i_rule_check_bytes(field, value->text, value->size, normal);
}
/* The same of one of the record's items as the service has it (NULL: as either service has it). */
int32_t chret_i_record_check(const chret_record *record, const chret_i_service *service, const chret_i_field *field,
                             chret_i_normal *normal);
/* What is wrong, for people, in CHRET_I_RULE_MESSAGE bytes. */
void chret_i_record_message(const chret_i_service *service, const chret_i_field *field, int32_t status, char *out);
/* The same as the error, at the item's place; gives the status back. */
int32_t chret_i_record_refuse(const chret_i_service *service, const chret_i_field *field, int32_t status,
                              chret_i_place *place, chret_error *err);
/* Checks every item, CHRET_I_RECORD_FIELDS normal forms: the first that is refused is the error, at its place. */
int32_t chret_i_record_check_items(const chret_record *record, const chret_i_service *service, chret_i_normal *normals,
                                   chret_i_place *place, chret_error *err);
/* The same of a record whose Device ID an earlier one, of this number, has. */
void chret_i_record_duplicate(size_t earlier, char *out);

#endif
