/* chreturn/base.h - statuses, error objects, options, sinks, buffers, identifiers, times.
 *
 * The rules of the whole interface:
 *  - A function that can fail returns an int32_t status, CHRET_OK (0) or one of the CHRET_E_ numbers below.
 *    Outputs are set on CHRET_OK only; after a failure they are as they were before the call.
 *  - So are the objects after a failure: the call can be made again, and does what it would have done. Three remember it:
 *    a reader gives its failure again, the findings of chret_check_document() stay in the report, and a counter that
 *    chret_batch_next() was given is used up. Where libxml2 2.9 or OpenSSL's parsers run out of memory they may say
 *    that what they read is bad (CHRET_E_NOT_WELL_FORMED, CHRET_E_CERTIFICATE, CHRET_E_KEY): a refusal, never wrong data.
 *  - What a `_new` or a first out-parameter hands over belongs to the caller and goes back through the `_free` of its
 *    type; `_free(NULL)` does nothing. A `const` pointer that is returned is borrowed from the object it was asked of.
 *  - Text goes in as pointer and length in bytes, in UTF-8; it comes out with a length and a NUL after it. Where a text
 *    may be absent, NULL is one that is, and any other pointer with length 0 one that is there and empty.
 *  - A NULL handle gives CHRET_E_ARGUMENT, or NULL or 0 from a function that returns no status. Nothing aborts or
 *    prints, except that libxml2 2.9 and xmlsec1 themselves print where their own allocator fails.
 *  - A struct that the host fills in begins with its size, as the host was compiled, which its `_init` notes, and a
 *    reserved number, 0. A later version may append fields. Every size that a version has had up to the library's own is
 *    taken, and what a smaller one lacks counts as 0; other sizes, and another reserved number, are CHRET_E_ARGUMENT.
 *  - Threads: an object is used by one thread at a time; different objects are independent. Functions without an object
 *    read constant tables only and may be called from anywhere. Callbacks run on the calling thread, during the call.
 */
#ifndef CHRETURN_BASE_H
#define CHRETURN_BASE_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32) || !defined(__GNUC__)
#define CHRET_API
#else
#define CHRET_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The version of these headers: the build reads it from here. */
#define CHRET_VERSION "0.1.0"

/* The version of the library that is loaded, as "MAJOR.MINOR.PATCH"; a constant. */
CHRET_API const char *chret_version(void);

/* ---- Statuses --------------------------------------------------------------------------------------------------- */

/* Numbers are stable: a number is never given another meaning. The family is the hundreds digit. Each has a name in
 * lower case (chret_status_name), which is also the code that findings and error lines show. */

#define CHRET_OK 0 /* the call did what it is for */

/* 1xx: the call itself. */
#define CHRET_E_ARGUMENT    100 /* a NULL handle, an unknown number, a size out of range */
#define CHRET_E_NO_MEMORY   101 /* an allocation failed, ours or libxml2's */
#define CHRET_E_STATE       102 /* the object is not in a state that allows this call */
#define CHRET_E_SAVED_STATE 103 /* the saved state of a batch is damaged, or of a version that is not known */

/* 2xx: the host. */
#define CHRET_E_HOST 200 /* a callback failed; its own code is chret_error_host_code() */

/* 3xx: items of a message; also the codes of local findings (chreturn/validation.h). */
#define CHRET_E_MISSING          300 /* a required item is absent */
#define CHRET_E_MALFORMED        301 /* not of the item's lexical form, not in its place, or not text that XML allows */
#define CHRET_E_TOO_LONG         302 /* more characters than the item may have */
#define CHRET_E_NOT_ENUMERATED   303 /* not one of the item's values */
#define CHRET_E_UNKNOWN_ITEM     304 /* an item that is not one of this service's */
#define CHRET_E_REPEATED_ITEM    305 /* an item that was there already */
#define CHRET_E_DUPLICATE        306 /* a Device ID that an earlier record of the list has */
#define CHRET_E_TOO_MANY         307 /* more records than the form takes: 1 in single form, 999 in list form */
#define CHRET_E_SERVICE_MISMATCH 308 /* ServiceReference or ServiceReferenceVariant are not the body's */
#define CHRET_E_COMMAND_VARIANT  309 /* a Command Variant that these services do not have */

#define CHRET_E_UNKNOWN_DEVICE 310 /* an answer's Device ID that the request does not have, or not that often */
#define CHRET_E_CONTRADICTION  311 /* an answer that contradicts itself or another, or would be misread */
#define CHRET_E_OTHER_REQUEST  312 /* an answer to another request */

/* 4xx: a document that is read. */
#define CHRET_E_NOT_WELL_FORMED 400 /* not well-formed XML 1.0 with namespaces, or cut short */
#define CHRET_E_ENCODING        401 /* another encoding than UTF-8, or a NUL byte */
#define CHRET_E_DOCTYPE         402 /* a document type declaration: always refused */
#define CHRET_E_LIMIT           403 /* larger, deeper or longer than the limits of the options allow */
#define CHRET_E_STRUCTURE       404 /* elements, attributes or text where the schema has none */
#define CHRET_E_NOT_DUIS        405 /* the root is not one that is read here */
#define CHRET_E_OTHER_SERVICE   406 /* a DUIS message, but of a service that is not read here */

/* 5xx: signatures, certificates and keys. */
#define CHRET_E_UNSIGNED             500 /* the message has no Signature */
#define CHRET_E_SIGNATURE_PROFILE    501 /* other elements, algorithms, transforms or URI than the one accepted profile */
#define CHRET_E_SIGNATURE_MALFORMED  502 /* a value in the Signature is not of its form: base64, r and s, name, serial */
#define CHRET_E_DIGEST_MISMATCH      503 /* the message is not the one that was signed */
#define CHRET_E_SIGNATURE_MISMATCH   504 /* the signature is not by the key of the certificate that it names */
#define CHRET_E_UNKNOWN_CERTIFICATE  505 /* no trusted certificate has that issuer and serial */
#define CHRET_E_UNUSABLE_CERTIFICATE 506 /* it has expired, is not valid yet, or is not fit to sign: err says which */
#define CHRET_E_FOREIGN_SIGNER       507 /* the certificate is not the originator's or, for an answer, the target's */
#define CHRET_E_SIGNED               508 /* the message to be signed carries a Signature */
#define CHRET_E_CERTIFICATE          509 /* not a certificate that can be read */
#define CHRET_E_KEY                  510 /* not a private key that can be read, or the password is wrong */
#define CHRET_E_KEY_MISMATCH         511 /* the private key is not that of the certificate */
#define CHRET_E_CRYPTOGRAPHY         512 /* the cryptographic library failed */

/* The stable lower-case name of a status, such as "too-long"; "unknown" for a number that is none. A constant. */
CHRET_API const char *chret_status_name(int32_t status);
/* One sentence in English for a status; a constant. */
CHRET_API const char *chret_status_text(int32_t status);
/* All statuses, for bindings: how many there are, and the i-th (CHRET_OK beyond the end). */
CHRET_API size_t chret_status_count(void);
CHRET_API int32_t chret_status_at(size_t i);

/* All numbers that the headers of this library define, for bindings: how many, the name of the i-th without CHRET_, such as
 * "LIMIT_TEXT" (NULL beyond the end), and the number (0 beyond the end). */
CHRET_API size_t chret_constant_count(void);
CHRET_API const char *chret_constant_name_at(size_t i);
CHRET_API int32_t chret_constant_value_at(size_t i);

/* ---- Options ---------------------------------------------------------------------------------------------------- */

/* Where objects get their memory. Filled in by the host after chret_allocator_init(); copied by whatever takes it, so
 * only `ctx` and the functions must live as long as the objects. Sizes are never 0; a NULL result is a failed allocation.
 * libxml2's memory is not under this allocator: it comes from libxml2's own, process-wide one. */
typedef struct chret_allocator {
  uint32_t struct_size; /* set by chret_allocator_init */
  uint32_t reserved;    /* 0 */
  void *ctx;            /* handed back first, never read */
  /* As malloc, realloc and free, but that a block is never NULL. */
  void *(*allocate)(void *ctx, size_t size);
  void *(*reallocate)(void *ctx, void *block, size_t size);
  void (*release)(void *ctx, void *block);
} chret_allocator;

/* Zeroes *allocator and notes its size, sizeof(chret_allocator) as the caller was compiled. CHRET_E_ARGUMENT: NULL, or
 * a size that this library does not know. */
CHRET_API int32_t chret_allocator_init(chret_allocator *allocator, size_t struct_size);

/* The most records of a list (MP117). */
#define CHRET_LIST_MAX 999

/* Limits of reading: what chret_options_set_limit() takes, with the default. Fixed beside them: 262144 bytes of a tag,
 * comment, instruction or CDATA section that libxml2 holds back, where CHRET_LIMIT_TEXT is not lower; 16 namespaces in scope,
 * or a quarter of CHRET_LIMIT_ATTRIBUTES where that is more; some 16384 different names of elements, attributes and
 * namespaces in a document. */
#define CHRET_LIMIT_BYTES      1 /* bytes of a document: 16777216 */
#define CHRET_LIMIT_DEPTH      2 /* elements inside each other: 64 */
#define CHRET_LIMIT_RECORDS    3 /* records of a list: CHRET_LIST_MAX, which is also the highest */
#define CHRET_LIMIT_TEXT       4 /* bytes of text in one element: 1048576 */
#define CHRET_LIMIT_ATTRIBUTES 5 /* attributes and namespace declarations of one element: 64 */

/* Allocator and limits for the objects made with them. NULL for options is: malloc, the default limits. Once they are set,
 * any number of threads can make objects with them at once; then the allocator's functions are called so, too. */
typedef struct chret_options chret_options;

/* A new set of options with the default limits. allocator: NULL is malloc, realloc and free; the options themselves are
 * allocated from it. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_options_new(chret_options **out, const chret_allocator *allocator);
/* May be freed as soon as the objects made with it exist: they have what they need of it. */
CHRET_API void chret_options_free(chret_options *options);
/* limit: a CHRET_LIMIT_ number; value: 1 or more. CHRET_E_ARGUMENT, also for more than 999 records and for more than
 * 9900000 bytes of text (libxml2 has a limit of its own a little above that). */
CHRET_API int32_t chret_options_set_limit(chret_options *options, int32_t limit, size_t value);
/* The time at which certificates must be valid: seconds since 1970-01-01T00:00:00Z. Not set: the time of the call.
 * CHRET_E_ARGUMENT. */
CHRET_API int32_t chret_options_set_time(chret_options *options, int64_t time);
/* any 1: a message by whatever trusted signer is verified, also one that is not the originator or target. For tests and
 * forensics; default 0. CHRET_E_ARGUMENT: also for a number that is neither. */
CHRET_API int32_t chret_options_set_any_signer(chret_options *options, int32_t any);
/* The allocator, for libraries built on this one, such as libchreturn-xmlsec. Borrowed; that of malloc for NULL. */
CHRET_API const chret_allocator *chret_options_allocator(const chret_options *options);

/* ---- Error objects ---------------------------------------------------------------------------------------------- */

/* What a failed call says of its cause. Every function with an `err` takes NULL where nobody asks; otherwise it empties
 * the object first, and the first fault of the call stays in it: what follows from it is not noted. */
typedef struct chret_error chret_error;

/* A new error object, which says CHRET_OK. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_error_new(chret_error **out, const chret_options *options);
CHRET_API void chret_error_free(chret_error *err);
/* The status of the last call that took err; CHRET_OK where it succeeded. */
CHRET_API int32_t chret_error_status(const chret_error *err);
/* The record it happened in, from 1; 0: the header or the message as a whole. */
CHRET_API size_t chret_error_record(const chret_error *err);
/* That record's Device ID, of a document in normal form where it has one, otherwise as it was given; "" where there is
 * none. Cut to 63 bytes. */
CHRET_API const char *chret_error_device_id(const chret_error *err);
/* The element name of the item, such as "CHFFaultReason"; "" where no item is meant. Cut to 63 bytes. */
CHRET_API const char *chret_error_item(const chret_error *err);
/* The line of the document where that element, or else the fault, starts: from 1, counted by line feeds; 0 where there
 * is no document. */
CHRET_API size_t chret_error_line(const chret_error *err);
/* What is wrong, in English, one line, without the above; "" on CHRET_OK. */
CHRET_API const char *chret_error_message(const chret_error *err);
/* What the host's callback returned, where the status is CHRET_E_HOST; otherwise 0. */
CHRET_API int32_t chret_error_host_code(const chret_error *err);
/* For libraries built on this one: err says this and nothing else; gives the status back. message: copied, cut to 255
 * bytes; NULL is the status's own text. err may be NULL; CHRET_OK empties it. */
CHRET_API int32_t chret_error_set(chret_error *err, int32_t status, const char *message);

/* ---- Sinks and buffers ------------------------------------------------------------------------------------------ */

/* Where bytes go as they are made. Filled in by the host after chret_sink_init(). A callback returns 0, or a code of
 * its own that ends the call with CHRET_E_HOST. */
typedef struct chret_sink {
  uint32_t struct_size; /* set by chret_sink_init */
  uint32_t reserved;    /* 0 */
  void *ctx;            /* handed back first, never read */
  /* Called with pieces of up to 16384 bytes, in order; `data` is borrowed for the call. */
  int32_t (*write)(void *ctx, const uint8_t *data, size_t size);
  /* Called once at the end; NULL where nobody asks. keep 1: everything came, what was written is good, and a code
   * returned here still makes the call fail. keep 0: the call failed, what was written is to be dropped. */
  int32_t (*finish)(void *ctx, int32_t keep);
} chret_sink;

/* Zeroes *sink and notes its size, sizeof(chret_sink) as the caller was compiled. CHRET_E_ARGUMENT: NULL, or a size
 * that this library does not know. */
CHRET_API int32_t chret_sink_init(chret_sink *sink, size_t struct_size);

/* Bytes that a call hands over. */
typedef struct chret_buffer chret_buffer;

/* The bytes, borrowed from the buffer, and their number; NULL and 0 for NULL. */
CHRET_API const uint8_t *chret_buffer_data(const chret_buffer *buffer);
CHRET_API size_t chret_buffer_size(const chret_buffer *buffer);
CHRET_API void chret_buffer_free(chret_buffer *buffer);

/* ---- Identifiers and times -------------------------------------------------------------------------------------- */

/* Of all functions here: text is `size` bytes of UTF-8; white space around it is ignored, as xs:token and xs:dateTime
 * collapse it. CHRET_E_ARGUMENT: a NULL pointer or too small an `out`; CHRET_E_MALFORMED: not of the form. */

#define CHRET_EUI64_SIZE      24 /* bytes of an EUI-64 as text, with its NUL */
#define CHRET_REQUEST_ID_SIZE 69 /* bytes of the longest RequestID as text, with its NUL */

/* An EUI-64 as DUIS writes it (schema type sr:EUI): eight pairs of hexadecimal digits of either case, joined by "-". */
CHRET_API int32_t chret_eui64_parse(const char *text, size_t size, uint64_t *value);
/* The same the other way, in upper case. out_size: at least CHRET_EUI64_SIZE. */
CHRET_API int32_t chret_eui64_format(uint64_t value, char *out, size_t out_size);

/* A RequestID (schema type sr:RequestIDType): originator ":" target ":" counter, two EUI-64 and a decimal number of 0
 * to 18446744073709551615 without leading zeros. (DUGIDS asks for counters above 0; the schema does not.) */
CHRET_API int32_t chret_request_id_parse(const char *text, size_t size, uint64_t *originator, uint64_t *target,
                                         uint64_t *counter);
/* The same the other way, in upper case. out_size: at least CHRET_REQUEST_ID_SIZE. */
CHRET_API int32_t chret_request_id_format(uint64_t originator, uint64_t target, uint64_t counter, char *out,
                                          size_t out_size);

/* Whether the text is an xs:dateTime (XML Schema Part 2, 3.2.7, first edition of the type: no year 0000; a year of any
 * number of digits; 24:00:00; a time zone of up to 14:00). */
CHRET_API int32_t chret_date_time_check(const char *text, size_t size);

#define CHRET_DATE_TIME_SIZE 25 /* bytes of a time as chret_date_time_format() writes it, with its NUL */

/* A time as DUIS responses write it: UTC with milliseconds and Z. milliseconds: since 1970-01-01T00:00:00Z, of the years
 * 1 to 9999 (others: CHRET_E_ARGUMENT). out_size: at least CHRET_DATE_TIME_SIZE. */
CHRET_API int32_t chret_date_time_format(int64_t milliseconds, char *out, size_t out_size);

#ifdef __cplusplus
}
#endif
#endif
