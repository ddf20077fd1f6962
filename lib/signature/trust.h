/* The trust store from inside. Nothing here writes to it. */
#ifndef CHRET_I_TRUST_H
#define CHRET_I_TRUST_H

#include "base/error.h"
#include "signature/name.h"
#include "signature/serial.h"

/* The store's provider, borrowed from it. */
const chret_provider *chret_i_trust_provider(const chret_trust *trust);

/* The certificate of this issuer and serial. CHRET_OK, or CHRET_E_UNKNOWN_CERTIFICATE noted in err. One that verifies
 * nothing is found too. */
int32_t chret_i_trust_find(const chret_trust *trust, const chret_i_name *issuer, const chret_i_serial *serial,
                           const chret_certificate **out, chret_error *err);
/* Whether that certificate is usable at the time of the options (what the provider's `describe` said, its validity, what
 * `check` says) and its key made the signature over those bytes. CHRET_OK; CHRET_E_UNUSABLE_CERTIFICATE,
 * CHRET_E_SIGNATURE_MALFORMED (r or s out of range), CHRET_E_SIGNATURE_MISMATCH, CHRET_E_HOST, noted in err. */
int32_t chret_i_trust_verify(const chret_trust *trust, const chret_certificate *certificate,
                             const chret_options *options, const uint8_t *signed_info, size_t size,
                             const uint8_t *signature, chret_error *err);

#endif
