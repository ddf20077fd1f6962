/* tests/support_failing.c - a host whose every callback may be the one that fails. */
#include "support_failing.h"

#include <stdlib.h>
#include <string.h>

/* ---- Which one fails --------------------------------------------------------------------------------------------- */

static int32_t step(test_host *host, char callback) {
  if (!host->armed) {
    return 0;
  }
  host->called[strchr(TEST_CALLBACKS, callback) - TEST_CALLBACKS] = callback;
  host->calls++;
  if (host->fail_at == 0 || host->calls < host->fail_at || (host->calls > host->fail_at && !host->for_good)) {
    return 0;
  }
  host->failed = host->failed != 0 ? host->failed : callback;
  host->no_memory |= callback == 'A';
  return TEST_HOST_CODE;
}

void test_host_arm(test_host *host, size_t fail_at, int for_good) {
  host->armed = 1;
  host->calls = 0;
  host->fail_at = fail_at;
  host->for_good = for_good;
  host->failed = 0;
  host->no_memory = 0;
  memset(host->called, 0, sizeof host->called);
}

void test_host_disarm(test_host *host) {
  size_t count = 0;
  host->armed = 0;
  for (size_t i = 0; i < sizeof host->called; i++) {
    char letter = host->called[i];
    host->called[i] = 0;
    if (letter != 0) {
      host->called[count++] = letter;
    }
  }
}

/* ---- Memory ------------------------------------------------------------------------------------------------------ */

static void *allocate(void *ctx, size_t size) {
  test_host *host = ctx;
  return step(host, 'A') != 0 ? NULL : host->inner.allocate(host->inner.ctx, size);
}

static void *reallocate(void *ctx, void *block, size_t size) {
  test_host *host = ctx;
  return step(host, 'A') != 0 ? NULL : host->inner.reallocate(host->inner.ctx, block, size);
}

static void release(void *ctx, void *block) {
  test_host *host = ctx;
  host->inner.release(host->inner.ctx, block);
}

/* ---- The provider ------------------------------------------------------------------------------------------------ */

/* FNV-1a. */
static void add(uint64_t *sum, const uint8_t *data, size_t size) {
  for (size_t i = 0; i < size; i++) {
    *sum = (*sum ^ data[i]) * UINT64_C(0x100000001B3);
  }
}

/* Nor too large for r and s, nor zero. */
static void spread(uint64_t sum, uint8_t *out, size_t size) {
  for (size_t i = 0; i < size; i++) {
    out[i] = (uint8_t)((sum >> (8 * (i % 8))) % 127 + 1);
  }
}

static int32_t digest_begin(void *ctx, void **digest) {
  test_host *host = ctx;
  int32_t code = step(host, 'B');
  if (code == 0) {
    uint64_t *sum = malloc(sizeof *sum);
    ck_assert_ptr_nonnull(sum);
    *sum = UINT64_C(0xCBF29CE484222325);
    *digest = sum;
    host->digests++;
  }
  return code;
}

static int32_t digest_update(void *ctx, void *digest, const uint8_t *data, size_t size) {
  add(digest, data, size);
  return step(ctx, 'U');
}

static int32_t digest_finish(void *ctx, void *digest, uint8_t *out) {
  spread(*(const uint64_t *)digest, out, CHRET_DIGEST_SIZE);
  return step(ctx, 'F');
}

static void digest_drop(void *ctx, void *digest) {
  ((test_host *)ctx)->digests--;
  free(digest);
}

/* It does not look at what the setters say: the library has to know. The last byte of the "certificate" is its serial. */
static int32_t describe(void *ctx, const uint8_t *der, size_t size, chret_certificate *certificate) {
  test_host *host = ctx;
  if (host->silent == 'D') {
    return 0;
  }
  (void)chret_certificate_set_issuer(certificate, TEST_TEXT("CN=Z1,OU=07"));
  (void)chret_certificate_set_serial(certificate, der + size - 1, 1);
  (void)chret_certificate_set_eui64(certificate, host->eui64);
  if (chret_certificate_set_handle(certificate, host) == CHRET_OK) {
    host->handles++;
  }
  return step(host, 'D');
}

static int32_t sign(void *ctx, const uint8_t *signed_info, size_t size, uint8_t *signature) {
  uint64_t sum = 1;
  if (((const test_host *)ctx)->silent == 'S') {
    return 0;
  }
  add(&sum, signed_info, size);
  spread(sum, signature, CHRET_SIGNATURE_SIZE);
  return step(ctx, 'S');
}

static int32_t verify(void *ctx, void *handle, const uint8_t *signed_info, size_t size, const uint8_t *signature,
                      int32_t *valid) {
  uint8_t right[CHRET_SIGNATURE_SIZE];
  uint64_t sum = 1;
  ck_assert_ptr_eq(handle, ctx);
  add(&sum, signed_info, size);
  spread(sum, right, sizeof right);
  if (((const test_host *)ctx)->silent != 'V') {
    *valid = memcmp(right, signature, sizeof right) == 0;
  }
  return step(ctx, 'V');
}

static int32_t check(void *ctx, void *handle, int64_t time, int32_t *valid) {
  (void)handle;
  (void)time;
  if (((const test_host *)ctx)->silent != 'C') {
    *valid = 1;
  }
  return step(ctx, 'C');
}

static void give_back(void *ctx, void *handle) {
  ck_assert_ptr_eq(handle, ctx);
  ((test_host *)ctx)->handles--;
}

/* ---- The sink, the memory of requests, and the rest --------------------------------------------------------------- */

static int32_t take(void *ctx, const uint8_t *data, size_t size) {
  test_host *host = ctx;
  ck_assert_msg(host->finishes == 0 && host->failed != 'W', "more comes after the end");
  test_add(&host->taken, (const char *)data, size);
  return step(host, 'W');
}

static int32_t finish(void *ctx, int32_t keep) {
  test_host *host = ctx;
  host->finishes++;
  host->kept = keep;
  return keep == 1 ? step(host, 'E') : 1;
}

const chret_sink *test_host_sink(test_host *host) {
  host->taken.size = 0;
  host->finishes = 0;
  host->kept = -1;
  return &host->sink;
}

static int32_t find(void *ctx, uint64_t originator, uint64_t target, uint64_t counter, int32_t *found, uint8_t *digest,
                    int32_t *has_highest, uint64_t *highest) {
  (void)originator;
  (void)target;
  (void)digest;
  *found = 0;
  *has_highest = 1;
  *highest = counter - 1;
  return step(ctx, 'R');
}

int32_t test_host_counter(void *ctx, uint64_t *counter) {
  test_host *host = ctx;
  *counter = ++host->counter;
  return step(host, 'N');
}

int32_t test_host_inventory(void *ctx, const uint64_t *devices, size_t count, chret_facts *facts) {
  (void)devices;
  for (size_t i = 0; i < count; i++) {
    chret_facts_set_known(facts, i, 1);
    chret_facts_set_device_type(facts, i, TEST_TEXT("CHF"));
    chret_facts_set_authorised(facts, i, 1);
  }
  return step(ctx, 'I');
}

int32_t test_host_own_check(void *ctx, const chret_record *record, void *own, int32_t *failed) {
  uint64_t device = 0;
  (void)own;
  ck_assert_int_eq(chret_record_get_eui(record, CHRET_FIELD_DEVICE_ID, &device), CHRET_OK);
  *failed = device % 3 == 0;
  return step(ctx, 'O');
}

void test_host_init(test_host *host) {
  memset(host, 0, sizeof *host);
  test_memory_allocator(&host->memory, &host->inner);
  ck_assert_int_eq(chret_allocator_init(&host->allocator, sizeof host->allocator), CHRET_OK);
  host->allocator.ctx = host;
  host->allocator.allocate = allocate;
  host->allocator.reallocate = reallocate;
  host->allocator.release = release;
  ck_assert_int_eq(chret_provider_init(&host->provider, sizeof host->provider), CHRET_OK);
  host->provider.ctx = host;
  host->provider.digest_begin = digest_begin;
  host->provider.digest_update = digest_update;
  host->provider.digest_finish = digest_finish;
  host->provider.digest_drop = digest_drop;
  host->provider.describe = describe;
  host->provider.verify = verify;
  host->provider.check = check;
  host->provider.release = give_back;
  ck_assert_int_eq(chret_signer_init(&host->signer, sizeof host->signer), CHRET_OK);
  host->signer.ctx = host;
  host->signer.provider = &host->provider;
  test_signer_names(&host->signer, "CN=Z1,OU=07", "7");
  host->signer.sign = sign;
  ck_assert_int_eq(chret_sink_init(&host->sink, sizeof host->sink), CHRET_OK);
  host->sink.ctx = host;
  host->sink.write = take;
  host->sink.finish = finish;
  ck_assert_int_eq(chret_replay_memory_init(&host->replay, sizeof host->replay), CHRET_OK);
  host->replay.ctx = host;
  host->replay.find = find;
}
