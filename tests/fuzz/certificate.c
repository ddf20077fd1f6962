/* tests/fuzz/certificate.c - certificates and keys as the provider on xmlsec1 reads them, in DER and PEM: what it says of a
 * certificate is what OpenSSL says, and nothing that it refuses gets in. */
#include "identity.h"

#include <chreturn/xmlsec.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

static chret_xmlsec *xmlsec;
static uint8_t certificate[FUZZ_CERTIFICATE_SIZE];
static size_t certificate_size;
static char *key_pem;
static size_t key_pem_size;

void fuzz_begin(void) {
  BIO *pem = BIO_new(BIO_s_mem());
  EVP_PKEY *key = fuzz_key(1);
  char *bytes;
  FUZZ_CHECK(chret_xmlsec_new(&xmlsec, NULL) == CHRET_OK, "no provider");
  certificate_size = fuzz_certificate(certificate, 1);
  FUZZ_CHECK(PEM_write_bio_PrivateKey(pem, key, NULL, NULL, 0, NULL, NULL) == 1, "no key");
  key_pem_size = (size_t)BIO_get_mem_data(pem, &bytes);
  key_pem = malloc(key_pem_size);
  FUZZ_CHECK(key_pem != NULL, "no memory");
  memcpy(key_pem, bytes, key_pem_size);
  BIO_free(pem);
  EVP_PKEY_free(key);
}

/* ---- What it says of a certificate ---- */

/* The string's DER, or 0. */
static int get_der(ASN1_STRING *value, uint8_t **der) {
  ASN1_TYPE type;
  type.type = ASN1_STRING_type(value);
  type.value.asn1_string = value;
  return i2d_ASN1_TYPE(&type, der);
}

/* The EUI-64 of the subject's one x500UniqueIdentifier, by its DER: 03 09 00 and 8 bytes. */
static int get_eui64(const X509 *x509, uint64_t *value) {
  const X509_NAME *subject = X509_get_subject_name(x509);
  uint8_t *der = NULL;
  int at = X509_NAME_get_index_by_NID(subject, NID_x500UniqueIdentifier, -1);
  if (at < 0 || X509_NAME_get_index_by_NID(subject, NID_x500UniqueIdentifier, at) >= 0) {
    return 0;
  }
  int size = get_der(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)), &der);
  int good = size == 11 && memcmp(der, "\x03\x09\x00", 3) == 0;
  *value = 0;
  for (int i = 3; good && i < 11; i++) {
    *value = *value << 8 | der[i];
  }
  OPENSSL_free(der);
  return good;
}

static void expect_usable(X509 *x509, const chret_certificate *described) {
  char group[64] = "";
  EVP_PKEY *key = X509_get0_pubkey(x509);
  int64_t from, until;
  FUZZ_CHECK(key != NULL && EVP_PKEY_get_group_name(key, group, sizeof group, NULL) == 1 &&
                 strcmp(group, "prime256v1") == 0,
             "usable with a key on %s", group);
  FUZZ_CHECK((X509_get_key_usage(x509) & X509v3_KU_DIGITAL_SIGNATURE) != 0, "usable without digitalSignature");
  FUZZ_CHECK(chret_certificate_issuer(described)[0] != '\0' && chret_certificate_serial(described)[0] != '\0',
             "usable without a name");
  /* one that is not within its validity is not usable at that time, which the trust store sees to */
  FUZZ_CHECK(chret_certificate_validity(described, &from, &until) == CHRET_OK, "no validity");
  for (int edge = 0; edge < 2; edge++) {
    time_t time = (time_t)(edge == 0 ? from : until);
    const ASN1_TIME *own = edge == 0 ? X509_get0_notBefore(x509) : X509_get0_notAfter(x509);
    FUZZ_CHECK(ASN1_TIME_cmp_time_t(own, time) == 0, "its validity is %lld", (long long)time);
  }
}

static void expect_described(X509 *x509, const chret_certificate *described) {
  BIGNUM *serial = ASN1_INTEGER_to_BN(X509_get_serialNumber(x509), NULL);
  char *decimal = BN_bn2dec(serial);
  uint64_t got = 1, want = 1;
  const char *said = chret_certificate_serial(described);
  FUZZ_CHECK(said[0] == '\0' ? BN_is_negative(serial) || ASN1_STRING_length(X509_get_serialNumber(x509)) > 20
                             : strcmp(said, decimal) == 0,
             "the serial number %s is %s", decimal, said);
  int has_eui64 = chret_certificate_eui64(described, &got) == CHRET_OK;
  FUZZ_CHECK(has_eui64 == get_eui64(x509, &want) && (!has_eui64 || got == want), "the EUI-64 %016llx is %016llx",
             (unsigned long long)want, (unsigned long long)got);
  if (chret_certificate_unusable(described) == NULL) {
    fuzz_accepted++;
    expect_usable(x509, described);
  }
  OPENSSL_free(decimal);
  BN_free(serial);
}

/* Whether it is one in DER. */
static int check_certificate(const uint8_t *data, size_t size) {
  chret_certificate *described = FUZZ_UNTOUCHED;
  const uint8_t *at = data;
  X509 *x509 = d2i_X509(NULL, &at, (long)size);
  int whole = x509 != NULL && at == data + size;
  ERR_clear_error();
  int32_t status = chret_certificate_new(&described, chret_xmlsec_provider(xmlsec), data, size, fuzz_options, fuzz_err);
  fuzz_expect_out(status, described, fuzz_err);
  FUZZ_CHECK((status == CHRET_OK) == whole, "%s", chret_error_message(fuzz_err));
  if (status == CHRET_OK) {
    expect_described(x509, described);
    chret_certificate_free(described);
  }
  X509_free(x509);
  ERR_clear_error();
  return whole;
}

/* ---- Trust, signers ---- */

/* The same whether it is given as it is or in PEM, with other text round it. */
static size_t count_trusted(const uint8_t *data, size_t size, int32_t *status) {
  chret_trust *trust = NULL;
  FUZZ_CHECK(chret_trust_new(&trust, chret_xmlsec_provider(xmlsec), fuzz_options) == CHRET_OK, "no trust store");
  *status = chret_xmlsec_trust_add(xmlsec, trust, data, size, fuzz_err);
  size_t count = chret_trust_count(trust);
  FUZZ_CHECK(*status == CHRET_OK ? count > 0 : *status == CHRET_E_CERTIFICATE && count == 0, "%s, %zu certificates",
             chret_error_message(fuzz_err), count);
  FUZZ_CHECK(*status == chret_error_status(fuzz_err), "%s", chret_error_message(fuzz_err));
  chret_trust_free(trust);
  return count;
}

static void check_trust(const uint8_t *data, size_t size, int is_der) {
  int32_t status, again;
  size_t count = count_trusted(data, size, &status);
  if (is_der || status != CHRET_OK) { /* or else there was PEM in it already */
    BIO *pem = BIO_new(BIO_s_mem());
    char *bytes;
    BIO_puts(pem, "some text\n");
    PEM_write_bio(pem, "CERTIFICATE", "", data, (long)size);
    BIO_puts(pem, "and more\n");
    size_t pem_size = (size_t)BIO_get_mem_data(pem, &bytes);
    FUZZ_CHECK(count_trusted((const uint8_t *)bytes, pem_size, &again) == count && again == status, "%s, in PEM %s",
               chret_status_name(status), chret_status_name(again));
    BIO_free(pem);
  }
}

static int32_t no_password(void *ctx, char *out, size_t capacity) {
  (void)ctx;
  (void)out;
  (void)capacity;
  return -1;
}

static void check_signers(const uint8_t *data, size_t size) {
  chret_xmlsec_signer *signer = FUZZ_UNTOUCHED;
  int32_t status =
      chret_xmlsec_signer_new(&signer, xmlsec, data, size, certificate, certificate_size, no_password, NULL, fuzz_err);
  fuzz_expect_out(status, signer, fuzz_err);
  if (status == CHRET_OK) {
    chret_xmlsec_signer_free(signer);
  }
  signer = FUZZ_UNTOUCHED;
  status = chret_xmlsec_signer_new(&signer, xmlsec, (const uint8_t *)key_pem, key_pem_size, data, size, NULL, NULL,
                                   fuzz_err);
  fuzz_expect_out(status, signer, fuzz_err);
  if (status == CHRET_OK) {
    FUZZ_CHECK(chret_certificate_unusable(chret_xmlsec_signer_certificate(signer)) == NULL, "an unusable certificate");
    chret_xmlsec_signer_free(signer);
  }
}

void fuzz_one(const uint8_t *data, size_t size) {
  if (size == 0) {
    return;
  }
  check_trust(data, size, check_certificate(data, size));
  if (fuzz_hash(data, size) % 16 == 0) { /* OpenSSL takes long to find out what a key is */
    check_signers(data, size);
  }
  FUZZ_CHECK(ERR_peek_error() == 0, "OpenSSL has noted an error");
}
