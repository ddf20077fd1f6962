/* answering.c - see answering.h. */
#include "answering.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "date_time.h"
#include "decide.h"
#include "messages.h"
#include "room.h"

/* Within one call requests may come in any order, such as that of the shell's *.xml. */
#define WINDOW UINT64_MAX

static int fail(const struct answering *a, const char *file) {
  return message_error(file, a->err);
}

/* ---- Which requests get an answer at all ---- */

/* The answer has to be signed by whom the request names as its target. */
static int check_target(const struct answering *a, const char *file, const chret_request *request) {
  uint64_t originator;
  uint64_t target;
  uint64_t counter;
  chret_request_get_id(request, &originator, &target, &counter);
  if (a->credentials->key_path == NULL)
    return EXIT_DONE;
  return credentials_must_be(a->credentials, file, "the request's target", target) == EXIT_DONE ? EXIT_DONE
                                                                                                : EXIT_REJECTED;
}

static int read_request(struct answering *a, const struct input *input, chret_message **out) {
  int result = credentials_read(a->credentials, input, out, a->err);
  if (result != EXIT_DONE)
    return result;
  const chret_request *request = NULL;
  int32_t status = request_of(*out, &request);
  if (status != CHRET_OK)
    return message_reject(input->name,
                          status == CHRET_E_NOT_DUIS ? "this is no request but a response"
                                                     : "this is a request of another service",
                          status);
  return check_target(a, input->name, request);
}

/* ---- Answers ---- */

static int put_outcomes(const struct answering *a, const chret_request *request, const chret_outcomes *outcomes) {
  const char *id = chret_request_get(request, CHRET_FIELD_REQUEST_ID, NULL);
  for (size_t i = 0; i < chret_outcomes_count(outcomes) && a->outcomes != NULL; i++) {
    char device[CHRET_EUI64_SIZE];
    chret_eui64_format(chret_outcomes_device(outcomes, i), device, sizeof device);
    fprintf(a->outcomes, "%s,%zu,%s,%s,%s\n", id, i + 1, device, chret_outcomes_code(outcomes, i),
            chret_outcomes_is_accepted(outcomes, i) ? "yes" : "no");
  }
  return a->outcomes != NULL && ferror(a->outcomes) ? message_no_memory() : EXIT_DONE;
}

static struct answer *new_answer(struct answering *a) {
  struct answer *answers = make_room(a->answers, sizeof *answers, &a->room, a->count + 1);
  if (answers == NULL)
    return NULL;
  a->answers = answers;
  return &answers[a->count];
}

/* Takes the response over. */
static int keep_answer(struct answering *a, const chret_request *request, struct decision *decision) {
  struct answer *answer = new_answer(a);
  if (answer == NULL)
    return message_no_memory();
  answer->bytes = decision->response;
  decision->response = NULL;
  snprintf(answer->id, sizeof answer->id, "%s", chret_request_get(request, CHRET_FIELD_REQUEST_ID, NULL));
  a->count++;
  return EXIT_DONE;
}

/* What the DSP does for the accepted records; only then the next request is looked at. */
static void carry_out(const struct answering *a, const chret_outcomes *outcomes) {
  for (size_t i = 0; i < chret_outcomes_count(outcomes); i++)
    if (chret_outcomes_effects(outcomes, i) & CHRET_EFFECT_RETURNED)
      inventory_set_returned(a->inventory, chret_outcomes_device(outcomes, i));
}

static int process(struct answering *a, const char *file, const chret_request *request, const uint8_t *digest) {
  struct inventory_question question = {.inventory = a->inventory};
  struct judge judge = {
      .user = a->user, .policy = a->policy, .signer = identity_signer(&a->credentials->identity), .err = a->err};
  struct decision decision;
  uint64_t target;
  uint64_t counter;
  int64_t now = a->credentials->has_time ? a->credentials->milliseconds : date_time_now();
  chret_request_get_id(request, &question.originator, &target, &counter);
  if (decide(&decision, &judge, request, inventory_answer, &question, now) != CHRET_OK)
    return fail(a, file);
  int result = keep_answer(a, request, &decision);
  result = result == EXIT_DONE ? put_outcomes(a, request, decision.outcomes) : result;
  if (result == EXIT_DONE && replay_memory_add(a->memory, request, digest) != 0)
    result = message_no_memory();
  if (result == EXIT_DONE)
    carry_out(a, decision.outcomes);
  decision_free(&decision);
  return result;
}

static int answer_request(struct answering *a, const struct input *input, const chret_request *request) {
  uint8_t digest[CHRET_DIGEST_SIZE];
  int32_t verdict = 0;
  if (chret_replay_check(&verdict, digest, request, (const uint8_t *)input->data, input->size, WINDOW, &a->replay,
                         chret_xmlsec_provider(a->credentials->identity.xmlsec), a->err) != CHRET_OK)
    return fail(a, input->name);
  switch (verdict) {
  case CHRET_REPLAY_NEW:
    return process(a, input->name, request, digest);
  case CHRET_REPLAY_AGAIN: /* its answer is there, and what was done is not done again */
    return EXIT_DONE;
  case CHRET_REPLAY_STALE:
    return message_reject(input->name, "the counter of this request is too far below the originator's highest",
                          CHRET_OK);
  default:
    return message_reject(input->name, "a request of other bytes with this RequestID was answered already", CHRET_OK);
  }
}

int answering_take(struct answering *a, const char *path) {
  struct input input;
  chret_message *received = NULL;
  int result = input_read(&input, path);
  if (result != EXIT_DONE)
    return result;
  result = read_request(a, &input, &received);
  if (result == EXIT_DONE)
    result = answer_request(a, &input, chret_message_request(received));
  chret_message_free(received);
  input_free(&input);
  return result;
}

/* ---- Beginning and end ---- */

int answering_open(struct answering *a, const struct credentials *credentials, struct inventory *inventory,
                   const char *role) {
  memset(a, 0, sizeof *a);
  a->credentials = credentials;
  a->inventory = inventory;
  a->memory = replay_memory_new();
  if (a->memory == NULL || chret_error_new(&a->err, NULL) != CHRET_OK ||
      chret_policy_new(&a->policy, NULL) != CHRET_OK ||
      chret_user_new(&a->user, role, strlen(role), 1, 1, NULL) != CHRET_OK)
    return message_no_memory();
  replay_memory_open(a->memory, &a->replay);
  return EXIT_DONE;
}

void answering_close(struct answering *a) {
  for (size_t i = 0; i < a->count; i++)
    chret_buffer_free(a->answers[i].bytes);
  free(a->answers);
  chret_user_free(a->user);
  chret_policy_free(a->policy);
  replay_memory_free(a->memory);
  chret_error_free(a->err);
}
