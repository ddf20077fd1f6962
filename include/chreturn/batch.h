/* chreturn/batch.h - a whole return batch: many rows to requests in either form, responses to one report, and its state.
 *
 * Rules of ownership, text and errors: chreturn/base.h. Threads: several may call chret_batch_next() on one batch at once,
 * where the host's allocator is safe for that, and what the signer points to; every other call needs the batch to itself.
 * The list form is a withdrawn proposal (chreturn/model.h): production takes the single form only.
 *
 * So that after a crash at any moment nothing is sent under two RequestIDs, and nothing forgotten, a host
 *   1. draws requests, as many as it likes to have on their way at once, and keeps them to itself;
 *   2. saves the state, whole or not at all;
 *   3. sends them.
 * After a crash it loads the last state that was saved and calls chret_batch_resend(): what that state has as sent comes
 * again under the same RequestIDs, with the same bytes. What was drawn after it was never sent: its rows are not sent in
 * that state, and are drawn anew. Answers may be given again: one that was taken before is CHRET_ANSWER_AGAIN.
 */
#ifndef CHRETURN_BATCH_H
#define CHRETURN_BATCH_H

#include <chreturn/validation.h>
#include <chreturn/wire.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Rows, the requests that they go into, and what was answered. */
typedef struct chret_batch chret_batch;

/* A new batch without rows. form: a CHRET_FORM_ number; originator and target: of its RequestIDs. CHRET_E_ARGUMENT,
 * CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_batch_new(chret_batch **out, int32_t form, uint64_t originator, uint64_t target,
                                  const chret_options *options);
CHRET_API void chret_batch_free(chret_batch *batch);
/* The form, and the parties of the RequestIDs, as given or loaded. */
CHRET_API int32_t chret_batch_form(const chret_batch *batch);
CHRET_API uint64_t chret_batch_originator(const chret_batch *batch);
CHRET_API uint64_t chret_batch_target(const chret_batch *batch);
/* Instead of 5.4. Statuses as chret_request_set(), and CHRET_E_STATE: a request has been drawn with another one. */
CHRET_API int32_t chret_batch_set_schema_version(chret_batch *batch, const char *text, size_t size, chret_error *err);
/* In list form, the most records of a request drawn from now on: 1 to CHRET_LIST_MAX, which is the default.
 * CHRET_E_ARGUMENT. */
CHRET_API int32_t chret_batch_set_max_records(chret_batch *batch, size_t most);
/* keep 0, before the first request is drawn: signatures are not remembered. That saves CHRET_SIGNATURE_SIZE bytes of
 * memory a request; then signed requests without an answer can neither be drawn again nor saved. Default 1.
 * CHRET_E_ARGUMENT, CHRET_E_STATE. */
CHRET_API int32_t chret_batch_set_keep_signatures(chret_batch *batch, int32_t keep);

/* ---- Rows -------------------------------------------------------------------------------------------------------- */

/* What is known of a row. */
#define CHRET_ROW_NOT_SENT 1
#define CHRET_ROW_SENT     2 /* in a request that was drawn, whose answer has not come */
#define CHRET_ROW_ACCEPTED 3
#define CHRET_ROW_REFUSED  4

/* Adds a row; both services may be mixed, told apart by what the record is or by its filled return type. number: names it
 * in errors and reports, such as its number in the sheet; reference: the caller's own, kept (NULL: none). Refused as
 * chret_request_append() refuses a record, and with CHRET_E_DUPLICATE where an earlier row has its Device ID, whose number
 * is in the message; CHRET_E_MISSING or CHRET_E_SERVICE_MISMATCH where no service can be told. The record in err is the
 * number. CHRET_E_ARGUMENT: also for a text of 4 GiB or more; CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_batch_add(chret_batch *batch, const chret_record *row, size_t number, const char *reference,
                                  size_t reference_size, chret_error *err);
/* In the order in which they were added, i from 0; beyond the end 0, NULL or "". Texts are borrowed. */
CHRET_API size_t chret_batch_row_count(const chret_batch *batch);
/* In normal form, its service decided; borrowed until the next call of this function. */
CHRET_API const chret_record *chret_batch_row_record(const chret_batch *batch, size_t i);
CHRET_API size_t chret_batch_row_number(const chret_batch *batch, size_t i);
/* NULL: it has none. size may be NULL. */
CHRET_API const char *chret_batch_row_reference(const chret_batch *batch, size_t i, size_t *size);
/* A CHRET_ROW_ number; the response code that accepted or refused it, else ""; the counter of the last request that it
 * was in (CHRET_E_MISSING: of none yet; CHRET_E_ARGUMENT: beyond the end). */
CHRET_API int32_t chret_batch_row_state(const chret_batch *batch, size_t i);
CHRET_API const char *chret_batch_row_code(const chret_batch *batch, size_t i);
CHRET_API int32_t chret_batch_row_counter(const chret_batch *batch, size_t i, uint64_t *counter);
/* The j-th row, from 0, of the request that was drawn with this counter, in *row. CHRET_E_ARGUMENT; CHRET_E_MISSING: there
 * is no such request, or it has no such row. */
CHRET_API int32_t chret_batch_request_row(const chret_batch *batch, uint64_t counter, size_t j, size_t *row);

/* ---- Requests ---------------------------------------------------------------------------------------------------- */

/* Gives the counter of the next request, higher than every one before. Called in the order of the requests, one call at a
 * time, and must not call the batch. Returns 0, or a code of its own: then no request is drawn (CHRET_E_HOST). */
typedef int32_t (*chret_counter)(void *ctx, uint64_t *counter);

/* Where counters come from. CHRET_E_ARGUMENT. */
CHRET_API int32_t chret_batch_set_counter(chret_batch *batch, chret_counter next, void *ctx);
/* 1: a request was drawn signed, and its signature kept, here or in what was loaded; else 0. */
CHRET_API int32_t chret_batch_is_signed(const chret_batch *batch);
/* How many requests the rows that are not sent will make, and those that are to be drawn again. */
CHRET_API size_t chret_batch_requests_left(const chret_batch *batch);
/* Draws the next request, signed by the signer (NULL: unsigned), and its counter. *out NULL: none is left. In list form a
 * request is full or takes all rows of its service that are not sent. Requests come in the order of their first rows, which
 * is that of their counters. Its rows are sent from then on, unless the call fails: then they are not, and will be drawn
 * again under another counter, after what other threads have drawn meanwhile. CHRET_E_STATE: no counter callback, or a
 * counter that does not rise; or more than 254 signers whose signatures are kept. Else statuses as
 * chret_request_write_signed_buffer().
 *
 * One that is drawn again has the same bytes as before. Its Signature and who made it are remembered: of the signer only
 * the provider is asked, for the digest (CHRET_E_ARGUMENT where a signed one is drawn again without), so a certificate may
 * be replaced in the course of a batch. Where that call fails it will be drawn again. */
CHRET_API int32_t chret_batch_next(chret_batch *batch, const chret_signer *signer, chret_buffer **out,
                                   uint64_t *counter, chret_error *err);
/* Lets all requests without an answer be drawn again, before others, with the same bytes under the same RequestIDs.
 * CHRET_E_ARGUMENT; CHRET_E_STATE: one is signed, and its signature was not kept. */
CHRET_API int32_t chret_batch_resend(chret_batch *batch);
/* Makes refused rows not sent, so that they go into new requests: those with this code, or with any (NULL). Their number
 * in *count (NULL: nobody asks). CHRET_E_ARGUMENT. */
CHRET_API int32_t chret_batch_retry(chret_batch *batch, const char *code, size_t size, size_t *count);

/* ---- Answers ----------------------------------------------------------------------------------------------------- */

#define CHRET_ANSWER_NEW           1 /* the first answer to a request: its rows have their codes now */
#define CHRET_ANSWER_AGAIN         2 /* says what the first one said */
#define CHRET_ANSWER_LATE          3 /* all rows of its request are to be sent, or were, in later ones: not looked at */
#define CHRET_ANSWER_FOREIGN       4 /* to a request that is not this batch's, or is of the other service */
#define CHRET_ANSWER_CONTRADICTORY 5 /* says something else than the first answer, which stands */

/* Takes a response: which of the above it is, in *kind; only a new one changes anything. A refusal of the request as a
 * whole reaches every row of it. A later answer is compared with the first one in the rows that are still in that request.
 * It is for the caller to give verified responses only.
 *
 * Findings go to the report (NULL: nobody asks), with the rows' numbers: of a new answer, and of one of the other service,
 * those that chret_outcomes_of_answer() has; of a contradictory one CHRET_E_CONTRADICTION for each row of which it says
 * something else. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY; CHRET_E_MISSING: it has no ResponseCode. */
CHRET_API int32_t chret_batch_answer(chret_batch *batch, const chret_response *response, int32_t *kind,
                                     chret_report *report, chret_error *err);
/* What chret_batch_answer() would say of it; nothing changes. A new answer with findings cannot be relied on, and taken it
 * refuses its rows: who can ask again may leave it and do that. Statuses as chret_batch_answer(). */
CHRET_API int32_t chret_batch_judge(const chret_batch *batch, const chret_response *response, int32_t *kind,
                                    chret_report *report, chret_error *err);

/* ---- State ------------------------------------------------------------------------------------------------------- */

/* Writes all that there is of the batch but the counter callback: rows, references, requests with their counters, and
 * signatures of those without an answer, codes. sink: as in chreturn/base.h, told at the end whether to keep what it got.
 * provider: for the SHA-256 that guards it. The format: lib/batch/state.h. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY,
 * CHRET_E_HOST; CHRET_E_STATE: a signed request has no answer, and its signature was not kept. */
CHRET_API int32_t chret_batch_save(const chret_batch *batch, const chret_sink *sink, const chret_provider *provider,
                                   chret_error *err);
/* A batch from what was saved, by this version of the library or an earlier one; without a counter callback, and with
 * nothing to be drawn again before chret_batch_resend(). CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY, CHRET_E_HOST;
 * CHRET_E_SAVED_STATE: damaged, or of a version that is not known. */
CHRET_API int32_t chret_batch_load(chret_batch **out, const uint8_t *state, size_t size, const chret_provider *provider,
                                   const chret_options *options, chret_error *err);

#ifdef __cplusplus
}
#endif
#endif
