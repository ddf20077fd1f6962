/* tests/check_base.c - statuses, error objects, options. */
#include "support.h"

#include "base/memory.h"

#include <string.h>

#define STATUS(name)                                                                                                   \
  { name, #name }

static const struct {
  int32_t status;
  const char *macro;
} statuses[] = {
    STATUS(CHRET_E_ARGUMENT),
    STATUS(CHRET_E_NO_MEMORY),
    STATUS(CHRET_E_STATE),
    STATUS(CHRET_E_HOST),
    STATUS(CHRET_E_MISSING),
    STATUS(CHRET_E_MALFORMED),
    STATUS(CHRET_E_TOO_LONG),
    STATUS(CHRET_E_NOT_ENUMERATED),
    STATUS(CHRET_E_UNKNOWN_ITEM),
    STATUS(CHRET_E_REPEATED_ITEM),
    STATUS(CHRET_E_DUPLICATE),
    STATUS(CHRET_E_TOO_MANY),
    STATUS(CHRET_E_SERVICE_MISMATCH),
    STATUS(CHRET_E_COMMAND_VARIANT),
    STATUS(CHRET_E_NOT_WELL_FORMED),
    STATUS(CHRET_E_ENCODING),
    STATUS(CHRET_E_DOCTYPE),
    STATUS(CHRET_E_LIMIT),
    STATUS(CHRET_E_STRUCTURE),
    STATUS(CHRET_E_NOT_DUIS),
    STATUS(CHRET_E_OTHER_SERVICE),
    STATUS(CHRET_E_SAVED_STATE),
    STATUS(CHRET_E_UNKNOWN_DEVICE),
    STATUS(CHRET_E_CONTRADICTION),
    STATUS(CHRET_E_OTHER_REQUEST),
    STATUS(CHRET_E_UNSIGNED),
    STATUS(CHRET_E_SIGNATURE_PROFILE),
    STATUS(CHRET_E_SIGNATURE_MALFORMED),
    STATUS(CHRET_E_DIGEST_MISMATCH),
    STATUS(CHRET_E_SIGNATURE_MISMATCH),
    STATUS(CHRET_E_UNKNOWN_CERTIFICATE),
    STATUS(CHRET_E_UNUSABLE_CERTIFICATE),
    STATUS(CHRET_E_FOREIGN_SIGNER),
    STATUS(CHRET_E_SIGNED),
    STATUS(CHRET_E_CERTIFICATE),
    STATUS(CHRET_E_KEY),
    STATUS(CHRET_E_KEY_MISMATCH),
    STATUS(CHRET_E_CRYPTOGRAPHY),
};

START_TEST(each_status_is_listed_and_named_like_its_constant) {
  char name[40];
  size_t size = 0;
  for (const char *from = statuses[_i].macro + strlen("CHRET_E_"); *from != '\0'; from++, size++) {
    name[size] = (char)(*from == '_' ? '-' : *from - 'A' + 'a');
  }
  name[size] = '\0';
  ck_assert_str_eq(chret_status_name(statuses[_i].status), name);
  size_t listed = 0;
  for (size_t i = 0; i < chret_status_count(); i++) {
    listed += chret_status_at(i) == statuses[_i].status;
  }
  ck_assert_msg(listed == 1, "%s is listed %zu times", name, listed);
}
END_TEST

START_TEST(statuses_have_names_texts_and_families_of_their_own) {
  for (size_t i = 0; i < chret_status_count(); i++) {
    int32_t status = chret_status_at(i);
    const char *name = chret_status_name(status);
    ck_assert_msg(status == CHRET_OK || (status >= 100 && status < 600), "%s: %d", name, (int)status);
    ck_assert_msg(strspn(name, "abcdefghijklmnopqrstuvwxyz-") == strlen(name) && name[0] != '\0', "%s", name);
    ck_assert_str_ne(name, "unknown");
    ck_assert_msg(strlen(chret_status_text(status)) > strlen(name), "%s: %s", name, chret_status_text(status));
    for (size_t j = 0; j < i; j++) {
      ck_assert_str_ne(name, chret_status_name(chret_status_at(j)));
    }
  }
  ck_assert_int_eq(chret_status_at(chret_status_count()), CHRET_OK);
  ck_assert_str_eq(chret_status_name(99), "unknown");
  ck_assert_str_eq(chret_status_name(-1), "unknown");
  ck_assert_str_eq(chret_version(), CHRET_VERSION);
}
END_TEST

/* The number of a constant; -1 where it is not listed exactly once. */
static int32_t constant(const char *name) {
  int32_t value = -1;
  for (size_t i = 0; i < chret_constant_count(); i++) {
    if (strcmp(chret_constant_name_at(i), name) == 0)
      value = value == -1 ? chret_constant_value_at(i) : -2;
  }
  return value < 0 ? -1 : value;
}

/* That they are all of the headers: tests/python/test_binding_declarations.py. */
START_TEST(constants_are_listed_by_name) {
  ck_assert_int_eq(constant("OK"), CHRET_OK);
  ck_assert_int_eq(constant("E_CRYPTOGRAPHY"), CHRET_E_CRYPTOGRAPHY);
  ck_assert_int_eq(constant("LIMIT_ATTRIBUTES"), CHRET_LIMIT_ATTRIBUTES);
  ck_assert_int_eq(constant("FIELD_DEVICE_ID_LIST"), CHRET_FIELD_DEVICE_ID_LIST);
  ck_assert_int_eq(constant("SERVICE_NO_FAULT_RETURN"), CHRET_SERVICE_NO_FAULT_RETURN);
  ck_assert_int_eq(constant("FINDINGS_MAX"), CHRET_FINDINGS_MAX);
  ck_assert_int_eq(constant("LIMIT"), -1);
  for (size_t i = 0; i < chret_constant_count(); i++)
    ck_assert_msg(constant(chret_constant_name_at(i)) >= 0, "%s", chret_constant_name_at(i));
  ck_assert_ptr_null(chret_constant_name_at(chret_constant_count()));
  ck_assert_int_eq(chret_constant_value_at(chret_constant_count()), 0);
  ck_assert_ptr_null(chret_constant_name_at(SIZE_MAX));
}
END_TEST

START_TEST(an_error_object_tells_of_its_last_call_only) {
  chret_error *err = NULL;
  chret_request *request = NULL;
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  ck_assert_int_eq(chret_error_status(err), CHRET_OK);
  ck_assert_int_eq(chret_request_new(&request, CHRET_SERVICE_FAULT_RETURN, CHRET_FORM_SINGLE, NULL), CHRET_OK);

  ck_assert_int_eq(chret_request_set(request, CHRET_FIELD_COMMAND_VARIANT, TEST_TEXT("ten"), err),
                   chret_error_status(err));
  ck_assert_int_ne(chret_error_status(err), CHRET_OK);
  ck_assert_str_eq(chret_error_item(err), "CommandVariant");
  ck_assert_str_ne(chret_error_message(err), "");
  ck_assert_ptr_null(strchr(chret_error_message(err), '\n'));

  ck_assert_int_eq(chret_request_set(request, CHRET_FIELD_COMMAND_VARIANT, TEST_TEXT("8"), err), CHRET_OK);
  ck_assert_int_eq(chret_error_status(err), CHRET_OK);
  ck_assert_str_eq(chret_error_item(err), "");
  ck_assert_str_eq(chret_error_device_id(err), "");
  ck_assert_str_eq(chret_error_message(err), "");
  ck_assert_uint_eq(chret_error_record(err) + chret_error_line(err), 0);
  ck_assert_int_eq(chret_error_host_code(err), 0);
  chret_request_free(request);
  chret_error_free(err);

  ck_assert_int_eq(chret_error_new(NULL, NULL), CHRET_E_ARGUMENT);
  ck_assert_str_eq(chret_error_message(NULL) == NULL ? "" : chret_error_message(NULL), "");
  chret_error_free(NULL);
}
END_TEST

START_TEST(libraries_built_on_this_one_use_its_errors_and_options) {
  test_memory memory = {0};
  chret_options *options = test_memory_options(&memory);
  chret_error *err = NULL;
  char text[300];
  ck_assert_int_eq(chret_error_new(&err, options), CHRET_OK);
  ck_assert_int_eq(chret_error_set(err, CHRET_E_KEY, "first"), CHRET_E_KEY);
  ck_assert_int_eq(chret_error_set(err, CHRET_E_LIMIT, "second"), CHRET_E_LIMIT);
  ck_assert_int_eq(chret_error_status(err), CHRET_E_LIMIT);
  ck_assert_str_eq(chret_error_message(err), "second");
  chret_error_set(err, CHRET_E_KEY, NULL);
  ck_assert_str_eq(chret_error_message(err), chret_status_text(CHRET_E_KEY));
  memset(text, '%', sizeof text);
  text[sizeof text - 1] = '\0';
  chret_error_set(err, CHRET_E_KEY, text);
  ck_assert_uint_eq(strlen(chret_error_message(err)), 255);
  for (size_t before = 0; before < 4; before++) { /* a character that would be cut is left out */
    const char plug[] = "\xF0\x9F\x94\x8C";
    for (size_t i = before; i < sizeof text - 1; i++)
      text[i] = plug[(i - before) % 4];
    chret_error_set(err, CHRET_E_KEY, text);
    ck_assert_uint_eq(strlen(chret_error_message(err)), before + (255 - before) / 4 * 4);
  }
  ck_assert_int_eq(chret_error_set(err, CHRET_OK, "nothing"), CHRET_OK);
  ck_assert_str_eq(chret_error_message(err), "");
  ck_assert_int_eq(chret_error_set(NULL, CHRET_E_KEY, "nobody asks"), CHRET_E_KEY);

  ck_assert_ptr_eq(chret_options_allocator(options)->ctx, &memory);
  const chret_allocator *standard = chret_options_allocator(NULL);
  void *block = standard->allocate(standard->ctx, 1);
  ck_assert_ptr_nonnull(block);
  standard->release(standard->ctx, block);
  chret_error_free(err);
  chret_options_free(options);
}
END_TEST

START_TEST(structs_of_another_size_are_refused) {
  chret_allocator allocator;
  chret_sink sink;
  memset(&allocator, 0x5A, sizeof allocator);
  ck_assert_int_eq(chret_allocator_init(&allocator, sizeof allocator + 8), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_allocator_init(&allocator, 0), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_allocator_init(NULL, sizeof allocator), CHRET_E_ARGUMENT);
  ck_assert_uint_eq(allocator.struct_size, 0x5A5A5A5A);
  ck_assert_int_eq(chret_allocator_init(&allocator, sizeof allocator), CHRET_OK);
  ck_assert_uint_eq(allocator.struct_size, sizeof allocator);
  ck_assert(allocator.allocate == NULL && allocator.ctx == NULL && allocator.reserved == 0);
  ck_assert_int_eq(chret_sink_init(&sink, sizeof sink + 8), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_sink_init(&sink, 0), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_sink_init(NULL, sizeof sink), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_sink_init(&sink, sizeof sink), CHRET_OK);
  ck_assert_uint_eq(sink.struct_size, sizeof sink);

  chret_options *options = NULL;
  ck_assert_int_eq(chret_options_new(&options, &allocator), CHRET_E_ARGUMENT); /* no functions in it */
  test_memory memory = {0};
  test_memory_allocator(&memory, &allocator);
  allocator.struct_size += 8;
  ck_assert_int_eq(chret_options_new(&options, &allocator), CHRET_E_ARGUMENT);
  ck_assert_ptr_null(options);
}
END_TEST

START_TEST(limits_are_checked_when_they_are_set) {
  chret_options *options = NULL;
  ck_assert_int_eq(chret_options_new(&options, NULL), CHRET_OK);
  for (int32_t limit = CHRET_LIMIT_BYTES; limit <= CHRET_LIMIT_ATTRIBUTES; limit++) {
    ck_assert_int_eq(chret_options_set_limit(options, limit, 0), CHRET_E_ARGUMENT);
    ck_assert_int_eq(chret_options_set_limit(options, limit, 1), CHRET_OK);
  }
  ck_assert_int_eq(chret_options_set_limit(options, CHRET_LIMIT_RECORDS, 999), CHRET_OK);
  ck_assert_int_eq(chret_options_set_limit(options, CHRET_LIMIT_RECORDS, 1000), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_options_set_limit(options, CHRET_LIMIT_TEXT, 9900000), CHRET_OK);
  ck_assert_int_eq(chret_options_set_limit(options, CHRET_LIMIT_TEXT, 9900001), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_options_set_limit(options, 0, 1), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_options_set_limit(options, CHRET_LIMIT_ATTRIBUTES + 1, 1), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_options_set_limit(NULL, CHRET_LIMIT_BYTES, 1), CHRET_E_ARGUMENT);
  chret_options_free(options);
  chret_options_free(NULL);
}
END_TEST

START_TEST(options_take_a_time_and_a_choice) {
  chret_options *options = NULL;
  ck_assert_int_eq(chret_options_new(&options, NULL), CHRET_OK);
  ck_assert_int_eq(chret_options_set_time(options, -1), CHRET_OK);
  ck_assert_int_eq(chret_options_set_time(NULL, 0), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_options_set_any_signer(options, 1), CHRET_OK);
  ck_assert_int_eq(chret_options_set_any_signer(options, 0), CHRET_OK);
  ck_assert_int_eq(chret_options_set_any_signer(options, 2), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_options_set_any_signer(options, -1), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_options_set_any_signer(NULL, 0), CHRET_E_ARGUMENT);
  chret_options_free(options);
}
END_TEST

/* Sizes whose sum or product is beyond size_t are no memory, and never a smaller block. */
START_TEST(sizes_do_not_wrap_round) {
  test_memory memory = {0};
  chret_allocator allocator;
  chret_i_arena arena;
  void *block = NULL;
  size_t capacity = 0;
  test_memory_allocator(&memory, &allocator);
  ck_assert_int_eq(chret_i_grow(&allocator, &block, &capacity, SIZE_MAX, 1), 0);
  ck_assert_int_eq(chret_i_grow(&allocator, &block, &capacity, SIZE_MAX / 8 + 1, 16), 0);
  ck_assert(block == NULL && capacity == 0);
  chret_i_arena_init(&arena, &allocator);
  ck_assert_ptr_null(chret_i_arena_room(&arena, SIZE_MAX));
  ck_assert_ptr_null(chret_i_arena_text(&arena, "", SIZE_MAX));
  chret_i_arena_release(&arena);
  ck_assert_uint_eq(memory.calls, 0);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("base");
  TCase *tests = tcase_create("base");
  suite_add_tcase(suite, tests);
  tcase_add_loop_test(tests, each_status_is_listed_and_named_like_its_constant, 0, TEST_COUNT(statuses));
  tcase_add_test(tests, statuses_have_names_texts_and_families_of_their_own);
  tcase_add_test(tests, constants_are_listed_by_name);
  tcase_add_test(tests, an_error_object_tells_of_its_last_call_only);
  tcase_add_test(tests, libraries_built_on_this_one_use_its_errors_and_options);
  tcase_add_test(tests, structs_of_another_size_are_refused);
  tcase_add_test(tests, limits_are_checked_when_they_are_set);
  tcase_add_test(tests, options_take_a_time_and_a_choice);
  tcase_add_test(tests, sizes_do_not_wrap_round);
  return test_run(suite);
}
