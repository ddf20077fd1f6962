/* tests/fuzz/key.c - private keys as hosts give them to the provider on xmlsec1: PKCS#12, and PEM with or without a password.
 * An input is PKCS#12 or PKCS#8 in DER, or PEM with a key and its certificate. What makes a signer signs what the
 * certificate verifies; without the password nothing does. */
#include "identity.h"
#include "signature/certificate.h"

#include <chreturn/xmlsec.h>
#include <malloc.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <stdlib.h>
#include <string.h>

#define PASSWORD   "secret"   /* of tests/fuzz/seeds */
#define SCRYPT_MAX (32 << 20) /* bytes that OpenSSL lets scrypt have */

#define SEQUENCE (V_ASN1_SEQUENCE | V_ASN1_CONSTRUCTED)

static chret_xmlsec *xmlsec;
static uint8_t certificate[FUZZ_CERTIFICATE_SIZE];
static size_t certificate_size;

/* ---- OpenSSL's memory -------------------------------------------------------------------------------------------- */

static size_t used, most_used;

static void *count(void *block) {
  used += malloc_usable_size(block);
  most_used = used > most_used ? used : most_used;
  return block;
}

static void *allocate(size_t size, const char *file, int line) {
  (void)file;
  (void)line;
  return count(malloc(size));
}

static void release(void *block, const char *file, int line) {
  (void)file;
  (void)line;
  used -= malloc_usable_size(block);
  free(block);
}

static void *reallocate(void *block, size_t size, const char *file, int line) {
  (void)file;
  (void)line;
  used -= malloc_usable_size(block);
  return count(realloc(block, size));
}

/* ---- Before ------------------------------------------------------------------------------------------------------ */

/* The MAC of PKCS#12 is right again, so that what is in it gets looked at. */
static size_t mac_again(uint8_t *data, size_t size, size_t room) {
  static uint8_t salt[8];
  const uint8_t *at = data;
  PKCS12 *file = d2i_PKCS12(NULL, &at, (long)size);
  int made = 0;
  if (file != NULL && PKCS12_set_mac(file, PASSWORD, -1, salt, sizeof salt, 1, EVP_sha256()) == 1) {
    made = i2d_PKCS12(file, NULL);
  }
  if (made > 0 && (size_t)made <= room) {
    i2d_PKCS12(file, &data);
    size = (size_t)made;
  }
  PKCS12_free(file);
  ERR_clear_error();
  return size;
}

void fuzz_begin(void) {
  FUZZ_CHECK(CRYPTO_set_mem_functions(allocate, reallocate, release) == 1, "OpenSSL's memory");
  FUZZ_CHECK(chret_xmlsec_new(&xmlsec, NULL) == CHRET_OK, "no provider");
  certificate_size = fuzz_certificate(certificate, 1);
  fuzz_repair = mac_again;
}

/* ---- What would take hours --------------------------------------------------------------------------------------- */

/* OpenSSL iterates as often as the file says: here no number that can be seen has more than seven bits. Elements in
 * elements are walked one after another; what is in an OCTET STRING may be a SEQUENCE too. */
static int is_dear(const uint8_t *data, size_t size) {
  size_t at = 0;
  while (size - at >= 2) {
    uint8_t tag = data[at];
    size_t length = data[at + 1];
    at += 2;
    for (size_t more = length > 0x80 ? length & 0x7F : 0, i = 0; i < more && at < size; i++) {
      length = (i == 0 ? 0 : length << 8) | data[at++];
    }
    if (tag == (V_ASN1_OCTET_STRING | V_ASN1_CONSTRUCTED) || (tag & 0x1F) == 0x1F ||
        (tag == V_ASN1_INTEGER && length >= 2 && length <= sizeof(int64_t))) {
      return 1;
    }
    if (tag & V_ASN1_CONSTRUCTED) {
      continue;
    }
    length = length < size - at ? length : size - at;
    if (tag == V_ASN1_OCTET_STRING && length > 0 && data[at] == SEQUENCE && is_dear(data + at, length)) {
      return 1;
    }
    at += length;
  }
  return 0;
}

static int is_dear_pem(const uint8_t *data, size_t size) {
  BIO *pem = BIO_new_mem_buf(data, (int)size);
  char *name = NULL, *header = NULL;
  uint8_t *bytes = NULL;
  long length;
  int found = 0;
  while (!found && PEM_read_bio(pem, &name, &header, &bytes, &length) == 1) {
    found = is_dear(bytes, (size_t)length);
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(bytes);
  }
  BIO_free(pem);
  ERR_clear_error();
  return found;
}

/* ---- Passwords --------------------------------------------------------------------------------------------------- */

struct asked {
  const char *password; /* NULL: there is none */
  int times;
};

static int32_t ask(void *ctx, char *out, size_t capacity) {
  struct asked *asked = ctx;
  asked->times++;
  FUZZ_CHECK(capacity >= sizeof PASSWORD, "room for %zu bytes only", capacity);
  if (asked->password == NULL) {
    return -1;
  }
  memset(out, 'x', capacity); /* all of the room may be used */
  memcpy(out, asked->password, strlen(asked->password));
  return (int32_t)strlen(asked->password);
}

/* ---- Signers ----------------------------------------------------------------------------------------------------- */

/* By OpenSSL, with the certificate as it was read. */
static int is_verified(const chret_certificate *described, const uint8_t *text, size_t size, const uint8_t *signature) {
  uint8_t der[CHRET_ECDSA_DER_SIZE];
  size_t der_size;
  const uint8_t *at = described->der;
  X509 *x509 = d2i_X509(NULL, &at, (long)described->der_size);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  int good = chret_ecdsa_raw_to_der(signature, der, sizeof der, &der_size) == CHRET_OK &&
             EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, X509_get0_pubkey(x509)) == 1 &&
             EVP_DigestVerify(context, der, der_size, text, size) == 1;
  EVP_MD_CTX_free(context);
  X509_free(x509);
  return good;
}

static void expect_good(const chret_xmlsec_signer *made) {
  static const uint8_t TEXT[] = "SignedInfo";
  const chret_signer *signer = chret_xmlsec_signer_get(made);
  const chret_certificate *described = chret_xmlsec_signer_certificate(made);
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  uint64_t eui64;
  FUZZ_CHECK(chret_certificate_unusable(described) == NULL, "an unusable certificate");
  FUZZ_CHECK(chret_certificate_eui64(described, &eui64) == CHRET_OK && eui64 == signer->eui64, "another EUI-64");
  FUZZ_CHECK(signer->sign(signer->ctx, TEXT, sizeof TEXT, signature) == CHRET_OK, "it does not sign");
  FUZZ_CHECK(is_verified(described, TEXT, sizeof TEXT, signature), "its certificate does not verify what it signs");
}

typedef int32_t (*maker)(chret_xmlsec_signer **out, const uint8_t *data, size_t size, struct asked *asked);

static int32_t from_pkcs12(chret_xmlsec_signer **out, const uint8_t *data, size_t size, struct asked *asked) {
  return chret_xmlsec_signer_new_pkcs12(out, xmlsec, data, size, ask, asked, fuzz_err);
}

static int32_t from_one_file(chret_xmlsec_signer **out, const uint8_t *data, size_t size, struct asked *asked) {
  return chret_xmlsec_signer_new(out, xmlsec, data, size, data, size, ask, asked, fuzz_err);
}

static int32_t from_key(chret_xmlsec_signer **out, const uint8_t *data, size_t size, struct asked *asked) {
  return chret_xmlsec_signer_new(out, xmlsec, data, size, certificate, certificate_size, ask, asked, fuzz_err);
}

static int32_t make(maker how, const uint8_t *data, size_t size, struct asked *asked) {
  chret_xmlsec_signer *signer = FUZZ_UNTOUCHED;
  size_t before = most_used = used;
  int32_t status = how(&signer, data, size, asked);
  fuzz_expect_out(status, signer, fuzz_err);
  FUZZ_CHECK(asked->times <= 1, "asked %d times", asked->times);
  FUZZ_CHECK(most_used - before <= SCRYPT_MAX + (1 << 20) + 64 * size, "%zu bytes took OpenSSL %zu", size,
             most_used - before);
  if (status == CHRET_OK) {
    expect_good(signer);
    chret_xmlsec_signer_free(signer);
  }
  FUZZ_CHECK(ERR_peek_error() == 0, "OpenSSL has noted an error");
  return status;
}

/* is_locked: whether somebody who lacks the password gets nothing. */
static void check(maker how, const uint8_t *data, size_t size, int is_locked) {
  static const char *const wrong[] = {NULL, "", "Secret"};
  struct asked right = {PASSWORD, 0};
  if (make(how, data, size, &right) != CHRET_OK) {
    return;
  }
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    struct asked other = {wrong[i], 0};
    int32_t status = make(how, data, size, &other);
    int is_wrong = right.times > 0 && (is_locked || wrong[i] == NULL);
    FUZZ_CHECK(other.times == right.times && status == (is_wrong ? CHRET_E_KEY : CHRET_OK), "with %s it is %s",
               wrong[i] == NULL ? "no password" : wrong[i], chret_status_name(status));
  }
}

/* ---- Inputs ------------------------------------------------------------------------------------------------------ */

static int has_mac(const uint8_t *data, size_t size) {
  PKCS12 *file = d2i_PKCS12(NULL, &data, (long)size);
  int has = file != NULL && PKCS12_mac_present(file);
  PKCS12_free(file);
  ERR_clear_error();
  return has;
}

static void check_der(const uint8_t *data, size_t size) {
  static const char *const labels[] = {PEM_STRING_PKCS8, PEM_STRING_PKCS8INF, PEM_STRING_ECPRIVATEKEY};
  BIO *pem = BIO_new(BIO_s_mem());
  char *bytes;
  PEM_write_bio(pem, labels[fuzz_hash(data, size) % 3], "", data, (long)size);
  long length = BIO_get_mem_data(pem, &bytes);
  check(from_pkcs12, data, size, has_mac(data, size));
  check(from_key, (const uint8_t *)bytes, (size_t)length, 1);
  BIO_free(pem);
}

void fuzz_one(const uint8_t *data, size_t size) {
  if (size == 0 || is_dear(data, size) || is_dear_pem(data, size)) {
    return;
  }
  if (data[0] == SEQUENCE) {
    check_der(data, size);
  } else {
    check(from_one_file, data, size, 1);
    check(from_key, data, size, 1);
  }
}
