/* Writing signed messages from inside: shared by signing in one step and in two. */
#ifndef CHRET_I_SIGNING_H
#define CHRET_I_SIGNING_H

#include "signature/signer.h"
#include "wire/writer.h"

#include <chreturn/wire.h>

/* Whether the signer is fit to sign the message: chret_i_signer_check(), and it is the party that has to sign it. */
int32_t chret_i_signing_check(const chret_i_written *written, const chret_signer *signer, int needs_sign,
                              chret_error *err);
/* Writes the signed message to where its SignatureValue's text comes; then the parts are the caller's to release. */
int32_t chret_i_write_signed_part(chret_i_output *output, const chret_i_written *written, const chret_signer *signer,
                                  chret_i_signature_parts *parts, chret_error *err);
/* Writes the whole message, signed where there is a signer, into a new buffer. */
int32_t chret_i_write_buffer(chret_i_written written, chret_buffer **out, const chret_signer *signer, chret_error *err);

#endif
