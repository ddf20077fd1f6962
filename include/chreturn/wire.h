/* chreturn/wire.h - requests as XML: writing and reading.
 *
 * Rules of ownership, text, errors and threads: chreturn/base.h. What is read and written in single form is what the
 * DUIS schema V5.4 has for CHFFaultReturn and CHFNoFaultReturn; in list form, lib/schema/chreturn.xsd.
 */
#ifndef CHRETURN_WIRE_H
#define CHRETURN_WIRE_H

#include <chreturn/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Writing ----------------------------------------------------------------------------------------------------- */

/* Writes the request, unsigned, as the XML declaration and then its canonical form (inclusive Canonical XML 1.0), in
 * constant memory. sink: as in chreturn/base.h, told at the end whether to keep what it got. CHRET_E_ARGUMENT,
 * CHRET_E_NO_MEMORY, CHRET_E_HOST, CHRET_E_MISSING where the RequestID or every record is. */
CHRET_API int32_t chret_request_write(const chret_request *request, const chret_sink *sink, chret_error *err);
/* The same into a new buffer, allocated as the request is. */
CHRET_API int32_t chret_request_write_buffer(const chret_request *request, chret_buffer **out, chret_error *err);

/* ---- Reading ----------------------------------------------------------------------------------------------------- */

/* Reads a document of `size` bytes. What it says is NOT verified: anyone may have written it. Refused, with line,
 * record, Device ID and item in err as far as they are known, by the statuses 300 to 305 and 307 for items that the
 * schema refuses, and 400 to 406 for the document; also CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY. A Device ID that
 * is repeated in a list, and a header that names another service, are taken: chret_check_request() finds them. */
CHRET_API int32_t chret_request_read_unverified(chret_request **out, const uint8_t *xml, size_t size,
                                                const chret_options *options, chret_error *err);

/* The same for a document that comes in pieces. */
typedef struct chret_reader chret_reader;

/* CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_reader_new(chret_reader **out, const chret_options *options);
CHRET_API void chret_reader_free(chret_reader *reader);
/* The next bytes, any number; the result is the same however the document is cut. After a failure every further call
 * gives the same status again. Statuses as chret_request_read_unverified. */
CHRET_API int32_t chret_reader_feed(chret_reader *reader, const uint8_t *data, size_t size, chret_error *err);
/* The end of the document, and the request, NOT verified; once. Statuses as chret_request_read_unverified, and
 * CHRET_E_STATE after the end. */
CHRET_API int32_t chret_reader_finish_unverified(chret_reader *reader, chret_request **out, chret_error *err);

#ifdef __cplusplus
}
#endif
#endif
