/* process.c - see process.h. */
#include "process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "date_time.h"
#include "decide.h"
#include "messages.h"

#define WINDOW    65536 /* requests of one originator travel in parallel */
#define RACES_MAX 3

#define BAD_REQUEST 400
#define CONFLICT    409
#define UNAVAILABLE 503

/* Where it is not the request that is at fault, it may come again. */
static void refuse(struct answer *answer, int32_t status) {
  int is_ours = status < CHRET_E_MISSING || status == CHRET_E_CRYPTOGRAPHY;
  answer_refuse(answer, is_ours ? UNAVAILABLE : BAD_REQUEST, chret_status_name(status));
}

/* ---- A new request ---- */

/* A certificate does not tell IS from GS: suppliers' have role 02, and 87 are all that only sign XML. Those whom the
 * operator trusts are taken for suppliers; the DCC has a register of Users. */
static int32_t make_user(chret_user **out, const struct worker *w, const chret_request *request) {
  const char *role = chret_certificate_role(chret_request_certificate(request));
  role = strcmp(role, "02") == 0 || strcmp(role, "87") == 0 ? "IS" : role;
  return chret_user_new(out, role, strlen(role), 1, 1, w->options);
}

static int32_t decide_new(struct worker *w, const chret_request *request, int64_t now, struct decision *out) {
  struct store_question question = {.store = &w->store};
  uint64_t target;
  uint64_t counter;
  chret_user *user = NULL;
  chret_request_get_id(request, &question.originator, &target, &counter);
  int32_t status = make_user(&user, w, request);
  const struct judge judge = {.user = user,
                              .policy = w->service->policy,
                              .signer = identity_signer(&w->service->identity),
                              .options = w->options,
                              .err = w->err};
  if (status == CHRET_OK)
    status = decide(out, &judge, request, store_answer_question, &question, now);
  chret_user_free(user);
  return status;
}

static void note_outcomes(struct answer *answer, const chret_outcomes *outcomes) {
  answer->accepted = chret_outcomes_accepted_count(outcomes);
  for (size_t i = 0; i < chret_outcomes_count(outcomes); i++)
    tally_add(&answer->codes, chret_outcomes_code(outcomes, i), 1);
}

static int process_new(struct worker *w, const chret_request *request, const uint8_t *digest, struct answer *answer) {
  int64_t now = date_time_now();
  struct decision decision;
  int32_t status = decide_new(w, request, now, &decision);
  if (status == CHRET_E_HOST)
    return STORE_AWAY;
  if (status != CHRET_OK) {
    refuse(answer, status);
    return 0;
  }
  int result = store_save(&w->store, request, digest, decision.outcomes, decision.response, now);
  result = result == 0 ? store_commit(&w->store) : result;
  if (result == 0) {
    note_outcomes(answer, decision.outcomes);
    answer_give(answer, chret_buffer_data(decision.response), chret_buffer_size(decision.response), RESULT_ANSWERED);
  }
  decision_free(&decision);
  return result;
}

/* ---- A request, new or not: gives 0 or a STORE_ number ---- */

static int process_again(struct worker *w, const chret_request *request, struct answer *answer) {
  struct store_answer stored;
  int result = store_find_answer(&w->store, request, &stored);
  if (result == 0) {
    answer->accepted = stored.accepted;
    answer_give(answer, stored.text, strlen(stored.text), RESULT_AGAIN);
  }
  free(stored.text);
  return result;
}

static int process_verdict(struct worker *w, const chret_request *request, int32_t verdict, const uint8_t *digest,
                           struct answer *answer) {
  if (verdict == CHRET_REPLAY_NEW)
    return process_new(w, request, digest, answer);
  if (verdict == CHRET_REPLAY_AGAIN)
    return process_again(w, request, answer);
  answer_refuse(answer, CONFLICT, verdict == CHRET_REPLAY_STALE ? "stale" : "altered");
  return 0;
}

static int process_once(struct worker *w, const chret_request *request, const uint8_t *xml, size_t size,
                        struct answer *answer) {
  chret_replay_memory memory;
  uint8_t digest[CHRET_DIGEST_SIZE];
  int32_t verdict = 0;
  chret_replay_memory_init(&memory, sizeof memory);
  memory.ctx = &w->store;
  memory.find = store_find_digest;
  if (store_begin(&w->store) != 0)
    return STORE_AWAY;
  int32_t status = chret_replay_check(&verdict, digest, request, xml, size, WINDOW, &memory,
                                      chret_xmlsec_provider(w->service->identity.xmlsec), w->err);
  int result = status == CHRET_OK ? process_verdict(w, request, verdict, digest, answer) : STORE_AWAY;
  store_rollback(&w->store); /* where nothing was committed */
  return result;
}

/* Where another delivery of the same request was faster, its answer is there the next time. */
static void process_request(struct worker *w, const chret_request *request, const uint8_t *xml, size_t size,
                            struct answer *answer) {
  int result = STORE_TAKEN;
  for (int i = 0; i < RACES_MAX && result == STORE_TAKEN; i++)
    result = process_once(w, request, xml, size, answer);
  if (result != 0)
    answer_refuse(answer, UNAVAILABLE, RESULT_DATABASE);
}

/* ---- A delivery ---- */

static void note_request(struct answer *answer, const chret_request *request) {
  snprintf(answer->request_id, sizeof answer->request_id, "%s",
           chret_request_get(request, CHRET_FIELD_REQUEST_ID, NULL));
  snprintf(answer->service, NAME_SIZE, "%s", chret_service_name(chret_request_service(request)));
  snprintf(answer->form, NAME_SIZE, "%s", chret_form_name(chret_request_form(request)));
  answer->records = chret_request_record_count(request);
}

static int is_for_us(const struct worker *w, const chret_request *request) {
  uint64_t originator;
  uint64_t target;
  uint64_t counter;
  return chret_request_get_id(request, &originator, &target, &counter) == CHRET_OK &&
         target == identity_signer(&w->service->identity)->eui64;
}

void process(struct worker *w, const uint8_t *xml, size_t size, struct answer *answer) {
  chret_message *received = NULL;
  const chret_request *request = NULL;
  int32_t status = chret_message_read(&received, xml, size, w->service->identity.trust, w->options, w->err);
  status = status == CHRET_OK ? request_of(received, &request) : status;
  if (status != CHRET_OK)
    refuse(answer, status);
  else {
    note_request(answer, request);
    if (is_for_us(w, request))
      process_request(w, request, xml, size, answer);
    else
      answer_refuse(answer, BAD_REQUEST, "other-target");
  }
  chret_message_free(received);
}

/* ---- Beginning and end ---- */

int service_open(struct service *service, const char *trust_path, const char *key_path, const char *certificate_path) {
  memset(service, 0, sizeof *service);
  int result = identity_open(&service->identity);
  result = result == EXIT_DONE ? identity_load_trust(&service->identity, trust_path) : result;
  result = result == EXIT_DONE ? identity_load_signer(&service->identity, key_path, certificate_path) : result;
  if (result == EXIT_DONE && chret_policy_new(&service->policy, NULL) != CHRET_OK)
    return message_no_memory();
  return result;
}

void service_close(struct service *service) {
  chret_policy_free(service->policy);
  identity_close(&service->identity);
}

int worker_open(struct worker *w, const struct service *service, const char *database_url) {
  memset(w, 0, sizeof *w);
  w->service = service;
  if (store_open(&w->store, database_url) != 0)
    return EXIT_ENVIRONMENT;
  if (chret_options_new(&w->options, NULL) == CHRET_OK && chret_error_new(&w->err, NULL) == CHRET_OK &&
      chret_options_set_limit(w->options, CHRET_LIMIT_BYTES, BODY_MAX) == CHRET_OK)
    return EXIT_DONE;
  return message_no_memory();
}

void worker_close(struct worker *w) {
  store_close(&w->store);
  chret_options_free(w->options);
  chret_error_free(w->err);
}
