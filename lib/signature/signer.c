#include "signature/signer.h"

#include "base/base64.h"
#include "base/filled.h"
#include "base/lexical.h"
#include "signature/digest.h"
#include "signature/ecdsa.h"
#include "signature/name.h"
#include "signature/profile.h"
#include "signature/serial.h"
#include "xml/escape.h"

#include <string.h>

/* ---- The signer ---- */

static int is_filled_in(const chret_signer *signer, int needs_sign) {
  return chret_i_filled_is(signer, CHRET_I_SIGNER) && chret_i_digest_is_possible(signer->provider) &&
         signer->issuer != NULL && signer->serial != NULL && (signer->sign != NULL || !needs_sign);
}

/* Nothing is written that the verifier would refuse. */
static int32_t check_issuer(const chret_signer *signer, const chret_allocator *allocator) {
  chret_i_name *name;
  int32_t status;
  if (signer->issuer_size > CHRET_I_SIGNATURE_TEXT || !chret_i_is_xml_text(signer->issuer, signer->issuer_size))
    return CHRET_E_SIGNATURE_MALFORMED;
  status = chret_i_name_parse(&name, signer->issuer, signer->issuer_size, allocator);
  if (status == CHRET_OK)
    chret_i_name_free(name);
  return status;
}

int32_t chret_i_signer_check(const chret_signer *signer, int needs_sign, const chret_allocator *allocator,
                             chret_error *err) {
  chret_i_serial serial;
  int32_t status;
  if (!is_filled_in(signer, needs_sign))
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "the signer is not filled in");
  if (!chret_i_serial_parse(&serial, signer->serial, signer->serial_size))
    return chret_i_error_set(err, CHRET_E_SIGNATURE_MALFORMED, NULL, "the signer's serial is not a serial number");
  status = check_issuer(signer, allocator);
  if (status == CHRET_E_NO_MEMORY)
    return chret_i_error_set(err, status, NULL, "no memory to check the signer");
  return status == CHRET_OK ? CHRET_OK
                            : chret_i_error_set(err, status, NULL, "the signer's issuer is not an issuer's name");
}

int32_t chret_i_signer_sign(const chret_signer *signer, const chret_i_signature_parts *parts, uint8_t *signature,
                            chret_error *err) {
  uint8_t made[CHRET_SIGNATURE_SIZE] = {0}; /* no signature, where the signer writes none */
  int32_t code = signer->sign(signer->ctx, parts->signed_info.data, parts->signed_info.size, made);
  if (code != 0)
    return chret_i_error_host(err, code, "signer");
  if (!chret_i_ecdsa_is_signature(made))
    return chret_i_error_set(err, CHRET_E_SIGNATURE_MALFORMED, NULL, "what the signer gave is no signature");
  memcpy(signature, made, sizeof made);
  return CHRET_OK;
}

/* ---- The Signature ---- */

#define NAMESPACE            " xmlns:ds=\"" CHRET_I_SIGNATURE_NAMESPACE "\""
#define METHOD(name, method) "<ds:" name " Algorithm=\"" method "\"></ds:" name ">"
#define BEFORE_DIGEST                                                                                                  \
  METHOD("CanonicalizationMethod", CHRET_I_CANONICALIZATION)                                                           \
  METHOD("SignatureMethod", CHRET_I_SIGNATURE_METHOD)                                                                  \
  "<ds:Reference URI=\"\"><ds:Transforms>" METHOD("Transform", CHRET_I_ENVELOPED) "</ds:Transforms>" METHOD(           \
      "DigestMethod", CHRET_I_DIGEST_METHOD) "<ds:DigestValue>"
#define AFTER_DIGEST "</ds:DigestValue></ds:Reference></ds:SignedInfo>"

static int add(chret_buffer *buffer, const char *text) {
  return chret_i_buffer_append(buffer, text, strlen(text));
}

/* The canonical form: written as it is in the Signature, where only the declaration is not repeated. */
static int add_signed_info(chret_buffer *buffer, const char *declaration, const uint8_t *digest) {
  char encoded[CHRET_I_BASE64_SIZE(CHRET_DIGEST_SIZE)];
  chret_i_base64_encode(digest, CHRET_DIGEST_SIZE, encoded);
  return add(buffer, "<ds:SignedInfo") && add(buffer, declaration) && add(buffer, ">" BEFORE_DIGEST) &&
         chret_i_buffer_append(buffer, encoded, sizeof encoded) && add(buffer, AFTER_DIGEST);
}

static int add_escaped(chret_buffer *buffer, const char *text, size_t size) {
  int added = 1;
  for (size_t i = 0; added && i < size; i++) {
    const char *reference = chret_i_xml_reference(text[i]);
    added = reference != NULL ? add(buffer, reference) : chret_i_buffer_append(buffer, text + i, 1);
  }
  return added;
}

static int add_key_info(chret_buffer *buffer, const chret_signer *signer) {
  char decimal[CHRET_I_SERIAL_TEXT];
  chret_i_serial serial = {{0}};
  (void)chret_i_serial_parse(&serial, signer->serial, signer->serial_size); /* the signer has been checked */
  chret_i_serial_format(&serial, decimal);
  return add(buffer, "<ds:KeyInfo><ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>") &&
         add_escaped(buffer, signer->issuer, signer->issuer_size) &&
         add(buffer, "</ds:X509IssuerName><ds:X509SerialNumber>") && add(buffer, decimal) &&
         add(buffer, "</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data></ds:KeyInfo>");
}

int32_t chret_i_signature_parts_make(chret_i_signature_parts *parts, const chret_signer *signer, const uint8_t *digest,
                                     const chret_allocator *allocator, chret_error *err) {
  chret_i_buffer_init(&parts->signed_info, allocator);
  chret_i_buffer_init(&parts->before, allocator);
  chret_i_buffer_init(&parts->after, allocator);
  if (add_signed_info(&parts->signed_info, NAMESPACE, digest) && add(&parts->before, "<ds:Signature" NAMESPACE ">") &&
      add_signed_info(&parts->before, "", digest) && add(&parts->before, "<ds:SignatureValue>") &&
      add(&parts->after, "</ds:SignatureValue>") && add_key_info(&parts->after, signer) &&
      add(&parts->after, "</ds:Signature>"))
    return CHRET_OK;
  chret_i_signature_parts_release(parts);
  return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory to write the Signature");
}

void chret_i_signature_parts_release(chret_i_signature_parts *parts) {
  chret_i_buffer_release(&parts->signed_info);
  chret_i_buffer_release(&parts->before);
  chret_i_buffer_release(&parts->after);
}
