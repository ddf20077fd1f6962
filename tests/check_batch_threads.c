/* tests/check_batch_threads.c - threads that draw from one batch and sign with one signer. tests/scripts/all/tsan.sh runs
 * this under ThreadSanitizer, which sees what no result shows.
 */
#include "support_batch.h"
#include "support_identity.h"
#include "support_threads.h"

#include <chreturn/xmlsec.h>
#include <stdlib.h>
#include <string.h>

static chret_xmlsec *xmlsec;
static chret_xmlsec_signer *supplier;
static chret_trust *trust;

static void setup(void) {
  ck_assert_int_eq(chret_xmlsec_new(&xmlsec, NULL), CHRET_OK);
  test_shell("rm -f *.pem && $M --out supplier --eui 90-B3-D5-1F-30-01-00-00 --role 02");
  test_text key = test_file("supplier.key.pem"), certificate = test_file("supplier.cert.pem");
  const uint8_t *pem = (const uint8_t *)certificate.data;
  ck_assert_int_eq(chret_xmlsec_signer_new(&supplier, xmlsec, (const uint8_t *)key.data, key.size, pem,
                                           certificate.size, NULL, NULL, NULL),
                   CHRET_OK);
  ck_assert_int_eq(chret_trust_new(&trust, chret_xmlsec_provider(xmlsec), NULL), CHRET_OK);
  ck_assert_int_eq(chret_xmlsec_trust_add(xmlsec, trust, pem, certificate.size, NULL), CHRET_OK);
  test_text_free(&key);
  test_text_free(&certificate);
}

static void teardown(void) {
  chret_trust_free(trust);
  chret_xmlsec_signer_free(supplier);
  chret_xmlsec_free(xmlsec);
}

/* ---- Drawing ----------------------------------------------------------------------------------------------------- */

#define ROWS 600

#define FAILURE INT32_C(-7)

static chret_batch *batch;

/* What one thread draws. */
typedef struct drawing {
  chret_signer signer; /* ctx: this */
  const chret_signer *real;
  uint32_t fails; /* one of so many signatures; 0: none */
  uint64_t state;
  chret_buffer *drawn[2 * ROWS];
  uint64_t counters[2 * ROWS];
  size_t count;
  size_t failures;
} drawing;

static drawing *drawings; /* by the number of the thread */

static int32_t sign_or_fail(void *ctx, const uint8_t *signed_info, size_t size, uint8_t *signature) {
  drawing *d = ctx;
  return d->fails > 0 && test_random(&d->state, d->fails) == 0
             ? FAILURE
             : d->real->sign(d->real->ctx, signed_info, size, signature);
}

static const char *draw_all(uint64_t number) {
  drawing *d = &drawings[number];
  chret_error *err = NULL;
  TEST_NEED(chret_error_new(&err, NULL) == CHRET_OK);
  for (;;) {
    chret_buffer *buffer = NULL;
    uint64_t counter;
    int32_t status = chret_batch_next(batch, &d->signer, &buffer, &counter, err);
    if (status == CHRET_E_HOST) {
      TEST_NEED(chret_error_host_code(err) == FAILURE);
      d->failures++;
      continue;
    }
    TEST_NEED(status == CHRET_OK);
    if (buffer == NULL) {
      break;
    }
    TEST_NEED(d->count == 0 || counter > d->counters[d->count - 1]);
    d->counters[d->count] = counter;
    d->drawn[d->count++] = buffer;
  }
  chret_error_free(err);
  return NULL;
}

static void init_drawing(drawing *d, uint32_t fails, uint64_t seed) {
  memset(d, 0, sizeof *d);
  d->real = chret_xmlsec_signer_get(supplier);
  d->signer = *d->real;
  d->signer.ctx = d;
  d->signer.sign = sign_or_fail;
  d->fails = fails;
  d->state = seed;
}

/* Counts how often each row is in the requests; all are verified. */
static size_t count_rows(const drawing *d, size_t *times) {
  for (size_t i = 0; i < d->count; i++) {
    chret_request *request = NULL;
    uint64_t originator, target, counter, device;
    ck_assert_int_eq(
        chret_request_read(&request, chret_buffer_data(d->drawn[i]), chret_buffer_size(d->drawn[i]), trust, NULL, NULL),
        CHRET_OK);
    ck_assert_int_eq(chret_request_get_id(request, &originator, &target, &counter), CHRET_OK);
    ck_assert(counter == d->counters[i]);
    for (size_t r = 0; r < chret_request_record_count(request); r++) {
      ck_assert_int_eq(chret_record_get_eui(chret_request_record_at(request, r), CHRET_FIELD_DEVICE_ID, &device),
                       CHRET_OK);
      times[device - test_row_device(0)]++;
    }
    chret_request_free(request);
  }
  return d->count;
}

static int by_counter(const void *a, const void *b) {
  const uint64_t *left = a, *right = b;
  return *left < *right ? -1 : *left > *right;
}

/* No counter is there twice, and where nothing failed none is lost. */
static void expect_counters(size_t requests, int none_is_lost) {
  uint64_t *all = malloc(requests * sizeof *all);
  size_t count = 0;
  for (size_t i = 0; i <= TEST_THREADS; i++) {
    memcpy(all + count, drawings[i].counters, drawings[i].count * sizeof *all);
    count += drawings[i].count;
  }
  ck_assert_uint_eq(count, requests);
  qsort(all, count, sizeof *all, by_counter);
  for (size_t i = 0; i < count; i++) {
    ck_assert(i == 0 || all[i] > all[i - 1]);
    ck_assert(!none_is_lost || all[i] == 1 + i);
  }
  free(all);
}

static void begin(size_t count, int32_t form, test_counter *counter) {
  drawings = calloc(count, sizeof *drawings);
  *counter = (test_counter){.value = 1, .step = 1};
  batch = test_batch(form, counter, NULL);
  ck_assert_int_eq(chret_batch_set_max_records(batch, 7), CHRET_OK);
  for (uint32_t number = 1; number <= ROWS; number++) {
    int32_t service = number % 5 < 2 ? CHRET_SERVICE_FAULT_RETURN : CHRET_SERVICE_NO_FAULT_RETURN;
    ck_assert_int_eq(test_add_row(batch, service, number, NULL), CHRET_OK);
  }
}

static void end(size_t count) {
  for (size_t i = 0; i < count; i++) {
    for (size_t j = 0; j < drawings[i].count; j++) {
      chret_buffer_free(drawings[i].drawn[j]);
    }
  }
  chret_batch_free(batch);
  free(drawings);
}

/* Odd ones in list form; from the third on some signatures fail, and one more draws what was given back. */
START_TEST(threads_draw_from_one_batch) {
  size_t times[ROWS + 1] = {0}, requests = 0, failures = 0;
  test_counter counter;
  uint32_t fails = _i < 2 ? 0 : 5;
  begin(TEST_THREADS + 1, _i % 2 == 0 ? CHRET_FORM_SINGLE : CHRET_FORM_LIST, &counter);
  size_t planned = chret_batch_requests_left(batch);
  for (size_t i = 0; i <= TEST_THREADS; i++) {
    init_drawing(&drawings[i], i < TEST_THREADS ? fails : 0, i);
  }
  test_threads(draw_all, draw_all, 1);
  ck_assert_ptr_null(draw_all(TEST_THREADS));
  for (size_t i = 0; i <= TEST_THREADS; i++) {
    failures += drawings[i].failures;
    requests += count_rows(&drawings[i], times);
  }
  for (size_t number = 1; number <= ROWS; number++) {
    ck_assert_uint_eq(times[number], 1);
    ck_assert_int_eq(chret_batch_row_state(batch, number - 1), CHRET_ROW_SENT);
  }
  ck_assert(fails > 0 ? failures > 0 : requests == planned);
  ck_assert_uint_eq(counter.calls, requests + failures);
  expect_counters(requests, fails == 0);
  end(TEST_THREADS + 1);
}
END_TEST

/* What a row was drawn with first is what it comes with again. */
START_TEST(threads_draw_again_what_was_drawn) {
  test_text first[ROWS + 1] = {{NULL, 0, 0}};
  test_counter counter;
  size_t again = 0;
  begin(TEST_THREADS, CHRET_FORM_SINGLE, &counter);
  for (size_t i = 0; i < TEST_THREADS; i++) {
    init_drawing(&drawings[i], 0, i);
  }
  test_threads(draw_all, draw_all, 1);
  for (size_t i = 0; i < TEST_THREADS; i++) {
    for (size_t j = 0; j < drawings[i].count; j++) {
      const chret_buffer *drawn = drawings[i].drawn[j];
      test_add_buffer(&first[drawings[i].counters[j]], drawn);
      chret_buffer_free(drawings[i].drawn[j]);
    }
    drawings[i].count = 0;
  }
  ck_assert_int_eq(chret_batch_resend(batch), CHRET_OK);
  test_threads(draw_all, draw_all, 1);
  for (size_t i = 0; i < TEST_THREADS; i++) {
    for (size_t j = 0; j < drawings[i].count; j++) {
      const test_text *text = &first[drawings[i].counters[j]];
      ck_assert_uint_eq(text->size, chret_buffer_size(drawings[i].drawn[j]));
      ck_assert(memcmp(text->data, chret_buffer_data(drawings[i].drawn[j]), text->size) == 0);
      again++;
    }
  }
  ck_assert_uint_eq(again, ROWS);
  for (size_t i = 0; i <= ROWS; i++) {
    test_text_free(&first[i]);
  }
  end(TEST_THREADS);
}
END_TEST

int main(void) {
  test_workshop();
  Suite *suite = suite_create("batch_threads");
  TCase *tests = tcase_create("batch_threads");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, threads_draw_from_one_batch, 0, 4);
  tcase_add_test(tests, threads_draw_again_what_was_drawn);
  return test_run(suite);
}
