/* tests/fuzz/signing.h - a provider whose digests and signatures are cheap and can be made by anyone, so that many inputs
 * reach what lies behind a good signature. */
#ifndef CHRETURN_TESTS_FUZZ_SIGNING_H
#define CHRETURN_TESTS_FUZZ_SIGNING_H

#include "sign_again.h"

#define FUZZ_ISSUER     "CN=Z1,OU=07"
#define FUZZ_ORIGINATOR UINT64_C(0x90B3D51F30010000)
#define FUZZ_TARGET     UINT64_C(0x90B3D51F30000002)

extern chret_provider fuzz_provider;
/* Of the originator. */
extern chret_signer fuzz_signer;
/* Digests begun and not dropped. */
extern size_t fuzz_digests;
/* Whether what was verified last, since the last digest was begun, has that digest and a good signature. */
extern int fuzz_is_genuine;

/* Fills fuzz_trust with certificates of FUZZ_ISSUER: serial 1 the originator's, 2 the target's, 3 expired, 4 unusable,
 * 5 nobody's, 6 two with different keys, 8 not valid yet; and 7 the originator's, of another issuer. */
void fuzz_signing_begin(void);

#endif
