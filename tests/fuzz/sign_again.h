/* tests/fuzz/sign_again.h - a message signed again, so that it verifies unless something else is wrong with it. */
#ifndef CHRETURN_TESTS_FUZZ_SIGN_AGAIN_H
#define CHRETURN_TESTS_FUZZ_SIGN_AGAIN_H

#include "fuzz.h"

/* What messages are verified by. Its provider leaves the last digest that it finished in the one and, while
 * fuzz_is_signing_again, the right signature of what it was asked to verify in the other. */
extern chret_trust *fuzz_trust;
extern uint8_t fuzz_last_digest[CHRET_DIGEST_SIZE], fuzz_last_signature[CHRET_SIGNATURE_SIZE];
extern int fuzz_is_signing_again;
/* The options of others, but by which any signer will do. */
extern chret_options *fuzz_any_signer;

void fuzz_sign_again_begin(void);
/* Puts the digest and the signature that are right into a message. A fuzz_repairer. */
size_t fuzz_sign_again(uint8_t *data, size_t size, size_t room);

#endif
