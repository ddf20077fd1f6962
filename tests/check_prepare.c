/* tests/check_prepare.c - signing in two steps: what is prepared is kept, and completed later by who has the signature.
 */
#include "signing_fixture.h"

#include <openssl/bn.h>
#include <stdlib.h>
#include <string.h>

/* ---- Messages ---------------------------------------------------------------------------------------------------- */

/* A message of each kind: one of the two is NULL. */
typedef struct message {
  chret_request *request;
  chret_response *response;
} message;

#define KINDS 4

/* The certificate in the trust store is now that of the party that has to sign it. */
static message new_message(int kind, const chret_options *options) {
  message made = {NULL, NULL};
  switch (kind) {
  case 0:
    made.request = test_request(CHRET_SERVICE_FAULT_RETURN, CHRET_FORM_SINGLE, 1, options);
    break;
  case 1: /* longer than what is written at once */
    made.request = test_request(CHRET_SERVICE_NO_FAULT_RETURN, CHRET_FORM_LIST, 100, options);
    break;
  default:
    made.response = test_refusal(CHRET_SERVICE_FAULT_RETURN, kind == 2 ? 0 : 999, options);
  }
  verifying_as(made.request != NULL ? TEST_ORIGINATOR : TEST_TARGET);
  return made;
}

static void free_message(message *made) {
  chret_request_free(made->request);
  chret_response_free(made->response);
}

static int32_t prepare(const message *made, chret_prepared **out, const chret_signer *signer) {
  return made->request != NULL ? chret_request_prepare(made->request, out, signer, err)
                               : chret_response_prepare(made->response, out, signer, err);
}

static uint64_t party(const message *made) {
  return made->request != NULL ? TEST_ORIGINATOR : TEST_TARGET;
}

static void add_buffer(test_text *text, chret_buffer *buffer) {
  test_add_buffer(text, buffer);
  chret_buffer_free(buffer);
}

static void add_unsigned(test_text *text, const message *made) {
  chret_buffer *buffer = NULL;
  ck_assert_int_eq(made->request != NULL ? chret_request_write_buffer(made->request, &buffer, err)
                                         : chret_response_write_buffer(made->response, &buffer, err),
                   CHRET_OK);
  add_buffer(text, buffer);
}

/* Prepares a message of that kind by a signer that cannot sign; of both nothing is left then. */
static chret_prepared *prepare_and_forget(int kind, test_text *unsigned_message) {
  chret_prepared *prepared = NULL;
  message made = new_message(kind, NULL);
  chret_signer *signer = malloc(sizeof *signer);
  /* without a NUL after them */
  char *issuer = test_exactly("CN=Z1,OU=07", strlen("CN=Z1,OU=07")), *serial = test_exactly(SERIAL, strlen(SERIAL));
  signing_fill_in(signer, party(&made));
  signer->issuer = issuer;
  signer->serial = serial;
  signer->sign = NULL;
  ck_assert_int_eq(prepare(&made, &prepared, signer), CHRET_OK);
  add_unsigned(unsigned_message, &made);
  free_message(&made);
  free(issuer);
  free(serial);
  free(signer);
  return prepared;
}

/* The signature that the identity makes. */
static void sign(const chret_prepared *prepared, uint8_t *signature) {
  size_t size;
  const uint8_t *signed_info = chret_prepared_signed_info(prepared, &size);
  peer_identity_sign(verifying_member, signed_info, size, signature);
}

/* ---- Completing -------------------------------------------------------------------------------------------------- */

START_TEST(what_is_prepared_is_completed_with_and_without_a_trust_store) {
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  chret_buffer *with = NULL, *without = NULL;
  test_text unsigned_message = {NULL, 0, 0};
  chret_prepared *prepared = prepare_and_forget(_i, &unsigned_message);
  sign(prepared, signature);
  ck_assert_int_eq(chret_prepared_complete(prepared, &with, signature, verifying_trust, NULL, err), CHRET_OK);
  ck_assert_int_eq(chret_prepared_complete(prepared, &without, signature, NULL, NULL, err), CHRET_OK);
  chret_prepared_free(prepared);
  signing_expect(chret_buffer_data(with), chret_buffer_size(with), &unsigned_message);
  ck_assert_uint_eq(chret_buffer_size(with), chret_buffer_size(without));
  ck_assert_mem_eq(chret_buffer_data(with), chret_buffer_data(without), chret_buffer_size(with));
  chret_buffer_free(with);
  chret_buffer_free(without);
  test_text_free(&unsigned_message);
}
END_TEST

START_TEST(the_bytes_to_sign_are_what_libxml2_makes_of_the_signed_message) {
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  chret_buffer *buffer = NULL;
  test_text unsigned_message = {NULL, 0, 0}, xml = {NULL, 0, 0}, want = {NULL, 0, 0};
  chret_prepared *prepared = prepare_and_forget(_i, &unsigned_message);
  sign(prepared, signature);
  ck_assert_int_eq(chret_prepared_complete(prepared, &buffer, signature, NULL, NULL, err), CHRET_OK);
  add_buffer(&xml, buffer);
  peer_add_canonical(&want, &xml, "SignedInfo");
  size_t size;
  const uint8_t *signed_info = chret_prepared_signed_info(prepared, &size);
  ck_assert_uint_eq(size, want.size);
  ck_assert_mem_eq(signed_info, want.data, size);
  chret_prepared_free(prepared);
  test_text_free(&unsigned_message);
  test_text_free(&xml);
  test_text_free(&want);
}
END_TEST

/* Many are out at once, and are completed in another order, each more than once. */
START_TEST(the_prepared_are_kept_side_by_side) {
  enum { COUNT = 3 * KINDS };
  chret_prepared *prepared[COUNT];
  test_text unsigned_messages[COUNT];
  uint8_t signatures[COUNT][CHRET_SIGNATURE_SIZE];
  for (int i = 0; i < COUNT; i++) {
    unsigned_messages[i] = (test_text){NULL, 0, 0};
    prepared[i] = prepare_and_forget(i % KINDS, &unsigned_messages[i]);
  }
  for (int i = 0; i < COUNT; i++) {
    sign(prepared[i * 5 % COUNT], signatures[i * 5 % COUNT]);
  }
  for (int i = 0; i < 2 * COUNT; i++) {
    int at = i * 7 % COUNT;
    chret_buffer *buffer = NULL;
    verifying_as(at % KINDS < 2 ? TEST_ORIGINATOR : TEST_TARGET);
    ck_assert_int_eq(chret_prepared_complete(prepared[at], &buffer, signatures[at], verifying_trust, NULL, err),
                     CHRET_OK);
    signing_expect(chret_buffer_data(buffer), chret_buffer_size(buffer), &unsigned_messages[at]);
    chret_buffer_free(buffer);
  }
  for (int i = 0; i < COUNT; i++) {
    chret_prepared_free(prepared[i]);
    test_text_free(&unsigned_messages[i]);
  }
}
END_TEST

static uint8_t one_signature[CHRET_SIGNATURE_SIZE];

static int32_t sign_once(void *ctx, const uint8_t *signed_info, size_t size, uint8_t *signature) {
  peer_identity_sign(ctx, signed_info, size, one_signature);
  memcpy(signature, one_signature, sizeof one_signature);
  return 0;
}

START_TEST(two_steps_come_to_the_same_as_one) {
  chret_signer signer;
  chret_prepared *prepared = NULL;
  chret_buffer *buffer = NULL;
  message made = new_message(_i, NULL);
  test_text one = {NULL, 0, 0}, two = {NULL, 0, 0};
  signing_fill_in(&signer, party(&made));
  signer.sign = sign_once;
  ck_assert_int_eq(made.request != NULL ? chret_request_write_signed_buffer(made.request, &buffer, &signer, err)
                                        : chret_response_write_signed_buffer(made.response, &buffer, &signer, err),
                   CHRET_OK);
  add_buffer(&one, buffer);
  ck_assert_int_eq(prepare(&made, &prepared, &signer), CHRET_OK);
  ck_assert_int_eq(chret_prepared_complete(prepared, &buffer, one_signature, NULL, NULL, err), CHRET_OK);
  add_buffer(&two, buffer);
  ck_assert_str_eq(two.data, one.data);
  chret_prepared_free(prepared);
  free_message(&made);
  test_text_free(&one);
  test_text_free(&two);
}
END_TEST

START_TEST(nobody_is_asked_to_sign) {
  chret_signer signer;
  chret_prepared *prepared = NULL;
  message made = new_message(_i, NULL);
  signing_fill_in(&signer, party(&made));
  ck_assert_int_eq(prepare(&made, &prepared, &signer), CHRET_OK);
  ck_assert_int_eq(signing_asked, 0);
  chret_prepared_free(prepared);
  free_message(&made);
}
END_TEST

/* ---- Wrong signatures -------------------------------------------------------------------------------------------- */

static void expect_refused(const chret_prepared *prepared, const uint8_t *signature, const chret_trust *trust,
                           int32_t status) {
  chret_buffer *buffer = NULL;
  int32_t got = chret_prepared_complete(prepared, &buffer, signature, trust, NULL, err);
  ck_assert_msg(got == status, "%s, not %s", chret_status_name(got), chret_status_name(status));
  ck_assert_int_eq(chret_error_status(err), status);
  ck_assert_ptr_null(buffer);
}

START_TEST(a_wrong_signature_is_refused_where_there_is_a_trust_store) {
  uint8_t right[CHRET_SIGNATURE_SIZE], wrong[CHRET_SIGNATURE_SIZE];
  size_t size;
  chret_buffer *buffer = NULL;
  test_text unsigned_message = {NULL, 0, 0};
  chret_prepared *prepared = prepare_and_forget(_i, &unsigned_message);
  sign(prepared, right);
  for (size_t i = 0; i < sizeof wrong; i += 5) { /* bits that leave r and s in range */
    memcpy(wrong, right, sizeof wrong);
    wrong[i] ^= 1;
    expect_refused(prepared, wrong, verifying_trust, CHRET_E_SIGNATURE_MISMATCH);
  }
  memcpy(wrong, right + 32, 32); /* r and s the other way round */
  memcpy(wrong + 32, right, 32);
  expect_refused(prepared, wrong, verifying_trust, CHRET_E_SIGNATURE_MISMATCH);
  /* of another message */
  peer_identity_sign(verifying_member, "another", 7, wrong);
  expect_refused(prepared, wrong, verifying_trust, CHRET_E_SIGNATURE_MISMATCH);
  /* by another key */
  peer_identity *other = peer_identity_new(SERIAL);
  const uint8_t *signed_info = chret_prepared_signed_info(prepared, &size);
  peer_identity_sign(other, signed_info, size, wrong);
  expect_refused(prepared, wrong, verifying_trust, CHRET_E_SIGNATURE_MISMATCH);
  peer_identity_free(other);
  /* the right one still is */
  ck_assert_int_eq(chret_prepared_complete(prepared, &buffer, right, verifying_trust, NULL, err), CHRET_OK);
  signing_expect(chret_buffer_data(buffer), chret_buffer_size(buffer), &unsigned_message);
  chret_buffer_free(buffer);
  chret_prepared_free(prepared);
  test_text_free(&unsigned_message);
}
END_TEST

/* It is the caller's to know; who reads the message finds out. */
START_TEST(without_a_trust_store_it_is_taken_as_it_is) {
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  chret_buffer *buffer = NULL;
  chret_message *read = NULL;
  test_text unsigned_message = {NULL, 0, 0};
  chret_prepared *prepared = prepare_and_forget(_i, &unsigned_message);
  sign(prepared, signature);
  signature[40] ^= 1;
  ck_assert_int_eq(chret_prepared_complete(prepared, &buffer, signature, NULL, NULL, err), CHRET_OK);
  ck_assert_int_eq(
      chret_message_read(&read, chret_buffer_data(buffer), chret_buffer_size(buffer), verifying_trust, NULL, err),
      CHRET_E_SIGNATURE_MISMATCH);
  chret_buffer_free(buffer);
  chret_prepared_free(prepared);
  test_text_free(&unsigned_message);
}
END_TEST

/* The order of P-256 (FIPS 186-4, D.1.2.3). */
#define ORDER "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"
#define ZERO  "00"

static const struct {
  const char *r, *s;
} out_of_range[] = {{ZERO, "01"}, {"01", ZERO}, {ORDER, "01"}, {"01", ORDER}, {ZERO, ZERO}};

START_TEST(numbers_out_of_range_are_no_signature) {
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  const char *const numbers[] = {out_of_range[_i].r, out_of_range[_i].s};
  test_text unsigned_message = {NULL, 0, 0};
  chret_prepared *prepared = prepare_and_forget(0, &unsigned_message);
  for (size_t i = 0; i < 2; i++) {
    BIGNUM *number = NULL;
    ck_assert_int_gt(BN_hex2bn(&number, numbers[i]), 0);
    ck_assert_int_eq(BN_bn2binpad(number, signature + 32 * i, 32), 32);
    BN_free(number);
  }
  expect_refused(prepared, signature, NULL, CHRET_E_SIGNATURE_MALFORMED);
  expect_refused(prepared, signature, verifying_trust, CHRET_E_SIGNATURE_MALFORMED);
  chret_prepared_free(prepared);
  test_text_free(&unsigned_message);
}
END_TEST

START_TEST(the_signers_certificate_must_be_trusted_then) {
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  chret_trust *empty = NULL, *two = NULL;
  test_text unsigned_message = {NULL, 0, 0};
  chret_prepared *prepared = prepare_and_forget(0, &unsigned_message);
  sign(prepared, signature);
  ck_assert_int_eq(chret_trust_new(&empty, &verifying_peer.provider, NULL), CHRET_OK);
  expect_refused(prepared, signature, empty, CHRET_E_UNKNOWN_CERTIFICATE);
  /* another one of that issuer and serial beside it */
  peer_identity *other = peer_identity_new(SERIAL);
  const test_text *ders[] = {peer_identity_certificate(verifying_member), peer_identity_certificate(other)};
  ck_assert_int_eq(chret_trust_new(&two, &verifying_peer.provider, NULL), CHRET_OK);
  for (int i = 0; i < 2; i++) {
    ck_assert_int_eq(chret_trust_add(two, (const uint8_t *)ders[i]->data, ders[i]->size, err), CHRET_OK);
  }
  expect_refused(prepared, signature, two, CHRET_E_UNUSABLE_CERTIFICATE);
  peer_identity_free(other);
  chret_trust_free(empty);
  chret_trust_free(two);
  chret_prepared_free(prepared);
  test_text_free(&unsigned_message);
}
END_TEST

static int32_t describe_with_validity(void *ctx, const uint8_t *der, size_t size, chret_certificate *certificate) {
  ck_assert_int_eq(chret_certificate_set_validity(certificate, 1000, 2000), CHRET_OK);
  return verifying_peer.provider.describe(ctx, der, size, certificate);
}

static const struct {
  int64_t time; /* -1: now */
  int32_t status;
} times[] = {{-1, CHRET_E_UNUSABLE_CERTIFICATE},
             {999, CHRET_E_UNUSABLE_CERTIFICATE},
             {1000, CHRET_OK},
             {2000, CHRET_OK},
             {2001, CHRET_E_UNUSABLE_CERTIFICATE}};

START_TEST(the_certificate_must_be_valid_at_the_time_of_the_options) {
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  chret_provider provider = verifying_peer.provider;
  chret_trust *trust = NULL;
  chret_options *options = NULL;
  chret_buffer *buffer = NULL;
  const test_text *der = peer_identity_certificate(verifying_member);
  test_text unsigned_message = {NULL, 0, 0};
  chret_prepared *prepared = prepare_and_forget(0, &unsigned_message);
  sign(prepared, signature);
  provider.describe = describe_with_validity;
  ck_assert_int_eq(chret_trust_new(&trust, &provider, NULL), CHRET_OK);
  ck_assert_int_eq(chret_trust_add(trust, (const uint8_t *)der->data, der->size, err), CHRET_OK);
  ck_assert_int_eq(chret_options_new(&options, NULL), CHRET_OK);
  if (times[_i].time >= 0) {
    ck_assert_int_eq(chret_options_set_time(options, times[_i].time), CHRET_OK);
  }
  ck_assert_int_eq(chret_prepared_complete(prepared, &buffer, signature, trust, options, err), times[_i].status);
  ck_assert((buffer != NULL) == (times[_i].status == CHRET_OK));
  chret_buffer_free(buffer);
  chret_options_free(options);
  chret_trust_free(trust);
  chret_prepared_free(prepared);
  test_text_free(&unsigned_message);
}
END_TEST

/* ---- Who may sign ------------------------------------------------------------------------------------------------ */

START_TEST(the_signer_is_the_party_that_has_to_sign) {
  static const uint64_t nobody[] = {0, TEST_ORIGINATOR + 1, TEST_TARGET - 1};
  chret_signer signer;
  chret_prepared *prepared = NULL;
  message made = new_message(_i, NULL);
  signing_fill_in(&signer, party(&made) == TEST_TARGET ? TEST_ORIGINATOR : TEST_TARGET);
  ck_assert_int_eq(prepare(&made, &prepared, &signer), CHRET_E_FOREIGN_SIGNER);
  for (int i = 0; i < TEST_COUNT(nobody); i++) {
    signer.eui64 = nobody[i];
    ck_assert_int_eq(prepare(&made, &prepared, &signer), CHRET_E_FOREIGN_SIGNER);
    ck_assert_int_eq(chret_error_status(err), CHRET_E_FOREIGN_SIGNER);
  }
  ck_assert_ptr_null(prepared);
  free_message(&made);
}
END_TEST

/* Whatever the signer said of itself: the reader would refuse the message. */
START_TEST(the_trusted_certificate_must_have_the_signers_eui64) {
  const uint64_t others[] = {0, TEST_ORIGINATOR ^ 1, _i < 2 ? TEST_TARGET : TEST_ORIGINATOR};
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  test_text unsigned_message = {NULL, 0, 0};
  chret_prepared *prepared = prepare_and_forget(_i, &unsigned_message);
  sign(prepared, signature);
  for (int i = 0; i < TEST_COUNT(others); i++) {
    verifying_as(others[i]);
    expect_refused(prepared, signature, verifying_trust, CHRET_E_FOREIGN_SIGNER);
  }
  chret_prepared_free(prepared);
  test_text_free(&unsigned_message);
}
END_TEST

/* ---- Messages that exist as bytes -------------------------------------------------------------------------------- */

static int32_t prepare_bytes(chret_prepared **out, const test_text *xml, int32_t replace, uint64_t eui64) {
  chret_signer signer;
  signing_fill_in(&signer, eui64);
  char *exact = test_exactly(xml->data, xml->size);
  int32_t status = chret_prepare(out, (const uint8_t *)exact, xml->size, replace, &signer, NULL, err);
  ck_assert_int_eq(chret_error_status(err), status);
  ck_assert_int_eq(signing_asked, 0);
  free(exact);
  return status;
}

START_TEST(messages_as_bytes_are_prepared_in_the_same_way) {
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  chret_prepared *prepared = NULL;
  chret_buffer *buffer = NULL;
  message made = new_message(_i, NULL);
  test_text compact = {NULL, 0, 0}, wide = {NULL, 0, 0}, signed_message = {NULL, 0, 0};
  add_unsigned(&compact, &made);
  test_add(&wide, compact.data, compact.size);
  peer_replace(&wide, "></", ">\n<!-- x --></");
  ck_assert_int_eq(prepare_bytes(&prepared, _i == 1 ? &compact : &wide, 0, party(&made)), CHRET_OK);
  sign(prepared, signature);
  ck_assert_int_eq(chret_prepared_complete(prepared, &buffer, signature, verifying_trust, NULL, err), CHRET_OK);
  signing_expect(chret_buffer_data(buffer), chret_buffer_size(buffer), &compact);
  add_buffer(&signed_message, buffer);
  chret_prepared_free(prepared);
  prepared = NULL;
  /* and once more, now that it is signed */
  ck_assert_int_eq(prepare_bytes(&prepared, &signed_message, 0, party(&made)), CHRET_E_SIGNED);
  ck_assert_int_eq(prepare_bytes(&prepared, &signed_message, 1, party(&made) ^ 1), CHRET_E_FOREIGN_SIGNER);
  ck_assert_ptr_null(prepared);
  ck_assert_int_eq(prepare_bytes(&prepared, &signed_message, 1, party(&made)), CHRET_OK);
  sign(prepared, signature);
  ck_assert_int_eq(chret_prepared_complete(prepared, &buffer, signature, verifying_trust, NULL, err), CHRET_OK);
  signing_expect(chret_buffer_data(buffer), chret_buffer_size(buffer), &compact);
  chret_buffer_free(buffer);
  chret_prepared_free(prepared);
  free_message(&made);
  test_text_free(&compact);
  test_text_free(&wide);
  test_text_free(&signed_message);
}
END_TEST

/* ---- Failures ---------------------------------------------------------------------------------------------------- */

START_TEST(a_digest_that_fails_comes_back_with_its_code) {
  chret_signer signer;
  message made = new_message(_i, NULL);
  int failures = 0;
  signing_fill_in(&signer, party(&made));
  for (int32_t status = CHRET_E_HOST; status != CHRET_OK;) {
    chret_prepared *prepared = NULL;
    verifying_peer.fail_at = ++failures;
    verifying_peer.code = -7;
    status = prepare(&made, &prepared, &signer);
    ck_assert_msg(status == CHRET_OK || (status == CHRET_E_HOST && chret_error_host_code(err) == -7), "%s",
                  chret_status_name(status));
    ck_assert((prepared != NULL) == (status == CHRET_OK) && verifying_peer.digests == 0);
    chret_prepared_free(prepared);
  }
  ck_assert_int_gt(failures, 3);
  free_message(&made);
}
END_TEST

static int32_t cannot_verify(void *ctx, void *handle, const uint8_t *signed_info, size_t size, const uint8_t *signature,
                             int32_t *valid) {
  (void)ctx;
  (void)handle;
  (void)signed_info;
  (void)size;
  (void)signature;
  *valid = 1;
  return 42;
}

START_TEST(a_provider_that_cannot_verify_completes_nothing) {
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  chret_trust *trust = NULL;
  chret_provider provider = verifying_peer.provider;
  const test_text *der = peer_identity_certificate(verifying_member);
  test_text unsigned_message = {NULL, 0, 0};
  chret_prepared *prepared = prepare_and_forget(0, &unsigned_message);
  sign(prepared, signature);
  provider.verify = cannot_verify;
  ck_assert_int_eq(chret_trust_new(&trust, &provider, NULL), CHRET_OK);
  ck_assert_int_eq(chret_trust_add(trust, (const uint8_t *)der->data, der->size, err), CHRET_OK);
  expect_refused(prepared, signature, trust, CHRET_E_HOST);
  ck_assert_int_eq(chret_error_host_code(err), 42);
  chret_trust_free(trust);
  chret_prepared_free(prepared);
  test_text_free(&unsigned_message);
}
END_TEST

/* Prepares and completes with that failure; whether there was one. */
static int run_short_of_memory(test_memory *memory, int kind, size_t fail_at, int for_good) {
  chret_options *options = test_memory_options(memory);
  message made = new_message(kind, options);
  chret_signer signer;
  chret_prepared *prepared = NULL;
  chret_buffer *buffer = NULL;
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  test_text unsigned_message = {NULL, 0, 0};
  signing_fill_in(&signer, party(&made));
  add_unsigned(&unsigned_message, &made);
  test_memory_arm(memory, fail_at, for_good);
  int32_t status = prepare(&made, &prepared, &signer);
  if (status == CHRET_OK) {
    sign(prepared, signature);
    status = chret_prepared_complete(prepared, &buffer, signature, verifying_trust, options, err);
  }
  int failed = test_memory_failed(memory);
  test_memory_arm(memory, 0, 0);
  ck_assert_msg(status == (failed ? CHRET_E_NO_MEMORY : CHRET_OK), "failure %zu: %s", fail_at,
                chret_status_name(status));
  ck_assert(chret_error_status(err) == status && (buffer != NULL) == !failed);
  if (!failed) {
    signing_expect(chret_buffer_data(buffer), chret_buffer_size(buffer), &unsigned_message);
  }
  chret_buffer_free(buffer);
  chret_prepared_free(prepared);
  free_message(&made);
  chret_options_free(options);
  test_text_free(&unsigned_message);
  return failed;
}

START_TEST(each_allocation_may_fail) {
  test_memory memory = {0, 0, 0, 0, 0, 0, 0};
  size_t failures = 0;
  while (run_short_of_memory(&memory, _i / 2, failures + 1, _i % 2)) {
    failures++;
    ck_assert_msg(memory.live == 0 && memory.misuse == 0, "failure %zu leaves %zu blocks", failures, memory.live);
  }
  ck_assert_uint_ge(failures, 10);
}
END_TEST

START_TEST(what_is_not_complete_is_not_prepared) {
  static const int32_t fields[] = {CHRET_FIELD_RESPONSE_CODE, CHRET_FIELD_RESPONSE_DATE_TIME};
  chret_prepared *prepared = NULL;
  chret_signer signer;
  message made = {NULL, NULL};
  signing_fill_in(&signer, TEST_ORIGINATOR);
  ck_assert_int_eq(chret_request_new(&made.request, CHRET_SERVICE_FAULT_RETURN, CHRET_FORM_LIST, NULL), CHRET_OK);
  ck_assert_int_eq(chret_request_set_id(made.request, TEST_ORIGINATOR, TEST_TARGET, 1), CHRET_OK);
  ck_assert_int_eq(prepare(&made, &prepared, &signer), CHRET_E_MISSING); /* no record */
  chret_request_free(made.request);
  made.request = NULL;
  signing_fill_in(&signer, TEST_TARGET);
  for (size_t i = 0; i < 2; i++) { /* one of the two that a response has to have */
    const char *text = i == 0 ? "I99" : "2026-01-12T10:00:00.000Z";
    ck_assert_int_eq(chret_response_new(&made.response, CHRET_SERVICE_FAULT_RETURN, NULL), CHRET_OK);
    ck_assert_int_eq(chret_response_set_id(made.response, TEST_ORIGINATOR, TEST_TARGET, 1), CHRET_OK);
    ck_assert_int_eq(chret_response_set(made.response, fields[i], text, strlen(text), NULL), CHRET_OK);
    ck_assert_int_eq(prepare(&made, &prepared, &signer), CHRET_E_MISSING);
    chret_response_free(made.response);
  }
  ck_assert_ptr_null(prepared);
}
END_TEST

START_TEST(wrong_arguments_are_refused) {
  static const uint8_t signature[CHRET_SIGNATURE_SIZE] = {1};
  chret_signer signer;
  chret_prepared *prepared = NULL;
  chret_buffer *buffer = NULL;
  size_t size = 7;
  message request = new_message(0, NULL), response = new_message(2, NULL);
  test_text unsigned_message = {NULL, 0, 0};
  signing_fill_in(&signer, TEST_ORIGINATOR);
  ck_assert_int_eq(chret_request_prepare(NULL, &prepared, &signer, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_request_prepare(request.request, NULL, &signer, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_request_prepare(request.request, &prepared, NULL, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_response_prepare(NULL, &prepared, &signer, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_response_prepare(response.response, NULL, &signer, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_response_prepare(response.response, &prepared, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_prepare(&prepared, NULL, 1, 0, &signer, NULL, err), CHRET_E_ARGUMENT);
  add_unsigned(&unsigned_message, &request);
  const uint8_t *xml = (const uint8_t *)unsigned_message.data;
  ck_assert_int_eq(chret_prepare(NULL, xml, unsigned_message.size, 0, &signer, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_prepare(&prepared, xml, unsigned_message.size, 2, &signer, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_prepare(&prepared, xml, unsigned_message.size, 0, NULL, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_ptr_null(prepared);
  ck_assert_int_eq(chret_request_prepare(request.request, &prepared, &signer, err), CHRET_OK);
  ck_assert_int_eq(chret_prepared_complete(NULL, &buffer, signature, NULL, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_prepared_complete(prepared, NULL, signature, NULL, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_prepared_complete(prepared, &buffer, NULL, NULL, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_error_status(err), CHRET_E_ARGUMENT);
  ck_assert_ptr_null(buffer);
  ck_assert_ptr_null(chret_prepared_signed_info(NULL, &size));
  ck_assert_uint_eq(size, 0);
  ck_assert_ptr_nonnull(chret_prepared_signed_info(prepared, NULL));
  chret_prepared_free(NULL);
  chret_prepared_free(prepared);
  free_message(&request);
  free_message(&response);
  test_text_free(&unsigned_message);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("prepare");
  TCase *tests = tcase_create("prepare");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, what_is_prepared_is_completed_with_and_without_a_trust_store, 0, KINDS);
  tcase_add_loop_test(tests, the_bytes_to_sign_are_what_libxml2_makes_of_the_signed_message, 0, KINDS);
  tcase_add_test(tests, the_prepared_are_kept_side_by_side);
  tcase_add_loop_test(tests, two_steps_come_to_the_same_as_one, 0, KINDS);
  tcase_add_loop_test(tests, nobody_is_asked_to_sign, 0, KINDS);
  tcase_add_loop_test(tests, a_wrong_signature_is_refused_where_there_is_a_trust_store, 0, KINDS);
  tcase_add_loop_test(tests, without_a_trust_store_it_is_taken_as_it_is, 0, KINDS);
  tcase_add_loop_test(tests, numbers_out_of_range_are_no_signature, 0, TEST_COUNT(out_of_range));
  tcase_add_test(tests, the_signers_certificate_must_be_trusted_then);
  tcase_add_loop_test(tests, the_certificate_must_be_valid_at_the_time_of_the_options, 0, TEST_COUNT(times));
  tcase_add_loop_test(tests, the_signer_is_the_party_that_has_to_sign, 0, KINDS);
  tcase_add_loop_test(tests, the_trusted_certificate_must_have_the_signers_eui64, 0, KINDS);
  tcase_add_loop_test(tests, messages_as_bytes_are_prepared_in_the_same_way, 0, KINDS);
  tcase_add_loop_test(tests, a_digest_that_fails_comes_back_with_its_code, 0, KINDS);
  tcase_add_test(tests, a_provider_that_cannot_verify_completes_nothing);
  tcase_add_loop_test(tests, each_allocation_may_fail, 0, 2 * KINDS);
  tcase_add_test(tests, what_is_not_complete_is_not_prepared);
  tcase_add_test(tests, wrong_arguments_are_refused);
  return test_run(suite);
}
