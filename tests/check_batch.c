/* tests/check_batch.c - batches: which requests the rows make, in which order, under which counters; what a host's failure
 * leaves; requests that are drawn again.
 *
 * Rows are named by a letter each: F is one of 8.14.3, N of 8.14.4; they are numbered from 1.
 */
#include "support_batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIST   CHRET_FORM_LIST
#define SINGLE CHRET_FORM_SINGLE
#define CODE   INT32_C(-77)

static chret_error *err;
static test_counter counter;
static test_signing signing;
static chret_batch *batch;

static void setup(void) {
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  counter = (test_counter){.value = 1000, .step = 1};
  test_signing_init(&signing, "1");
  batch = NULL;
}

static void teardown(void) {
  ck_assert_int_eq(signing.digests, 0);
  chret_batch_free(batch);
  chret_error_free(err);
}

/* The number of the row that a record was made of. */
static uint32_t number_of(const chret_record *record) {
  uint64_t device = 0;
  ck_assert_int_eq(chret_record_get_eui(record, CHRET_FIELD_DEVICE_ID, &device), CHRET_OK);
  return (uint32_t)(device - test_row_device(0));
}

/* "COUNTER F123": the request as a word, the rows' numbers one digit each. */
static void add_request(test_text *text, const chret_request *request) {
  uint64_t originator, target, id;
  ck_assert_int_eq(chret_request_get_id(request, &originator, &target, &id), CHRET_OK);
  test_addf(text, "%llu %c", (unsigned long long)id,
            chret_request_service(request) == CHRET_SERVICE_FAULT_RETURN ? 'F' : 'N');
  for (size_t i = 0; i < chret_request_record_count(request); i++) {
    test_addf(text, "%u", (unsigned)number_of(chret_request_record_at(request, i)));
  }
  test_adds(text, "; ");
}

/* Draws all there is. */
static void draw_all(test_text *text, const chret_signer *signer) {
  chret_request *request = NULL;
  size_t left = chret_batch_requests_left(batch);
  while (test_draw(batch, signer, NULL, &request)) {
    ck_assert_int_eq(chret_request_form(request), chret_batch_form(batch));
    ck_assert_int_eq(chret_request_is_signed(request), signer != NULL);
    ck_assert_uint_eq(chret_batch_requests_left(batch), --left);
    add_request(text, request);
    chret_request_free(request);
  }
  ck_assert_uint_eq(left, 0);
}

/* ---- Plans ------------------------------------------------------------------------------------------------------- */

static const struct {
  int32_t form;
  const char *rows;
  size_t most; /* 0: as it is */
  const char *requests;
} plans[] = {
    {SINGLE, "", 0, ""},
    {SINGLE, "FNF", 0, "1000 F1; 1001 N2; 1002 F3; "},
    {SINGLE, "NNN", 2, "1000 N1; 1001 N2; 1002 N3; "},
    {LIST, "", 0, ""},
    {LIST, "F", 0, "1000 F1; "},
    {LIST, "FFF", 0, "1000 F123; "},
    {LIST, "NFNF", 0, "1000 N13; 1001 F24; "},
    {LIST, "FNNFNF", 0, "1000 F146; 1001 N235; "},
    {LIST, "FFFFF", 2, "1000 F12; 1001 F34; 1002 F5; "},
    {LIST, "FFFF", 2, "1000 F12; 1001 F34; "},
    {LIST, "FNNNFFN", 2, "1000 F15; 1001 N23; 1002 N47; 1003 F6; "},
    {LIST, "NNNNNFNFF", 3, "1000 N123; 1001 N457; 1002 F689; "},
    {LIST, "FNF", 1, "1000 F1; 1001 N2; 1002 F3; "},
};

START_TEST(rows_become_requests_in_order) {
  test_text requests = {NULL, 0, 0};
  test_adds(&requests, "");
  batch = test_batch(plans[_i].form, &counter, NULL);
  if (plans[_i].most != 0) {
    ck_assert_int_eq(chret_batch_set_max_records(batch, plans[_i].most), CHRET_OK);
  }
  test_add_rows(batch, plans[_i].rows);
  draw_all(&requests, _i % 2 == 0 ? &signing.signer : NULL);
  ck_assert_str_eq(requests.data, plans[_i].requests);
  for (size_t i = 0; i < chret_batch_row_count(batch); i++) {
    ck_assert_int_eq(chret_batch_row_state(batch, i), CHRET_ROW_SENT);
  }
  test_text_free(&requests);
}
END_TEST

/* How many rows of 8.14.3 and of 8.14.4, and requests by hand: ceiling of each, in list form by 999. */
static const struct {
  uint32_t faults, no_faults;
  size_t lists;
} large[] = {{0, 998, 1}, {999, 0, 1}, {1000, 999, 3}, {1998, 1, 3}, {1500, 1001, 4}};

START_TEST(each_row_of_a_large_batch_is_in_one_request) {
  int32_t form = _i % 2 == 0 ? LIST : SINGLE;
  uint32_t faults = large[_i / 2].faults, no_faults = large[_i / 2].no_faults, total = faults + no_faults;
  size_t requests = 0, *times = calloc(total + 1, sizeof *times);
  uint64_t state = 7;
  chret_request *request = NULL;
  batch = test_batch(form, &counter, NULL);
  for (uint32_t number = 1; number <= total; number++) {
    int is_fault = no_faults == 0 || (faults != 0 && test_random(&state, faults + no_faults) < faults);
    is_fault ? faults-- : no_faults--;
    ck_assert_int_eq(
        test_add_row(batch, is_fault ? CHRET_SERVICE_FAULT_RETURN : CHRET_SERVICE_NO_FAULT_RETURN, number, err),
        CHRET_OK);
  }
  ck_assert_uint_eq(chret_batch_requests_left(batch), form == LIST ? large[_i / 2].lists : total);
  for (uint32_t first = 0; test_draw(batch, NULL, NULL, &request); requests++) {
    uint32_t last = 0;
    for (size_t i = 0; i < chret_request_record_count(request); i++) {
      uint32_t number = number_of(chret_request_record_at(request, i));
      ck_assert(number > last && number <= total);
      times[number]++;
      last = number;
    }
    last = number_of(chret_request_record_at(request, 0));
    ck_assert_uint_gt(last, first);
    first = last;
    chret_request_free(request);
  }
  ck_assert_uint_eq(requests, form == LIST ? large[_i / 2].lists : total);
  for (uint32_t number = 1; number <= total; number++) {
    ck_assert_uint_eq(times[number], 1);
  }
  free(times);
}
END_TEST

/* The request is, byte for byte, the one that chreturn/model.h and chreturn/wire.h make of the same rows. */
START_TEST(a_request_is_what_its_rows_say) {
  static const int32_t services[] = {CHRET_SERVICE_FAULT_RETURN, CHRET_SERVICE_NO_FAULT_RETURN};
  int32_t form = _i < 2 ? LIST : SINGLE, service = services[_i % 2];
  chret_request *request = NULL, *read = NULL;
  chret_record *record = NULL;
  chret_buffer *buffer = NULL;
  test_text bytes = {NULL, 0, 0}, want = {NULL, 0, 0};
  batch = test_batch(form, &counter, NULL);
  ck_assert_int_eq(chret_batch_set_schema_version(batch, TEST_TEXT(" 5.30 "), err), CHRET_OK);
  ck_assert_int_eq(chret_request_new(&request, service, form, NULL), CHRET_OK);
  ck_assert_int_eq(chret_request_set(request, CHRET_FIELD_SCHEMA_VERSION, TEST_TEXT("5.30"), NULL), CHRET_OK);
  ck_assert_int_eq(chret_request_set_id(request, TEST_ORIGINATOR, TEST_TARGET, 1000), CHRET_OK);
  ck_assert_int_eq(chret_record_new(&record, service, NULL), CHRET_OK);
  for (uint32_t number = 1; number <= (form == LIST ? 30 : 1); number++) {
    test_fill(record, service, number);
    ck_assert_int_eq(chret_request_append(request, record, NULL), CHRET_OK);
    ck_assert_int_eq(test_add_row(batch, service, number, err), CHRET_OK);
  }
  ck_assert_int_eq(chret_request_write_buffer(request, &buffer, NULL), CHRET_OK);
  test_add_buffer(&want, buffer);
  ck_assert_int_eq(test_draw(batch, NULL, &bytes, &read), 1);
  ck_assert_str_eq(bytes.data, want.data);
  chret_record_free(record);
  chret_request_free(request);
  chret_request_free(read);
  chret_buffer_free(buffer);
  test_text_free(&bytes);
  test_text_free(&want);
}
END_TEST

START_TEST(rows_that_are_added_later_are_drawn_later) {
  test_text requests = {NULL, 0, 0};
  batch = test_batch(LIST, &counter, NULL);
  test_add_rows(batch, "FN");
  draw_all(&requests, NULL);
  ck_assert_int_eq(test_add_row(batch, CHRET_SERVICE_FAULT_RETURN, 3, err), CHRET_OK);
  draw_all(&requests, NULL);
  ck_assert_str_eq(requests.data, "1000 F1; 1001 N2; 1002 F3; ");
  test_text_free(&requests);
}
END_TEST

/* ---- Rows -------------------------------------------------------------------------------------------------------- */

START_TEST(a_row_is_kept_as_it_is_given) {
  static const char reference[] = "a\0b";
  chret_record *record = NULL;
  size_t size = 0;
  uint64_t id;
  batch = test_batch(SINGLE, &counter, NULL);
  ck_assert_int_eq(chret_record_new(&record, CHRET_SERVICE_UNDECIDED, NULL), CHRET_OK);
  test_fill(record, CHRET_SERVICE_FAULT_RETURN, 1);
  ck_assert_int_eq(chret_record_set(record, CHRET_FIELD_DEVICE_ID, TEST_TEXT(" 00-db-00-00-00-00-00-ab\t")), CHRET_OK);
  ck_assert_int_eq(chret_record_set(record, CHRET_FIELD_USER_REF_ID, "", 0), CHRET_OK);
  ck_assert_int_eq(chret_record_set(record, CHRET_FIELD_INCIDENT_REFERENCE, NULL, 0), CHRET_OK);
  ck_assert_int_eq(chret_batch_add(batch, record, SIZE_MAX, reference, sizeof reference, err), CHRET_OK);
  test_fill(record, CHRET_SERVICE_FAULT_RETURN, 2);
  ck_assert_int_eq(chret_batch_add(batch, record, 0, NULL, 0, err), CHRET_OK);
  chret_record_free(record);
  const chret_record *kept = chret_batch_row_record(batch, 0);
  ck_assert_int_eq(chret_record_service(kept), CHRET_SERVICE_FAULT_RETURN);
  ck_assert_str_eq(chret_record_get(kept, CHRET_FIELD_DEVICE_ID, NULL), "00-DB-00-00-00-00-00-AB");
  ck_assert_str_eq(chret_record_get(kept, CHRET_FIELD_USER_REF_ID, &size), "");
  ck_assert_uint_eq(size, 0);
  ck_assert_ptr_null(chret_record_get(kept, CHRET_FIELD_INCIDENT_REFERENCE, NULL));
  ck_assert_str_eq(chret_record_get(kept, CHRET_FIELD_ADDITIONAL_INFORMATION, NULL), "No. 1 <&>");
  ck_assert_str_eq(chret_record_get(kept, CHRET_FIELD_FAULT_REASON, NULL),
                   chret_field_value_at(CHRET_FIELD_FAULT_REASON, 1));
  ck_assert_uint_eq(chret_batch_row_number(batch, 0), SIZE_MAX);
  ck_assert_mem_eq(chret_batch_row_reference(batch, 0, &size), reference, sizeof reference);
  ck_assert_uint_eq(size, sizeof reference);
  ck_assert_int_eq(chret_batch_row_state(batch, 0), CHRET_ROW_NOT_SENT);
  ck_assert_str_eq(chret_batch_row_code(batch, 0), "");
  ck_assert_int_eq(chret_batch_row_counter(batch, 0, &id), CHRET_E_MISSING);
  ck_assert_uint_eq(chret_batch_row_number(batch, 1), 0);
  ck_assert_ptr_null(chret_batch_row_reference(batch, 1, &size));
  ck_assert_uint_eq(size, 0);
}
END_TEST

/* A change that makes the good row number 2 a bad one, and how the first line says so. */
static const struct {
  int32_t field;
  const char *text; /* NULL: absent */
  const char *want;
} faults[] = {
    {CHRET_FIELD_DEVICE_ID, "00-db-00-00-00-00-00-01", "duplicate DeviceID 0 2 00-db-00-00-00-00-00-01\n"},
    {CHRET_FIELD_DEVICE_ID, NULL, "missing DeviceID 0 2 -\n"},
    {CHRET_FIELD_DEVICE_ID, "00-DB", "malformed DeviceID 0 2 00-DB\n"},
    {CHRET_FIELD_FAULT_RETURN_TYPE, NULL, "missing - 0 2 00-DB-00-00-00-00-00-02\n"},
    {CHRET_FIELD_FAULT_RETURN_TYPE, "none", "not-enumerated CHFFaultReturnType 0 2 00-DB-00-00-00-00-00-02\n"},
    {CHRET_FIELD_NO_FAULT_RETURN_TYPE, "Lost or Stolen Hub", "service-mismatch - 0 2 00-DB-00-00-00-00-00-02\n"},
    {CHRET_FIELD_USER_REF_DATE_TIME, "today", "malformed UserRefDateTime 0 2 00-DB-00-00-00-00-00-02\n"},
    {CHRET_FIELD_INCIDENT_REFERENCE, "1234567890123456", "too-long IncidentReference 0 2 00-DB-00-00-00-00-00-02\n"},
    {CHRET_FIELD_USER_REF_ID, "\x01", "malformed UserRefID 0 2 00-DB-00-00-00-00-00-02\n"},
    {CHRET_FIELD_OTHER_DEVICE_ID, NULL, "missing OtherDeviceID 0 2 00-DB-00-00-00-00-00-02\n"},
};

START_TEST(a_bad_row_is_refused_and_changes_nothing) {
  chret_record *record = NULL;
  test_text said = {NULL, 0, 0}, before = {NULL, 0, 0}, after = {NULL, 0, 0};
  const char *text = faults[_i].text;
  batch = test_batch(LIST, &counter, NULL);
  test_add_rows(batch, "F");
  test_add_batch(&before, batch);
  ck_assert_int_eq(chret_record_new(&record, CHRET_SERVICE_UNDECIDED, NULL), CHRET_OK);
  test_fill(record, CHRET_SERVICE_FAULT_RETURN, 2);
  ck_assert_int_eq(chret_record_set(record, faults[_i].field, text, text == NULL ? 0 : strlen(text)), CHRET_OK);
  ck_assert_int_ne(chret_batch_add(batch, record, 2, "ref", 3, err), CHRET_OK);
  test_add_error(&said, err);
  ck_assert_str_eq(said.data, faults[_i].want);
  test_add_batch(&after, batch);
  ck_assert_str_eq(before.data, after.data);
  chret_record_free(record);
  test_text_free(&said);
  test_text_free(&before);
  test_text_free(&after);
}
END_TEST

START_TEST(a_repeated_device_is_told_by_both_rows) {
  static const int32_t forms[] = {LIST, SINGLE};
  chret_record *record = NULL;
  batch = test_batch(forms[_i], &counter, NULL);
  for (uint32_t number = 1; number <= 1000; number++) {
    ck_assert_int_eq(test_add_row(batch, CHRET_SERVICE_FAULT_RETURN, number, err), CHRET_OK);
  }
  ck_assert_int_eq(chret_record_new(&record, CHRET_SERVICE_NO_FAULT_RETURN, NULL), CHRET_OK);
  for (uint32_t number = 1; number <= 1000; number += 37) {
    char earlier[16];
    snprintf(earlier, sizeof earlier, "row %u ", (unsigned)number);
    test_fill(record, CHRET_SERVICE_NO_FAULT_RETURN, number);
    ck_assert_int_eq(chret_batch_add(batch, record, 7000 + number, NULL, 0, err), CHRET_E_DUPLICATE);
    ck_assert_uint_eq(chret_error_record(err), 7000 + number);
    ck_assert_ptr_nonnull(strstr(chret_error_message(err), earlier));
  }
  ck_assert_uint_eq(chret_batch_row_count(batch), 1000);
  chret_record_free(record);
}
END_TEST

/* ---- Failures of the host ---------------------------------------------------------------------------------------- */

static int32_t fails_to_draw(void) {
  chret_buffer *buffer = (chret_buffer *)(void *)&counter;
  uint64_t id = 77;
  int32_t status = chret_batch_next(batch, &signing.signer, &buffer, &id, err);
  ck_assert_int_ne(status, CHRET_OK);
  ck_assert_int_eq(chret_error_status(err), status);
  ck_assert(buffer == (chret_buffer *)(void *)&counter && id == 77);
  return status;
}

START_TEST(a_counter_that_fails_draws_nothing) {
  test_text requests = {NULL, 0, 0};
  batch = test_batch(_i % 2 == 0 ? LIST : SINGLE, &counter, NULL);
  ck_assert_int_eq(chret_batch_set_max_records(batch, 1), CHRET_OK);
  test_add_rows(batch, "FNF");
  counter.fail_at = (size_t)_i / 2 + 1;
  counter.code = CODE;
  for (size_t k = 1; k < counter.fail_at; k++) {
    chret_request *request = NULL;
    ck_assert_int_eq(test_draw(batch, &signing.signer, NULL, &request), 1);
    add_request(&requests, request);
    chret_request_free(request);
  }
  ck_assert_int_eq(fails_to_draw(), CHRET_E_HOST);
  ck_assert_int_eq(chret_error_host_code(err), CODE);
  ck_assert_uint_eq(chret_batch_requests_left(batch), 4 - counter.fail_at);
  draw_all(&requests, &signing.signer);
  ck_assert_str_eq(requests.data, "1000 F1; 1001 N2; 1002 F3; ");
  test_text_free(&requests);
}
END_TEST

START_TEST(a_counter_that_does_not_rise_is_refused) {
  test_text requests = {NULL, 0, 0};
  chret_request *request = NULL;
  batch = test_batch(SINGLE, &counter, NULL);
  test_add_rows(batch, "FFF");
  counter.value = 0; /* the first may be any */
  ck_assert_int_eq(test_draw(batch, NULL, NULL, &request), 1);
  add_request(&requests, request);
  chret_request_free(request);
  counter.value = 0;
  ck_assert_int_eq(fails_to_draw(), CHRET_E_STATE);
  counter.value = UINT64_MAX;
  ck_assert_int_eq(test_draw(batch, NULL, NULL, &request), 1);
  add_request(&requests, request);
  chret_request_free(request);
  counter.value = 5;
  ck_assert_int_eq(fails_to_draw(), CHRET_E_STATE);
  counter.value = UINT64_MAX;
  ck_assert_int_eq(fails_to_draw(), CHRET_E_STATE);
  ck_assert_str_eq(requests.data, "0 F1; 18446744073709551615 F2; ");
  ck_assert_uint_eq(chret_batch_requests_left(batch), 1);
  test_text_free(&requests);
}
END_TEST

/* The k-th call of digest or signer fails: its rows are drawn again, under another counter. A request takes begin, two
 * pieces, finish and sign. */
START_TEST(a_signer_that_fails_gives_the_rows_back) {
  test_text requests = {NULL, 0, 0};
  size_t drawn = (size_t)_i / 5;
  batch = test_batch(LIST, &counter, NULL);
  test_add_rows(batch, "FNFN");
  ck_assert_int_eq(chret_batch_set_max_records(batch, 1), CHRET_OK);
  for (size_t k = 0; k < drawn; k++) {
    chret_request *request = NULL;
    ck_assert_int_eq(test_draw(batch, &signing.signer, NULL, &request), 1);
    add_request(&requests, request);
    chret_request_free(request);
  }
  ck_assert_uint_eq(signing.calls, 5 * drawn);
  signing.fail_at = (size_t)_i + 1;
  signing.code = CODE;
  ck_assert_int_eq(fails_to_draw(), CHRET_E_HOST);
  ck_assert_int_eq(chret_error_host_code(err), CODE);
  ck_assert_int_eq(chret_batch_row_state(batch, drawn), CHRET_ROW_NOT_SENT);
  uint64_t id;
  ck_assert_int_eq(chret_batch_row_counter(batch, drawn, &id), CHRET_E_MISSING);
  draw_all(&requests, &signing.signer);
  static const char *const want[] = {
      "1001 F1; 1002 N2; 1003 F3; 1004 N4; ",
      "1000 F1; 1002 N2; 1003 F3; 1004 N4; ",
      "1000 F1; 1001 N2; 1003 F3; 1004 N4; ",
      "1000 F1; 1001 N2; 1002 F3; 1004 N4; ",
  };
  ck_assert_str_eq(requests.data, want[drawn]);
  test_text_free(&requests);
}
END_TEST

/* A signature that fails after another thread has drawn a request, as it looks to that one: the signer draws it. */
static int32_t draw_and_fail(void *ctx, const uint8_t *signed_info, size_t size, uint8_t *signature) {
  chret_request *request = NULL;
  test_signing *own = ctx;
  (void)signed_info;
  (void)size;
  (void)signature;
  ck_assert_int_eq(test_draw(batch, NULL, NULL, &request), 1);
  chret_request_free(request);
  return own->code;
}

START_TEST(rows_are_given_back_after_others_were_drawn) {
  test_text requests = {NULL, 0, 0};
  chret_signer good = signing.signer;
  batch = test_batch(_i == 0 ? LIST : SINGLE, &counter, NULL);
  ck_assert_int_eq(chret_batch_set_max_records(batch, 2), CHRET_OK);
  test_add_rows(batch, _i == 0 ? "FFNFNF" : "FFNF");
  signing.signer.sign = draw_and_fail;
  signing.code = CODE;
  ck_assert_int_eq(fails_to_draw(), CHRET_E_HOST);
  signing.signer = good;
  ck_assert_int_eq(test_give(batch, test_response(CHRET_SERVICE_FAULT_RETURN, 1000, "I99", NULL), NULL),
                   CHRET_ANSWER_FOREIGN);
  test_text state = test_save(batch, &signing.provider);
  chret_batch_free(batch);
  batch = NULL;
  ck_assert_int_eq(chret_batch_load(&batch, (const uint8_t *)state.data, state.size, &signing.provider, NULL, err),
                   CHRET_OK);
  ck_assert_int_eq(chret_batch_set_counter(batch, test_count, &counter), CHRET_OK);
  draw_all(&requests, &signing.signer);
  ck_assert_str_eq(requests.data, _i == 0 ? "1002 F12; 1003 F46; " : "1002 F1; 1003 N3; 1004 F4; ");
  test_text_free(&state);
  test_text_free(&requests);
}
END_TEST

START_TEST(a_signer_that_may_not_sign_gives_the_rows_back) {
  test_text requests = {NULL, 0, 0};
  chret_signer good = signing.signer;
  batch = test_batch(SINGLE, &counter, NULL);
  test_add_rows(batch, "FN");
  signing.signer.eui64++;
  ck_assert_int_eq(fails_to_draw(), CHRET_E_FOREIGN_SIGNER);
  signing.signer = good;
  test_signer_names(&signing.signer, "no name", signing.signer.serial);
  ck_assert_int_eq(fails_to_draw(), CHRET_E_SIGNATURE_MALFORMED);
  signing.signer = good;
  signing.signer.sign = NULL;
  ck_assert_int_eq(fails_to_draw(), CHRET_E_ARGUMENT);
  signing.signer = good;
  signing.signer.struct_size--;
  ck_assert_int_eq(fails_to_draw(), CHRET_E_ARGUMENT);
  signing.signer = good;
  draw_all(&requests, &signing.signer);
  ck_assert_str_eq(requests.data, "1003 F1; 1004 N2; ");
  test_text_free(&requests);
}
END_TEST

/* ---- Again ------------------------------------------------------------------------------------------------------- */

static void draw_bytes(test_text *bytes, const chret_signer *signer) {
  chret_request *request = NULL;
  while (test_draw(batch, signer, bytes, &request)) {
    chret_request_free(request);
  }
}

START_TEST(requests_without_an_answer_come_again_as_they_were) {
  test_text bytes = {NULL, 0, 0}, again = {NULL, 0, 0};
  test_signing other;
  batch = test_batch(_i < 2 ? LIST : SINGLE, &counter, NULL);
  int is_signed = _i % 2;
  test_signing_init(&other, "2"); /* its certificate is another one, and another's */
  other.signer.eui64++;
  test_add_rows(batch, "FNFNNFNF");
  ck_assert_int_eq(chret_batch_set_max_records(batch, 3), CHRET_OK);
  draw_bytes(&bytes, is_signed ? &signing.signer : NULL);
  ck_assert_int_eq(chret_batch_resend(batch), CHRET_OK);
  ck_assert_int_eq(chret_batch_resend(batch), CHRET_OK);
  ck_assert_uint_eq(chret_batch_requests_left(batch), _i < 2 ? 4 : 8);
  if (is_signed) {
    chret_buffer *buffer = NULL;
    uint64_t id;
    ck_assert_int_eq(chret_batch_next(batch, NULL, &buffer, &id, err), CHRET_E_ARGUMENT);
  }
  draw_bytes(&again, &other.signer);
  ck_assert_uint_eq(other.signatures, 0);
  ck_assert_str_eq(again.data, bytes.data);
  ck_assert_uint_eq(counter.calls, _i < 2 ? 4 : 8);
  test_text_free(&bytes);
  test_text_free(&again);
}
END_TEST

START_TEST(what_comes_again_comes_first_and_keeps_its_signer) {
  test_text first = {NULL, 0, 0}, rest = {NULL, 0, 0}, again = {NULL, 0, 0};
  test_signing other;
  chret_request *request = NULL;
  test_signing_init(&other, "2");
  batch = test_batch(SINGLE, &counter, NULL);
  test_add_rows(batch, "FFFFF");
  ck_assert_int_eq(test_draw(batch, &signing.signer, &first, &request), 1);
  chret_request_free(request);
  ck_assert_int_eq(test_draw(batch, NULL, &first, &request), 1);
  chret_request_free(request);
  ck_assert_int_eq(test_draw(batch, &other.signer, &first, &request), 1);
  chret_request_free(request);
  ck_assert_int_eq(chret_batch_resend(batch), CHRET_OK);
  draw_bytes(&rest, &other.signer);
  ck_assert_int_eq(strncmp(rest.data, first.data, first.size), 0);
  ck_assert_uint_eq(other.signatures, 3);
  ck_assert_int_eq(chret_batch_resend(batch), CHRET_OK);
  draw_bytes(&again, &signing.signer);
  ck_assert_str_eq(again.data, rest.data);
  ck_assert_uint_eq(signing.signatures, 1);
  test_text_free(&first);
  test_text_free(&rest);
  test_text_free(&again);
}
END_TEST

START_TEST(a_failure_on_the_way_again_loses_nothing) {
  test_text bytes = {NULL, 0, 0}, again = {NULL, 0, 0};
  batch = test_batch(SINGLE, &counter, NULL);
  test_add_rows(batch, "FNF");
  draw_bytes(&bytes, &signing.signer);
  for (size_t k = 1; k <= 4; k++) { /* begin, two pieces, finish */
    again.size = 0;
    ck_assert_int_eq(chret_batch_resend(batch), CHRET_OK);
    signing.calls = 0;
    signing.fail_at = k;
    signing.code = CODE;
    ck_assert_int_eq(fails_to_draw(), CHRET_E_HOST);
    ck_assert_uint_eq(chret_batch_requests_left(batch), 3);
    draw_bytes(&again, &signing.signer);
    ck_assert_str_eq(again.data, bytes.data);
  }
  test_text_free(&bytes);
  test_text_free(&again);
}
END_TEST

START_TEST(signatures_that_are_not_kept_cannot_come_again) {
  test_text requests = {NULL, 0, 0};
  test_sink sink;
  test_sink_init(&sink);
  batch = test_batch(SINGLE, &counter, NULL);
  ck_assert_int_eq(chret_batch_set_keep_signatures(batch, 0), CHRET_OK);
  test_add_rows(batch, "FN");
  draw_all(&requests, &signing.signer);
  ck_assert_int_eq(chret_batch_resend(batch), CHRET_E_STATE);
  ck_assert_uint_eq(chret_batch_requests_left(batch), 0);
  ck_assert_int_eq(chret_batch_save(batch, &sink.sink, &signing.provider, err), CHRET_E_STATE);
  ck_assert(sink.finishes == 1 && sink.kept == 0 && sink.taken.size == 0);
  for (uint64_t id = 1000; id < 1002; id++) {
    int32_t service = id == 1000 ? CHRET_SERVICE_FAULT_RETURN : CHRET_SERVICE_NO_FAULT_RETURN;
    ck_assert_int_eq(test_give(batch, test_response(service, id, "I99", NULL), NULL), CHRET_ANSWER_NEW);
  }
  ck_assert_int_eq(chret_batch_resend(batch), CHRET_OK);
  test_text state = test_save(batch, &signing.provider);
  test_text_free(&state);
  test_text_free(&requests);
}
END_TEST

START_TEST(a_batch_keeps_254_signers) {
  chret_request *request = NULL;
  char serial[16];
  batch = test_batch(SINGLE, &counter, NULL);
  for (uint32_t number = 1; number <= 256; number++) {
    ck_assert_int_eq(test_add_row(batch, CHRET_SERVICE_FAULT_RETURN, number, err), CHRET_OK);
  }
  for (int i = 1; i <= 254; i++) {
    snprintf(serial, sizeof serial, "%d", i);
    test_signer_names(&signing.signer, signing.signer.issuer, serial);
    ck_assert_int_eq(test_draw(batch, &signing.signer, NULL, &request), 1);
    chret_request_free(request);
  }
  test_signer_names(&signing.signer, signing.signer.issuer, "255");
  ck_assert_int_eq(fails_to_draw(), CHRET_E_STATE);
  test_signer_names(&signing.signer, signing.signer.issuer, "1");
  ck_assert_int_eq(test_draw(batch, &signing.signer, NULL, &request), 1);
  chret_request_free(request);
}
END_TEST

/* ---- Memory ------------------------------------------------------------------------------------------------------ */

/* Beside what the rows say, a row in single form takes less than 64 bytes until its answer: 64 MiB for a million. */
START_TEST(memory_is_bounded_by_the_rows) {
  test_memory memory = {0};
  chret_options *options = test_memory_options(&memory);
  chret_record *record = NULL;
  size_t texts = 0, rows = 8000, size;
  batch = test_batch(SINGLE, &counter, options);
  ck_assert_int_eq(chret_batch_set_keep_signatures(batch, 0), CHRET_OK);
  ck_assert_int_eq(chret_record_new(&record, CHRET_SERVICE_NO_FAULT_RETURN, NULL), CHRET_OK);
  for (uint32_t number = 1; number <= rows; number++) {
    test_fill(record, CHRET_SERVICE_NO_FAULT_RETURN, number);
    ck_assert_int_eq(chret_batch_add(batch, record, number, NULL, 0, NULL), CHRET_OK);
    for (size_t i = 0; i < chret_service_item_count(CHRET_SERVICE_NO_FAULT_RETURN); i++) {
      if (chret_record_get(record, chret_service_item_at(CHRET_SERVICE_NO_FAULT_RETURN, i), &size) != NULL) {
        texts += size;
      }
    }
  }
  for (size_t i = 0; i < rows; i++) {
    chret_buffer *buffer = NULL;
    uint64_t id;
    ck_assert_int_eq(chret_batch_next(batch, &signing.signer, &buffer, &id, NULL), CHRET_OK);
    chret_buffer_free(buffer);
  }
  ck_assert_msg(memory.peak < texts + 64 * rows, "%zu bytes for %zu of text", memory.peak, texts);
  chret_batch_free(batch);
  batch = NULL;
  chret_record_free(record);
  chret_options_free(options);
  ck_assert_uint_eq(memory.live, 0);
}
END_TEST

/* Trying in vain takes none either. */
START_TEST(failures_leave_nothing_behind) {
  test_memory memory = {0};
  chret_options *options = test_memory_options(&memory);
  size_t before = 0;
  batch = test_batch(LIST, &counter, options);
  for (uint32_t number = 1; number <= 999; number++) {
    ck_assert_int_eq(test_add_row(batch, CHRET_SERVICE_FAULT_RETURN, number, err), CHRET_OK);
  }
  signing.code = CODE;
  for (int i = 0; i < 20; i++) {
    signing.calls = 0;
    signing.fail_at = 1;
    ck_assert_int_eq(fails_to_draw(), CHRET_E_HOST);
    before = i == 0 ? memory.bytes : before;
  }
  ck_assert_uint_eq(memory.bytes, before);
  chret_batch_free(batch);
  batch = NULL;
  chret_options_free(options);
}
END_TEST

/* ---- Arguments --------------------------------------------------------------------------------------------------- */

START_TEST(arguments_are_checked) {
  chret_buffer *buffer = NULL;
  chret_record *record = NULL;
  uint64_t id;
  batch = test_batch(LIST, &counter, NULL);
  chret_batch *made = batch;
  ck_assert_int_eq(chret_batch_new(NULL, LIST, 1, 2, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_new(&made, 0, 1, 2, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_new(&made, 3, 1, 2, NULL), CHRET_E_ARGUMENT);
  ck_assert_ptr_eq(made, batch);
  chret_batch_free(NULL);
  ck_assert_int_eq(chret_batch_form(batch), LIST);
  ck_assert(chret_batch_is_signed(batch) == 0 && chret_batch_is_signed(NULL) == 0);
  ck_assert(chret_batch_originator(batch) == TEST_ORIGINATOR && chret_batch_target(batch) == TEST_TARGET);
  ck_assert(chret_batch_form(NULL) == 0 && chret_batch_originator(NULL) == 0 && chret_batch_target(NULL) == 0);
  ck_assert_int_eq(chret_batch_set_max_records(batch, 0), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_set_max_records(batch, 1000), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_set_max_records(batch, 999), CHRET_OK);
  ck_assert_int_eq(chret_batch_set_max_records(NULL, 1), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_set_keep_signatures(batch, 2), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_set_keep_signatures(NULL, 1), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_set_schema_version(NULL, "5.4", 3, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_set_schema_version(batch, NULL, 0, err), CHRET_E_MISSING);
  ck_assert_int_eq(chret_batch_set_schema_version(batch, TEST_TEXT("V5"), err), CHRET_E_MALFORMED);
  ck_assert_int_eq(chret_batch_set_schema_version(batch, TEST_TEXT("12345678901234567"), err), CHRET_E_TOO_LONG);
  ck_assert_int_eq(chret_batch_set_schema_version(batch, TEST_TEXT("1234567890123456"), err), CHRET_OK);
  ck_assert_int_eq(chret_batch_set_counter(batch, NULL, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_set_counter(NULL, test_count, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_record_new(&record, CHRET_SERVICE_FAULT_RETURN, NULL), CHRET_OK);
  ck_assert_int_eq(chret_batch_add(NULL, record, 1, NULL, 0, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_add(batch, NULL, 1, NULL, 0, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_add(batch, record, 1, NULL, 1, err), CHRET_E_ARGUMENT);
  chret_record_free(record);
  ck_assert_int_eq(chret_batch_next(NULL, NULL, &buffer, &id, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_next(batch, NULL, NULL, &id, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_next(batch, NULL, &buffer, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_resend(NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_batch_retry(NULL, NULL, 0, NULL), CHRET_E_ARGUMENT);
  ck_assert_uint_eq(chret_batch_requests_left(NULL), 0);
  ck_assert(chret_batch_row_count(NULL) == 0 && chret_batch_row_record(batch, 0) == NULL &&
            chret_batch_row_record(NULL, 0) == NULL && chret_batch_row_number(batch, 0) == 0 &&
            chret_batch_row_reference(batch, 0, NULL) == NULL && chret_batch_row_state(batch, 0) == 0);
  ck_assert_str_eq(chret_batch_row_code(batch, 0), "");
  ck_assert_int_eq(chret_batch_row_counter(batch, 0, &id), CHRET_E_ARGUMENT);
}
END_TEST

START_TEST(what_all_requests_share_is_set_before_the_first) {
  chret_request *request = NULL;
  chret_buffer *buffer = NULL;
  uint64_t id;
  ck_assert_int_eq(chret_batch_new(&batch, SINGLE, TEST_ORIGINATOR, TEST_TARGET, NULL), CHRET_OK);
  ck_assert_int_eq(chret_batch_next(batch, NULL, &buffer, &id, err), CHRET_OK);
  ck_assert_ptr_null(buffer);
  test_add_rows(batch, "F");
  ck_assert_int_eq(chret_batch_next(batch, NULL, &buffer, &id, err), CHRET_E_STATE);
  ck_assert_int_eq(chret_batch_set_counter(batch, test_count, &counter), CHRET_OK);
  ck_assert_int_eq(test_draw(batch, NULL, NULL, &request), 1);
  chret_request_free(request);
  ck_assert_int_eq(chret_batch_set_schema_version(batch, TEST_TEXT("5.4"), err), CHRET_OK);
  ck_assert_int_eq(chret_batch_set_schema_version(batch, TEST_TEXT("5.3"), err), CHRET_E_STATE);
  ck_assert_int_eq(chret_batch_set_keep_signatures(batch, 1), CHRET_E_STATE);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("batch");
  TCase *tests = tcase_create("batch");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, rows_become_requests_in_order, 0, TEST_COUNT(plans));
  tcase_add_loop_test(tests, each_row_of_a_large_batch_is_in_one_request, 0, 2 * TEST_COUNT(large));
  tcase_add_loop_test(tests, a_request_is_what_its_rows_say, 0, 4);
  tcase_add_test(tests, rows_that_are_added_later_are_drawn_later);
  tcase_add_test(tests, a_row_is_kept_as_it_is_given);
  tcase_add_loop_test(tests, a_bad_row_is_refused_and_changes_nothing, 0, TEST_COUNT(faults));
  tcase_add_loop_test(tests, a_repeated_device_is_told_by_both_rows, 0, 2);
  tcase_add_loop_test(tests, a_counter_that_fails_draws_nothing, 0, 6);
  tcase_add_test(tests, a_counter_that_does_not_rise_is_refused);
  tcase_add_loop_test(tests, a_signer_that_fails_gives_the_rows_back, 0, 20);
  tcase_add_loop_test(tests, rows_are_given_back_after_others_were_drawn, 0, 2);
  tcase_add_test(tests, a_signer_that_may_not_sign_gives_the_rows_back);
  tcase_add_loop_test(tests, requests_without_an_answer_come_again_as_they_were, 0, 4);
  tcase_add_test(tests, what_comes_again_comes_first_and_keeps_its_signer);
  tcase_add_test(tests, a_failure_on_the_way_again_loses_nothing);
  tcase_add_test(tests, signatures_that_are_not_kept_cannot_come_again);
  tcase_add_test(tests, a_batch_keeps_254_signers);
  tcase_add_test(tests, memory_is_bounded_by_the_rows);
  tcase_add_test(tests, failures_leave_nothing_behind);
  tcase_add_test(tests, arguments_are_checked);
  tcase_add_test(tests, what_all_requests_share_is_set_before_the_first);
  return test_run(suite);
}
