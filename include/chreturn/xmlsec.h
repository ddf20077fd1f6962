/* chreturn/xmlsec.h - the signature provider on xmlsec1 and OpenSSL: libchreturn-xmlsec, a library of its own.
 *
 * Rules of ownership, text, errors and threads: chreturn/base.h; the contract: chreturn/signature.h. xmlsec1 holds the
 * keys, the OpenSSL below it reads and computes. Both are started once and never shut down; no callback of theirs is
 * set, and nothing is printed, except what xmlsec1 itself prints where its allocator fails. The thread's error queue of
 * OpenSSL is left as it was found; but where it was full, OpenSSL drops its oldest entries for new ones.
 */
#ifndef CHRETURN_XMLSEC_H
#define CHRETURN_XMLSEC_H

#include <chreturn/signature.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CHRET_XMLSEC_HOST_STARTED                                                                                      \
  1 /* the host has called xmlSecInit, xmlSecCryptoAppInit and xmlSecCryptoInit itself */

/* Starts xmlsec1 with OpenSSL, once for the process; the later calls do nothing. Threads may call it at once. The other
 * functions here call it with 0 by themselves: a host that starts xmlsec1 calls it first. flags: 0 or
 * CHRET_XMLSEC_HOST_STARTED. CHRET_E_ARGUMENT; CHRET_E_CRYPTOGRAPHY: xmlsec1 could not start, or is not of the version
 * this was built with. */
CHRET_API int32_t chret_xmlsec_init(uint32_t flags);

/* The version of xmlsec1 that this was built with, such as "1.2.37", since xmlsec1 does not tell its own: init accepts
 * what is compatible. The version of OpenSSL that is loaded. Constants. */
CHRET_API const char *chret_xmlsec_version(void);
CHRET_API const char *chret_xmlsec_openssl_version(void);

/* ---- The provider ------------------------------------------------------------------------------------------------ */

/* xmlsec1 and OpenSSL as a provider, with the CA certificates that it was given. */
typedef struct chret_xmlsec chret_xmlsec;

/* A new provider. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY, CHRET_E_CRYPTOGRAPHY. */
CHRET_API int32_t chret_xmlsec_new(chret_xmlsec **out, const chret_options *options);
/* After everything that was made with its provider. */
CHRET_API void chret_xmlsec_free(chret_xmlsec *xmlsec);
/* Adds CA certificates, PEM (one or many) or DER (one). Once there is any, a trusted certificate verifies something only
 * where a path leads from it to a self-signed one of them and every certificate of the path is valid at the time of the
 * options. Before the provider is used by others. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY, CHRET_E_CERTIFICATE: nothing was
 * added. */
CHRET_API int32_t chret_xmlsec_add_ca(chret_xmlsec *xmlsec, const uint8_t *data, size_t size, chret_error *err);
/* The provider, borrowed. Its own failure codes, as chret_error_host_code() gives them, are statuses of this library. */
CHRET_API const chret_provider *chret_xmlsec_provider(const chret_xmlsec *xmlsec);

/* Adds all certificates of a buffer, PEM (one or many; what is not a certificate is passed over) or DER (one), to a trust
 * store that was made with this provider: all of them or none. CHRET_E_CERTIFICATE where one cannot be parsed, and err
 * says the how manieth it is, or there is none; also CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_xmlsec_trust_add(const chret_xmlsec *xmlsec, chret_trust *trust, const uint8_t *data,
                                         size_t size, chret_error *err);

/* ---- Signers ----------------------------------------------------------------------------------------------------- */

/* A private key with its certificate. */
typedef struct chret_xmlsec_signer chret_xmlsec_signer;

/* Asks for the password of an encrypted key: writes up to `capacity` bytes and gives their number, or a negative number
 * for none. What it wrote is cleared after use. */
typedef int32_t (*chret_xmlsec_password)(void *ctx, char *out, size_t capacity);

/* A signer from a private key in PEM (PKCS#8, encrypted or not, or SEC 1) and its certificate in PEM, the first one, or
 * DER; or from both in PKCS#12. (PKCS#12 as old programs write it, in RC2 and 3DES, needs OpenSSL's legacy provider: it is
 * not read unless the host has loaded that.) password: NULL where there is none; it is asked once at most. The key must
 * be on P-256 (CHRET_E_KEY), and its private number and its public point the certificate's (CHRET_E_KEY_MISMATCH); the
 * certificate must be usable but for the time (CHRET_E_UNUSABLE_CERTIFICATE) and have an EUI-64. Also CHRET_E_ARGUMENT,
 * CHRET_E_NO_MEMORY, CHRET_E_CERTIFICATE, CHRET_E_CRYPTOGRAPHY. What is encrypted says itself how often OpenSSL has to
 * iterate to get the key out: take keys from files of your own only, since one that somebody else has made can keep a
 * call busy for hours. */
CHRET_API int32_t chret_xmlsec_signer_new(chret_xmlsec_signer **out, const chret_xmlsec *xmlsec, const uint8_t *key,
                                          size_t key_size, const uint8_t *certificate, size_t certificate_size,
                                          chret_xmlsec_password password, void *ctx, chret_error *err);
CHRET_API int32_t chret_xmlsec_signer_new_pkcs12(chret_xmlsec_signer **out, const chret_xmlsec *xmlsec,
                                                 const uint8_t *pkcs12, size_t size, chret_xmlsec_password password,
                                                 void *ctx, chret_error *err);
/* The key is cleared. */
CHRET_API void chret_xmlsec_signer_free(chret_xmlsec_signer *signer);
/* What the signing calls take, borrowed. Several threads may sign with it at once. */
CHRET_API const chret_signer *chret_xmlsec_signer_get(const chret_xmlsec_signer *signer);
/* Its certificate, borrowed. */
CHRET_API const chret_certificate *chret_xmlsec_signer_certificate(const chret_xmlsec_signer *signer);

#ifdef __cplusplus
}
#endif
#endif
