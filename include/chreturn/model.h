/* chreturn/model.h - the vocabulary of the two services, records, and requests in memory.
 *
 * Rules of ownership, text, errors and threads: chreturn/base.h. Elements, types and values: the DUIS schema V5.4
 * (DUIS.xsd). The list form is the proposal of the modification MP117, which was withdrawn in 2021: no production
 * system takes it.
 */
#ifndef CHRETURN_MODEL_H
#define CHRETURN_MODEL_H

#include <chreturn/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Vocabulary -------------------------------------------------------------------------------------------------- */

/* Services (Service Reference Variants). */
#define CHRET_SERVICE_UNDECIDED       0     /* of a record: its filled return type decides */
#define CHRET_SERVICE_FAULT_RETURN    81403 /* 8.14.3 Communications Hub Status Update - Fault Return */
#define CHRET_SERVICE_NO_FAULT_RETURN 81404 /* 8.14.4 Communications Hub Status Update - No Fault Return */

/* Wire forms of a request. */
#define CHRET_FORM_SINGLE 1 /* one record: DUIS as it is */
#define CHRET_FORM_LIST   2 /* 1 to 999 records: the proposal of MP117 */

/* Fields: the items of records (1xx), and of a message's root, header and reference to a service (2xx). */
#define CHRET_FIELD_DEVICE_ID                    101
#define CHRET_FIELD_FAULT_RETURN_TYPE            102
#define CHRET_FIELD_NO_FAULT_RETURN_TYPE         103
#define CHRET_FIELD_USER_REF_DATE_TIME           104
#define CHRET_FIELD_USER_REF_ID                  105
#define CHRET_FIELD_OTHER_DEVICE_ID              106
#define CHRET_FIELD_INCIDENT_REFERENCE           107
#define CHRET_FIELD_CONNECTION_METHOD            108
#define CHRET_FIELD_FAULT_REASON                 109
#define CHRET_FIELD_ADDITIONAL_INFORMATION       110
#define CHRET_FIELD_SCHEMA_VERSION               201
#define CHRET_FIELD_REQUEST_ID                   202
#define CHRET_FIELD_FIRST_IN_SEQUENCE            203
#define CHRET_FIELD_PRECEDING_SERVICE_REQUEST_ID 204
#define CHRET_FIELD_COMMAND_VARIANT              205
#define CHRET_FIELD_SERVICE_REFERENCE            206
#define CHRET_FIELD_SERVICE_REFERENCE_VARIANT    207
#define CHRET_FIELD_RESPONSE_ID                  208
#define CHRET_FIELD_RESPONSE_CODE                209
#define CHRET_FIELD_RESPONSE_DATE_TIME           210
#define CHRET_FIELD_DEVICE_ID_LIST               211 /* of the refusals in a response: see chret_response_add_failure() */

/* Kinds of a field's value. */
#define CHRET_KIND_EUI             1 /* sr:EUI */
#define CHRET_KIND_ENUMERATION     2 /* one of the field's values, compared exactly */
#define CHRET_KIND_DATE_TIME       3 /* xs:dateTime */
#define CHRET_KIND_TEXT            4 /* xs:string with a greatest number of characters */
#define CHRET_KIND_REQUEST_ID      5 /* sr:RequestIDType */
#define CHRET_KIND_BOOLEAN         6 /* xs:boolean */
#define CHRET_KIND_COMMAND_VARIANT 7 /* 1 to 9 */
#define CHRET_KIND_DECIMAL         8 /* xs:decimal of at most 16 characters */
#define CHRET_KIND_RESPONSE_CODE   9 /* a capital letter and 1 to 6 digits; one of the field's values where it is set */
#define CHRET_KIND_EUI_LIST        10 /* EUI-64s joined by commas */

/* All services: how many, the i-th (0 beyond the end). Its name, such as "8.14.3" (NULL: no such service), and back
 * (0: none has that name). */
CHRET_API size_t chret_service_count(void);
CHRET_API int32_t chret_service_at(size_t i);
CHRET_API const char *chret_service_name(int32_t service);
CHRET_API int32_t chret_service_by_name(const char *name, size_t size);

/* The items of a service's record in wire order: how many, the field of the i-th (0 beyond the end), and whether the
 * service requires the field (1) or not (0). */
CHRET_API size_t chret_service_item_count(int32_t service);
CHRET_API int32_t chret_service_item_at(int32_t service, size_t i);
CHRET_API int32_t chret_service_item_required(int32_t service, int32_t field);

/* All fields: how many, the i-th (0 beyond the end). A field's element name (NULL: no such field; the schemaVersion is
 * an attribute), and back (0: none has that name); its kind, a CHRET_KIND_ number; the greatest number of characters
 * of a text or decimal, else 0. */
CHRET_API size_t chret_field_count(void);
CHRET_API int32_t chret_field_at(size_t i);
CHRET_API const char *chret_field_name(int32_t field);
CHRET_API int32_t chret_field_by_name(const char *name, size_t size);
CHRET_API int32_t chret_field_kind(int32_t field);
CHRET_API size_t chret_field_limit(int32_t field);
/* The values of an enumeration, and the response codes, in the schema's order: how many (0 for other kinds), and the i-th
 * (NULL beyond the end). */
CHRET_API size_t chret_field_value_count(int32_t field);
CHRET_API const char *chret_field_value_at(int32_t field, size_t i);
/* The name of a kind, such as "date-time"; NULL: no such kind. And of a form: "single", "list". */
CHRET_API const char *chret_kind_name(int32_t kind);
CHRET_API const char *chret_form_name(int32_t form);

/* ---- Records ----------------------------------------------------------------------------------------------------- */

/* One hub to return: text by field, as it came. Nothing is checked when it is set; chret_check_record() says all that is
 * wrong with it, and chret_request_append() takes only what the schema takes. */
typedef struct chret_record chret_record;

/* A new record without items. service: a CHRET_SERVICE_ number. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_record_new(chret_record **out, int32_t service, const chret_options *options);
CHRET_API void chret_record_free(chret_record *record);
/* Empties it for the next row; service as in chret_record_new. CHRET_E_ARGUMENT. */
CHRET_API int32_t chret_record_reset(chret_record *record, int32_t service);
/* The service: as given, or where undecided that of the one return type that is set; CHRET_SERVICE_UNDECIDED where none
 * or both are. */
CHRET_API int32_t chret_record_service(const chret_record *record);
/* Sets a 1xx field to a copy of the text (NULL: makes it absent; size 0: present and empty). CHRET_E_ARGUMENT: no such
 * field, or a record borrowed from a request; CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_record_set(chret_record *record, int32_t field, const char *text, size_t size);
/* The text of a field, borrowed until the record changes; NULL where absent. size may be NULL. */
CHRET_API const char *chret_record_get(const chret_record *record, int32_t field, size_t *size);
/* The same for fields of kind EUI (others: CHRET_E_ARGUMENT). set: CHRET_E_NO_MEMORY; get: CHRET_E_MISSING where absent,
 * CHRET_E_MALFORMED. */
CHRET_API int32_t chret_record_set_eui(chret_record *record, int32_t field, uint64_t value);
CHRET_API int32_t chret_record_get_eui(const chret_record *record, int32_t field, uint64_t *value);
/* The same for enumerations (other fields: CHRET_E_ARGUMENT): the index of the value among chret_field_value_at(). set:
 * CHRET_E_ARGUMENT for an index beyond the end, CHRET_E_NO_MEMORY; get: CHRET_E_MISSING where absent,
 * CHRET_E_NOT_ENUMERATED. */
CHRET_API int32_t chret_record_set_choice(chret_record *record, int32_t field, size_t index);
CHRET_API int32_t chret_record_get_choice(const chret_record *record, int32_t field, size_t *index);
/* The line of the document where the record's element starts; 0 where it was not read. */
CHRET_API size_t chret_record_line(const chret_record *record);

/* ---- Requests ---------------------------------------------------------------------------------------------------- */

/* A request whose every part the schema takes: it was built by the calls below, or read (chreturn/wire.h). */
typedef struct chret_request chret_request;

/* form: CHRET_FORM_SINGLE (exactly one record) or CHRET_FORM_LIST (1 to 999). The header has the service's own
 * references, Command Variant 8 and schemaVersion 5.4; the RequestID is still to be set. CHRET_E_ARGUMENT,
 * CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_request_new(chret_request **out, int32_t service, int32_t form, const chret_options *options);
CHRET_API void chret_request_free(chret_request *request);
/* The service, and the form; 0 for NULL. */
CHRET_API int32_t chret_request_service(const chret_request *request);
CHRET_API int32_t chret_request_form(const chret_request *request);

/* Sets a 2xx field to a copy of the text, in normal form: identifiers in upper case, white space collapsed, booleans
 * as true and false, a Command Variant without leading zeros. NULL makes FirstInSequence or PrecedingServiceRequestID
 * absent. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY, and as the schema refuses it CHRET_E_MISSING (NULL for another field),
 * CHRET_E_MALFORMED, CHRET_E_TOO_LONG, CHRET_E_NOT_ENUMERATED. A header that disagrees with the body can be set: it is
 * schema-valid, and chret_check_request() finds it. */
CHRET_API int32_t chret_request_set(chret_request *request, int32_t field, const char *text, size_t size,
                                    chret_error *err);
/* The text of a 2xx field in normal form, borrowed until the request changes; NULL where absent. size may be NULL. */
CHRET_API const char *chret_request_get(const chret_request *request, int32_t field, size_t *size);
/* The RequestID by its parts. CHRET_E_ARGUMENT; set: CHRET_E_NO_MEMORY; get: CHRET_E_MISSING where it is not set. */
CHRET_API int32_t chret_request_set_id(chret_request *request, uint64_t originator, uint64_t target, uint64_t counter);
CHRET_API int32_t chret_request_get_id(const chret_request *request, uint64_t *originator, uint64_t *target,
                                       uint64_t *counter);

/* Appends a copy of the record, in normal form (identifiers in upper case, white space of identifiers and times
 * collapsed, other text as it is). Refused, with record, Device ID and item in err: what is not as the schema has it
 * (CHRET_E_MISSING, CHRET_E_MALFORMED, CHRET_E_TOO_LONG, CHRET_E_NOT_ENUMERATED, CHRET_E_UNKNOWN_ITEM), a record of the
 * other service (CHRET_E_SERVICE_MISMATCH), a Device ID that the list has (CHRET_E_DUPLICATE), one record too many
 * (CHRET_E_TOO_MANY). Also CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_request_append(chret_request *request, const chret_record *record, chret_error *err);
/* How many records it has; 0 for NULL. */
CHRET_API size_t chret_request_record_count(const chret_request *request);
/* The i-th record from 0, borrowed until the request changes; NULL beyond the end. */
CHRET_API const chret_record *chret_request_record_at(const chret_request *request, size_t i);
/* 1 where the message that was read carried a Signature, verified or not; else 0, also once the request was changed.
 * Writing leaves it out. */
CHRET_API int32_t chret_request_is_signed(const chret_request *request);

/* ---- Responses --------------------------------------------------------------------------------------------------- */

/* A response to a request of 8.14.3 or 8.14.4. */
typedef struct chret_response chret_response;

/* A response that names the service and has schemaVersion 5.4; ResponseCode and ResponseDateTime are still to be set.
 * CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_response_new(chret_response **out, int32_t service, const chret_options *options);
CHRET_API void chret_response_free(chret_response *response);
/* The service that it names; 0 for NULL. */
CHRET_API int32_t chret_response_service(const chret_response *response);
/* Sets a 2xx field of a response to a copy of the text, in normal form; statuses as chret_request_set(). A ResponseCode
 * must be one that the schema enumerates (CHRET_E_NOT_ENUMERATED). RequestID and ResponseID may be made absent; the
 * references to the service cannot be changed (CHRET_E_ARGUMENT). */
CHRET_API int32_t chret_response_set(chret_response *response, int32_t field, const char *text, size_t size,
                                     chret_error *err);
/* As chret_request_get(). */
CHRET_API const char *chret_response_get(const chret_response *response, int32_t field, size_t *size);
/* The RequestID that it answers, by its parts; statuses as chret_request_set_id() and chret_request_get_id(). */
CHRET_API int32_t chret_response_set_id(chret_response *response, uint64_t originator, uint64_t target,
                                        uint64_t counter);
CHRET_API int32_t chret_response_get_id(const chret_response *response, uint64_t *originator, uint64_t *target,
                                        uint64_t *counter);

/* The records of a list that were refused (DSPCHFReturnWarning of lib/schema/chreturn.xsd), one entry each. As the list form
 * of requests it is a withdrawn proposal (MP117), and the element our rendering of it. Adds one;
 * code: one that the schema enumerates. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY, CHRET_E_NOT_ENUMERATED, CHRET_E_TOO_MANY
 * for more than 999, CHRET_E_STATE for a response with content that was not read. */
CHRET_API int32_t chret_response_add_failure(chret_response *response, uint64_t device, const char *code, size_t size,
                                             chret_error *err);
/* How many, and of the i-th the Device ID (CHRET_E_ARGUMENT beyond the end) and the code, borrowed ("" beyond the end): in
 * the order in which they were added or, in a response that was read, of the message. */
CHRET_API size_t chret_response_failure_count(const chret_response *response);
CHRET_API int32_t chret_response_failure_device(const chret_response *response, size_t i, uint64_t *device);
CHRET_API const char *chret_response_failure_code(const chret_response *response, size_t i);
/* The name of the element beside the references to the service: "DSPCHFReturnWarning" where records were refused, "" where
 * there is none. One of another name is not read. */
CHRET_API const char *chret_response_body(const chret_response *response);
/* As chret_request_is_signed(). */
CHRET_API int32_t chret_response_is_signed(const chret_response *response);

/* ---- Response codes ---------------------------------------------------------------------------------------------- */

/* What a code means, in English; "" where that is not known. */
CHRET_API const char *chret_code_text(const char *code, size_t size);
/* 1 for the codes of success, I0 and I99; else 0. */
CHRET_API int32_t chret_code_is_success(const char *code, size_t size);

#ifdef __cplusplus
}
#endif
#endif
