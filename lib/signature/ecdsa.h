/* The form of ECDSA signatures on P-256. */
#ifndef CHRET_I_ECDSA_H
#define CHRET_I_ECDSA_H

#include <chreturn/signature.h>

/* Whether r and s of CHRET_SIGNATURE_SIZE bytes are each in 1..n-1. */
int chret_i_ecdsa_is_signature(const uint8_t *raw);

#endif
