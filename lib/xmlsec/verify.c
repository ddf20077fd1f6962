#include "provider.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509_vfy.h>
#include <xmlsec/openssl/evp.h>

/* OpenSSL notes nothing of a signature that is wrong, except where the point that it stands for is none. */
static int is_mismatch(int result) {
  unsigned long last = ERR_peek_last_error();
  return (result == 0 && !chret_i_xmlsec_has_error()) ||
         (ERR_GET_LIB(last) == ERR_LIB_EC && ERR_GET_REASON(last) == ERR_R_EC_LIB);
}

static int32_t verify_once(EVP_PKEY *key, const uint8_t *data, size_t size, const uint8_t *der, size_t der_size,
                           int32_t *valid) {
  EVP_MD_CTX *context;
  int32_t status = CHRET_OK;
  int result = -1;
  chret_i_xmlsec_mark();
  context = EVP_MD_CTX_new();
  if (context != NULL && EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key) == 1)
    result = EVP_DigestVerify(context, der, der_size, data, size);
  if (result == 1 || is_mismatch(result))
    *valid = result == 1;
  else
    status = chret_i_xmlsec_failure(CHRET_E_CRYPTOGRAPHY);
  EVP_MD_CTX_free(context);
  ERR_pop_to_mark();
  return status;
}

/* There are wants of memory that OpenSSL 3.0 takes for a mismatch as well: a forgery is one the second time too. */
int32_t chret_i_xmlsec_verify(void *ctx, void *handle, const uint8_t *signed_info, size_t size,
                              const uint8_t *signature, int32_t *valid) {
  const chret_i_xmlsec_certificate *certificate = handle;
  EVP_PKEY *key = xmlSecOpenSSLEvpKeyDataGetEvp(certificate->key);
  uint8_t der[CHRET_ECDSA_DER_SIZE];
  size_t der_size;
  int32_t status, found = 0;
  (void)ctx;
  if (chret_ecdsa_raw_to_der(signature, der, sizeof der, &der_size) != CHRET_OK) {
    *valid = 0;
    return CHRET_OK;
  }
  status = verify_once(key, signed_info, size, der, der_size, &found);
  if (status == CHRET_OK && !found)
    status = verify_once(key, signed_info, size, der, der_size, &found);
  if (status == CHRET_OK)
    *valid = found;
  return status;
}

/* ---- CA certificates --------------------------------------------------------------------------------------------- */

/* All of `more` go to the authorities, or none; they take references of their own. */
static int32_t add_authorities(chret_xmlsec *xmlsec, const STACK_OF(X509) * more) {
  STACK_OF(X509) *all = xmlsec->authorities != NULL ? X509_chain_up_ref(xmlsec->authorities) : sk_X509_new_null();
  if (all == NULL || X509_add_certs(all, (STACK_OF(X509) *)more, X509_ADD_FLAG_UP_REF) != 1) {
    sk_X509_pop_free(all, X509_free);
    return CHRET_E_NO_MEMORY;
  }
  sk_X509_pop_free(xmlsec->authorities, X509_free);
  xmlsec->authorities = all;
  return CHRET_OK;
}

int32_t chret_xmlsec_add_ca(chret_xmlsec *xmlsec, const uint8_t *data, size_t size, chret_error *err) {
  STACK_OF(X509) *more = NULL;
  int32_t status;
  if (xmlsec == NULL || data == NULL)
    return chret_error_set(err, CHRET_E_ARGUMENT, NULL);
  chret_i_xmlsec_mark();
  status = chret_i_xmlsec_load_certificates(&more, data, size, err);
  if (status == CHRET_OK)
    status = chret_error_set(err, add_authorities(xmlsec, more), NULL);
  sk_X509_pop_free(more, X509_free);
  ERR_pop_to_mark();
  return status;
}

/* Whether a path leads from the certificate to a self-signed authority, all of it valid at that time. */
static int32_t check_once(STACK_OF(X509) * authorities, X509 *x509, int64_t time, int32_t *valid) {
  X509_STORE_CTX *path = X509_STORE_CTX_new();
  int32_t status = CHRET_OK;
  if (path == NULL || X509_STORE_CTX_init(path, NULL, x509, NULL) != 1) {
    status = CHRET_E_NO_MEMORY;
  } else {
    X509_STORE_CTX_set0_trusted_stack(path, authorities);
    X509_STORE_CTX_set_time(path, 0, (time_t)time);
    *valid = X509_verify_cert(path) == 1;
    if (X509_STORE_CTX_get_error(path) == X509_V_ERR_OUT_OF_MEM)
      status = CHRET_E_NO_MEMORY;
  }
  X509_STORE_CTX_free(path);
  return status;
}

/* What was said for want of memory is not said the second time. */
static int32_t check(STACK_OF(X509) * authorities, X509 *x509, int64_t time, int32_t *valid) {
  int32_t status = check_once(authorities, x509, time, valid);
  return status == CHRET_OK && !*valid ? check_once(authorities, x509, time, valid) : status;
}

int32_t chret_i_xmlsec_check(void *ctx, void *handle, int64_t time, int32_t *valid) {
  const chret_xmlsec *xmlsec = ctx;
  const chret_i_xmlsec_certificate *certificate = handle;
  int32_t status;
  if (xmlsec->authorities == NULL) {
    *valid = 1;
    return CHRET_OK;
  }
  chret_i_xmlsec_mark();
  status = check(xmlsec->authorities, certificate->x509, time, valid);
  ERR_pop_to_mark();
  return status;
}
