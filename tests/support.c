/* tests/support.c - suites, texts, files and models for the check_ programs. */
#include "support.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int test_run(Suite *suite) {
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

double test_patience(void) {
  const char *multiplier = getenv("CK_TIMEOUT_MULTIPLIER");
  double value = multiplier == NULL ? 1 : strtod(multiplier, NULL);
  return value > 1 ? value : 1;
}

/* ---- Texts ------------------------------------------------------------------------------------------------------- */

static char *room_for(test_text *text, size_t more) {
  if (text->room - text->size <= more) {
    text->room = (text->size + more + 64) * 2;
    text->data = realloc(text->data, text->room);
    if (text->data == NULL) {
      abort();
    }
  }
  return text->data + text->size;
}

void test_add(test_text *text, const char *data, size_t size) {
  char *end = room_for(text, size);
  if (size != 0) {
    memcpy(end, data, size);
  }
  end[size] = '\0';
  text->size += size;
}

void test_adds(test_text *text, const char *data) {
  test_add(text, data, strlen(data));
}

void test_addf(test_text *text, const char *format, ...) {
  va_list values;
  va_start(values, format);
  int size = vsnprintf(NULL, 0, format, values);
  va_end(values);
  if (size < 0) {
    abort();
  }
  char *end = room_for(text, (size_t)size);
  va_start(values, format);
  vsnprintf(end, (size_t)size + 1, format, values);
  va_end(values);
  text->size += (size_t)size;
}

void test_add_quoted(test_text *text, const char *data, size_t size) {
  test_adds(text, "\"");
  for (size_t i = 0; i < size; i++) {
    unsigned char byte = (unsigned char)data[i];
    if (byte < 0x20 || byte == '"' || byte == '\\') {
      test_addf(text, "\\x%02X", byte);
    } else {
      test_add(text, data + i, 1);
    }
  }
  test_adds(text, "\"");
}

void test_add_buffer(test_text *text, const chret_buffer *buffer) {
  test_add(text, (const char *)chret_buffer_data(buffer), chret_buffer_size(buffer));
}

void test_text_free(test_text *text) {
  free(text->data);
  *text = (test_text){NULL, 0, 0};
}

char *test_exactly(const char *text, size_t size) {
  char *copy = malloc(size == 0 ? 1 : size);
  ck_assert_ptr_nonnull(copy);
  return size == 0 ? copy : memcpy(copy, text, size);
}

/* ---- Files ------------------------------------------------------------------------------------------------------- */

int test_load(test_text *text, const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    return 0;
  }
  size_t got;
  do {
    char *end = room_for(text, 65536);
    got = fread(end, 1, 65536, file);
    text->size += got;
  } while (got != 0);
  test_adds(text, "");
  int failed = ferror(file);
  fclose(file);
  return !failed;
}

int test_load_duis(test_text *text, const char *name) {
  const char *folder = getenv("CHRET_DUIS_DIR");
  test_text path = {NULL, 0, 0};
  test_addf(&path, "%s/%s", folder == NULL ? "../shared/duis" : folder, name);
  int found = test_load(text, path.data);
  if (!found) {
    printf("skipped: there is no %s\n", path.data);
    fflush(stdout);
  }
  test_text_free(&path);
  return found;
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

test_names test_folder(const char *path) {
  test_names names = {NULL, 0};
  DIR *folder = opendir(path);
  if (folder == NULL) {
    fprintf(stderr, "%s: no such folder; run from the project's root\n", path);
    exit(EXIT_FAILURE);
  }
  for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
    if (entry->d_name[0] != '.') {
      names.name = realloc(names.name, (names.count + 1) * sizeof *names.name);
      names.name[names.count++] = strdup(entry->d_name);
    }
  }
  closedir(folder);
  if (names.count != 0) {
    qsort(names.name, names.count, sizeof *names.name, by_name);
  }
  return names;
}

uint32_t test_random(uint64_t *state, uint32_t below) {
  /* SplitMix64: any seed will do, also 0. */
  uint64_t value = *state += UINT64_C(0x9E3779B97F4A7C15);
  value = (value ^ (value >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  value = (value ^ (value >> 27)) * UINT64_C(0x94D049BB133111EB);
  return (uint32_t)((value ^ (value >> 31)) % below);
}

/* ---- Models ------------------------------------------------------------------------------------------------------ */

static void add_item(test_text *text, size_t record, int32_t field, const char *value, size_t size) {
  if (value != NULL) {
    test_addf(text, "%zu %s ", record, chret_field_name(field));
    test_add_quoted(text, value, size);
    test_adds(text, "\n");
  }
}

void test_add_request(test_text *text, const chret_request *request, int with_lines) {
  test_addf(text, "form %s\nservice %s\nsigned %s\n", chret_form_name(chret_request_form(request)),
            chret_service_name(chret_request_service(request)), chret_request_is_signed(request) ? "yes" : "no");
  size_t size = 0;
  for (size_t i = 0; i < chret_field_count(); i++) {
    int32_t field = chret_field_at(i);
    if (field / 100 == 2) {
      const char *value = chret_request_get(request, field, &size);
      add_item(text, 0, field, value, size);
    }
  }
  for (size_t r = 0; r < chret_request_record_count(request); r++) {
    const chret_record *record = chret_request_record_at(request, r);
    if (with_lines) {
      test_addf(text, "%zu line %zu\n", r + 1, chret_record_line(record));
    }
    for (size_t i = 0; i < chret_field_count(); i++) {
      int32_t field = chret_field_at(i);
      if (field / 100 == 1) {
        const char *value = chret_record_get(record, field, &size);
        add_item(text, r + 1, field, value, size);
      }
    }
  }
}

static void add_place(test_text *text, int32_t status, const char *item, size_t line, size_t record,
                      const char *device_id) {
  test_addf(text, "%s %s %zu %zu %s\n", chret_status_name(status), item[0] == '\0' ? "-" : item, line, record,
            device_id[0] == '\0' ? "-" : device_id);
}

void test_add_error(test_text *text, const chret_error *err) {
  add_place(text, chret_error_status(err), chret_error_item(err), chret_error_line(err), chret_error_record(err),
            chret_error_device_id(err));
}

void test_add_finding(test_text *text, const chret_report *report, size_t i) {
  add_place(text, chret_report_code(report, i), chret_report_item(report, i), chret_report_line(report, i),
            chret_report_record(report, i), chret_report_device_id(report, i));
}

int test_matches(const char *want, const char *got) {
  for (; *want != '\0'; want++) {
    if (want[0] == '*' && want[1] == ' ') {
      got += strspn(got, "0123456789");
    } else if (*want != *got++) {
      return 0;
    }
  }
  return *got == '\0';
}

void test_fill(chret_record *record, int32_t service, uint32_t number) {
  test_text value = {NULL, 0, 0};
  for (size_t i = 0; i < chret_service_item_count(service); i++) {
    int32_t field = chret_service_item_at(service, i);
    int32_t status = CHRET_E_ARGUMENT;
    value.size = 0;
    switch (chret_field_kind(field)) {
    case CHRET_KIND_EUI:
      status = chret_record_set_eui(record, field, (UINT64_C(0x00DB) << 48) + i * 0x1000000 + number);
      break;
    case CHRET_KIND_ENUMERATION:
      status = chret_record_set_choice(record, field, number % chret_field_value_count(field));
      break;
    case CHRET_KIND_DATE_TIME:
      test_addf(&value, "2024-02-29T23:59:%02uZ", (unsigned)(number % 60));
      status = chret_record_set(record, field, value.data, value.size);
      break;
    case CHRET_KIND_TEXT:
      test_addf(&value, "No. %u <&>", (unsigned)number);
      status = chret_record_set(record, field, value.data, value.size);
      break;
    default:
      break;
    }
    ck_assert_msg(status == CHRET_OK, "%s: %s", chret_field_name(field), chret_status_name(status));
  }
  test_text_free(&value);
}

chret_request *test_request(int32_t service, int32_t form, uint32_t records, const chret_options *options) {
  chret_request *request = NULL;
  chret_record *record = NULL;
  ck_assert_int_eq(chret_request_new(&request, service, form, options), CHRET_OK);
  ck_assert_int_eq(chret_request_set_id(request, TEST_ORIGINATOR, TEST_TARGET, 1000), CHRET_OK);
  ck_assert_int_eq(chret_record_new(&record, service, options), CHRET_OK);
  for (uint32_t i = 0; i < records; i++) {
    test_fill(record, service, i);
    ck_assert_int_eq(chret_request_append(request, record, NULL), CHRET_OK);
  }
  chret_record_free(record);
  return request;
}

chret_response *test_refusal(int32_t service, uint32_t refused, const chret_options *options) {
  chret_response *response = NULL;
  ck_assert_int_eq(chret_response_new(&response, service, options), CHRET_OK);
  ck_assert_int_eq(chret_response_set_id(response, TEST_ORIGINATOR, TEST_TARGET, 1000), CHRET_OK);
  ck_assert_int_eq(chret_response_set(response, CHRET_FIELD_RESPONSE_CODE, TEST_TEXT("W081401"), NULL), CHRET_OK);
  ck_assert_int_eq(
      chret_response_set(response, CHRET_FIELD_RESPONSE_DATE_TIME, TEST_TEXT("2026-01-31T09:30:00.000Z"), NULL),
      CHRET_OK);
  for (uint32_t device = 1; device <= refused; device++) {
    ck_assert_int_eq(chret_response_add_failure(response, device, TEST_TEXT("E5"), NULL), CHRET_OK);
  }
  return response;
}

void test_signer_names(chret_signer *signer, const char *issuer, const char *serial) {
  signer->issuer = issuer;
  signer->issuer_size = issuer == NULL ? 0 : strlen(issuer);
  signer->serial = serial;
  signer->serial_size = serial == NULL ? 0 : strlen(serial);
}

int32_t test_read(chret_request **out, const void *xml, size_t size, size_t piece, const chret_options *options,
                  chret_error *err) {
  if (piece == 0) {
    return chret_request_read_unverified(out, xml, size, options, err);
  }
  chret_reader *reader = NULL;
  int32_t status = chret_reader_new(&reader, NULL, options, err);
  if (status != CHRET_OK) {
    return status;
  }
  for (size_t at = 0; status == CHRET_OK && at < size; at += piece) {
    status = chret_reader_feed(reader, (const uint8_t *)xml + at, size - at < piece ? size - at : piece, err);
  }
  if (status == CHRET_OK) {
    status = chret_reader_finish_unverified(reader, out, err);
  }
  chret_reader_free(reader);
  return status;
}
