/* tests/check_xmlsec_memory.c - each allocation of OpenSSL's, and of xmlsec1's, fails once, and from there on: what the
 * provider then says is right, or it says that it failed. A want of memory is no answer: no good signature becomes a
 * forgery, no forgery good, no certificate unusable, and no key another's. Nothing of it is left, and the same call made
 * again succeeds.
 */
#include "support_identity.h"

#include "signature/certificate.h"

#include <chreturn/xmlsec.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>
#include <xmlsec/xmlsec.h>

#include <xmlsec/errors.h>

/* ---- OpenSSL's memory: it has no contexts, and asks before main as well ------------------------------------------ */

static test_memory openssl, *xmlsec1;  /* that of xmlsec1 is libxml2's */
static test_memory *memory = &openssl; /* the one that fails */

static int fails(void) {
  openssl.calls++;
  return openssl.calls == openssl.fail_at || (openssl.for_good && test_memory_failed(&openssl));
}

static void *take(size_t size, const char *file, int line) {
  (void)file;
  (void)line;
  void *block = fails() ? NULL : malloc(size);
  openssl.live += block != NULL;
  return block;
}

static void *move(void *block, size_t size, const char *file, int line) {
  (void)file;
  (void)line;
  void *moved = fails() ? NULL : realloc(block, size);
  openssl.live += block == NULL && moved != NULL;
  return moved;
}

static void give_back(void *block, const char *file, int line) {
  (void)file;
  (void)line;
  openssl.live -= block != NULL;
  free(block);
}

/* ---- What is worked with ----------------------------------------------------------------------------------------- */

#define ORGANISATION "--eui 90-B3-D5-1F-30-01-00-00 --role 02 --string t61 --issuer 'CN=Z1,1.2.3.4=x,OU=07' "

static const char message[] = "<ds:SignedInfo>what is signed</ds:SignedInfo>";

static test_text key, encrypted, pkcs12, certificate, both, other, root;
static chret_xmlsec *xmlsec;
static chret_trust *trust;
static chret_xmlsec_signer *signer;
static chret_error *err;
static uint8_t right[CHRET_SIGNATURE_SIZE], wrong[CHRET_SIGNATURE_SIZE];
static test_text truth; /* of the certificates of `both` */

static int32_t give_password(void *ctx, char *out, size_t capacity) {
  (void)ctx;
  ck_assert_uint_ge(capacity, 6);
  memcpy(out, "secret", 6);
  return 6;
}

static const uint8_t *bytes(const test_text *text) {
  return (const uint8_t *)text->data;
}

/* All that the provider says of the certificates of a trust store. */
static void add_certificates(test_text *text, const chret_trust *of) {
  for (size_t i = 0; i < chret_trust_count(of); i++) {
    const chret_certificate *at = chret_trust_at(of, i);
    const char *why = chret_certificate_unusable(at);
    uint64_t eui64 = 0;
    int64_t from, until;
    (void)chret_certificate_eui64(at, &eui64);
    ck_assert_int_eq(chret_certificate_validity(at, &from, &until), CHRET_OK);
    test_addf(text, "%s %s %s %llx %lld %lld %s\n", chret_certificate_issuer(at), chret_certificate_serial(at),
              chret_certificate_role(at), (unsigned long long)eui64, (long long)from, (long long)until,
              why != NULL ? why : "-");
  }
}

static void setup(void) {
  test_shell("rm -f *.pem && $M --out root --ca --issuer CN=root && "
             "$M --out a --issuer-cert root.cert.pem --issuer-key root.key.pem --eui 90-B3-D5-1F-30-01-00-00 && "
             "$M --out b " ORGANISATION " && cat a.cert.pem b.cert.pem >both.pem && "
             "openssl pkcs8 -topk8 -in a.key.pem -passout pass:secret -out encrypted.pem && "
             "openssl pkcs12 -export -inkey a.key.pem -in a.cert.pem -passout pass:secret -out a.p12");
  encrypted = test_file("encrypted.pem");
  pkcs12 = test_file("a.p12");
  key = test_file("a.key.pem");
  certificate = test_file("a.cert.pem");
  both = test_file("both.pem");
  other = test_file("b.cert.pem");
  root = test_file("root.cert.pem");
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  ck_assert_int_eq(chret_xmlsec_new(&xmlsec, NULL), CHRET_OK);
  ck_assert_int_eq(chret_xmlsec_add_ca(xmlsec, bytes(&root), root.size, err), CHRET_OK);
  ck_assert_int_eq(chret_trust_new(&trust, chret_xmlsec_provider(xmlsec), NULL), CHRET_OK);
  ck_assert_int_eq(chret_xmlsec_trust_add(xmlsec, trust, bytes(&certificate), certificate.size, err), CHRET_OK);
  ck_assert_int_eq(chret_xmlsec_signer_new(&signer, xmlsec, bytes(&key), key.size, bytes(&certificate),
                                           certificate.size, NULL, NULL, err),
                   CHRET_OK);
  const chret_signer *how = chret_xmlsec_signer_get(signer);
  ck_assert_int_eq(how->sign(how->ctx, (const uint8_t *)message, sizeof message - 1, right), 0);
  memcpy(wrong, right, sizeof wrong);
  wrong[40] ^= 1;
}

static void teardown(void) {
  chret_xmlsec_signer_free(signer);
  chret_trust_free(trust);
  chret_xmlsec_free(xmlsec);
  chret_error_free(err);
  test_text_free(&root);
  test_text_free(&encrypted);
  test_text_free(&pkcs12);
  test_text_free(&key);
  test_text_free(&certificate);
  test_text_free(&both);
  test_text_free(&other);
  test_text_free(&truth);
}

/* ---- Subjects: each gives its status, and on CHRET_OK has found the answer right --------------------------------- */

static int32_t verify(const uint8_t *signature, int32_t expected) {
  const chret_provider *provider = chret_xmlsec_provider(xmlsec);
  int32_t valid = -1;
  int32_t status = provider->verify(provider->ctx, chret_trust_at(trust, 0)->handle, (const uint8_t *)message,
                                    sizeof message - 1, signature, &valid);
  ck_assert_msg(valid == (status == CHRET_OK ? expected : -1), "allocation %zu: %s, valid %d", memory->fail_at,
                chret_status_name(status), (int)valid);
  return status;
}

static int32_t verify_right(void) {
  return verify(right, 1);
}

static int32_t verify_wrong(void) {
  return verify(wrong, 0);
}

static int32_t add_both(void) {
  chret_trust *added = NULL;
  test_text said = {NULL, 0, 0};
  ck_assert_int_eq(chret_trust_new(&added, chret_xmlsec_provider(xmlsec), NULL), CHRET_OK);
  int32_t status = chret_xmlsec_trust_add(xmlsec, added, bytes(&both), both.size, err);
  size_t fail_at = memory->fail_at;
  memory->fail_at = 0;
  if (status == CHRET_OK) {
    add_certificates(&said, added);
    if (truth.size == 0) {
      test_add(&truth, said.data, said.size);
    }
    ck_assert_str_eq(said.data, truth.data);
  }
  ck_assert_uint_eq(chret_trust_count(added), status == CHRET_OK ? 2 : 0);
  memory->fail_at = fail_at;
  chret_trust_free(added);
  test_text_free(&said);
  return status;
}

static int32_t make_signer(void) {
  chret_xmlsec_signer *made = NULL;
  int32_t status = chret_xmlsec_signer_new(&made, xmlsec, bytes(&key), key.size, bytes(&certificate), certificate.size,
                                           NULL, NULL, err);
  ck_assert_int_eq(status == CHRET_OK, made != NULL);
  chret_xmlsec_signer_free(made);
  return status;
}

static int32_t make_mismatch(void) {
  chret_xmlsec_signer *made = NULL;
  int32_t status =
      chret_xmlsec_signer_new(&made, xmlsec, bytes(&key), key.size, bytes(&other), other.size, NULL, NULL, err);
  ck_assert_ptr_null(made);
  return status == CHRET_E_KEY_MISMATCH ? CHRET_OK : status;
}

static int32_t sign(void) {
  const chret_signer *how = chret_xmlsec_signer_get(signer);
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  int32_t status = how->sign(how->ctx, (const uint8_t *)message, sizeof message - 1, signature);
  size_t fail_at = memory->fail_at;
  memory->fail_at = 0;
  ck_assert(status != CHRET_OK || verify(signature, 1) == CHRET_OK);
  memory->fail_at = fail_at;
  return status;
}

/* From PKCS#12, with a password. */
static int32_t make_from_pkcs12(void) {
  chret_xmlsec_signer *made = NULL;
  int32_t status = chret_xmlsec_signer_new_pkcs12(&made, xmlsec, bytes(&pkcs12), pkcs12.size, give_password, NULL, err);
  ck_assert_int_eq(status == CHRET_OK, made != NULL);
  chret_xmlsec_signer_free(made);
  return status;
}

static int32_t make_from_encrypted(void) {
  chret_xmlsec_signer *made = NULL;
  int32_t status = chret_xmlsec_signer_new(&made, xmlsec, bytes(&encrypted), encrypted.size, bytes(&certificate),
                                           certificate.size, give_password, NULL, err);
  ck_assert_int_eq(status == CHRET_OK, made != NULL);
  chret_xmlsec_signer_free(made);
  return status;
}

static int32_t add_authority(void) {
  chret_xmlsec *made = NULL;
  int32_t status = chret_xmlsec_new(&made, NULL);
  if (status == CHRET_OK) {
    status = chret_xmlsec_add_ca(made, bytes(&root), root.size, err);
  }
  chret_xmlsec_free(made);
  return status;
}

static int32_t digest(void) {
  const chret_provider *provider = chret_xmlsec_provider(xmlsec);
  void *state = NULL;
  uint8_t out[CHRET_DIGEST_SIZE];
  int32_t status = provider->digest_begin(provider->ctx, &state);
  if (status == CHRET_OK) {
    status = provider->digest_update(provider->ctx, state, (const uint8_t *)"abc", 3);
    status = status != CHRET_OK ? status : provider->digest_finish(provider->ctx, state, out);
    provider->digest_drop(provider->ctx, state);
  }
  static const uint8_t abc[] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea}; /* FIPS 180-2, B.1 */
  ck_assert(status != CHRET_OK || memcmp(out, abc, sizeof abc) == 0);
  return status;
}

static int32_t check_path(void) {
  const chret_provider *provider = chret_xmlsec_provider(xmlsec);
  int32_t valid = -1;
  int64_t from, until;
  ck_assert_int_eq(chret_certificate_validity(chret_trust_at(trust, 0), &from, &until), CHRET_OK);
  int32_t status = provider->check(provider->ctx, chret_trust_at(trust, 0)->handle, from + 1, &valid);
  ck_assert_msg(status != CHRET_OK || valid == 1, "allocation %zu: %s, valid %d", memory->fail_at,
                chret_status_name(status), (int)valid);
  return status;
}

/* Of what OpenSSL parses it does not always tell why it cannot: so that may also be said to be unreadable. Its parsers
 * also lose a block of their own in some places (d2i_X509 of OpenSSL 3.0 by itself does): there nothing is counted. */
enum { COMPUTES, PARSES };

static const struct {
  const char *name;
  int32_t (*run)(void);
  int parses;
} subjects[] = {
    {"verify", verify_right, COMPUTES},
    {"verify a forgery", verify_wrong, COMPUTES},
    {"trust certificates", add_both, PARSES},
    {"make a signer", make_signer, PARSES},
    {"refuse a key", make_mismatch, PARSES},
    {"sign", sign, COMPUTES},
    {"check a path", check_path, COMPUTES},
    {"add an authority", add_authority, PARSES},
    {"digest", digest, COMPUTES},
    {"make a signer from PKCS#12", make_from_pkcs12, PARSES},
    {"make a signer of an encrypted key", make_from_encrypted, PARSES},
};

static int may_say(int32_t status, int parses) {
  return status == CHRET_E_NO_MEMORY || status == CHRET_E_CRYPTOGRAPHY ||
         (parses && (status == CHRET_E_CERTIFICATE || status == CHRET_E_KEY));
}

#define SLOW 2 /* the last ones: a password takes its time, over and over; with CHRET_LONG only */
#define RUNS 4 /* of each: OpenSSL's memory or xmlsec1's, once or for good */

START_TEST(a_want_of_memory_is_no_answer) {
  const char *name = subjects[_i / RUNS].name;
  int32_t status = CHRET_E_NO_MEMORY;
  size_t failures = 0;
  memory = _i % RUNS / 2 == 0 ? &openssl : xmlsec1;
  ck_assert_int_eq(subjects[_i / RUNS].run(), CHRET_OK); /* what OpenSSL fetches once is there */
  size_t live = memory->live;
  for (size_t k = 1;; k++) {
    test_memory_arm(memory, k, _i % 2);
    status = subjects[_i / RUNS].run();
    int failed = test_memory_failed(memory);
    test_memory_arm(memory, 0, 0);
    ck_assert_msg(status == CHRET_OK || (failed && may_say(status, subjects[_i / RUNS].parses)), "%s: failure %zu: %s",
                  name, k, chret_status_name(status));
    ck_assert_uint_eq(ERR_peek_error(), 0);
    ck_assert_msg(memory->live == live || (memory == &openssl && subjects[_i / RUNS].parses),
                  "%s: after failure %zu %zu blocks are left", name, k, memory->live - live);
    live = memory->live;
    if (!failed) {
      break;
    }
    failures++;
    ck_assert_msg(k % 16 != 1 || subjects[_i / RUNS].run() == CHRET_OK, "%s: again after failure %zu", name, k);
  }
  ck_assert_int_eq(status, CHRET_OK);
  ck_assert_msg(failures > 1 || memory == xmlsec1, "%s: %zu failures", name, failures);
}
END_TEST

/* xmlsec1 prints where its memory fails: chreturn/xmlsec.h. */
static void say_nothing(const char *file, int line, const char *function, const char *object, const char *subject,
                        int reason, const char *text) {
  (void)file, (void)line, (void)function, (void)object, (void)subject, (void)reason, (void)text;
}

int main(void) {
  if (CRYPTO_set_mem_functions(take, move, give_back) != 1) {
    return 1;
  }
  xmlsec1 = test_memory_libxml2();
  test_workshop();
  if (chret_xmlsec_init(0) != CHRET_OK) {
    return 1;
  }
  xmlSecErrorsSetCallback(say_nothing);
  Suite *suite = suite_create("xmlsec memory");
  TCase *tests = tcase_create("memory");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, getenv("CHRET_LONG") != NULL ? 1200 : 120);
  tcase_add_loop_test(tests, a_want_of_memory_is_no_answer, 0,
                      RUNS * (TEST_COUNT(subjects) - (getenv("CHRET_LONG") != NULL ? 0 : SLOW)));
  return test_run(suite);
}
