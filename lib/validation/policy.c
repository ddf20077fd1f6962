#include "validation/policy.h"

#include "base/error.h"
#include "model/rules.h"

#include <string.h>

#define FIRST_RECORD_CHECK CHRET_CHECK_KNOWN

static const struct {
  int32_t check;
  chret_i_code code;
} DEFAULTS[] = {
    {CHRET_CHECK_ROLE, {"E2"}},       {CHRET_CHECK_USER_STATUS, {"E3"}},
    {CHRET_CHECK_ROLE_PAIR, {"E1"}},  {CHRET_CHECK_COMMAND_VARIANT, {"E12"}},
    {CHRET_CHECK_KNOWN, {"E19"}},     {CHRET_CHECK_DEVICE_TYPE, {"E11"}},
    {CHRET_CHECK_AUTHORISED, {"E4"}}, {CHRET_CHECK_STATUS, {"E5"}},
};

static const chret_i_code SUCCESS = {"I99"};
static const chret_i_code WARNING = {"W081401"};
static const chret_i_text ROLES[] = {CHRET_I_TEXT("IS"), CHRET_I_TEXT("GS")};

static void add_check(chret_policy *policy, int32_t check) {
  chret_i_checks *checks = check < FIRST_RECORD_CHECK ? &policy->request_checks : &policy->record_checks;
  checks->number[checks->count++] = check;
}

int32_t chret_policy_new(chret_policy **out, const chret_options *options) {
  const chret_allocator *allocator = &chret_i_options(options)->allocator;
  chret_policy *policy;
  size_t i;
  if (out == NULL)
    return CHRET_E_ARGUMENT;
  policy = chret_i_allocate_zeroed(allocator, sizeof *policy);
  if (policy == NULL)
    return CHRET_E_NO_MEMORY;
  policy->allocator = *allocator;
  chret_i_arena_init(&policy->arena, &policy->allocator);
  for (i = 0; i < sizeof DEFAULTS / sizeof DEFAULTS[0]; i++) {
    policy->codes[DEFAULTS[i].check] = DEFAULTS[i].code;
    add_check(policy, DEFAULTS[i].check);
  }
  policy->success = SUCCESS;
  policy->warning = WARNING;
  *out = policy;
  return CHRET_OK;
}

void chret_policy_free(chret_policy *policy) {
  if (policy != NULL) {
    chret_allocator allocator = policy->allocator;
    chret_i_arena_release(&policy->arena);
    chret_i_release(&allocator, policy->own_checks);
    chret_i_release(&allocator, policy->roles.texts);
    chret_i_release(&allocator, policy->statuses.texts);
    chret_i_release(&allocator, policy);
  }
}

/* ---- Codes ---- */

int32_t chret_policy_set_any_code(chret_policy *policy, int32_t any) {
  if (policy == NULL || (any != 0 && any != 1))
    return CHRET_E_ARGUMENT;
  policy->any_code = any;
  return CHRET_OK;
}

/* A code that the policy takes: one of the schema's, or of their form where any will do. */
static int32_t take_code(const chret_policy *policy, chret_i_code *out, const char *code, size_t size) {
  const chret_i_field *field = chret_i_field_find(CHRET_FIELD_RESPONSE_CODE);
  chret_i_normal normal;
  if (code == NULL)
    return CHRET_E_ARGUMENT;
  if (chret_i_choice(field, code, size) == field->value_count &&
      (!policy->any_code || chret_i_rule_check(field, code, size, &normal) != CHRET_OK))
    return CHRET_E_NOT_ENUMERATED;
  chret_i_copy_text(out->text, sizeof out->text, code, size);
  return CHRET_OK;
}

/* The code of a check must not say that nothing failed. */
static int32_t take_failure_code(const chret_policy *policy, chret_i_code *out, const char *code, size_t size) {
  return chret_code_is_success(code, size) ? CHRET_E_ARGUMENT : take_code(policy, out, code, size);
}

static int is_warning(const char *code, size_t size) {
  return code != NULL && size > 0 && code[0] == CHRET_I_WARNING_LETTER;
}

int32_t chret_policy_set_success_code(chret_policy *policy, const char *code, size_t size) {
  if (policy == NULL || !chret_code_is_success(code, size))
    return CHRET_E_ARGUMENT;
  return take_code(policy, &policy->success, code, size);
}

int32_t chret_policy_set_warning_code(chret_policy *policy, const char *code, size_t size) {
  if (policy == NULL || !is_warning(code, size))
    return CHRET_E_ARGUMENT;
  return take_code(policy, &policy->warning, code, size);
}

/* ---- Checks ---- */

static int is_check(const chret_policy *policy, int32_t check) {
  return check >= 0 && check < CHRET_I_CHECK_LIMIT && policy->codes[check].text[0] != '\0';
}

int32_t chret_policy_set_code(chret_policy *policy, int32_t check, const char *code, size_t size) {
  if (policy == NULL || !is_check(policy, check) || (check < FIRST_RECORD_CHECK && is_warning(code, size)))
    return CHRET_E_ARGUMENT;
  return take_failure_code(policy, &policy->codes[check], code, size);
}

int32_t chret_policy_set_checks(chret_policy *policy, const int32_t *checks, size_t count) {
  int seen[CHRET_I_CHECK_LIMIT] = {0};
  size_t i;
  if (policy == NULL || (checks == NULL && count > 0))
    return CHRET_E_ARGUMENT;
  for (i = 0; i < count; i++)
    if (!is_check(policy, checks[i]) || seen[checks[i]]++)
      return CHRET_E_ARGUMENT;
  policy->request_checks.count = 0;
  policy->record_checks.count = 0;
  for (i = 0; i < count; i++)
    add_check(policy, checks[i]);
  return CHRET_OK;
}

int32_t chret_policy_set_all(chret_policy *policy, int32_t all) {
  if (policy == NULL || (all != 0 && all != 1))
    return CHRET_E_ARGUMENT;
  policy->all = all;
  return CHRET_OK;
}

int32_t chret_policy_add_check(chret_policy *policy, const char *code, size_t size, chret_own_check check, void *ctx) {
  chret_i_own_check added;
  int32_t status;
  void *block;
  if (policy == NULL || check == NULL)
    return CHRET_E_ARGUMENT;
  status = take_failure_code(policy, &added.code, code, size);
  if (status != CHRET_OK)
    return status;
  block = policy->own_checks;
  if (!chret_i_grow(&policy->allocator, &block, &policy->own_capacity, policy->own_count + 1, sizeof added))
    return CHRET_E_NO_MEMORY;
  added.check = check;
  added.ctx = ctx;
  policy->own_checks = block;
  policy->own_checks[policy->own_count++] = added;
  return CHRET_OK;
}

/* ---- Roles and statuses ---- */

static int32_t add_text(chret_policy *policy, chret_i_text_list *list, const char *text, size_t size) {
  void *block = list->texts;
  chret_i_text added;
  if (text == NULL)
    return CHRET_E_ARGUMENT;
  added.text = chret_i_arena_text(&policy->arena, text, size);
  added.size = size;
  if (added.text == NULL || !chret_i_grow(&policy->allocator, &block, &list->capacity, list->count + 1, sizeof added))
    return CHRET_E_NO_MEMORY;
  list->texts = block;
  list->texts[list->count++] = added;
  return CHRET_OK;
}

int32_t chret_policy_add_role(chret_policy *policy, const char *role, size_t size) {
  return policy != NULL ? add_text(policy, &policy->roles, role, size) : CHRET_E_ARGUMENT;
}

int32_t chret_policy_add_device_status(chret_policy *policy, const char *status, size_t size) {
  return policy != NULL ? add_text(policy, &policy->statuses, status, size) : CHRET_E_ARGUMENT;
}

static int has_text(const chret_i_text *texts, size_t count, const char *text, size_t size) {
  size_t i;
  for (i = 0; text != NULL && i < count; i++)
    if (texts[i].size == size && memcmp(texts[i].text, text, size) == 0)
      return 1;
  return 0;
}

int chret_i_policy_has_role(const chret_policy *policy, const char *role, size_t size) {
  if (policy->roles.count > 0)
    return has_text(policy->roles.texts, policy->roles.count, role, size);
  return has_text(ROLES, sizeof ROLES / sizeof ROLES[0], role, size);
}

int chret_i_policy_has_status(const chret_policy *policy, const char *status, size_t size) {
  return policy->statuses.count == 0 || has_text(policy->statuses.texts, policy->statuses.count, status, size);
}
