/* tests/check_failures.c - every callback of the host, in every call that has any, fails at its k-th call, once or from there
 * on: the call says so with the host's code, its outputs are as they were, and nothing is kept half. Made again it does
 * what it would have done. Which callbacks a call has is in the table of the subjects. (libxml2's memory: check_memory;
 * OpenSSL's and xmlsec1's: check_xmlsec_memory.)
 */
#include "support_batch.h"
#include "support_failing.h"

#include <string.h>

static test_host host;
static chret_options *options; /* with the host's allocator */
static chret_error *err;

/* Made with memory enough: what the calls are about. Those that a call may change are made anew for each. */
static chret_trust *trust_originator, *trust_target, *trust;
static chret_request *request;
static chret_response *response;
static chret_policy *policy;
static chret_user *user;
static chret_prepared *prepared;
static chret_batch *batch;
static test_text signed_request, signed_response, state;
static uint8_t signature[CHRET_SIGNATURE_SIZE];

#define BYTES(text) (const uint8_t *)(text).data, (text).size

/* ---- What the calls make, in words ------------------------------------------------------------------------------- */

static void add_request(test_text *result, const chret_request *made) {
  test_addf(result, "%d ", chret_request_certificate(made) == chret_trust_at(trust_originator, 0));
  test_add_request(result, made, 1);
}

static void add_response(test_text *result, const chret_response *made) {
  chret_buffer *buffer = NULL;
  test_addf(result, "%d ", chret_response_certificate(made) == chret_trust_at(trust_target, 0));
  ck_assert_int_eq(chret_response_write_buffer(made, &buffer, NULL), CHRET_OK);
  test_add_buffer(result, buffer);
  chret_buffer_free(buffer);
}

static void add_message(test_text *result, const chret_message *made) {
  test_addf(result, "%d ", chret_message_certificate(made) == chret_trust_at(trust_originator, 0));
  test_add_request(result, chret_message_request(made), 1);
}

static void add_prepared(test_text *result, const chret_prepared *made) {
  size_t size = 0;
  const uint8_t *signed_info = chret_prepared_signed_info(made, &size);
  test_add(result, (const char *)signed_info, size);
}

static void add_certificate(test_text *result, const chret_certificate *made) {
  const char *why = chret_certificate_unusable(made);
  test_addf(result, "%s %s %s\n", chret_certificate_issuer(made), chret_certificate_serial(made),
            why == NULL ? "" : why);
}

static void add_trust(test_text *result, const chret_trust *made) {
  for (size_t i = 0; i < chret_trust_count(made); i++) {
    add_certificate(result, chret_trust_at(made, i));
  }
}

static void add_outcomes(test_text *result, const chret_outcomes *made) {
  for (size_t i = 0; i < chret_outcomes_count(made); i++) {
    test_addf(result, "%s %d ", chret_outcomes_code(made, i), chret_outcomes_effects(made, i));
  }
}

/* ---- Calls with an output: it has to be left alone --------------------------------------------------------------- */

#define UNTOUCHED ((void *)&host)

#define SUBJECT(name, type, call, add)                                                                                 \
  static int32_t name(test_text *result) {                                                                             \
    type *out = UNTOUCHED;                                                                                             \
    int32_t status = (call);                                                                                           \
    test_host_disarm(&host);                                                                                           \
    if (status != CHRET_OK) {                                                                                          \
      ck_assert_ptr_eq(out, UNTOUCHED);                                                                                \
      return status;                                                                                                   \
    }                                                                                                                  \
    add(result, out);                                                                                                  \
    type##_free(out);                                                                                                  \
    return CHRET_OK;                                                                                                   \
  }

SUBJECT(certificate_new, chret_certificate,
        chret_certificate_new(&out, &host.provider, (const uint8_t *)"\x09", 1, options, err), add_certificate)
SUBJECT(write_buffer, chret_buffer, chret_request_write_buffer(request, &out, err), test_add_buffer)
SUBJECT(write_buffer_response, chret_buffer, chret_response_write_buffer(response, &out, err), test_add_buffer)
SUBJECT(write_signed_buffer, chret_buffer, chret_request_write_signed_buffer(request, &out, &host.signer, err),
        test_add_buffer)
SUBJECT(write_signed_buffer_response, chret_buffer,
        chret_response_write_signed_buffer(response, &out, &host.signer, err), test_add_buffer)
SUBJECT(sign, chret_buffer, chret_sign(&out, BYTES(signed_request), 1, &host.signer, options, err), test_add_buffer)
SUBJECT(prepare, chret_prepared, chret_prepare(&out, BYTES(signed_request), 1, &host.signer, options, err),
        add_prepared)
SUBJECT(prepare_request, chret_prepared, chret_request_prepare(request, &out, &host.signer, err), add_prepared)
SUBJECT(prepare_response, chret_prepared, chret_response_prepare(response, &out, &host.signer, err), add_prepared)
SUBJECT(complete, chret_buffer, chret_prepared_complete(prepared, &out, signature, trust_originator, options, err),
        test_add_buffer)
SUBJECT(read_request, chret_request, chret_request_read(&out, BYTES(signed_request), trust_originator, options, err),
        add_request)
SUBJECT(read_response, chret_response, chret_response_read(&out, BYTES(signed_response), trust_target, options, err),
        add_response)
SUBJECT(read_message, chret_message, chret_message_read(&out, BYTES(signed_request), trust_originator, options, err),
        add_message)
SUBJECT(validate, chret_outcomes, chret_validate(&out, request, user, policy, test_host_inventory, &host, options, err),
        add_outcomes)
SUBJECT(load, chret_batch, chret_batch_load(&out, BYTES(state), &host.provider, options, err), test_add_batch)

/* One that has failed says the same ever after. */
static int32_t feed_and_finish(chret_reader *reader, chret_request **out) {
  for (size_t at = 0, size = 0; at < signed_request.size; at += size) {
    const uint8_t *data = (const uint8_t *)signed_request.data + at;
    size = signed_request.size - at < 700 ? signed_request.size - at : 700;
    int32_t status = chret_reader_feed(reader, data, size, err);
    if (status != CHRET_OK) {
      test_host_disarm(&host);
      ck_assert_int_eq(chret_reader_feed(reader, data, size, err), status);
      ck_assert_int_eq(chret_reader_finish(reader, out, err), status);
      return status;
    }
  }
  return chret_reader_finish(reader, out, err);
}

static int32_t read_in_pieces(chret_request **out) {
  chret_reader *reader = UNTOUCHED;
  int32_t status = chret_reader_new(&reader, trust_originator, options, err);
  if (status != CHRET_OK) {
    ck_assert_ptr_eq(reader, UNTOUCHED);
    return status;
  }
  status = feed_and_finish(reader, out);
  chret_reader_free(reader);
  return status;
}

SUBJECT(read_pieces, chret_request, read_in_pieces(&out), add_request)

/* ---- To the sink: it is told whether to keep what it has --------------------------------------------------------- */

static int32_t through_sink(int32_t status, test_text *result) {
  test_host_disarm(&host);
  ck_assert_int_eq(host.finishes, 1);
  ck_assert_int_eq(host.kept, status == CHRET_OK || host.failed == 'E');
  if (status == CHRET_OK) {
    test_add(result, host.taken.data, host.taken.size);
  }
  return status;
}

#define SINK_SUBJECT(name, call)                                                                                       \
  static int32_t name(test_text *result) {                                                                             \
    const chret_sink *sink = test_host_sink(&host);                                                                    \
    return through_sink((call), result);                                                                               \
  }

SINK_SUBJECT(write_request, chret_request_write(request, sink, err))
SINK_SUBJECT(write_response, chret_response_write(response, sink, err))
SINK_SUBJECT(write_signed, chret_request_write_signed(request, sink, &host.signer, err))
SINK_SUBJECT(write_signed_response, chret_response_write_signed(response, sink, &host.signer, err))
SINK_SUBJECT(save, chret_batch_save(batch, sink, &host.provider, err))

/* ---- On an object: it is as it was ------------------------------------------------------------------------------- */

static int32_t on_trust(int32_t status, size_t after, test_text *result) {
  test_host_disarm(&host);
  ck_assert_uint_eq(chret_trust_count(trust), status == CHRET_OK ? after : 1);
  ck_assert_int_eq(host.handles, 2 + (int)chret_trust_count(trust));
  add_trust(result, trust);
  if (status != CHRET_OK) {
    ck_assert_str_eq(result->data, "CN=Z1,OU=07 1 \n");
    result->size = 0;
  }
  return status;
}

static int32_t trust_add(test_text *result) {
  return on_trust(chret_trust_add(trust, (const uint8_t *)"\x02", 1, err), 2, result);
}

/* One of them doubts the one that is there. */
static int32_t trust_add_all(test_text *result) {
  static const uint8_t *const ders[] = {(const uint8_t *)"\x05", (const uint8_t *)"other\x01", (const uint8_t *)"\x03"};
  static const size_t sizes[] = {1, 6, 1};
  return on_trust(chret_trust_add_all(trust, ders, sizes, 3, err), 4, result);
}

static int32_t replay(test_text *result) {
  uint8_t digest[CHRET_DIGEST_SIZE] = "untouched";
  int32_t verdict = 77;
  int32_t status =
      chret_replay_check(&verdict, digest, request, BYTES(signed_request), 0, &host.replay, &host.provider, err);
  test_host_disarm(&host);
  if (status != CHRET_OK) {
    ck_assert(verdict == 77 && strcmp((const char *)digest, "untouched") == 0);
    return status;
  }
  test_addf(result, "%d ", verdict);
  test_add(result, (const char *)digest, sizeof digest);
  return CHRET_OK;
}

/* A counter that was given is used up, whatever came after. */
static int32_t draw(test_text *result) {
  chret_buffer *out = UNTOUCHED;
  chret_request *drawn = NULL;
  test_text before = {NULL, 0, 0}, after = {NULL, 0, 0};
  uint64_t id = 77, originator, target, counter;
  int was_armed = host.armed;
  host.armed = 0;
  test_add_batch(&before, batch);
  host.armed = was_armed;
  int32_t status = chret_batch_next(batch, &host.signer, &out, &id, err);
  test_host_disarm(&host);
  test_add_batch(&after, batch);
  if (status != CHRET_OK) {
    ck_assert(out == UNTOUCHED && id == 77);
    ck_assert_str_eq(after.data, before.data);
  } else {
    ck_assert_int_eq(
        chret_request_read(&drawn, chret_buffer_data(out), chret_buffer_size(out), trust_originator, NULL, err),
        CHRET_OK);
    ck_assert_int_eq(chret_request_get_id(drawn, &originator, &target, &counter), CHRET_OK);
    ck_assert(counter == id && id <= host.counter);
    ck_assert_int_eq(chret_request_set_id(drawn, originator, target, 1), CHRET_OK);
    test_add_request(result, drawn, 1);
    test_addf(result, " %zu left", chret_batch_requests_left(batch));
    chret_request_free(drawn);
    chret_buffer_free(out);
  }
  test_text_free(&before);
  test_text_free(&after);
  return status;
}

/* One that was drawn before comes with its own counter. */
static int32_t draw_again(test_text *result) {
  uint64_t counter = 0;
  ck_assert_int_eq(chret_batch_resend(batch), CHRET_OK);
  int32_t status = draw(result);
  ck_assert_int_eq(chret_batch_row_counter(batch, 0, &counter), CHRET_OK);
  ck_assert(counter == 1 && host.counter == 1);
  return status;
}

/* ---- The table: each call, with its callbacks (support_failing.h) ------------------------------------------------- */

#define BY_TARGET 1 /* the signer is the request's target */
#define DRAWN     2 /* the batch has drawn its first request */

static const struct {
  const char *name;
  int32_t (*run)(test_text *result);
  const char *callbacks;
  int how;
} subjects[] = {
    {"certificate_new", certificate_new, "AD", 0},
    {"trust_add", trust_add, "AD", 0},
    {"trust_add_all", trust_add_all, "AD", 0},
    {"request_write", write_request, "AWE", 0},
    {"response_write", write_response, "AWE", 0},
    {"request_write_buffer", write_buffer, "A", 0},
    {"response_write_buffer", write_buffer_response, "A", 0},
    {"request_write_signed", write_signed, "ABUFSWE", 0},
    {"response_write_signed", write_signed_response, "ABUFSWE", BY_TARGET},
    {"request_write_signed_buffer", write_signed_buffer, "ABUFS", 0},
    {"response_write_signed_buffer", write_signed_buffer_response, "ABUFS", BY_TARGET},
    {"sign", sign, "ABUFS", 0},
    {"prepare", prepare, "ABUF", 0},
    {"request_prepare", prepare_request, "ABUF", 0},
    {"response_prepare", prepare_response, "ABUF", BY_TARGET},
    {"prepared_complete", complete, "AVC", 0},
    {"request_read", read_request, "ABUFVC", 0},
    {"response_read", read_response, "ABUFVC", 0},
    {"message_read", read_message, "ABUFVC", 0},
    {"reader", read_pieces, "ABUFVC", 0},
    {"validate", validate, "AIO", 0},
    {"replay_check", replay, "BUFR", 0},
    {"batch_next", draw, "ABUFSN", 0},
    {"batch_next again", draw_again, "ABUF", DRAWN},
    {"batch_save", save, "ABUFWE", DRAWN},
    {"batch_load", load, "ABUF", 0},
};

/* ---- The harness ------------------------------------------------------------------------------------------------- */

static chret_trust *new_trust(uint64_t eui64) {
  chret_trust *made = NULL;
  host.eui64 = eui64;
  ck_assert_int_eq(chret_trust_new(&made, &host.provider, NULL), CHRET_OK);
  ck_assert_int_eq(chret_trust_add(made, (const uint8_t *)"\x07", 1, NULL), CHRET_OK);
  return made;
}

/* What a call may change; large enough for more than one piece to a sink or digest. */
static void begin(int how) {
  size_t size;
  host.signer.eui64 = how == BY_TARGET ? TEST_TARGET : TEST_ORIGINATOR;
  host.counter = 0;
  ck_assert_int_eq(chret_options_new(&options, &host.allocator), CHRET_OK);
  ck_assert_int_eq(chret_error_new(&err, options), CHRET_OK);
  request = test_request(CHRET_SERVICE_NO_FAULT_RETURN, CHRET_FORM_LIST, 60, options);
  response = test_refusal(CHRET_SERVICE_NO_FAULT_RETURN, 800, options);
  ck_assert_int_eq(chret_trust_new(&trust, &host.provider, options), CHRET_OK);
  ck_assert_int_eq(chret_trust_add(trust, (const uint8_t *)"\x01", 1, NULL), CHRET_OK);
  ck_assert_int_eq(chret_batch_new(&batch, CHRET_FORM_LIST, TEST_ORIGINATOR, TEST_TARGET, options), CHRET_OK);
  ck_assert_int_eq(chret_batch_set_counter(batch, test_host_counter, &host), CHRET_OK);
  ck_assert_int_eq(chret_batch_set_max_records(batch, 40), CHRET_OK);
  for (size_t i = 0; i < chret_request_record_count(request); i++) {
    ck_assert_int_eq(chret_batch_add(batch, chret_request_record_at(request, i), i + 1, NULL, 0, NULL), CHRET_OK);
  }
  ck_assert_int_eq(how == BY_TARGET ? chret_response_prepare(response, &prepared, &host.signer, NULL)
                                    : chret_request_prepare(request, &prepared, &host.signer, NULL),
                   CHRET_OK);
  const uint8_t *signed_info = chret_prepared_signed_info(prepared, &size);
  ck_assert_int_eq(host.signer.sign(&host, signed_info, size, signature), 0);
  if (how == DRAWN) {
    chret_buffer *drawn = NULL;
    uint64_t counter;
    ck_assert_int_eq(chret_batch_next(batch, &host.signer, &drawn, &counter, NULL), CHRET_OK);
    chret_buffer_free(drawn);
  }
}

static void end(void) {
  chret_batch_free(batch);
  chret_prepared_free(prepared);
  chret_trust_free(trust);
  chret_response_free(response);
  chret_request_free(request);
  chret_error_free(err);
  chret_options_free(options);
  prepared = NULL;
}

static void keep_signed(test_text *text, const chret_request *of, const chret_response *answer) {
  chret_buffer *buffer = NULL;
  host.signer.eui64 = answer != NULL ? TEST_TARGET : TEST_ORIGINATOR;
  ck_assert_int_eq(answer != NULL ? chret_response_write_signed_buffer(answer, &buffer, &host.signer, NULL)
                                  : chret_request_write_signed_buffer(of, &buffer, &host.signer, NULL),
                   CHRET_OK);
  test_add_buffer(text, buffer);
  chret_buffer_free(buffer);
}

/* What no call changes. */
static void setup(void) {
  test_host_init(&host);
  trust_target = new_trust(TEST_TARGET);
  trust_originator = new_trust(TEST_ORIGINATOR);
  ck_assert_int_eq(chret_policy_new(&policy, NULL), CHRET_OK);
  ck_assert_int_eq(chret_policy_add_check(policy, TEST_TEXT("E52"), test_host_own_check, &host), CHRET_OK);
  ck_assert_int_eq(chret_user_new(&user, TEST_TEXT("IS"), 1, 1, NULL), CHRET_OK);
  begin(DRAWN);
  keep_signed(&signed_request, request, NULL);
  keep_signed(&signed_response, NULL, response);
  ck_assert_int_eq(chret_batch_save(batch, test_host_sink(&host), &host.provider, NULL), CHRET_OK);
  test_add(&state, host.taken.data, host.taken.size);
  end();
}

static void teardown(void) {
  chret_user_free(user);
  chret_policy_free(policy);
  chret_trust_free(trust_originator);
  chret_trust_free(trust_target);
  test_text_free(&signed_request);
  test_text_free(&signed_response);
  test_text_free(&state);
  test_text_free(&host.taken);
}

static void expect_told(const char *name, size_t k, int32_t status) {
  int is_first = status == (host.failed == 'A' ? CHRET_E_NO_MEMORY : CHRET_E_HOST);
  ck_assert_msg(is_first || (status == CHRET_E_NO_MEMORY && host.no_memory), "%s: call %zu, %c: %s", name, k,
                host.failed, chret_status_name(status));
  ck_assert_int_eq(chret_error_status(err), status);
  ck_assert_int_eq(chret_error_host_code(err), status == CHRET_E_HOST ? TEST_HOST_CODE : 0);
}

START_TEST(a_call_whose_callback_fails_can_be_made_again) {
  const char *name = subjects[_i / 2].name;
  test_text truth = {NULL, 0, 0}, result = {NULL, 0, 0};
  int32_t status = CHRET_E_HOST;
  begin(subjects[_i / 2].how);
  test_host_arm(&host, 0, 0);
  ck_assert_int_eq(subjects[_i / 2].run(&truth), CHRET_OK);
  ck_assert_msg(strcmp(host.called, subjects[_i / 2].callbacks) == 0, "%s calls %s", name, host.called);
  end();
  for (size_t k = 1; status != CHRET_OK; k++) {
    result.size = 0;
    begin(subjects[_i / 2].how);
    test_host_arm(&host, k, _i % 2);
    status = subjects[_i / 2].run(&result);
    ck_assert_msg(status != CHRET_OK || host.failed == 0, "%s: call %zu, %c: unnoticed", name, k, host.failed);
    if (status != CHRET_OK) {
      expect_told(name, k, status);
      test_host_arm(&host, 0, 0);
      ck_assert_msg(subjects[_i / 2].run(&result) == CHRET_OK, "%s: again after call %zu", name, k);
    }
    ck_assert_int_eq(chret_error_status(err), CHRET_OK);
    ck_assert_msg(result.size == truth.size && memcmp(result.data, truth.data, truth.size) == 0,
                  "%s: after call %zu:\n%s", name, k, result.data);
    end();
    ck_assert_msg(host.digests == 0 && host.handles == 2 && host.memory.live == 0 && host.memory.misuse == 0,
                  "%s: after call %zu: %d digests, %d handles, %zu blocks are left", name, k, host.digests,
                  host.handles, host.memory.live);
  }
  test_text_free(&truth);
  test_text_free(&result);
}
END_TEST

/* Nothing that was left in memory is taken for an answer. */
static const struct {
  char callback;
  int32_t (*run)(test_text *result);
  int32_t status;
} silent[] = {
    {'V', read_request, CHRET_E_SIGNATURE_MISMATCH},
    {'V', complete, CHRET_E_SIGNATURE_MISMATCH},
    {'C', read_request, CHRET_E_UNUSABLE_CERTIFICATE},
    {'C', complete, CHRET_E_UNUSABLE_CERTIFICATE},
    {'S', write_signed_buffer, CHRET_E_SIGNATURE_MALFORMED},
    {'S', sign, CHRET_E_SIGNATURE_MALFORMED},
    {'S', draw, CHRET_E_SIGNATURE_MALFORMED},
    {'D', read_request, CHRET_E_UNKNOWN_CERTIFICATE},
};

START_TEST(a_callback_that_says_nothing_says_no) {
  test_text result = {NULL, 0, 0};
  begin(0);
  host.silent = silent[_i].callback;
  if (host.silent == 'D') {
    chret_trust_free(trust_originator);
    trust_originator = new_trust(TEST_ORIGINATOR);
  }
  int32_t status = silent[_i].run(&result);
  ck_assert_msg(status == silent[_i].status, "%c: %s", host.silent, chret_status_name(status));
  end();
  test_text_free(&result);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("failures");
  TCase *tests = tcase_create("failures");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, a_call_whose_callback_fails_can_be_made_again, 0, 2 * TEST_COUNT(subjects));
  tcase_add_loop_test(tests, a_callback_that_says_nothing_says_no, 0, TEST_COUNT(silent));
  return test_run(suite);
}
