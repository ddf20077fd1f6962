/* chreturn/validation.h - local checks: everything that is wrong with a row, a request or a document, at once; the DSP's
 * checks of a request against its inventory; the answer; and the same request again.
 *
 * Rules of ownership, text, errors and threads: chreturn/base.h. A check that finds something has succeeded: it returns
 * CHRET_OK and the report is not empty. Another status means that it could not check. What the DSP has to do with each
 * record of a list: MP117, solution overview; which codes it answers with and in which order it checks is not published,
 * so both are data that the host can change.
 */
#ifndef CHRETURN_VALIDATION_H
#define CHRETURN_VALIDATION_H

#include <chreturn/model.h>
#include <chreturn/signature.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Findings in the order in which they were made. */
typedef struct chret_report chret_report;

/* A new report without findings. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_report_new(chret_report **out, const chret_options *options);
CHRET_API void chret_report_free(chret_report *report);
/* Of all that follow: i from 0; beyond the end 0, "" or CHRET_OK. Text is borrowed from the report until it is freed;
 * it does not move when findings are added. */
CHRET_API size_t chret_report_count(const chret_report *report);
/* The record, from 1; 0: the header or the message as a whole. */
CHRET_API size_t chret_report_record(const chret_report *report, size_t i);
/* The record's Device ID, of a document in normal form where it has one, otherwise as it was given; "" where there is
 * none. Cut to 63 bytes. */
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
CHRET_API int32_t chret_report_add(chret_report *report, size_t record, const char *device_id, size_t device_id_size,
                                   const char *item, size_t item_size, int32_t code, size_t line, const char *message,
                                   size_t message_size);

/* Adds all that chret_request_append() would refuse in the items of this record; `number` names it in the findings, from
 * 1. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY: then the report is as it was. */
CHRET_API int32_t chret_check_record(chret_report *report, const chret_record *record, size_t number);

/* Adds what the schema cannot say of a request that was built or read: repeated Device IDs (CHRET_E_DUPLICATE), a
 * header that names another service than the body (CHRET_E_SERVICE_MISMATCH), another Command Variant than 8
 * (CHRET_E_COMMAND_VARIANT), no RequestID or no record yet (CHRET_E_MISSING). CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY: then
 * the report is as it was. */
CHRET_API int32_t chret_check_request(chret_report *report, const chret_request *request);

#define CHRET_FINDINGS_MAX 100000 /* of the items of one document */

/* Reads a document of a request and adds all that is wrong with its items, then what chret_check_request() finds. Of the
 * records of a list beyond the limit the first is a finding, and those after it are not looked at.
 * Broken structure ends it: CHRET_E_NOT_WELL_FORMED and the other statuses 400 to 406, with line and item in err; the
 * findings made before stay in the report. So does one finding more than CHRET_FINDINGS_MAX: CHRET_E_LIMIT. Also
 * CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_check_document(chret_report *report, const uint8_t *xml, size_t size,
                                       const chret_options *options, chret_error *err);

/* ---- Policy ------------------------------------------------------------------------------------------------------ */

/* Which checks are made, in which order and with which codes, and how answers look. Set up by one thread; then it can be
 * used by any number of threads at once. A code that is set is one that the schema enumerates (CHRET_E_NOT_ENUMERATED);
 * one of a check must not be one of success, nor one of a check of the request a warning (CHRET_E_ARGUMENT): in the answer to
 * a list these say something else. */
typedef struct chret_policy chret_policy;

/* The checks, with their default codes, in their default order: of the request as a whole, then of each record. */
#define CHRET_CHECK_ROLE            1  /* E2: the User Role is none of those that may send these requests (IS and GS) */
#define CHRET_CHECK_USER_STATUS     2  /* E3: the User's status does not permit it */
#define CHRET_CHECK_ROLE_PAIR       3  /* E1: User and User Role are no valid pair */
#define CHRET_CHECK_COMMAND_VARIANT 4  /* E12: the Command Variant is not the service's */
#define CHRET_CHECK_KNOWN           11 /* E19: the inventory does not know the device */
#define CHRET_CHECK_DEVICE_TYPE     12 /* E11: its DeviceType is not "CHF" */
#define CHRET_CHECK_AUTHORISED      13 /* E4: it is not this originator's to return */
#define CHRET_CHECK_STATUS          14 /* E5: its LogisticsStatus is "Returned", or its DeviceStatus none of those allowed */

/* The default checks, codes and answers. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_policy_new(chret_policy **out, const chret_options *options);
CHRET_API void chret_policy_free(chret_policy *policy);
/* any 1: takes codes of the form of response codes that the schema does not enumerate; default 0. CHRET_E_ARGUMENT: also
 * for a number that is neither. */
CHRET_API int32_t chret_policy_set_any_code(chret_policy *policy, int32_t any);
/* Another code for a check. CHRET_E_ARGUMENT: also for no such check; CHRET_E_NOT_ENUMERATED. */
CHRET_API int32_t chret_policy_set_code(chret_policy *policy, int32_t check, const char *code, size_t size);
/* All checks that are made, in their order; those left out are not. Those of the request (numbers below 10) come before
 * those of the records wherever they stand. CHRET_E_ARGUMENT: an unknown or repeated number. */
CHRET_API int32_t chret_policy_set_checks(chret_policy *policy, const int32_t *checks, size_t count);
/* Adds a User Role that may send these requests; the first takes the place of IS and GS. Adds a DeviceStatus that may be
 * returned; before the first, a device of any status may, and one of none. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_policy_add_role(chret_policy *policy, const char *role, size_t size);
CHRET_API int32_t chret_policy_add_device_status(chret_policy *policy, const char *status, size_t size);
/* all 1: every check is made and every failing one noted, not the first only; default 0. Of a device that is not known
 * others fail too: nothing is said of it. CHRET_E_ARGUMENT: also for a number that is neither. */
CHRET_API int32_t chret_policy_set_all(chret_policy *policy, int32_t all);
/* Codes of the answer: where everything was accepted (I99), and where the body lists failures (W081401).
 * CHRET_E_ARGUMENT: not one of success, or of a warning: these start with W. CHRET_E_NOT_ENUMERATED. */
CHRET_API int32_t chret_policy_set_success_code(chret_policy *policy, const char *code, size_t size);
CHRET_API int32_t chret_policy_set_warning_code(chret_policy *policy, const char *code, size_t size);

/* ---- The inventory ----------------------------------------------------------------------------------------------- */

/* What the host says of the devices that it is asked about. Texts need to last only for the call that gives them; NULL:
 * none. What is not said: not known; no type, no statuses; not authorised, that is, not this originator's to return. i from
 * 0; beyond the end nothing happens. */
typedef struct chret_facts chret_facts;

/* Whether the inventory knows the i-th device: 1 or 0. Its DeviceType, DeviceStatus and LogisticsStatus. Whether it is the
 * originator's to return: 1 or 0. */
CHRET_API void chret_facts_set_known(chret_facts *facts, size_t i, int32_t known);
CHRET_API void chret_facts_set_device_type(chret_facts *facts, size_t i, const char *text, size_t size);
CHRET_API void chret_facts_set_device_status(chret_facts *facts, size_t i, const char *text, size_t size);
CHRET_API void chret_facts_set_logistics_status(chret_facts *facts, size_t i, const char *text, size_t size);
CHRET_API void chret_facts_set_authorised(chret_facts *facts, size_t i, int32_t authorised);
/* The host's own, for its own checks. */
CHRET_API void chret_facts_set_own(chret_facts *facts, size_t i, void *own);

/* The question: fills in the facts of `count` different devices, that are to be in the host's hands until it has carried
 * the outcomes out: it takes its row locks before it answers, in the order of the devices, which rises. Asked once for a
 * request. Returns 0, or a code of its own: then nothing is decided (CHRET_E_HOST). */
typedef int32_t (*chret_inventory)(void *ctx, const uint64_t *devices, size_t count, chret_facts *facts);

/* A check of the host's own, made after the others, in the order in which they were added: *failed, which is 0, becomes
 * another number where the record is to be refused. own: as the facts have it, NULL where they do not. Records come in
 * their order, and only those of which nothing has failed, unless the policy asks for all failing checks. Returns 0, or a
 * code of its own (CHRET_E_HOST).
 * Its limit: the answer to a list names Device IDs, not records. A check that looks at more than the device must not
 * refuse one record and accept a later one of the same Device ID, nor refuse both with codes of which the later one's
 * stands first in the answer: chret_answer() fails (CHRET_E_CONTRADICTION).
 * Adding one: CHRET_E_ARGUMENT, CHRET_E_NOT_ENUMERATED, CHRET_E_NO_MEMORY. */
typedef int32_t (*chret_own_check)(void *ctx, const chret_record *record, void *own, int32_t *failed);
CHRET_API int32_t chret_policy_add_check(chret_policy *policy, const char *code, size_t size, chret_own_check check,
                                         void *ctx);

/* What the host knows of the User that sent the request. For any number of threads at once. */
typedef struct chret_user chret_user;

/* Its User Role, such as "IS"; its status permits requests; User and role are a valid pair. CHRET_E_ARGUMENT,
 * CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_user_new(chret_user **out, const char *role, size_t size, int32_t status_permits,
                                 int32_t pair_is_valid, const chret_options *options);
CHRET_API void chret_user_free(chret_user *user);

/* ---- Outcomes ---------------------------------------------------------------------------------------------------- */

/* What becomes of each record of a request. */
typedef struct chret_outcomes chret_outcomes;

/* What the host has now to do for a record: numbers to be added up. */
#define CHRET_EFFECT_AUDIT_ENTRY   1 /* write a Service Audit Trail entry with the record's code: for every record */
#define CHRET_EFFECT_RETURNED      2 /* set the hub's Logistics Status in the inventory to "Returned" */
#define CHRET_EFFECT_RETURN_RECORD 4 /* create a Service Returns Record */

/* Checks a request, which has been verified, against the inventory. Where the request as a whole is refused the inventory
 * is not asked, and every record gets the request's code. Otherwise each record gets the code of the first check that
 * fails, and is as if the records before it had been returned one by one: a repeated Device ID after an accepted one
 * fails CHRET_CHECK_STATUS. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY, CHRET_E_HOST, CHRET_E_MISSING (no RequestID, or no
 * record), CHRET_E_SERVICE_MISMATCH (the header names another service than the body): nothing has been decided. */
CHRET_API int32_t chret_validate(chret_outcomes **out, const chret_request *request, const chret_user *user,
                                 const chret_policy *policy, chret_inventory inventory, void *ctx,
                                 const chret_options *options, chret_error *err);
/* What a response, which has been verified, says of the records of the request that it answers. The code of a single
 * record, and of all of a list where none is listed as refused, is the header's; of a list with refused ones it is theirs,
 * and I99 for the others, which were accepted. Of a repeated Device ID that is listed less often than the request has it
 * the last records are the refused ones.
 *
 * Findings go to the report (NULL: nobody asks). Where there is one, an answer cannot be relied on, and no record is
 * accepted: those that are not listed have the header's code. CHRET_E_UNKNOWN_DEVICE: the answer lists a Device ID that the
 * request does not have, or more often than the request does. CHRET_E_CONTRADICTION:
 *  - a list in the answer to a single request, or content of another kind;
 *  - a warning as the header's code of a list, but none of its records is listed;
 *  - records are listed, but the header's code is no warning;
 *  - a record that is listed with a code of success.
 *
 * CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY; CHRET_E_MISSING: the request has no RequestID or no record, or the response no
 * code; CHRET_E_OTHER_REQUEST, which is a finding too: another RequestID, none, or another service. */
CHRET_API int32_t chret_outcomes_of_answer(chret_outcomes **out, const chret_request *request,
                                           const chret_response *response, chret_report *report,
                                           const chret_options *options, chret_error *err);
CHRET_API void chret_outcomes_free(chret_outcomes *outcomes);
/* The code by which the request as a whole was refused; "" where it was not. */
CHRET_API const char *chret_outcomes_request_code(const chret_outcomes *outcomes);
/* In record order, i from 0; beyond the end 0 or "". Texts are borrowed. What a code means: chret_code_text(). */
CHRET_API size_t chret_outcomes_count(const chret_outcomes *outcomes);
CHRET_API uint64_t chret_outcomes_device(const chret_outcomes *outcomes, size_t i);
CHRET_API const char *chret_outcomes_code(const chret_outcomes *outcomes, size_t i);
CHRET_API int32_t chret_outcomes_is_accepted(const chret_outcomes *outcomes, size_t i);
/* How many were accepted. */
CHRET_API size_t chret_outcomes_accepted_count(const chret_outcomes *outcomes);
/* CHRET_EFFECT_ numbers added up; 0 for the outcomes of an answer. */
CHRET_API int32_t chret_outcomes_effects(const chret_outcomes *outcomes, size_t i);

#define CHRET_KEY_SIZE 97 /* bytes of the longest key as text, with its NUL */

/* The record's idempotency key, under which the host carries its effects out once: RequestID, "/", Device ID, "/" and the
 * record's number from 1. out_size: at least CHRET_KEY_SIZE. CHRET_E_ARGUMENT. */
CHRET_API int32_t chret_outcomes_key(const chret_outcomes *outcomes, size_t i, char *out, size_t out_size);
/* All failing checks of a record where the policy asks for them, else the first: how many, and the j-th code. */
CHRET_API size_t chret_outcomes_failed_count(const chret_outcomes *outcomes, size_t i);
CHRET_API const char *chret_outcomes_failed_code(const chret_outcomes *outcomes, size_t i, size_t j);

/* ---- The answer -------------------------------------------------------------------------------------------------- */

/* The answer to a list is, as the list form itself, a withdrawn proposal (MP117): no production system sends it.
 *
 * The response to the request that was validated: its RequestID, service and schemaVersion; single form: the record's
 * code in the header; list form: the success code, or the warning code with the refused records listed; refused as a
 * whole: that code. response_id: NULL for none. milliseconds: the time of the answer, as
 * chret_date_time_format(). CHRET_E_ARGUMENT, also for outcomes of an answer or of another request; CHRET_E_NO_MEMORY,
 * CHRET_E_MALFORMED (response_id); CHRET_E_CONTRADICTION: a list that would be misread, see chret_policy_add_check(); the
 * record and its Device ID are in err. Then the outcomes must not be carried out: to be asked before they are. */
CHRET_API int32_t chret_answer(chret_response **out, const chret_request *request, const chret_outcomes *outcomes,
                               const chret_policy *policy, const char *response_id, size_t response_id_size,
                               int64_t milliseconds, const chret_options *options, chret_error *err);

/* ---- The same request again -------------------------------------------------------------------------------------- */

/* What the host does round chret_replay_check(): it asks, carries the effects out, stores the answer, and remembers the
 * request with its digest in one transaction, so that no two deliveries are both new and none is done without an answer to
 * give again. It forgets only requests whose counter is below the originator's highest less the window (they come back as
 * stale), and never the highest. */

#define CHRET_REPLAY_NEW     1 /* not seen before: to be processed */
#define CHRET_REPLAY_AGAIN   2 /* the same request: to be answered as before, and nothing done */
#define CHRET_REPLAY_ALTERED 3 /* a RequestID that was seen with another request or signature: to be refused */
#define CHRET_REPLAY_STALE   4 /* a counter that is not above the originator's highest less the window: to be refused */

/* What the host remembers. Filled in by the host after chret_replay_memory_init(). */
typedef struct chret_replay_memory {
  uint32_t struct_size; /* set by chret_replay_memory_init */
  uint32_t reserved;    /* 0 */
  void *ctx;            /* handed back first, never read */
  /* Looks the RequestID up. *found 1: its digest, of CHRET_DIGEST_SIZE bytes, in `digest`. In any case the highest
   * counter of that originator in *highest, with *has_highest 1; 0 where it has sent nothing yet. Returns 0, or a code of
   * its own (CHRET_E_HOST). */
  int32_t (*find)(void *ctx, uint64_t originator, uint64_t target, uint64_t counter, int32_t *found, uint8_t *digest,
                  int32_t *has_highest, uint64_t *highest);
} chret_replay_memory;

/* Zeroes *memory and notes its size, sizeof(chret_replay_memory) as the caller was compiled. CHRET_E_ARGUMENT. */
CHRET_API int32_t chret_replay_memory_init(chret_replay_memory *memory, size_t struct_size);
/* Which of the CHRET_REPLAY_ cases a request is, whose document is `xml`; digest: what the host keeps with a new one,
 * CHRET_DIGEST_SIZE bytes. Of a verified request it is made of what was signed and of the signature, so that a copy in
 * which somebody on the way changed what no signature covers (white space round the root, say) is the same request; of
 * one that is not verified it is the SHA-256 of the document. window: an unseen counter must be above the originator's
 * highest less the window; 0: counters must rise. CHRET_E_ARGUMENT, CHRET_E_HOST, CHRET_E_MISSING (no RequestID). */
CHRET_API int32_t chret_replay_check(int32_t *verdict, uint8_t *digest, const chret_request *request,
                                     const uint8_t *xml, size_t size, uint64_t window,
                                     const chret_replay_memory *memory, const chret_provider *provider,
                                     chret_error *err);

#ifdef __cplusplus
}
#endif
#endif
