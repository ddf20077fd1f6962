/* tests/check_xmlsec_signer.c - keys and certificates in all their formats, signing, and every allocation of ours failed.
 * The openssl command writes the keys and verifies what they sign.
 */
#include "host_state.h"
#include "signature/trust.h"
#include "support_identity.h"

#include <chreturn/xmlsec.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static chret_xmlsec *xmlsec;
static chret_error *err;

static void setup(void) {
  test_shell("rm -f *.pem"); /* make-identity replaces none */
  host_before();
  ck_assert_int_eq(chret_xmlsec_new(&xmlsec, NULL), CHRET_OK);
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
}

static void teardown(void) {
  chret_error_free(err);
  chret_xmlsec_free(xmlsec);
  host_after();
}

#define ORGANISATION "--eui 90-B3-D5-1F-30-01-00-00 --role 02 "

static const char message[] = "<ds:SignedInfo>what is signed</ds:SignedInfo>";

/* ---- Passwords --------------------------------------------------------------------------------------------------- */

static struct {
  const char *text; /* NULL: the callback has none */
  size_t size;
  int asked;
} answer;

static int32_t ask(void *ctx, char *out, size_t capacity) {
  ck_assert_ptr_eq(ctx, &answer);
  ck_assert_uint_ge(capacity, 1024);
  answer.asked++;
  if (answer.text == NULL) {
    return -1;
  }
  memcpy(out, answer.text, answer.size);
  return (int32_t)answer.size;
}

static int32_t too_long(void *ctx, char *out, size_t capacity) {
  (void)ctx;
  memset(out, 'x', capacity);
  return (int32_t)capacity + 1;
}

static chret_xmlsec_password set_answer(const char *text, size_t size) {
  answer.text = text;
  answer.size = size;
  answer.asked = 0;
  return ask;
}

/* ---- Loading ----------------------------------------------------------------------------------------------------- */

static const uint8_t *bytes(const test_text *text) {
  return (const uint8_t *)text->data;
}

/* From the files, where the certificate is NULL from PKCS#12; *out must stay as it is where it fails. */
static int32_t load(chret_xmlsec_signer **out, const char *key_file, const char *certificate_file,
                    chret_xmlsec_password password) {
  test_text key = test_file(key_file), certificate = {NULL, 0, 0};
  char *exact = test_exactly(key.data, key.size);
  int32_t status;
  *out = NULL;
  if (certificate_file == NULL) {
    status = chret_xmlsec_signer_new_pkcs12(out, xmlsec, (const uint8_t *)exact, key.size, password, &answer, err);
  } else {
    certificate = test_file(certificate_file);
    status = chret_xmlsec_signer_new(out, xmlsec, (const uint8_t *)exact, key.size, bytes(&certificate),
                                     certificate.size, password, &answer, err);
  }
  ck_assert_int_eq(status == CHRET_OK, *out != NULL);
  ck_assert_int_eq(chret_error_status(err), status);
  free(exact);
  test_text_free(&key);
  test_text_free(&certificate);
  return status;
}

/* openssl says that it is the signature of the message by the key of a.cert.pem. */
static void assert_openssl_verifies(const uint8_t *signature) {
  uint8_t der[CHRET_ECDSA_DER_SIZE];
  size_t size = 0;
  ck_assert_int_eq(chret_ecdsa_raw_to_der(signature, der, sizeof der, &size), CHRET_OK);
  test_write_file("signature", der, size);
  test_write_file("message", message, sizeof message - 1);
  test_shell("openssl x509 -in a.cert.pem -pubkey -noout >a.pub && "
             "openssl dgst -sha256 -verify a.pub -signature signature message");
}

static void assert_signs(const chret_xmlsec_signer *signer) {
  const chret_signer *how = chret_xmlsec_signer_get(signer);
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  for (int i = 0; i < 3; i++) {
    ck_assert_int_eq(how->sign(how->ctx, (const uint8_t *)message, sizeof message - 1, signature), 0);
    assert_openssl_verifies(signature);
  }
}

static const struct {
  const char *command; /* makes `file` of a.key.pem and a.cert.pem */
  int is_pkcs12;
  const char *password; /* NULL: it needs none */
} formats[] = {
    {"cp a.key.pem file", 0, NULL},
    {"openssl ec -in a.key.pem -out file", 0, NULL},
    {"{ openssl ecparam -name prime256v1; openssl ec -in a.key.pem; } >file", 0, NULL},
    {"{ echo text; cat a.cert.pem a.key.pem; } >file", 0, NULL},
    {"sed 's/$/\\r/' a.key.pem >file", 0, NULL},
    {"openssl pkcs8 -topk8 -in a.key.pem -passout pass:secret -out file", 0, "secret"},
    {"openssl pkcs8 -topk8 -scrypt -in a.key.pem -passout pass:secret -out file", 0, "secret"},
    {"openssl ec -aes256 -in a.key.pem -passout pass:secret -out file", 0, "secret"},
    {"openssl pkcs12 -export -inkey a.key.pem -in a.cert.pem -passout pass:secret -out file", 1, "secret"},
    {"openssl pkcs12 -export -inkey a.key.pem -in a.cert.pem -passout pass: -out file", 1, NULL},
    {"openssl pkcs12 -export -inkey a.key.pem -in a.cert.pem -passout pass: -out file", 1, ""},
    {"openssl pkcs12 -export -inkey a.key.pem -in a.cert.pem -nomac -keypbe NONE -certpbe NONE "
     "-passout pass: -out file",
     1, NULL},
    {"openssl pkcs12 -export -inkey a.key.pem -in a.cert.pem -certfile b.cert.pem -passout pass:secret -out file", 1,
     "secret"},
};

static void make_format(int i) {
  test_shell("$M --out a " ORGANISATION " && $M --out b " ORGANISATION " && %s", formats[i].command);
}

static const char *certificate_of(int i) {
  return formats[i].is_pkcs12 ? NULL : "a.cert.pem";
}

START_TEST(keys_of_every_format_sign) {
  chret_xmlsec_signer *signer = NULL;
  const char *password = formats[_i].password;
  make_format(_i);
  chret_xmlsec_password asks = password == NULL ? NULL : set_answer(password, strlen(password));
  int32_t status = load(&signer, "file", certificate_of(_i), asks);
  ck_assert_msg(status == CHRET_OK, "%s: %s", formats[_i].command, chret_error_message(err));
  ck_assert(password == NULL || answer.asked == 1);
  assert_signs(signer);
  chret_xmlsec_signer_free(signer);
}
END_TEST

START_TEST(a_wrong_password_is_a_key_that_cannot_be_read) {
  static const struct {
    const char *text;
    size_t size;
  } wrong[] = {{TEST_TEXT("Secret")}, {TEST_TEXT("")}, {TEST_TEXT("secret\0x")}, {TEST_TEXT("secret ")}, {NULL, 0}};
  chret_xmlsec_signer *signer = NULL;
  make_format(_i);
  if (formats[_i].password == NULL || formats[_i].password[0] == '\0') {
    return;
  }
  for (int i = 0; i < TEST_COUNT(wrong); i++) {
    int32_t status = load(&signer, "file", certificate_of(_i), set_answer(wrong[i].text, wrong[i].size));
    ck_assert_msg(status == CHRET_E_KEY, "%s, %d: %s", formats[_i].command, i, chret_status_name(status));
    ck_assert_int_eq(answer.asked, 1);
  }
  ck_assert_int_eq(load(&signer, "file", certificate_of(_i), NULL), CHRET_E_KEY);
  ck_assert_int_eq(load(&signer, "file", certificate_of(_i), too_long), CHRET_E_KEY);
}
END_TEST

/* Cut at many places. What follows the key may be cut off unnoticed, so only the half of it must be refused. */
START_TEST(keys_that_were_cut_are_refused) {
  chret_xmlsec_signer *signer = NULL;
  make_format(_i);
  test_text whole = test_file("file");
  size_t step = formats[_i].password == NULL ? 5 : 101; /* deriving keys takes time */
  for (size_t size = 0; size < whole.size; size += step) {
    test_write_file("cut", whole.data, size);
    int32_t status = load(&signer, "cut", certificate_of(_i), set_answer("secret", 6));
    ck_assert_msg(status == CHRET_E_KEY || (status == CHRET_OK && size > whole.size / 2), "%zu bytes of %s: %s", size,
                  formats[_i].command, chret_status_name(status));
    chret_xmlsec_signer_free(signer);
  }
  test_text_free(&whole);
}
END_TEST

/* ---- Keys and certificates that are no signer -------------------------------------------------------------------- */

static const struct {
  const char *command; /* makes key and cert, of a and b among others */
  int32_t status;
  const char *message; /* NULL: whatever the status says */
} refused[] = {
    {"cp a.key.pem key; cp b.cert.pem cert", CHRET_E_KEY_MISMATCH, NULL},
    /* the private number of b beside the public point of a */
    {"for i in a b; do openssl ec -in $i.key.pem -outform DER -out $i.der; done; "
     "{ head -c 7 a.der; head -c 39 b.der | tail -c 32; tail -c +40 a.der; } >key.der; "
     "openssl ec -inform DER -in key.der -out key; cp a.cert.pem cert",
     CHRET_E_KEY_MISMATCH, NULL},
    {"openssl genpkey -algorithm RSA -out key; cp a.cert.pem cert", CHRET_E_KEY, "the key is not on the curve P-256"},
    {"openssl genpkey -algorithm ED25519 -out key; $M --key key --out n " ORGANISATION "; mv n.cert.pem cert",
     CHRET_E_KEY, "the key is not on the curve P-256"},
    {"$M --curve P-384 --out n " ORGANISATION "; cp n.key.pem key; cp n.cert.pem cert", CHRET_E_KEY,
     "the key is not on the curve P-256"},
    {"$M --key-usage keyAgreement --key a.key.pem --out n " ORGANISATION "; mv n.key.pem key; mv n.cert.pem cert",
     CHRET_E_UNUSABLE_CERTIFICATE, "its key usage is without digitalSignature"},
    {"$M --serial -1 --key a.key.pem --out n " ORGANISATION "; mv n.key.pem key; mv n.cert.pem cert",
     CHRET_E_UNUSABLE_CERTIFICATE, "its serial number is negative"},
    {"$M --key a.key.pem --out n --role 02; mv n.key.pem key; mv n.cert.pem cert", CHRET_E_UNUSABLE_CERTIFICATE,
     "its subject has no EUI-64"},
    {"cp a.key.pem key; cp a.key.pem cert", CHRET_E_CERTIFICATE, NULL},
    {"cp a.key.pem key; : >cert", CHRET_E_CERTIFICATE, NULL},
    {"cp a.cert.pem key; cp a.cert.pem cert", CHRET_E_KEY, NULL},
    {"openssl ec -in a.key.pem -pubout -out key; cp a.cert.pem cert", CHRET_E_KEY, NULL},
    {"openssl ec -in a.key.pem -outform DER -out key; cp a.cert.pem cert", CHRET_E_KEY, NULL},
    {": >key; cp a.cert.pem cert", CHRET_E_KEY, NULL},
    {"head -c 5000 /dev/urandom >key; cp a.cert.pem cert", CHRET_E_KEY, NULL},
    {"cp a.key.pem key; openssl x509 -in a.cert.pem -outform DER -out cert", CHRET_OK, NULL},
    {"cp a.key.pem key; cat a.cert.pem b.cert.pem >cert", CHRET_OK, NULL},
    {"$M --not-before 20200101000000Z --not-after 20200102000000Z --key a.key.pem --out n " ORGANISATION
     "; mv n.key.pem key; mv n.cert.pem cert",
     CHRET_OK, NULL},
};

START_TEST(a_key_and_a_certificate_must_be_a_signer) {
  chret_xmlsec_signer *signer = NULL;
  test_shell("$M --out a " ORGANISATION " && $M --out b " ORGANISATION " && { %s; }", refused[_i].command);
  int32_t status = load(&signer, "key", "cert", NULL);
  ck_assert_msg(status == refused[_i].status, "%s: %s", refused[_i].command, chret_status_name(status));
  if (refused[_i].message != NULL) {
    ck_assert_str_eq(chret_error_message(err), refused[_i].message);
  }
  chret_xmlsec_signer_free(signer);
}
END_TEST

START_TEST(pkcs12_without_key_or_certificate_is_no_signer) {
  chret_xmlsec_signer *signer = NULL;
  test_shell("$M --out a " ORGANISATION
             " && openssl pkcs12 -export -nokeys -in a.cert.pem -passout pass: -out nokey && "
             "openssl pkcs12 -export -nocerts -inkey a.key.pem -passout pass: -out nocert");
  ck_assert_int_eq(load(&signer, "nokey", NULL, NULL), CHRET_E_KEY);
  ck_assert_int_eq(load(&signer, "nocert", NULL, NULL), CHRET_E_CERTIFICATE);
  ck_assert_int_eq(load(&signer, "a.key.pem", NULL, NULL), CHRET_E_KEY);
}
END_TEST

/* ---- The signer -------------------------------------------------------------------------------------------------- */

START_TEST(a_signer_says_what_the_certificate_says) {
  chret_xmlsec_signer *signer = NULL;
  test_shell("$M --out a --eui 90-B3-D5-1F-30-01-00-00 --role 87 --serial 123456789012345678901234567890 "
             "--issuer 'CN=Example\\, Ltd,OU=07'");
  ck_assert_int_eq(load(&signer, "a.key.pem", "a.cert.pem", NULL), CHRET_OK);
  const chret_signer *how = chret_xmlsec_signer_get(signer);
  ck_assert_str_eq(how->issuer, "CN=Example\\, Ltd,OU=07");
  ck_assert_str_eq(how->serial, "123456789012345678901234567890");
  ck_assert(how->eui64 == UINT64_C(0x90B3D51F30010000));
  ck_assert_ptr_eq(how->provider, chret_xmlsec_provider(xmlsec));
  ck_assert_str_eq(chret_certificate_role(chret_xmlsec_signer_certificate(signer)), "87");
  chret_xmlsec_signer_free(signer);
}
END_TEST

START_TEST(nothing_is_done_without_its_arguments) {
  const uint8_t *data = (const uint8_t *)message;
  chret_xmlsec_signer *signer = NULL;
  ck_assert_int_eq(chret_xmlsec_signer_new(NULL, xmlsec, data, 1, data, 1, NULL, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_error_status(err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_xmlsec_signer_new(&signer, NULL, data, 1, data, 1, NULL, NULL, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_xmlsec_signer_new(&signer, xmlsec, NULL, 1, data, 1, NULL, NULL, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_xmlsec_signer_new(&signer, xmlsec, data, 1, NULL, 1, NULL, NULL, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_xmlsec_signer_new_pkcs12(NULL, xmlsec, data, 1, NULL, NULL, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_xmlsec_signer_new_pkcs12(&signer, NULL, data, 1, NULL, NULL, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_xmlsec_signer_new_pkcs12(&signer, xmlsec, NULL, 1, NULL, NULL, NULL), CHRET_E_ARGUMENT);
  /* sizes that OpenSSL could not be told; nothing is read */
  ck_assert_int_eq(chret_xmlsec_signer_new(&signer, xmlsec, data, 1, data, (size_t)INT_MAX + 1, NULL, NULL, NULL),
                   CHRET_E_CERTIFICATE);
  test_shell("$M --out large --eui 90-B3-D5-1F-30-01-00-00");
  test_text certificate = test_file("large.cert.pem");
  ck_assert_int_eq(chret_xmlsec_signer_new(&signer, xmlsec, data, (size_t)INT_MAX + 1,
                                           (const uint8_t *)certificate.data, certificate.size, NULL, NULL, NULL),
                   CHRET_E_KEY);
  test_text_free(&certificate);
  ck_assert_ptr_null(signer);
  ck_assert_ptr_null(chret_xmlsec_signer_get(NULL));
  ck_assert_ptr_null(chret_xmlsec_signer_certificate(NULL));
  chret_xmlsec_signer_free(NULL);
}
END_TEST

/* ---- Memory ------------------------------------------------------------------------------------------------------ */

/* A call that was refused for want of memory is made again, and must then succeed; that it says CHRET_E_NO_MEMORY is all
 * that it may say. */
#define STEP(memory, call)                                                                                             \
  do {                                                                                                                 \
    int32_t step = (call);                                                                                             \
    if (step != CHRET_OK) {                                                                                            \
      refusals++;                                                                                                      \
      ck_assert_msg(step == CHRET_E_NO_MEMORY && test_memory_failed(memory), "%s: %s", #call,                          \
                    chret_status_name(step));                                                                          \
      test_memory_arm(memory, 0, 0);                                                                                   \
      ck_assert_int_eq((call), CHRET_OK);                                                                              \
    }                                                                                                                  \
  } while (0)

static size_t refusals;

/* Both certificates, or none. */
static int32_t add_both(const chret_xmlsec *own, chret_trust *trust, const test_text *certificates) {
  int32_t status = chret_xmlsec_trust_add(own, trust, bytes(certificates), certificates->size, err);
  ck_assert_uint_eq(chret_trust_count(trust), status == CHRET_OK ? 2 : 0);
  return status;
}

/* The whole of the provider's work, in `memory`. */
static void work(test_memory *memory, const test_text *key, const test_text *pkcs12, const test_text *certificates) {
  chret_options *options = NULL;
  chret_xmlsec *own = NULL;
  chret_trust *trust = NULL;
  chret_xmlsec_signer *signer = NULL, *other = NULL;
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  chret_allocator allocator;
  test_memory_allocator(memory, &allocator);
  STEP(memory, chret_options_new(&options, &allocator));
  STEP(memory, chret_xmlsec_new(&own, options));
  STEP(memory, chret_trust_new(&trust, chret_xmlsec_provider(own), options));
  STEP(memory, add_both(own, trust, certificates));
  STEP(memory, chret_xmlsec_add_ca(own, bytes(certificates), certificates->size, err));
  STEP(memory, chret_xmlsec_signer_new(&signer, own, bytes(key), key->size, bytes(certificates), certificates->size,
                                       NULL, NULL, err));
  STEP(memory, chret_xmlsec_signer_new_pkcs12(&other, own, bytes(pkcs12), pkcs12->size, NULL, NULL, err));
  const chret_signer *how = chret_xmlsec_signer_get(signer);
  ck_assert_int_eq(how->sign(how->ctx, (const uint8_t *)message, sizeof message - 1, signature), 0);
  chret_xmlsec_signer_free(other);
  chret_xmlsec_signer_free(signer);
  chret_trust_free(trust);
  chret_xmlsec_free(own);
  chret_options_free(options);
}

START_TEST(each_allocation_of_ours_may_fail) {
  test_memory memory = {0, 0, 0, 0, 0, 0, 0};
  test_shell("$M --out a " ORGANISATION " && $M --out b " ORGANISATION " && cat a.cert.pem b.cert.pem >both.pem && "
             "openssl pkcs12 -export -inkey a.key.pem -in a.cert.pem -passout pass: -out a.p12");
  test_text key = test_file("a.key.pem"), pkcs12 = test_file("a.p12"), certificates = test_file("both.pem");
  size_t failures = 0;
  do {
    refusals = 0;
    test_memory_arm(&memory, ++failures, _i);
    work(&memory, &key, &pkcs12, &certificates);
    ck_assert_msg(memory.live == 0 && memory.misuse == 0, "after failure %zu %zu blocks are left, %zu misused",
                  failures, memory.live, memory.misuse);
  } while (refusals != 0);
  ck_assert_uint_gt(failures, 10);
  test_text_free(&key);
  test_text_free(&pkcs12);
  test_text_free(&certificates);
}
END_TEST

int main(void) {
  test_workshop();
  host_begin();
  Suite *suite = suite_create("xmlsec signer");
  TCase *tests = tcase_create("signer");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 120);
  tcase_add_loop_test(tests, keys_of_every_format_sign, 0, TEST_COUNT(formats));
  tcase_add_loop_test(tests, a_wrong_password_is_a_key_that_cannot_be_read, 0, TEST_COUNT(formats));
  tcase_add_loop_test(tests, keys_that_were_cut_are_refused, 0, TEST_COUNT(formats));
  tcase_add_loop_test(tests, a_key_and_a_certificate_must_be_a_signer, 0, TEST_COUNT(refused));
  tcase_add_test(tests, pkcs12_without_key_or_certificate_is_no_signer);
  tcase_add_test(tests, a_signer_says_what_the_certificate_says);
  tcase_add_test(tests, nothing_is_done_without_its_arguments);
  tcase_add_loop_test(tests, each_allocation_of_ours_may_fail, 0, 2);
  return host_end(test_run(suite));
}
