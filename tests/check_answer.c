/* tests/check_answer.c - the answer that is built, and what an answer that came says of each record. Devices are named by
 * a letter: A is 00-DB-00-00-00-00-00-41. */
#include "support_dsp.h"

#include <stdlib.h>
#include <string.h>

#define LIST   CHRET_FORM_LIST
#define SINGLE CHRET_FORM_SINGLE
#define ID     "90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:1000"

static chret_error *err;
static chret_report *report;

static void setup(void) {
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  ck_assert_int_eq(chret_report_new(&report, NULL), CHRET_OK);
}

static void teardown(void) {
  chret_error_free(err);
  chret_report_free(report);
}

static uint64_t device_of(char letter) {
  return (UINT64_C(0x00DB) << 48) + (unsigned char)letter;
}

static chret_request *request_for(int32_t form, const char *letters) {
  uint64_t devices[CHRET_LIST_MAX];
  size_t count = strlen(letters);
  for (size_t i = 0; i < count; i++) {
    devices[i] = device_of(letters[i]);
  }
  return test_returns(form, devices, count, 1000, NULL);
}

/* ---- Answers that came ------------------------------------------------------------------------------------------- */

/* The entries "E5 AB, E19 C" as a list of refused records. */
static void add_entries(test_text *xml, const char *entries) {
  test_adds(xml, "<sr:DSPCHFReturnWarning>");
  while (*entries != '\0') {
    size_t code = strcspn(entries, " "), end = strcspn(entries, ",");
    test_addf(xml, "<sr:CHFReturnFailure><sr:ResponseCode>%.*s</sr:ResponseCode><sr:DeviceIDList>", (int)code, entries);
    for (size_t i = code + 1; i < end; i++) {
      test_addf(xml, "%s00-DB-00-00-00-00-00-%02x", i == code + 1 ? "" : ",", (unsigned)entries[i]);
    }
    test_adds(xml, "</sr:DeviceIDList></sr:CHFReturnFailure>");
    entries += entries[end] == ',' ? end + 2 : end;
  }
  test_adds(xml, "</sr:DSPCHFReturnWarning>");
}

/* id NULL: none. entries NULL: no list; what starts with < stands there as it is. */
static chret_response *answer_of(const char *id, const char *service, const char *code, const char *entries) {
  test_text xml = {NULL, 0, 0};
  chret_response *response = NULL;
  test_adds(&xml, "<sr:Response xmlns:sr='http://www.dccinterface.co.uk/ServiceUserGateway' schemaVersion='5.4'>"
                  "<sr:Header>");
  if (id != NULL) {
    test_addf(&xml, "<sr:RequestID>%s</sr:RequestID>", id);
  }
  test_addf(&xml,
            "<sr:ResponseCode>%s</sr:ResponseCode><sr:ResponseDateTime>2026-01-31T09:30:00.000Z</sr:ResponseDateTime>"
            "</sr:Header><sr:Body><sr:ResponseMessage><sr:ServiceReference>8.14</sr:ServiceReference>"
            "<sr:ServiceReferenceVariant>%s</sr:ServiceReferenceVariant>",
            code, service);
  if (entries != NULL && entries[0] == '<') {
    test_adds(&xml, entries);
  } else if (entries != NULL) {
    add_entries(&xml, entries);
  }
  test_adds(&xml, "</sr:ResponseMessage></sr:Body></sr:Response>");
  int32_t status = chret_response_read_unverified(&response, (const uint8_t *)xml.data, xml.size, NULL, err);
  ck_assert_msg(status == CHRET_OK, "%s: %s", xml.data, chret_error_message(err));
  test_text_free(&xml);
  return response;
}

#define CONTRADICTION "contradiction - 0 0 -\n"
#define UNKNOWN(hex)  "unknown-device DeviceIDList 0 0 00-DB-00-00-00-00-00-" hex "\n"
#define OTHER_BODY    "<sr:DSPUpdateFirmwareWarning><sr:x/></sr:DSPUpdateFirmwareWarning>"

/* outcomes: of each record its code, and a + where it was accepted. */
static const struct {
  int32_t form;
  const char *devices;
  const char *code;
  const char *entries;
  const char *outcomes;
  const char *findings;
  const char *request_code;
} answers[] = {
    /* single */
    {SINGLE, "A", "I99", NULL, "I99+ ", "", ""},
    {SINGLE, "A", "I0", NULL, "I0+ ", "", ""},
    {SINGLE, "A", "E5", NULL, "E5 ", "", ""},
    {SINGLE, "A", "E2", NULL, "E2 ", "", ""},
    {SINGLE, "A", "W081401", NULL, "W081401 ", "", ""},
    {SINGLE, "A", "I1", NULL, "I1 ", "", ""},
    {SINGLE, "A", "X123456", NULL, "X123456 ", "", ""},
    {SINGLE, "A", "I99", "E5 A", "I99 ", CONTRADICTION, ""},
    {SINGLE, "A", "W081401", "E5 A", "W081401 ", CONTRADICTION, ""},
    {SINGLE, "A", "E5", "E5 A", "E5 ", CONTRADICTION, ""},
    {SINGLE, "A", "I0", OTHER_BODY, "I0 ", CONTRADICTION, ""},
    {SINGLE, "A", "E5", OTHER_BODY, "E5 ", CONTRADICTION, ""},
    /* a list, no list of refused records */
    {LIST, "AB", "I99", NULL, "I99+ I99+ ", "", ""},
    {LIST, "AB", "I0", NULL, "I0+ I0+ ", "", ""},
    {LIST, "A", "I0", NULL, "I0+ ", "", ""},
    {LIST, "AA", "I99", NULL, "I99+ I99+ ", "", ""},
    {LIST, "AB", "E12", NULL, "E12 E12 ", "", "E12"},
    {LIST, "AB", "X1", NULL, "X1 X1 ", "", "X1"},
    {LIST, "AB", "W081401", NULL, "W081401 W081401 ", CONTRADICTION, ""},
    {LIST, "AB", "W999999", NULL, "W999999 W999999 ", CONTRADICTION, ""},
    {LIST, "AB", "I99", OTHER_BODY, "I99 I99 ", CONTRADICTION, ""},
    {LIST, "AB", "W081401", OTHER_BODY, "W081401 W081401 ", CONTRADICTION, ""},
    {LIST, "AB", "E2", OTHER_BODY, "E2 E2 ", CONTRADICTION, ""},
    /* a list of refused records */
    {LIST, "ABC", "W081401", "E5 B", "I99+ E5 I99+ ", "", ""},
    {LIST, "ABC", "W081401", "E5 CA, E19 B", "E5 E19 E5 ", "", ""},
    {LIST, "ABC", "W050201", "E19 C, X1 A", "X1 I99+ E19 ", "", ""},
    {LIST, "ABC", "W999999", "E5 B", "I99+ E5 I99+ ", "", ""},
    {LIST, "A", "W081401", "E5 A", "E5 ", "", ""},
    {LIST, "ABC", "I99", "E5 B", "I99 E5 I99 ", CONTRADICTION, ""},
    {LIST, "ABC", "I0", "E5 B", "I0 E5 I0 ", CONTRADICTION, ""},
    {LIST, "ABC", "E2", "E5 B", "E2 E5 E2 ", CONTRADICTION, ""},
    {LIST, "ABC", "X1", "E5 B, E19 A", "E19 E5 X1 ", CONTRADICTION, ""},
    {LIST, "AB", "W081401", "I99 B", "W081401 I99 ", "contradiction DeviceIDList 0 2 00-DB-00-00-00-00-00-42\n", ""},
    {LIST, "AB", "W081401", "I0 A, E5 B", "I0 E5 ", "contradiction DeviceIDList 0 1 00-DB-00-00-00-00-00-41\n", ""},
    /* repeated devices: the last ones are refused */
    {LIST, "ABA", "W081401", "E5 A", "I99+ I99+ E5 ", "", ""},
    {LIST, "ABAA", "W081401", "E5 AA", "I99+ I99+ E5 E5 ", "", ""},
    {LIST, "ABAA", "W081401", "E5 A, E19 A", "I99+ I99+ E5 E19 ", "", ""},
    {LIST, "ABAA", "W081401", "E5 A, E19 BA, E4 A", "E5 E19 E19 E4 ", "", ""},
    /* foreign and too many: nothing is sure of those that are not listed */
    {LIST, "AB", "W081401", "E5 Z", "W081401 W081401 ", UNKNOWN("5A") CONTRADICTION, ""},
    {LIST, "AB", "I99", "E5 Z", "I99 I99 ", UNKNOWN("5A") CONTRADICTION, ""},
    {LIST, "AB", "W081401", "E5 ZAY", "E5 W081401 ", UNKNOWN("5A") UNKNOWN("59"), ""},
    {LIST, "AB", "W081401", "E5 AA", "E5 W081401 ", UNKNOWN("41"), ""},
    {LIST, "AB", "W081401", "E5 A, E19 BA", "E5 E19 ", UNKNOWN("41"), ""},
    {LIST, "ABA", "W081401", "E5 AAA, E19 A", "E5 W081401 E5 ", UNKNOWN("41") UNKNOWN("41"), ""},
    {LIST, "AB", "E2", "E5 Z", "E2 E2 ", UNKNOWN("5A") CONTRADICTION, ""},
};

static void add_outcomes(test_text *text, const chret_outcomes *outcomes) {
  for (size_t i = 0; i < chret_outcomes_count(outcomes); i++) {
    test_addf(text, "%s%s ", chret_outcomes_code(outcomes, i), chret_outcomes_is_accepted(outcomes, i) ? "+" : "");
    ck_assert_int_eq(chret_outcomes_effects(outcomes, i), 0);
  }
}

static void add_findings(test_text *text) {
  test_adds(text, "");
  for (size_t i = 0; i < chret_report_count(report); i++) {
    test_add_finding(text, report, i);
    ck_assert_str_ne(chret_report_message(report, i), "");
  }
}

START_TEST(an_answer_says_of_each_record_what_became_of_it) {
  test_text got = {NULL, 0, 0}, findings = {NULL, 0, 0};
  chret_outcomes *outcomes = NULL;
  chret_request *request = request_for(answers[_i].form, answers[_i].devices);
  chret_response *response = answer_of(ID, "8.14.4", answers[_i].code, answers[_i].entries);
  ck_assert_int_eq(chret_outcomes_of_answer(&outcomes, request, response, report, NULL, err), CHRET_OK);
  add_outcomes(&got, outcomes);
  ck_assert_msg(strcmp(got.data, answers[_i].outcomes) == 0, "row %d: %s", _i, got.data);
  add_findings(&findings);
  ck_assert_msg(strcmp(findings.data, answers[_i].findings) == 0, "row %d:\n%s", _i, findings.data);
  ck_assert_str_eq(chret_outcomes_request_code(outcomes), answers[_i].request_code);
  chret_outcomes_free(outcomes);
  /* Nobody has to ask for findings. */
  ck_assert_int_eq(chret_outcomes_of_answer(&outcomes, request, response, NULL, NULL, NULL), CHRET_OK);
  got.size = 0;
  add_outcomes(&got, outcomes);
  ck_assert_str_eq(got.data, answers[_i].outcomes);
  chret_outcomes_free(outcomes);
  chret_response_free(response);
  chret_request_free(request);
  test_text_free(&got);
  test_text_free(&findings);
}
END_TEST

START_TEST(an_answer_to_another_request_is_none) {
  static const struct {
    const char *id;
    const char *service;
    int32_t status;
  } rows[] = {{ID, "8.14.4", CHRET_OK},
              {"90-b3-d5-1f-30-01-00-00:90-b3-d5-1f-30-00-00-02:1000", "8.14.4", CHRET_OK},
              {NULL, "8.14.4", CHRET_E_OTHER_REQUEST},
              {ID, "8.14.3", CHRET_E_OTHER_REQUEST},
              {ID "0", "8.14.4", CHRET_E_OTHER_REQUEST},
              {"90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:100", "8.14.4", CHRET_E_OTHER_REQUEST},
              {"90-B3-D5-1F-30-01-00-01:90-B3-D5-1F-30-00-00-02:1000", "8.14.4", CHRET_E_OTHER_REQUEST},
              {"90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-03:1000", "8.14.4", CHRET_E_OTHER_REQUEST}};
  chret_request *request = request_for(LIST, "AB");
  size_t findings = 0;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    chret_outcomes *outcomes = NULL;
    chret_response *response = answer_of(rows[i].id, rows[i].service, "I99", NULL);
    int32_t status = chret_outcomes_of_answer(&outcomes, request, response, report, NULL, err);
    ck_assert_msg(status == rows[i].status, "row %zu: %s", i, chret_status_name(status));
    ck_assert((outcomes != NULL) == (status == CHRET_OK) && chret_error_status(err) == status);
    findings += status != CHRET_OK;
    ck_assert_uint_eq(chret_report_count(report), findings);
    ck_assert(findings == 0 || chret_report_code(report, findings - 1) == CHRET_E_OTHER_REQUEST);
    chret_outcomes_free(outcomes);
    chret_response_free(response);
  }
  chret_request_free(request);
}
END_TEST

/* ---- Any order of duplicate, unknown and foreign IDs ------------------------------------------------------------- */

#define LETTERS 6

/* entries: "E19 A," each. */
static int names_none_of(const char *devices, const char *entries) {
  for (; *entries != '\0'; entries += 6) {
    if (strchr(devices, entries[4]) != NULL) {
      return 0;
    }
  }
  return 1;
}

/* How many entries have no record. */
static size_t count_surplus(const char *devices, const char *entries) {
  size_t surplus = 0;
  for (char letter = 'A'; letter < 'A' + 2 * LETTERS; letter++) {
    size_t listed = 0, records = 0;
    for (const char *entry = entries; *entry != '\0'; entry += 6) {
      listed += entry[4] == letter;
    }
    for (const char *d = devices; *d != '\0'; d++) {
      records += *d == letter;
    }
    surplus += listed > records ? listed - records : 0;
  }
  return surplus;
}

/* Of each device the last records, as many as entries name it, have the entries' codes in order; the others are accepted
 * where every entry has its record. */
static void expect_by_hand(const char *devices, const char *entries, const chret_outcomes *outcomes) {
  size_t surplus = count_surplus(devices, entries);
  for (size_t i = 0; devices[i] != '\0'; i++) {
    const char *codes[64];
    size_t listed = 0, left = 0;
    for (const char *entry = entries; *entry != '\0'; entry += 6) {
      if (entry[4] == devices[i]) {
        codes[listed++] = entry;
      }
    }
    for (const char *d = devices + i; *d != '\0'; d++) {
      left += *d == devices[i];
    }
    size_t before = 0; /* records of the device before this one */
    for (size_t j = 0; j < i; j++) {
      before += devices[j] == devices[i];
    }
    size_t taken = listed < before + left ? listed : before + left;
    const char *want = left <= taken ? codes[taken - left] : surplus > 0 ? "W081401" : "I99";
    ck_assert(strncmp(chret_outcomes_code(outcomes, i), want, 3) == 0);
    ck_assert_int_eq(chret_outcomes_is_accepted(outcomes, i), left > taken && surplus == 0);
  }
  for (size_t i = 0; i < chret_report_count(report); i++) {
    ck_assert_int_eq(chret_report_code(report, i), CHRET_E_UNKNOWN_DEVICE);
  }
  ck_assert_uint_eq(chret_report_count(report), surplus);
}

START_TEST(ids_may_be_listed_in_any_order_and_number) {
  static const char *const codes[] = {"E11", "E12", "E13", "E17", "E19", "E20", "E99"};
  uint64_t seed = (uint64_t)_i;
  for (int i = 0; i < 100; i++) {
    char devices[16] = "";
    test_text entries = {NULL, 0, 0}, spaced = {NULL, 0, 0};
    chret_outcomes *outcomes = NULL;
    uint32_t records = 1 + test_random(&seed, 12), listed = 1 + test_random(&seed, 16);
    for (uint32_t r = 0; r < records; r++) {
      devices[r] = (char)('A' + test_random(&seed, LETTERS));
    }
    for (uint32_t e = 0; e < listed; e++) {
      const char *code = codes[test_random(&seed, 7)];
      char letter = (char)('A' + test_random(&seed, 2 * LETTERS));
      test_addf(&entries, "%s %c,", code, letter);
      test_addf(&spaced, "%s%s %c", e == 0 ? "" : ", ", code, letter);
    }
    chret_request *request = request_for(LIST, devices);
    chret_response *response = answer_of(ID, "8.14.4", "W081401", spaced.data);
    ck_assert_int_eq(chret_outcomes_of_answer(&outcomes, request, response, report, NULL, err), CHRET_OK);
    if (names_none_of(devices, entries.data)) {
      ck_assert_uint_eq(chret_outcomes_accepted_count(outcomes), 0);
      ck_assert_uint_eq(chret_report_count(report), listed + 1);
    } else {
      expect_by_hand(devices, entries.data, outcomes);
    }
    chret_outcomes_free(outcomes);
    chret_response_free(response);
    chret_request_free(request);
    test_text_free(&entries);
    test_text_free(&spaced);
    teardown();
    setup();
  }
}
END_TEST

/* ---- Answers that are built -------------------------------------------------------------------------------------- */

static test_hub hubs[] = {{.device = 0, .type = "CHF"}, {.device = 0, .type = "ESME"}, {.device = 0, .type = "CHF"}};

/* Validates a request for hubs A (good), B (no hub) and C (another's); others are not known. */
static chret_outcomes *outcomes_of(const chret_request *request, const chret_policy *policy, const char *role) {
  test_inventory inventory = {.hubs = hubs, .count = 3};
  chret_outcomes *outcomes = NULL;
  chret_user *user = NULL;
  for (size_t i = 0; i < 3; i++) {
    hubs[i].device = device_of((char)('A' + i));
  }
  hubs[2].is_foreign = 1;
  ck_assert_int_eq(chret_user_new(&user, role, strlen(role), 1, 1, NULL), CHRET_OK);
  ck_assert_int_eq(chret_validate(&outcomes, request, user, policy, test_ask, &inventory, NULL, NULL), CHRET_OK);
  chret_user_free(user);
  return outcomes;
}

/* What was answered is what is read, written and read again in between. */
static const struct {
  int32_t form;
  const char *devices;
  const char *role;
} told[] = {
    {SINGLE, "A", "IS"},  {SINGLE, "B", "IS"},    {SINGLE, "D", "GS"},      {SINGLE, "A", "ES"},
    {LIST, "A", "IS"},    {LIST, "D", "IS"},      {LIST, "ABCD", "IS"},     {LIST, "BCD", "IS"},
    {LIST, "ABCD", "ES"}, {LIST, "AABBAA", "IS"}, {LIST, "DCBADCBA", "GS"},
};

static chret_response *write_and_read(const chret_response *response) {
  chret_buffer *buffer = NULL;
  chret_response *again = NULL;
  ck_assert_int_eq(chret_response_write_buffer(response, &buffer, err), CHRET_OK);
  ck_assert_int_eq(
      chret_response_read_unverified(&again, chret_buffer_data(buffer), chret_buffer_size(buffer), NULL, err),
      CHRET_OK);
  chret_buffer_free(buffer);
  return again;
}

START_TEST(what_is_answered_is_what_is_read) {
  chret_policy *policy = test_policy(NULL);
  chret_request *request = request_for(told[_i].form, told[_i].devices);
  chret_outcomes *outcomes = outcomes_of(request, policy, told[_i].role), *read = NULL;
  chret_response *built = NULL;
  ck_assert_int_eq(chret_answer(&built, request, outcomes, policy, NULL, 0, 0, NULL, err), CHRET_OK);
  chret_response *response = write_and_read(built);
  ck_assert_int_eq(chret_outcomes_of_answer(&read, request, response, report, NULL, err), CHRET_OK);
  for (size_t i = 0; i < chret_outcomes_count(outcomes); i++) {
    char keys[2][CHRET_KEY_SIZE];
    ck_assert_str_eq(chret_outcomes_code(read, i), chret_outcomes_code(outcomes, i));
    ck_assert_int_eq(chret_outcomes_is_accepted(read, i), chret_outcomes_is_accepted(outcomes, i));
    ck_assert_int_eq(chret_outcomes_key(read, i, keys[0], CHRET_KEY_SIZE), CHRET_OK);
    ck_assert_int_eq(chret_outcomes_key(outcomes, i, keys[1], CHRET_KEY_SIZE), CHRET_OK);
    ck_assert_str_eq(keys[0], keys[1]);
  }
  if (told[_i].form == LIST) { /* a single record's code does not tell what it is about */
    ck_assert_str_eq(chret_outcomes_request_code(read), chret_outcomes_request_code(outcomes));
  }
  ck_assert_uint_eq(chret_report_count(report), 0);
  chret_outcomes_free(read);
  chret_outcomes_free(outcomes);
  chret_response_free(response);
  chret_response_free(built);
  chret_request_free(request);
  chret_policy_free(policy);
}
END_TEST

START_TEST(an_answer_is_written_byte_for_byte) {
  test_text want = {NULL, 0, 0}, got = {NULL, 0, 0};
  chret_policy *policy = test_policy(NULL);
  chret_request *request = request_for(LIST, "DBACDA");
  chret_outcomes *outcomes = outcomes_of(request, policy, "IS");
  chret_response *response = NULL;
  chret_buffer *buffer = NULL;
  ck_assert_int_eq(chret_request_set(request, CHRET_FIELD_SCHEMA_VERSION, "5.3", 3, err), CHRET_OK);
  ck_assert_int_eq(chret_answer(&response, request, outcomes, policy,
                                " 90-b3-d5-1f-30-00-00-02:90-B3-D5-1F-30-01-00-00:78", 50, INT64_C(1769851800123), NULL,
                                err),
                   CHRET_OK);
  ck_assert_int_eq(chret_response_write_buffer(response, &buffer, err), CHRET_OK);
  ck_assert(test_load(&want, "tests/cases/write/answer-list.xml"));
  test_add_buffer(&got, buffer);
  ck_assert_str_eq(got.data, want.data);
  ck_assert_int_eq(chret_response_is_signed(response), 0);
  chret_buffer_free(buffer);
  chret_response_free(response);
  chret_outcomes_free(outcomes);
  chret_request_free(request);
  chret_policy_free(policy);
  test_text_free(&want);
  test_text_free(&got);
}
END_TEST

START_TEST(what_is_no_answer_is_not_built) {
  chret_policy *policy = test_policy(NULL);
  chret_request *request = request_for(LIST, "AB"), *other = test_request(CHRET_SERVICE_FAULT_RETURN, LIST, 2, NULL);
  chret_request *longer = request_for(LIST, "ABC");
  chret_outcomes *outcomes = outcomes_of(request, policy, "IS"), *read = NULL;
  chret_response *response = NULL, *came = answer_of(ID, "8.14.4", "I99", NULL);
  ck_assert_int_eq(chret_request_set_id(other, TEST_ORIGINATOR, TEST_TARGET, 1001), CHRET_OK);
  ck_assert_int_eq(chret_outcomes_of_answer(&read, request, came, NULL, NULL, NULL), CHRET_OK);
  ck_assert_int_eq(chret_answer(NULL, request, outcomes, policy, NULL, 0, 0, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_answer(&response, NULL, outcomes, policy, NULL, 0, 0, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_answer(&response, request, NULL, policy, NULL, 0, 0, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_answer(&response, request, outcomes, NULL, NULL, 0, 0, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_answer(&response, request, read, policy, NULL, 0, 0, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_answer(&response, other, outcomes, policy, NULL, 0, 0, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_answer(&response, longer, outcomes, policy, NULL, 0, 0, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_answer(&response, request, outcomes, policy, NULL, 0, INT64_MAX, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_answer(&response, request, outcomes, policy, "7", 1, 0, NULL, err), CHRET_E_MALFORMED);
  ck_assert_str_eq(chret_error_item(err), "ResponseID");
  ck_assert_ptr_null(response);
  chret_outcomes_free(read);
  ck_assert_int_eq(chret_outcomes_of_answer(NULL, request, came, NULL, NULL, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_outcomes_of_answer(&read, NULL, came, NULL, NULL, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_outcomes_of_answer(&read, request, NULL, NULL, NULL, NULL), CHRET_E_ARGUMENT);
  chret_response_free(came);
  ck_assert_int_eq(chret_response_new(&came, CHRET_SERVICE_NO_FAULT_RETURN, NULL), CHRET_OK);
  ck_assert_int_eq(chret_response_set_id(came, TEST_ORIGINATOR, TEST_TARGET, 1000), CHRET_OK);
  ck_assert_int_eq(chret_outcomes_of_answer(&read, request, came, NULL, NULL, NULL), CHRET_E_MISSING);
  chret_outcomes_free(outcomes);
  chret_response_free(came);
  chret_request_free(request);
  chret_request_free(other);
  chret_request_free(longer);
  chret_policy_free(policy);
}
END_TEST

/* Requests of one RequestID that differ in one thing. */
START_TEST(outcomes_of_another_request_make_no_answer) {
  chret_policy *policy = test_policy(NULL);
  chret_request *requests[] = {NULL,
                               request_for(LIST, "B"),
                               request_for(LIST, "AB"),
                               request_for(LIST, "BA"),
                               request_for(SINGLE, "A"),
                               test_request(CHRET_SERVICE_FAULT_RETURN, LIST, 1, NULL)};
  uint64_t device = 0;
  ck_assert_int_eq(chret_request_set_id(requests[5], TEST_ORIGINATOR, TEST_TARGET, 1000), CHRET_OK);
  /* the first has the device of the last, which is of the other service */
  ck_assert_int_eq(chret_record_get_eui(chret_request_record_at(requests[5], 0), CHRET_FIELD_DEVICE_ID, &device),
                   CHRET_OK);
  requests[0] = test_returns(LIST, &device, 1, 1000, NULL);
  for (size_t i = 0; i < TEST_COUNT(requests); i++) {
    chret_outcomes *outcomes = outcomes_of(requests[i], policy, "IS");
    for (size_t j = 0; j < TEST_COUNT(requests); j++) {
      chret_response *response = NULL;
      int32_t status = chret_answer(&response, requests[j], outcomes, policy, NULL, 0, 0, NULL, err);
      ck_assert_msg(status == (i == j ? CHRET_OK : CHRET_E_ARGUMENT), "%zu to %zu: %d", i, j, (int)status);
      ck_assert((response != NULL) == (i == j));
      chret_response_free(response);
    }
    chret_outcomes_free(outcomes);
  }
  for (size_t i = 0; i < TEST_COUNT(requests); i++) {
    chret_request_free(requests[i]);
  }
  chret_policy_free(policy);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("answer");
  TCase *tests = tcase_create("answer");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 30);
  tcase_add_loop_test(tests, an_answer_says_of_each_record_what_became_of_it, 0, TEST_COUNT(answers));
  tcase_add_test(tests, an_answer_to_another_request_is_none);
  tcase_add_loop_test(tests, ids_may_be_listed_in_any_order_and_number, 0, 20);
  tcase_add_loop_test(tests, what_is_answered_is_what_is_read, 0, TEST_COUNT(told));
  tcase_add_test(tests, an_answer_is_written_byte_for_byte);
  tcase_add_test(tests, what_is_no_answer_is_not_built);
  tcase_add_test(tests, outcomes_of_another_request_make_no_answer);
  return test_run(suite);
}
