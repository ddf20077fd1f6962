/* tests/bench/ours.c - what the library does: from records in memory to signed bytes in a sink, and from bytes to a
 * verified request; and the DSP's checks. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ORIGINATOR UINT64_C(0x90B3D51F30010000)
#define TARGET     UINT64_C(0x90B3D51F30000002)

static void must(int32_t status, const char *what) {
  if (status != CHRET_OK) {
    fprintf(stderr, "%s: ", what);
    bench_fail(chret_status_name(status));
  }
}

static char *load(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  char *data = malloc(65536);
  if (file == NULL || data == NULL)
    bench_fail(path);
  *size = fread(data, 1, 65536, file);
  fclose(file);
  return data;
}

/* All nine items, so that a list of 999 has about 626 KB. */
static void fill(chret_record *record, uint32_t number) {
  static const char NOTE[] = "Returned after the installation visit; see the job notes.";
  char text[32];
  must(chret_record_set_eui(record, CHRET_FIELD_DEVICE_ID, (UINT64_C(0x00DB1234) << 32) + number * 7919), "DeviceID");
  must(chret_record_set_choice(record, CHRET_FIELD_FAULT_RETURN_TYPE, number % 2), "type");
  must(chret_record_set(record, CHRET_FIELD_USER_REF_DATE_TIME, "2026-01-31T09:30:00Z", 20), "time");
  snprintf(text, sizeof text, "REF-%06u", (unsigned)number);
  must(chret_record_set(record, CHRET_FIELD_USER_REF_ID, text, strlen(text)), "reference");
  must(chret_record_set_eui(record, CHRET_FIELD_OTHER_DEVICE_ID, (UINT64_C(0x00DB9999) << 32) + number), "other");
  snprintf(text, sizeof text, "INC%09u", (unsigned)number);
  must(chret_record_set(record, CHRET_FIELD_INCIDENT_REFERENCE, text, strlen(text)), "incident");
  must(chret_record_set_choice(record, CHRET_FIELD_CONNECTION_METHOD, number % 3), "method");
  must(chret_record_set_choice(record, CHRET_FIELD_FAULT_REASON, number % 9), "reason");
  must(chret_record_set(record, CHRET_FIELD_ADDITIONAL_INFORMATION, NOTE, sizeof NOTE - 1), "note");
}

void bench_open(struct bench *bench, const char *key_path, const char *certificate_path) {
  const uint8_t *certificate;
  memset(bench, 0, sizeof *bench);
  bench->key_pem = load(key_path, &bench->key_size);
  bench->certificate_pem = load(certificate_path, &bench->certificate_size);
  certificate = (const uint8_t *)bench->certificate_pem;
  must(chret_xmlsec_new(&bench->xmlsec, NULL), "xmlsec");
  must(chret_xmlsec_signer_new(&bench->signer, bench->xmlsec, (const uint8_t *)bench->key_pem, bench->key_size,
                               certificate, bench->certificate_size, NULL, NULL, NULL),
       "signer");
  must(chret_trust_new(&bench->trust, chret_xmlsec_provider(bench->xmlsec), NULL), "trust");
  must(chret_xmlsec_trust_add(bench->xmlsec, bench->trust, certificate, bench->certificate_size, NULL), "trust");
  for (uint32_t i = 0; i < BENCH_LIST; i++) {
    must(chret_record_new(&bench->records[i], CHRET_SERVICE_FAULT_RETURN, NULL), "record");
    fill(bench->records[i], i);
  }
}

void bench_close(struct bench *bench) {
  for (size_t i = 0; i < BENCH_LIST; i++)
    chret_record_free(bench->records[i]);
  chret_trust_free(bench->trust);
  chret_xmlsec_signer_free(bench->signer);
  chret_xmlsec_free(bench->xmlsec);
  free((void *)(uintptr_t)bench->key_pem);
  free((void *)(uintptr_t)bench->certificate_pem);
}

chret_request *bench_build(const struct bench *bench, size_t first, size_t records) {
  int32_t form = records == 1 ? CHRET_FORM_SINGLE : CHRET_FORM_LIST;
  chret_request *request = NULL;
  must(chret_request_new(&request, CHRET_SERVICE_FAULT_RETURN, form, NULL), "request");
  must(chret_request_set_id(request, ORIGINATOR, TARGET, 1000 + first), "RequestID");
  for (size_t i = first; i < first + records; i++)
    must(chret_request_append(request, bench->records[i], NULL), "append");
  return request;
}

static uint8_t *take(chret_buffer *buffer, size_t *size) {
  uint8_t *copy = malloc(chret_buffer_size(buffer));
  if (copy == NULL)
    bench_fail("memory");
  *size = chret_buffer_size(buffer);
  memcpy(copy, chret_buffer_data(buffer), *size);
  chret_buffer_free(buffer);
  return copy;
}

struct bench_message bench_message(const struct bench *bench, size_t first, size_t records) {
  struct bench_message message;
  chret_request *request = bench_build(bench, first, records);
  chret_buffer *buffer = NULL;
  must(chret_request_write_signed_buffer(request, &buffer, chret_xmlsec_signer_get(bench->signer), NULL), "sign");
  message.signed_xml = take(buffer, &message.signed_size);
  must(chret_request_write_buffer(request, &buffer, NULL), "write");
  message.unsigned_xml = take(buffer, &message.unsigned_size);
  chret_request_free(request);
  return message;
}

void bench_message_free(struct bench_message *message) {
  free(message->signed_xml);
  free(message->unsigned_xml);
}

static int32_t count_bytes(void *ctx, const uint8_t *data, size_t size) {
  (void)data;
  *(size_t *)ctx += size;
  return 0;
}

void bench_write_sign(const struct bench *bench, const chret_request *request) {
  size_t written = 0;
  chret_sink sink;
  chret_sink_init(&sink, sizeof sink);
  sink.ctx = &written;
  sink.write = count_bytes;
  must(chret_request_write_signed(request, &sink, chret_xmlsec_signer_get(bench->signer), NULL), "sign");
}

void bench_build_sign(const struct bench *bench, size_t first, size_t records) {
  chret_request *request = bench_build(bench, first, records);
  bench_write_sign(bench, request);
  chret_request_free(request);
}

void bench_read_verify(const struct bench *bench, const struct bench_message *message) {
  chret_request *request = NULL;
  must(chret_request_read(&request, message->signed_xml, message->signed_size, bench->trust, NULL, NULL), "verify");
  chret_request_free(request);
}

/* ---- Validation ---- */

struct bench_inventory {
  chret_request *request;
  chret_user *user;
  chret_policy *policy;
  uint64_t devices[BENCH_LIST]; /* rising */
};

static int compare(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

struct bench_inventory *bench_inventory_new(const struct bench *bench) {
  struct bench_inventory *inventory = calloc(1, sizeof *inventory);
  if (inventory == NULL)
    bench_fail("memory");
  inventory->request = bench_build(bench, 0, BENCH_LIST);
  must(chret_user_new(&inventory->user, "IS", 2, 1, 1, NULL), "user");
  must(chret_policy_new(&inventory->policy, NULL), "policy");
  for (size_t i = 0; i < BENCH_LIST; i++)
    must(chret_record_get_eui(bench->records[i], CHRET_FIELD_DEVICE_ID, &inventory->devices[i]), "DeviceID");
  qsort(inventory->devices, BENCH_LIST, sizeof inventory->devices[0], compare);
  return inventory;
}

void bench_inventory_free(struct bench_inventory *inventory) {
  chret_request_free(inventory->request);
  chret_user_free(inventory->user);
  chret_policy_free(inventory->policy);
  free(inventory);
}

/* The devices asked about rise, and so does the inventory: one walk through both. */
static int32_t answer(void *ctx, const uint64_t *devices, size_t count, chret_facts *facts) {
  const struct bench_inventory *inventory = ctx;
  size_t at = 0;
  for (size_t i = 0; i < count; i++) {
    while (at < BENCH_LIST && inventory->devices[at] < devices[i])
      at++;
    if (at == BENCH_LIST || inventory->devices[at] != devices[i])
      continue;
    chret_facts_set_known(facts, i, 1);
    chret_facts_set_device_type(facts, i, "CHF", 3);
    chret_facts_set_device_status(facts, i, "Commissioned", 12);
    chret_facts_set_logistics_status(facts, i, "Delivered", 9);
    chret_facts_set_authorised(facts, i, 1);
  }
  return 0;
}

void bench_validate(const struct bench_inventory *inventory) {
  chret_outcomes *outcomes = NULL;
  must(chret_validate(&outcomes, inventory->request, inventory->user, inventory->policy, answer,
                      (void *)(uintptr_t)inventory, NULL, NULL),
       "validate");
  if (chret_outcomes_accepted_count(outcomes) != BENCH_LIST)
    bench_fail("validate: not all accepted");
  chret_outcomes_free(outcomes);
}
