/* tests/histories/model.c - see model.h. */
#include "model.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct model model;

void model_fail(const char *file, int line, const char *condition) {
  fprintf(stderr, "%s:%d: history %" PRIu64 ": not %s\n", file, line, model.history, condition);
  exit(EXIT_FAILURE);
}

struct bytes bytes_of(const void *data, size_t size) {
  struct bytes bytes = {malloc(size + 1), size};
  NEED(bytes.data != NULL);
  memcpy(bytes.data, data, size);
  bytes.data[size] = '\0';
  return bytes;
}

void bytes_free(struct bytes *bytes) {
  free(bytes->data);
  *bytes = (struct bytes){NULL, 0};
}

int bytes_equal(const struct bytes *a, const struct bytes *b) {
  return a->size == b->size && memcmp(a->data, b->data, a->size) == 0;
}

struct bytes bytes_put(const struct bytes *bytes, size_t at, size_t size, const char *text, size_t text_size) {
  struct bytes made = {malloc(bytes->size - size + text_size + 1), bytes->size - size + text_size};
  NEED(made.data != NULL && at + size <= bytes->size);
  memcpy(made.data, bytes->data, at);
  memcpy(made.data + at, text, text_size);
  memcpy(made.data + at + text_size, bytes->data + at + size, bytes->size - at - size + 1);
  return made;
}

size_t bytes_find(const struct bytes *bytes, const char *text) {
  const char *at = strstr(bytes->data, text);
  NEED(at != NULL);
  return (size_t)(at - bytes->data);
}

/* xorshift64*: Vigna, An experimental exploration of Marsaglia's xorshift generators. */
uint32_t any(uint32_t below) {
  model.random ^= model.random >> 12;
  model.random ^= model.random << 25;
  model.random ^= model.random >> 27;
  return (uint32_t)((model.random * UINT64_C(0x2545F4914F6CDD1D)) >> 32) % below;
}

uint64_t supplier_eui(int supplier) {
  return UINT64_C(0x90B3D51F30010000) + (uint64_t)supplier;
}

/* ---- A history ---- */

void model_begin(uint64_t history) {
  model.history = history;
  model.random = (history + 1) * UINT64_C(0x9E3779B97F4A7C15);
  for (size_t i = 0; i < HUBS; i++)
    model.hubs[i] = (struct hub){.device = UINT64_C(0x00DB000000000000) + history * 16 + i,
                                 .is_known = any(10) != 0,
                                 .is_chf = any(10) != 0,
                                 .is_returned = any(10) == 0,
                                 .supplier = any(3) == 0 ? (int)any(SUPPLIERS) : SUPPLIERS};
}

void model_end(void) {
  for (size_t i = 0; i < model.sent_count; i++) {
    bytes_free(&model.sent[i].xml);
    bytes_free(&model.sent[i].answer);
  }
  model.sent_count = 0;
}

/* ---- Requests ---- */

static size_t hub_of(const char *text) {
  char device[32];
  for (size_t i = 0; i < HUBS; i++) {
    uint64_t id = model.hubs[i].device;
    snprintf(device, sizeof device, "%02X-%02X-%02X-%02X-%02X-%02X-%02X-%02X", (unsigned)(id >> 56),
             (unsigned)(id >> 48 & 255), (unsigned)(id >> 40 & 255), (unsigned)(id >> 32 & 255),
             (unsigned)(id >> 24 & 255), (unsigned)(id >> 16 & 255), (unsigned)(id >> 8 & 255), (unsigned)(id & 255));
    if (strncmp(text, device, strlen(device)) == 0)
      return i;
  }
  NEED(!"a Device ID of this history");
  return 0;
}

struct sent *model_send(int supplier, size_t desk, const struct bytes *xml) {
  static const char id_tag[] = "<sr:RequestID>", device_tag[] = "<sr:DeviceID>";
  const char *id = strstr(xml->data, id_tag) + strlen(id_tag);
  size_t id_size = strcspn(id, "<");
  for (size_t i = 0; i < model.sent_count; i++)
    if (strncmp(model.sent[i].id, id, id_size) == 0 && model.sent[i].id[id_size] == '\0') {
      NEED(bytes_equal(&model.sent[i].xml, xml));
      return &model.sent[i];
    }
  NEED(model.sent_count < SENT_MAX && id_size < ID_SIZE);
  struct sent *sent = &model.sent[model.sent_count++];
  *sent = (struct sent){.xml = bytes_of(xml->data, xml->size), .supplier = supplier, .desk = desk};
  memcpy(sent->id, id, id_size);
  sent->counter = strtoull(strrchr(sent->id, ':') + 1, NULL, 10);
  for (const char *at = strstr(id, device_tag); at != NULL; at = strstr(at, device_tag)) {
    at += strlen(device_tag);
    NEED(sent->count < RECORDS);
    sent->hubs[sent->count++] = hub_of(at);
  }
  return sent;
}

int model_is_stale(const struct sent *sent) {
  return !sent->is_processed && model.has_last[sent->supplier] && sent->counter + WINDOW <= model.last[sent->supplier];
}

static const char *code_of(const struct hub *hub, int supplier) {
  if (!hub->is_known)
    return "E19";
  if (!hub->is_chf)
    return "E11";
  if (hub->supplier != SUPPLIERS && hub->supplier != supplier)
    return "E4";
  return hub->is_returned ? "E5" : "I99";
}

void model_process(struct sent *sent) {
  NEED(!sent->is_processed);
  sent->is_processed = 1;
  for (size_t i = 0; i < sent->count; i++) {
    struct hub *hub = &model.hubs[sent->hubs[i]];
    sent->codes[i] = code_of(hub, sent->supplier);
    if (strcmp(sent->codes[i], "I99") == 0)
      hub->is_returned = 1;
  }
  if (!model.has_last[sent->supplier] || sent->counter > model.last[sent->supplier])
    model.last[sent->supplier] = sent->counter;
  model.has_last[sent->supplier] = 1;
}

size_t model_accepted(const struct sent *sent) {
  size_t accepted = 0;
  for (size_t i = 0; i < sent->count; i++)
    accepted += strcmp(sent->codes[i], "I99") == 0;
  return accepted;
}
