/* Signing messages that exist as bytes, and signing in two steps. */
#include "base/base64.h"
#include "signature/ecdsa.h"
#include "signature/trust.h"
#include "wire/reader.h"
#include "wire/signing.h"

#include <string.h>

struct chret_prepared {
  chret_allocator allocator;
  chret_buffer head; /* the message to where the SignatureValue's text comes */
  chret_buffer tail; /* and what comes after it */
  chret_buffer signed_info;
  chret_i_name *issuer; /* of the signer's certificate */
  chret_i_serial serial;
  uint64_t eui64;
};

/* ---- Messages as bytes ---- */

/* Reads what is to be signed; the reader, which has it, is the caller's to free. */
static int32_t read_to_sign(chret_reader **reader, chret_i_written *written, const uint8_t *xml, size_t size,
                            int32_t replace, const chret_options *options, chret_error *err) {
  chret_i_reading reading = {1, 1, 0, NULL, NULL, NULL};
  int32_t status;
  *reader = NULL;
  if ((xml == NULL && size > 0) || (replace != 0 && replace != 1))
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no document, or replace is not 0 or 1");
  status = chret_i_reader_run(reader, &reading, xml, size, options, err);
  if (status != CHRET_OK)
    return status;
  if ((*reader)->message->is_signed && !replace)
    return chret_i_error_set(err, CHRET_E_SIGNED, NULL, "the message carries a Signature already");
  *written = (*reader)->request != NULL ? chret_i_written_request((*reader)->request)
                                        : chret_i_written_response((*reader)->response);
  return CHRET_OK;
}

int32_t chret_sign(chret_buffer **out, const uint8_t *xml, size_t size, int32_t replace, const chret_signer *signer,
                   const chret_options *options, chret_error *err) {
  chret_i_written written = {NULL, NULL, NULL};
  chret_reader *reader;
  int32_t status;
  chret_i_error_clear(err);
  if (out == NULL || signer == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no signer, or nowhere to put the signed message");
  status = read_to_sign(&reader, &written, xml, size, replace, options, err);
  if (status == CHRET_OK)
    status = chret_i_write_buffer(written, out, signer, err);
  chret_reader_free(reader);
  return status;
}

/* ---- In two steps: prepare ---- */

void chret_prepared_free(chret_prepared *prepared) {
  if (prepared != NULL) {
    chret_allocator allocator = prepared->allocator;
    chret_i_buffer_release(&prepared->head);
    chret_i_buffer_release(&prepared->tail);
    chret_i_buffer_release(&prepared->signed_info);
    chret_i_name_free(prepared->issuer);
    chret_i_release(&allocator, prepared);
  }
}

/* Who will have signed; both have been checked. */
static int32_t note_signer(chret_prepared *prepared, const chret_signer *signer, chret_error *err) {
  int32_t status = chret_i_name_parse(&prepared->issuer, signer->issuer, signer->issuer_size, &prepared->allocator);
  if (status != CHRET_OK)
    return chret_i_error_set(err, status, NULL, "the issuer of the signer's certificate cannot be kept");
  (void)chret_i_serial_parse(&prepared->serial, signer->serial, signer->serial_size);
  prepared->eui64 = signer->eui64;
  return CHRET_OK;
}

/* Takes what will be needed of the parts, all but what has been written. */
static int32_t note_parts(chret_prepared *prepared, const chret_i_written *written, chret_i_signature_parts *parts,
                          chret_error *err) {
  const chret_i_text *end = chret_i_root_end(written);
  if (!chret_i_buffer_append(&prepared->tail, parts->after.data, parts->after.size) ||
      !chret_i_buffer_append(&prepared->tail, end->text, end->size) ||
      !chret_i_buffer_append(&prepared->signed_info, parts->signed_info.data, parts->signed_info.size))
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for what is to be signed");
  return CHRET_OK;
}

static int32_t write_head(chret_prepared *prepared, const chret_i_written *written, const chret_signer *signer,
                          chret_i_output *output, chret_error *err) {
  chret_i_signature_parts parts;
  chret_i_memory_sink memory;
  int32_t status;
  chret_i_memory_sink_init(&memory, &prepared->head);
  chret_i_output_init(output, &memory.sink);
  status = chret_i_write_signed_part(output, written, signer, &parts, err);
  if (status == CHRET_OK) {
    status = note_parts(prepared, written, &parts, err);
    chret_i_signature_parts_release(&parts);
  }
  if (status == CHRET_OK)
    status = chret_i_output_finish(output, err);
  return chret_i_memory_sink_status(&memory, status, err);
}

static int32_t fill(chret_prepared *prepared, const chret_i_written *written, const chret_signer *signer,
                    chret_error *err) {
  chret_i_output *output = chret_i_allocate(&prepared->allocator, sizeof *output);
  int32_t status;
  if (output == NULL)
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory to write");
  status = write_head(prepared, written, signer, output, err);
  chret_i_release(&prepared->allocator, output);
  return status == CHRET_OK ? note_signer(prepared, signer, err) : status;
}

static int32_t prepare(chret_i_written written, chret_prepared **out, const chret_signer *signer, chret_error *err) {
  const chret_allocator *allocator;
  chret_prepared *prepared;
  int32_t status;
  if (written.message == NULL || out == NULL || signer == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no message, no signer, or nowhere to put what is prepared");
  allocator = &written.message->allocator;
  status = chret_i_written_check(&written, err);
  if (status == CHRET_OK)
    status = chret_i_signing_check(&written, signer, 0, err);
  if (status != CHRET_OK)
    return status;
  prepared = chret_i_allocate_zeroed(allocator, sizeof *prepared);
  if (prepared == NULL)
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory to prepare the message");
  prepared->allocator = *allocator;
  chret_i_buffer_init(&prepared->head, allocator);
  chret_i_buffer_init(&prepared->tail, allocator);
  chret_i_buffer_init(&prepared->signed_info, allocator);
  status = fill(prepared, &written, signer, err);
  if (status == CHRET_OK)
    *out = prepared;
  else
    chret_prepared_free(prepared);
  return status;
}

int32_t chret_request_prepare(const chret_request *request, chret_prepared **out, const chret_signer *signer,
                              chret_error *err) {
  chret_i_error_clear(err);
  return prepare(chret_i_written_request(request), out, signer, err);
}

int32_t chret_response_prepare(const chret_response *response, chret_prepared **out, const chret_signer *signer,
                               chret_error *err) {
  chret_i_error_clear(err);
  return prepare(chret_i_written_response(response), out, signer, err);
}

int32_t chret_prepare(chret_prepared **out, const uint8_t *xml, size_t size, int32_t replace,
                      const chret_signer *signer, const chret_options *options, chret_error *err) {
  chret_i_written written = {NULL, NULL, NULL};
  chret_reader *reader;
  int32_t status;
  chret_i_error_clear(err);
  status = read_to_sign(&reader, &written, xml, size, replace, options, err);
  if (status == CHRET_OK)
    status = prepare(written, out, signer, err);
  chret_reader_free(reader);
  return status;
}

/* ---- In two steps: complete ---- */

const uint8_t *chret_prepared_signed_info(const chret_prepared *prepared, size_t *size) {
  if (size != NULL)
    *size = prepared != NULL ? prepared->signed_info.size : 0;
  return prepared != NULL ? prepared->signed_info.data : NULL;
}

/* Whether the certificate is of the EUI-64 that the signer said it has. */
static int32_t check_certificate(const chret_prepared *prepared, const chret_certificate *certificate,
                                 chret_error *err) {
  char text[CHRET_EUI64_SIZE];
  uint64_t eui64;
  if (chret_certificate_eui64(certificate, &eui64) == CHRET_OK && eui64 == prepared->eui64)
    return CHRET_OK;
  (void)chret_eui64_format(prepared->eui64, text, sizeof text);
  return chret_i_error_set(err, CHRET_E_FOREIGN_SIGNER, NULL, "the trusted certificate is not that of the signer %s",
                           text);
}

/* Whether the signature is one, and with a trust store by the signer it was prepared for. */
static int32_t check_signature(const chret_prepared *prepared, const uint8_t *signature, const chret_trust *trust,
                               const chret_options *options, chret_error *err) {
  const chret_certificate *certificate;
  int32_t status;
  if (!chret_i_ecdsa_is_signature(signature))
    return chret_i_error_set(err, CHRET_E_SIGNATURE_MALFORMED, NULL, "r or s is not in 1..n-1");
  if (trust == NULL)
    return CHRET_OK;
  status = chret_i_trust_find(trust, prepared->issuer, &prepared->serial, &certificate, err);
  if (status == CHRET_OK)
    status = check_certificate(prepared, certificate, err);
  if (status != CHRET_OK)
    return status;
  return chret_i_trust_verify(trust, certificate, options, prepared->signed_info.data, prepared->signed_info.size,
                              signature, err);
}

int32_t chret_prepared_complete(const chret_prepared *prepared, chret_buffer **out, const uint8_t *signature,
                                const chret_trust *trust, const chret_options *options, chret_error *err) {
  char text[CHRET_I_BASE64_SIZE(CHRET_SIGNATURE_SIZE)];
  chret_buffer *buffer;
  int32_t status;
  chret_i_error_clear(err);
  if (prepared == NULL || out == NULL || signature == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "nothing prepared, no signature, or nowhere to put it");
  status = check_signature(prepared, signature, trust, options, err);
  if (status != CHRET_OK)
    return status;
  buffer = chret_i_buffer_new(&prepared->allocator);
  chret_i_base64_encode(signature, CHRET_SIGNATURE_SIZE, text);
  if (buffer == NULL || !chret_i_buffer_append(buffer, prepared->head.data, prepared->head.size) ||
      !chret_i_buffer_append(buffer, text, sizeof text) ||
      !chret_i_buffer_append(buffer, prepared->tail.data, prepared->tail.size)) {
    chret_buffer_free(buffer);
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for the signed message");
  }
  *out = buffer;
  return CHRET_OK;
}
