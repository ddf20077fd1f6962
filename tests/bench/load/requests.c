/* tests/bench/load/requests.c - see requests.h. */
#include "requests.h"

#include <chreturn/chreturn.h>
#include <chreturn/xmlsec.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ORIGINATOR UINT64_C(0x90B3D51F30010000) /* as in the certificate */
#define TARGET     UINT64_C(0x90B3D51F30000002)
#define DEVICES    UINT64_C(0x00DB123400000000) /* of tests/bench/services, which makes the inventory */
#define AT_ONCE    999

static void append(struct requests *r, const char *head, const uint8_t *body, size_t body_size) {
  size_t head_size = strlen(head);
  off_t begin = r->count == 0 ? 0 : r->ends[r->count - 1];
  size_t size = head_size + body_size;
  if (pwrite(r->file, head, head_size, begin) != (ssize_t)head_size ||
      pwrite(r->file, body, body_size, begin + (off_t)head_size) != (ssize_t)body_size)
    fail("the file of requests");
  r->ends[r->count++] = begin + (off_t)size;
  r->largest = size > r->largest ? size : r->largest;
}

static void append_document(struct requests *r, const chret_buffer *document) {
  char head[160];
  size_t size = chret_buffer_size(document);
  snprintf(head, sizeof head,
           "POST /api/v1/serviceD HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/xml\r\n"
           "Content-Length: %zu\r\n\r\n",
           size);
  append(r, head, chret_buffer_data(document), size);
}

/* ---- Rows ---- */

static void set(chret_record *row, int32_t field, const char *text) {
  if (chret_record_set(row, field, text, strlen(text)) != CHRET_OK)
    fail("an item");
}

static void fill(chret_record *row, size_t i, int is_faulty) {
  char text[40];
  if (chret_record_reset(row, is_faulty ? CHRET_SERVICE_FAULT_RETURN : CHRET_SERVICE_NO_FAULT_RETURN) != CHRET_OK ||
      chret_record_set_eui(row, CHRET_FIELD_DEVICE_ID, DEVICES + i) != CHRET_OK)
    fail("a row");
  snprintf(text, sizeof text, "hub %zu", i);
  set(row, CHRET_FIELD_USER_REF_ID, text);
  if (!is_faulty) {
    set(row, CHRET_FIELD_NO_FAULT_RETURN_TYPE, "Lost or Stolen Hub");
    return;
  }
  set(row, CHRET_FIELD_FAULT_RETURN_TYPE, "Fault identified post installation");
  set(row, CHRET_FIELD_OTHER_DEVICE_ID, "00-DB-12-34-56-78-90-A0");
  set(row, CHRET_FIELD_CONNECTION_METHOD, "Cradle");
  set(row, CHRET_FIELD_FAULT_REASON, "LED Fault");
}

/* ---- Batches of at most 999 rows: one list each ---- */

static int32_t next_counter(void *ctx, uint64_t *counter) {
  *counter = ++*(uint64_t *)ctx;
  return 0;
}

static chret_batch *make_batch(int32_t form, size_t first, size_t count, uint64_t *counter) {
  chret_batch *batch = NULL;
  chret_record *row = NULL;
  if (chret_batch_new(&batch, form, ORIGINATOR, TARGET, NULL) != CHRET_OK ||
      chret_record_new(&row, CHRET_SERVICE_UNDECIDED, NULL) != CHRET_OK)
    fail("memory");
  chret_batch_set_counter(batch, next_counter, counter);
  for (size_t i = first; i < first + count; i++) {
    fill(row, i, first / AT_ONCE % 2 == 0);
    if (chret_batch_add(batch, row, i + 1, NULL, 0, NULL) != CHRET_OK)
      fail("a row is refused");
  }
  chret_record_free(row);
  return batch;
}

static void draw(struct requests *r, chret_batch *batch, const chret_signer *signer) {
  for (;;) {
    chret_buffer *document = NULL;
    uint64_t counter;
    if (chret_batch_next(batch, signer, &document, &counter, NULL) != CHRET_OK)
      fail("a request");
    if (document == NULL)
      return;
    append_document(r, document);
    chret_buffer_free(document);
  }
}

/* ---- All of them ---- */

static size_t read_file(const char *path, char *out, size_t size) {
  FILE *file = fopen(path, "rb");
  size_t got = file != NULL ? fread(out, 1, size, file) : 0;
  if (got == 0 || got == size)
    fail(path);
  fclose(file);
  return got;
}

static void sign_all(struct requests *r, int32_t form, size_t hubs, const char *key_path,
                     const char *certificate_path) {
  char key[8192], certificate[8192];
  size_t key_size = read_file(key_path, key, sizeof key);
  size_t certificate_size = read_file(certificate_path, certificate, sizeof certificate);
  chret_xmlsec *xmlsec = NULL;
  chret_xmlsec_signer *signer = NULL;
  uint64_t counter = 0;
  if (chret_xmlsec_new(&xmlsec, NULL) != CHRET_OK ||
      chret_xmlsec_signer_new(&signer, xmlsec, (const uint8_t *)key, key_size, (const uint8_t *)certificate,
                              certificate_size, NULL, NULL, NULL) != CHRET_OK)
    fail("the key or the certificate");
  for (size_t i = 0; i < hubs; i += AT_ONCE) {
    chret_batch *batch = make_batch(form, i, hubs - i < AT_ONCE ? hubs - i : AT_ONCE, &counter);
    draw(r, batch, chret_xmlsec_signer_get(signer));
    chret_batch_free(batch);
  }
  chret_xmlsec_signer_free(signer);
  chret_xmlsec_free(xmlsec);
}

void requests_make(struct requests *r, const char *form, size_t hubs, const char *key, const char *certificate) {
  char name[] = "/var/tmp/bench-load-XXXXXX"; /* on a disk: there may be more than fits into memory */
  r->count = 0;
  r->largest = 0;
  r->file = mkstemp(name);
  r->ends = calloc(hubs, sizeof *r->ends);
  if (r->file < 0 || unlink(name) != 0 || r->ends == NULL)
    fail("no room for requests");
  if (strcmp(form, "http") == 0)
    while (r->count < hubs)
      append(r, "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", NULL, 0);
  else
    sign_all(r, strcmp(form, "list") == 0 ? CHRET_FORM_LIST : CHRET_FORM_SINGLE, hubs, key, certificate);
}

size_t requests_read(const struct requests *r, size_t i, char *out) {
  off_t begin = i == 0 ? 0 : r->ends[i - 1];
  size_t size = (size_t)(r->ends[i] - begin);
  if (pread(r->file, out, size, begin) != (ssize_t)size)
    fail("the file of requests");
  return size;
}

void requests_free(struct requests *r) {
  free(r->ends);
  close(r->file);
}
