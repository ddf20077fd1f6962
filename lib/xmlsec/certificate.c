/* What a certificate says, and the key that xmlsec1 takes from it. */
#include "provider.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>
#include <xmlsec/openssl/x509.h>

int32_t chret_i_xmlsec_is_p256(const EVP_PKEY *key, int *is) {
  char group[64];
  int32_t status = CHRET_OK;
  *is = 0;
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC)
    return CHRET_OK;
  chret_i_xmlsec_mark();
  if (EVP_PKEY_get_group_name(key, group, sizeof group, NULL) == 1)
    *is = strcmp(group, SN_X9_62_prime256v1) == 0;
  else if (chret_i_xmlsec_has_error()) /* a curve without a name is no error */
    status = chret_i_xmlsec_failure(CHRET_E_CRYPTOGRAPHY);
  ERR_pop_to_mark();
  return status;
}

static X509 *parse_once(const uint8_t *der, size_t size) {
  const unsigned char *at = der;
  X509 *x509 = size <= LONG_MAX ? d2i_X509(NULL, &at, (long)size) : NULL;
  if (x509 != NULL && at != der + size) {
    X509_free(x509);
    x509 = NULL;
  }
  return x509;
}

/* With its key, its extensions, and the mark of a signature by the own key where it is its own issuer. */
static int is_whole(X509 *x509) {
  return X509_get0_pubkey(x509) != NULL && X509_check_purpose(x509, -1, -1) == 1 &&
         (X509_get_extension_flags(x509) & (EXFLAG_SI | EXFLAG_SS)) != EXFLAG_SI;
}

/* Where OpenSSL lacks memory for one of these, it goes on without, and does not always say so: what it does not know is
 * missing the second time too. */
X509 *chret_i_xmlsec_parse_certificate(const uint8_t *der, size_t size) {
  X509 *x509 = parse_once(der, size);
  if (x509 != NULL && !is_whole(x509)) {
    X509_free(x509);
    x509 = parse_once(der, size);
  }
  return x509;
}

/* ---- What it says ------------------------------------------------------------------------------------------------ */

/* Days from 1970-01-01 in the Gregorian calendar; years start in March, so that the leap day is their last. */
static int64_t days(int64_t year, int month, int day) {
  int64_t from_march = (month + 9) % 12;
  int64_t y = month <= 2 ? year - 1 : year;
  return 365 * y + y / 4 - y / 100 + y / 400 + (153 * from_march + 2) / 5 + day - 1 - 719468;
}

static int seconds(const ASN1_TIME *time, int64_t *out) {
  struct tm tm;
  if (time == NULL || ASN1_TIME_to_tm(time, &tm) != 1)
    return 0;
  *out = ((days(tm.tm_year + (int64_t)1900, tm.tm_mon + 1, tm.tm_mday) * 24 + tm.tm_hour) * 60 + tm.tm_min) * 60 +
         tm.tm_sec;
  return 1;
}

static int32_t set_issuer(const X509 *x509, chret_certificate *certificate, const char **why) {
  BIO *text = NULL;
  char *data = NULL;
  int32_t status = chret_i_xmlsec_name_text(X509_get_issuer_name(x509), &text);
  if (status == CHRET_OK) {
    long size = BIO_get_mem_data(text, &data);
    status = chret_certificate_set_issuer(certificate, size > 0 ? data : "", size > 0 ? (size_t)size : 0);
    BIO_free(text);
  }
  if (status == CHRET_E_SIGNATURE_MALFORMED) {
    *why = "its issuer has no name";
    status = CHRET_OK;
  }
  return status;
}

static int32_t set_validity(const X509 *x509, chret_certificate *certificate, const char **why) {
  int64_t from, until;
  if (seconds(X509_get0_notBefore(x509), &from) && seconds(X509_get0_notAfter(x509), &until))
    return chret_certificate_set_validity(certificate, from, until);
  *why = "its validity cannot be read";
  return CHRET_OK;
}

static int32_t set_serial(const X509 *x509, chret_certificate *certificate, const char **why) {
  const ASN1_INTEGER *serial = X509_get0_serialNumber(x509);
  int size = ASN1_STRING_length(serial);
  if (ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER)
    *why = "its serial number is negative";
  else if (size < 1 || size > CHRET_SERIAL_SIZE)
    *why = "its serial number is longer than 20 octets";
  else
    return chret_certificate_set_serial(certificate, ASN1_STRING_get0_data(serial), (size_t)size);
  return CHRET_OK;
}

/* The value of the subject's attribute, where it has exactly one of that type. */
static const ASN1_STRING *subject_value(const X509 *x509, int nid) {
  const X509_NAME *subject = X509_get_subject_name(x509);
  int at = X509_NAME_get_index_by_NID(subject, nid, -1);
  if (at < 0 || X509_NAME_get_index_by_NID(subject, nid, at) >= 0)
    return NULL;
  return X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
}

static int32_t set_eui64(const X509 *x509, chret_certificate *certificate) {
  const ASN1_STRING *value = subject_value(x509, NID_x500UniqueIdentifier);
  unsigned char der[11], *at = der; /* the tag, the length, no unused bits, 8 bytes */
  uint64_t eui64 = 0;
  if (value == NULL || ASN1_STRING_type(value) != V_ASN1_BIT_STRING || ASN1_STRING_length(value) != 8 ||
      i2d_ASN1_BIT_STRING(value, NULL) != (int)sizeof der)
    return CHRET_OK;
  i2d_ASN1_BIT_STRING(value, &at);
  if (der[2] != 0)
    return CHRET_OK;
  for (size_t i = 3; i < sizeof der; i++)
    eui64 = eui64 << 8 | der[i];
  return chret_certificate_set_eui64(certificate, eui64);
}

static int32_t set_role(const X509 *x509, chret_certificate *certificate) {
  const ASN1_STRING *value = subject_value(x509, NID_organizationalUnitName);
  unsigned char *text = NULL;
  int size = value != NULL ? chret_i_xmlsec_utf8(&text, value) : -1;
  int32_t status = CHRET_OK;
  if (size >= 0)
    status = chret_certificate_set_role(certificate, (const char *)text, (size_t)size);
  else if (value != NULL)
    status = chret_i_xmlsec_failure(CHRET_OK);
  OPENSSL_free(text);
  return status == CHRET_E_ARGUMENT ? CHRET_OK : status; /* a role that is no text is none */
}

/* What is against its key; a key that could not be looked at for want of memory is no reason. */
static int32_t check_key(X509 *x509, const char **why) {
  const EVP_PKEY *key = X509_get0_pubkey(x509);
  int is_p256 = 0;
  int32_t status = CHRET_OK;
  if (key == NULL || X509_check_purpose(x509, -1, -1) != 1)
    status = chret_i_xmlsec_failure(CHRET_OK);
  if (status == CHRET_OK && key != NULL)
    status = chret_i_xmlsec_is_p256(key, &is_p256);
  if (status != CHRET_OK)
    return status;
  /* a certificate without a key usage has all of them */
  if (!is_p256)
    *why = "its key is not on the curve P-256";
  else if ((X509_get_key_usage(x509) & X509v3_KU_DIGITAL_SIGNATURE) == 0)
    *why = "its key usage is without digitalSignature";
  return CHRET_OK;
}

/* *why: what of it makes the certificate unusable; untouched where nothing does. */
static int32_t set_all(X509 *x509, chret_certificate *certificate, const char **why) {
  int32_t status = set_issuer(x509, certificate, why);
  if (status == CHRET_OK)
    status = set_serial(x509, certificate, why);
  if (status == CHRET_OK)
    status = set_validity(x509, certificate, why);
  if (status == CHRET_OK)
    status = set_eui64(x509, certificate);
  if (status == CHRET_OK)
    status = set_role(x509, certificate);
  if (status == CHRET_OK)
    status = check_key(x509, why);
  return status;
}

/* ---- The certificate as the provider has it ---------------------------------------------------------------------- */

static void drop(const chret_xmlsec *xmlsec, chret_i_xmlsec_certificate *handle) {
  if (handle->key != NULL)
    xmlSecKeyDataDestroy(handle->key);
  X509_free(handle->x509);
  xmlsec->allocator.release(xmlsec->allocator.ctx, handle);
}

/* with_key 0: xmlsec1 would print that it does not take the key. */
static int32_t set_handle(const chret_xmlsec *xmlsec, X509 *x509, int with_key, chret_certificate *certificate) {
  chret_i_xmlsec_certificate *handle = chret_i_xmlsec_allocate(&xmlsec->allocator, sizeof *handle);
  if (handle == NULL)
    return CHRET_E_NO_MEMORY;
  X509_up_ref(x509);
  handle->x509 = x509;
  if (with_key)
    handle->key = xmlSecOpenSSLX509CertGetKey(x509);
  if (with_key && handle->key == NULL) {
    drop(xmlsec, handle);
    return chret_i_xmlsec_failure(CHRET_E_CRYPTOGRAPHY);
  }
  return chret_certificate_set_handle(certificate, handle);
}

static int32_t describe(const chret_xmlsec *xmlsec, X509 *x509, chret_certificate *certificate) {
  const char *why = NULL;
  int32_t status = set_all(x509, certificate, &why);
  if (status != CHRET_OK)
    return status;
  if (why != NULL)
    status = chret_certificate_set_unusable(certificate, why);
  return status == CHRET_OK ? set_handle(xmlsec, x509, why == NULL, certificate) : status;
}

int32_t chret_i_xmlsec_describe(void *ctx, const uint8_t *der, size_t size, chret_certificate *certificate) {
  int32_t status;
  X509 *x509;
  chret_i_xmlsec_mark();
  x509 = chret_i_xmlsec_parse_certificate(der, size);
  status = x509 != NULL ? describe(ctx, x509, certificate) : chret_i_xmlsec_failure(CHRET_E_CERTIFICATE);
  X509_free(x509);
  ERR_pop_to_mark();
  return status;
}

void chret_i_xmlsec_release(void *ctx, void *handle) {
  drop(ctx, handle);
}
