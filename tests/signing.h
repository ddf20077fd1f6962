/* tests/signing.h - messages that are signed by the identity of verifying.h, and what must be true of them. */
#ifndef CHRETURN_TESTS_SIGNING_H
#define CHRETURN_TESTS_SIGNING_H

#include "verifying.h"

/* How often signers were asked, and the code that they then give. */
extern int signing_asked;
extern int32_t signing_code;

/* A signer of that EUI-64 by the key and certificate of the identity. */
void signing_fill_in(chret_signer *signer, uint64_t eui64);

/* That `size` bytes are the unsigned message with one Signature in it, as its last element; that libxml2 and OpenSSL
 * find the same DigestValue; and that the message is verified by the trust store, whosever it is. */
void signing_expect(const uint8_t *data, size_t size, const test_text *unsigned_message);

#endif
