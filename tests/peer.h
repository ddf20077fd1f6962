/* tests/peer.h - signatures as others make them: canonical forms by libxml2, cryptography by OpenSSL. Nothing here calls
 * the library. */
#ifndef CHRETURN_TESTS_PEER_H
#define CHRETURN_TESTS_PEER_H

#include "support.h"

/* A provider for the library. */
typedef struct peer_provider {
  chret_provider provider;
  int digests;    /* begun and not dropped */
  int fail_at;    /* the number of the digest's call that fails, from 1; 0: none does */
  int32_t code;   /* what it then gives */
  uint64_t eui64; /* of the certificates that it describes; 0: they have none */
} peer_provider;

void peer_provider_init(peer_provider *peer);

/* A P-256 key with a certificate issued by CN=Z1,OU=07. */
typedef struct peer_identity peer_identity;

/* serial: in decimal. */
peer_identity *peer_identity_new(const char *serial);
void peer_identity_free(peer_identity *identity);
/* The certificate in DER. */
const test_text *peer_identity_certificate(const peer_identity *identity);
/* The ECDSA signature over the data: r and s. */
void peer_identity_sign(const peer_identity *identity, const void *data, size_t size, uint8_t *signature);
/* The same certificate from PEM. */
void peer_add_certificate(test_text *der, const test_text *pem);

/* The text in base64, without line ends. */
void peer_add_base64(test_text *text, const uint8_t *data, size_t size);
/* The exclusive canonical form of an element of XML-DSig in the document, the first of that name. */
void peer_add_canonical(test_text *text, const test_text *xml, const char *element);
/* The digest of the document without its Signature, in base64. */
void peer_add_digest(test_text *text, const test_text *xml);
/* Signs a document with a Signature in which @DIGEST@ and @SIGNATURE@ stand for the values. */
void peer_sign(test_text *xml, const peer_identity *identity);

/* Puts `to` in all places of `from`, of which there has to be one. */
void peer_replace(test_text *text, const char *from, const char *to);

#endif
