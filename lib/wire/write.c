/* Writing messages, unsigned and signed, to a sink or a buffer. */
#include "base/base64.h"
#include "base/buffer.h"
#include "base/filled.h"
#include "wire/signing.h"

#include <string.h>

/* ---- Signed ---- */

int32_t chret_i_signing_check(const chret_i_written *written, const chret_signer *signer, int needs_sign,
                              chret_error *err) {
  char party_text[CHRET_EUI64_SIZE], signer_text[CHRET_EUI64_SIZE];
  uint64_t originator, target, counter, party;
  int32_t status = chret_i_signer_check(signer, needs_sign, &written->message->allocator, err);
  if (status != CHRET_OK || chret_i_message_id(written->message, &originator, &target, &counter) != CHRET_OK)
    return status;
  party = written->request != NULL ? originator : target;
  if (signer->eui64 == party)
    return CHRET_OK;
  (void)chret_eui64_format(party, party_text, sizeof party_text);
  (void)chret_eui64_format(signer->eui64, signer_text, sizeof signer_text);
  return chret_i_error_set(err, CHRET_E_FOREIGN_SIGNER, NULL, "the signer is %s, but the %s is %s", signer_text,
                           written->request != NULL ? "originator" : "target", party_text);
}

/* Writes the root without its end tag and digests the root as if it ended there: what the enveloped-signature transform
 * leaves of the signed document. */
static int32_t write_digested(chret_i_output *output, const chret_i_written *written, const chret_provider *provider,
                              uint8_t *value, chret_error *err) {
  const chret_i_text *end = chret_i_root_end(written);
  chret_i_digest digest;
  int32_t code;
  chret_i_write_declaration(output);
  memset(&digest, 0, sizeof digest);
  code = chret_i_digest_begin(&digest, provider);
  if (code == 0) {
    chret_i_output_digest(output, &digest);
    chret_i_write_root(output, written);
    chret_i_output_digest(output, NULL);
    (void)chret_i_digest_update(&digest, (const uint8_t *)end->text, end->size);
    code = chret_i_digest_finish(&digest, value);
  }
  chret_i_digest_drop(&digest);
  return code == 0 ? CHRET_OK : chret_i_error_host(err, code, "digest");
}

int32_t chret_i_write_signed_part(chret_i_output *output, const chret_i_written *written, const chret_signer *signer,
                                  chret_i_signature_parts *parts, chret_error *err) {
  uint8_t digest[CHRET_DIGEST_SIZE];
  int32_t status = write_digested(output, written, signer->provider, digest, err);
  if (status == CHRET_OK)
    status = chret_i_signature_parts_make(parts, signer, digest, &written->message->allocator, err);
  if (status != CHRET_OK)
    return status;
  chret_i_output_raw(output, (const char *)parts->before.data, parts->before.size);
  if (output->host_code == 0)
    return CHRET_OK;
  /* where the sink has failed already, nobody is asked to sign */
  chret_i_signature_parts_release(parts);
  return chret_i_error_host(err, output->host_code, "sink");
}

static int32_t write_signed(chret_i_output *output, const chret_i_written *written, const chret_signer *signer,
                            chret_error *err) {
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  chret_i_signature_parts parts;
  int32_t status = chret_i_write_signed_part(output, written, signer, &parts, err);
  if (status != CHRET_OK)
    return status;
  status = chret_i_signer_sign(signer, &parts, signature, err);
  if (status == CHRET_OK) {
    char text[CHRET_I_BASE64_SIZE(CHRET_SIGNATURE_SIZE)];
    chret_i_base64_encode(signature, sizeof signature, text);
    chret_i_output_raw(output, text, sizeof text);
    chret_i_output_raw(output, (const char *)parts.after.data, parts.after.size);
    chret_i_output_constant(output, chret_i_root_end(written));
  }
  chret_i_signature_parts_release(&parts);
  return status;
}

/* ---- To a sink ---- */

static int32_t write_to(chret_i_output *output, const chret_i_written *written, const chret_signer *signer,
                        chret_error *err) {
  if (signer != NULL)
    return write_signed(output, written, signer, err);
  chret_i_write_declaration(output);
  chret_i_write_root(output, written);
  chret_i_output_constant(output, chret_i_root_end(written));
  return CHRET_OK;
}

/* Either way the sink is told. */
static int32_t run(const chret_i_written *written, const chret_sink *sink, const chret_signer *signer,
                   chret_error *err) {
  int32_t status = chret_i_written_check(written, err);
  chret_i_output *output = NULL;
  if (status == CHRET_OK && signer != NULL)
    status = chret_i_signing_check(written, signer, 1, err);
  if (status == CHRET_OK) {
    output = chret_i_allocate(&written->message->allocator, sizeof *output);
    if (output == NULL)
      status = chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory to write");
  }
  if (status == CHRET_OK) {
    chret_i_output_init(output, sink);
    status = write_to(output, written, signer, err);
  }
  if (status == CHRET_OK)
    status = chret_i_output_finish(output, err);
  else
    chret_i_output_drop(sink);
  chret_i_release(&written->message->allocator, output);
  return status;
}

static int32_t write_sink(chret_i_written written, const chret_sink *sink, const chret_signer *signer,
                          chret_error *err) {
  if (written.message == NULL || !chret_i_filled_is(sink, CHRET_I_SINK) || sink->write == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no message, or no sink made by chret_sink_init");
  return run(&written, sink, signer, err);
}

/* ---- To a buffer ---- */

int32_t chret_i_write_buffer(chret_i_written written, chret_buffer **out, const chret_signer *signer,
                             chret_error *err) {
  chret_buffer *buffer;
  chret_i_memory_sink memory;
  int32_t status;
  if (written.message == NULL || out == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no message, or nowhere to put the buffer");
  buffer = chret_i_buffer_new(&written.message->allocator);
  if (buffer == NULL)
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory to write");
  chret_i_memory_sink_init(&memory, buffer);
  status = chret_i_memory_sink_status(&memory, run(&written, &memory.sink, signer, err), err);
  if (status == CHRET_OK)
    *out = buffer;
  else
    chret_buffer_free(buffer);
  return status;
}

/* ---- The calls ---- */

static int32_t no_signer(chret_error *err) {
  return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no signer");
}

int32_t chret_request_write(const chret_request *request, const chret_sink *sink, chret_error *err) {
  chret_i_error_clear(err);
  return write_sink(chret_i_written_request(request), sink, NULL, err);
}

int32_t chret_response_write(const chret_response *response, const chret_sink *sink, chret_error *err) {
  chret_i_error_clear(err);
  return write_sink(chret_i_written_response(response), sink, NULL, err);
}

int32_t chret_request_write_buffer(const chret_request *request, chret_buffer **out, chret_error *err) {
  chret_i_error_clear(err);
  return chret_i_write_buffer(chret_i_written_request(request), out, NULL, err);
}

int32_t chret_response_write_buffer(const chret_response *response, chret_buffer **out, chret_error *err) {
  chret_i_error_clear(err);
  return chret_i_write_buffer(chret_i_written_response(response), out, NULL, err);
}

int32_t chret_request_write_signed(const chret_request *request, const chret_sink *sink, const chret_signer *signer,
                                   chret_error *err) {
  chret_i_error_clear(err);
  return signer != NULL ? write_sink(chret_i_written_request(request), sink, signer, err) : no_signer(err);
}

int32_t chret_response_write_signed(const chret_response *response, const chret_sink *sink, const chret_signer *signer,
                                    chret_error *err) {
  chret_i_error_clear(err);
  return signer != NULL ? write_sink(chret_i_written_response(response), sink, signer, err) : no_signer(err);
}

int32_t chret_request_write_signed_buffer(const chret_request *request, chret_buffer **out, const chret_signer *signer,
                                          chret_error *err) {
  chret_i_error_clear(err);
  return signer != NULL ? chret_i_write_buffer(chret_i_written_request(request), out, signer, err) : no_signer(err);
}

int32_t chret_response_write_signed_buffer(const chret_response *response, chret_buffer **out,
                                           const chret_signer *signer, chret_error *err) {
  chret_i_error_clear(err);
  return signer != NULL ? chret_i_write_buffer(chret_i_written_response(response), out, signer, err) : no_signer(err);
}
