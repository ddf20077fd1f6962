/* The error object from inside: where a fault is, and the one way to note it. */
#ifndef CHRET_I_ERROR_H
#define CHRET_I_ERROR_H

#include "base/memory.h"

#define CHRET_I_ERROR_MESSAGE 256

struct chret_error {
  chret_allocator allocator;
  int32_t status;
  int32_t host_code;
  size_t record;
  size_t line;
  char device_id[64];
  char item[64];
  char message[CHRET_I_ERROR_MESSAGE];
};

/* Where a fault is; all of it may be 0 or NULL. Texts need no NUL. */
typedef struct chret_i_place {
  size_t record;
  size_t line;
  const char *device_id;
  size_t device_id_size;
  const char *item;
  size_t item_size;
} chret_i_place;

#if defined(__GNUC__)
#define CHRET_I_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define CHRET_I_PRINTF(text, first)
#endif

/* Every public function with an `err` starts with this. */
void chret_i_error_clear(chret_error *err);
/* Notes the fault unless one is noted already (the first is the cause, later ones its echo); gives the status back.
 * err and place may be NULL. */
int32_t chret_i_error_set(chret_error *err, int32_t status, const chret_i_place *place, const char *format, ...)
    CHRET_I_PRINTF(4, 5);
/* A host callback returned `code`; `what` names it. */
int32_t chret_i_error_host(chret_error *err, int32_t code, const char *what);
/* The same as what `from` says; err may be NULL. */
void chret_i_error_copy(chret_error *err, const chret_error *from);
/* Copies text into a field of `capacity` bytes, cut at a character where it is longer, with a NUL. */
void chret_i_copy_text(char *out, size_t capacity, const char *text, size_t size);

#endif
