/* tests/check_write.c - the bytes of a request and how they reach the host.
 *
 * The expected bytes in cases/write were written by hand from the DUIS schema and Canonical XML 1.0: the XML declaration,
 * then the root with one namespace declaration before its attribute, no white space between elements, and in text only
 * the escapes &amp; &lt; &gt; &#xD;.
 */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#define FAULT    CHRET_SERVICE_FAULT_RETURN
#define NO_FAULT CHRET_SERVICE_NO_FAULT_RETURN

#define ID "90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:"

typedef struct setting {
  int32_t field;
  const char *text;
} setting;

static void append(chret_request *request, const setting *settings, size_t count) {
  chret_record *record = NULL;
  ck_assert_int_eq(chret_record_new(&record, chret_request_service(request), NULL), CHRET_OK);
  for (size_t i = 0; i < count; i++) {
    ck_assert_int_eq(chret_record_set(record, settings[i].field, settings[i].text, strlen(settings[i].text)), CHRET_OK);
  }
  ck_assert_int_eq(chret_request_append(request, record, NULL), CHRET_OK);
  chret_record_free(record);
}

static void set(chret_request *request, int32_t field, const char *text) {
  ck_assert_int_eq(chret_request_set(request, field, text, strlen(text), NULL), CHRET_OK);
}

static void expect_bytes(const chret_request *request, const test_text *want) {
  chret_buffer *buffer = NULL;
  ck_assert_int_eq(chret_request_write_buffer(request, &buffer, NULL), CHRET_OK);
  test_text got = {NULL, 0, 0};
  test_add_buffer(&got, buffer);
  ck_assert_str_eq(got.data, want->data);
  ck_assert_uint_eq(got.size, want->size);
  test_text_free(&got);
  chret_buffer_free(buffer);
}

static void expect_file(const chret_request *request, const char *path) {
  test_text want = {NULL, 0, 0};
  ck_assert_msg(test_load(&want, path), "%s", path);
  expect_bytes(request, &want);
  test_text_free(&want);
}

START_TEST(a_single_fault_return_is_written_byte_for_byte) {
  static const setting items[] = {
      {CHRET_FIELD_DEVICE_ID, " 00-db-12-34-56-78-90-a2 "},
      {CHRET_FIELD_FAULT_RETURN_TYPE, "Fault identified prior to installation"},
      {CHRET_FIELD_USER_REF_DATE_TIME, "\n2024-02-29T24:00:00.000-05:30"},
      {CHRET_FIELD_USER_REF_ID, "<&>\"'\r\n\t]]>&amp;"},
      {CHRET_FIELD_OTHER_DEVICE_ID, "00-DB-12-34-56-78-90-A0"},
      {CHRET_FIELD_INCIDENT_REFERENCE, ""},
      {CHRET_FIELD_CONNECTION_METHOD, "Hot-shoe"},
      {CHRET_FIELD_FAULT_REASON, "Damaged Connector"},
      {CHRET_FIELD_ADDITIONAL_INFORMATION, " \xC3\xA9\xE2\x82\xAC\xF0\x9F\x93\xA1 "},
  };
  chret_request *request = NULL;
  ck_assert_int_eq(chret_request_new(&request, FAULT, CHRET_FORM_SINGLE, NULL), CHRET_OK);
  set(request, CHRET_FIELD_REQUEST_ID, "90-b3-d5-1f-30-01-00-00:90-b3-d5-1f-30-00-00-02:18446744073709551615");
  append(request, items, sizeof items / sizeof *items);
  expect_file(request, "tests/cases/write/single-fault.xml");
  chret_request_free(request);
}
END_TEST

START_TEST(a_single_no_fault_return_is_written_byte_for_byte) {
  static const setting items[] = {{CHRET_FIELD_NO_FAULT_RETURN_TYPE, "Lost or Stolen Hub"},
                                  {CHRET_FIELD_DEVICE_ID, "00-DB-12-34-56-78-90-A2"}};
  chret_request *request = NULL;
  ck_assert_int_eq(chret_request_new(&request, NO_FAULT, CHRET_FORM_SINGLE, NULL), CHRET_OK);
  append(request, items, 2);
  set(request, CHRET_FIELD_PRECEDING_SERVICE_REQUEST_ID, ID "9");
  set(request, CHRET_FIELD_FIRST_IN_SEQUENCE, "0");
  set(request, CHRET_FIELD_SCHEMA_VERSION, " 05.40 ");
  set(request, CHRET_FIELD_REQUEST_ID, ID "0");
  expect_file(request, "tests/cases/write/single-no-fault.xml");
  chret_request_free(request);
}
END_TEST

START_TEST(a_list_is_written_byte_for_byte) {
  static const setting items[] = {{CHRET_FIELD_DEVICE_ID, "00-DB-12-34-56-78-90-A2"},
                                  {CHRET_FIELD_NO_FAULT_RETURN_TYPE, "Lost or Stolen Hub"},
                                  {CHRET_FIELD_DEVICE_ID, "00-DB-12-34-56-78-90-A3"},
                                  {CHRET_FIELD_NO_FAULT_RETURN_TYPE, "No Fault Return (non-dom opt out)"}};
  chret_request *request = NULL;
  ck_assert_int_eq(chret_request_new(&request, NO_FAULT, CHRET_FORM_LIST, NULL), CHRET_OK);
  set(request, CHRET_FIELD_REQUEST_ID, ID "1");
  append(request, items, 2);
  append(request, items + 2, 2);
  expect_file(request, "tests/cases/write/list-no-fault.xml");
  chret_request_free(request);
}
END_TEST

START_TEST(what_is_not_whole_is_not_written) {
  chret_request *request = NULL;
  chret_buffer *const untouched = (chret_buffer *)&request;
  chret_buffer *buffer = untouched;
  chret_error *err = NULL;
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  ck_assert_int_eq(chret_request_new(&request, NO_FAULT, CHRET_FORM_LIST, NULL), CHRET_OK);
  static const setting items[] = {{CHRET_FIELD_DEVICE_ID, "00-DB-12-34-56-78-90-A2"},
                                  {CHRET_FIELD_NO_FAULT_RETURN_TYPE, "Lost or Stolen Hub"}};
  append(request, items, 2);
  ck_assert_int_eq(chret_request_write_buffer(request, &buffer, err), CHRET_E_MISSING);
  ck_assert_str_eq(chret_error_item(err), "RequestID");
  chret_request_free(request);
  request = test_request(NO_FAULT, CHRET_FORM_SINGLE, 0, NULL);
  ck_assert_int_eq(chret_request_write_buffer(request, &buffer, err), CHRET_E_MISSING);
  ck_assert_int_eq(chret_error_status(err), CHRET_E_MISSING);
  ck_assert_int_eq(chret_request_write_buffer(NULL, &buffer, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_request_write_buffer(request, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_ptr_eq(buffer, untouched);
  ck_assert_ptr_null(chret_buffer_data(NULL));
  ck_assert_uint_eq(chret_buffer_size(NULL), 0);
  chret_buffer_free(NULL);
  chret_request_free(request);
  chret_error_free(err);
}
END_TEST

/* ---- Sinks ------------------------------------------------------------------------------------------------------- */

#define HOST_CODE   4711
#define FINISH_CODE (-12)

typedef struct host {
  test_text bytes;
  size_t writes;
  size_t fail_at; /* the write that fails; 0: none */
  size_t finishes;
  int32_t kept;
  int32_t finish_result;
} host;

static int32_t host_write(void *ctx, const uint8_t *data, size_t size) {
  host *self = ctx;
  ck_assert_uint_eq(self->finishes, 0);
  ck_assert_uint_le(size, 16384);
  ck_assert_uint_gt(size, 0);
  ck_assert(self->fail_at == 0 || self->writes < self->fail_at); /* none after the one that failed */
  test_add(&self->bytes, (const char *)data, size);
  return ++self->writes == self->fail_at ? HOST_CODE : 0;
}

static int32_t host_finish(void *ctx, int32_t keep) {
  host *self = ctx;
  self->finishes++;
  self->kept = keep;
  return self->finish_result;
}

static int32_t write_to(host *self, const chret_request *request, chret_error *err) {
  chret_sink sink;
  ck_assert_int_eq(chret_sink_init(&sink, sizeof sink), CHRET_OK);
  sink.ctx = self;
  sink.write = host_write;
  sink.finish = host_finish;
  return chret_request_write(request, &sink, err);
}

START_TEST(a_sink_gets_all_in_order_and_is_told_to_keep_it) {
  chret_request *request = test_request(FAULT, CHRET_FORM_LIST, 200, NULL);
  host self = {.kept = -1};
  ck_assert_int_eq(write_to(&self, request, NULL), CHRET_OK);
  ck_assert_uint_eq(self.finishes, 1);
  ck_assert_int_eq(self.kept, 1);
  ck_assert_uint_gt(self.writes, 2);
  expect_bytes(request, &self.bytes);
  chret_sink sink;
  ck_assert_int_eq(chret_sink_init(&sink, sizeof sink), CHRET_OK);
  ck_assert_int_eq(chret_request_write(request, &sink, NULL), CHRET_E_ARGUMENT); /* no write function */
  sink.ctx = &self;
  sink.write = host_write;
  self.finishes = 0;
  ck_assert_int_eq(chret_request_write(request, &sink, NULL), CHRET_OK); /* nobody asks for the end */
  sink.struct_size += 8;
  ck_assert_int_eq(chret_request_write(request, &sink, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_request_write(request, NULL, NULL), CHRET_E_ARGUMENT);
  ck_assert_uint_eq(self.finishes, 0);
  test_text_free(&self.bytes);
  chret_request_free(request);
}
END_TEST

START_TEST(a_sink_that_fails_ends_the_call_at_once) {
  chret_request *request = test_request(FAULT, CHRET_FORM_LIST, 200, NULL);
  chret_error *err = NULL;
  size_t k = 0;
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  for (int32_t status = CHRET_E_HOST; status != CHRET_OK;) {
    host self = {.fail_at = ++k, .kept = -1};
    ck_assert_uint_lt(k, 100);
    status = write_to(&self, request, err);
    ck_assert_uint_eq(self.finishes, 1);
    if (self.writes >= k) {
      ck_assert_int_eq(status, CHRET_E_HOST);
      ck_assert_int_eq(chret_error_host_code(err), HOST_CODE);
      ck_assert_int_eq(self.kept, 0);
    } else {
      ck_assert_int_eq(status, CHRET_OK);
      ck_assert_int_eq(chret_error_host_code(err), 0);
    }
    test_text_free(&self.bytes);
  }
  ck_assert_uint_gt(k, 3);
  chret_error_free(err);
  chret_request_free(request);
}
END_TEST

START_TEST(the_end_of_a_sink_may_fail_too) {
  chret_request *request = test_request(FAULT, CHRET_FORM_SINGLE, 1, NULL);
  chret_error *err = NULL;
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  host last = {.kept = -1, .finish_result = FINISH_CODE};
  ck_assert_int_eq(write_to(&last, request, err), CHRET_E_HOST);
  ck_assert_int_eq(chret_error_host_code(err), FINISH_CODE);
  ck_assert_int_eq(last.kept, 1);
  ck_assert_uint_eq(last.finishes, 1);
  host both = {.kept = -1, .fail_at = 1, .finish_result = FINISH_CODE};
  ck_assert_int_eq(write_to(&both, request, err), CHRET_E_HOST);
  ck_assert_int_eq(chret_error_host_code(err), HOST_CODE); /* the first fault */
  ck_assert_int_eq(both.kept, 0);
  chret_request_free(request);
  request = test_request(FAULT, CHRET_FORM_SINGLE, 0, NULL);
  host none = {.kept = -1};
  ck_assert_int_eq(write_to(&none, request, err), CHRET_E_MISSING);
  ck_assert_uint_eq(none.writes, 0);
  ck_assert(none.finishes == 1 && none.kept == 0);
  test_text_free(&last.bytes);
  test_text_free(&both.bytes);
  chret_error_free(err);
  chret_request_free(request);
}
END_TEST

/* ---- Memory ------------------------------------------------------------------------------------------------------ */

static int32_t count_bytes(void *ctx, const uint8_t *data, size_t size) {
  (void)data;
  *(size_t *)ctx += size;
  return 0;
}

START_TEST(writing_takes_constant_memory) {
  test_memory memory = {0};
  chret_options *options = test_memory_options(&memory);
  chret_request *request = test_request(FAULT, CHRET_FORM_LIST, 999, options);
  size_t before = memory.bytes, written = 0;
  chret_sink sink;
  ck_assert_int_eq(chret_sink_init(&sink, sizeof sink), CHRET_OK);
  sink.ctx = &written;
  sink.write = count_bytes;
  memory.peak = memory.bytes;
  ck_assert_int_eq(chret_request_write(request, &sink, NULL), CHRET_OK);
  ck_assert_uint_gt(written, 999 * 400);
  ck_assert_uint_le(memory.peak, before + 65536);
  ck_assert_uint_eq(memory.bytes, before);
  chret_request_free(request);
  chret_options_free(options);
  ck_assert_uint_eq(memory.live, 0);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("write");
  TCase *tests = tcase_create("write");
  suite_add_tcase(suite, tests);
  tcase_set_timeout(tests, 30);
  tcase_add_test(tests, a_single_fault_return_is_written_byte_for_byte);
  tcase_add_test(tests, a_single_no_fault_return_is_written_byte_for_byte);
  tcase_add_test(tests, a_list_is_written_byte_for_byte);
  tcase_add_test(tests, what_is_not_whole_is_not_written);
  tcase_add_test(tests, a_sink_gets_all_in_order_and_is_told_to_keep_it);
  tcase_add_test(tests, a_sink_that_fails_ends_the_call_at_once);
  tcase_add_test(tests, the_end_of_a_sink_may_fail_too);
  tcase_add_test(tests, writing_takes_constant_memory);
  return test_run(suite);
}
