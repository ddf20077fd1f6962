/* process.c - see process.h. */
#include "process.h"

#include <stdlib.h>
#include <string.h>

#include "date_time.h"
#include "messages.h"

#define WINDOW    65536 /* requests of one originator travel in parallel */
#define RACES_MAX 3

#define MALFORMED 400
#define CONFLICT  409
#define AWAY      503

void answer_refuse(struct answer *answer, int status, const char *result) {
  free(answer->body);
  answer->body = NULL;
  answer->status = status;
  answer->result = result;
}

/* Where it is not the request that is wrong, it may come again. */
static void refuse_status(struct answer *answer, int32_t status) {
  int is_ours = status < CHRET_E_MISSING || status == CHRET_E_CRYPTOGRAPHY || status == CHRET_E_CONTRADICTION;
  answer_refuse(answer, is_ours ? AWAY : MALFORMED, status == CHRET_E_HOST ? "database" : chret_status_name(status));
}

/* ---- A new request ---- */

/* A certificate does not tell IS from GS: suppliers' have role 02, and 87 are all that only sign XML. Whom the operator
 * trusts for the one is taken for a supplier; a register of Users, which the DCC has, would say. */
static int32_t make_user(chret_user **out, const struct worker *w, const chret_request *request) {
  const char *role = chret_certificate_role(chret_request_certificate(request));
  role = strcmp(role, "02") == 0 || strcmp(role, "87") == 0 ? "IS" : role;
  return chret_user_new(out, role, strlen(role), 1, 1, w->options);
}

static int32_t validate(struct worker *w, const chret_request *request, chret_outcomes **out) {
  struct store_question question = {.store = &w->store};
  uint64_t target;
  uint64_t counter;
  chret_user *user = NULL;
  chret_request_get_id(request, &question.originator, &target, &counter);
  int32_t status = make_user(&user, w, request);
  if (status == CHRET_OK)
    status =
        chret_validate(out, request, user, w->service->policy, store_answer_question, &question, w->options, w->err);
  chret_user_free(user);
  return status;
}

static int32_t write_answer(struct worker *w, const chret_request *request, const chret_outcomes *outcomes, int64_t now,
                            chret_buffer **out) {
  chret_response *response = NULL;
  int32_t status = chret_answer(&response, request, outcomes, w->service->policy, NULL, 0, now, w->options, w->err);
  if (status == CHRET_OK)
    status = chret_response_write_signed_buffer(response, out, identity_signer(&w->service->identity), w->err);
  chret_response_free(response);
  return status;
}

static void count_code(struct answer *answer, const char *code) {
  size_t i = 0;
  while (i < answer->code_count && strcmp(answer->codes[i].code, code) != 0)
    i++;
  if (i == CODES_MAX)
    return;
  if (i == answer->code_count) {
    strncpy(answer->codes[i].code, code, CODE_SIZE - 1);
    answer->code_count++;
  }
  answer->codes[i].count++;
}

static void note_outcomes(struct answer *answer, const chret_outcomes *outcomes) {
  answer->accepted = chret_outcomes_accepted_count(outcomes);
  for (size_t i = 0; i < chret_outcomes_count(outcomes); i++)
    count_code(answer, chret_outcomes_code(outcomes, i));
}

static void note_body(struct answer *answer, const char *data, size_t size, const char *result) {
  answer->body = strndup(data, size);
  answer->size = size;
  answer->status = 200;
  answer->result = result;
  if (answer->body == NULL)
    refuse_status(answer, CHRET_E_NO_MEMORY);
}

/* Gives STORE_TAKEN where another delivery of the same request was faster. */
static int process_new(struct worker *w, const chret_request *request, const uint8_t *digest, struct answer *answer) {
  chret_outcomes *outcomes = NULL;
  chret_buffer *bytes = NULL;
  int64_t now = date_time_now();
  int result = 0;
  int32_t status = validate(w, request, &outcomes);
  if (status == CHRET_OK)
    status = write_answer(w, request, outcomes, now, &bytes);
  if (status != CHRET_OK)
    refuse_status(answer, status);
  else if ((result = store_save(&w->store, request, digest, outcomes, bytes, now)) == 0 &&
           (result = store_commit(&w->store)) == 0) {
    note_outcomes(answer, outcomes);
    note_body(answer, (const char *)chret_buffer_data(bytes), chret_buffer_size(bytes), RESULT_OK);
  }
  chret_buffer_free(bytes);
  chret_outcomes_free(outcomes);
  return result;
}

/* ---- A request, new or not ---- */

static int answer_again(struct worker *w, const chret_request *request, struct answer *answer) {
  struct store_answer stored;
  int result = store_find_answer(&w->store, request, &stored);
  if (result == 0) {
    answer->accepted = stored.accepted;
    note_body(answer, stored.text, strlen(stored.text), RESULT_AGAIN);
  }
  free(stored.text);
  return result;
}

static int answer_verdict(struct worker *w, const chret_request *request, int32_t verdict, const uint8_t *digest,
                          struct answer *answer) {
  switch (verdict) {
  case CHRET_REPLAY_NEW:
    return process_new(w, request, digest, answer);
  case CHRET_REPLAY_AGAIN:
    return answer_again(w, request, answer);
  default:
    answer_refuse(answer, CONFLICT, verdict == CHRET_REPLAY_STALE ? "stale" : "altered");
    return 0;
  }
}

static int transact(struct worker *w, const chret_request *request, const uint8_t *xml, size_t size,
                    struct answer *answer) {
  chret_replay_memory memory;
  uint8_t digest[CHRET_DIGEST_SIZE];
  int32_t verdict = 0;
  int result = store_begin(&w->store);
  if (result != 0)
    return result;
  chret_replay_memory_init(&memory, sizeof memory);
  memory.ctx = &w->store;
  memory.find = store_find_digest;
  int32_t status = chret_replay_check(&verdict, digest, request, xml, size, WINDOW, &memory,
                                      chret_xmlsec_provider(w->service->identity.xmlsec), w->err);
  if (status == CHRET_OK)
    result = answer_verdict(w, request, verdict, digest, answer);
  else
    refuse_status(answer, status);
  store_rollback(&w->store); /* where nothing was committed */
  return result;
}

static void take_request(struct worker *w, const chret_request *request, const uint8_t *xml, size_t size,
                         struct answer *answer) {
  int result = STORE_TAKEN;
  for (int i = 0; i < RACES_MAX && result == STORE_TAKEN; i++)
    result = transact(w, request, xml, size, answer);
  if (result != 0)
    answer_refuse(answer, AWAY, "database");
}

/* ---- A delivery ---- */

static void note_request(struct answer *answer, const chret_request *request) {
  strcpy(answer->request_id, chret_request_get(request, CHRET_FIELD_REQUEST_ID, NULL));
  answer->service = chret_service_name(chret_request_service(request));
  answer->form = chret_form_name(chret_request_form(request));
  answer->records = chret_request_record_count(request);
}

static int is_for_us(const struct worker *w, const chret_request *request) {
  uint64_t originator;
  uint64_t target;
  uint64_t counter;
  chret_request_get_id(request, &originator, &target, &counter);
  return target == identity_signer(&w->service->identity)->eui64;
}

void process(struct worker *w, const uint8_t *xml, size_t size, struct answer *answer) {
  chret_message *message = NULL;
  memset(answer, 0, sizeof *answer);
  answer->service = answer->form = "";
  int32_t status = chret_message_read(&message, xml, size, w->service->identity.trust, w->options, w->err);
  const chret_request *request = chret_message_request(message);
  if (status != CHRET_OK)
    refuse_status(answer, status);
  else if (request == NULL)
    refuse_status(answer,
                  chret_message_kind(message) == CHRET_MESSAGE_REQUEST ? CHRET_E_OTHER_SERVICE : CHRET_E_NOT_DUIS);
  else {
    note_request(answer, request);
    if (is_for_us(w, request))
      take_request(w, request, xml, size, answer);
    else
      answer_refuse(answer, MALFORMED, "other-target");
  }
  chret_message_free(message);
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
  worker_close(w);
  return message_no_memory();
}

void worker_close(struct worker *w) {
  store_close(&w->store);
  chret_options_free(w->options);
  chret_error_free(w->err);
}
