/* tests/fuzz/lexical.c - EUI-64, RequestID, xs:dateTime, xs:decimal, xs:positiveInteger and UTF-8: each text is given to
 * all of them, and each verdict compared with another's: libxml2's, the C library's, or a plain reading of the schema. */
#include "fuzz.h"

#include "base/lexical.h"
#include "base/plain.h"

#include <libxml/xmlschemastypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static xmlSchemaType *date_time, *decimal, *positive;

void fuzz_begin(void) {
  xmlSchemaInitTypes();
  date_time = xmlSchemaGetBuiltInType(XML_SCHEMAS_DATETIME);
  decimal = xmlSchemaGetBuiltInType(XML_SCHEMAS_DECIMAL);
  positive = xmlSchemaGetBuiltInType(XML_SCHEMAS_PINTEGER);
}

/* ---- Identifiers, by the pattern that the schema has ---- */

/* ([0-9A-Fa-f]{2}-){7}[0-9A-Fa-f]{2} */
static int is_eui(const char *text) {
  for (int i = 0; i < 23; i++) {
    if (i % 3 == 2 ? text[i] != '-' : text[i] == '\0' || strchr("0123456789ABCDEFabcdef", text[i]) == NULL) {
      return 0;
    }
  }
  return 1;
}

static uint64_t eui_value(const char *text) {
  uint64_t value = 0;
  for (int i = 0; i < 23; i += 3) {
    char pair[3] = {text[i], text[i + 1], '\0'};
    value = value << 8 | strtoul(pair, NULL, 16);
  }
  return value;
}

static int is_counter(const char *text) {
  char again[24];
  size_t size = strlen(text);
  if (size > 20 || strspn(text, "0123456789") != size) {
    return 0;
  }
  snprintf(again, sizeof again, "%llu", strtoull(text, NULL, 10));
  return strcmp(again, text) == 0;
}

static void check_identifiers(const char *text, size_t size, const char *trimmed, size_t trimmed_size) {
  uint64_t value = 1, target = 2, counter = 3;
  char again[CHRET_REQUEST_ID_SIZE];
  int good = trimmed_size == 23 && is_eui(trimmed);
  FUZZ_CHECK((chret_eui64_parse(text, size, &value) == CHRET_OK) == good, "\"%s\"", text);
  FUZZ_CHECK(value == (good ? eui_value(trimmed) : 1), "\"%s\" is %016llx", text, (unsigned long long)value);
  FUZZ_CHECK(chret_eui64_format(value, again, sizeof again) == CHRET_OK && is_eui(again) && eui_value(again) == value &&
                 strspn(again, "0123456789ABCDEF-") == 23 && again[23] == '\0',
             "%s", again);
  value = 1;
  good = trimmed_size > 48 && is_eui(trimmed) && trimmed[23] == ':' && is_eui(trimmed + 24) && trimmed[47] == ':' &&
         is_counter(trimmed + 48);
  FUZZ_CHECK((chret_request_id_parse(text, size, &value, &target, &counter) == CHRET_OK) == good, "\"%s\"", text);
  FUZZ_CHECK(value == (good ? eui_value(trimmed) : 1) && target == (good ? eui_value(trimmed + 24) : 2) &&
                 counter == (good ? strtoull(trimmed + 48, NULL, 10) : 3),
             "\"%s\"", text);
  if (good) {
    fuzz_accepted++;
    FUZZ_CHECK(chret_request_id_format(value, target, counter, again, sizeof again) == CHRET_OK, "no room");
    for (size_t i = 0; i <= trimmed_size; i++) {
      char upper = trimmed[i] >= 'a' && trimmed[i] <= 'f' ? (char)(trimmed[i] - 'a' + 'A') : trimmed[i];
      FUZZ_CHECK(again[i] == upper, "\"%s\" became %s", text, again);
    }
  }
}

/* ---- Types of XML Schema, by libxml2 ---- */

static int longest_digits(const char *text) {
  int longest = 0;
  for (int run = 0; *text != '\0'; text++) {
    run = *text >= '0' && *text <= '9' ? run + 1 : 0;
    longest = run > longest ? run : longest;
  }
  return longest;
}

static int is_valid(xmlSchemaType *type, const char *text) {
  return xmlSchemaValidatePredefinedType(type, (const xmlChar *)text, NULL) == 0;
}

/* libxml2 counts years in 64 bits, rounds long fractions, and takes decimals of up to 24 digits and signs without any. */
static void check_types(const char *text, size_t size, const char *trimmed, size_t trimmed_size) {
  int longest = longest_digits(trimmed);
  if (longest < 15) {
    int good = chret_date_time_check(text, size) == CHRET_OK;
    fuzz_accepted += (size_t)good;
    FUZZ_CHECK(good == is_valid(date_time, trimmed), "\"%s\" as a time", text);
  }
  if (trimmed_size <= 24 && trimmed_size > 0 && trimmed[0] != '+') {
    FUZZ_CHECK(chret_i_is_decimal(trimmed, trimmed_size) == is_valid(decimal, trimmed), "\"%s\" as a decimal", text);
    int value = chret_i_small_positive(trimmed, trimmed_size);
    FUZZ_CHECK((value != 0) == is_valid(positive, trimmed), "\"%s\" as a number", text);
    FUZZ_CHECK(value == 0 || value == (atoll(trimmed) > 9 || longest > 18 ? value : atoll(trimmed)), "\"%s\"", text);
  }
}

/* ---- Times ---- */

static void check_format(const uint8_t *data, size_t size) {
  int64_t number = 0;
  char got[CHRET_DATE_TIME_SIZE] = "?", want[120];
  struct tm parts;
  memcpy(&number, data, size < sizeof number ? size : sizeof number);
  if (size % 2 == 0) {
    number %= INT64_C(400000000000000);
  }
  int64_t rest = (number % 1000 + 1000) % 1000;
  time_t seconds = (time_t)((number - rest) / 1000);
  int is_in_range = number >= INT64_C(-62135596800000) && number <= INT64_C(253402300799999);
  FUZZ_CHECK((chret_date_time_format(number, got, sizeof got) == CHRET_OK) == is_in_range, "%lld", (long long)number);
  if (is_in_range && gmtime_r(&seconds, &parts) != NULL) {
    snprintf(want, sizeof want, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", parts.tm_year + 1900, parts.tm_mon + 1,
             parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, (int)rest);
    FUZZ_CHECK(strcmp(got, want) == 0, "%s, not %s", got, want);
    FUZZ_CHECK(chret_date_time_check(got, strlen(got)) == CHRET_OK, "%s is refused", got);
  } else {
    FUZZ_CHECK(strcmp(got, "?") == 0, "%s was written", got);
  }
}

/* ---- Characters ---- */

/* The characters, or -1 where it is not UTF-8; whether XML 1.0 allows them all. */
static long count_characters(const uint8_t *data, size_t size, int *are_xml) {
  long count = 0;
  *are_xml = 1;
  for (size_t at = 0; at < size; count++) {
    static const uint32_t LEAST[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t more = data[at] < 0x80 ? 1 : data[at] >> 5 == 6 ? 2 : data[at] >> 4 == 14 ? 3 : data[at] >> 3 == 30 ? 4 : 0;
    uint32_t character = more == 1 ? data[at] : more == 0 ? 0 : data[at] & (0x7Fu >> more);
    if (more == 0 || more > size - at) {
      return -1;
    }
    for (size_t i = 1; i < more; i++) {
      if (data[at + i] >> 6 != 2) {
        return -1;
      }
      character = character << 6 | (data[at + i] & 0x3Fu);
    }
    if (character < LEAST[more] || character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF)) {
      return -1;
    }
    *are_xml &= character >= 0x20 ? character != 0xFFFE && character != 0xFFFF
                                  : character == 9 || character == 10 || character == 13;
    at += more;
  }
  return count;
}

static void check_characters(const uint8_t *data, size_t size) {
  const char *text = (const char *)data;
  int are_xml, plain = 1;
  long count = count_characters(data, size, &are_xml);
  FUZZ_CHECK(chret_i_is_utf8(text, size) == (count >= 0), "UTF-8");
  FUZZ_CHECK(chret_i_is_xml_text(text, size) == (count >= 0 && are_xml), "characters of XML");
  for (long limit = count - 1; count >= 0 && limit <= count + 1; limit++) {
    FUZZ_CHECK(limit < 0 || !!chret_i_is_longer(text, size, (size_t)limit) == (count > limit), "%ld characters", count);
  }
  for (size_t i = 0; i < size; i++) {
    plain &= data[i] >= 0x20 && data[i] < 0x80 && strchr("&<>", data[i]) == NULL;
  }
  FUZZ_CHECK(!!chret_i_is_plain(text, size) == plain, "plain");
}

void fuzz_one(const uint8_t *data, size_t size) {
  char text[301];
  if (size == 0 || size >= sizeof text) {
    return;
  }
  check_format(data, size);
  check_characters(data, size);
  memcpy(text, data, size);
  text[size] = '\0';
  if (strlen(text) == size) { /* the oracles end at a NUL */
    char trimmed[sizeof text];
    size_t from = strspn(text, " \t\r\n"), to = size;
    while (to > from && strchr(" \t\r\n", text[to - 1]) != NULL) {
      to--;
    }
    memcpy(trimmed, text + from, to - from);
    trimmed[to - from] = '\0';
    check_identifiers(text, size, trimmed, to - from);
    check_types(text, size, trimmed, to - from);
  }
}
