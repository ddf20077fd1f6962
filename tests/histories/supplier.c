/* tests/histories/supplier.c - see supplier.h. */
#include "supplier.h"

#include <stdio.h>
#include <string.h>

#include "identity.h"

static struct {
  struct identity identities[SUPPLIERS + 1];
  uint64_t counters[SUPPLIERS];
} suppliers;

void suppliers_begin(const char *folder) {
  char trust[512], key[512], certificate[512];
  snprintf(trust, sizeof trust, "%s/all", folder);
  for (int i = 0; i <= SUPPLIERS; i++) {
    struct identity *identity = &suppliers.identities[i];
    snprintf(key, sizeof key, "%s/s%d.key.pem", folder, i);
    snprintf(certificate, sizeof certificate, i < SUPPLIERS ? "%s/all/s%d.cert.pem" : "%s/s%d.cert.pem", folder, i);
    NEED(identity_open(identity) == 0 && identity_load_trust(identity, trust) == 0);
    NEED(identity_load_signer(identity, key, certificate) == 0);
    if (i < SUPPLIERS)
      suppliers.counters[i] = 1;
  }
}

void suppliers_end(void) {
  for (int i = 0; i <= SUPPLIERS; i++)
    identity_close(&suppliers.identities[i]);
}

const chret_signer *supplier_signer(int supplier) {
  return identity_signer(&suppliers.identities[supplier]);
}

uint64_t supplier_count(int supplier) {
  return suppliers.counters[supplier]++;
}

void supplier_skip(int supplier, uint64_t counters) {
  suppliers.counters[supplier] += counters;
}

static int32_t count(void *ctx, uint64_t *counter) {
  const struct desk *desk = ctx;
  *counter = supplier_count(desk->supplier);
  return 0;
}

/* ---- A batch ---- */

static void add_row(struct desk *desk, size_t hub) {
  chret_record *row = NULL;
  int is_fault = any(2) == 0;
  NEED(chret_record_new(&row, is_fault ? CHRET_SERVICE_FAULT_RETURN : CHRET_SERVICE_NO_FAULT_RETURN, NULL) == CHRET_OK);
  NEED(chret_record_set_eui(row, CHRET_FIELD_DEVICE_ID, model.hubs[hub].device) == CHRET_OK);
  if (is_fault) {
    NEED(chret_record_set_choice(row, CHRET_FIELD_FAULT_RETURN_TYPE, any(2)) == CHRET_OK);
    NEED(chret_record_set_eui(row, CHRET_FIELD_OTHER_DEVICE_ID, 1 + any(1000)) == CHRET_OK);
    NEED(chret_record_set_choice(row, CHRET_FIELD_CONNECTION_METHOD, any(3)) == CHRET_OK);
    NEED(chret_record_set_choice(row, CHRET_FIELD_FAULT_REASON, any(9)) == CHRET_OK);
  } else
    NEED(chret_record_set_choice(row, CHRET_FIELD_NO_FAULT_RETURN_TYPE, any(5)) == CHRET_OK);
  if (any(2) == 0)
    NEED(chret_record_set(row, CHRET_FIELD_USER_REF_ID, "<a> & \xC3\xA9", 8) == CHRET_OK);
  NEED(chret_batch_add(desk->batch, row, desk->count + 1, NULL, 0, NULL) == CHRET_OK);
  chret_record_free(row);
  desk->hubs[desk->count++] = hub;
}

void desk_open(struct desk *desk) {
  size_t first = any(HUBS), rows = 1 + any(HUBS - 2);
  int32_t form = any(2) == 0 ? CHRET_FORM_LIST : CHRET_FORM_SINGLE;
  *desk = (struct desk){.supplier = (int)any(SUPPLIERS)};
  NEED(chret_batch_new(&desk->batch, form, supplier_eui(desk->supplier), DSP_EUI, NULL) == CHRET_OK);
  NEED(chret_batch_set_counter(desk->batch, count, desk) == CHRET_OK);
  NEED(chret_batch_set_max_records(desk->batch, 1 + any(HUBS)) == CHRET_OK);
  for (size_t i = 0; i < rows; i++)
    add_row(desk, (first + i) % HUBS);
  desk_save(desk);
}

void desk_close(struct desk *desk) {
  chret_batch_free(desk->batch);
  bytes_free(&desk->saved);
}

static struct bytes take(chret_buffer *buffer) {
  struct bytes bytes = bytes_of(chret_buffer_data(buffer), chret_buffer_size(buffer));
  chret_buffer_free(buffer);
  return bytes;
}

size_t desk_draw(struct desk *desk, struct bytes *requests, size_t most) {
  size_t drawn = 0;
  chret_buffer *buffer = NULL;
  uint64_t counter;
  for (; drawn < most; drawn++) {
    NEED(chret_batch_next(desk->batch, supplier_signer(desk->supplier), &buffer, &counter, NULL) == CHRET_OK);
    if (buffer == NULL)
      break;
    requests[drawn] = take(buffer);
  }
  desk_save(desk);
  return drawn;
}

/* ---- Its state ---- */

#define STATE_MAX 65536

struct state {
  size_t size;
  char data[STATE_MAX];
};

static int32_t write_state(void *ctx, const uint8_t *data, size_t size) {
  struct state *state = ctx;
  NEED(state->size + size <= STATE_MAX);
  memcpy(state->data + state->size, data, size);
  state->size += size;
  return 0;
}

void desk_save(struct desk *desk) {
  static struct state state;
  chret_sink sink;
  chret_sink_init(&sink, sizeof sink);
  state.size = 0;
  sink.ctx = &state;
  sink.write = write_state;
  NEED(chret_batch_save(desk->batch, &sink, supplier_signer(desk->supplier)->provider, NULL) == CHRET_OK);
  bytes_free(&desk->saved);
  desk->saved = bytes_of(state.data, state.size);
}

void desk_crash(struct desk *desk) {
  chret_batch_free(desk->batch);
  desk->batch = NULL;
  NEED(chret_batch_load(&desk->batch, (const uint8_t *)desk->saved.data, desk->saved.size,
                        supplier_signer(desk->supplier)->provider, NULL, NULL) == CHRET_OK);
  NEED(chret_batch_set_counter(desk->batch, count, desk) == CHRET_OK);
}

void desk_resend(struct desk *desk) {
  NEED(chret_batch_resend(desk->batch) == CHRET_OK);
}

void desk_retry(struct desk *desk) {
  const char *code = any(2) == 0 ? "E5" : NULL;
  NEED(chret_batch_retry(desk->batch, code, code == NULL ? 0 : 2, NULL) == CHRET_OK);
}

/* ---- Answers ---- */

static void gather(struct desk *desk, const chret_response *response) {
  chret_report *report = NULL;
  int32_t kind = 0;
  NEED(chret_report_new(&report, NULL) == CHRET_OK);
  NEED(chret_batch_answer(desk->batch, response, &kind, report, NULL) == CHRET_OK);
  NEED(kind != CHRET_ANSWER_CONTRADICTORY && chret_report_count(report) == 0);
  chret_report_free(report);
}

int32_t desks_take(struct desk *desks, size_t size, int supplier, const struct bytes *xml) {
  chret_response *response = NULL;
  int32_t status = chret_response_read(&response, (const uint8_t *)xml->data, xml->size,
                                       suppliers.identities[supplier].trust, NULL, NULL);
  for (size_t i = 0; i < size && status == CHRET_OK; i++)
    if (desks[i].supplier == supplier)
      gather(&desks[i], response);
  chret_response_free(response);
  return status;
}

/* ---- The end ---- */

static const struct sent *find_sent(int supplier, uint64_t counter) {
  for (size_t i = 0; i < model.sent_count; i++)
    if (model.sent[i].supplier == supplier && model.sent[i].counter == counter)
      return &model.sent[i];
  NEED(!"a request that was sent");
  return NULL;
}

static const char *code_in(const struct sent *sent, size_t hub) {
  size_t i = 0;
  while (i < sent->count && sent->hubs[i] != hub)
    i++;
  NEED(i < sent->count);
  return sent->codes[i];
}

/* Whether any request of this desk had this hub accepted. */
static int was_accepted(size_t desk, size_t hub) {
  for (size_t i = 0; i < model.sent_count; i++) {
    const struct sent *sent = &model.sent[i];
    for (size_t j = 0; sent->desk == desk && sent->is_processed && j < sent->count; j++)
      if (sent->hubs[j] == hub && strcmp(sent->codes[j], "I99") == 0)
        return 1;
  }
  return 0;
}

size_t desk_expect(const struct desk *desk, size_t number) {
  size_t accepted = 0;
  for (size_t i = 0; i < desk->count; i++) {
    uint64_t counter = 0;
    int32_t state = chret_batch_row_state(desk->batch, i);
    NEED(chret_batch_row_counter(desk->batch, i, &counter) == CHRET_OK);
    const struct sent *sent = find_sent(desk->supplier, counter);
    NEED((state == CHRET_ROW_ACCEPTED) == was_accepted(number, desk->hubs[i]));
    if (sent->is_processed) {
      const char *code = code_in(sent, desk->hubs[i]);
      NEED(strcmp(chret_batch_row_code(desk->batch, i), code) == 0);
      NEED(state == (strcmp(code, "I99") == 0 ? CHRET_ROW_ACCEPTED : CHRET_ROW_REFUSED));
    } else
      NEED(state == CHRET_ROW_SENT && model_is_stale(sent));
    accepted += state == CHRET_ROW_ACCEPTED;
  }
  return accepted;
}
