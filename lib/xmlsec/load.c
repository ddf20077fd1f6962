/* Certificates from buffers. */
#include "provider.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>

static int32_t push(STACK_OF(X509) * certificates, const uint8_t *der, long size) {
  X509 *x509 = chret_i_xmlsec_parse_certificate(der, (size_t)size);
  if (x509 == NULL)
    return chret_i_xmlsec_failure(CHRET_E_CERTIFICATE);
  if (sk_X509_push(certificates, x509) == 0) {
    X509_free(x509);
    return CHRET_E_NO_MEMORY;
  }
  return CHRET_OK;
}

/* The next PEM block; *more 0: there is none. */
static int32_t next(BIO *pem, STACK_OF(X509) * certificates, int *more) {
  char *name = NULL, *header = NULL;
  unsigned char *data = NULL;
  long size = 0;
  int32_t status = CHRET_OK;
  if (PEM_read_bio(pem, &name, &header, &data, &size) != 1) {
    *more = 0;
    return ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE ? CHRET_OK
                                                                        : chret_i_xmlsec_failure(CHRET_E_CERTIFICATE);
  }
  if (strcmp(name, PEM_STRING_X509) == 0 || strcmp(name, PEM_STRING_X509_OLD) == 0)
    status = push(certificates, data, size);
  OPENSSL_free(name);
  OPENSSL_free(header);
  OPENSSL_clear_free(data, (size_t)size); /* it may have been a private key */
  return status;
}

static int32_t load_pem(STACK_OF(X509) * certificates, const uint8_t *data, size_t size) {
  BIO *pem = BIO_new_mem_buf(data, (int)size);
  int32_t status = pem != NULL ? CHRET_OK : CHRET_E_NO_MEMORY;
  int more = 1;
  while (status == CHRET_OK && more)
    status = next(pem, certificates, &more);
  BIO_free(pem);
  if (status == CHRET_OK && sk_X509_num(certificates) == 0)
    status = CHRET_E_CERTIFICATE;
  return status;
}

/* Of several, the one after those that were read is the one that is bad. */
static int32_t note(int32_t status, const STACK_OF(X509) * certificates, chret_error *err) {
  char message[64];
  int count = sk_X509_num(certificates);
  (void)snprintf(message, sizeof message, "certificate %d cannot be read", count + 1);
  return chret_error_set(err, status, status == CHRET_E_CERTIFICATE && count > 0 ? message : NULL);
}

int32_t chret_i_xmlsec_load_certificates(STACK_OF(X509) * *out, const uint8_t *data, size_t size, chret_error *err) {
  STACK_OF(X509) * certificates;
  int32_t status;
  if (size == 0 || size > INT_MAX)
    return chret_error_set(err, CHRET_E_CERTIFICATE, NULL);
  certificates = sk_X509_new_null();
  if (certificates == NULL)
    return chret_error_set(err, CHRET_E_NO_MEMORY, NULL);
  status = push(certificates, data, (long)size);
  if (status == CHRET_E_CERTIFICATE)
    status = load_pem(certificates, data, size);
  if (note(status, certificates, err) != CHRET_OK) {
    sk_X509_pop_free(certificates, X509_free);
    return status;
  }
  *out = certificates;
  return CHRET_OK;
}

/* ---- Trust ---- */

/* Certificates in DER, as chret_trust_add_all() takes them. */
typedef struct encoded {
  unsigned char **ders; /* of OpenSSL's memory */
  size_t *sizes;
  int count;
} encoded;

static void encoded_release(encoded *all, const chret_allocator *allocator) {
  for (int i = 0; i < all->count; i++)
    OPENSSL_free(all->ders[i]);
  if (all->ders != NULL)
    allocator->release(allocator->ctx, all->ders);
  if (all->sizes != NULL)
    allocator->release(allocator->ctx, all->sizes);
}

/* Whatever comes of it, *all is to be released. */
static int32_t encode(encoded *all, const STACK_OF(X509) * certificates, const chret_allocator *allocator) {
  int count = sk_X509_num(certificates);
  all->count = 0;
  all->ders = chret_i_xmlsec_allocate(allocator, (size_t)count * sizeof *all->ders);
  all->sizes = chret_i_xmlsec_allocate(allocator, (size_t)count * sizeof *all->sizes);
  if (all->ders == NULL || all->sizes == NULL)
    return CHRET_E_NO_MEMORY;
  for (; all->count < count; all->count++) {
    int size = i2d_X509(sk_X509_value(certificates, all->count), &all->ders[all->count]);
    if (size <= 0)
      return CHRET_E_NO_MEMORY;
    all->sizes[all->count] = (size_t)size;
  }
  return CHRET_OK;
}

static int32_t add_all(const chret_xmlsec *xmlsec, chret_trust *trust, const STACK_OF(X509) * certificates) {
  chret_error *failure = NULL;
  encoded all;
  int32_t status = encode(&all, certificates, &xmlsec->allocator);
  if (status == CHRET_OK)
    status = chret_error_new(&failure, xmlsec->options);
  if (status == CHRET_OK)
    status = chret_trust_add_all(trust, (const uint8_t *const *)all.ders, all.sizes, (size_t)all.count, failure);
  status = chret_i_xmlsec_own_status(status, failure);
  chret_error_free(failure);
  encoded_release(&all, &xmlsec->allocator);
  return status;
}

static int32_t load_and_add(const chret_xmlsec *xmlsec, chret_trust *trust, const uint8_t *data, size_t size,
                            chret_error *err) {
  STACK_OF(X509) *certificates = NULL;
  int32_t status = chret_i_xmlsec_load_certificates(&certificates, data, size, err);
  if (status == CHRET_OK)
    status = chret_error_set(err, add_all(xmlsec, trust, certificates), NULL);
  sk_X509_pop_free(certificates, X509_free);
  return status;
}

int32_t chret_xmlsec_trust_add(const chret_xmlsec *xmlsec, chret_trust *trust, const uint8_t *data, size_t size,
                               chret_error *err) {
  int32_t status;
  if (xmlsec == NULL || trust == NULL || data == NULL)
    return chret_error_set(err, CHRET_E_ARGUMENT, NULL);
  chret_i_xmlsec_mark();
  status = load_and_add(xmlsec, trust, data, size, err);
  ERR_pop_to_mark();
  return status;
}
