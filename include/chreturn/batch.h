/* chreturn/batch.h - a whole return batch: many rows to requests in either form, responses to one report, and its state.
 *
 * Rules of ownership, text and errors: chreturn/base.h. Threads: several may call chret_batch_next() on one batch at once,
 * where the host's allocator is safe for that; every other call needs the batch to itself. The list form is a withdrawn
 * proposal (chreturn/model.h): production takes the single form only.
 */
#ifndef CHRETURN_BATCH_H
#define CHRETURN_BATCH_H

#include <chreturn/validation.h>
#include <chreturn/wire.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chret_batch chret_batch;

/* form: a CHRET_FORM_ number. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_batch_new(chret_batch **out, int32_t form, uint64_t originator, uint64_t target,
                                  const chret_options *options);
CHRET_API void chret_batch_free(chret_batch *batch);
/* The form, and the parties of the RequestIDs, as given or loaded. */
CHRET_API int32_t chret_batch_form(const chret_batch *batch);
CHRET_API uint64_t chret_batch_originator(const chret_batch *batch);
CHRET_API uint64_t chret_batch_target(const chret_batch *batch);
/* Instead of 5.4, before the first request is drawn: statuses as chret_request_set(), and CHRET_E_STATE. */
CHRET_API int32_t chret_batch_set_schema_version(chret_batch *batch, const char *text, size_t size, chret_error *err);
/* In list form, the most records of a request: 1 to CHRET_LIST_MAX, which is the default. CHRET_E_ARGUMENT. */
CHRET_API int32_t chret_batch_set_max_records(chret_batch *batch, size_t most);

/* ---- Rows -------------------------------------------------------------------------------------------------------- */

/* What is known of a row. */
#define CHRET_ROW_NOT_SENT 1
#define CHRET_ROW_SENT     2 /* in a request that was drawn, whose answer has not come */
#define CHRET_ROW_ACCEPTED 3
#define CHRET_ROW_REFUSED  4

/* Adds a row; both services may be mixed, told apart by what the record is or by its filled return type. number: names it
 * in errors and reports, such as its number in the sheet; reference: the caller's own, kept (NULL: none). Refused as
 * chret_request_append() refuses a record, and with CHRET_E_DUPLICATE where an earlier row has its Device ID, whose number
 * is in the message; CHRET_E_MISSING or CHRET_E_SERVICE_MISMATCH where no service can be told. */
CHRET_API int32_t chret_batch_add(chret_batch *batch, const chret_record *row, size_t number, const char *reference,
                                  size_t reference_size, chret_error *err);
/* In the order in which they were added, i from 0; beyond the end 0, NULL or "". Borrowed. */
CHRET_API size_t chret_batch_row_count(const chret_batch *batch);
CHRET_API const chret_record *chret_batch_row_record(const chret_batch *batch, size_t i);
CHRET_API size_t chret_batch_row_number(const chret_batch *batch, size_t i);
CHRET_API const char *chret_batch_row_reference(const chret_batch *batch, size_t i, size_t *size);
/* A CHRET_ROW_ number; the response code that accepted or refused it; the counter of the last request that it was in
 * (CHRET_E_MISSING: of none yet). */
CHRET_API int32_t chret_batch_row_state(const chret_batch *batch, size_t i);
CHRET_API const char *chret_batch_row_code(const chret_batch *batch, size_t i);
CHRET_API int32_t chret_batch_row_counter(const chret_batch *batch, size_t i, uint64_t *counter);

/* ---- Requests ---------------------------------------------------------------------------------------------------- */

/* Gives the counter of the next request, higher than every one before. Called in the order of the requests, one call at a
 * time. Returns 0, or a code of its own: then no request is drawn (CHRET_E_HOST). */
typedef int32_t (*chret_counter)(void *ctx, uint64_t *counter);

/* Where counters come from. CHRET_E_ARGUMENT. */
CHRET_API int32_t chret_batch_set_counter(chret_batch *batch, chret_counter next, void *ctx);
/* How many requests the rows that are not sent will make, and those that are drawn again. */
CHRET_API size_t chret_batch_requests_left(const chret_batch *batch);
/* Draws the next request, signed by the signer (NULL: unsigned), and its counter. Its rows are sent from then on, unless
 * the call fails: then they are to be drawn again, under another counter. *out NULL: none is left. In list form a request
 * is full or takes all rows of its service; requests come in the order of their first rows. A request that is drawn again
 * has the same bytes as before. CHRET_E_STATE: no counter callback, or a counter that does not rise. Statuses as
 * chret_request_write_signed_buffer(). */
CHRET_API int32_t chret_batch_next(chret_batch *batch, const chret_signer *signer, chret_buffer **out,
                                   uint64_t *counter, chret_error *err);
/* Lets all requests without an answer be drawn again, before others, with the same bytes under the same RequestIDs. */
CHRET_API int32_t chret_batch_resend(chret_batch *batch);
/* Makes refused rows not sent, so that they go into new requests: those with this code, or with any (NULL). Their number
 * in *count. CHRET_E_ARGUMENT. */
CHRET_API int32_t chret_batch_retry(chret_batch *batch, const char *code, size_t size, size_t *count);

/* ---- Answers ----------------------------------------------------------------------------------------------------- */

#define CHRET_ANSWER_NEW           1 /* the first answer to a request: its rows have their codes now */
#define CHRET_ANSWER_AGAIN         2 /* says what an earlier one said */
#define CHRET_ANSWER_LATE          3 /* to a request whose rows have all gone into later requests since: not looked at */
#define CHRET_ANSWER_FOREIGN       4 /* to a request that is not this batch's */
#define CHRET_ANSWER_CONTRADICTORY 5 /* says something else than the first answer, which stands */

/* Takes a response: which of the above it is, in *kind; only a new one changes anything. A refusal of the request as a
 * whole reaches every row of it. Findings as chret_outcomes_of_answer() has them go to the report (NULL: nobody asks), with
 * the rows' numbers. It is for the caller to give verified responses only. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_batch_answer(chret_batch *batch, const chret_response *response, int32_t *kind,
                                     chret_report *report, chret_error *err);

/* ---- State ------------------------------------------------------------------------------------------------------- */

/* Writes all that there is of the batch: rows, references, requests with their counters and signatures, codes. What a
 * host must save before it sends what it has drawn, so that after a crash nothing is sent under two RequestIDs. provider:
 * for the SHA-256 that guards it. The format: lib/batch/state.h. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY, CHRET_E_HOST. */
CHRET_API int32_t chret_batch_save(const chret_batch *batch, const chret_sink *sink, const chret_provider *provider,
                                   chret_error *err);
/* A batch from what was saved; without a counter callback. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY, CHRET_E_HOST;
 * CHRET_E_SAVED_STATE: damaged, or of a version that is not known. */
CHRET_API int32_t chret_batch_load(chret_batch **out, const uint8_t *state, size_t size, const chret_provider *provider,
                                   const chret_options *options, chret_error *err);

#ifdef __cplusplus
}
#endif
#endif
