/* The policy from inside. */
#ifndef CHRET_I_POLICY_H
#define CHRET_I_POLICY_H

#include "base/memory.h"
#include "model/vocabulary.h"

#include <chreturn/validation.h>

#define CHRET_I_CODE_SIZE 8 /* bytes of the longest response code, with its NUL */

typedef struct chret_i_code {
  char text[CHRET_I_CODE_SIZE];
} chret_i_code;

/* How the codes of warnings begin. */
#define CHRET_I_WARNING_LETTER 'W'

/* Checks are numbered below it. */
#define CHRET_I_CHECK_LIMIT 15

/* Numbers of checks in the order in which they are made. */
typedef struct chret_i_checks {
  int32_t number[CHRET_I_CHECK_LIMIT];
  size_t count;
} chret_i_checks;

typedef struct chret_i_own_check {
  chret_i_code code;
  chret_own_check check;
  void *ctx;
} chret_i_own_check;

typedef struct chret_i_text_list {
  chret_i_text *texts;
  size_t count;
  size_t capacity;
} chret_i_text_list;

struct chret_policy {
  chret_allocator allocator;
  chret_i_arena arena;
  int32_t any_code;
  int32_t all;
  chret_i_code codes[CHRET_I_CHECK_LIMIT]; /* by number; "" where there is no such check */
  chret_i_checks request_checks;
  chret_i_checks record_checks;
  chret_i_own_check *own_checks;
  size_t own_count;
  size_t own_capacity;
  chret_i_text_list roles;    /* empty: the default ones */
  chret_i_text_list statuses; /* empty: any */
  chret_i_code success;
  chret_i_code warning;
};

/* Whether the User Role may send these requests. */
int chret_i_policy_has_role(const chret_policy *policy, const char *role, size_t size);
/* Whether a device of this status may be returned; text NULL: it has none. */
int chret_i_policy_has_status(const chret_policy *policy, const char *status, size_t size);

#endif
