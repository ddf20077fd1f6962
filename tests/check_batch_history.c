/* tests/check_batch_history.c - random histories of a batch beside a model that is as simple as can be: requests are drawn,
 * signed or not, some fail, are answered, once or several times, or lost; rows are retried; the batch is saved and loaded;
 * and the host crashes, which takes it back to what was saved last, while its counters go on.
 *
 * At every moment each row is what the model says, no counter is drawn twice, a request has only rows that were not sent,
 * and what comes again has the bytes that it had.
 */
#include "support_batch.h"

#include <stdlib.h>
#include <string.h>

#define ROWS     24
#define REQUESTS 400
#define CODE     INT32_C(-77)

/* ---- The model --------------------------------------------------------------------------------------------------- */

typedef struct model_row {
  int32_t service;
  int32_t state;
  const char *code;
  size_t request; /* the last one; REQUESTS: none */
} model_row;

typedef struct model_request {
  uint64_t counter;
  int32_t service;
  uint32_t rows[ROWS]; /* from 1, ended by 0 */
  int is_answered;
  test_text bytes;
} model_request;

/* What a host has saved is a copy of it; the bytes are shared, and freed with the last. */
typedef struct model {
  model_row rows[ROWS];
  uint32_t row_count;
  model_request requests[REQUESTS];
  size_t request_count;
} model;

static chret_batch *batch;
static test_counter counter;
static test_signing signing;
static uint64_t state;
static model now, saved;
static test_text saved_state;
static test_text kept[REQUESTS * 2]; /* the bytes of all requests, also of those that a crash took back */
static size_t kept_count;
static uint64_t highest;        /* that was ever drawn */
static int nothing_comes_again; /* then one may be drawn unsigned */
static size_t crashes, repeats, conflicts, comebacks;

static uint32_t any(uint32_t below) {
  return test_random(&state, below);
}

static void expect_as_modelled(void) {
  ck_assert_uint_eq(chret_batch_row_count(batch), now.row_count);
  for (uint32_t i = 0; i < now.row_count; i++) {
    const model_row *row = &now.rows[i];
    uint64_t id = 0;
    ck_assert_int_eq(chret_batch_row_state(batch, i), row->state);
    ck_assert_str_eq(chret_batch_row_code(batch, i), row->code);
    ck_assert_int_eq(chret_batch_row_counter(batch, i, &id), row->request < REQUESTS ? CHRET_OK : CHRET_E_MISSING);
    ck_assert(row->request == REQUESTS || id == now.requests[row->request].counter);
  }
}

/* ---- Steps ------------------------------------------------------------------------------------------------------- */

static void add_row(void) {
  if (now.row_count < ROWS) {
    int32_t service = any(3) == 0 ? CHRET_SERVICE_FAULT_RETURN : CHRET_SERVICE_NO_FAULT_RETURN;
    now.rows[now.row_count] = (model_row){service, CHRET_ROW_NOT_SENT, "", REQUESTS};
    ck_assert_int_eq(test_add_row(batch, service, ++now.row_count, NULL), CHRET_OK);
  }
}

static size_t find_request(uint64_t id) {
  size_t r = 0;
  while (r < now.request_count && now.requests[r].counter != id) {
    r++;
  }
  return r;
}

/* A request that was not there before: its rows were not sent. */
static void note_new(const chret_request *read, uint64_t id, const test_text *bytes) {
  model_request *request = &now.requests[now.request_count];
  ck_assert(now.request_count < REQUESTS && (id > highest || highest == 0));
  highest = id;
  memset(request, 0, sizeof *request);
  request->counter = id;
  request->service = chret_request_service(read);
  for (size_t i = 0; i < chret_request_record_count(read); i++) {
    uint64_t device = 0;
    ck_assert_int_eq(chret_record_get_eui(chret_request_record_at(read, i), CHRET_FIELD_DEVICE_ID, &device), CHRET_OK);
    uint32_t number = (uint32_t)(device - test_row_device(0));
    ck_assert(number >= 1 && number <= now.row_count);
    model_row *row = &now.rows[number - 1];
    ck_assert_int_eq(row->state, CHRET_ROW_NOT_SENT);
    ck_assert_int_eq(row->service, request->service);
    row->state = CHRET_ROW_SENT;
    row->request = now.request_count;
    request->rows[i] = number;
  }
  kept[kept_count] = *bytes;
  request->bytes = kept[kept_count++];
  now.request_count++;
}

static int draw(const chret_signer *signer) {
  test_text bytes = {NULL, 0, 0};
  chret_request *read = NULL;
  uint64_t originator, target, id;
  if (!test_draw(batch, signer, &bytes, &read)) {
    return 0;
  }
  ck_assert_int_eq(chret_request_get_id(read, &originator, &target, &id), CHRET_OK);
  size_t r = find_request(id);
  if (r == now.request_count) {
    note_new(read, id, &bytes);
  } else {
    ck_assert_int_eq(now.requests[r].is_answered, 0);
    ck_assert_uint_eq(bytes.size, now.requests[r].bytes.size);
    ck_assert_mem_eq(bytes.data, now.requests[r].bytes.data, bytes.size);
    test_text_free(&bytes);
    comebacks++;
  }
  chret_request_free(read);
  return 1;
}

/* Any of the calls of digest and signer fails. */
static void fail_to_draw(void) {
  chret_buffer *buffer = NULL;
  uint64_t id;
  signing.calls = 0;
  signing.fail_at = 1 + any(5);
  if (chret_batch_next(batch, &signing.signer, &buffer, &id, NULL) != CHRET_OK) {
    highest = counter.value - 1;
  } else { /* nothing is left, or an unsigned one came again */
    chret_buffer_free(buffer);
    ck_assert_int_eq(chret_batch_resend(batch), CHRET_OK);
    nothing_comes_again = 0;
  }
  signing.fail_at = 0;
}

static void draw_some(void) {
  counter.value += any(3) == 0 ? any(100) : 0;
  if (any(6) == 0) {
    fail_to_draw();
  } else {
    (void)draw(nothing_comes_again && any(8) == 0 ? NULL : &signing.signer);
  }
}

static void resend_all(void) {
  ck_assert_int_eq(chret_batch_resend(batch), CHRET_OK);
  while (chret_batch_requests_left(batch) > 0) {
    ck_assert_int_eq(draw(&signing.signer), 1);
  }
  nothing_comes_again = 1;
}

/* Answers a request, which may have been answered before. Of a list with several rows some are refused with E5. */
static void answer(void) {
  uint32_t refused[ROWS + 1] = {0};
  const char *codes[ROWS], *code = any(2) == 0 ? "I99" : any(2) == 0 ? "E3" : "W081401";
  size_t r, count = 0, listed = 0;
  if (now.request_count == 0) {
    return;
  }
  r = any((uint32_t)now.request_count);
  model_request *request = &now.requests[r];
  if (code[0] == 'W' && chret_batch_form(batch) == CHRET_FORM_SINGLE) {
    code = "E19";
  }
  for (; count < ROWS && request->rows[count] != 0; count++) {
    codes[count] = code;
    if (code[0] == 'W') {
      int is_refused = any(2) == 0 || (listed == 0 && request->rows[count + 1] == 0);
      codes[count] = is_refused ? "E5" : "I99";
      if (is_refused) {
        refused[listed++] = request->rows[count];
      }
    }
  }
  int is_late = 1, is_same = 1;
  for (size_t i = 0; i < count; i++) {
    model_row *row = &now.rows[request->rows[i] - 1];
    if (row->request == r && row->state != CHRET_ROW_NOT_SENT) {
      is_late = 0;
      is_same = is_same && strcmp(row->code, codes[i]) == 0;
    }
  }
  int32_t kind = is_late ? CHRET_ANSWER_LATE : CHRET_ANSWER_NEW;
  if (request->is_answered && !is_late) {
    kind = is_same ? CHRET_ANSWER_AGAIN : CHRET_ANSWER_CONTRADICTORY;
    repeats += is_same ? 1 : 0;
    conflicts += is_same ? 0 : 1;
  }
  ck_assert_int_eq(test_give(batch, test_response(request->service, request->counter, code, refused), NULL), kind);
  for (size_t i = 0; kind == CHRET_ANSWER_NEW && i < count; i++) {
    model_row *row = &now.rows[request->rows[i] - 1];
    row->code = codes[i];
    row->state = codes[i][0] == 'I' ? CHRET_ROW_ACCEPTED : CHRET_ROW_REFUSED;
  }
  request->is_answered = 1;
}

static void retry(void) {
  const char *code = any(2) == 0 ? "E5" : NULL;
  size_t count = 0, expected = 0;
  for (uint32_t i = 0; i < now.row_count; i++) {
    model_row *row = &now.rows[i];
    if (row->state == CHRET_ROW_REFUSED && (code == NULL || strcmp(row->code, code) == 0)) {
      row->state = CHRET_ROW_NOT_SENT;
      row->code = "";
      expected++;
    }
  }
  ck_assert_int_eq(chret_batch_retry(batch, code, code == NULL ? 0 : 2, &count), CHRET_OK);
  ck_assert_uint_eq(count, expected);
}

static void save(void) {
  test_text_free(&saved_state);
  saved_state = test_save(batch, &signing.provider);
  saved = now;
}

/* The process is gone; the host loads what it saved last. Its counters go on. */
static void crash(void) {
  if (saved_state.data == NULL) {
    return;
  }
  chret_batch_free(batch);
  batch = NULL;
  ck_assert_int_eq(
      chret_batch_load(&batch, (const uint8_t *)saved_state.data, saved_state.size, &signing.provider, NULL, NULL),
      CHRET_OK);
  ck_assert_int_eq(chret_batch_set_counter(batch, test_count, &counter), CHRET_OK);
  now = saved;
  crashes++;
  nothing_comes_again = 1;
  if (any(2) == 0) {
    resend_all();
  }
}

/* ---- Histories --------------------------------------------------------------------------------------------------- */

static void step(void) {
  switch (any(12)) {
  case 0:
    add_row();
    break;
  case 1:
    retry();
    break;
  case 2:
    resend_all();
    break;
  case 3:
  case 4:
    save();
    break;
  case 5:
    crash();
    break;
  case 6:
  case 7:
  case 8:
    answer();
    break;
  default:
    draw_some();
  }
}

static void run(uint64_t seed) {
  state = seed;
  counter = (test_counter){.value = any(2000), .step = 1};
  test_signing_init(&signing, "1");
  signing.code = CODE;
  memset(&now, 0, sizeof now);
  kept_count = 0;
  highest = 0;
  nothing_comes_again = 1;
  batch = test_batch(seed % 2 == 0 ? CHRET_FORM_LIST : CHRET_FORM_SINGLE, &counter, NULL);
  ck_assert_int_eq(chret_batch_set_max_records(batch, 1 + any(5)), CHRET_OK);
  for (uint32_t i = any(8); i > 0; i--) {
    add_row();
  }
  for (size_t i = 0; i < 150 && now.request_count < REQUESTS - ROWS && kept_count < 2 * REQUESTS - ROWS; i++) {
    step();
    expect_as_modelled();
  }
  chret_batch_free(batch);
  test_text_free(&saved_state);
  while (kept_count > 0) {
    test_text_free(&kept[--kept_count]);
  }
  ck_assert_int_eq(signing.digests, 0);
}

START_TEST(any_history_is_as_modelled) {
  for (uint64_t seed = 0; seed < 150; seed++) {
    run(seed + 1000 * (uint64_t)_i);
  }
  ck_assert(crashes > 100 && repeats > 100 && conflicts > 100 && comebacks > 100);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("batch_history");
  TCase *tests = tcase_create("batch_history");
  suite_add_tcase(suite, tests);
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, any_history_is_as_modelled, 0, 4);
  return test_run(suite);
}
