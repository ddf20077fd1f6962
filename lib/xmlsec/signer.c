#include "provider.h"

#include <openssl/ecerr.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <string.h>
#include <xmlsec/openssl/evp.h>

struct chret_xmlsec_signer {
  chret_allocator allocator;
  chret_certificate *certificate;
  xmlSecKeyDataPtr key;
  chret_signer signer;
};

/* ---- Signing ----------------------------------------------------------------------------------------------------- */

static int sign_der(EVP_PKEY *key, const uint8_t *data, size_t size, uint8_t *der, size_t *der_size) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  int done = context != NULL && EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) == 1 &&
             EVP_DigestSign(context, der, der_size, data, size) == 1;
  EVP_MD_CTX_free(context);
  return done;
}

static int32_t sign(void *ctx, const uint8_t *signed_info, size_t size, uint8_t *signature) {
  const chret_xmlsec_signer *signer = ctx;
  uint8_t der[CHRET_ECDSA_DER_SIZE];
  size_t der_size = sizeof der;
  int32_t status = CHRET_OK;
  chret_i_xmlsec_mark();
  if (!sign_der(xmlSecOpenSSLEvpKeyDataGetEvp(signer->key), signed_info, size, der, &der_size))
    status = chret_i_xmlsec_failure(CHRET_E_CRYPTOGRAPHY);
  else if (chret_ecdsa_der_to_raw(der, der_size, signature) != CHRET_OK)
    status = CHRET_E_CRYPTOGRAPHY;
  ERR_pop_to_mark();
  return status;
}

/* ---- Making ------------------------------------------------------------------------------------------------------ */

static int32_t describe(chret_certificate **out, const chret_xmlsec *xmlsec, const X509 *x509) {
  chret_error *failure = NULL;
  unsigned char *der = NULL;
  int size = i2d_X509(x509, &der);
  int32_t status = size > 0 ? chret_error_new(&failure, xmlsec->options) : CHRET_E_NO_MEMORY;
  if (status == CHRET_OK) {
    status = chret_certificate_new(out, &xmlsec->provider, der, (size_t)size, xmlsec->options, failure);
    status = chret_i_xmlsec_own_status(status, failure);
  }
  chret_error_free(failure);
  OPENSSL_free(der);
  return status;
}

static int32_t set_certificate(chret_xmlsec_signer *signer, const chret_xmlsec *xmlsec, const X509 *x509,
                               chret_error *err) {
  int32_t status = describe(&signer->certificate, xmlsec, x509);
  if (status != CHRET_OK)
    return chret_error_set(err, status, NULL);
  if (chret_certificate_unusable(signer->certificate) != NULL)
    return chret_error_set(err, CHRET_E_UNUSABLE_CERTIFICATE, chret_certificate_unusable(signer->certificate));
  status = chret_signer_init(&signer->signer, sizeof signer->signer);
  signer->signer.ctx = signer;
  signer->signer.provider = &xmlsec->provider;
  signer->signer.issuer = chret_certificate_issuer(signer->certificate);
  signer->signer.issuer_size = strlen(signer->signer.issuer);
  signer->signer.serial = chret_certificate_serial(signer->certificate);
  signer->signer.serial_size = strlen(signer->signer.serial);
  signer->signer.sign = sign;
  if (chret_certificate_eui64(signer->certificate, &signer->signer.eui64) != CHRET_OK)
    return chret_error_set(err, CHRET_E_UNUSABLE_CERTIFICATE, "its subject has no EUI-64");
  return chret_error_set(err, status, NULL);
}

/* X509_check_private_key() calls what it could not compare different. */
static int32_t compare_keys(const X509 *x509, const EVP_PKEY *key) {
  const EVP_PKEY *own;
  int32_t status = CHRET_OK;
  int result;
  chret_i_xmlsec_mark();
  own = X509_get0_pubkey(x509);
  result = own != NULL ? EVP_PKEY_eq(own, key) : -1; /* -1: keys of different kinds */
  if (result != 1)
    status =
        chret_i_xmlsec_failure(result == 0 && chret_i_xmlsec_has_error() ? CHRET_E_CRYPTOGRAPHY : CHRET_E_KEY_MISMATCH);
  ERR_pop_to_mark();
  return status;
}

static int32_t compare_pair(EVP_PKEY *key) {
  EVP_PKEY_CTX *context;
  int32_t status = CHRET_OK;
  chret_i_xmlsec_mark();
  context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
  if (context == NULL || EVP_PKEY_pairwise_check(context) != 1)
    status = chret_i_xmlsec_failure(ERR_GET_REASON(ERR_peek_last_error()) == EC_R_INVALID_PRIVATE_KEY
                                        ? CHRET_E_KEY_MISMATCH
                                        : CHRET_E_CRYPTOGRAPHY);
  EVP_PKEY_CTX_free(context);
  ERR_pop_to_mark();
  return status;
}

/* That the private number is that of the key's own public point, which is what compare_keys() has looked at: OpenSSL
 * believes the file, and a damaged key would sign what nobody can verify. Where memory ran out OpenSSL may call them
 * different too, but not twice. */
static int32_t check_pair(EVP_PKEY *key) {
  int32_t status = compare_pair(key);
  return status == CHRET_E_KEY_MISMATCH ? compare_pair(key) : status;
}

/* The key goes over to xmlsec1, and to *key NULL. */
static int32_t set_key(chret_xmlsec_signer *signer, EVP_PKEY **key, const X509 *x509, chret_error *err) {
  int is_p256;
  int32_t status = chret_i_xmlsec_is_p256(*key, &is_p256);
  if (status == CHRET_OK && !is_p256)
    return chret_error_set(err, CHRET_E_KEY, "the key is not on the curve P-256");
  if (status == CHRET_OK)
    status = compare_keys(x509, *key);
  if (status == CHRET_OK)
    status = check_pair(*key);
  if (status != CHRET_OK)
    return chret_error_set(err, status, NULL);
  signer->key = xmlSecOpenSSLEvpKeyAdopt(*key);
  if (signer->key == NULL)
    return chret_error_set(err, chret_i_xmlsec_failure(CHRET_E_CRYPTOGRAPHY), NULL);
  *key = NULL;
  return CHRET_OK;
}

static int32_t make(chret_xmlsec_signer **out, const chret_xmlsec *xmlsec, EVP_PKEY **key, const X509 *x509,
                    chret_error *err) {
  chret_xmlsec_signer *signer = chret_i_xmlsec_allocate(&xmlsec->allocator, sizeof *signer);
  int32_t status;
  if (signer == NULL)
    return chret_error_set(err, CHRET_E_NO_MEMORY, NULL);
  signer->allocator = xmlsec->allocator;
  status = set_key(signer, key, x509, err);
  if (status == CHRET_OK)
    status = set_certificate(signer, xmlsec, x509, err);
  if (status != CHRET_OK) {
    chret_xmlsec_signer_free(signer);
    return status;
  }
  *out = signer;
  return CHRET_OK;
}

int32_t chret_xmlsec_signer_new(chret_xmlsec_signer **out, const chret_xmlsec *xmlsec, const uint8_t *key,
                                size_t key_size, const uint8_t *certificate, size_t certificate_size,
                                chret_xmlsec_password password, void *ctx, chret_error *err) {
  STACK_OF(X509) *certificates = NULL;
  EVP_PKEY *loaded = NULL;
  int32_t status;
  if (out == NULL || xmlsec == NULL || key == NULL || certificate == NULL)
    return chret_error_set(err, CHRET_E_ARGUMENT, NULL);
  chret_i_xmlsec_mark();
  status = chret_i_xmlsec_load_certificates(&certificates, certificate, certificate_size, err);
  if (status == CHRET_OK)
    status = chret_error_set(err, chret_i_xmlsec_load_key(&loaded, key, key_size, password, ctx), NULL);
  if (status == CHRET_OK)
    status = make(out, xmlsec, &loaded, sk_X509_value(certificates, 0), err);
  EVP_PKEY_free(loaded);
  sk_X509_pop_free(certificates, X509_free);
  ERR_pop_to_mark();
  return status;
}

int32_t chret_xmlsec_signer_new_pkcs12(chret_xmlsec_signer **out, const chret_xmlsec *xmlsec, const uint8_t *pkcs12,
                                       size_t size, chret_xmlsec_password password, void *ctx, chret_error *err) {
  EVP_PKEY *key = NULL;
  X509 *x509 = NULL;
  int32_t status;
  if (out == NULL || xmlsec == NULL || pkcs12 == NULL)
    return chret_error_set(err, CHRET_E_ARGUMENT, NULL);
  chret_i_xmlsec_mark();
  status = chret_error_set(err, chret_i_xmlsec_load_pkcs12(&key, &x509, pkcs12, size, password, ctx), NULL);
  if (status == CHRET_OK)
    status = make(out, xmlsec, &key, x509, err);
  EVP_PKEY_free(key);
  X509_free(x509);
  ERR_pop_to_mark();
  return status;
}

void chret_xmlsec_signer_free(chret_xmlsec_signer *signer) {
  if (signer != NULL) {
    chret_allocator allocator = signer->allocator;
    if (signer->key != NULL)
      xmlSecKeyDataDestroy(signer->key);
    chret_certificate_free(signer->certificate);
    allocator.release(allocator.ctx, signer);
  }
}

const chret_signer *chret_xmlsec_signer_get(const chret_xmlsec_signer *signer) {
  return signer != NULL ? &signer->signer : NULL;
}

const chret_certificate *chret_xmlsec_signer_certificate(const chret_xmlsec_signer *signer) {
  return signer != NULL ? signer->certificate : NULL;
}
