/* tests/check_roundtrip.c - generated requests: what is written is canonical, and what is read is what was built.
 *
 * Texts are drawn from all that XML 1.0 allows. libxml2's Canonical XML is the outside measure of the bytes. A request
 * that fails is made smaller as long as it fails, and then shown.
 */
#include "support.h"

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#define REQUESTS_A_TEST 20
#define MOST_RECORDS    6
#define MOST_ITEMS      9
#define MOST_BYTES      1024

/* What is given to the builder, and what it is in normal form. */
typedef struct item {
  int32_t field;
  int present;
  size_t size;
  size_t want_size;
  char given[MOST_BYTES];
  char want[MOST_BYTES];
} item;

typedef struct plan {
  int32_t service;
  int32_t form;
  size_t piece; /* in which it is read */
  size_t records;
  size_t items;
  item item[MOST_RECORDS][MOST_ITEMS];
} plan;

/* ---- Drawing ----------------------------------------------------------------------------------------------------- */

static void put(item *to, const char *bytes, size_t size) {
  memcpy(to->given + to->size, bytes, size);
  to->size += size;
}

static void put_spaces(uint64_t *random, item *to) {
  static const char spaces[] = " \t\r\n";
  while (test_random(random, 4) == 0) {
    put(to, spaces + test_random(random, 4), 1);
  }
}

static uint32_t draw_character(uint64_t *random) {
  static const uint32_t special[] = {'\t',   '\n',   '\r',   ' ',     ' ',     '&',     '<',    '>',
                                     '"',    '\'',   ']',    0x7F,    0x80,    0x85,    0x2028, 0xD7FF,
                                     0xE000, 0xFEFF, 0xFFFD, 0x10000, 0x1FFFE, 0x10FFFF};
  uint32_t c;
  switch (test_random(random, 4)) {
  case 0:
    return special[test_random(random, TEST_COUNT(special))];
  case 1:
    return 0x20 + test_random(random, 0x5F);
  case 2:
    return 0x10000 + test_random(random, 0x100000);
  default:
    c = 0x20 + test_random(random, 0xFFFE - 0x20 - 0x800);
    return c < 0xD800 ? c : c + 0x800;
  }
}

static void put_character(item *to, uint32_t c) {
  unsigned char bytes[4];
  size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
  for (size_t i = size - 1; i > 0; i--, c >>= 6) {
    bytes[i] = (unsigned char)(0x80 | (c & 0x3F));
  }
  bytes[0] = (unsigned char)(lead[size] | c);
  put(to, (const char *)bytes, size);
}

static void draw_text(uint64_t *random, item *to) {
  uint32_t limit = (uint32_t)chret_field_limit(to->field);
  uint32_t count = test_random(random, 8) == 0 ? limit : test_random(random, limit + 1);
  for (uint32_t i = 0; i < count; i++) {
    put_character(to, draw_character(random));
  }
  memcpy(to->want, to->given, to->size);
  to->want_size = to->size;
}

static void draw_eui(uint64_t *random, item *to) {
  put_spaces(random, to);
  for (size_t i = 0; i < 16; i++) {
    uint32_t digit = test_random(random, 16);
    const char *digits = test_random(random, 2) == 0 ? "0123456789abcdef" : "0123456789ABCDEF";
    if (i > 0 && i % 2 == 0) {
      put(to, "-", 1);
      to->want[to->want_size++] = '-';
    }
    put(to, digits + digit, 1);
    to->want[to->want_size++] = "0123456789ABCDEF"[digit];
  }
  put_spaces(random, to);
}

static void draw_date_time(uint64_t *random, item *to) {
  static const char *const years[] = {"2024", "-0004", "12000", "99999999999999999999"};
  static const char *const rests[] = {"-01-31T23:59:59", "-12-01T24:00:00.0", "-06-30T00:00:00.123456789012345678901"};
  static const char *const zones[] = {"", "Z", "+14:00", "-00:30"};
  put_spaces(random, to);
  size_t start = to->size;
  const char *parts[] = {years[test_random(random, 4)], rests[test_random(random, 3)], zones[test_random(random, 4)]};
  for (size_t i = 0; i < 3; i++) {
    put(to, parts[i], strlen(parts[i]));
  }
  to->want_size = to->size - start;
  memcpy(to->want, to->given + start, to->want_size);
  put_spaces(random, to);
}

static void draw_item(uint64_t *random, item *to) {
  to->size = to->want_size = 0;
  if (chret_field_kind(to->field) == CHRET_KIND_EUI) {
    draw_eui(random, to);
  } else if (chret_field_kind(to->field) == CHRET_KIND_DATE_TIME) {
    draw_date_time(random, to);
  } else if (chret_field_kind(to->field) == CHRET_KIND_TEXT) {
    draw_text(random, to);
  } else {
    uint32_t count = (uint32_t)chret_field_value_count(to->field);
    const char *value = chret_field_value_at(to->field, test_random(random, count));
    put(to, value, strlen(value));
    memcpy(to->want, to->given, to->size);
    to->want_size = to->size;
  }
}

static void draw(uint64_t *random, plan *to) {
  to->service = chret_service_at(test_random(random, 2));
  to->form = test_random(random, 4) == 0 ? CHRET_FORM_SINGLE : CHRET_FORM_LIST;
  to->piece = test_random(random, 100);
  to->records = to->form == CHRET_FORM_SINGLE ? 1 : 1 + test_random(random, MOST_RECORDS);
  to->items = chret_service_item_count(to->service);
  for (size_t r = 0; r < to->records; r++) {
    for (size_t i = 0; i < to->items; i++) {
      item *one = &to->item[r][i];
      one->field = chret_service_item_at(to->service, i);
      one->present = chret_service_item_required(to->service, one->field) || test_random(random, 3) != 0;
      draw_item(random, one);
    }
  }
}

/* ---- The property ------------------------------------------------------------------------------------------------ */

static chret_request *build(const plan *from) {
  chret_request *request = test_request(from->service, from->form, 0, NULL);
  chret_record *record = NULL;
  ck_assert_int_eq(chret_record_new(&record, from->service, NULL), CHRET_OK);
  for (size_t r = 0; r < from->records; r++) {
    ck_assert_int_eq(chret_record_reset(record, from->service), CHRET_OK);
    for (size_t i = 0; i < from->items; i++) {
      const item *one = &from->item[r][i];
      ck_assert_int_eq(chret_record_set(record, one->field, one->present ? one->given : NULL, one->size), CHRET_OK);
    }
    if (chret_request_append(request, record, NULL) != CHRET_OK) {
      chret_request_free(request);
      request = NULL;
      break;
    }
  }
  chret_record_free(record);
  return request;
}

/* Whether the request says exactly what the plan wants. */
static int says(const chret_request *request, const plan *from) {
  int same = chret_request_service(request) == from->service && chret_request_form(request) == from->form &&
             chret_request_record_count(request) == from->records;
  for (size_t r = 0; same && r < from->records; r++) {
    for (size_t i = 0; i < from->items; i++) {
      const item *one = &from->item[r][i];
      size_t size = 0;
      const char *text = chret_record_get(chret_request_record_at(request, r), one->field, &size);
      same = same && (text != NULL) == one->present &&
             (text == NULL || (size == one->want_size && memcmp(text, one->want, size) == 0));
    }
  }
  return same;
}

static int is_canonical(const uint8_t *bytes, size_t size) {
  const char *root = strstr((const char *)bytes, "?>") + 2;
  size_t declaration = (size_t)(root - (const char *)bytes);
  xmlDocPtr doc = xmlReadMemory((const char *)bytes, (int)size, NULL, NULL, XML_PARSE_NONET);
  xmlChar *canonical = NULL;
  int canonical_size = doc == NULL ? -1 : xmlC14NDocDumpMemory(doc, NULL, XML_C14N_1_0, NULL, 0, &canonical);
  int same = canonical_size >= 0 && (size_t)canonical_size == size - declaration &&
             memcmp(canonical, root, (size_t)canonical_size) == 0;
  xmlFree(canonical);
  xmlFreeDoc(doc);
  return same;
}

/* NULL, or what is wrong. */
static const char *fault(const plan *from) {
  chret_request *built = build(from), *read = NULL;
  chret_buffer *first = NULL, *second = NULL;
  const char *wrong = NULL;
  if (built == NULL) {
    return "a record was refused";
  }
  if (!says(built, from)) {
    wrong = "what was built is not what was given";
  } else if (chret_request_write_buffer(built, &first, NULL) != CHRET_OK) {
    wrong = "it was not written";
  } else if (!is_canonical(chret_buffer_data(first), chret_buffer_size(first))) {
    wrong = "what was written is not canonical";
  } else if (test_read(&read, chret_buffer_data(first), chret_buffer_size(first), from->piece, NULL, NULL) !=
             CHRET_OK) {
    wrong = "it was not read again";
  } else if (!says(read, from)) {
    wrong = "what was read is not what was given";
  } else if (chret_request_write_buffer(read, &second, NULL) != CHRET_OK ||
             chret_buffer_size(first) != chret_buffer_size(second) ||
             memcmp(chret_buffer_data(first), chret_buffer_data(second), chret_buffer_size(first)) != 0) {
    wrong = "written again it has other bytes";
  }
  chret_buffer_free(first);
  chret_buffer_free(second);
  chret_request_free(built);
  chret_request_free(read);
  return wrong;
}

/* ---- Making it smaller ------------------------------------------------------------------------------------------- */

static int keep_if_it_fails(plan *from, const plan *smaller) {
  int fails = fault(smaller) != NULL;
  if (fails) {
    *from = *smaller;
  }
  return fails;
}

/* Takes `count` bytes out of a text; the plan fails for sure if that cuts a character, so it must not. */
static int without_bytes(plan *from, plan *smaller, size_t r, size_t i, size_t at, size_t count) {
  *smaller = *from;
  item *one = &smaller->item[r][i];
  if (((unsigned char)one->given[at] & 0xC0) == 0x80 ||
      (at + count < one->size && ((unsigned char)one->given[at + count] & 0xC0) == 0x80)) {
    return 0;
  }
  memmove(one->given + at, one->given + at + count, one->size - at - count);
  one->size -= count;
  memcpy(one->want, one->given, one->size);
  one->want_size = one->size;
  return keep_if_it_fails(from, smaller);
}

static void shrink(plan *from, plan *smaller) {
  for (size_t r = 0; r < from->records && from->records > 1;) {
    *smaller = *from;
    memmove(smaller->item[r], smaller->item[r + 1], (--smaller->records - r) * sizeof smaller->item[r]);
    r = keep_if_it_fails(from, smaller) ? 0 : r + 1;
  }
  for (size_t r = 0; r < from->records; r++) {
    for (size_t i = 0; i < from->items; i++) {
      *smaller = *from;
      smaller->item[r][i].present = 0;
      if (chret_service_item_required(from->service, from->item[r][i].field) || keep_if_it_fails(from, smaller) ||
          chret_field_kind(from->item[r][i].field) != CHRET_KIND_TEXT) {
        continue;
      }
      for (size_t count = from->item[r][i].size; count > 0; count = count / 2) {
        for (size_t at = 0; at + count <= from->item[r][i].size; at++) {
          (void)without_bytes(from, smaller, r, i, at, count);
        }
      }
    }
  }
}

START_TEST(what_is_built_is_written_and_read_again) {
  uint64_t random = (uint64_t)_i;
  plan *one = calloc(2, sizeof *one);
  ck_assert_ptr_nonnull(one);
  for (int n = 0; n < REQUESTS_A_TEST; n++) {
    draw(&random, one);
    if (fault(one) != NULL) {
      test_text shown = {NULL, 0, 0};
      shrink(one, one + 1);
      for (size_t i = 0; i < one->records * one->items; i++) {
        const item *shown_item = &one->item[i / one->items][i % one->items];
        if (shown_item->present) {
          test_addf(&shown, "\n%zu %s ", i / one->items + 1, chret_field_name(shown_item->field));
          test_add_quoted(&shown, shown_item->given, shown_item->size);
        }
      }
      ck_abort_msg("%s: %s in pieces of %zu:%s", fault(one), chret_form_name(one->form), one->piece, shown.data);
    }
  }
  free(one);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("roundtrip");
  TCase *tests = tcase_create("roundtrip");
  suite_add_tcase(suite, tests);
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, what_is_built_is_written_and_read_again, 0, 60);
  return test_run(suite);
}
