/* tests/check_xmlsec_memory.c - each allocation of OpenSSL's fails once, and from there on: what the provider then says is
 * right, or it says that it failed. A want of memory is no answer: no good signature becomes a forgery, no forgery good,
 * no certificate unusable, and no key another's.
 */
#include "support_identity.h"

#include "signature/certificate.h"

#include <chreturn/xmlsec.h>
#include <libxml/xmlerror.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* ---- OpenSSL's memory: it has no contexts, and asks before main as well ------------------------------------------ */

static struct counted {
  size_t calls;
  size_t fail_at; /* 0: none does */
  int for_good;
  size_t live; /* blocks that are out */
} memory;

static int fails(void) {
  memory.calls++;
  return memory.fail_at != 0 && (memory.calls == memory.fail_at || (memory.for_good && memory.calls > memory.fail_at));
}

static void *take(size_t size, const char *file, int line) {
  (void)file;
  (void)line;
  void *block = fails() ? NULL : malloc(size);
  memory.live += block != NULL;
  return block;
}

static void *move(void *block, size_t size, const char *file, int line) {
  (void)file;
  (void)line;
  void *moved = fails() ? NULL : realloc(block, size);
  memory.live += block == NULL && moved != NULL;
  return moved;
}

static void give_back(void *block, const char *file, int line) {
  (void)file;
  (void)line;
  memory.live -= block != NULL;
  free(block);
}

/* Goes on counting calls from there. */
static void resume(const struct counted *paused) {
  memory.calls = paused->calls;
  memory.fail_at = paused->fail_at;
}

static void arm(size_t fail_at, int for_good) {
  memory.calls = 0;
  memory.fail_at = fail_at;
  memory.for_good = for_good;
}

/* ---- What is worked with ----------------------------------------------------------------------------------------- */

#define ORGANISATION "--eui 90-B3-D5-1F-30-01-00-00 --role 02 --string t61 --issuer 'CN=Z1,1.2.3.4=x,OU=07' "

static const char message[] = "<ds:SignedInfo>what is signed</ds:SignedInfo>";

static test_memory *libxml2;
static test_text key, encrypted, pkcs12, certificate, both, other, root;
static chret_xmlsec *xmlsec;
static chret_trust *trust;
static chret_xmlsec_signer *signer;
static chret_error *err;
static uint8_t right[CHRET_SIGNATURE_SIZE], wrong[CHRET_SIGNATURE_SIZE];
static test_text truth; /* of the certificates of `both` */

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
  key = test_file("a.key.pem");
  certificate = test_file("a.cert.pem");
  both = test_file("both.pem");
  other = test_file("b.cert.pem");
  root = test_file("root.cert.pem");
  encrypted = test_file("encrypted.pem");
  pkcs12 = test_file("a.p12");
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
  test_text_free(&key);
  test_text_free(&certificate);
  test_text_free(&both);
  test_text_free(&other);
  test_text_free(&root);
  test_text_free(&encrypted);
  test_text_free(&pkcs12);
  test_text_free(&truth);
}

/* ---- Subjects: each gives its status, and on CHRET_OK has found the answer right --------------------------------- */

static int32_t verify(const uint8_t *signature, int32_t expected) {
  const chret_provider *provider = chret_xmlsec_provider(xmlsec);
  int32_t valid = -1;
  int32_t status = provider->verify(provider->ctx, chret_trust_at(trust, 0)->handle, (const uint8_t *)message,
                                    sizeof message - 1, signature, &valid);
  ck_assert_msg(valid == (status == CHRET_OK ? expected : -1), "allocation %zu: %s, valid %d", memory.fail_at,
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
  size_t fail_at = memory.fail_at;
  memory.fail_at = 0;
  if (status == CHRET_OK) {
    add_certificates(&said, added);
    if (truth.size == 0) {
      test_add(&truth, said.data, said.size);
    }
    ck_assert_str_eq(said.data, truth.data);
  }
  ck_assert_uint_eq(chret_trust_count(added), status == CHRET_OK ? 2 : 0);
  memory.fail_at = fail_at;
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
  size_t fail_at = memory.fail_at;
  memory.fail_at = 0;
  ck_assert(status != CHRET_OK || verify(signature, 1) == CHRET_OK);
  memory.fail_at = fail_at;
  return status;
}

static int32_t give_password(void *ctx, char *out, size_t capacity) {
  (void)ctx;
  ck_assert_uint_ge(capacity, 6);
  memcpy(out, "secret", 6);
  return 6;
}

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

static int32_t check_path(void) {
  const chret_provider *provider = chret_xmlsec_provider(xmlsec);
  int32_t valid = -1;
  int64_t from, until;
  ck_assert_int_eq(chret_certificate_validity(chret_trust_at(trust, 0), &from, &until), CHRET_OK);
  int32_t status = provider->check(provider->ctx, chret_trust_at(trust, 0)->handle, from + 1, &valid);
  ck_assert_msg(status != CHRET_OK || valid == 1, "allocation %zu: %s, valid %d", memory.fail_at,
                chret_status_name(status), (int)valid);
  return status;
}

static int32_t digest(void) {
  const chret_provider *provider = chret_xmlsec_provider(xmlsec);
  uint8_t sum[CHRET_DIGEST_SIZE], want[CHRET_DIGEST_SIZE];
  void *state = NULL;
  int32_t status = provider->digest_begin(provider->ctx, &state);
  if (status != CHRET_OK) {
    ck_assert_ptr_null(state);
    return status;
  }
  status = provider->digest_update(provider->ctx, state, (const uint8_t *)message, sizeof message - 1);
  if (status == CHRET_OK) {
    status = provider->digest_finish(provider->ctx, state, sum);
  }
  provider->digest_drop(provider->ctx, state);
  struct counted paused = memory;
  memory.fail_at = 0;
  ck_assert_int_eq(EVP_Digest(message, sizeof message - 1, want, NULL, EVP_sha256(), NULL), 1);
  ck_assert(status != CHRET_OK || memcmp(sum, want, sizeof sum) == 0);
  resume(&paused);
  return status;
}

/* It is as good as the one that is there. */
static int32_t make_provider(void) {
  chret_xmlsec *made = NULL;
  int32_t status = chret_xmlsec_new(&made, NULL);
  ck_assert_int_eq(status == CHRET_OK, made != NULL);
  chret_xmlsec_free(made);
  return status;
}

/* All of a file's authorities are added, or none: then the path of a member is one that leads nowhere. */
static int32_t add_authorities(void) {
  chret_xmlsec *made = NULL;
  int32_t valid = -1;
  int64_t from, until;
  struct counted paused = memory;
  memory.fail_at = 0;
  ck_assert_int_eq(chret_xmlsec_new(&made, NULL), CHRET_OK);
  ck_assert_int_eq(chret_xmlsec_add_ca(made, bytes(&other), other.size, err), CHRET_OK);
  resume(&paused);
  int32_t status = chret_xmlsec_add_ca(made, bytes(&root), root.size, err);
  paused = memory;
  memory.fail_at = 0;
  ck_assert_int_eq(chret_certificate_validity(chret_trust_at(trust, 0), &from, &until), CHRET_OK);
  const chret_provider *provider = chret_xmlsec_provider(made);
  ck_assert_int_eq(provider->check(provider->ctx, chret_trust_at(trust, 0)->handle, from + 1, &valid), CHRET_OK);
  ck_assert_msg(valid == (status == CHRET_OK), "allocation %zu: %s, valid %d", paused.fail_at,
                chret_status_name(status), (int)valid);
  chret_xmlsec_free(made);
  resume(&paused);
  return status;
}

/* Of what OpenSSL parses it does not always tell why it cannot: so that may also be said to be unreadable. Its parsers
 * also lose blocks of their own (d2i_X509 of OpenSSL 3.0 by itself does): there they are not counted. What was fetched
 * before may be there without any block (OpenSSL 3.6). */
enum { COMPUTES, PARSES, FETCHES };

static const struct {
  const char *name;
  int32_t (*run)(void);
  int kind;
} subjects[] = {
    {"verify", verify_right, COMPUTES},          {"verify a forgery", verify_wrong, COMPUTES},
    {"trust certificates", add_both, PARSES},    {"make a signer", make_signer, PARSES},
    {"refuse a key", make_mismatch, PARSES},     {"sign", sign, COMPUTES},
    {"check a path", check_path, COMPUTES},      {"digest", digest, COMPUTES},
    {"make a provider", make_provider, FETCHES}, {"add authorities", add_authorities, PARSES},
    {"PKCS#12", make_from_pkcs12, PARSES},       {"an encrypted key", make_from_encrypted, PARSES},
};

static int may_say(int32_t status, int parses) {
  return status == CHRET_E_NO_MEMORY || status == CHRET_E_CRYPTOGRAPHY ||
         (parses && (status == CHRET_E_CERTIFICATE || status == CHRET_E_KEY));
}

/* OpenSSL keeps places for a thread's errors, and their texts when the errors are gone. Here the places are new: without
 * any, OpenSSL 3.6 reports a want of memory for them round in circles. */
static size_t live_blocks(void) {
  OPENSSL_thread_stop();
  ck_assert_uint_eq(ERR_peek_error(), 0);
  return memory.live;
}

START_TEST(a_want_of_memory_is_no_answer) {
  size_t failures = 0;
  int32_t status;
  ck_assert_int_eq(subjects[_i / 2].run(), CHRET_OK); /* what OpenSSL fetches once is there */
  size_t live = live_blocks();
  for (size_t k = 1;; k++) {
    arm(k, _i % 2);
    status = subjects[_i / 2].run();
    int failed = memory.calls >= k;
    arm(0, 0);
    ck_assert_msg(status == CHRET_OK || (failed && may_say(status, subjects[_i / 2].kind == PARSES)),
                  "%s: failure %zu: %s", subjects[_i / 2].name, k, chret_status_name(status));
    ck_assert_uint_eq(ERR_peek_error(), 0);
    size_t left = live_blocks();
    ck_assert_msg(subjects[_i / 2].kind == PARSES || left == live, "%s: after failure %zu %zu blocks, not %zu",
                  subjects[_i / 2].name, k, left, live);
    if (!failed) {
      break;
    }
    failures++;
    ck_assert_msg(k % 16 != 1 || subjects[_i / 2].run() == CHRET_OK, "%s: again after failure %zu",
                  subjects[_i / 2].name, k);
  }
  ck_assert_int_eq(status, CHRET_OK);
  ck_assert(failures > 0 || subjects[_i / 2].kind == FETCHES);
}
END_TEST

/* What xmlsec1 keeps of a key is of libxml2's memory. */
START_TEST(a_want_of_memory_of_xmlsec_is_no_answer) {
  int failed = 1;
  for (size_t k = 1; failed; k++) {
    test_memory_arm(libxml2, k, _i % 2);
    int32_t status = subjects[_i / 2].run();
    failed = test_memory_failed(libxml2);
    test_memory_arm(libxml2, 0, 0);
    ck_assert_msg(status == CHRET_OK ? !failed || subjects[_i / 2].kind != PARSES : failed && may_say(status, 0),
                  "%s: failure %zu: %s", subjects[_i / 2].name, k, chret_status_name(status));
  }
}
END_TEST

/* xmlsec1 tells the process's own handler that memory is short: that is the host's to set. */
static void say_nothing(void *ctx, const char *text, ...) {
  (void)ctx;
  (void)text;
}

/* The last subjects are slow, since a password is: they run with CHRET_LONG. */
#define SLOW 2

int main(void) {
  int is_long = getenv("CHRET_LONG") != NULL, count = TEST_COUNT(subjects) - (is_long ? 0 : SLOW);
  libxml2 = test_memory_libxml2();
  xmlSetGenericErrorFunc(NULL, say_nothing);
  if (CRYPTO_set_mem_functions(take, move, give_back) != 1) {
    return 1;
  }
  test_workshop();
  Suite *suite = suite_create("xmlsec memory");
  TCase *tests = tcase_create("memory");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, is_long ? 1200 : 120);
  tcase_add_loop_test(tests, a_want_of_memory_is_no_answer, 0, 2 * count);
  tcase_add_loop_test(tests, a_want_of_memory_of_xmlsec_is_no_answer, 0, 2 * count);
  return test_run(suite);
}
