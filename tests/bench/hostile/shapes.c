/* tests/bench/hostile/shapes.c - the documents, and what is done with each. */
#include "shapes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD                                                                                                           \
  "<sr:Request xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\" schemaVersion=\"5.4\"><sr:Header>"        \
  "<sr:RequestID>90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:1000</sr:RequestID><sr:CommandVariant>8"              \
  "</sr:CommandVariant><sr:ServiceReference>8.2</sr:ServiceReference><sr:ServiceReferenceVariant>8.2"                  \
  "</sr:ServiceReferenceVariant></sr:Header><sr:Body><sr:ReadInventory>"
#define TAIL "</sr:ReadInventory></sr:Body></sr:Request>"

static const struct bench *bench;

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

static void make_instructions(struct text *xml) {
  add(xml, "<?a?>");
}

static void make_names(struct text *xml) {
  char piece[16];
  snprintf(piece, sizeof piece, "<n%04x/>", (unsigned)(xml->size / 8 * 40503U) & 0x1FFFU);
  add(xml, piece);
}

static void make_redeclared(struct text *xml) {
  for (int i = 0; i < 15; i++)
    add(xml, i % 2 == 0 ? "<p:a xmlns:p=\"a:\">" : "<p:a xmlns:p=\"b:\">");
  for (int i = 0; i < 15; i++)
    add(xml, "</p:a>");
}

/* One of each that is as long as it may be. */
static void make_long(struct text *xml, const char *start, const char *repeated, const char *end) {
  size_t from = xml->size;
  add(xml, start);
  while (xml->size < from + 250000)
    add(xml, repeated);
  add(xml, end);
}

static void make_long_tags(struct text *xml) {
  make_long(xml, "<a></a", "                                        ", ">");
}

static void make_long_values(struct text *xml) {
  make_long(xml, "<a b=\"", ">>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>", "\"/>");
}

static void make_long_comments(struct text *xml) {
  make_long(xml, "<!--", "->->->->->->->->->->->->->->->->->->->->", " -->");
}

static void make_long_cdata(struct text *xml) {
  make_long(xml, "<![CDATA[", "]>]>]>]>]>]>]>]>]>]>]>]>]>]>]>]>]>]>]>]>", "]]>");
}

static void make_references(struct text *xml) {
  add(xml, "&#13;");
}

/* `step` has no factor in common with `many`: many - 1 is the reverse order, others are none. */
#define MANY            59
#define MANY_NAMESPACES 15 /* and that of the root */
static void add_many(struct text *xml, const char *format, int many, int step) {
  char piece[64];
  add(xml, "<a");
  for (int i = 1; i <= many; i++) {
    snprintf(piece, sizeof piece, format, i * step % many, i * step % many);
    add(xml, piece);
  }
  add(xml, "/>");
}

static void make_attributes(struct text *xml) {
  add_many(xml, " a%02d=\"value %02d\"", MANY, MANY - 1);
}

static void make_mixed_attributes(struct text *xml) {
  add_many(xml, " a%02d=\"value %02d\"", MANY, 23);
}

static void make_namespaces(struct text *xml) {
  add_many(xml, " xmlns:n%02d=\"urn:n%02d\"", MANY_NAMESPACES, MANY_NAMESPACES - 1);
}

static void make_mixed_namespaces(struct text *xml) {
  add_many(xml, " xmlns:n%02d=\"urn:n%02d\"", MANY_NAMESPACES, 7);
}

static struct text document(size_t size, void (*make)(struct text *)) {
  struct text xml = {NULL, 0, 0};
  add(&xml, HEAD);
  while (xml.size < size)
    make(&xml);
  add(&xml, TAIL);
  return xml;
}

/* As many namespaces are in scope as may be: libxml2 looks through them for each name. */
static struct text in_scope(size_t size) {
  struct text xml = {NULL, 0, 0};
  add(&xml, HEAD);
  add_many(&xml, " xmlns:n%02d=\"urn:n%02d\"", MANY_NAMESPACES, 1);
  xml.size -= 2; /* it does not end yet */
  add(&xml, ">");
  while (xml.size < size)
    add(&xml, "<a/>");
  add(&xml, "</a>" TAIL);
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

/* ---- Ordinary requests, and lists ---- */

static void read_unverified(const struct text *xml) {
  chret_request *request = NULL;
  must(chret_request_read_unverified(&request, (const uint8_t *)xml->data, xml->size, NULL, NULL) == CHRET_OK,
       "request");
  chret_request_free(request);
}

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

struct shape *shapes_new(const struct bench *opened, size_t size, size_t *count) {
  bench = opened;
  const struct shape made[] = {
      {"an ordinary single request, not verified", read_unverified, ordinary(1), 0, 0},
      {"an ordinary list of 999, verified", read_any, ordinary(BENCH_LIST), 0, 0},
      {"59 elements deep, over and over: <a>", read_any, document(size, make_deep), 0, 0},
      {"elements without content", read_any, document(size, make_wide), 0, 0},
      {"the shortest: <a/>", read_any, document(size, make_shortest), 0, 0},
      {"one long text", read_any, document(size, make_text), 0, 0},
      {"character references", read_any, document(size, make_references), 0, 0},
      {"the shortest that stay references: &lt;", read_any, document(size, make_entities), 0, 0},
      {"processing instructions", read_any, document(size, make_instructions), 0, 0},
      {"8192 names, in no order", read_any, document(size, make_names), 0, 0},
      {"15 elements deep, each with a namespace", read_any, document(size, make_redeclared), 0, 0},
      {"16 namespaces in scope, <a/>", read_any, in_scope(size), 0, 0},
      {"tags of 250,000 bytes", read_any, document(size, make_long_tags), 0, 0},
      {"values of 250,000 bytes, >", read_any, document(size, make_long_values), 0, 0},
      {"comments of 250,000 bytes, ->", read_any, document(size, make_long_comments), 0, 0},
      {"CDATA sections of 250,000 bytes, ]>", read_any, document(size, make_long_cdata), 0, 0},
      {"59 attributes an element, falling", read_any, document(size, make_attributes), 0, 0},
      {"59 attributes an element, in no order", read_any, document(size, make_mixed_attributes), 0, 0},
      {"15 namespaces an element, falling", read_any, document(size, make_namespaces), 0, 0},
      {"15 namespaces an element, in no order", read_any, document(size, make_mixed_namespaces), 0, 0},
      {"an issuer's name of 60001 parts", read_any, long_issuer(), 0, 0},
      {"one Device ID 999 times, all checks", check_list, list_of(one_device), 0, 0},
      {"Device IDs that share their bits, all checks", check_list, list_of(colliding_device), 0, 0},
      {"a batch of one row, 999 times", add_rows, list_of(one_device), 0, 0},
      {"999 warnings of one Device ID", read_warnings, warnings(), 0, 0},
  };
  struct shape *shapes = malloc(sizeof made);
  must(shapes != NULL, "memory");
  memcpy(shapes, made, sizeof made);
  *count = sizeof made / sizeof *made;
  return shapes;
}

void shapes_free(struct shape *shapes, size_t count) {
  for (size_t i = 0; i < count; i++)
    free(shapes[i].xml.data);
  free(shapes);
}
