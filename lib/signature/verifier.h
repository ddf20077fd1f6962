/* Verifying a message while it is read: the events that build the message also feed the digest of the document without
 * its Signature, and the Signature is held to the one accepted profile. */
#ifndef CHRET_I_VERIFIER_H
#define CHRET_I_VERIFIER_H

#include "signature/digest.h"
#include "signature/signature_reader.h"
#include "signature/trust.h"
#include "xml/canonical.h"
#include "xml/xml.h"

typedef struct chret_i_verifier {
  const chret_trust *trust;
  const chret_options *options;
  chret_error *failure;
  chret_i_digest digest; /* of the document without the Signature */
  chret_i_canonical *canonical;
  chret_i_signature_reader signature;
  size_t depth; /* elements open */
  int has_signature;
  int in_signature;
} chret_i_verifier;

/* trust, options and failure, where its failures are noted, outlive it. CHRET_OK, CHRET_E_NO_MEMORY, CHRET_E_HOST. */
int32_t chret_i_verifier_new(chret_i_verifier **out, const chret_trust *trust, const chret_options *options,
                             chret_error *failure);
void chret_i_verifier_free(chret_i_verifier *verifier);
/* The events of the whole document, in their order; `xml` is where the lines are asked of. The Signature is a child of
 * the root in the namespace of XML-DSig; that it is the last child is the caller's to see. Failures, 400 to 502, are
 * noted with their line. */
static inline int32_t chret_i_verifier_start(chret_i_verifier *verifier, chret_i_xml *xml,
                                             const chret_i_start_tag *tag);
static inline int32_t chret_i_verifier_end(chret_i_verifier *verifier, chret_i_xml *xml, chret_i_end_tag tag);
static inline int32_t chret_i_verifier_text(chret_i_verifier *verifier, chret_i_xml *xml, const char *text,
                                            size_t size);
int32_t chret_i_verifier_instruction(chret_i_verifier *verifier, const char *target, const char *data);
/* At the end of the document: CHRET_OK and the certificate, or what is wrong with the signature (500 to 506, and
 * CHRET_E_HOST). Who has to sign is the caller's question. */
int32_t chret_i_verifier_finish(chret_i_verifier *verifier, const chret_certificate **certificate);
/* After that, CHRET_I_SIGNED_AS bytes of what was verified: the digest and the signature. They are the same however the
 * document is written, and others where it was signed again. */
void chret_i_verifier_signed_as(const chret_i_verifier *verifier, uint8_t *out);

/* ---- Inline: nearly all events go straight on to the canonical form ---- */

/* The events that are, or may start, the Signature's. */
int32_t chret_i_verifier_signature_start(chret_i_verifier *verifier, chret_i_xml *xml, const chret_i_start_tag *tag);
int32_t chret_i_verifier_signature_end(chret_i_verifier *verifier, chret_i_xml *xml, chret_i_end_tag tag);
int32_t chret_i_verifier_signature_text(chret_i_verifier *verifier, chret_i_xml *xml, const char *text, size_t size);
/* Canonicalisers and the Signature's reader leave CHRET_E_NO_MEMORY to be noted here. */
int32_t chret_i_verifier_no_memory(const chret_i_verifier *verifier);
static inline int32_t chret_i_verifier_noted(const chret_i_verifier *verifier, int32_t status) {
  return status == CHRET_E_NO_MEMORY ? chret_i_verifier_no_memory(verifier) : status;
}

static inline int32_t chret_i_verifier_start(chret_i_verifier *verifier, chret_i_xml *xml,
                                             const chret_i_start_tag *tag) {
  verifier->depth++;
  if (verifier->depth == 2 || verifier->in_signature)
    return chret_i_verifier_signature_start(verifier, xml, tag);
  return chret_i_verifier_noted(verifier, chret_i_canonical_start(verifier->canonical, tag));
}

static inline int32_t chret_i_verifier_end(chret_i_verifier *verifier, chret_i_xml *xml, chret_i_end_tag tag) {
  verifier->depth--;
  if (verifier->in_signature)
    return chret_i_verifier_signature_end(verifier, xml, tag);
  return chret_i_verifier_noted(verifier, chret_i_canonical_end(verifier->canonical, tag));
}

static inline int32_t chret_i_verifier_text(chret_i_verifier *verifier, chret_i_xml *xml, const char *text,
                                            size_t size) {
  if (verifier->in_signature)
    return chret_i_verifier_signature_text(verifier, xml, text, size);
  return chret_i_verifier_noted(verifier, chret_i_canonical_text(verifier->canonical, text, size));
}

#endif
