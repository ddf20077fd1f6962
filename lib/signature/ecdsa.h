/* The form of ECDSA signatures on P-256. */
#ifndef CHRET_I_ECDSA_H
#define CHRET_I_ECDSA_H

#include <chreturn/signature.h>

/* Whether r and s of CHRET_SIGNATURE_SIZE bytes are each in 1..n-1. */
int chret_i_ecdsa_is_signature(const uint8_t *raw);
/* Such a signature with the lower of s and n-s: who has one can make the other of it, and both verify. */
void chret_i_ecdsa_lower(const uint8_t *raw, uint8_t *out);

#endif
