/* tests/check_batch_state.c - what is saved of a batch: the format byte for byte, damage of every kind, and that a batch
 * that was loaded goes on as the one that was saved would have.
 */
#include "batch/row.h"
#include "peer.h"
#include "support_batch.h"

#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

#define LIST   CHRET_FORM_LIST
#define SINGLE CHRET_FORM_SINGLE
#define FAULT  CHRET_SERVICE_FAULT_RETURN
#define OTHER  CHRET_SERVICE_NO_FAULT_RETURN
#define CODE   INT32_C(-77)

static chret_error *err;
static test_counter counter;
static test_signing signing;
static peer_provider peer;
static chret_batch *batch;

static void setup(void) {
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  counter = (test_counter){.value = 1000, .step = 1};
  test_signing_init(&signing, "1");
  peer_provider_init(&peer);
  batch = NULL;
}

static void teardown(void) {
  ck_assert(signing.digests == 0 && peer.digests == 0);
  chret_batch_free(batch);
  chret_error_free(err);
}

static const uint8_t *bytes(const test_text *text) {
  return (const uint8_t *)text->data;
}

/* From a block of exactly its size; the loaded one has no counter. */
static int32_t load(chret_batch **out, const test_text *state) {
  char *exact = test_exactly(state->data, state->size);
  chret_batch *loaded = NULL;
  int32_t status = chret_batch_load(&loaded, (const uint8_t *)exact, state->size, &peer.provider, NULL, err);
  ck_assert_int_eq(status == CHRET_OK, loaded != NULL);
  ck_assert_int_eq(chret_error_status(err), status);
  free(exact);
  *out = loaded;
  return status;
}

static void expect_same(const test_text *a, const test_text *b) {
  ck_assert_uint_eq(a->size, b->size);
  ck_assert(memcmp(a->data, b->data, a->size) == 0);
}

static void expect_same_batch(const chret_batch *a, const chret_batch *b) {
  test_text said[2] = {{NULL, 0, 0}, {NULL, 0, 0}};
  test_add_batch(&said[0], a);
  test_add_batch(&said[1], b);
  ck_assert_str_eq(said[0].data, said[1].data);
  ck_assert(chret_batch_originator(a) == chret_batch_originator(b) && chret_batch_target(a) == chret_batch_target(b));
  test_text_free(&said[0]);
  test_text_free(&said[1]);
}

/* ---- The format, as lib/batch/state.h has it --------------------------------------------------------------------- */

static void put(test_text *state, uint64_t value, size_t size) {
  for (size_t i = 0; i < size; i++) {
    char byte = (char)(value >> 8 * i & 0xFF);
    test_add(state, &byte, 1);
  }
}

static void put_text(test_text *state, const char *text) {
  put(state, strlen(text), 4);
  test_adds(state, text);
}

static void put_item(test_text *state, const char *text) {
  put_text(state, text);
  put(state, 0, 1);
}

static void put_code(test_text *state, const char *code) {
  char bytes_of_code[8] = {0};
  memcpy(bytes_of_code, code, strlen(code));
  test_add(state, bytes_of_code, 8);
}

static void put_digest(test_text *state) {
  uint8_t value[SHA256_DIGEST_LENGTH];
  SHA256(bytes(state), state->size, value);
  test_add(state, (const char *)value, sizeof value);
}

static void put_head(test_text *state, int32_t form, uint64_t highest, unsigned signers, unsigned rows,
                     unsigned requests) {
  test_adds(state, "chretbat");
  put(state, 1, 4);
  put(state, (uint64_t)form, 1);
  put(state, 1, 1);
  put(state, 998, 2);
  put(state, TEST_ORIGINATOR, 8);
  put(state, TEST_TARGET, 8);
  put_text(state, "5.4");
  put(state, 1, 1);
  put(state, highest, 8);
  put(state, signers, 1);
  put(state, rows, 4);
  put(state, requests, 4);
}

static void put_fault_row(test_text *state, unsigned row_state, const char *code, unsigned device) {
  char text[] = "00-DB-00-00-00-00-00-0?";
  text[sizeof text - 2] = (char)('0' + device);
  put(state, row_state, 1);
  put_code(state, code);
  put(state, 70 + device, 8);
  put(state, 0, 1);
  put(state, 1 + 2 + 8 + 16 + 32 + 64 + 128 + 256 + 512 + 1024, 2);
  put_item(state, text);
  put(state, 1, 1);
  put_item(state, "2024-02-29T23:59:01Z");
  put_item(state, "");
  put_item(state, "00-DB-00-00-00-00-00-FF");
  put_item(state, "\xC3\xA9 <&>");
  put(state, 2, 1);
  put(state, 8, 1);
  put_item(state, "all");
  put_item(state, "my reference");
}

static void put_no_fault_row(test_text *state, unsigned row_state, const char *code, unsigned device) {
  char text[] = "00-DB-00-00-00-00-00-0?";
  text[sizeof text - 2] = (char)('0' + device);
  put(state, row_state, 1);
  put_code(state, code);
  put(state, 70 + device, 8);
  put(state, 1, 1);
  put(state, 1 + 4, 2);
  put_item(state, text);
  put(state, 4, 1);
}

static void put_request(test_text *state, uint64_t id, int is_answered, unsigned signer, unsigned count,
                        const unsigned *rows) {
  put(state, id, 8);
  put(state, (uint64_t)is_answered, 1);
  put(state, signer, 1);
  put(state, count, 2);
  for (unsigned i = 0; i < count; i++) {
    put(state, rows[i], 4);
  }
  for (unsigned i = 0; signer > 0 && i < CHRET_SIGNATURE_SIZE; i++) {
    put(state, i + 1, 1);
  }
}

/* Six rows in lists: accepted, refused, refused and sent again, not sent, sent unsigned, refused and not sent again. */
static test_text version_1(void) {
  test_text state = {NULL, 0, 0};
  put_head(&state, LIST, 900, 2, 6, 3);
  put_text(&state, "CN=Z1,OU=07");
  put_text(&state, "12");
  put_text(&state, "CN=Z2");
  put_text(&state, "13");
  put_fault_row(&state, 3, "I99", 1);
  put_fault_row(&state, 4, "E5", 2);
  put_fault_row(&state, 2, "", 3);
  put_no_fault_row(&state, 1, "", 4);
  put_no_fault_row(&state, 2, "", 5);
  put_fault_row(&state, 1, "", 6);
  put_request(&state, 7, 1, 0, 4, (const unsigned[]){0, 1, 2, 5});
  put_request(&state, 8, 0, 2, 1, (const unsigned[]){2});
  put_request(&state, 800, 0, 0, 1, (const unsigned[]){4});
  put_digest(&state);
  return state;
}

static const char *const version_1_rows =
    "list 6 rows, 2 requests left\n"
    "71 8.14.3 3 I99 ok 7 00-DB-00-00-00-00-00-01|Fault identified post installation|2024-02-29T23:59:01Z||"
    "00-DB-00-00-00-00-00-FF|\xC3\xA9 <&>|ESME|Manufacturing defect|all| my reference\n"
    "72 8.14.3 4 E5 ok 7 00-DB-00-00-00-00-00-02|Fault identified post installation|2024-02-29T23:59:01Z||"
    "00-DB-00-00-00-00-00-FF|\xC3\xA9 <&>|ESME|Manufacturing defect|all| my reference\n"
    "73 8.14.3 2  ok 8 00-DB-00-00-00-00-00-03|Fault identified post installation|2024-02-29T23:59:01Z||"
    "00-DB-00-00-00-00-00-FF|\xC3\xA9 <&>|ESME|Manufacturing defect|all| my reference\n"
    "74 8.14.4 1  missing 0 00-DB-00-00-00-00-00-04|Lost or Stolen Hub|-|-|-|-| -\n"
    "75 8.14.4 2  ok 800 00-DB-00-00-00-00-00-05|Lost or Stolen Hub|-|-|-|-| -\n"
    "76 8.14.3 1  ok 7 00-DB-00-00-00-00-00-06|Fault identified post installation|2024-02-29T23:59:01Z||"
    "00-DB-00-00-00-00-00-FF|\xC3\xA9 <&>|ESME|Manufacturing defect|all| my reference\n";

START_TEST(version_1_is_read_and_written) {
  test_text state = version_1(), rows = {NULL, 0, 0}, again = {NULL, 0, 0};
  chret_request *request = NULL;
  ck_assert_msg(load(&batch, &state) == CHRET_OK, "%s", chret_error_message(err));
  test_add_batch(&rows, batch);
  ck_assert_str_eq(rows.data, version_1_rows);
  test_text saved = test_save(batch, &peer.provider);
  expect_same(&saved, &state);
  ck_assert_int_eq(chret_batch_is_signed(batch), 1);
  /* the signature of the pending one, and then a counter that is too low */
  ck_assert_int_eq(chret_batch_resend(batch), CHRET_OK);
  ck_assert_int_eq(test_draw(batch, &signing.signer, &again, &request), 1);
  ck_assert_ptr_nonnull(strstr(again.data, "<ds:SignatureValue>AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkq"
                                           "KywtLi8wMTIzNDU2Nzg5Ojs8PT4/QA==</ds:SignatureValue>"));
  ck_assert_ptr_nonnull(strstr(again.data, "CN=Z2</ds:X509IssuerName><ds:X509SerialNumber>13<"));
  chret_request_free(request);
  ck_assert_int_eq(test_draw(batch, NULL, NULL, &request), 1);
  ck_assert_int_eq(chret_request_is_signed(request), 0);
  chret_request_free(request);
  chret_buffer *buffer = NULL;
  uint64_t id;
  ck_assert_int_eq(chret_batch_next(batch, NULL, &buffer, &id, err), CHRET_E_STATE); /* no callback */
  counter.value = 900;
  ck_assert_int_eq(chret_batch_set_counter(batch, test_count, &counter), CHRET_OK);
  ck_assert_int_eq(chret_batch_next(batch, NULL, &buffer, &id, err), CHRET_E_STATE);
  ck_assert_int_eq(test_draw(batch, NULL, NULL, &request), 1);
  chret_request_free(request);
  test_text_free(&state);
  test_text_free(&saved);
  test_text_free(&rows);
  test_text_free(&again);
}
END_TEST

/* ---- Damage ------------------------------------------------------------------------------------------------------ */

START_TEST(a_state_that_is_cut_or_longer_is_refused) {
  test_text state = version_1();
  for (size_t size = 0; size < state.size; size++) {
    test_text cut = {state.data, size, 0};
    ck_assert_int_eq(load(&batch, &cut), CHRET_E_SAVED_STATE);
    ck_assert_ptr_nonnull(strstr(chret_error_message(err), size < 8 ? "not the saved state" : "damaged: "));
  }
  put(&state, 0, 1);
  ck_assert_int_eq(load(&batch, &state), CHRET_E_SAVED_STATE);
  test_text_free(&state);
}
END_TEST

START_TEST(every_flipped_bit_is_refused) {
  test_text state = version_1();
  for (size_t bit = 0; bit < 8 * state.size; bit++) {
    state.data[bit / 8] = (char)(state.data[bit / 8] ^ 1 << bit % 8);
    ck_assert_msg(load(&batch, &state) == CHRET_E_SAVED_STATE, "bit %zu", bit);
    state.data[bit / 8] = (char)(state.data[bit / 8] ^ 1 << bit % 8);
  }
  test_text_free(&state);
}
END_TEST

/* Flipped or cut, but with its digest: it is refused, or it is another state, which is saved as the very same bytes and
 * whose requests can all be drawn. */
static size_t expect_refused_or_lawful(const test_text *state) {
  chret_request *request = NULL;
  if (load(&batch, state) != CHRET_OK) {
    ck_assert_int_eq(chret_error_status(err), CHRET_E_SAVED_STATE);
    return 0;
  }
  test_text saved = test_save(batch, &peer.provider);
  expect_same(&saved, state);
  test_text_free(&saved);
  signing.signer.eui64 = chret_batch_originator(batch);
  counter.value = UINT64_C(1) << 63;
  ck_assert_int_eq(chret_batch_set_counter(batch, test_count, &counter), CHRET_OK);
  ck_assert_int_eq(chret_batch_resend(batch), CHRET_OK);
  size_t left = chret_batch_requests_left(batch);
  for (; left > 0; left--) {
    chret_buffer *buffer = NULL;
    uint64_t id;
    int32_t status = chret_batch_next(batch, &signing.signer, &buffer, &id, err);
    ck_assert_msg(status == CHRET_OK || status == CHRET_E_STATE, "%s", chret_error_message(err)); /* counter too low */
    ck_assert(status != CHRET_OK || chret_request_read_unverified(&request, chret_buffer_data(buffer),
                                                                  chret_buffer_size(buffer), NULL, NULL) == CHRET_OK);
    chret_request_free(request);
    request = NULL;
    chret_buffer_free(buffer);
  }
  chret_batch_free(batch);
  batch = NULL;
  return 1;
}

START_TEST(damage_with_a_new_digest_is_refused_or_lawful) {
  test_text state = version_1();
  size_t lawful = 0, body = state.size - SHA256_DIGEST_LENGTH;
  for (size_t bit = 0; bit < 8 * body; bit++) {
    state.size = body;
    state.data[bit / 8] = (char)(state.data[bit / 8] ^ 1 << bit % 8);
    put_digest(&state);
    lawful += expect_refused_or_lawful(&state);
    state.data[bit / 8] = (char)(state.data[bit / 8] ^ 1 << bit % 8);
  }
  ck_assert_uint_gt(lawful, 0); /* parties, numbers, references */
  for (size_t size = 0; size < body; size++) {
    test_text cut = {NULL, 0, 0};
    test_add(&cut, state.data, size);
    put_digest(&cut);
    ck_assert_int_eq(load(&batch, &cut), CHRET_E_SAVED_STATE);
    test_text_free(&cut);
  }
  test_text_free(&state);
}
END_TEST

/* Each is well formed, but not what a batch can be: A is accepted, R refused, S sent, N not sent; "7a012" is the request
 * 7, which has been answered, of the rows 0, 1 and 2, "8p3" one that has not. */
static const struct {
  int32_t form;
  const char *rows;
  const char *requests;
  int is_lawful;
} impossible[] = {
    {LIST, "", "", 1},
    {LIST, "N", "", 1},
    {LIST, "ARN", "7a012", 1},
    {LIST, "ASR", "7a012 8p1", 1},
    {LIST, "ARR", "7a012 8a1", 1},
    {LIST, "SS", "7p01", 1},
    {SINGLE, "SA", "7p0 8a1", 1},
    {LIST, "S", "", 0},          /* in no request */
    {LIST, "A", "", 0},          /* answered in no request */
    {LIST, "N", "7p0", 0},       /* in a request, but not sent */
    {LIST, "A", "7p0", 0},       /* accepted without an answer */
    {LIST, "S", "7a0", 0},       /* sent in a request that has been answered */
    {LIST, "SS", "7p01 8p1", 0}, /* in two requests at once */
    {LIST, "SR", "7p01 8a1", 0}, /* went on without an answer */
    {LIST, "SS", "8p0 7p1", 0},  /* counters fall */
    {LIST, "SS", "7p0 7p1", 0},  /* a counter twice */
    {LIST, "SS", "7p10", 0},     /* rows fall */
    {LIST, "S", "7p00", 0},      /* a row twice */
    {LIST, "S", "7p1", 0},       /* a row that is not there */
    {LIST, "N", "7a", 0},        /* no row */
    {SINGLE, "SS", "7p01", 0},   /* two rows in single form */
    {LIST, "Ss", "7p01", 0},     /* rows of two services */
    {LIST, "SS", "7p0 9p1", 0},  /* above the last counter */
};

static void put_any_row(test_text *state, char letter, unsigned i) {
  unsigned row_state = letter == 'N' ? 1 : letter == 'S' || letter == 's' ? 2 : letter == 'A' ? 3 : 4;
  const char *code = letter == 'A' ? "I0" : letter == 'R' ? "W12" : "";
  (letter == 's' ? put_no_fault_row : put_fault_row)(state, row_state, code, i + 1);
}

START_TEST(a_state_that_cannot_be_is_refused) {
  test_text state = {NULL, 0, 0};
  const char *requests = impossible[_i].requests;
  unsigned count = requests[0] == '\0' ? 0 : 1, rows[3];
  for (const char *c = requests; *c != '\0'; c++) {
    count += *c == ' ';
  }
  put_head(&state, impossible[_i].form, 8, 0, (unsigned)strlen(impossible[_i].rows), count);
  for (unsigned i = 0; impossible[_i].rows[i] != '\0'; i++) {
    put_any_row(&state, impossible[_i].rows[i], i);
  }
  for (; count > 0; count--) {
    unsigned members = 0;
    for (; requests[2 + members] != ' ' && requests[2 + members] != '\0'; members++) {
      rows[members] = (unsigned)(requests[2 + members] - '0');
    }
    put_request(&state, (uint64_t)(requests[0] - '0'), requests[1] == 'a', 0, members, rows);
    requests += members + 3;
  }
  put_digest(&state);
  int32_t status = load(&batch, &state);
  ck_assert_msg(status == (impossible[_i].is_lawful ? CHRET_OK : CHRET_E_SAVED_STATE), "%s, %s: %s",
                impossible[_i].rows, impossible[_i].requests, chret_error_message(err));
  if (impossible[_i].is_lawful) {
    test_text saved = test_save(batch, &peer.provider);
    expect_same(&saved, &state);
    test_text_free(&saved);
  }
  test_text_free(&state);
}
END_TEST

/* One accepted row in one request; each but the first has one thing that is never saved so. */
static const struct {
  const char *issuers[3]; /* of which the head says that there are two */
  int has_counter;
  const char *code;
  int is_answered;
  unsigned signer;
  unsigned char signature; /* all of its bytes */
  const char *after;
} unlawful[] = {
    {{"CN=Z1", "CN=Z2"}, 1, "I99", 1, 0, 1, ""}, /* lawful */
    {{"CN=Z1", "CN=Z2"}, 1, "I99", 1, 0, 1, "x"}, {{"CN=Z1", "CN=Z1", "CN=Z2"}, 1, "I99", 1, 0, 1, ""},
    {{"CN=Z1", "Z2"}, 1, "I99", 1, 0, 1, ""},     {{"CN=Z1", "CN=\x01"}, 1, "I99", 1, 0, 1, ""},
    {{"CN=Z1", "CN=Z2"}, 0, "I99", 1, 0, 1, ""},  {{"CN=Z1", "CN=Z2"}, 1, "E5", 1, 0, 1, ""},
    {{"CN=Z1", "CN=Z2"}, 1, "", 1, 0, 1, ""},     {{"CN=Z1", "CN=Z2"}, 1, "I99", 1, 1, 1, ""},
    {{"CN=Z1", "CN=Z2"}, 1, "", 0, 1, 1, ""}, /* lawful */
    {{"CN=Z1", "CN=Z2"}, 1, "", 0, 3, 1, ""},     {{"CN=Z1", "CN=Z2"}, 1, "", 0, 1, 0, ""},
    {{"CN=Z1", "CN=Z2"}, 1, "", 0, 1, 255, ""},
};

START_TEST(what_is_never_saved_so_is_refused) {
  test_text state = {NULL, 0, 0};
  put_head(&state, LIST, 7, 2, 1, 1);
  state.data[state.size - 18] = (char)unlawful[_i].has_counter;
  for (int i = 0; i < 3 && unlawful[_i].issuers[i] != NULL; i++) {
    put_text(&state, unlawful[_i].issuers[i]);
    put_text(&state, "12");
  }
  put_fault_row(&state, unlawful[_i].is_answered ? 3 : 2, unlawful[_i].code, 1);
  put_request(&state, 7, unlawful[_i].is_answered, unlawful[_i].signer, 1, (const unsigned[]){0});
  if (unlawful[_i].signer > 0) {
    memset(state.data + state.size - CHRET_SIGNATURE_SIZE, unlawful[_i].signature, CHRET_SIGNATURE_SIZE);
  }
  test_adds(&state, unlawful[_i].after);
  put_digest(&state);
  ck_assert_int_eq(load(&batch, &state), _i == 0 || _i == 9 ? CHRET_OK : CHRET_E_SAVED_STATE);
  test_text_free(&state);
}
END_TEST

START_TEST(a_last_counter_that_was_not_drawn_is_refused) {
  test_text state = {NULL, 0, 0};
  put_head(&state, LIST, _i == 0 ? 0 : 7, 0, 0, 0);
  state.data[state.size - 18] = 0;
  put_digest(&state);
  ck_assert_int_eq(load(&batch, &state), _i == 0 ? CHRET_OK : CHRET_E_SAVED_STATE);
  test_text_free(&state);
}
END_TEST

/* No byte is read beyond the end. */
START_TEST(a_row_that_is_cut_is_none) {
  test_text row = {NULL, 0, 0};
  chret_i_row_view view;
  put_fault_row(&row, 1, "", 1);
  for (size_t size = 0; size <= row.size - 9; size++) {
    char *exact = test_exactly(row.data + 9, size);
    ck_assert_uint_eq(chret_i_row_decode((const uint8_t *)exact, size, &view), size < row.size - 9 ? 0 : size);
    free(exact);
  }
  test_text_free(&row);
}
END_TEST

START_TEST(another_version_is_named) {
  test_text state = version_1();
  state.data[8] = 2;
  state.size -= SHA256_DIGEST_LENGTH;
  put_digest(&state);
  ck_assert_int_eq(load(&batch, &state), CHRET_E_SAVED_STATE);
  ck_assert_ptr_nonnull(strstr(chret_error_message(err), "version 2"));
  test_text_free(&state);
}
END_TEST

/* Counts that the bytes do not justify ask for no memory. */
START_TEST(large_counts_take_no_memory) {
  test_memory memory = {0};
  chret_options *options = test_memory_options(&memory);
  static const unsigned counts[][3] = {{254, 0, 0}, {0, UINT32_MAX, 0}, {0, 0, UINT32_MAX}};
  test_text state = {NULL, 0, 0};
  put_head(&state, LIST, 8, counts[_i][0], counts[_i][1], counts[_i][2]);
  put_digest(&state);
  ck_assert_int_eq(chret_batch_load(&batch, bytes(&state), state.size, &peer.provider, options, err),
                   CHRET_E_SAVED_STATE);
  ck_assert_uint_lt(memory.peak, 65536);
  chret_options_free(options);
  ck_assert_uint_eq(memory.live, 0);
  test_text_free(&state);
}
END_TEST

/* ---- The host fails ---------------------------------------------------------------------------------------------- */

/* A batch that takes several pieces. */
static void make_large(void) {
  chret_request *request = NULL;
  batch = test_batch(LIST, &counter, NULL);
  for (uint32_t number = 1; number <= 400; number++) {
    ck_assert_int_eq(test_add_row(batch, number % 3 == 0 ? FAULT : OTHER, number, NULL), CHRET_OK);
  }
  ck_assert_int_eq(test_draw(batch, &signing.signer, NULL, &request), 1);
  chret_request_free(request);
}

START_TEST(a_sink_or_digest_that_fails_ends_the_saving) {
  size_t failures = 0;
  make_large();
  for (size_t k = 1;; k++, failures++) {
    test_sink sink;
    test_sink_init(&sink);
    sink.fail_at = _i == 0 ? k : 0;
    sink.code = CODE;
    signing.calls = 0;
    signing.fail_at = _i == 1 ? k : 0;
    signing.code = CODE;
    int32_t status = chret_batch_save(batch, &sink.sink, &signing.provider, err);
    ck_assert_uint_eq(sink.finishes, 1);
    test_text_free(&sink.taken);
    if (status == CHRET_OK) {
      ck_assert_int_eq(sink.kept, 1);
      break;
    }
    ck_assert_int_eq(status, CHRET_E_HOST);
    ck_assert_int_eq(chret_error_host_code(err), CODE);
  }
  ck_assert_uint_gt(failures, 4); /* pieces, and the finish */
}
END_TEST

START_TEST(a_digest_that_fails_ends_the_loading) {
  make_large();
  test_text state = test_save(batch, &signing.provider);
  for (size_t k = 1; k <= 3; k++) {
    chret_batch *loaded = NULL;
    signing.calls = 0;
    signing.fail_at = k;
    signing.code = CODE;
    ck_assert_int_eq(chret_batch_load(&loaded, bytes(&state), state.size, &signing.provider, NULL, err), CHRET_E_HOST);
    ck_assert_int_eq(chret_error_host_code(err), CODE);
    ck_assert_ptr_null(loaded);
  }
  test_text_free(&state);
}
END_TEST

START_TEST(arguments_are_checked) {
  test_sink sink;
  chret_provider provider = peer.provider;
  test_sink_init(&sink);
  batch = test_batch(LIST, &counter, NULL);
  chret_batch *loaded = batch;
  ck_assert_int_eq(chret_batch_save(NULL, &sink.sink, &provider, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_save(batch, NULL, &provider, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_save(batch, &sink.sink, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_load(NULL, bytes(&sink.taken), 0, &provider, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_load(&loaded, NULL, 1, &provider, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_load(&loaded, NULL, 0, NULL, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_load(&loaded, NULL, 0, &provider, NULL, err), CHRET_E_SAVED_STATE);
  provider.digest_drop = NULL;
  ck_assert_int_eq(chret_batch_save(batch, &sink.sink, &provider, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_load(&loaded, NULL, 0, &provider, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_ptr_eq(loaded, batch);
}
END_TEST

/* ---- Going on ---------------------------------------------------------------------------------------------------- */

/* A history, a letter a step: d draws, u draws unsigned, f fails to draw, o draws by another signer, 0 to 9 answers the
 * request 1000 and so on: a list with its first row refused, a single one by its counter; r retries, e one with E5, s
 * lets come again, a adds a row, m makes lists of one. */
static const struct {
  int32_t form;
  const char *rows;
  const char *steps;
} histories[] = {
    {SINGLE, "FNF", "ddd012rdd345"},
    {SINGLE, "FNNF", "dfduo13rsddd0a"},
    {LIST, "FNFNNF", "dd01rdds2asd3"},
    {LIST, "FNFNNFFFN", "mddfofudd0r2s4addd"},
};

static void run_step(chret_batch *on, char step, test_signing *signs) {
  chret_request *request = NULL;
  test_signing other;
  test_signing_init(&other, "99");
  if (strchr("duo", step) != NULL) {
    const chret_signer *signer = step == 'd' ? &signs->signer : step == 'o' ? &other.signer : NULL;
    if (test_draw(on, signer, NULL, &request)) {
      chret_request_free(request);
    }
  } else if (step == 'f') {
    chret_buffer *buffer = NULL;
    uint64_t id;
    signs->calls = 0;
    signs->fail_at = 1;
    signs->code = CODE;
    ck_assert_int_eq(chret_batch_next(on, &signs->signer, &buffer, &id, NULL), CHRET_E_HOST);
    signs->fail_at = 0;
  } else if (step >= '0' && step <= '9') {
    uint64_t id = 1000 + (uint64_t)(step - '0');
    for (int service = FAULT; service <= OTHER; service++) { /* one of them is the request's */
      int32_t kind = 0;
      chret_response *response =
          test_response(service, id, chret_batch_form(on) == LIST || id % 2 == 1 ? "E5" : "I99", NULL);
      ck_assert_int_eq(chret_batch_answer(on, response, &kind, NULL, NULL), CHRET_OK);
      chret_response_free(response);
    }
  } else if (step == 'r' || step == 'e') {
    ck_assert_int_eq(chret_batch_retry(on, step == 'e' ? "E5" : NULL, step == 'e' ? 2 : 0, NULL), CHRET_OK);
  } else if (step == 's') {
    ck_assert_int_eq(chret_batch_resend(on), CHRET_OK);
  } else if (step == 'a') {
    ck_assert_int_eq(test_add_row(on, FAULT, (uint32_t)chret_batch_row_count(on) + 1, NULL), CHRET_OK);
  } else {
    ck_assert_int_eq(chret_batch_set_max_records(on, 1), CHRET_OK);
  }
}

/* What comes of it from here on: all that is pending again, and all that is left. */
static void go_on(test_text *text, chret_batch *on, test_signing *signs) {
  chret_request *request = NULL;
  ck_assert_int_eq(chret_batch_resend(on), CHRET_OK);
  ck_assert_int_eq(chret_batch_retry(on, NULL, 0, NULL), CHRET_OK);
  while (test_draw(on, &signs->signer, text, &request)) {
    chret_request_free(request);
  }
  test_add_batch(text, on);
}

START_TEST(a_batch_goes_on_from_what_was_saved) {
  const char *steps = histories[_i].steps;
  for (size_t stop = 0; stop <= strlen(steps); stop++) {
    chret_batch *loaded = NULL;
    test_text said[2] = {{NULL, 0, 0}, {NULL, 0, 0}};
    teardown();
    setup();
    batch = test_batch(histories[_i].form, &counter, NULL);
    ck_assert_int_eq(chret_batch_set_schema_version(batch, TEST_TEXT("5.3"), NULL), CHRET_OK);
    test_add_rows(batch, histories[_i].rows);
    for (size_t i = 0; i < stop; i++) {
      run_step(batch, steps[i], &signing);
    }
    test_text state = test_save(batch, &peer.provider);
    test_counter count = counter;
    test_signing signs;
    test_signing_init(&signs, "1");
    signs.state = signing.state;
    ck_assert_msg(load(&loaded, &state) == CHRET_OK, "%s", chret_error_message(err));
    test_text again = test_save(loaded, &peer.provider);
    expect_same(&again, &state);
    ck_assert_int_eq(chret_batch_set_counter(loaded, test_count, &count), CHRET_OK);
    go_on(&said[0], batch, &signing);
    go_on(&said[1], loaded, &signs);
    ck_assert_str_eq(said[0].data, said[1].data);
    expect_same_batch(batch, loaded);
    chret_batch_free(loaded);
    test_text_free(&state);
    test_text_free(&again);
    test_text_free(&said[0]);
    test_text_free(&said[1]);
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("batch_state");
  TCase *tests = tcase_create("batch_state");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, version_1_is_read_and_written);
  tcase_add_test(tests, a_state_that_is_cut_or_longer_is_refused);
  tcase_add_test(tests, every_flipped_bit_is_refused);
  tcase_add_test(tests, damage_with_a_new_digest_is_refused_or_lawful);
  tcase_add_loop_test(tests, a_state_that_cannot_be_is_refused, 0, TEST_COUNT(impossible));
  tcase_add_loop_test(tests, what_is_never_saved_so_is_refused, 0, TEST_COUNT(unlawful));
  tcase_add_loop_test(tests, a_last_counter_that_was_not_drawn_is_refused, 0, 2);
  tcase_add_test(tests, a_row_that_is_cut_is_none);
  tcase_add_test(tests, another_version_is_named);
  tcase_add_loop_test(tests, large_counts_take_no_memory, 0, 3);
  tcase_add_loop_test(tests, a_sink_or_digest_that_fails_ends_the_saving, 0, 2);
  tcase_add_test(tests, a_digest_that_fails_ends_the_loading);
  tcase_add_test(tests, arguments_are_checked);
  tcase_add_loop_test(tests, a_batch_goes_on_from_what_was_saved, 0, TEST_COUNT(histories));
  return test_run(suite);
}
