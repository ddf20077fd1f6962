/* tests/bench/hostile.c - documents made to take long, beside what is ordinary: a single request, which is all that
 * production takes today, and a list of 999, which takes the least for a byte that anything does. No shape is to take more
 * for a byte than the single request; the table says how often that of the list, and what libxml2 alone takes. The least of
 * several runs, in turns, so that what else the machine does is no matter.
 *   bench-hostile KEY CERTIFICATE                  exit 1: one is above
 *   bench-hostile KEY CERTIFICATE --once NUMBER    the NUMBERth shape once, for callgrind; exit 4: there are not so many */
#include "bench.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RUNS 9
#define SIZE 600000 /* bytes of a document, about: as many as the ordinary list has */

#define HEAD                                                                                                           \
  "<sr:Request xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\" schemaVersion=\"5.4\"><sr:Header>"        \
  "<sr:RequestID>90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:1000</sr:RequestID><sr:CommandVariant>8"              \
  "</sr:CommandVariant><sr:ServiceReference>8.2</sr:ServiceReference><sr:ServiceReferenceVariant>8.2"                  \
  "</sr:ServiceReferenceVariant></sr:Header><sr:Body><sr:ReadInventory>"
#define TAIL "</sr:ReadInventory></sr:Body></sr:Request>"

struct text {
  char *data;
  size_t size, room;
};

static const struct bench *bench;

void bench_fail(const char *what) {
  fprintf(stderr, "bench-hostile: %s\n", what);
  exit(3);
}

static void must(int is_good, const char *what) {
  if (!is_good)
    bench_fail(what);
}

static void add_bytes(struct text *text, const char *data, size_t size) {
  if (text->size + size >= text->room) {
    text->room = 2 * (text->size + size + 1);
    text->data = realloc(text->data, text->room);
    must(text->data != NULL, "memory");
  }
  memcpy(text->data + text->size, data, size);
  text->size += size;
  text->data[text->size] = '\0';
}

static void add(struct text *text, const char *data) {
  add_bytes(text, data, strlen(data));
}

static double used(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* ---- Documents of another service, whose body is looked through for the digest ---- */

static void make_deep(struct text *xml) {
  for (int i = 0; i < 59; i++)
    add(xml, "<a>");
  for (int i = 0; i < 59; i++)
    add(xml, "</a>");
}

static void make_wide(struct text *xml) {
  add(xml, "<element/>");
}

static void make_text(struct text *xml) {
  add(xml, "0123456789 abcdefghijklmnopqrstuvwxyz &amp; &#233; 0123456789 abcdefghijklmnopqrstuvwxyz 0123456789");
}

static void make_shortest(struct text *xml) {
  add(xml, "<a/>");
}

static void make_entities(struct text *xml) {
  add(xml, "&lt;");
}

static void make_references(struct text *xml) {
  add(xml, "&#13;");
}

/* `step` has no factor in common with MANY: MANY - 1 is the reverse order, others are none. */
#define MANY 59
static void add_many(struct text *xml, const char *format, int step) {
  char piece[64];
  add(xml, "<a");
  for (int i = 1; i <= MANY; i++) {
    snprintf(piece, sizeof piece, format, i * step % MANY, i * step % MANY);
    add(xml, piece);
  }
  add(xml, "/>");
}

static void make_attributes(struct text *xml) {
  add_many(xml, " a%02d=\"value %02d\"", MANY - 1);
}

static void make_mixed_attributes(struct text *xml) {
  add_many(xml, " a%02d=\"value %02d\"", 23);
}

static void make_namespaces(struct text *xml) {
  add_many(xml, " xmlns:n%02d=\"urn:n%02d\"", MANY - 1);
}

static void make_mixed_namespaces(struct text *xml) {
  add_many(xml, " xmlns:n%02d=\"urn:n%02d\"", 23);
}

static struct text document(size_t size, void (*make)(struct text *)) {
  struct text xml = {NULL, 0, 0};
  add(&xml, HEAD);
  while (xml.size < size)
    make(&xml);
  add(&xml, TAIL);
  return xml;
}

static void read_any(const struct text *xml) {
  chret_message *message = NULL;
  int32_t status = chret_message_read(&message, (const uint8_t *)xml->data, xml->size, bench->trust, NULL, NULL);
  must(status == CHRET_OK || status == CHRET_E_UNSIGNED || status == CHRET_E_DIGEST_MISMATCH ||
           status == CHRET_E_SIGNATURE_MALFORMED || status == CHRET_E_UNKNOWN_CERTIFICATE,
       chret_status_name(status));
  chret_message_free(message);
}

/* ---- Lists ---- */

static struct text ordinary(size_t records) {
  struct bench_message message = bench_message(bench, 0, records);
  struct text xml = {NULL, 0, 0};
  add_bytes(&xml, (const char *)message.signed_xml, message.signed_size);
  bench_message_free(&message);
  return xml;
}

static uint64_t one_device(uint32_t i) {
  (void)i;
  return UINT64_C(0x00DB123456789000);
}

/* Two bits each: the tree of Device IDs is as deep as it can be. */
static uint64_t colliding_device(uint32_t i) {
  return UINT64_C(1) << i % 64 | UINT64_C(1) << i / 64 * 3;
}

static struct text list_of(uint64_t (*device)(uint32_t)) {
  static const char tag[] = "<sr:DeviceID>";
  struct text xml = ordinary(BENCH_LIST);
  char *at = xml.data;
  for (uint32_t i = 0; (at = strstr(at, tag)) != NULL; i++) {
    char id[CHRET_EUI64_SIZE];
    chret_eui64_format(device(i), id, sizeof id);
    at += strlen(tag);
    memcpy(at, id, sizeof id - 1);
  }
  return xml;
}

static int32_t know_nothing(void *ctx, const uint64_t *devices, size_t count, chret_facts *facts) {
  (void)ctx;
  (void)devices;
  (void)count;
  (void)facts;
  return 0;
}

/* Local checks and those of the inventory. */
static void check_list(const struct text *xml) {
  chret_request *request = NULL;
  chret_report *report = NULL;
  chret_policy *policy = NULL;
  chret_user *user = NULL;
  chret_outcomes *outcomes = NULL;
  must(chret_request_read_unverified(&request, (const uint8_t *)xml->data, xml->size, NULL, NULL) == CHRET_OK &&
           chret_report_new(&report, NULL) == CHRET_OK && chret_check_request(report, request) == CHRET_OK &&
           chret_policy_new(&policy, NULL) == CHRET_OK && chret_user_new(&user, "IS", 2, 1, 1, NULL) == CHRET_OK &&
           chret_validate(&outcomes, request, user, policy, know_nothing, NULL, NULL, NULL) == CHRET_OK,
       "checks");
  chret_outcomes_free(outcomes);
  chret_user_free(user);
  chret_policy_free(policy);
  chret_report_free(report);
  chret_request_free(request);
}

/* All rows but the first are refused. */
static void add_rows(const struct text *xml) {
  chret_request *request = NULL;
  chret_batch *batch = NULL;
  must(chret_request_read_unverified(&request, (const uint8_t *)xml->data, xml->size, NULL, NULL) == CHRET_OK &&
           chret_batch_new(&batch, CHRET_FORM_LIST, 1, 2, NULL) == CHRET_OK,
       "batch");
  for (size_t i = 0; i < BENCH_LIST; i++)
    must(chret_batch_add(batch, chret_request_record_at(request, i), i + 1, NULL, 0, NULL) ==
             (i == 0 ? CHRET_OK : CHRET_E_DUPLICATE),
         "row");
  chret_batch_free(batch);
  chret_request_free(request);
}

/* The Signature says that the issuer's name has thousands of parts. */
static struct text long_issuer(void) {
  static const char tag[] = "<ds:X509IssuerName>";
  struct text xml = ordinary(BENCH_LIST), made = {NULL, 0, 0};
  const char *issuer = strstr(xml.data, tag) + strlen(tag);
  add_bytes(&made, xml.data, (size_t)(issuer - xml.data));
  for (int i = 0; i < 60000; i++)
    add(&made, i % 2 == 0 ? "CN=a," : "OU=\\2C+");
  add(&made, "CN=a");
  add(&made, strchr(issuer, '<'));
  free(xml.data);
  return made;
}

/* ---- Answers ---- */

static struct text warnings(void) {
  chret_response *response = NULL;
  chret_buffer *buffer = NULL;
  struct text xml = {NULL, 0, 0};
  char code[8];
  must(chret_response_new(&response, CHRET_SERVICE_FAULT_RETURN, NULL) == CHRET_OK &&
           chret_response_set(response, CHRET_FIELD_RESPONSE_CODE, "W081401", 7, NULL) == CHRET_OK &&
           chret_response_set(response, CHRET_FIELD_RESPONSE_DATE_TIME, "2026-01-31T09:30:00Z", 20, NULL) == CHRET_OK,
       "response");
  for (uint32_t i = 0; i < BENCH_LIST; i++) {
    snprintf(code, sizeof code, "E%u", i % 2 == 0 ? 5U : 19U);
    must(chret_response_add_failure(response, one_device(i), code, strlen(code), NULL) == CHRET_OK, "failure");
  }
  must(chret_response_write_buffer(response, &buffer, NULL) == CHRET_OK, "response");
  add_bytes(&xml, (const char *)chret_buffer_data(buffer), chret_buffer_size(buffer));
  chret_buffer_free(buffer);
  chret_response_free(response);
  return xml;
}

static void read_warnings(const struct text *xml) {
  chret_response *response = NULL;
  must(chret_response_read_unverified(&response, (const uint8_t *)xml->data, xml->size, NULL, NULL) == CHRET_OK,
       "answer");
  must(chret_response_failure_count(response) == BENCH_LIST, "answer");
  chret_response_free(response);
}

/* ---- libxml2 alone ---- */

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                     const xmlChar **namespace, int attributes, int defaulted, const xmlChar **attribute) {
  (void)ctx;
  (void)name;
  (void)prefix;
  (void)uri;
  (void)namespaces;
  (void)namespace;
  (void)attributes;
  (void)defaulted;
  (void)attribute;
}

static void on_text(void *ctx, const xmlChar *text, int size) {
  (void)ctx;
  (void)text;
  (void)size;
}

/* In the pieces that the library feeds; nobody listens. */
static void parse(const struct text *xml) {
  xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC, .startElementNs = on_start, .characters = on_text};
  xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL);
  must(parser != NULL, "memory");
  for (size_t at = 0; at < xml->size; at += 16384)
    xmlParseChunk(parser, xml->data + at, xml->size - at < 16384 ? (int)(xml->size - at) : 16384, 0);
  must(xmlParseChunk(parser, NULL, 0, 1) == 0, "libxml2");
  xmlFreeParserCtxt(parser);
}

/* ---- The table ---- */

struct shape {
  const char *name;
  void (*work)(const struct text *xml);
  struct text xml;
  double least, parser; /* nanoseconds: ours, and libxml2 alone */
};

enum { SINGLE, LIST, ORDINARY }; /* the first shapes */

static int tell(const struct shape *shapes, size_t count) {
  double single = shapes[SINGLE].least / (double)shapes[SINGLE].xml.size;
  double list = shapes[LIST].least / (double)shapes[LIST].xml.size;
  double worst = 0, worst_list = 0;
  printf("%-46s %10s %10s %10s %12s\n", "", "ns a byte", "of single", "of list", "libxml2 alone");
  for (size_t i = 0; i < count; i++) {
    const struct shape *shape = &shapes[i];
    double time = shape->least / (double)shape->xml.size, parser = shape->parser / (double)shape->xml.size;
    printf("%-46s %10.1f %10.2f %10.2f %12.2f\n", shape->name, time, time / single, time / list, parser / list);
    if (i >= ORDINARY) {
      worst = time / single > worst ? time / single : worst;
      worst_list = time / list > worst_list ? time / list : worst_list;
    }
  }
  printf("%zu hostile shapes: for a byte at most %.2f of the time of an ordinary single request, %.2f of a list's\n",
         count - ORDINARY, worst, worst_list);
  return worst > 1;
}

/* callgrind collects under this name. */
__attribute__((noinline)) void bench_hostile_shape(const struct shape *shape);
void bench_hostile_shape(const struct shape *shape) {
  shape->work(&shape->xml);
}

static double least(double before, double start, size_t run) {
  double time = used() - start;
  return run == 0 || time < before ? time : before;
}

int main(int argc, char **argv) {
  static struct bench opened;
  const int is_once = argc == 5 && strcmp(argv[3], "--once") == 0;
  const size_t size = is_once ? SIZE / 6 : SIZE; /* what is counted need not be long */
  if (argc != 3 && !is_once)
    bench_fail("usage: bench-hostile KEY CERTIFICATE [--once NUMBER]");
  bench_open(&opened, argv[1], argv[2]);
  bench = &opened;
  struct shape shapes[] = {
      {"an ordinary single request", read_any, ordinary(1), 0, 0},
      {"an ordinary list of 999", read_any, ordinary(BENCH_LIST), 0, 0},
      {"59 elements deep, over and over: <a>", read_any, document(size, make_deep), 0, 0},
      {"elements without content", read_any, document(size, make_wide), 0, 0},
      {"the shortest: <a/>", read_any, document(size, make_shortest), 0, 0},
      {"one long text", read_any, document(size, make_text), 0, 0},
      {"character references", read_any, document(size, make_references), 0, 0},
      {"the shortest that stay references: &lt;", read_any, document(size, make_entities), 0, 0},
      {"59 attributes an element, falling", read_any, document(size, make_attributes), 0, 0},
      {"59 attributes an element, in no order", read_any, document(size, make_mixed_attributes), 0, 0},
      {"59 namespaces an element, falling", read_any, document(size, make_namespaces), 0, 0},
      {"59 namespaces an element, in no order", read_any, document(size, make_mixed_namespaces), 0, 0},
      {"an issuer's name of 60001 parts", read_any, long_issuer(), 0, 0},
      {"one Device ID 999 times, all checks", check_list, list_of(one_device), 0, 0},
      {"Device IDs that share their bits, all checks", check_list, list_of(colliding_device), 0, 0},
      {"a batch of one row, 999 times", add_rows, list_of(one_device), 0, 0},
      {"999 warnings of one Device ID", read_warnings, warnings(), 0, 0},
  };
  const size_t count = sizeof shapes / sizeof *shapes;
  if (is_once) {
    size_t once = strtoul(argv[4], NULL, 10);
    if (once >= count)
      return 4;
    bench_hostile_shape(&shapes[once]);
    printf("%zu %s\n", shapes[once].xml.size, shapes[once].name);
    return 0;
  }
  for (size_t run = 0; run < RUNS; run++)
    for (size_t i = 0; i < count; i++) {
      double start = used();
      bench_hostile_shape(&shapes[i]);
      shapes[i].least = least(shapes[i].least, start, run);
      start = used();
      parse(&shapes[i].xml);
      shapes[i].parser = least(shapes[i].parser, start, run);
    }
  int above = tell(shapes, count);
  for (size_t i = 0; i < count; i++)
    free(shapes[i].xml.data);
  bench_close(&opened);
  return above > 0;
}
