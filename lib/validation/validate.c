/* The DSP's checks: of the request as a whole, then of its records one by one, in their order. */
#include "validation/devices.h"
#include "validation/facts.h"

#include <string.h>

/* One validation. */
typedef struct validation {
  const chret_request *request;
  const chret_user *user;
  const chret_policy *policy;
  const chret_allocator *allocator;
  chret_error *err;
  chret_outcomes *outcomes;
} validation;

/* ---- The request as a whole ---- */

/* Which service the header names; the Command Variant is a check of the policy's. */
static int32_t check_service(const chret_request *request, chret_error *err) {
  size_t i;
  for (i = 0; i < CHRET_I_MESSAGE_CHECKS; i++) {
    chret_i_place place;
    char text[CHRET_I_MESSAGE_TEXT];
    if (chret_i_message_check(&request->message, i, &place, text) == CHRET_E_SERVICE_MISMATCH)
      return chret_i_error_set(err, CHRET_E_SERVICE_MISMATCH, &place, "%s", text);
  }
  return CHRET_OK;
}

static int has_command_variant(const chret_request *request) {
  const chret_i_text *expected = &request->message.service->command_variant;
  size_t size;
  const char *text = chret_request_get(request, CHRET_FIELD_COMMAND_VARIANT, &size);
  return text != NULL && size == expected->size && memcmp(text, expected->text, size) == 0;
}

static int request_fails(const validation *v, int32_t check) {
  switch (check) {
  case CHRET_CHECK_ROLE:
    return !chret_i_policy_has_role(v->policy, v->user->role, v->user->role_size);
  case CHRET_CHECK_USER_STATUS:
    return !v->user->status_permits;
  case CHRET_CHECK_ROLE_PAIR:
    return !v->user->pair_is_valid;
  default:
    return !has_command_variant(v->request);
  }
}

static void check_request(validation *v) {
  const chret_i_checks *checks = &v->policy->request_checks;
  size_t i, record;
  for (i = 0; i < checks->count; i++) {
    const chret_i_code *code = &v->policy->codes[checks->number[i]];
    if (!request_fails(v, checks->number[i]))
      continue;
    if (v->outcomes->request_code.text[0] == '\0')
      v->outcomes->request_code = *code;
    for (record = 0; record < v->outcomes->count; record++)
      chret_i_outcomes_fail(v->outcomes, record, code);
  }
}

/* ---- Its records ---- */

static int record_fails(const chret_i_fact *fact, int32_t check) {
  switch (check) {
  case CHRET_CHECK_KNOWN:
    return !fact->is_known;
  case CHRET_CHECK_DEVICE_TYPE:
    return !fact->is_hub;
  case CHRET_CHECK_AUTHORISED:
    return !fact->is_authorised;
  default:
    return fact->is_returned || !fact->has_status;
  }
}

/* Whether what has failed says all that is asked for: the host's own checks are not made for nothing. */
static int is_decided(const validation *v, size_t i) {
  return v->outcomes->records[i].failed_count > 0 && !v->policy->all;
}

static int32_t make_own_checks(validation *v, size_t i, const chret_i_fact *fact) {
  size_t c;
  for (c = 0; c < v->policy->own_count && !is_decided(v, i); c++) {
    const chret_i_own_check *own = &v->policy->own_checks[c];
    int32_t failed = 0;
    int32_t code = own->check(own->ctx, v->request->records[i], fact->own, &failed);
    if (code != 0)
      return chret_i_error_host(v->err, code, "check");
    if (failed)
      chret_i_outcomes_fail(v->outcomes, i, &own->code);
  }
  return CHRET_OK;
}

/* A record that is accepted returns its device: the next one that has it finds it so. */
static int32_t check_record(validation *v, size_t i, chret_i_fact *fact) {
  const chret_i_checks *checks = &v->policy->record_checks;
  int32_t status;
  size_t c;
  for (c = 0; c < checks->count && !is_decided(v, i); c++)
    if (record_fails(fact, checks->number[c]))
      chret_i_outcomes_fail(v->outcomes, i, &v->policy->codes[checks->number[c]]);
  status = make_own_checks(v, i, fact);
  if (v->outcomes->records[i].failed_count == 0)
    fact->is_returned = 1;
  return status;
}

static int32_t check_records(validation *v, chret_i_devices *devices, chret_facts *facts, chret_inventory inventory,
                             void *ctx) {
  int32_t code = inventory(ctx, devices->ids, devices->count, facts);
  int32_t status = CHRET_OK;
  size_t i;
  if (code != 0)
    return chret_i_error_host(v->err, code, "inventory");
  for (i = 0; status == CHRET_OK && i < v->outcomes->count; i++)
    status = check_record(v, i, &facts->facts[devices->place[i]]);
  return status;
}

static int32_t ask_inventory(validation *v, chret_inventory inventory, void *ctx) {
  chret_i_devices *devices = chret_i_devices_new(v->allocator, v->outcomes);
  chret_facts *facts = devices != NULL ? chret_i_facts_new(v->allocator, v->policy, devices->count) : NULL;
  int32_t status;
  if (facts != NULL)
    status = check_records(v, devices, facts, inventory, ctx);
  else
    status = chret_i_error_set(v->err, CHRET_E_NO_MEMORY, NULL, "no memory for the inventory's answer");
  chret_i_release(v->allocator, facts);
  chret_i_release(v->allocator, devices);
  return status;
}

/* The most checks of a record that can fail and are noted. */
static size_t count_slots(const chret_policy *policy) {
  size_t of_record = policy->record_checks.count + policy->own_count;
  size_t most = of_record > policy->request_checks.count ? of_record : policy->request_checks.count;
  return policy->all && most > 0 ? most : 1;
}

int32_t chret_validate(chret_outcomes **out, const chret_request *request, const chret_user *user,
                       const chret_policy *policy, chret_inventory inventory, void *ctx, const chret_options *options,
                       chret_error *err) {
  validation v = {request, user, policy, &chret_i_options(options)->allocator, err, NULL};
  int32_t status;
  chret_i_error_clear(err);
  if (out == NULL || request == NULL || user == NULL || policy == NULL || inventory == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL,
                             "no request, user, policy or inventory, or nowhere to put the outcomes");
  status = check_service(request, err);
  if (status == CHRET_OK)
    status = chret_i_outcomes_new(&v.outcomes, request, count_slots(policy), options, err);
  if (status != CHRET_OK)
    return status;
  v.outcomes->accepted = policy->success;
  check_request(&v);
  if (v.outcomes->request_code.text[0] == '\0')
    status = ask_inventory(&v, inventory, ctx);
  if (status == CHRET_OK)
    *out = v.outcomes;
  else
    chret_outcomes_free(v.outcomes);
  return status;
}
