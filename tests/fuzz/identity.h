/* tests/fuzz/identity.h - keys on P-256 and their certificates, the same in every run, so that what was signed once stays
 * signed. The keys are made of a text that everyone can read: they are worth nothing. */
#ifndef CHRETURN_TESTS_FUZZ_IDENTITY_H
#define CHRETURN_TESTS_FUZZ_IDENTITY_H

#include "fuzz.h"

#include <openssl/evp.h>

/* Each serial number has its own. */
EVP_PKEY *fuzz_key(uint8_t serial);

#define FUZZ_CERTIFICATE_SIZE 1000

/* A certificate of the serial number's key by CN=Z1,OU=07, for an organisation with an EUI-64, in DER: its size. */
size_t fuzz_certificate(uint8_t *der, uint8_t serial);

#endif
