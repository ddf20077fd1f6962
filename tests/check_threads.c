/* tests/check_threads.c - threads that share what may be shared: one trust store, one signer, one policy and user. Each has
 * its own messages. tests/scripts/all/tsan.sh runs this under ThreadSanitizer.
 */
#include "support_dsp.h"
#include "support_identity.h"
#include "support_threads.h"

#include <chreturn/xmlsec.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 10

/* What the threads share. */
static chret_xmlsec *xmlsec;
static chret_trust *trust;
static chret_xmlsec_signer *supplier, *dsp;
static chret_policy *policy;
static chret_user *user;
static test_text list, forged;

/* ---- Identities -------------------------------------------------------------------------------------------------- */

static const uint8_t *bytes(const test_text *text) {
  return (const uint8_t *)text->data;
}

static chret_xmlsec_signer *load_signer(const char *key_name, const char *certificate_name) {
  chret_xmlsec_signer *signer = NULL;
  test_text key = test_file(key_name), certificate = test_file(certificate_name);
  ck_assert_int_eq(chret_xmlsec_signer_new(&signer, xmlsec, bytes(&key), key.size, bytes(&certificate),
                                           certificate.size, NULL, NULL, NULL),
                   CHRET_OK);
  ck_assert_int_eq(chret_xmlsec_trust_add(xmlsec, trust, bytes(&certificate), certificate.size, NULL), CHRET_OK);
  test_text_free(&key);
  test_text_free(&certificate);
  return signer;
}

static void make_documents(void) {
  chret_buffer *buffer = NULL;
  chret_request *request = test_request(CHRET_SERVICE_NO_FAULT_RETURN, CHRET_FORM_LIST, 50, NULL);
  ck_assert_int_eq(chret_request_write_signed_buffer(request, &buffer, chret_xmlsec_signer_get(supplier), NULL),
                   CHRET_OK);
  test_add_buffer(&list, buffer);
  test_add(&forged, list.data, list.size);
  memcpy(strstr(forged.data, ":1000<"), ":1001<", 6);
  chret_buffer_free(buffer);
  chret_request_free(request);
}

static void setup(void) {
  test_shell("rm -f *.pem && $M --out supplier --eui 90-B3-D5-1F-30-01-00-00 --role 02 && "
             "$M --out dsp --eui 90-B3-D5-1F-30-00-00-02 --role 89");
  ck_assert_int_eq(chret_xmlsec_new(&xmlsec, NULL), CHRET_OK);
  ck_assert_int_eq(chret_trust_new(&trust, chret_xmlsec_provider(xmlsec), NULL), CHRET_OK);
  supplier = load_signer("supplier.key.pem", "supplier.cert.pem");
  dsp = load_signer("dsp.key.pem", "dsp.cert.pem");
  policy = test_policy(NULL);
  user = test_user(NULL);
  make_documents();
}

static void teardown(void) {
  test_text_free(&list);
  test_text_free(&forged);
  chret_user_free(user);
  chret_policy_free(policy);
  chret_xmlsec_signer_free(supplier);
  chret_xmlsec_signer_free(dsp);
  chret_trust_free(trust);
  chret_xmlsec_free(xmlsec);
}

/* ---- Reading ----------------------------------------------------------------------------------------------------- */

static const char *verify(uint64_t number) {
  chret_request *request = NULL;
  (void)number;
  TEST_NEED(chret_request_read(&request, bytes(&list), list.size, trust, NULL, NULL) == CHRET_OK);
  TEST_NEED(chret_request_record_count(request) == 50);
  TEST_NEED(strcmp(chret_certificate_role(chret_request_certificate(request)), "02") == 0);
  chret_request_free(request);
  return NULL;
}

static const char *refuse(uint64_t number) {
  chret_request *request = NULL;
  chret_error *err = NULL;
  (void)number;
  TEST_NEED(chret_error_new(&err, NULL) == CHRET_OK);
  TEST_NEED(chret_request_read(&request, bytes(&forged), forged.size, trust, NULL, err) == CHRET_E_DIGEST_MISMATCH);
  TEST_NEED(chret_request_read(&request, bytes(&list), list.size - 1, trust, NULL, err) == CHRET_E_NOT_WELL_FORMED);
  TEST_NEED(request == NULL && chret_error_status(err) == CHRET_E_NOT_WELL_FORMED);
  chret_error_free(err);
  return NULL;
}

START_TEST(threads_verify_by_one_trust_store) {
  test_threads(verify, verify, ROUNDS);
  test_threads(verify, refuse, ROUNDS);
}
END_TEST

/* ---- Signing ----------------------------------------------------------------------------------------------------- */

static chret_request *request_of(uint64_t number) {
  uint64_t device = UINT64_C(0x00DB123456789000) + number;
  chret_request *request = NULL;
  chret_record *hub = NULL;
  int good = chret_record_new(&hub, CHRET_SERVICE_NO_FAULT_RETURN, NULL) == CHRET_OK &&
             chret_record_set_eui(hub, CHRET_FIELD_DEVICE_ID, device) == CHRET_OK &&
             chret_record_set(hub, CHRET_FIELD_NO_FAULT_RETURN_TYPE, TEST_TEXT("Lost or Stolen Hub")) == CHRET_OK &&
             chret_request_new(&request, CHRET_SERVICE_NO_FAULT_RETURN, CHRET_FORM_SINGLE, NULL) == CHRET_OK &&
             chret_request_set_id(request, TEST_ORIGINATOR, TEST_TARGET, number) == CHRET_OK &&
             chret_request_append(request, hub, NULL) == CHRET_OK;
  chret_record_free(hub);
  if (!good) {
    chret_request_free(request);
    return NULL;
  }
  return request;
}

static const char *sign_and_verify(uint64_t number) {
  chret_request *request = request_of(number), *read = NULL;
  chret_buffer *xml = NULL;
  uint64_t originator, target, counter = 0;
  TEST_NEED(request != NULL);
  TEST_NEED(chret_request_write_signed_buffer(request, &xml, chret_xmlsec_signer_get(supplier), NULL) == CHRET_OK);
  TEST_NEED(chret_request_read(&read, chret_buffer_data(xml), chret_buffer_size(xml), trust, NULL, NULL) == CHRET_OK);
  TEST_NEED(chret_request_get_id(read, &originator, &target, &counter) == CHRET_OK && counter == number);
  chret_request_free(read);
  chret_buffer_free(xml);
  chret_request_free(request);
  return NULL;
}

static const char *sign_in_two_steps(uint64_t number) {
  const chret_signer *signer = chret_xmlsec_signer_get(supplier);
  chret_request *request = request_of(number);
  chret_prepared *prepared = NULL;
  chret_buffer *xml = NULL;
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  size_t size;
  TEST_NEED(request != NULL);
  TEST_NEED(chret_request_prepare(request, &prepared, signer, NULL) == CHRET_OK);
  const uint8_t *signed_info = chret_prepared_signed_info(prepared, &size);
  TEST_NEED(signer->sign(signer->ctx, signed_info, size, signature) == 0);
  TEST_NEED(chret_prepared_complete(prepared, &xml, signature, trust, NULL, NULL) == CHRET_OK);
  chret_buffer_free(xml);
  chret_prepared_free(prepared);
  chret_request_free(request);
  return NULL;
}

START_TEST(threads_sign_by_one_signer) {
  test_threads(sign_and_verify, sign_and_verify, ROUNDS);
  test_threads(sign_and_verify, sign_in_two_steps, ROUNDS);
}
END_TEST

/* ---- The DSP's side ---------------------------------------------------------------------------------------------- */

/* Every second hub is not known. */
static int32_t ask(void *ctx, const uint64_t *devices, size_t count, chret_facts *facts) {
  (void)ctx;
  for (size_t i = 0; i < count; i++) {
    chret_facts_set_known(facts, i, devices[i] % 2 == 0);
    chret_facts_set_device_type(facts, i, TEST_TEXT("CHF"));
    chret_facts_set_authorised(facts, i, 1);
  }
  return 0;
}

static const char *answer(uint64_t number) {
  chret_request *request = NULL;
  chret_outcomes *outcomes = NULL;
  chret_response *response = NULL, *read = NULL;
  chret_buffer *xml = NULL;
  (void)number;
  TEST_NEED(chret_request_read(&request, bytes(&list), list.size, trust, NULL, NULL) == CHRET_OK);
  TEST_NEED(chret_validate(&outcomes, request, user, policy, ask, NULL, NULL, NULL) == CHRET_OK);
  TEST_NEED(chret_outcomes_accepted_count(outcomes) == 25);
  TEST_NEED(chret_answer(&response, request, outcomes, policy, NULL, 0, 0, NULL, NULL) == CHRET_OK);
  TEST_NEED(chret_response_write_signed_buffer(response, &xml, chret_xmlsec_signer_get(dsp), NULL) == CHRET_OK);
  TEST_NEED(chret_response_read(&read, chret_buffer_data(xml), chret_buffer_size(xml), trust, NULL, NULL) == CHRET_OK);
  TEST_NEED(chret_response_failure_count(read) == 25);
  chret_response_free(read);
  chret_buffer_free(xml);
  chret_response_free(response);
  chret_outcomes_free(outcomes);
  chret_request_free(request);
  return NULL;
}

START_TEST(threads_answer_by_one_policy) {
  test_threads(answer, answer, ROUNDS);
  test_threads(answer, sign_and_verify, ROUNDS);
}
END_TEST

/* ---- The beginning ----------------------------------------------------------------------------------------------- */

static const char *read_first(uint64_t number) {
  chret_request *request = request_of(number), *read = NULL;
  chret_buffer *xml = NULL;
  TEST_NEED(request != NULL);
  TEST_NEED(chret_request_write_buffer(request, &xml, NULL) == CHRET_OK);
  TEST_NEED(chret_request_read_unverified(&read, chret_buffer_data(xml), chret_buffer_size(xml), NULL, NULL) ==
            CHRET_OK);
  chret_request_free(read);
  chret_buffer_free(xml);
  chret_request_free(request);
  return NULL;
}

static const char *start_first(uint64_t number) {
  chret_xmlsec *own = NULL;
  TEST_NEED(chret_xmlsec_new(&own, NULL) == CHRET_OK);
  chret_xmlsec_free(own);
  return read_first(number);
}

/* Nothing of libxml2, xmlsec1 or OpenSSL has been called in this process before. */
START_TEST(threads_may_be_the_first_to_call) {
  test_threads(read_first, _i == 0 ? read_first : start_first, ROUNDS);
}
END_TEST

int main(void) {
  test_workshop();
  Suite *suite = suite_create("threads");
  TCase *first = tcase_create("first");
  suite_add_tcase(suite, first);
  tcase_set_timeout(first, 60);
  tcase_add_loop_test(first, threads_may_be_the_first_to_call, 0, 2);
  TCase *shared = tcase_create("shared");
  suite_add_tcase(suite, shared);
  tcase_add_checked_fixture(shared, setup, teardown);
  tcase_set_timeout(shared, 60);
  tcase_add_test(shared, threads_verify_by_one_trust_store);
  tcase_add_test(shared, threads_sign_by_one_signer);
  tcase_add_test(shared, threads_answer_by_one_policy);
  return test_run(suite);
}
