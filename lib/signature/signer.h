/* The Signature as it is written. */
#ifndef CHRET_I_SIGNER_H
#define CHRET_I_SIGNER_H

#include "base/buffer.h"
#include "base/error.h"

#include <chreturn/signature.h>

/* The parts of a Signature that its signer and the document's digest decide. */
typedef struct chret_i_signature_parts {
  chret_buffer signed_info; /* canonical: what is signed */
  chret_buffer before;      /* written before the SignatureValue's text: from <ds:Signature to <ds:SignatureValue> */
  chret_buffer after;       /* and after it: to </ds:Signature> */
} chret_i_signature_parts;

/* Whether a signer is filled in and its issuer and serial are of their form: CHRET_OK, CHRET_E_ARGUMENT,
 * CHRET_E_SIGNATURE_MALFORMED or CHRET_E_NO_MEMORY, noted in err. */
int32_t chret_i_signer_check(const chret_signer *signer, int needs_sign, const chret_allocator *allocator,
                             chret_error *err);
/* From the digest of the document and a signer that was checked; CHRET_OK or CHRET_E_NO_MEMORY, with nothing to release
 * then. */
int32_t chret_i_signature_parts_make(chret_i_signature_parts *parts, const chret_signer *signer, const uint8_t *digest,
                                     const chret_allocator *allocator, chret_error *err);
void chret_i_signature_parts_release(chret_i_signature_parts *parts);
/* Has the signer sign: CHRET_SIGNATURE_SIZE bytes. CHRET_OK, CHRET_E_HOST, CHRET_E_SIGNATURE_MALFORMED. */
int32_t chret_i_signer_sign(const chret_signer *signer, const chret_i_signature_parts *parts, uint8_t *signature,
                            chret_error *err);

#endif
