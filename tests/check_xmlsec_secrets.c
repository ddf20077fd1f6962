/* tests/check_xmlsec_secrets.c - what the provider on xmlsec1 clears: no private key and no password is in memory that it gave back.
 * Blocks of OpenSSL's are looked at when they are freed; the stack, after the thread that ran on it has ended.
 */
#include "support_identity.h"

#include <chreturn/xmlsec.h>
#include <malloc.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* ---- OpenSSL's memory -------------------------------------------------------------------------------------------- */

#define KEY_SIZE 32

static uint8_t secret[KEY_SIZE], reversed[KEY_SIZE]; /* the private key, as DER and as OpenSSL's numbers have it */
static int is_watching;
static size_t found;

static size_t count(const uint8_t *data, size_t size, const void *what, size_t what_size) {
  size_t times = 0;
  for (size_t at = 0; at + what_size <= size; at++) {
    times += memcmp(data + at, what, what_size) == 0;
  }
  return times;
}

static void look(void *block) {
  if (is_watching && block != NULL) {
    found += count(block, malloc_usable_size(block), secret, KEY_SIZE);
    found += count(block, malloc_usable_size(block), reversed, KEY_SIZE);
  }
}

static void *take(size_t size, const char *file, int line) {
  (void)file;
  (void)line;
  return calloc(1, size); /* so that nothing of an earlier block is in it */
}

static void give_back(void *block, const char *file, int line) {
  (void)file;
  (void)line;
  look(block);
  free(block);
}

static void *move(void *block, size_t size, const char *file, int line) {
  void *moved = take(size, file, line);
  size_t old = block != NULL ? malloc_usable_size(block) : 0;
  if (block != NULL && moved != NULL) {
    memcpy(moved, block, old < size ? old : size);
    give_back(block, file, line);
  }
  return moved;
}

/* As long as it may be, so that later calls do not happen to cover all of it. */
#define WORD     "0a1b2c3d4e5f6g7h8i9j"
#define WORDS    WORD WORD WORD WORD WORD WORD WORD WORD WORD WORD
#define PASSWORD WORDS WORDS WORDS WORDS WORDS

/* ---- What is worked with ----------------------------------------------------------------------------------------- */

static chret_xmlsec *xmlsec;
static test_text key, certificate, encrypted, pkcs12;

static const uint8_t *bytes(const test_text *text) {
  return (const uint8_t *)text->data;
}

static void read_secret(void) {
  BIO *pem = BIO_new_mem_buf(key.data, (int)key.size);
  EVP_PKEY *read = PEM_read_bio_PrivateKey(pem, NULL, NULL, NULL);
  BIGNUM *number = NULL;
  ck_assert_int_eq(EVP_PKEY_get_bn_param(read, OSSL_PKEY_PARAM_PRIV_KEY, &number), 1);
  ck_assert_int_eq(BN_bn2binpad(number, secret, KEY_SIZE), KEY_SIZE);
  for (size_t i = 0; i < KEY_SIZE; i++) {
    reversed[i] = secret[KEY_SIZE - 1 - i];
  }
  BN_clear_free(number);
  EVP_PKEY_free(read);
  BIO_free(pem);
}

static void setup(void) {
  test_shell("rm -f *.pem && $M --out a --eui 90-B3-D5-1F-30-01-00-00 --role 02 && "
             "openssl pkcs8 -topk8 -in a.key.pem -passout pass:" PASSWORD " -out encrypted.pem && "
             "openssl pkcs12 -export -inkey a.key.pem -in a.cert.pem -passout pass:" PASSWORD " -out a.p12");
  key = test_file("a.key.pem");
  certificate = test_file("a.cert.pem");
  encrypted = test_file("encrypted.pem");
  pkcs12 = test_file("a.p12");
  ck_assert_int_eq(chret_xmlsec_new(&xmlsec, NULL), CHRET_OK);
  read_secret();
  found = 0;
}

static void teardown(void) {
  is_watching = 0;
  chret_xmlsec_free(xmlsec);
  test_text_free(&key);
  test_text_free(&certificate);
  test_text_free(&encrypted);
  test_text_free(&pkcs12);
}

/* ---- Keys -------------------------------------------------------------------------------------------------------- */

START_TEST(watching_finds_what_is_not_cleared) {
  uint8_t *block = OPENSSL_malloc(100);
  is_watching = 1;
  memcpy(block + 10, secret, KEY_SIZE);
  OPENSSL_free(block);
  ck_assert_uint_eq(found, 1);
}
END_TEST

START_TEST(a_key_beside_the_certificates_is_cleared) {
  chret_trust *trust = NULL;
  test_text both = {NULL, 0, 0};
  test_add(&both, key.data, key.size);
  test_add(&both, certificate.data, certificate.size);
  ck_assert_int_eq(chret_trust_new(&trust, chret_xmlsec_provider(xmlsec), NULL), CHRET_OK);
  is_watching = 1;
  ck_assert_int_eq(chret_xmlsec_trust_add(xmlsec, trust, bytes(&both), both.size, NULL), CHRET_OK);
  ck_assert_uint_eq(chret_trust_count(trust), 1);
  chret_trust_free(trust);
  ck_assert_uint_eq(found, 0);
  test_text_free(&both);
}
END_TEST

START_TEST(the_key_of_a_signer_is_cleared) {
  chret_xmlsec_signer *signer = NULL;
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  ck_assert_int_eq(chret_xmlsec_signer_new(&signer, xmlsec, bytes(&key), key.size, bytes(&certificate),
                                           certificate.size, NULL, NULL, NULL),
                   CHRET_OK);
  const chret_signer *how = chret_xmlsec_signer_get(signer);
  is_watching = 1; /* what OpenSSL leaves while it parses is its own */
  ck_assert_int_eq(how->sign(how->ctx, (const uint8_t *)"a", 1, signature), 0);
  chret_xmlsec_signer_free(signer);
  ck_assert_uint_eq(found, 0);
}
END_TEST

/* ---- Passwords --------------------------------------------------------------------------------------------------- */

#define STACK_SIZE (1 << 20)

static const char password[] = PASSWORD;
static const char wrong[] = PASSWORD "x"; /* with which the call ends soon, before others cover what it leaves */

static int32_t give_password(void *ctx, char *out, size_t capacity) {
  const char *is = ctx;
  ck_assert_uint_ge(capacity, strlen(is));
  memcpy(out, is, strlen(is));
  return (int32_t)strlen(is);
}

static void *make_from_key(void *ctx) {
  chret_xmlsec_signer *signer = NULL;
  int32_t status = chret_xmlsec_signer_new(&signer, xmlsec, bytes(&encrypted), encrypted.size, bytes(&certificate),
                                           certificate.size, give_password, ctx, NULL);
  chret_xmlsec_signer_free(signer);
  return status == (ctx == password ? CHRET_OK : CHRET_E_KEY) ? ctx : NULL;
}

static void *make_from_pkcs12(void *ctx) {
  chret_xmlsec_signer *signer = NULL;
  int32_t status =
      chret_xmlsec_signer_new_pkcs12(&signer, xmlsec, bytes(&pkcs12), pkcs12.size, give_password, ctx, NULL);
  chret_xmlsec_signer_free(signer);
  return status == (ctx == password ? CHRET_OK : CHRET_E_KEY) ? ctx : NULL;
}

static void *leave_password(void *ctx) {
  volatile char copy[4096]; /* deeper than what a thread does at its end */
  for (size_t i = 0; i < sizeof password; i++) {
    copy[i] = password[i];
  }
  return copy[0] != '\0' ? ctx : NULL;
}

/* How often a word of the password is on the stack of a thread that ran this. */
static size_t left_by(void *(*run)(void *), const char *with) {
  pthread_attr_t attributes;
  pthread_t thread;
  void *stack = NULL, *returned = NULL;
  ck_assert_int_eq(posix_memalign(&stack, 4096, STACK_SIZE), 0);
  memset(stack, 0, STACK_SIZE);
  ck_assert_int_eq(pthread_attr_init(&attributes), 0);
  ck_assert_int_eq(pthread_attr_setstack(&attributes, stack, STACK_SIZE), 0);
  ck_assert_int_eq(pthread_create(&thread, &attributes, run, (void *)with), 0);
  ck_assert_int_eq(pthread_join(thread, &returned), 0);
  ck_assert_ptr_eq(returned, with);
  pthread_attr_destroy(&attributes);
  size_t times = count(stack, STACK_SIZE, WORD, sizeof WORD - 1);
  free(stack);
  return times;
}

START_TEST(the_password_is_cleared) {
  ck_assert_uint_ge(left_by(leave_password, password), 1);
  ck_assert_uint_eq(left_by(make_from_key, password), 0);
  ck_assert_uint_eq(left_by(make_from_pkcs12, password), 0);
  ck_assert_uint_eq(left_by(make_from_key, wrong), 0);
  ck_assert_uint_eq(left_by(make_from_pkcs12, wrong), 0);
}
END_TEST

int main(void) {
  if (CRYPTO_set_mem_functions(take, move, give_back) != 1) {
    return 1;
  }
  test_workshop();
  Suite *suite = suite_create("xmlsec secrets");
  TCase *tests = tcase_create("secrets");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, watching_finds_what_is_not_cleared);
  tcase_add_test(tests, a_key_beside_the_certificates_is_cleared);
  tcase_add_test(tests, the_key_of_a_signer_is_cleared);
  tcase_add_test(tests, the_password_is_cleared);
  return test_run(suite);
}
