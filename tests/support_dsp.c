/* tests/support_dsp.c - requests of given Device IDs, and an inventory in memory. */
#include "support_dsp.h"

#include <string.h>

static void add_record(test_text *xml, uint64_t device) {
  char text[CHRET_EUI64_SIZE];
  ck_assert_int_eq(chret_eui64_format(device, text, sizeof text), CHRET_OK);
  test_addf(xml,
            "<sr:CHFNoFaultReturn><sr:DeviceID>%s</sr:DeviceID><sr:CHFNoFaultReturnType>Lost or Stolen Hub"
            "</sr:CHFNoFaultReturnType></sr:CHFNoFaultReturn>",
            text);
}

chret_request *test_returns(int32_t form, const uint64_t *devices, size_t count, uint64_t counter,
                            const chret_options *options) {
  test_text xml = {NULL, 0, 0};
  char id[CHRET_REQUEST_ID_SIZE];
  const char *list = form == CHRET_FORM_LIST ? "sr:CHFNoFaultReturnList" : NULL;
  chret_request *request = NULL;
  ck_assert_int_eq(chret_request_id_format(TEST_ORIGINATOR, TEST_TARGET, counter, id, sizeof id), CHRET_OK);
  test_addf(
      &xml,
      "<sr:Request xmlns:sr='http://www.dccinterface.co.uk/ServiceUserGateway' schemaVersion='5.4'><sr:Header>"
      "<sr:RequestID>%s</sr:RequestID><sr:CommandVariant>8</sr:CommandVariant><sr:ServiceReference>8.14"
      "</sr:ServiceReference><sr:ServiceReferenceVariant>8.14.4</sr:ServiceReferenceVariant></sr:Header><sr:Body>",
      id);
  test_addf(&xml, list != NULL ? "<%s>" : "", list);
  for (size_t i = 0; i < count; i++) {
    add_record(&xml, devices[i]);
  }
  test_addf(&xml, list != NULL ? "</%s>" : "", list);
  test_adds(&xml, "</sr:Body></sr:Request>");
  ck_assert_int_eq(chret_request_read_unverified(&request, (const uint8_t *)xml.data, xml.size, options, NULL),
                   CHRET_OK);
  test_text_free(&xml);
  return request;
}

test_hub *test_find_hub(test_inventory *inventory, uint64_t device) {
  for (size_t i = 0; i < inventory->count; i++) {
    if (inventory->hubs[i].device == device) {
      return &inventory->hubs[i];
    }
  }
  return NULL;
}

static size_t length(const char *text) {
  return text == NULL ? 0 : strlen(text);
}

int32_t test_ask(void *ctx, const uint64_t *devices, size_t count, chret_facts *facts) {
  test_inventory *inventory = ctx;
  inventory->asked++;
  inventory->device_count = count;
  memcpy(inventory->devices, devices, count * sizeof *devices);
  for (size_t i = 0; i < count; i++) {
    const test_hub *hub = test_find_hub(inventory, devices[i]);
    if (hub != NULL) {
      chret_facts_set_known(facts, i, !hub->is_unknown);
      chret_facts_set_device_type(facts, i, hub->type, length(hub->type));
      chret_facts_set_device_status(facts, i, hub->status, length(hub->status));
      chret_facts_set_logistics_status(facts, i, hub->logistics, length(hub->logistics));
      chret_facts_set_authorised(facts, i, !hub->is_foreign);
      chret_facts_set_own(facts, i, hub->own);
    }
  }
  /* It fails after it has said all: nothing of that may be used. */
  return inventory->asked == inventory->fail_at ? inventory->code : 0;
}

void test_carry_out(test_inventory *inventory, const chret_outcomes *outcomes) {
  for (size_t i = 0; i < chret_outcomes_count(outcomes); i++) {
    test_hub *hub = test_find_hub(inventory, chret_outcomes_device(outcomes, i));
    if ((chret_outcomes_effects(outcomes, i) & CHRET_EFFECT_RETURNED) != 0 && hub != NULL) {
      hub->logistics = "Returned";
    }
  }
}

chret_user *test_user(const chret_options *options) {
  chret_user *user = NULL;
  ck_assert_int_eq(chret_user_new(&user, TEST_TEXT("IS"), 1, 1, options), CHRET_OK);
  return user;
}

chret_policy *test_policy(const chret_options *options) {
  chret_policy *policy = NULL;
  ck_assert_int_eq(chret_policy_new(&policy, options), CHRET_OK);
  return policy;
}

void test_add_codes(test_text *text, const chret_outcomes *outcomes) {
  for (size_t i = 0; i < chret_outcomes_count(outcomes); i++) {
    test_addf(text, "%s ", chret_outcomes_code(outcomes, i));
  }
}

void test_expect_sound(const chret_outcomes *outcomes, const chret_request *request) {
  size_t accepted = 0;
  ck_assert_uint_eq(chret_outcomes_count(outcomes), chret_request_record_count(request));
  for (size_t i = 0; i < chret_outcomes_count(outcomes); i++) {
    uint64_t device = 0;
    int is_accepted = chret_outcomes_is_accepted(outcomes, i);
    const char *code = chret_outcomes_code(outcomes, i);
    ck_assert_int_eq(chret_record_get_eui(chret_request_record_at(request, i), CHRET_FIELD_DEVICE_ID, &device),
                     CHRET_OK);
    ck_assert(chret_outcomes_device(outcomes, i) == device);
    ck_assert_int_eq(is_accepted, chret_code_is_success(code, strlen(code)));
    ck_assert_int_eq(is_accepted, chret_outcomes_failed_count(outcomes, i) == 0);
    ck_assert_int_eq(chret_outcomes_effects(outcomes, i),
                     is_accepted ? CHRET_EFFECT_AUDIT_ENTRY + CHRET_EFFECT_RETURNED + CHRET_EFFECT_RETURN_RECORD
                                 : CHRET_EFFECT_AUDIT_ENTRY);
    accepted += (size_t)is_accepted;
  }
  ck_assert_uint_eq(chret_outcomes_accepted_count(outcomes), accepted);
}
