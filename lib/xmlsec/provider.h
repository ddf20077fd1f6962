/* The provider on xmlsec1 and OpenSSL from inside. This is a library of its own: of libchreturn it sees what is public.
 *
 * Every function that the outside calls leaves OpenSSL's error queue of the thread as it was found
 * (chret_i_xmlsec_mark, ERR_pop_to_mark; where the queue is full, OpenSSL drops its oldest entry). xmlsec1 prints
 * whatever it cannot load, and its handler belongs to the host: so OpenSSL, which is quiet, reads what comes from
 * outside, and xmlsec1 is only ever given keys and certificates that it takes. */
#ifndef CHRET_I_XMLSEC_PROVIDER_H
#define CHRET_I_XMLSEC_PROVIDER_H

#include <chreturn/xmlsec.h>
#include <openssl/x509.h>
#include <xmlsec/keysdata.h>
#include <xmlsec/xmlsec.h>

struct chret_xmlsec {
  chret_allocator allocator;
  chret_options *options; /* of that allocator, for what is made with the provider */
  chret_provider provider;
  EVP_MD *sha256;
  STACK_OF(X509) * authorities; /* CA certificates; NULL: none was added */
};

/* What a certificate's handle points to. */
typedef struct chret_i_xmlsec_certificate {
  X509 *x509;
  xmlSecKeyDataPtr key; /* NULL where it is not usable */
} chret_i_xmlsec_certificate;

/* Sets OpenSSL's mark. What the host has left in the queue is not taken for ours by what looks at the last error. */
void chret_i_xmlsec_mark(void);
/* Whether OpenSSL has noted an error since the mark. */
int chret_i_xmlsec_has_error(void);
/* CHRET_E_NO_MEMORY where that is what OpenSSL failed of last, or else the status given. */
int32_t chret_i_xmlsec_failure(int32_t status);
/* The status of a call of libchreturn that got `failure`: the provider's own code where the provider is what failed. */
int32_t chret_i_xmlsec_own_status(int32_t status, const chret_error *failure);
void *chret_i_xmlsec_allocate(const chret_allocator *allocator, size_t size);

/* The callbacks of the provider; ctx is the chret_xmlsec. */
int32_t chret_i_xmlsec_digest_begin(void *ctx, void **digest);
int32_t chret_i_xmlsec_digest_update(void *ctx, void *digest, const uint8_t *data, size_t size);
int32_t chret_i_xmlsec_digest_finish(void *ctx, void *digest, uint8_t *out);
void chret_i_xmlsec_digest_drop(void *ctx, void *digest);
int32_t chret_i_xmlsec_describe(void *ctx, const uint8_t *der, size_t size, chret_certificate *certificate);
int32_t chret_i_xmlsec_verify(void *ctx, void *handle, const uint8_t *signed_info, size_t size,
                              const uint8_t *signature, int32_t *valid);
int32_t chret_i_xmlsec_check(void *ctx, void *handle, int64_t time, int32_t *valid);
void chret_i_xmlsec_release(void *ctx, void *handle);

/* All certificates of a buffer, PEM or one in DER, to be freed with sk_X509_pop_free. CHRET_E_CERTIFICATE where one cannot
 * be parsed or there is none, CHRET_E_NO_MEMORY; err says which one. */
int32_t chret_i_xmlsec_load_certificates(STACK_OF(X509) * *out, const uint8_t *data, size_t size, chret_error *err);
/* The one certificate that the DER is; otherwise NULL. */
X509 *chret_i_xmlsec_parse_certificate(const uint8_t *der, size_t size);
/* Whether the key is on P-256: *is 1 or 0. CHRET_E_NO_MEMORY, CHRET_E_CRYPTOGRAPHY: it could not be looked at. */
int32_t chret_i_xmlsec_is_p256(const EVP_PKEY *key, int *is);

/* The issuer's name as RFC 4514 writes it: CHRET_OK and a text of OpenSSL's memory, CHRET_E_NO_MEMORY, or
 * CHRET_E_SIGNATURE_MALFORMED where OpenSSL has no text for an attribute's type. */
int32_t chret_i_xmlsec_name_text(const X509_NAME *name, BIO **out);

/* The string in UTF-8, of OpenSSL's memory, and its size; negative: it is no string of characters, also the second time,
 * so that no want of memory makes it none. */
int chret_i_xmlsec_utf8(unsigned char **out, const ASN1_STRING *value);

/* A private key in PEM, or key and certificate in PKCS#12. CHRET_OK, CHRET_E_KEY, CHRET_E_CERTIFICATE (none beside the
 * key), CHRET_E_NO_MEMORY. */
int32_t chret_i_xmlsec_load_key(EVP_PKEY **key, const uint8_t *pem, size_t size, chret_xmlsec_password password,
                                void *ctx);
int32_t chret_i_xmlsec_load_pkcs12(EVP_PKEY **key, X509 **certificate, const uint8_t *pkcs12, size_t size,
                                   chret_xmlsec_password password, void *ctx);

#endif
