/* tests/fuzz/identity.h - a key on P-256 and its certificates, the same in every run, so that what was signed once stays
 * signed. The key is made of a text that everyone can read: it is worth nothing. */
#ifndef CHRETURN_TESTS_FUZZ_IDENTITY_H
#define CHRETURN_TESTS_FUZZ_IDENTITY_H

#include "fuzz.h"

#include <openssl/evp.h>

EVP_PKEY *fuzz_key(void);

#define FUZZ_CERTIFICATE_SIZE 1000

/* A certificate of that key by CN=Z1,OU=07, for an organisation with an EUI-64, in DER: its size. */
size_t fuzz_certificate(uint8_t *der, uint8_t serial);

#endif
