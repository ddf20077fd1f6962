#include "signature/verifier.h"

#include "signature/ecdsa.h"

#include "signature/profile.h"

#include <string.h>

int32_t chret_i_verifier_no_memory(const chret_i_verifier *verifier) {
  return chret_i_error_set(verifier->failure, CHRET_E_NO_MEMORY, NULL, "no memory to verify the document");
}

/* ---- Its life ---- */

static int32_t host_failure(const chret_i_verifier *verifier, int32_t code) {
  return code == 0 ? CHRET_OK : chret_i_error_host(verifier->failure, code, "digest");
}

static int32_t digest_piece(void *ctx, const uint8_t *data, size_t size) {
  chret_i_verifier *verifier = ctx;
  return host_failure(verifier, chret_i_digest_update(&verifier->digest, data, size));
}

static int32_t begin(chret_i_verifier *verifier) {
  const chret_allocator *allocator = &verifier->options->allocator;
  int32_t status = chret_i_signature_reader_init(&verifier->signature, allocator, verifier->failure);
  if (status != CHRET_OK)
    return status;
  verifier->canonical = chret_i_canonical_new(CHRET_I_INCLUSIVE, allocator, digest_piece, verifier);
  if (verifier->canonical == NULL)
    return CHRET_E_NO_MEMORY;
  return host_failure(verifier, chret_i_digest_begin(&verifier->digest, chret_i_trust_provider(verifier->trust)));
}

int32_t chret_i_verifier_new(chret_i_verifier **out, const chret_trust *trust, const chret_options *options,
                             chret_error *failure) {
  chret_i_verifier *verifier = chret_i_allocate_zeroed(&options->allocator, sizeof *verifier);
  int32_t status;
  if (verifier == NULL)
    return chret_i_error_set(failure, CHRET_E_NO_MEMORY, NULL, "no memory to verify the document");
  verifier->trust = trust;
  verifier->options = options;
  verifier->failure = failure;
  status = chret_i_verifier_noted(verifier, begin(verifier));
  if (status == CHRET_OK)
    *out = verifier;
  else
    chret_i_verifier_free(verifier);
  return status;
}

void chret_i_verifier_free(chret_i_verifier *verifier) {
  if (verifier != NULL) {
    chret_i_signature_reader_release(&verifier->signature);
    chret_i_canonical_free(verifier->canonical);
    chret_i_digest_drop(&verifier->digest);
    chret_i_release(&verifier->options->allocator, verifier);
  }
}

/* ---- Events ---- */

/* Any other Signature is part of what is signed. */
static int starts_signature(const chret_i_verifier *verifier, const chret_i_start_tag *tag) {
  return verifier->depth == 2 && tag->uri != NULL && strcmp(tag->uri, CHRET_I_SIGNATURE_NAMESPACE) == 0 &&
         strcmp(tag->local, CHRET_I_SIGNATURE) == 0;
}

int32_t chret_i_verifier_signature_start(chret_i_verifier *verifier, chret_i_xml *xml, const chret_i_start_tag *tag) {
  if (starts_signature(verifier, tag)) {
    verifier->has_signature = 1; /* a second one is refused by the Signature's reader */
    verifier->in_signature = 1;
  }
  return chret_i_verifier_noted(verifier, verifier->in_signature
                                              ? chret_i_signature_reader_start(&verifier->signature, xml, tag)
                                              : chret_i_canonical_start(verifier->canonical, tag));
}

int32_t chret_i_verifier_signature_end(chret_i_verifier *verifier, chret_i_xml *xml, chret_i_end_tag tag) {
  if (verifier->depth == 1)
    verifier->in_signature = 0;
  return chret_i_verifier_noted(verifier, chret_i_signature_reader_end(&verifier->signature, xml, tag));
}

int32_t chret_i_verifier_signature_text(chret_i_verifier *verifier, chret_i_xml *xml, const char *text, size_t size) {
  return chret_i_verifier_noted(verifier, chret_i_signature_reader_text(&verifier->signature, xml, text, size));
}

int32_t chret_i_verifier_instruction(chret_i_verifier *verifier, const char *target, const char *data) {
  return chret_i_verifier_noted(verifier, verifier->in_signature
                                              ? chret_i_signature_reader_instruction(&verifier->signature, target, data)
                                              : chret_i_canonical_instruction(verifier->canonical, target, data));
}

/* ---- The end ---- */

/* Both digests are no secret, so it does not matter how long it takes to compare them. */
static int32_t check_digest(chret_i_verifier *verifier) {
  uint8_t digest[CHRET_DIGEST_SIZE];
  int32_t status = chret_i_canonical_finish(verifier->canonical);
  if (status == CHRET_OK)
    status = host_failure(verifier, chret_i_digest_finish(&verifier->digest, digest));
  if (status == CHRET_OK && memcmp(digest, verifier->signature.digest, sizeof digest) != 0)
    status = chret_i_error_set(verifier->failure, CHRET_E_DIGEST_MISMATCH, NULL,
                               "the digest of the document is not the one that was signed");
  return chret_i_verifier_noted(verifier, status);
}

int32_t chret_i_verifier_finish(chret_i_verifier *verifier, const chret_certificate **certificate) {
  const chret_i_signature_reader *signature = &verifier->signature;
  const chret_certificate *found;
  int32_t status;
  if (!verifier->has_signature)
    return chret_i_error_set(verifier->failure, CHRET_E_UNSIGNED, NULL, "the document has no Signature");
  status = check_digest(verifier);
  if (status == CHRET_OK)
    status = chret_i_trust_find(verifier->trust, signature->issuer, &signature->serial, &found, verifier->failure);
  if (status == CHRET_OK)
    status = chret_i_trust_verify(verifier->trust, found, verifier->options, signature->signed_info.data,
                                  signature->signed_info.size, signature->signature, verifier->failure);
  if (status == CHRET_OK)
    *certificate = found;
  return status;
}

void chret_i_verifier_signed_as(const chret_i_verifier *verifier, uint8_t *out) {
  memcpy(out, verifier->signature.digest, CHRET_DIGEST_SIZE);
  chret_i_ecdsa_lower(verifier->signature.signature, out + CHRET_DIGEST_SIZE);
}
