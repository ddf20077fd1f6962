/* chreturn/wire.h - messages as XML: writing, signing, reading, verifying.
 *
 * Rules of ownership, text, errors and threads: chreturn/base.h. What is read and written in single form is what the
 * DUIS schema V5.4 has for CHFFaultReturn and CHFNoFaultReturn and for the responses to them; in list form,
 * lib/schema/chreturn.xsd. Of libxml2's state, what failed reads leave is this: where the thread had an error as its last
 * one (xmlGetLastError), old versions of libxml2 may have another one there now.
 */
#ifndef CHRETURN_WIRE_H
#define CHRETURN_WIRE_H

#include <chreturn/model.h>
#include <chreturn/signature.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Writing ----------------------------------------------------------------------------------------------------- */

/* Writes the message, unsigned, as the XML declaration and then its canonical form (inclusive Canonical XML 1.0), in
 * constant memory. sink: as in chreturn/base.h, told at the end whether to keep what it got. CHRET_E_ARGUMENT,
 * CHRET_E_NO_MEMORY, CHRET_E_HOST; CHRET_E_MISSING where the RequestID or every record of a request is, or the
 * ResponseCode or ResponseDateTime of a response; CHRET_E_STATE for a response with content that was not read. */
CHRET_API int32_t chret_request_write(const chret_request *request, const chret_sink *sink, chret_error *err);
CHRET_API int32_t chret_response_write(const chret_response *response, const chret_sink *sink, chret_error *err);
/* The same into a new buffer, allocated as the message is. Statuses as chret_request_write() but CHRET_E_HOST. */
CHRET_API int32_t chret_request_write_buffer(const chret_request *request, chret_buffer **out, chret_error *err);
CHRET_API int32_t chret_response_write_buffer(const chret_response *response, chret_buffer **out, chret_error *err);

/* ---- Signing ----------------------------------------------------------------------------------------------------- */

/* The same with the signer's Signature, in one pass. Statuses as chret_request_write(), and CHRET_E_FOREIGN_SIGNER
 * where the signer is not the originator of the RequestID (of a response: its target, where it has a RequestID),
 * CHRET_E_SIGNATURE_MALFORMED where the signer's issuer or serial is not of its form, or what `sign` gave is no
 * signature; a code that `sign` returns is CHRET_E_HOST's. What `sign` gave is taken once its r and s are in range: who
 * wants it verified signs in two steps, with a trust store. */
CHRET_API int32_t chret_request_write_signed(const chret_request *request, const chret_sink *sink,
                                             const chret_signer *signer, chret_error *err);
CHRET_API int32_t chret_response_write_signed(const chret_response *response, const chret_sink *sink,
                                              const chret_signer *signer, chret_error *err);
CHRET_API int32_t chret_request_write_signed_buffer(const chret_request *request, chret_buffer **out,
                                                    const chret_signer *signer, chret_error *err);
CHRET_API int32_t chret_response_write_signed_buffer(const chret_response *response, chret_buffer **out,
                                                     const chret_signer *signer, chret_error *err);

/* Signs a message that exists as bytes: a request, or a response, of 8.14.3 or 8.14.4. It is read as the `_unverified`
 * calls below read it and written anew, compact and canonical. replace 1: a Signature that it carries is dropped;
 * 0: CHRET_E_SIGNED. Statuses as chret_request_read_unverified() and
 * chret_request_write_signed(). */
CHRET_API int32_t chret_sign(chret_buffer **out, const uint8_t *xml, size_t size, int32_t replace,
                             const chret_signer *signer, const chret_options *options, chret_error *err);

/* Signing in two steps, for a signer that is elsewhere or answers later: what is prepared can be kept for as long as one
 * likes, and needs neither the message nor the signer any more. */
typedef struct chret_prepared chret_prepared;

/* Prepares a message, or one that exists as bytes. The signer's `sign` is not called. Statuses as
 * chret_request_write_signed() and chret_sign(). */
CHRET_API int32_t chret_request_prepare(const chret_request *request, chret_prepared **out, const chret_signer *signer,
                                        chret_error *err);
CHRET_API int32_t chret_response_prepare(const chret_response *response, chret_prepared **out,
                                         const chret_signer *signer, chret_error *err);
CHRET_API int32_t chret_prepare(chret_prepared **out, const uint8_t *xml, size_t size, int32_t replace,
                                const chret_signer *signer, const chret_options *options, chret_error *err);
CHRET_API void chret_prepared_free(chret_prepared *prepared);
/* The bytes to sign: SignedInfo in canonical form. Borrowed. NULL and 0 for NULL. */
CHRET_API const uint8_t *chret_prepared_signed_info(const chret_prepared *prepared, size_t *size);
/* The signed message, from CHRET_SIGNATURE_SIZE bytes of r and s. trust: where the signer's certificate is, to verify
 * the signature by before it is taken (CHRET_E_SIGNATURE_MISMATCH, CHRET_E_UNKNOWN_CERTIFICATE,
 * CHRET_E_UNUSABLE_CERTIFICATE at the time of the options, CHRET_E_FOREIGN_SIGNER where it has not the signer's EUI-64);
 * NULL: it is taken as it is. May be called again. CHRET_E_ARGUMENT,
 * CHRET_E_NO_MEMORY, CHRET_E_HOST; CHRET_E_SIGNATURE_MALFORMED: r or s not in 1..n-1. */
CHRET_API int32_t chret_prepared_complete(const chret_prepared *prepared, chret_buffer **out, const uint8_t *signature,
                                          const chret_trust *trust, const chret_options *options, chret_error *err);

/* ---- Reading, unverified ----------------------------------------------------------------------------------------- */

/* Reads a document of `size` bytes: a request of 8.14.3 or 8.14.4. What it says is NOT verified: anyone may have written
 * it. Refused, with line, record, Device ID and item in err as far as they are known: what is not well formed or not
 * UTF-8, DOCTYPE, what the schema refuses, what is beyond the limits (statuses 300 to 304 and 307, 400 to 406). A
 * repeated Device ID in a list is not: chret_check_request() finds it. Also CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_request_read_unverified(chret_request **out, const uint8_t *xml, size_t size,
                                                const chret_options *options, chret_error *err);
/* As chret_request_read_unverified(), for a response to 8.14.3 or 8.14.4; one of another service is
 * CHRET_E_OTHER_SERVICE. */
CHRET_API int32_t chret_response_read_unverified(chret_response **out, const uint8_t *xml, size_t size,
                                                 const chret_options *options, chret_error *err);

/* ---- Reading, verified ------------------------------------------------------------------------------------------- */

/* Reads and verifies a request: the signature is good, by a certificate of the trust store that is valid at the time of
 * the options and whose EUI-64 is the originator of the RequestID, and what is read is what was signed. Besides the
 * statuses of reading unverified: 500 to 507, CHRET_E_HOST for the provider's failures; and where all that is good but
 * the header does not name the body's service, CHRET_E_SERVICE_MISMATCH or CHRET_E_COMMAND_VARIANT. */
CHRET_API int32_t chret_request_read(chret_request **out, const uint8_t *xml, size_t size, const chret_trust *trust,
                                     const chret_options *options, chret_error *err);
/* As chret_request_read(), for a response to 8.14.3 or 8.14.4, signed by the target of the RequestID that it answers; without
 * a RequestID it is CHRET_E_FOREIGN_SIGNER. */
CHRET_API int32_t chret_response_read(chret_response **out, const uint8_t *xml, size_t size, const chret_trust *trust,
                                      const chret_options *options, chret_error *err);
/* The certificate that a verified message was signed with; NULL where it was not verified, or was changed since.
 * Borrowed from the trust store, and gone when that is freed, even where the message lives on. */
CHRET_API const chret_certificate *chret_request_certificate(const chret_request *request);
CHRET_API const chret_certificate *chret_response_certificate(const chret_response *response);

/* ---- Any DUIS message -------------------------------------------------------------------------------------------- */

/* A message of any service. One of 8.14.3 and 8.14.4 is read whole; of others the header is read, and the body is not. */
typedef struct chret_message chret_message;

#define CHRET_MESSAGE_REQUEST  1 /* sr:Request */
#define CHRET_MESSAGE_RESPONSE 2 /* sr:Response */

/* Reads and verifies a Request or Response. One of 8.14.3 and 8.14.4 must be signed by whom chret_request_read() and
 * chret_response_read() ask for; for others any trusted signer will do, but a header that names 8.14.3 or 8.14.4 over
 * another service's body is CHRET_E_SERVICE_MISMATCH. Statuses as theirs, but a request of 8.14.3 or 8.14.4 whose header
 * does not name its service is taken: chret_request_service() of the message is the body's. */
CHRET_API int32_t chret_message_read(chret_message **out, const uint8_t *xml, size_t size, const chret_trust *trust,
                                     const chret_options *options, chret_error *err);
/* Reads a Request or Response; what it says is NOT verified. Statuses as chret_request_read_unverified(). */
CHRET_API int32_t chret_message_read_unverified(chret_message **out, const uint8_t *xml, size_t size,
                                                const chret_options *options, chret_error *err);
CHRET_API void chret_message_free(chret_message *message);
/* CHRET_MESSAGE_REQUEST or CHRET_MESSAGE_RESPONSE; 0 for NULL. */
CHRET_API int32_t chret_message_kind(const chret_message *message);
/* The request or response that it is, borrowed; NULL where it is the other kind, or of another service. */
CHRET_API const chret_request *chret_message_request(const chret_message *message);
CHRET_API const chret_response *chret_message_response(const chret_message *message);
/* A 2xx field of the root, the header or, for a response, the service that it names, in normal form; NULL where absent.
 * size may be NULL. */
CHRET_API const char *chret_message_get(const chret_message *message, int32_t field, size_t *size);
/* The name of the element that says what the message is about, such as "CHFFaultReturn" or "DSPInventory"; "" for a
 * response that has none. */
CHRET_API const char *chret_message_body(const chret_message *message);
/* 1 where it carried a Signature, verified or not; else 0. */
CHRET_API int32_t chret_message_is_signed(const chret_message *message);
/* As chret_request_certificate(). */
CHRET_API const chret_certificate *chret_message_certificate(const chret_message *message);

/* ---- Requests in pieces ------------------------------------------------------------------------------------------ */

/* Reads a request that comes in pieces. */
typedef struct chret_reader chret_reader;

/* trust: to verify the request by; NULL: it will be read unverified. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY, CHRET_E_HOST. */
CHRET_API int32_t chret_reader_new(chret_reader **out, const chret_trust *trust, const chret_options *options,
                                   chret_error *err);
CHRET_API void chret_reader_free(chret_reader *reader);
/* The next bytes, any number; the result is the same however the document is cut. After a failure every further call
 * gives the same status again. Statuses as chret_request_read_unverified and, with a trust store, chret_request_read. */
CHRET_API int32_t chret_reader_feed(chret_reader *reader, const uint8_t *data, size_t size, chret_error *err);
/* The end of the document, and the verified request; once. Statuses as chret_request_read; CHRET_E_STATE for a reader
 * without a trust store, and after the end. */
CHRET_API int32_t chret_reader_finish(chret_reader *reader, chret_request **out, chret_error *err);
/* The end of the document, and the request, NOT verified; once. Statuses as chret_request_read_unverified, and
 * CHRET_E_STATE after the end and for a reader with a trust store. */
CHRET_API int32_t chret_reader_finish_unverified(chret_reader *reader, chret_request **out, chret_error *err);

#ifdef __cplusplus
}
#endif
#endif
