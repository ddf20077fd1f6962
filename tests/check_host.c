/* tests/check_host.c - a host that uses libxml2, xmlsec1 and OpenSSL itself: before, after and, from its callbacks, while
 * the library is at work, in one thread and in several. Neither disturbs the other. It starts xmlsec1 itself where the
 * program gets the argument "started", which the last test gives it.
 */
#include "host_work.h"
#include "support_dsp.h"
#include "support_identity.h"
#include "support_threads.h"

#include <chreturn/xmlsec.h>
#include <stdlib.h>
#include <string.h>

static const char *program;
static int host_starts;

static chret_xmlsec *xmlsec;
static chret_trust *trust;
static chret_xmlsec_signer *signer;
static test_text locked_key, certificate, good, forged, wrong_value;

static const uint8_t *bytes(const test_text *text) {
  return (const uint8_t *)text->data;
}

/* ---- Callbacks of the host --------------------------------------------------------------------------------------- */

/* Of a thread. */
typedef struct host {
  host_state then;
  int works;         /* it is at work: its own allocations lead nowhere */
  size_t calls;      /* of callbacks in which it worked */
  size_t allocated;  /* calls of the allocator */
  int sink_finished; /* with what */
  const char *wrong;
} host;

static int32_t called(host *is) {
  is->calls++;
  is->works = 1;
  if (is->wrong == NULL) {
    is->wrong = host_is_still(&is->then) ? host_works() : "the host's libxml2 as it was, during a call";
  }
  is->works = 0;
  return is->wrong == NULL ? 0 : 1;
}

static void *allocate(void *ctx, size_t size) {
  host *is = ctx;
  if (is->allocated++ % 4 == 0 && !is->works) {
    (void)called(is);
  }
  return malloc(size);
}

static void *reallocate(void *ctx, void *block, size_t size) {
  (void)ctx;
  return realloc(block, size);
}

static void release(void *ctx, void *block) {
  (void)ctx;
  free(block);
}

static int32_t sink_write(void *ctx, const uint8_t *data, size_t size) {
  (void)data;
  (void)size;
  return called(ctx);
}

static int32_t sink_finish(void *ctx, int32_t keep) {
  ((host *)ctx)->sink_finished = keep;
  return called(ctx);
}

static int32_t sign(void *ctx, const uint8_t *signed_info, size_t size, uint8_t *signature) {
  const chret_signer *own = chret_xmlsec_signer_get(signer);
  int32_t code = called(ctx);
  if (code == 0) {
    code = own->sign(own->ctx, signed_info, size, signature);
  }
  return code == 0 ? called(ctx) : code;
}

static int32_t password(void *ctx, char *out, size_t capacity) {
  (void)capacity;
  memcpy(out, "secret", 6);
  return called(ctx) == 0 ? 6 : -1;
}

static int32_t wrong_password(void *ctx, char *out, size_t capacity) {
  return password(ctx, out, capacity) - 1;
}

static int32_t ask(void *ctx, const uint64_t *devices, size_t count, chret_facts *facts) {
  (void)devices;
  for (size_t i = 0; i < count; i++) {
    chret_facts_set_known(facts, i, i % 2 == 0);
    chret_facts_set_device_type(facts, i, TEST_TEXT("CHF"));
    chret_facts_set_authorised(facts, i, 1);
  }
  return called(ctx);
}

/* ---- What the library does --------------------------------------------------------------------------------------- */

static const char *write_signed(host *is, const chret_options *options) {
  chret_request *request = test_request(CHRET_SERVICE_FAULT_RETURN, CHRET_FORM_LIST, 60, options);
  chret_signer by_host = *chret_xmlsec_signer_get(signer);
  chret_sink sink;
  TEST_NEED(chret_sink_init(&sink, sizeof sink) == CHRET_OK);
  sink.ctx = is;
  sink.write = sink_write;
  sink.finish = sink_finish;
  by_host.ctx = is;
  by_host.sign = sign;
  TEST_NEED(chret_request_write_signed(request, &sink, &by_host, NULL) == CHRET_OK);
  TEST_NEED(is->sink_finished == 1);
  chret_request_free(request);
  return NULL;
}

static const char *read_and_answer(host *is, const chret_options *options) {
  chret_request *request = NULL;
  chret_outcomes *outcomes = NULL;
  chret_response *response = NULL;
  chret_policy *policy = NULL;
  chret_user *user = NULL;
  TEST_NEED(chret_request_read(&request, bytes(&good), good.size, trust, options, NULL) == CHRET_OK);
  TEST_NEED(chret_request_record_count(request) == 20);
  TEST_NEED(chret_policy_new(&policy, options) == CHRET_OK);
  TEST_NEED(chret_user_new(&user, TEST_TEXT("IS"), 1, 1, options) == CHRET_OK);
  TEST_NEED(chret_validate(&outcomes, request, user, policy, ask, is, options, NULL) == CHRET_OK);
  TEST_NEED(chret_answer(&response, request, outcomes, policy, NULL, 0, 0, options, NULL) == CHRET_OK);
  TEST_NEED(chret_response_failure_count(response) == 10);
  chret_response_free(response);
  chret_outcomes_free(outcomes);
  chret_user_free(user);
  chret_policy_free(policy);
  chret_request_free(request);
  return NULL;
}

#define ROOT "<sr:Request xmlns:sr='http://www.dccinterface.co.uk/ServiceUserGateway' schemaVersion='5.4'"

static const struct {
  const char *xml;
  int32_t status;
} bad[] = {
    {"<!DOCTYPE a SYSTEM 'host:dtd' [<!ENTITY e SYSTEM 'host:e'>]><a>&e;</a>", CHRET_E_DOCTYPE},
    {ROOT "><sr:Header></sr:Request>", CHRET_E_NOT_WELL_FORMED},
    {ROOT " schemaVersion='5.4'>", CHRET_E_NOT_WELL_FORMED},
    {ROOT ">&none;", CHRET_E_NOT_WELL_FORMED},
    {ROOT "><x:Header/>", CHRET_E_NOT_WELL_FORMED},
    {"<?xml version='1.0' encoding='ISO-8859-1'?>" ROOT ">", CHRET_E_ENCODING},
    {"<a/>", CHRET_E_NOT_DUIS},
    {"", CHRET_E_NOT_WELL_FORMED},
};

static const char *refuse_messages(const chret_options *options) {
  chret_request *request = NULL;
  TEST_NEED(chret_request_read(&request, bytes(&forged), forged.size, trust, options, NULL) == CHRET_E_DIGEST_MISMATCH);
  TEST_NEED(chret_request_read(&request, bytes(&wrong_value), wrong_value.size, trust, options, NULL) ==
            CHRET_E_SIGNATURE_MISMATCH);
  for (int i = 0; i < TEST_COUNT(bad); i++) {
    int32_t status =
        chret_request_read(&request, (const uint8_t *)bad[i].xml, strlen(bad[i].xml), trust, options, NULL);
    if (status != bad[i].status) {
      return bad[i].xml;
    }
  }
  TEST_NEED(request == NULL);
  return NULL;
}

static const char *load_keys(host *is, const chret_options *options) {
  chret_xmlsec *own = NULL;
  chret_trust *own_trust = NULL;
  chret_xmlsec_signer *loaded = NULL;
  TEST_NEED(chret_xmlsec_new(&own, options) == CHRET_OK);
  TEST_NEED(chret_trust_new(&own_trust, chret_xmlsec_provider(own), options) == CHRET_OK);
  TEST_NEED(chret_xmlsec_signer_new(&loaded, own, bytes(&locked_key), locked_key.size, bytes(&certificate),
                                    certificate.size, password, is, NULL) == CHRET_OK);
  chret_xmlsec_signer_free(loaded);
  TEST_NEED(chret_xmlsec_signer_new(&loaded, own, bytes(&locked_key), locked_key.size, bytes(&certificate),
                                    certificate.size, wrong_password, is, NULL) == CHRET_E_KEY);
  TEST_NEED(chret_xmlsec_trust_add(own, own_trust, bytes(&certificate), certificate.size, NULL) == CHRET_OK);
  TEST_NEED(chret_xmlsec_trust_add(own, own_trust, bytes(&certificate), 200, NULL) == CHRET_E_CERTIFICATE);
  TEST_NEED(chret_xmlsec_add_ca(own, bytes(&good), good.size, NULL) == CHRET_E_CERTIFICATE);
  chret_trust_free(own_trust);
  chret_xmlsec_free(own);
  return NULL;
}

static const char *use_library(host *is) {
  chret_allocator allocator;
  chret_options *options = NULL;
  TEST_NEED(chret_allocator_init(&allocator, sizeof allocator) == CHRET_OK);
  allocator.ctx = is;
  allocator.allocate = allocate;
  allocator.reallocate = reallocate;
  allocator.release = release;
  TEST_NEED(chret_options_new(&options, &allocator) == CHRET_OK);
  const char *wrong = write_signed(is, options);
  wrong = wrong != NULL ? wrong : read_and_answer(is, options);
  wrong = wrong != NULL ? wrong : refuse_messages(options);
  wrong = wrong != NULL ? wrong : load_keys(is, options);
  chret_options_free(options);
  return wrong != NULL ? wrong : is->wrong;
}

/* ---- Both -------------------------------------------------------------------------------------------------------- */

static const char *live_together(uint64_t number) {
  host is = {.wrong = NULL};
  host_enters_thread(number % 2 == 0);
  const char *wrong = host_works();
  host_take(&is.then);
  host_put_errors();
  wrong = wrong != NULL ? wrong : use_library(&is);
  TEST_NEED(host_is_still(&is.then));
  TEST_NEED(host_errors_are_still_there());
  TEST_NEED(wrong != NULL || is.calls > 20);
  return wrong != NULL ? wrong : host_works();
}

/* The handler of xmlsec1's errors is the host's: nothing that the library refuses gets there. */
static const char *cause_no_errors(uint64_t number) {
  host_enters_thread(number % 2 == 0);
  int before = host_xmlsec_errors();
  const char *wrong = refuse_messages(NULL);
  TEST_NEED(host_xmlsec_errors() == before);
  return wrong;
}

/* Makes the keys and the messages. */
static void setup(void) {
  test_shell("rm -f *.pem && $M --out supplier --eui 90-B3-D5-1F-30-01-00-00 --role 02 && "
             "openssl pkcs8 -topk8 -in supplier.key.pem -passout pass:secret -out locked.pem");
  if (host_starts) {
    host_starts_xmlsec();
    host_sets_its_handlers();
    host_enters_thread(1);
    ck_assert_pstr_eq(host_works(), NULL);
    ck_assert_int_eq(chret_xmlsec_init(CHRET_XMLSEC_HOST_STARTED), CHRET_OK);
  }
  test_text key = test_file("supplier.key.pem");
  certificate = test_file("supplier.cert.pem");
  locked_key = test_file("locked.pem");
  ck_assert_int_eq(chret_xmlsec_new(&xmlsec, NULL), CHRET_OK);
  host_sets_its_handlers();
  ck_assert_int_eq(chret_trust_new(&trust, chret_xmlsec_provider(xmlsec), NULL), CHRET_OK);
  ck_assert_int_eq(chret_xmlsec_trust_add(xmlsec, trust, bytes(&certificate), certificate.size, NULL), CHRET_OK);
  ck_assert_int_eq(chret_xmlsec_signer_new(&signer, xmlsec, bytes(&key), key.size, bytes(&certificate),
                                           certificate.size, NULL, NULL, NULL),
                   CHRET_OK);
  chret_request *request = test_request(CHRET_SERVICE_NO_FAULT_RETURN, CHRET_FORM_LIST, 20, NULL);
  chret_buffer *buffer = NULL;
  ck_assert_int_eq(chret_request_write_signed_buffer(request, &buffer, chret_xmlsec_signer_get(signer), NULL),
                   CHRET_OK);
  test_add_buffer(&good, buffer);
  chret_buffer_free(buffer);
  chret_request_free(request);
  test_add(&forged, good.data, good.size);
  memcpy(strstr(forged.data, ":1000<"), ":1001<", 6);
  test_add(&wrong_value, good.data, good.size);
  char *value = strstr(wrong_value.data, "<ds:SignatureValue>") + strlen("<ds:SignatureValue>") + 20;
  *value = *value == 'A' ? 'B' : 'A';
  test_text_free(&key);
}

static void teardown(void) {
  test_text *const texts[] = {&locked_key, &certificate, &good, &forged, &wrong_value};
  for (int i = 0; i < TEST_COUNT(texts); i++) {
    test_text_free(texts[i]);
  }
  chret_xmlsec_signer_free(signer);
  chret_trust_free(trust);
  chret_xmlsec_free(xmlsec);
}

START_TEST(host_and_library_do_not_disturb_each_other) {
  ck_assert_pstr_eq(live_together((uint64_t)_i), NULL);
  ck_assert_pstr_eq(live_together((uint64_t)_i), NULL);
}
END_TEST

START_TEST(nor_do_they_in_several_threads) {
  test_threads(live_together, live_together, 2);
}
END_TEST

START_TEST(what_is_refused_makes_no_errors_of_xmlsec1) {
  ck_assert_pstr_eq(cause_no_errors((uint64_t)_i), NULL);
}
END_TEST

START_TEST(the_same_holds_where_the_host_started_xmlsec1) {
  test_text command = {NULL, 0, 0};
  test_addf(&command, "%s started", program);
  ck_assert_int_eq(system(command.data), 0);
  test_text_free(&command);
}
END_TEST

int main(int argc, char **argv) {
  program = argv[0];
  host_starts = argc == 2 && strcmp(argv[1], "started") == 0;
  test_workshop();
  host_begin();
  Suite *suite = suite_create(host_starts ? "host, which started xmlsec1" : "host");
  TCase *tests = tcase_create("together");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, host_and_library_do_not_disturb_each_other, 0, 2);
  tcase_add_test(tests, nor_do_they_in_several_threads);
  tcase_add_loop_test(tests, what_is_refused_makes_no_errors_of_xmlsec1, 0, 2);
  if (!host_starts) {
    TCase *other = tcase_create("started by the host");
    suite_add_tcase(suite, other);
    tcase_set_timeout(other, 120);
    tcase_add_test(other, the_same_holds_where_the_host_started_xmlsec1);
  }
  return host_end(test_run(suite));
}
