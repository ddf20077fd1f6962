/* tests/soak/round.c - see round.h. Device IDs decide what becomes of hubs: every third one is not known. */
#include "round.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ROWS 8
#define LONG_LIST 120
#define RARITY    50 /* one round in so many has a long list */

#define MEMORY FAULT_BIT(FAULT_MEMORY)

struct round {
  const struct soak *soak;
  const struct identity *supplier;
  struct faults *faults;
  const chret_options *options;
  size_t rows;
  uint64_t counter, first; /* Device ID */
  chret_batch *batch;
  chret_buffer *sent, *received, *state;
  chret_request *request;
  chret_outcomes *outcomes;
  chret_response *response;
};

static int is_known(uint64_t device) {
  return device % 3 != 0;
}

/* ---- The supplier: rows ---- */

static int32_t count(void *ctx, uint64_t *counter) {
  struct round *r = ctx;
  int32_t code = faults_code(r->faults, FAULT_COUNTER);
  if (code == 0)
    *counter = r->counter++;
  return code;
}

static int32_t fill(chret_record *hub, uint64_t device) {
  int32_t status = chret_record_set_eui(hub, CHRET_FIELD_DEVICE_ID, device);
  if (status == CHRET_OK)
    status = chret_record_set_choice(hub, CHRET_FIELD_NO_FAULT_RETURN_TYPE, device % 5);
  if (status == CHRET_OK)
    status = chret_record_set(hub, CHRET_FIELD_USER_REF_ID, "a & b < c", 9);
  return status;
}

static int32_t add_rows(const struct round *r, chret_batch *batch, chret_report *report, chret_error *err) {
  chret_record *hub = NULL;
  int32_t status = chret_record_new(&hub, CHRET_SERVICE_NO_FAULT_RETURN, r->options);
  for (size_t i = 0; i < r->rows && status == CHRET_OK; i++) {
    status = fill(hub, r->first + i);
    status = status == CHRET_OK ? chret_check_record(report, hub, i + 1) : status;
    status = status == CHRET_OK ? chret_batch_add(batch, hub, i + 1, "reference", 9, err) : status;
  }
  chret_record_free(hub);
  return status;
}

static int32_t make_batch(void *ctx, chret_error *err) {
  struct round *r = ctx;
  chret_batch *batch = NULL;
  chret_report *report = NULL;
  int32_t form = r->rows > MOST_ROWS || r->first % 2 == 0 ? CHRET_FORM_LIST : CHRET_FORM_SINGLE;
  int32_t status = chret_report_new(&report, r->options);
  if (status == CHRET_OK)
    status = chret_batch_new(&batch, form, identity_signer(r->supplier)->eui64, identity_signer(&r->soak->dsp)->eui64,
                             r->options);
  if (status == CHRET_OK)
    status = chret_batch_set_counter(batch, count, r);
  if (status == CHRET_OK)
    status = add_rows(r, batch, report, err);
  if (status == CHRET_OK && chret_report_count(report) != 0)
    status = CHRET_E_MALFORMED;
  chret_report_free(report);
  if (status == CHRET_OK)
    r->batch = batch;
  else
    chret_batch_free(batch);
  return chret_error_set(err, status, NULL);
}

static int32_t draw(void *ctx, chret_error *err) {
  struct round *r = ctx;
  uint64_t counter;
  chret_signer signer = faults_signer(r->faults, identity_signer(r->supplier));
  chret_buffer_free(r->sent);
  r->sent = NULL;
  return chret_batch_next(r->batch, &signer, &r->sent, &counter, err);
}

/* ---- The DSP ---- */

/* Damaged, where that is put in, in what was signed or in the signature itself. */
static const uint8_t *damage(const struct round *r, const chret_buffer *xml, size_t *size) {
  const uint8_t *data = chret_buffer_data(xml);
  *size = chret_buffer_size(xml);
  if (faults_random(r->faults, 2) == 0)
    return faults_input(r->faults, data, size, "<sr:Body>", "</sr:Body>");
  return faults_input(r->faults, data, size, "<ds:SignatureValue>", "</ds:SignatureValue>");
}

static int32_t feed(const struct round *r, const uint8_t *xml, size_t size, chret_request **out, chret_error *err) {
  chret_reader *reader = NULL;
  int32_t status = chret_reader_new(&reader, r->soak->dsp.trust, r->options, err);
  for (size_t at = 0; status == CHRET_OK && at < size; at += 500)
    status = chret_reader_feed(reader, xml + at, size - at < 500 ? size - at : 500, err);
  status = status == CHRET_OK ? chret_reader_finish(reader, out, err) : status;
  chret_reader_free(reader);
  return status;
}

static int32_t verify(void *ctx, chret_error *err) {
  struct round *r = ctx;
  size_t size;
  const uint8_t *xml = damage(r, r->sent, &size);
  chret_request_free(r->request);
  r->request = NULL;
  if (r->first % 4 < 2)
    return feed(r, xml, size, &r->request, err);
  return chret_request_read(&r->request, xml, size, r->soak->dsp.trust, r->options, err);
}

/* The request that was read, written anew and signed; nobody keeps it. */
static int32_t write_again(void *ctx, chret_error *err) {
  struct round *r = ctx;
  chret_signer signer = faults_signer(r->faults, identity_signer(r->supplier));
  chret_sink sink = faults_sink(r->faults);
  return chret_request_write_signed(r->request, &sink, &signer, err);
}

static int32_t answer_question(void *ctx, const uint64_t *devices, size_t size, chret_facts *facts) {
  int32_t code = faults_code(ctx, FAULT_INVENTORY);
  for (size_t i = 0; i < size && code == 0; i++) {
    chret_facts_set_known(facts, i, is_known(devices[i]));
    chret_facts_set_device_type(facts, i, "CHF", 3);
    chret_facts_set_authorised(facts, i, 1);
  }
  return code;
}

static int32_t validate(void *ctx, chret_error *err) {
  struct round *r = ctx;
  chret_outcomes_free(r->outcomes);
  r->outcomes = NULL;
  return chret_validate(&r->outcomes, r->request, r->soak->user, r->soak->policy, answer_question, r->faults,
                        r->options, err);
}

static int32_t answer(void *ctx, chret_error *err) {
  struct round *r = ctx;
  chret_response *response = NULL;
  chret_signer signer = faults_signer(r->faults, identity_signer(&r->soak->dsp));
  chret_buffer_free(r->received);
  r->received = NULL;
  int32_t status = chret_answer(&response, r->request, r->outcomes, r->soak->policy, NULL, 0, 0, r->options, err);
  if (status == CHRET_OK)
    status = chret_response_write_signed_buffer(response, &r->received, &signer, err);
  chret_response_free(response);
  return status;
}

/* ---- The supplier: answers ---- */

static int32_t read_answer(void *ctx, chret_error *err) {
  struct round *r = ctx;
  size_t size;
  const uint8_t *xml = damage(r, r->received, &size);
  chret_response_free(r->response);
  r->response = NULL;
  return chret_response_read(&r->response, xml, size, r->supplier->trust, r->options, err);
}

static int32_t gather(void *ctx, chret_error *err) {
  const struct round *r = ctx;
  int32_t kind = 0;
  int32_t status = chret_batch_answer(r->batch, r->response, &kind, NULL, err);
  return status == CHRET_OK && kind != CHRET_ANSWER_NEW ? chret_error_set(err, CHRET_E_CONTRADICTION, NULL) : status;
}

static int32_t save(void *ctx, chret_error *err) {
  const struct round *r = ctx;
  chret_sink sink = faults_sink(r->faults);
  return chret_batch_save(r->batch, &sink, identity_signer(r->supplier)->provider, err);
}

/* ---- A round ---- */

static int exchange(struct round *r, chret_error *err) {
  struct faults *faults = r->faults;
  const unsigned input = MEMORY | FAULT_BIT(FAULT_INPUT), signer = MEMORY | FAULT_BIT(FAULT_SIGNER);
  return faults_watch(faults, "draw", signer | FAULT_BIT(FAULT_COUNTER), draw, r, err) &&
         faults_watch(faults, "save", MEMORY | FAULT_BIT(FAULT_SINK), save, r, err) &&
         faults_watch(faults, "verify", input, verify, r, err) &&
         faults_watch(faults, "write again", signer | FAULT_BIT(FAULT_SINK), write_again, r, err) &&
         faults_watch(faults, "validate", MEMORY | FAULT_BIT(FAULT_INVENTORY), validate, r, err) &&
         faults_watch(faults, "answer", signer, answer, r, err) &&
         faults_watch(faults, "read the answer", input, read_answer, r, err) &&
         faults_watch(faults, "gather", MEMORY, gather, r, err);
}

static int is_as_expected(const struct round *r) {
  for (size_t i = 0; i < r->rows; i++) {
    const char *code = chret_batch_row_code(r->batch, i), *wanted = is_known(r->first + i) ? "I99" : "E19";
    if (strcmp(code, wanted) != 0) {
      fprintf(stderr, "soak: hub %zu of %zu got %s, not %s\n", i + 1, r->rows, code, wanted);
      return 0;
    }
  }
  return 1;
}

static void release(struct round *r) {
  chret_batch_free(r->batch);
  chret_buffer_free(r->sent);
  chret_buffer_free(r->received);
  chret_request_free(r->request);
  chret_outcomes_free(r->outcomes);
  chret_response_free(r->response);
  free(r->faults->damaged);
  r->faults->damaged = NULL;
}

int round_run(const struct soak *soak, const struct identity *supplier, struct faults *faults,
              const chret_options *options, chret_error *err) {
  struct round r = {.soak = soak, .supplier = supplier, .faults = faults, .options = options, .counter = 1};
  r.rows = faults_random(faults, RARITY) == 0 ? LONG_LIST : 1 + faults_random(faults, MOST_ROWS);
  r.first = (UINT64_C(0x00DB1234) << 32) + faults_random(faults, UINT32_MAX - LONG_LIST);
  int is_done = faults_watch(faults, "rows", MEMORY, make_batch, &r, err);
  while (is_done && chret_batch_requests_left(r.batch) > 0)
    is_done = exchange(&r, err);
  is_done = is_done && is_as_expected(&r);
  release(&r);
  return is_done;
}
