/* tests/check_threads.c - threads: eight verify with one trust store, and several draw from one batch and sign with one
 * signer. tests/scripts/all/threads.sh runs it under ThreadSanitizer, which sees what no result shows.
 */
#include "support_batch.h"
#include "support_identity.h"

#include <chreturn/xmlsec.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 8

static chret_xmlsec *xmlsec;
static chret_xmlsec_signer *own, *other;
static chret_trust *trust;

static chret_xmlsec_signer *load_signer(const char *name) {
  test_text key = {NULL, 0, 0}, certificate = {NULL, 0, 0};
  chret_xmlsec_signer *signer = NULL;
  test_shell_into(&key, "cat %s.key.pem", name);
  test_shell_into(&certificate, "cat %s.cert.pem", name);
  ck_assert_int_eq(chret_xmlsec_signer_new(&signer, xmlsec, (const uint8_t *)key.data, key.size,
                                           (const uint8_t *)certificate.data, certificate.size, NULL, NULL, NULL),
                   CHRET_OK);
  test_text_free(&key);
  test_text_free(&certificate);
  return signer;
}

/* Two of the originator, of which one is trusted, as is somebody else. */
static void setup(void) {
  test_text certificates = {NULL, 0, 0};
  ck_assert_int_eq(chret_xmlsec_new(&xmlsec, NULL), CHRET_OK);
  test_shell("$M --out own --eui 90-B3-D5-1F-30-01-00-00 --role 02 && "
             "$M --out other --eui 90-B3-D5-1F-30-01-00-00 --role 02 && "
             "$M --out else --eui 90-B3-D5-1F-30-00-00-02 --role 89");
  own = load_signer("own");
  other = load_signer("other");
  ck_assert_int_eq(chret_trust_new(&trust, chret_xmlsec_provider(xmlsec), NULL), CHRET_OK);
  test_shell_into(&certificates, "cat own.cert.pem else.cert.pem");
  ck_assert_int_eq(chret_xmlsec_trust_add(xmlsec, trust, (const uint8_t *)certificates.data, certificates.size, NULL),
                   CHRET_OK);
  test_text_free(&certificates);
}

static void teardown(void) {
  chret_trust_free(trust);
  chret_xmlsec_signer_free(own);
  chret_xmlsec_signer_free(other);
  chret_xmlsec_free(xmlsec);
}

/* Check's assertions are for the main thread: what a thread finds it leaves to it. */
static void run_threads(void *(*run)(void *), void *contexts, size_t size, size_t count) {
  pthread_t threads[THREADS];
  for (size_t i = 0; i < count; i++) {
    ck_assert_int_eq(pthread_create(&threads[i], NULL, run, (char *)contexts + i * size), 0);
  }
  for (size_t i = 0; i < count; i++) {
    ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
  }
}

/* ---- Verifying --------------------------------------------------------------------------------------------------- */

#define DOCUMENTS 6

static struct {
  test_text xml;
  int32_t status; /* what must come of it */
} documents[DOCUMENTS];

typedef struct verifying {
  size_t first; /* the document that it begins with */
  size_t wrong;
} verifying;

static void *verify_all(void *context) {
  verifying *v = context;
  for (size_t i = 0; i < 5 * DOCUMENTS; i++) {
    size_t d = (v->first + i) % DOCUMENTS;
    chret_request *request = NULL;
    chret_error *err = NULL;
    v->wrong += chret_error_new(&err, NULL) != CHRET_OK;
    int32_t status =
        chret_request_read(&request, (const uint8_t *)documents[d].xml.data, documents[d].xml.size, trust, NULL, err);
    v->wrong += status != documents[d].status || chret_error_status(err) != status;
    v->wrong += status == CHRET_OK && chret_request_certificate(request) == NULL;
    chret_request_free(request);
    chret_error_free(err);
  }
  return NULL;
}

static void sign_document(size_t d, int32_t form, uint32_t records, const chret_xmlsec_signer *signer) {
  chret_request *request = test_request(CHRET_SERVICE_FAULT_RETURN, form, records, NULL);
  chret_buffer *buffer = NULL;
  ck_assert_int_eq(chret_request_write_signed_buffer(request, &buffer, chret_xmlsec_signer_get(signer), NULL),
                   CHRET_OK);
  test_add(&documents[d].xml, (const char *)chret_buffer_data(buffer), chret_buffer_size(buffer));
  chret_buffer_free(buffer);
  chret_request_free(request);
}

static void change(size_t d, const char *what) {
  char *at = strstr(documents[d].xml.data, what);
  ck_assert_ptr_nonnull(at);
  at[strlen(what)] = at[strlen(what)] == 'A' ? 'B' : 'A';
}

START_TEST(eight_threads_verify_with_one_trust_store) {
  verifying contexts[THREADS];
  sign_document(0, CHRET_FORM_SINGLE, 1, own);
  sign_document(1, CHRET_FORM_LIST, 200, own);
  sign_document(2, CHRET_FORM_SINGLE, 1, other);
  documents[2].status = CHRET_E_UNKNOWN_CERTIFICATE;
  sign_document(3, CHRET_FORM_SINGLE, 1, own);
  change(3, "<sr:UserRefID>");
  documents[3].status = CHRET_E_DIGEST_MISMATCH;
  sign_document(4, CHRET_FORM_LIST, 20, own);
  change(4, "<ds:SignatureValue>");
  documents[4].status = CHRET_E_SIGNATURE_MISMATCH;
  sign_document(5, CHRET_FORM_SINGLE, 1, own);
  documents[5].xml.size -= 5;
  documents[5].status = CHRET_E_NOT_WELL_FORMED;
  for (size_t i = 0; i < THREADS; i++) {
    contexts[i] = (verifying){.first = i};
  }
  run_threads(verify_all, contexts, sizeof *contexts, THREADS);
  for (size_t i = 0; i < THREADS; i++) {
    ck_assert_uint_eq(contexts[i].wrong, 0);
  }
  for (size_t d = 0; d < DOCUMENTS; d++) {
    test_text_free(&documents[d].xml);
  }
}
END_TEST

/* ---- Drawing ----------------------------------------------------------------------------------------------------- */

#define ROWS 600

static chret_batch *batch;

typedef struct drawing {
  chret_signer signer; /* ctx: this */
  const chret_signer *real;
  uint32_t fails; /* one of so many signatures; 0: none */
  uint64_t state;
  chret_buffer *drawn[2 * ROWS];
  uint64_t counters[2 * ROWS];
  size_t count;
  size_t failures;
  size_t wrong;
} drawing;

static int32_t sign_or_fail(void *ctx, const uint8_t *signed_info, size_t size, uint8_t *signature) {
  drawing *d = ctx;
  return d->fails > 0 && test_random(&d->state, d->fails) == 0
             ? -1
             : d->real->sign(d->real->ctx, signed_info, size, signature);
}

static void *draw_all(void *context) {
  drawing *d = context;
  chret_error *err = NULL;
  d->wrong += chret_error_new(&err, NULL) != CHRET_OK;
  for (;;) {
    chret_buffer *buffer = NULL;
    uint64_t counter;
    int32_t status = chret_batch_next(batch, &d->signer, &buffer, &counter, err);
    if (status != CHRET_OK) {
      d->failures++;
      d->wrong += status != CHRET_E_HOST || chret_error_host_code(err) != -1;
    } else if (buffer == NULL) {
      break;
    } else {
      d->wrong += d->count > 0 && counter <= d->counters[d->count - 1];
      d->counters[d->count] = counter;
      d->drawn[d->count++] = buffer;
    }
  }
  chret_error_free(err);
  return NULL;
}

static void init_drawing(drawing *d, uint32_t fails, uint64_t seed) {
  memset(d, 0, sizeof *d);
  d->real = chret_xmlsec_signer_get(own);
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

/* No counter is there twice, and a request's rows come after those of the lower counters where nothing failed. */
static void expect_counters(const drawing *d, size_t threads, size_t requests, int none_is_lost) {
  uint64_t *all = malloc(requests * sizeof *all);
  size_t count = 0;
  for (size_t i = 0; i < threads; i++) {
    memcpy(all + count, d[i].counters, d[i].count * sizeof *all);
    count += d[i].count;
  }
  ck_assert_uint_eq(count, requests);
  qsort(all, count, sizeof *all, by_counter);
  for (size_t i = 0; i < count; i++) {
    ck_assert(i == 0 || all[i] > all[i - 1]);
    ck_assert(!none_is_lost || all[i] == 1 + i);
  }
  free(all);
}

static void free_drawn(drawing *d, size_t threads) {
  for (size_t i = 0; i < threads; i++) {
    for (size_t j = 0; j < d[i].count; j++) {
      chret_buffer_free(d[i].drawn[j]);
    }
  }
}

/* Odd ones in list form; from the third on some signatures fail, and the last thread draws what was given back. */
START_TEST(threads_draw_from_one_batch) {
  drawing *contexts = calloc(THREADS + 1, sizeof *contexts);
  size_t times[ROWS + 1] = {0}, requests = 0, failures = 0;
  test_counter counter = {.value = 1, .step = 1};
  uint32_t fails = _i < 2 ? 0 : 5;
  batch = test_batch(_i % 2 == 0 ? CHRET_FORM_SINGLE : CHRET_FORM_LIST, &counter, NULL);
  ck_assert_int_eq(chret_batch_set_max_records(batch, 7), CHRET_OK);
  for (uint32_t number = 1; number <= ROWS; number++) {
    ck_assert_int_eq(
        test_add_row(batch, number % 5 < 2 ? CHRET_SERVICE_FAULT_RETURN : CHRET_SERVICE_NO_FAULT_RETURN, number, NULL),
        CHRET_OK);
  }
  size_t planned = chret_batch_requests_left(batch);
  for (size_t i = 0; i <= THREADS; i++) {
    init_drawing(&contexts[i], i < THREADS ? fails : 0, i);
  }
  run_threads(draw_all, contexts, sizeof *contexts, THREADS);
  run_threads(draw_all, contexts + THREADS, sizeof *contexts, 1);
  for (size_t i = 0; i <= THREADS; i++) {
    ck_assert_uint_eq(contexts[i].wrong, 0);
    failures += contexts[i].failures;
    requests += count_rows(&contexts[i], times);
  }
  for (size_t number = 1; number <= ROWS; number++) {
    ck_assert_uint_eq(times[number], 1);
    ck_assert_int_eq(chret_batch_row_state(batch, number - 1), CHRET_ROW_SENT);
  }
  ck_assert(fails > 0 ? failures > 0 : requests == planned);
  ck_assert_uint_eq(counter.calls, requests + failures);
  expect_counters(contexts, THREADS + 1, requests, fails == 0);
  free_drawn(contexts, THREADS + 1);
  chret_batch_free(batch);
  free(contexts);
}
END_TEST

/* What a row was drawn with first is what it comes with again. */
START_TEST(threads_draw_again_what_was_drawn) {
  drawing *contexts = calloc(2 * THREADS, sizeof *contexts);
  test_text first[ROWS + 1] = {{NULL, 0, 0}};
  test_counter counter = {.value = 1, .step = 1};
  size_t again = 0;
  batch = test_batch(CHRET_FORM_SINGLE, &counter, NULL);
  for (uint32_t number = 1; number <= ROWS; number++) {
    ck_assert_int_eq(test_add_row(batch, CHRET_SERVICE_NO_FAULT_RETURN, number, NULL), CHRET_OK);
  }
  for (size_t i = 0; i < 2 * THREADS; i++) {
    init_drawing(&contexts[i], 0, i);
  }
  run_threads(draw_all, contexts, sizeof *contexts, THREADS);
  ck_assert_int_eq(chret_batch_resend(batch), CHRET_OK);
  run_threads(draw_all, contexts + THREADS, sizeof *contexts, THREADS);
  for (size_t i = 0; i < 2 * THREADS; i++) {
    ck_assert_uint_eq(contexts[i].wrong + contexts[i].failures, 0);
    for (size_t j = 0; j < contexts[i].count; j++) {
      test_text *text = &first[contexts[i].counters[j]];
      const char *data = (const char *)chret_buffer_data(contexts[i].drawn[j]);
      if (i < THREADS) {
        test_add(text, data, chret_buffer_size(contexts[i].drawn[j]));
      } else {
        ck_assert_uint_eq(text->size, chret_buffer_size(contexts[i].drawn[j]));
        ck_assert(memcmp(text->data, data, text->size) == 0);
        again++;
      }
    }
  }
  ck_assert_uint_eq(again, ROWS);
  free_drawn(contexts, 2 * THREADS);
  for (size_t i = 0; i <= ROWS; i++) {
    test_text_free(&first[i]);
  }
  chret_batch_free(batch);
  free(contexts);
}
END_TEST

int main(void) {
  test_workshop();
  Suite *suite = suite_create("threads");
  TCase *tests = tcase_create("threads");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, eight_threads_verify_with_one_trust_store);
  tcase_add_loop_test(tests, threads_draw_from_one_batch, 0, 4);
  tcase_add_test(tests, threads_draw_again_what_was_drawn);
  return test_run(suite);
}
