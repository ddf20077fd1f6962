#include "validation/facts.h"

#include <string.h>

/* Of the Smart Metering Inventory. */
static const chret_i_text HUB = CHRET_I_TEXT("CHF");
static const chret_i_text RETURNED = CHRET_I_TEXT("Returned");

static int is_text(const chret_i_text *expected, const char *text, size_t size) {
  return text != NULL && size == expected->size && memcmp(text, expected->text, size) == 0;
}

/* ---- Devices ---- */

chret_facts *chret_i_facts_new(const chret_allocator *allocator, const chret_policy *policy, size_t count) {
  chret_facts *facts = chret_i_allocate_zeroed(allocator, sizeof *facts + count * sizeof facts->facts[0]);
  size_t i;
  if (facts == NULL)
    return NULL;
  facts->policy = policy;
  facts->count = count;
  for (i = 0; i < count; i++)
    facts->facts[i].has_status = chret_i_policy_has_status(policy, NULL, 0);
  return facts;
}

static chret_i_fact *at(chret_facts *facts, size_t i) {
  return facts != NULL && i < facts->count ? &facts->facts[i] : NULL;
}

void chret_facts_set_known(chret_facts *facts, size_t i, int32_t known) {
  chret_i_fact *fact = at(facts, i);
  if (fact != NULL)
    fact->is_known = known != 0;
}

void chret_facts_set_device_type(chret_facts *facts, size_t i, const char *text, size_t size) {
  chret_i_fact *fact = at(facts, i);
  if (fact != NULL)
    fact->is_hub = is_text(&HUB, text, size);
}

void chret_facts_set_device_status(chret_facts *facts, size_t i, const char *text, size_t size) {
  chret_i_fact *fact = at(facts, i);
  if (fact != NULL)
    fact->has_status = chret_i_policy_has_status(facts->policy, text, size);
}

void chret_facts_set_logistics_status(chret_facts *facts, size_t i, const char *text, size_t size) {
  chret_i_fact *fact = at(facts, i);
  if (fact != NULL)
    fact->is_returned = is_text(&RETURNED, text, size);
}

void chret_facts_set_authorised(chret_facts *facts, size_t i, int32_t authorised) {
  chret_i_fact *fact = at(facts, i);
  if (fact != NULL)
    fact->is_authorised = authorised != 0;
}

void chret_facts_set_own(chret_facts *facts, size_t i, void *own) {
  chret_i_fact *fact = at(facts, i);
  if (fact != NULL)
    fact->own = own;
}

/* ---- The User ---- */

int32_t chret_user_new(chret_user **out, const char *role, size_t size, int32_t status_permits, int32_t pair_is_valid,
                       const chret_options *options) {
  const chret_allocator *allocator = &chret_i_options(options)->allocator;
  chret_user *user;
  if (out == NULL || role == NULL || size > SIZE_MAX - sizeof *user)
    return CHRET_E_ARGUMENT;
  user = chret_i_allocate(allocator, sizeof *user + size);
  if (user == NULL)
    return CHRET_E_NO_MEMORY;
  user->allocator = *allocator;
  user->status_permits = status_permits;
  user->pair_is_valid = pair_is_valid;
  user->role_size = size;
  memcpy(user->role, role, size);
  *out = user;
  return CHRET_OK;
}

void chret_user_free(chret_user *user) {
  if (user != NULL) {
    chret_allocator allocator = user->allocator;
    chret_i_release(&allocator, user);
  }
}
