/* tests/check_verifier.c - what a verifier finds at the end of a document that libxml2 and OpenSSL, or DCC, signed. */
#include "verifying.h"

#include "base/error.h"

/* ---- What is found at the end ------------------------------------------------------------------------------------ */

/* Changes of the signed document. */
static const struct {
  const char *name;
  verifying_edit changes[2];
  int32_t status;
} edits[] = {
    {"another text", {{"text", "Text"}}, CHRET_E_DIGEST_MISMATCH},
    {"another attribute", {{"version=\"1\"", "version=\"2\""}}, CHRET_E_DIGEST_MISMATCH},
    {"a namespace that is not used", {{"urn:unused", "urn:other"}}, CHRET_E_DIGEST_MISMATCH},
    {"a space before the Signature", {{"<ds:Signature ", " <ds:Signature "}}, CHRET_E_DIGEST_MISMATCH},
    {"a space after it", {{SIGNATURE_END, SIGNATURE_END " "}}, CHRET_E_DIGEST_MISMATCH},
    {"an element after it", {{SIGNATURE_END, SIGNATURE_END "<a/>"}}, CHRET_E_DIGEST_MISMATCH},
    {"an instruction", {{"text", "text<?a?>"}}, CHRET_E_DIGEST_MISMATCH},
    {"an instruction after the root", {{ROOT_END, ROOT_END "<?a?>"}}, CHRET_E_DIGEST_MISMATCH},
    {"a space in SignedInfo", {{"<ds:Reference ", " <ds:Reference "}}, CHRET_E_SIGNATURE_MISMATCH},
    {"a space in the digest", {{"<ds:DigestValue>", "<ds:DigestValue> "}}, CHRET_E_SIGNATURE_MISMATCH},
    {"an instruction in SignedInfo", {{"<ds:Reference ", "<?a?><ds:Reference "}}, CHRET_E_SIGNATURE_MISMATCH},
    {"an Id in SignedInfo", {{"<ds:SignedInfo>", "<ds:SignedInfo Id='a'>"}}, CHRET_E_SIGNATURE_MISMATCH},
    {"another serial", {{SERIAL, "1"}}, CHRET_E_UNKNOWN_CERTIFICATE},
    {"another issuer", {{"CN=Z1", "CN=Z2"}}, CHRET_E_UNKNOWN_CERTIFICATE},
    {"another text and serial", {{"text", "Text"}, {SERIAL, "1"}}, CHRET_E_DIGEST_MISMATCH},
    {"a space in SignedInfo and another issuer",
     {{"<ds:Reference ", " <ds:Reference "}, {"CN=Z1", "CN=Z2"}},
     CHRET_E_UNKNOWN_CERTIFICATE},
    {"a space in KeyInfo", {{"<ds:KeyInfo>", "<ds:KeyInfo> "}}, CHRET_OK},
    {"an Id of KeyInfo", {{"<ds:KeyInfo>", "<ds:KeyInfo Id='a'>"}}, CHRET_OK},
    {"a comment in the text", {{"text", "te<!-- -->xt"}}, CHRET_OK},
    {"a comment in SignedInfo", {{"<ds:Reference ", "<!-- --><ds:Reference "}}, CHRET_OK},
    {"a namespace that SignedInfo does not use", {{"<ds:SignedInfo", "<ds:SignedInfo xmlns:x='urn:x'"}}, CHRET_OK},
};

START_TEST(a_change_after_signing_is_found) {
  test_text xml = {NULL, 0, 0};
  test_adds(&xml, DOCUMENT);
  peer_sign(&xml, verifying_member);
  verifying_change(&xml, edits[_i].changes, 2);
  verifying_expect(edits[_i].name, &xml, edits[_i].status, "", 0);
  test_text_free(&xml);
}
END_TEST

START_TEST(the_key_must_be_that_of_the_certificate) {
  test_text xml = {NULL, 0, 0};
  peer_identity *stranger = peer_identity_new(SERIAL);
  test_adds(&xml, DOCUMENT);
  peer_sign(&xml, stranger);
  verifying_expect("signed by a stranger", &xml, CHRET_E_SIGNATURE_MISMATCH, "", 0);
  peer_identity_free(stranger);
  test_text_free(&xml);
}
END_TEST

static const struct {
  const char *name;
  const char *xml;
} unsigned_ones[] = {
    {"no Signature", "<?xml version=\"1.0\"?>\n" ROOT BODY ROOT_END},
    {"a Signature further in", ROOT "<r:Body>" SIGNATURE_WHOLE "</r:Body>" ROOT_END},
    {"a Signature of another namespace", ROOT BODY "<Signature xmlns='urn:ds'/>" ROOT_END},
    {"a Signature of no namespace", ROOT BODY "<Signature/>" ROOT_END},
    {"something else of XML-DSig", ROOT BODY "<a:SignedInfo xmlns:a='" DS "'/>" ROOT_END},
    {"a Signature as root", SIGNATURE_WHOLE},
    {"a Signature in a comment", ROOT BODY "<!--" SIGNATURE_WHOLE "-->" ROOT_END},
};

START_TEST(a_document_without_signature_is_unsigned) {
  test_text xml = {NULL, 0, 0};
  test_adds(&xml, unsigned_ones[_i].xml);
  peer_sign(&xml, verifying_member);
  verifying_expect(unsigned_ones[_i].name, &xml, CHRET_E_UNSIGNED, "", 0);
  test_text_free(&xml);
}
END_TEST

/* ---- DCC's samples ----------------------------------------------------------------------------------------------- */

#define SIGNED_2022 "samples/readfw-response.xml"
#define SIGNED_2025 "samples/read-inventory-response-5.4.xml"
#define FROM_2018   "certs/dsp-xml-sign-90B3D51F30000002-ds-pre-1.4.1.pem"
#define FROM_2025   "certs/Z1-accessControlBroker-dSPXmlSign.pem"

static const struct {
  const char *document;
  const char *certificate;
  int32_t status;
} samples[] = {
    {SIGNED_2022, FROM_2018, CHRET_OK},
    {SIGNED_2025, FROM_2025, CHRET_OK},
    {SIGNED_2022, FROM_2025, CHRET_E_UNKNOWN_CERTIFICATE},
    {"samples/acknowledgement-error.xml", FROM_2025, CHRET_E_UNSIGNED},
};

START_TEST(what_dcc_signed_verifies) {
  test_text xml = {NULL, 0, 0}, pem = {NULL, 0, 0}, der = {NULL, 0, 0};
  if (test_load_duis(&xml, samples[_i].document) && test_load_duis(&pem, samples[_i].certificate)) {
    chret_trust *dcc = NULL;
    const chret_certificate *certificate = NULL;
    ck_assert_int_eq(chret_trust_new(&dcc, &verifying_peer.provider, NULL), CHRET_OK);
    peer_add_certificate(&der, &pem);
    ck_assert_int_eq(chret_trust_add(dcc, (const uint8_t *)der.data, der.size, NULL), CHRET_OK);
    int32_t status = verifying_run(&xml, dcc, NULL, NULL, &certificate);
    ck_assert_msg(status == samples[_i].status, "%s: %s", samples[_i].document, chret_status_name(status));
    ck_assert(certificate == (status == CHRET_OK ? chret_trust_at(dcc, 0) : NULL));
    chret_trust_free(dcc);
  }
  test_text_free(&xml);
  test_text_free(&pem);
  test_text_free(&der);
}
END_TEST

/* ---- Failures of the host and of memory -------------------------------------------------------------------------- */

START_TEST(a_failure_of_the_provider_is_the_hosts) {
  test_text xml = {NULL, 0, 0};
  chret_error *failure = NULL;
  const chret_certificate *certificate = NULL;
  test_adds(&xml, DOCUMENT);
  peer_sign(&xml, verifying_member);
  ck_assert_int_eq(chret_error_new(&failure, NULL), CHRET_OK);
  verifying_peer.code = -77;
  verifying_peer.fail_at = _i + 1;
  ck_assert_int_eq(verifying_run(&xml, verifying_trust, NULL, failure, &certificate), CHRET_E_HOST);
  ck_assert_int_eq(chret_error_host_code(failure), -77);
  ck_assert_int_eq(verifying_peer.digests, 0);
  ck_assert_ptr_null(certificate);
  chret_error_free(failure);
  test_text_free(&xml);
}
END_TEST

START_TEST(each_allocation_may_fail) {
  test_text xml = {NULL, 0, 0};
  test_memory memory = {0};
  chret_options *options = test_memory_options(&memory);
  chret_error *failure = NULL;
  ck_assert_int_eq(chret_error_new(&failure, NULL), CHRET_OK);
  test_adds(&xml, DOCUMENT);
  peer_sign(&xml, verifying_member);
  size_t live = memory.live;
  for (size_t k = 1;; k++) {
    const chret_certificate *certificate = NULL;
    chret_i_error_clear(failure);
    test_memory_arm(&memory, k, _i);
    int32_t status = verifying_run(&xml, verifying_trust, options, failure, &certificate);
    ck_assert_msg(memory.live == live && memory.misuse == 0, "after failure %zu %zu blocks are left", k, memory.live);
    ck_assert_int_eq(verifying_peer.digests, 0);
    if (!test_memory_failed(&memory)) {
      ck_assert_int_eq(status, CHRET_OK);
      ck_assert_uint_gt(k, 5);
      break;
    }
    ck_assert_msg(status == CHRET_E_NO_MEMORY && certificate == NULL, "failure %zu: %s", k, chret_status_name(status));
    ck_assert_int_eq(chret_error_status(failure), CHRET_E_NO_MEMORY);
  }
  test_memory_arm(&memory, 0, 0);
  chret_error_free(failure);
  chret_options_free(options);
  test_text_free(&xml);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("verifier");
  TCase *tests = tcase_create("verifier");
  suite_add_tcase(suite, tests);
  tcase_add_unchecked_fixture(tests, verifying_begin, verifying_end);
  tcase_add_loop_test(tests, a_change_after_signing_is_found, 0, TEST_COUNT(edits));
  tcase_add_test(tests, the_key_must_be_that_of_the_certificate);
  tcase_add_loop_test(tests, a_document_without_signature_is_unsigned, 0, TEST_COUNT(unsigned_ones));
  tcase_add_loop_test(tests, what_dcc_signed_verifies, 0, TEST_COUNT(samples));
  tcase_add_loop_test(tests, a_failure_of_the_provider_is_the_hosts, 0, 3);
  tcase_add_loop_test(tests, each_allocation_may_fail, 0, 2);
  return test_run(suite);
}
