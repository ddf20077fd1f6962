/* tests/check_provider.c - the structs that a host fills in, and digests by its provider. */
#include "signature/digest.h"
#include "support.h"

#include <string.h>

START_TEST(structs_are_initialised_for_the_size_that_is_known) {
  chret_provider provider, zero_provider;
  chret_signer signer, zero_signer;
  memset(&provider, 0x5A, sizeof provider);
  memset(&signer, 0x5A, sizeof signer);
  memset(&zero_provider, 0, sizeof zero_provider);
  memset(&zero_signer, 0, sizeof zero_signer);
  zero_provider.struct_size = sizeof provider;
  zero_signer.struct_size = sizeof signer;
  ck_assert_int_eq(chret_provider_init(&provider, sizeof provider), CHRET_OK);
  ck_assert_int_eq(chret_signer_init(&signer, sizeof signer), CHRET_OK);
  ck_assert_mem_eq(&provider, &zero_provider, sizeof provider);
  ck_assert_mem_eq(&signer, &zero_signer, sizeof signer);
  static const int off[] = {-8, -1, 1, 8};
  for (size_t i = 0; i < sizeof off / sizeof *off; i++) {
    ck_assert_int_eq(chret_provider_init(&provider, (size_t)((int)sizeof provider + off[i])), CHRET_E_ARGUMENT);
    ck_assert_int_eq(chret_signer_init(&signer, (size_t)((int)sizeof signer + off[i])), CHRET_E_ARGUMENT);
  }
  ck_assert_int_eq(chret_provider_init(NULL, sizeof provider), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_signer_init(NULL, sizeof signer), CHRET_E_ARGUMENT);
}
END_TEST

/* ---- Digests ----------------------------------------------------------------------------------------------------- */

/* A provider that writes its calls down, and fails at the `fail_at`-th with that number. Its digest has no state. */
static struct {
  test_text calls;
  int count, fail_at;
} host;

static int32_t note(const char *call) {
  test_addf(&host.calls, "%s ", call);
  return ++host.count == host.fail_at ? host.count : 0;
}

static int32_t begin(void *ctx, void **digest) {
  ck_assert(ctx == &host && *digest == NULL);
  return note("begin");
}

static int32_t update(void *ctx, void *digest, const uint8_t *data, size_t size) {
  ck_assert(ctx == &host && digest == NULL && size == 4 && memcmp(data, "data", 4) == 0);
  return note("update");
}

static int32_t finish(void *ctx, void *digest, uint8_t *out) {
  ck_assert(ctx == &host && digest == NULL);
  memset(out, 7, CHRET_DIGEST_SIZE);
  return note("finish");
}

static void drop(void *ctx, void *digest) {
  ck_assert(ctx == &host && digest == NULL);
  (void)note("drop");
}

static const struct {
  int fail_at;
  const char *calls;
} digests[] = {
    {0, "begin update update finish drop "}, {1, "begin "}, {2, "begin update drop "}, {3, "begin update update drop "},
    {4, "begin update update finish drop "},
};

START_TEST(a_digest_that_failed_is_asked_no_more_and_dropped_once) {
  int32_t code = digests[_i].fail_at;
  chret_provider provider;
  chret_i_digest digest;
  uint8_t out[CHRET_DIGEST_SIZE] = {0};
  ck_assert_int_eq(chret_provider_init(&provider, sizeof provider), CHRET_OK);
  provider.ctx = &host;
  provider.digest_begin = begin;
  provider.digest_update = update;
  provider.digest_finish = finish;
  provider.digest_drop = drop;
  host.fail_at = digests[_i].fail_at;
  host.count = 0;
  memset(&digest, 0, sizeof digest);
  chret_i_digest_drop(&digest);
  memset(&digest, 0x5A, sizeof digest);
  ck_assert_int_eq(chret_i_digest_begin(&digest, &provider), code == 1 ? 1 : 0);
  ck_assert_int_eq(chret_i_digest_update(&digest, (const uint8_t *)"data", 4), code <= 2 ? code : 0);
  ck_assert_int_eq(chret_i_digest_update(&digest, (const uint8_t *)"data", 4), code <= 3 ? code : 0);
  ck_assert_int_eq(chret_i_digest_finish(&digest, out), code);
  ck_assert_int_eq(digest.code, code);
  chret_i_digest_drop(&digest);
  chret_i_digest_drop(&digest);
  ck_assert_str_eq(host.calls.data, digests[_i].calls);
  ck_assert(code != 0 || out[CHRET_DIGEST_SIZE - 1] == 7);
  test_text_free(&host.calls);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("provider");
  TCase *tests = tcase_create("provider");
  suite_add_tcase(suite, tests);
  tcase_add_test(tests, structs_are_initialised_for_the_size_that_is_known);
  tcase_add_loop_test(tests, a_digest_that_failed_is_asked_no_more_and_dropped_once, 0, TEST_COUNT(digests));
  return test_run(suite);
}
