/* chreturn/validation.h - local checks: everything that is wrong with a row, a request or a document, at once.
 *
 * Rules of ownership, text, errors and threads: chreturn/base.h. A check that finds something has succeeded: it returns
 * CHRET_OK and the report is not empty. Another status means that it could not check.
 */
#ifndef CHRETURN_VALIDATION_H
#define CHRETURN_VALIDATION_H

#include <chreturn/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Findings in the order in which they were made. */
typedef struct chret_report chret_report;

/* CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_report_new(chret_report **out, const chret_options *options);
CHRET_API void chret_report_free(chret_report *report);
/* Of all that follow: i from 0; beyond the end 0, "" or CHRET_OK. Text is borrowed from the report until it is freed;
 * it does not move when findings are added. */
CHRET_API size_t chret_report_count(const chret_report *report);
/* The record, from 1; 0: the header or the message as a whole. */
CHRET_API size_t chret_report_record(const chret_report *report, size_t i);
/* The record's Device ID as it was given, "" where it has none. */
CHRET_API const char *chret_report_device_id(const chret_report *report, size_t i);
/* The element name of the item, "" where the record or the message as a whole is meant. */
CHRET_API const char *chret_report_item(const chret_report *report, size_t i);
/* A status of the family 3xx: chret_status_name() is the code that people see. */
CHRET_API int32_t chret_report_code(const chret_report *report, size_t i);
/* The line where the element starts; 0 where there is no document. */
CHRET_API size_t chret_report_line(const chret_report *report, size_t i);
/* What is wrong, in English, one line. */
CHRET_API const char *chret_report_message(const chret_report *report, size_t i);

/* Adds a finding of the host's own, such as a column that no field has; text is copied, NULL is "".
 * CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_report_add(chret_report *report, size_t record, const char *device_id, const char *item,
                                   int32_t code, size_t line, const char *message);

/* Adds all that chret_request_append() would refuse in the items of this record; `number` names it in the findings, from
 * 1. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY: then the report is as it was. */
CHRET_API int32_t chret_check_record(chret_report *report, const chret_record *record, size_t number);

/* Adds what the schema cannot say of a request that was built or read: repeated Device IDs (CHRET_E_DUPLICATE), a
 * header that names another service than the body (CHRET_E_SERVICE_MISMATCH), another Command Variant than 8
 * (CHRET_E_COMMAND_VARIANT), no RequestID or no record yet (CHRET_E_MISSING). CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY: then
 * the report is as it was. */
CHRET_API int32_t chret_check_request(chret_report *report, const chret_request *request);

/* Reads a document of a request and adds all that is wrong with its items, then what chret_check_request() finds.
 * Broken structure ends it: CHRET_E_NOT_WELL_FORMED and the other statuses 400 to 406, with line and item in err; the
 * findings made before stay in the report. Also CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_check_document(chret_report *report, const uint8_t *xml, size_t size,
                                       const chret_options *options, chret_error *err);

#ifdef __cplusplus
}
#endif
#endif
