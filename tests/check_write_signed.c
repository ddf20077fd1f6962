/* tests/check_write_signed.c - writing signed to a sink: what comes is the signed message, in pieces, and whatever fails,
 * the sink is told once that nothing is to be kept.
 */
#include "signing_fixture.h"

#include <string.h>

/* ---- The sink ---------------------------------------------------------------------------------------------------- */

#define NEVER 1000
#define CODE  (-33)

static struct {
  test_text bytes;
  int writes;
  int fails_at; /* the number of the write that fails, from 1 */
  int32_t finish_code;
  int finishes;
  int32_t kept;
} taken;

static int32_t take(void *ctx, const uint8_t *data, size_t size) {
  (void)ctx;
  ck_assert_int_eq(taken.finishes, 0);
  ck_assert(size > 0 && size <= 16384);
  ck_assert_msg(taken.writes < taken.fails_at, "a sink that failed is asked again");
  test_add(&taken.bytes, (const char *)data, size);
  return ++taken.writes == taken.fails_at ? CODE : 0;
}

static int32_t finish(void *ctx, int32_t keep) {
  (void)ctx;
  taken.finishes++;
  taken.kept = keep;
  return taken.finish_code;
}

static chret_sink new_sink(int fails_at) {
  chret_sink sink;
  ck_assert_int_eq(chret_sink_init(&sink, sizeof sink), CHRET_OK);
  sink.write = take;
  sink.finish = finish;
  taken.bytes.size = 0;
  taken.writes = 0;
  taken.fails_at = fails_at;
  taken.finish_code = 0;
  taken.finishes = 0;
  taken.kept = -1;
  return sink;
}

/* ---- Messages: requests and responses, below and above what is sent at once -------------------------------------- */

#define KINDS 4

typedef struct message {
  chret_request *request;
  chret_response *response;
} message;

static message new_message(int kind) {
  message made = {NULL, NULL};
  if (kind < 2) {
    made.request = test_request(CHRET_SERVICE_FAULT_RETURN, CHRET_FORM_LIST, kind == 0 ? 1 : 150, NULL);
  } else {
    made.response = test_refusal(CHRET_SERVICE_FAULT_RETURN, kind == 2 ? 0 : 999, NULL);
  }
  return made;
}

static void free_message(message *made) {
  chret_request_free(made->request);
  chret_response_free(made->response);
}

static int32_t write_signed(const message *made, const chret_sink *sink, const chret_signer *signer) {
  return made->request != NULL ? chret_request_write_signed(made->request, sink, signer, err)
                               : chret_response_write_signed(made->response, sink, signer, err);
}

static void fill_in(chret_signer *signer, const message *made) {
  signing_fill_in(signer, made->request != NULL ? TEST_ORIGINATOR : TEST_TARGET);
}

static void add_unsigned(test_text *text, const message *made) {
  chret_buffer *buffer = NULL;
  ck_assert_int_eq(made->request != NULL ? chret_request_write_buffer(made->request, &buffer, err)
                                         : chret_response_write_buffer(made->response, &buffer, err),
                   CHRET_OK);
  test_add_buffer(text, buffer);
  chret_buffer_free(buffer);
}

/* ---- Tests ------------------------------------------------------------------------------------------------------- */

START_TEST(a_sink_gets_the_signed_message) {
  message made = new_message(_i);
  chret_sink sink = new_sink(NEVER);
  chret_signer signer;
  test_text unsigned_message = {NULL, 0, 0};
  add_unsigned(&unsigned_message, &made);
  fill_in(&signer, &made);
  ck_assert_int_eq(write_signed(&made, &sink, &signer), CHRET_OK);
  ck_assert(taken.finishes == 1 && taken.kept == 1 && signing_asked == 1);
  ck_assert_int_eq(taken.writes > 1, _i % 2);
  signing_expect((const uint8_t *)taken.bytes.data, taken.bytes.size, &unsigned_message);
  /* nor is anyone obliged to want to know the end */
  sink = new_sink(NEVER);
  sink.finish = NULL;
  ck_assert_int_eq(write_signed(&made, &sink, &signer), CHRET_OK);
  ck_assert_int_eq(taken.finishes, 0);
  signing_expect((const uint8_t *)taken.bytes.data, taken.bytes.size, &unsigned_message);
  free_message(&made);
  test_text_free(&unsigned_message);
}
END_TEST

/* That the call failed with the code, and nothing is kept. */
static void expect_dropped(int32_t status, int32_t code) {
  ck_assert_int_eq(status, CHRET_E_HOST);
  ck_assert_int_eq(chret_error_status(err), CHRET_E_HOST);
  ck_assert_int_eq(chret_error_host_code(err), code);
  ck_assert_int_eq(taken.finishes, 1);
  ck_assert_int_eq(taken.kept, 0);
  ck_assert_int_eq(verifying_peer.digests, 0);
}

START_TEST(a_sink_that_fails_is_told_to_keep_nothing) {
  message made = new_message(_i);
  chret_sink sink = new_sink(NEVER);
  chret_signer signer;
  fill_in(&signer, &made);
  ck_assert_int_eq(write_signed(&made, &sink, &signer), CHRET_OK);
  int writes = taken.writes;
  for (int i = 1; i <= writes; i++) {
    sink = new_sink(i);
    expect_dropped(write_signed(&made, &sink, &signer), CODE);
  }
  /* one that takes everything may still say at the end that it did not work out */
  sink = new_sink(NEVER);
  taken.finish_code = CODE;
  ck_assert_int_eq(write_signed(&made, &sink, &signer), CHRET_E_HOST);
  ck_assert_int_eq(chret_error_host_code(err), CODE);
  ck_assert(taken.finishes == 1 && taken.kept == 1);
  free_message(&made);
}
END_TEST

/* Of a long message the sink has something by then. */
START_TEST(a_signer_that_fails_leaves_nothing_to_keep) {
  message made = new_message(_i);
  chret_sink sink = new_sink(NEVER);
  chret_signer signer;
  fill_in(&signer, &made);
  signing_code = -12;
  expect_dropped(write_signed(&made, &sink, &signer), -12);
  ck_assert_int_eq(taken.writes > 0, _i % 2);
  signing_code = 0;
  verifying_peer.code = 9;
  int32_t status = CHRET_E_HOST;
  for (int failure = 1; status != CHRET_OK; failure++) {
    sink = new_sink(NEVER);
    verifying_peer.fail_at = failure;
    status = write_signed(&made, &sink, &signer);
    if (status != CHRET_OK) {
      expect_dropped(status, 9);
    }
  }
  ck_assert(taken.finishes == 1 && taken.kept == 1);
  free_message(&made);
}
END_TEST

START_TEST(a_stranger_writes_nothing) {
  message made = new_message(_i);
  chret_sink sink = new_sink(NEVER);
  chret_signer signer;
  signing_fill_in(&signer, 1);
  ck_assert_int_eq(write_signed(&made, &sink, &signer), CHRET_E_FOREIGN_SIGNER);
  ck_assert(taken.writes == 0 && taken.finishes == 1 && taken.kept == 0 && signing_asked == 0);
  sink = new_sink(NEVER);
  ck_assert_int_eq(write_signed(&made, &sink, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(write_signed(&made, NULL, &signer), CHRET_E_ARGUMENT);
  ck_assert_int_eq(taken.writes, 0);
  free_message(&made);
}
END_TEST

static int32_t write_any(const message *made, const chret_sink *sink, chret_buffer **out, const chret_signer *signer) {
  if (made->request != NULL && signer == NULL) {
    return out != NULL ? chret_request_write_buffer(made->request, out, err)
                       : chret_request_write(made->request, sink, err);
  }
  if (signer == NULL) {
    return out != NULL ? chret_response_write_buffer(made->response, out, err)
                       : chret_response_write(made->response, sink, err);
  }
  if (out == NULL) {
    return write_signed(made, sink, signer);
  }
  return made->request != NULL ? chret_request_write_signed_buffer(made->request, out, signer, err)
                               : chret_response_write_signed_buffer(made->response, out, signer, err);
}

START_TEST(an_error_of_before_is_gone) {
  message made = new_message(_i);
  chret_signer signer;
  fill_in(&signer, &made);
  for (int way = 0; way < 4; way++) {
    chret_sink sink = new_sink(NEVER);
    chret_buffer *buffer = NULL;
    ck_assert_int_eq(write_any(&made, NULL, NULL, NULL), CHRET_E_ARGUMENT);
    ck_assert_int_eq(chret_error_status(err), CHRET_E_ARGUMENT);
    ck_assert_int_eq(write_any(&made, &sink, way % 2 ? &buffer : NULL, way / 2 ? &signer : NULL), CHRET_OK);
    ck_assert_msg(chret_error_status(err) == CHRET_OK, "way %d: %s", way, chret_error_message(err));
    chret_buffer_free(buffer);
  }
  free_message(&made);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("write signed");
  TCase *tests = tcase_create("write signed");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, a_sink_gets_the_signed_message, 0, KINDS);
  tcase_add_loop_test(tests, a_sink_that_fails_is_told_to_keep_nothing, 0, KINDS);
  tcase_add_loop_test(tests, a_signer_that_fails_leaves_nothing_to_keep, 0, KINDS);
  tcase_add_loop_test(tests, a_stranger_writes_nothing, 0, KINDS);
  tcase_add_loop_test(tests, an_error_of_before_is_gone, 0, KINDS);
  int failed = test_run(suite);
  test_text_free(&taken.bytes);
  return failed;
}
