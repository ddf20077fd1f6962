/* tests/check_hostile.c - documents made to hurt: each ends with a status, soon, in little memory, in silence, and
 * leaves the process as it was.
 */
#include "support.h"

#include <fcntl.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MOST_SECONDS 3.0              /* of the processor for one document, times test_patience() */
#define MOST_BYTES   (2 * 16777216UL) /* of memory: twice the limit of a document */

static test_memory *libxml2;

/* ---- The process before and after -------------------------------------------------------------------------------- */

static struct {
  int out, err; /* the real ones, while a file has their place */
  FILE *said;
  xmlGenericErrorFunc generic;
  void *generic_context;
  xmlStructuredErrorFunc structured;
  void *structured_context;
  xmlExternalEntityLoader loader;
} before;

static void setup(void) {
  xmlInitParser();
  xmlResetLastError();
  before.generic = xmlGenericError;
  before.generic_context = xmlGenericErrorContext;
  before.structured = xmlStructuredError;
  before.structured_context = xmlStructuredErrorContext;
  before.loader = xmlGetExternalEntityLoader();
  fflush(NULL);
  before.said = tmpfile();
  before.out = dup(STDOUT_FILENO);
  before.err = dup(STDERR_FILENO);
  ck_assert(before.said != NULL && before.out >= 0 && before.err >= 0);
  dup2(fileno(before.said), STDOUT_FILENO);
  dup2(fileno(before.said), STDERR_FILENO);
}

static void teardown(void) {
  fflush(NULL);
  dup2(before.out, STDOUT_FILENO);
  dup2(before.err, STDERR_FILENO);
  close(before.out);
  close(before.err);
  fclose(before.said);
}

static void expect_silence_and_order(const char *name) {
  char said[200] = "";
  fflush(NULL);
  rewind(before.said);
  size_t size = fread(said, 1, sizeof said - 1, before.said);
  ck_assert_msg(size == 0, "%s: it printed: %s", name, said);
  ck_assert(xmlGenericError == before.generic && xmlGenericErrorContext == before.generic_context);
  ck_assert(xmlStructuredError == before.structured && xmlStructuredErrorContext == before.structured_context);
  ck_assert(xmlGetExternalEntityLoader() == before.loader);
  ck_assert_msg(xmlGetLastError() == NULL, "%s: an error is left", name);
}

/* ---- Documents that are made while they are read ----------------------------------------------------------------- */

#define NS "http://www.dccinterface.co.uk/ServiceUserGateway"
#define HEADER                                                                                                         \
  "<sr:Request xmlns:sr=\"" NS "\" schemaVersion=\"5.4\"><sr:Header><sr:RequestID>90-B3-D5-1F-30-01-00-00:90-B3-D5-1F" \
  "-30-00-00-02:1</sr:RequestID><sr:CommandVariant>8</sr:CommandVariant><sr:ServiceReference>8.14"                     \
  "</sr:ServiceReference><sr:ServiceReferenceVariant>8.14.4</sr:ServiceReferenceVariant></sr:Header><sr:Body>"
#define RECORD                                                                                                         \
  "<sr:CHFNoFaultReturn><sr:DeviceID>00-DB-12-34-56-78-90-A2</sr:DeviceID><sr:CHFNoFaultReturnType>Lost or Stolen "    \
  "Hub</sr:CHFNoFaultReturnType></sr:CHFNoFaultReturn>"
#define SIGNED       HEADER RECORD "</sr:Body><Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\">"
#define MILLION      1000000
#define FOUR(text)   text text text text
#define KILOBYTE     FOUR(FOUR(FOUR(FOUR("00-D"))))
#define MEGABYTES(n) ((n)*1048576 / 8)
#define EIGHT        "abcdefgh"

/* start, then `piece` so many times with its number where it has a %u, then end. */
static const struct {
  const char *name;
  const char *start;
  const char *piece;
  unsigned count;
  const char *end;
  int32_t status;
} floods[] = {
    {"10 MB of one text", HEADER "<sr:CHFNoFaultReturn><sr:DeviceID>", EIGHT, MEGABYTES(10), "</sr:DeviceID>",
     CHRET_E_LIMIT},
    {"2 million characters by reference", HEADER "<sr:CHFNoFaultReturn><sr:DeviceID>", "&#x41;", 2 * MILLION,
     "</sr:DeviceID>", CHRET_E_LIMIT},
    {"10 MB of text in CDATA", HEADER "<sr:CHFNoFaultReturn><sr:DeviceID><![CDATA[", EIGHT, MEGABYTES(10), "]]>",
     CHRET_E_LIMIT},
    {"10 MB of text before the root", "", EIGHT, MEGABYTES(10), "", CHRET_E_NOT_WELL_FORMED},
    {"10 MB of white space before the root", "", "       \n", MEGABYTES(10), HEADER, CHRET_E_NOT_WELL_FORMED},
    {"20 MB of white space between elements", HEADER, "       \n", MEGABYTES(20), "", CHRET_E_LIMIT},
    {"20 MB of white space after the root", SIGNED "</Signature></sr:Request>", "       \n", MEGABYTES(20), "",
     CHRET_E_LIMIT},
    {"100,000 nested elements", SIGNED, "<a>", 100000, "", CHRET_E_LIMIT},
    {"100,000 nested elements at once", "", "<a>", 100000, "", CHRET_E_NOT_DUIS},
    {"100,000 nested items", HEADER RECORD, "<sr:DeviceID>", 100000, "", CHRET_E_STRUCTURE},
    {"100,000 nested lists", HEADER, "<sr:CHFNoFaultReturnList>", 100000, "", CHRET_E_STRUCTURE},
    {"a million attributes", SIGNED "<a", " a%u=''", MILLION, "/>", CHRET_E_LIMIT},
    {"a million attributes of the root", "<sr:Request xmlns:sr=\"" NS "\"", " a%u='>'", MILLION, "/>", CHRET_E_LIMIT},
    {"a million times the same attribute", SIGNED "<a", " a=''", MILLION, "/>", CHRET_E_LIMIT},
    {"a million namespace declarations", SIGNED "<a", " xmlns:a%u='urn:a'", MILLION, "/>", CHRET_E_LIMIT},
    {"a million namespaces that are used", SIGNED, "<a%u:b xmlns:a%u='urn:a'/>", MILLION, "", CHRET_E_LIMIT},
    {"a million different names", SIGNED, "<a%u/>", 2 * MILLION, "", CHRET_E_LIMIT},
    {"an attribute of 8 MB", SIGNED "<a b='", EIGHT, MEGABYTES(8), "'/>", CHRET_E_LIMIT},
    {"an attribute of 8 MB of references", SIGNED "<a b='", "&#x41;&lt;", MILLION, "'/>", CHRET_E_LIMIT},
    {"a namespace of 8 MB", SIGNED "<a xmlns='urn:", EIGHT, MEGABYTES(8), "'/>", CHRET_E_LIMIT},
    {"a name of 8 MB", SIGNED "<", EIGHT, MEGABYTES(8), "/>", CHRET_E_LIMIT},
    {"an end tag of 8 MB", SIGNED "<a></a", "        ", MEGABYTES(8), ">", CHRET_E_LIMIT},
    {"a prefix of 8 MB", SIGNED "<", EIGHT, MEGABYTES(8), ":a/>", CHRET_E_LIMIT},
    {"a comment of 8 MB", SIGNED "<!--", EIGHT, MEGABYTES(8), "-->", CHRET_E_LIMIT},
    {"a comment of 8 MB of hyphens", SIGNED "<!--", "- - - - ", MEGABYTES(8), "-->", CHRET_E_LIMIT},
    {"a comment of 8 MB before the root", "<!--", EIGHT, MEGABYTES(8), "-->" HEADER, CHRET_E_LIMIT},
    {"a comment of 8 MB after the root", SIGNED "</Signature></sr:Request><!--", EIGHT, MEGABYTES(8), "-->",
     CHRET_E_LIMIT},
    {"an instruction of 8 MB", SIGNED "<?a ", EIGHT, MEGABYTES(8), "?>", CHRET_E_LIMIT},
    {"a declaration of 8 MB", "<?xml version='1.0'", "        ", MEGABYTES(8), "?>" HEADER, CHRET_E_NOT_WELL_FORMED},
    {"a reference of 8 MB", SIGNED "&", EIGHT, MEGABYTES(8), ";", CHRET_E_LIMIT},
    {"a number of 8 MB", SIGNED "&#", "00000000", MEGABYTES(8), "65;", CHRET_E_LIMIT},
    {"a million empty elements", SIGNED, "<a/>", MILLION, "</Signature></sr:Request>", CHRET_OK},
    {"a million comments", SIGNED, "<!---->", MILLION, "</Signature></sr:Request>", CHRET_OK},
    {"a million instructions", SIGNED, "<?a?>", MILLION, "</Signature></sr:Request>", CHRET_OK},
    {"a million CDATA sections", SIGNED, "<![CDATA[]]>", MILLION, "</Signature></sr:Request>", CHRET_OK},
    {"a million unknown items", HEADER "<sr:CHFNoFaultReturn>", "<sr:a/>", MILLION, "", CHRET_E_UNKNOWN_ITEM},
    {"a million unknown items of a long Device ID",
     HEADER "<sr:CHFNoFaultReturn><sr:DeviceID>" KILOBYTE "</sr:DeviceID>", "<sr:a/>", MILLION, "", CHRET_E_MALFORMED},
    {"half a million empty records", HEADER "<sr:CHFNoFaultReturnList>", "<sr:CHFNoFaultReturn/>", MILLION / 2,
     "</sr:CHFNoFaultReturnList></sr:Body></sr:Request>", CHRET_E_MISSING},
    {"a million records", HEADER "<sr:CHFNoFaultReturnList>", RECORD, MILLION, "", CHRET_E_TOO_MANY},
    {"a million signatures", SIGNED "</Signature>", "<Signature/>", MILLION, "", CHRET_E_STRUCTURE},
    {"a billion laughs",
     "<!DOCTYPE a [<!ENTITY a 'ha!'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>"
     "<!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;'><!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;'><!ENTITY f "
     "'&e;&e;&e;&e;&e;&e;&e;&e;'>"
     "<!ATTLIST a b CDATA '&f;&f;&f;&f;&f;&f;&f;&f;'>]><a>&f;",
     "&f;&f;&f;&f;", 1000, "</a>", CHRET_E_DOCTYPE},
    {"entities from elsewhere",
     "<!DOCTYPE a PUBLIC 'x' 'http://127.0.0.1:9/x.dtd' [<!ENTITY % a SYSTEM 'file:///dev/zero'>%a;<!ENTITY b SYSTEM "
     "'/dev/zero'>]><a>&b;",
     "&b;", 1000, "</a>", CHRET_E_DOCTYPE},
    {"a document type of 8 MB", "<!DOCTYPE a [", "<!-- -->", MEGABYTES(8), "]>" HEADER, CHRET_E_DOCTYPE},
    {"a million entities", "<!DOCTYPE a [", "<!ENTITY e%u 'x'>", MILLION, "]>" HEADER, CHRET_E_DOCTYPE},
    {"a document type that does not end", "<!DOCTYPE ", EIGHT, MEGABYTES(8), "", CHRET_E_LIMIT},
};

static void flood(test_text *xml, size_t i) {
  test_adds(xml, floods[i].start);
  const char *first = strstr(floods[i].piece, "%u");
  const char *second = first == NULL ? NULL : strstr(first + 2, "%u");
  for (unsigned n = 0; n < floods[i].count; n++) {
    if (first == NULL) {
      test_adds(xml, floods[i].piece);
    } else if (second == NULL) {
      test_addf(xml, "%.*s%u%s", (int)(first - floods[i].piece), floods[i].piece, n, first + 2);
    } else {
      test_addf(xml, "%.*s%u%.*s%u%s", (int)(first - floods[i].piece), floods[i].piece, n, (int)(second - first - 2),
                first + 2, n, second + 2);
    }
  }
  test_adds(xml, floods[i].end);
}

/* Reads under watch; piece 0: in one call. */
static int32_t watch(const char *name, const void *xml, size_t size, size_t piece) {
  test_memory memory = {0};
  chret_options *options = test_memory_options(&memory);
  chret_error *err = NULL;
  chret_request *const untouched = (chret_request *)&memory;
  chret_request *request = untouched;
  ck_assert_int_eq(chret_error_new(&err, options), CHRET_OK);
  libxml2->peak = libxml2->bytes;
  size_t libxml2_before = libxml2->bytes, blocks_before = libxml2->live;
  clock_t start = clock();
  int32_t status = test_read(&request, xml, size, piece, options, err);
  double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
  size_t peak = memory.peak + libxml2->peak - libxml2_before;
  ck_assert_msg(seconds < MOST_SECONDS * test_patience(), "%s: %.1f seconds", name, seconds);
  ck_assert_msg(peak < MOST_BYTES, "%s: %zu bytes of memory", name, peak);
  ck_assert_msg((request != untouched) == (status == CHRET_OK), "%s: the request and %s", name,
                chret_status_name(status));
  ck_assert_msg(chret_error_status(err) == status, "%s: %s", name, chret_error_message(err));
  ck_assert_ptr_null(strchr(chret_error_message(err), '\n'));
  if (status == CHRET_OK) {
    chret_request_free(request);
  }
  chret_error_free(err);
  chret_options_free(options);
  ck_assert_msg(memory.live == 0 && memory.misuse == 0, "%s: %zu blocks are left", name, memory.live);
  ck_assert_msg(libxml2->live == blocks_before, "%s: %zu blocks of libxml2 are left", name,
                libxml2->live - blocks_before);
  return status;
}

START_TEST(a_flood_ends_soon_in_little_memory) {
  test_text xml = {NULL, 0, 0};
  flood(&xml, (size_t)_i);
  static const size_t pieces[] = {0, 1000, 65536};
  for (size_t i = 0; i < 3; i++) {
    int32_t status = watch(floods[_i].name, xml.data, xml.size, pieces[i]);
    ck_assert_msg(status == floods[_i].status, "%s: %s", floods[_i].name, chret_status_name(status));
  }
  expect_silence_and_order(floods[_i].name);
  test_text_free(&xml);
}
END_TEST

/* The checks read the same documents. */
START_TEST(a_flood_ends_the_checks_too) {
  test_text xml = {NULL, 0, 0};
  chret_report *report = NULL;
  test_memory memory = {0};
  chret_options *options = test_memory_options(&memory);
  flood(&xml, (size_t)_i);
  ck_assert_int_eq(chret_report_new(&report, options), CHRET_OK);
  libxml2->peak = libxml2->bytes;
  size_t libxml2_before = libxml2->bytes;
  clock_t start = clock();
  int32_t status = chret_check_document(report, (const uint8_t *)xml.data, xml.size, options, NULL);
  double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
  size_t peak = memory.peak + libxml2->peak - libxml2_before;
  ck_assert_msg(seconds < MOST_SECONDS * test_patience(), "%s: %.1f seconds", floods[_i].name, seconds);
  ck_assert_msg(peak < MOST_BYTES, "%s: %zu bytes of memory", floods[_i].name, peak);
  ck_assert_msg(status != CHRET_E_NO_MEMORY && status != CHRET_E_ARGUMENT, "%s: %s", floods[_i].name,
                chret_status_name(status));
  ck_assert_msg(status == floods[_i].status || floods[_i].status / 100 == 3, "%s: %s", floods[_i].name,
                chret_status_name(status));
  chret_report_free(report);
  chret_options_free(options);
  ck_assert_uint_eq(memory.live, 0);
  expect_silence_and_order(floods[_i].name);
  test_text_free(&xml);
}
END_TEST

int main(void) {
  libxml2 = test_memory_libxml2();
  Suite *suite = suite_create("hostile");
  TCase *tests = tcase_create("hostile");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, a_flood_ends_soon_in_little_memory, 0, TEST_COUNT(floods));
  tcase_add_loop_test(tests, a_flood_ends_the_checks_too, 0, TEST_COUNT(floods));
  return test_run(suite);
}
