/* What requests and responses have in common. */
#ifndef CHRET_I_MESSAGE_H
#define CHRET_I_MESSAGE_H

#include "base/error.h"
#include "model/record.h"

struct chret_certificate;

/* What new messages have. */
#define CHRET_I_SCHEMA_VERSION "5.4"

typedef struct chret_i_message {
  chret_allocator allocator;
  chret_i_arena arena;
  const chret_i_service *service;              /* NULL: another one, or none */
  const struct chret_certificate *certificate; /* NULL: not verified */
  const char *body;                            /* the name of the element that says what it is about; NULL: none */
  int32_t is_signed;
  chret_i_value values[CHRET_I_MESSAGE_FIELDS];
  size_t lines[CHRET_I_MESSAGE_FIELDS]; /* where the items start in the document that was read */
} chret_i_message;

/* A zeroed one; it does not move. */
void chret_i_message_init(chret_i_message *message, const chret_allocator *allocator);
/* Gives it the schemaVersion, and the service with its references. */
void chret_i_message_name(chret_i_message *message, const chret_i_service *service);
/* A value, copied where it is not constant. 0: no memory. */
static inline int chret_i_message_keep(chret_i_message *message, chret_i_value *value, const chret_i_normal *normal) {
  const char *kept = normal->text;
  if (kept != NULL && !normal->constant) {
    kept = chret_i_arena_text(&message->arena, normal->text, normal->size);
    if (kept == NULL)
      return 0;
  }
  value->text = kept;
  value->size = kept != NULL ? normal->size : 0;
  return 1;
}
/* Sets the root's attribute or an item of the sequence, as chret_request_set(); text NULL makes an optional one absent. */
int32_t chret_i_message_set(chret_i_message *message, int32_t sequence, int32_t field, const char *text, size_t size,
                            chret_error *err);
/* After every change: what was verified, and the Signature that was read, were of another message. */
void chret_i_message_changed(chret_i_message *message);
const char *chret_i_message_get(const chret_i_message *message, int32_t field, size_t *size);
/* The RequestID's parts: CHRET_E_MISSING where there is none. */
int32_t chret_i_message_id(const chret_i_message *message, uint64_t *originator, uint64_t *target, uint64_t *counter);

/* The items of the header that say what the body says too, in their order; the i-th: CHRET_OK where it agrees, or
 * CHRET_E_COMMAND_VARIANT or CHRET_E_SERVICE_MISMATCH with the place and what is wrong, in CHRET_I_MESSAGE_TEXT bytes. */
#define CHRET_I_MESSAGE_CHECKS 3
#define CHRET_I_MESSAGE_TEXT   128
int32_t chret_i_message_check(const chret_i_message *message, size_t i, chret_i_place *place, char *text);

#endif
