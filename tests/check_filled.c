/* tests/check_filled.c - the structs that a host fills in, of this version's size and of others. */
#include "base/filled.h"
#include "support.h"

#include <chreturn/validation.h>
#include <stdlib.h>
#include <string.h>

/* What a host may have compiled: a first version, a later one with a field more, and one that is not known here. */
typedef struct first_version {
  uint32_t struct_size, reserved;
  void *ctx;
} first_version;

typedef struct second_version {
  uint32_t struct_size, reserved;
  void *ctx;
  uint64_t appended;
} second_version;

typedef struct third_version {
  second_version known;
  uint64_t unknown;
} third_version;

#define SECOND CHRET_I_UP_TO(second_version, ctx), sizeof(second_version)

static const struct {
  size_t size;
  int32_t status;
} sizes[] = {
    {sizeof(first_version), CHRET_OK},
    {sizeof(second_version), CHRET_OK},
    {sizeof(third_version), CHRET_E_ARGUMENT},
    {0, CHRET_E_ARGUMENT},
    {sizeof(uint32_t), CHRET_E_ARGUMENT},
    {sizeof(first_version) - 1, CHRET_E_ARGUMENT},
    {sizeof(second_version) + 1, CHRET_E_ARGUMENT},
    {(size_t)UINT32_MAX, CHRET_E_ARGUMENT},
    {SIZE_MAX, CHRET_E_ARGUMENT},
};

START_TEST(sizes_from_the_first_version_to_this_one_are_taken) {
  third_version given, before;
  memset(&given, 0x5A, sizeof given);
  before = given;
  ck_assert_int_eq(chret_i_filled_init(&given, sizes[_i].size, SECOND), sizes[_i].status);
  if (sizes[_i].status == CHRET_OK) {
    /* nothing behind what the host has is touched */
    before.known.struct_size = (uint32_t)sizes[_i].size;
    before.known.reserved = 0;
    memset((char *)&before + 8, 0, sizes[_i].size - 8);
    ck_assert(chret_i_filled_is(&given, SECOND));
  } else {
    second_version other = {(uint32_t)sizes[_i].size, 0, NULL, 0};
    ck_assert(!chret_i_filled_is(&other, SECOND));
  }
  ck_assert_mem_eq(&given, &before, sizeof given);
}
END_TEST

START_TEST(what_an_older_host_lacks_is_zero) {
  /* by itself in memory: what reads beyond it is seen by the sanitizers */
  first_version *older = malloc(sizeof *older);
  second_version copy;
  ck_assert_ptr_nonnull(older);
  memset(&copy, 0x5A, sizeof copy);
  ck_assert_int_eq(chret_i_filled_init(older, sizeof *older, SECOND), CHRET_OK);
  older->ctx = &copy;
  chret_i_filled_copy(&copy, older, sizeof copy);
  ck_assert_ptr_eq(copy.ctx, &copy);
  ck_assert_uint_eq(copy.appended, 0);
  ck_assert_uint_eq(copy.struct_size, sizeof *older);
  free(older);

  second_version now = {sizeof now, 0, NULL, 7};
  chret_i_filled_copy(&copy, &now, sizeof copy);
  ck_assert_uint_eq(copy.appended, 7);
}
END_TEST

START_TEST(a_reserved_number_is_none_that_is_known) {
  second_version given = {sizeof given, 1, NULL, 0};
  ck_assert(!chret_i_filled_is(&given, SECOND));
  given.reserved = 0;
  ck_assert(chret_i_filled_is(&given, SECOND));
  ck_assert(!chret_i_filled_is(NULL, SECOND));
}
END_TEST

/* ---- The structs of this version --------------------------------------------------------------------------------- */

typedef union filled {
  chret_allocator allocator;
  chret_sink sink;
  chret_provider provider;
  chret_signer signer;
  chret_replay_memory memory;
  unsigned char bytes[512];
} filled;

static int32_t init_allocator(filled *any, size_t size) {
  return chret_allocator_init(any ? &any->allocator : NULL, size);
}
static int32_t init_sink(filled *any, size_t size) {
  return chret_sink_init(any ? &any->sink : NULL, size);
}
static int32_t init_provider(filled *any, size_t size) {
  return chret_provider_init(any ? &any->provider : NULL, size);
}
static int32_t init_signer(filled *any, size_t size) {
  return chret_signer_init(any ? &any->signer : NULL, size);
}
static int32_t init_memory(filled *any, size_t size) {
  return chret_replay_memory_init(any ? &any->memory : NULL, size);
}

/* first: as a host compiled with the first version has it. A field that is appended leaves it as it is. */
static const struct {
  const char *name;
  int32_t (*init)(filled *any, size_t size);
  size_t size;
  size_t first;
} structs[] = {
    {"chret_allocator", init_allocator, sizeof(chret_allocator), 8 + 4 * sizeof(void *)},
    {"chret_sink", init_sink, sizeof(chret_sink), 8 + 3 * sizeof(void *)},
    {"chret_provider", init_provider, sizeof(chret_provider), 8 + 9 * sizeof(void *)},
    {"chret_signer", init_signer, sizeof(chret_signer), 8 + 7 * sizeof(void *) + 8},
    {"chret_replay_memory", init_memory, sizeof(chret_replay_memory), 8 + 2 * sizeof(void *)},
};

START_TEST(every_struct_takes_the_sizes_that_it_has_had) {
  filled any, before;
  for (size_t size = 0; size < sizeof any; size++) {
    int32_t expected = size >= structs[_i].first && size <= structs[_i].size ? CHRET_OK : CHRET_E_ARGUMENT;
    memset(&any, 0x5A, sizeof any);
    before = any;
    ck_assert_msg(structs[_i].init(&any, size) == expected, "%s of %zu bytes", structs[_i].name, size);
    if (expected == CHRET_OK) {
      memset(&before, 0, size);
      before.allocator.struct_size = (uint32_t)size;
    }
    ck_assert_mem_eq(&any, &before, sizeof any);
  }
  ck_assert_int_eq(structs[_i].init(NULL, structs[_i].size), CHRET_E_ARGUMENT);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("filled");
  TCase *tests = tcase_create("filled");
  suite_add_tcase(suite, tests);
  tcase_add_loop_test(tests, sizes_from_the_first_version_to_this_one_are_taken, 0, TEST_COUNT(sizes));
  tcase_add_test(tests, what_an_older_host_lacks_is_zero);
  tcase_add_test(tests, a_reserved_number_is_none_that_is_known);
  tcase_add_loop_test(tests, every_struct_takes_the_sizes_that_it_has_had, 0, TEST_COUNT(structs));
  return test_run(suite);
}
