/* tests/check_signer.c - the Signature as it is written: as DCC writes it, and as libxml2 canonicalises it. */
#include "peer.h"

#include "signature/signer.h"

#include <stdlib.h>
#include <string.h>

#define SERIAL "50669612984035780968362471400449834504"

static peer_provider peer;
static int32_t sign_code;
static uint8_t signed_with[CHRET_SIGNATURE_SIZE];

static int32_t sign(void *ctx, const uint8_t *signed_info, size_t size, uint8_t *signature) {
  test_add(ctx, (const char *)signed_info, size);
  memcpy(signature, signed_with, sizeof signed_with);
  return sign_code;
}

static void fill_in(chret_signer *signer) {
  peer_provider_init(&peer);
  ck_assert_int_eq(chret_signer_init(signer, sizeof *signer), CHRET_OK);
  signer->provider = &peer.provider;
  test_signer_names(signer, "CN=Z1,OU=07", SERIAL);
  signer->sign = sign;
}

static const chret_allocator *allocator(void) {
  return &chret_i_options(NULL)->allocator;
}

/* The whole element with that SignatureValue. */
static void add_signature(test_text *text, const chret_i_signature_parts *parts, const char *value) {
  test_add_buffer(text, &parts->before);
  test_adds(text, value);
  test_add_buffer(text, &parts->after);
}

/* ---- What is written --------------------------------------------------------------------------------------------- */

static const struct {
  const char *issuer;
  const char *serial;
  const char *written;
} signers[] = {
    {"CN=Z1,OU=07", SERIAL,
     "<ds:X509IssuerName>CN=Z1,OU=07</ds:X509IssuerName><ds:X509SerialNumber>" SERIAL "</ds:X509SerialNumber>"},
    {"CN=U1, OU=07", " +0012 ",
     "<ds:X509IssuerName>CN=U1, OU=07</ds:X509IssuerName><ds:X509SerialNumber>12</ds:X509SerialNumber>"},
    {"CN=A & B\\, \\<C\\>,O=\xC3\xA9", "0",
     "<ds:X509IssuerName>CN=A &amp; B\\, \\&lt;C\\&gt;,O=\xC3\xA9</ds:X509IssuerName><ds:X509SerialNumber>0"
     "</ds:X509SerialNumber>"},
};

#define METHOD(name, method) "<ds:" name " Algorithm=\"http://www.w3.org/" method "\"></ds:" name ">"
#define DECLARED             " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\""
#define REFERENCE                                                                                                      \
  METHOD("CanonicalizationMethod", "2001/10/xml-exc-c14n#")                                                            \
  METHOD("SignatureMethod", "2001/04/xmldsig-more#ecdsa-sha256")                                                       \
  "<ds:Reference URI=\"\"><ds:Transforms>" METHOD(                                                                     \
      "Transform",                                                                                                     \
      "2000/09/xmldsig#enveloped-signature") "</ds:Transforms"                                                         \
                                             ">" METHOD("DigestMethod",                                                \
                                                        "2001/04/xmlenc#sha256") "<ds:DigestValue>"                    \
                                                                                 "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBk" \
                                                                                 "aGxwdHh8="                           \
                                                                                 "</ds:DigestValue></ds:Reference></"  \
                                                                                 "ds:SignedInfo>"

START_TEST(the_signature_is_written_compact_and_canonical) {
  chret_signer signer;
  chret_i_signature_parts parts;
  uint8_t digest[CHRET_DIGEST_SIZE];
  test_text want = {NULL, 0, 0}, got = {NULL, 0, 0};
  fill_in(&signer);
  test_signer_names(&signer, signers[_i].issuer, signers[_i].serial);
  for (size_t i = 0; i < sizeof digest; i++) {
    digest[i] = (uint8_t)i;
  }
  ck_assert_int_eq(chret_i_signer_check(&signer, 1, allocator(), NULL), CHRET_OK);
  ck_assert_int_eq(chret_i_signature_parts_make(&parts, &signer, digest, allocator(), NULL), CHRET_OK);
  test_addf(&want,
            "<ds:Signature" DECLARED "><ds:SignedInfo>" REFERENCE "<ds:SignatureValue>VALUE</ds:SignatureValue>"
            "<ds:KeyInfo><ds:X509Data><ds:X509IssuerSerial>%s</ds:X509IssuerSerial></ds:X509Data></ds:KeyInfo>"
            "</ds:Signature>",
            signers[_i].written);
  add_signature(&got, &parts, "VALUE");
  ck_assert_str_eq(got.data, want.data);
  got.size = want.size = 0;
  test_add_buffer(&got, &parts.signed_info);
  test_adds(&want, "<ds:SignedInfo" DECLARED ">" REFERENCE);
  ck_assert_str_eq(got.data, want.data);
  chret_i_signature_parts_release(&parts);
  test_text_free(&want);
  test_text_free(&got);
}
END_TEST

/* In a document that declares other namespaces. */
START_TEST(what_is_signed_is_what_libxml2_canonicalises) {
  chret_signer signer;
  chret_i_signature_parts parts;
  uint8_t digest[CHRET_DIGEST_SIZE] = {1, 2, 3};
  test_text xml = {NULL, 0, 0}, want = {NULL, 0, 0}, got = {NULL, 0, 0};
  fill_in(&signer);
  ck_assert_int_eq(chret_i_signature_parts_make(&parts, &signer, digest, allocator(), NULL), CHRET_OK);
  test_adds(&xml, "<sr:Request xmlns:sr='urn:sr' xmlns='urn:d' xmlns:dsig='http://www.w3.org/2000/09/xmldsig#'>");
  add_signature(&xml, &parts, "VALUE");
  test_adds(&xml, "</sr:Request>");
  peer_add_canonical(&want, &xml, "SignedInfo");
  test_add_buffer(&got, &parts.signed_info);
  ck_assert_str_eq(got.data, want.data);
  want.size = got.size = 0;
  peer_add_canonical(&want, &xml, "Signature");
  add_signature(&got, &parts, "VALUE");
  ck_assert_str_eq(got.data, want.data);
  chret_i_signature_parts_release(&parts);
  test_text_free(&xml);
  test_text_free(&want);
  test_text_free(&got);
}
END_TEST

static const struct {
  const char *name;
  const char *serial;
  uint8_t digest[CHRET_DIGEST_SIZE]; /* of its DigestValue, by `base64 -d` */
} samples[] = {
    {"samples/readfw-response.xml", SERIAL, {0x9d, 0xe7, 0x01, 0xc6, 0x94, 0x1b, 0x2c, 0x53, 0xe0, 0x1b, 0xa1,
                                             0x2c, 0x24, 0xeb, 0x95, 0xa9, 0x08, 0x28, 0xe0, 0xd7, 0x18, 0x8e,
                                             0x3d, 0x57, 0x90, 0x11, 0xf2, 0x49, 0x9a, 0x48, 0x5d, 0x28}},
    {"samples/read-inventory-response-5.4.xml",
     "20315062944123339095836004026371736578",
     {0x81, 0xf9, 0xe2, 0x58, 0x7e, 0x95, 0x9c, 0x63, 0xea, 0x6b, 0x5f, 0x01, 0x97, 0x06, 0xf6, 0x67,
      0x32, 0x47, 0xad, 0xb5, 0x60, 0x1c, 0x57, 0x41, 0xff, 0xea, 0x36, 0x93, 0xb7, 0x59, 0x12, 0x16}},
};

/* DCC's Signature made anew from its digest, issuer and serial: the same to the byte, once both are canonical and DCC's
 * wrapped SignatureValue is left out. */
START_TEST(it_is_as_dcc_writes_it) {
  chret_signer signer;
  chret_i_signature_parts parts;
  test_text xml = {NULL, 0, 0}, want = {NULL, 0, 0}, value = {NULL, 0, 0}, got = {NULL, 0, 0};
  if (test_load_duis(&xml, samples[_i].name)) {
    fill_in(&signer);
    test_signer_names(&signer, signer.issuer, samples[_i].serial);
    ck_assert_int_eq(chret_i_signature_parts_make(&parts, &signer, samples[_i].digest, allocator(), NULL), CHRET_OK);
    peer_add_canonical(&want, &xml, "SignedInfo");
    test_add_buffer(&got, &parts.signed_info);
    ck_assert_str_eq(got.data, want.data);
    want.size = got.size = 0;
    peer_add_canonical(&want, &xml, "Signature");
    const char *start = strstr(want.data, "<ds:SignatureValue>") + strlen("<ds:SignatureValue>");
    test_add(&value, start, (size_t)(strstr(start, "</") - start));
    add_signature(&got, &parts, value.data);
    ck_assert_str_eq(got.data, want.data);
    chret_i_signature_parts_release(&parts);
  }
  test_text_free(&xml);
  test_text_free(&want);
  test_text_free(&value);
  test_text_free(&got);
}
END_TEST

/* ---- Signers ----------------------------------------------------------------------------------------------------- */

#define FOUR(text) text text text text
#define LONG       "CN=a" FOUR(FOUR(FOUR(FOUR(FOUR("aaaa")))))

static const struct {
  const char *issuer;
  const char *serial;
  int32_t status;
} forms[] = {
    {"CN=Z1,OU=07", "1", CHRET_OK},
    {"OU=07 , CN=Z1", "0", CHRET_OK},
    {"CN=Z1", "1461501637330902918203684832716283019655932542975", CHRET_OK}, /* 20 bytes of FF */
    {"CN=Z1", "1461501637330902918203684832716283019655932542976", CHRET_E_SIGNATURE_MALFORMED},
    {NULL, "1", CHRET_E_ARGUMENT},
    {"CN=Z1", NULL, CHRET_E_ARGUMENT},
    {"Z1", "1", CHRET_E_SIGNATURE_MALFORMED},
    {"CN=Z1,", "1", CHRET_E_SIGNATURE_MALFORMED},
    {"CN=Z\x01", "1", CHRET_E_SIGNATURE_MALFORMED},
    {"CN=Z\xC3", "1", CHRET_E_SIGNATURE_MALFORMED},
    {LONG, "1", CHRET_E_SIGNATURE_MALFORMED},
    {"CN=Z1", "", CHRET_E_SIGNATURE_MALFORMED},
    {"CN=Z1", "-1", CHRET_E_SIGNATURE_MALFORMED},
    {"CN=Z1", "1a", CHRET_E_SIGNATURE_MALFORMED},
    {"CN=Z1", "0x1", CHRET_E_SIGNATURE_MALFORMED},
};

START_TEST(issuer_and_serial_are_checked) {
  chret_signer signer;
  chret_error *err = NULL;
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  fill_in(&signer);
  test_signer_names(&signer, forms[_i].issuer, forms[_i].serial);
  int32_t status = chret_i_signer_check(&signer, 1, allocator(), err);
  ck_assert_msg(status == forms[_i].status, "row %d: %s", _i, chret_status_name(status));
  ck_assert_int_eq(chret_error_status(err), status);
  chret_error_free(err);
}
END_TEST

/* What follows a NUL is not passed over. */
START_TEST(a_nul_is_no_end) {
  static const struct {
    const char *issuer, *serial;
    size_t issuer_size, serial_size;
  } names[] = {{"CN=Z1\0,OU=07", "1", 12, 1}, {"CN=Z1", "1\0", 5, 2}, {"CN=Z1", "", 5, 0}};
  chret_signer signer;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    fill_in(&signer);
    signer.issuer = names[i].issuer;
    signer.issuer_size = names[i].issuer_size;
    signer.serial = names[i].serial;
    signer.serial_size = names[i].serial_size;
    ck_assert_int_eq(chret_i_signer_check(&signer, 1, allocator(), NULL), CHRET_E_SIGNATURE_MALFORMED);
  }
}
END_TEST

START_TEST(a_signer_is_filled_in) {
  chret_signer signer;
  ck_assert_int_eq(chret_i_signer_check(NULL, 0, allocator(), NULL), CHRET_E_ARGUMENT);
  fill_in(&signer);
  signer.sign = NULL;
  ck_assert_int_eq(chret_i_signer_check(&signer, 1, allocator(), NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_i_signer_check(&signer, 0, allocator(), NULL), CHRET_OK);
  signer.struct_size = 0;
  ck_assert_int_eq(chret_i_signer_check(&signer, 0, allocator(), NULL), CHRET_E_ARGUMENT);
  fill_in(&signer);
  signer.provider = NULL;
  ck_assert_int_eq(chret_i_signer_check(&signer, 0, allocator(), NULL), CHRET_E_ARGUMENT);
  fill_in(&signer);
  peer.provider.digest_update = NULL;
  ck_assert_int_eq(chret_i_signer_check(&signer, 0, allocator(), NULL), CHRET_E_ARGUMENT);
}
END_TEST

START_TEST(what_the_signer_gives_is_looked_at) {
  chret_signer signer;
  chret_i_signature_parts parts;
  chret_error *err = NULL;
  uint8_t digest[CHRET_DIGEST_SIZE] = {0}, untouched[CHRET_SIGNATURE_SIZE] = {9}, signature[CHRET_SIGNATURE_SIZE] = {9};
  test_text want = {NULL, 0, 0}, got = {NULL, 0, 0};
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  fill_in(&signer);
  signer.ctx = &got;
  ck_assert_int_eq(chret_i_signature_parts_make(&parts, &signer, digest, allocator(), NULL), CHRET_OK);

  sign_code = -5;
  memset(signed_with, 1, sizeof signed_with);
  ck_assert_int_eq(chret_i_signer_sign(&signer, &parts, signature, err), CHRET_E_HOST);
  ck_assert_int_eq(chret_error_host_code(err), -5);
  ck_assert_mem_eq(signature, untouched, sizeof signature);

  sign_code = 0;
  memset(signed_with + 32, 0, 32);
  ck_assert_int_eq(chret_i_signer_sign(&signer, &parts, signature, NULL), CHRET_E_SIGNATURE_MALFORMED);
  ck_assert_mem_eq(signature, untouched, sizeof signature);

  memset(signed_with, 1, sizeof signed_with);
  got.size = 0;
  ck_assert_int_eq(chret_i_signer_sign(&signer, &parts, signature, NULL), CHRET_OK);
  ck_assert_mem_eq(signature, signed_with, sizeof signature);
  test_add_buffer(&want, &parts.signed_info);
  ck_assert_str_eq(got.data, want.data);
  chret_i_signature_parts_release(&parts);
  chret_error_free(err);
  test_text_free(&want);
  test_text_free(&got);
}
END_TEST

START_TEST(each_allocation_may_fail) {
  chret_signer signer;
  test_memory memory = {0};
  chret_allocator failing;
  uint8_t digest[CHRET_DIGEST_SIZE] = {0};
  fill_in(&signer);
  test_memory_allocator(&memory, &failing);
  for (size_t k = 1;; k++) {
    chret_i_signature_parts parts;
    test_memory_arm(&memory, k, _i);
    int32_t status = chret_i_signer_check(&signer, 1, &failing, NULL);
    if (status == CHRET_OK) {
      status = chret_i_signature_parts_make(&parts, &signer, digest, &failing, NULL);
    }
    ck_assert_int_eq(status, test_memory_failed(&memory) ? CHRET_E_NO_MEMORY : CHRET_OK);
    if (status == CHRET_OK) {
      chret_i_signature_parts_release(&parts);
    }
    ck_assert_msg(memory.live == 0 && memory.misuse == 0, "after failure %zu %zu blocks are left", k, memory.live);
    if (status == CHRET_OK) {
      ck_assert_uint_gt(k, 3);
      break;
    }
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("signer");
  TCase *tests = tcase_create("signer");
  suite_add_tcase(suite, tests);
  tcase_add_loop_test(tests, the_signature_is_written_compact_and_canonical, 0, TEST_COUNT(signers));
  tcase_add_test(tests, what_is_signed_is_what_libxml2_canonicalises);
  tcase_add_loop_test(tests, it_is_as_dcc_writes_it, 0, TEST_COUNT(samples));
  tcase_add_loop_test(tests, issuer_and_serial_are_checked, 0, TEST_COUNT(forms));
  tcase_add_test(tests, a_nul_is_no_end);
  tcase_add_test(tests, a_signer_is_filled_in);
  tcase_add_test(tests, what_the_signer_gives_is_looked_at);
  tcase_add_loop_test(tests, each_allocation_may_fail, 0, 2);
  return test_run(suite);
}
