/* tests/support_batch.h - batches in tests: rows, counters, a signer that signs nothing, and what comes back. */
#ifndef CHRETURN_TESTS_SUPPORT_BATCH_H
#define CHRETURN_TESTS_SUPPORT_BATCH_H

#include "support_dsp.h"

/* ---- The host ---------------------------------------------------------------------------------------------------- */

/* A chret_counter whose ctx this is: gives value, and adds the step. */
typedef struct test_counter {
  uint64_t value;
  uint64_t step;
  size_t calls;
  size_t fail_at; /* the number of the call that fails; 0: none does */
  int32_t code;   /* with which it fails */
} test_counter;

int32_t test_count(void *ctx, uint64_t *counter);

/* A provider of digests that are not SHA-256, and a signer by it whose r and s are different each time. */
typedef struct test_signing {
  chret_provider provider;
  chret_signer signer;
  uint64_t state;
  int digests;       /* begun and not dropped */
  size_t calls;      /* of all that can fail */
  size_t fail_at;    /* the number of the call that fails; 0: none does */
  int32_t code;      /* with which it fails */
  size_t signatures; /* given */
} test_signing;

/* For the originator of these tests. */
void test_signing_init(test_signing *signing, const char *serial);

/* A sink that keeps what it gets. */
typedef struct test_sink {
  chret_sink sink;
  test_text taken;
  size_t calls;
  size_t fail_at;
  int32_t code;
  size_t finishes;
  int32_t kept; /* as finish was told last */
} test_sink;

void test_sink_init(test_sink *sink);

/* ---- Batches ----------------------------------------------------------------------------------------------------- */

/* A batch of these tests' parties, with this counter. */
chret_batch *test_batch(int32_t form, test_counter *counter, const chret_options *options);
/* Adds a filled row: its Device ID and items are made of the number, the reference is "ref NUMBER" where it is even. */
int32_t test_add_row(chret_batch *batch, int32_t service, uint32_t number, chret_error *err);
uint64_t test_row_device(uint32_t number);
/* The same, of the service that the letter names: F 8.14.3, N 8.14.4; numbered from 1. */
void test_add_rows(chret_batch *batch, const char *letters);
/* All that can be asked of the batch's rows, a line a row. */
void test_add_batch(test_text *text, const chret_batch *batch);
/* What is saved of it, by this provider. */
test_text test_save(const chret_batch *batch, const chret_provider *provider);

/* Draws one request, which must succeed; 0: none is left. *read: what it says. */
int test_draw(chret_batch *batch, const chret_signer *signer, test_text *bytes, chret_request **read);

/* A response to the request with this counter. refused: the rows listed with code E5, by number, ended by 0. */
chret_response *test_response(int32_t service, uint64_t counter, const char *code, const uint32_t *refused);
/* Gives it to the batch and frees it: the kind. */
int32_t test_give(chret_batch *batch, chret_response *response, chret_report *report);

#endif
