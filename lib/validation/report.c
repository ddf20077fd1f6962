#include "validation/report.h"

#include <string.h>

typedef struct finding {
  size_t record;
  size_t line;
  const char *device_id;
  const char *item;
  const char *message;
  int32_t code;
} finding;

struct chret_report {
  chret_allocator allocator;
  chret_i_arena arena;
  finding *findings;
  size_t count;
  size_t capacity;
};

int32_t chret_report_new(chret_report **out, const chret_options *options) {
  const chret_allocator *allocator = &chret_i_options(options)->allocator;
  chret_report *report;
  if (out == NULL)
    return CHRET_E_ARGUMENT;
  report = chret_i_allocate_zeroed(allocator, sizeof *report);
  if (report == NULL)
    return CHRET_E_NO_MEMORY;
  report->allocator = *allocator;
  chret_i_arena_init(&report->arena, &report->allocator);
  *out = report;
  return CHRET_OK;
}

void chret_report_free(chret_report *report) {
  if (report != NULL) {
    chret_allocator allocator = report->allocator;
    chret_i_arena_release(&report->arena);
    chret_i_release(&allocator, report->findings);
    chret_i_release(&allocator, report);
  }
}

static const char *keep(chret_report *report, const char *text, size_t size) {
  return text == NULL || size == 0 ? "" : chret_i_arena_text(&report->arena, text, size);
}

/* Cut, since a long one would be kept again with each finding of its record. */
static const char *keep_device_id(chret_report *report, const chret_i_place *place) {
  char cut[64];
  chret_i_copy_text(cut, sizeof cut, place->device_id, place->device_id_size);
  return keep(report, cut, strlen(cut));
}

static int add(chret_report *report, int32_t code, const chret_i_place *place, const char *message, size_t size) {
  void *block = report->findings;
  finding added;
  added.record = place->record;
  added.line = place->line;
  added.code = code;
  added.device_id = keep_device_id(report, place);
  added.item = keep(report, place->item, place->item_size);
  added.message = keep(report, message, size);
  if (added.device_id == NULL || added.item == NULL || added.message == NULL ||
      !chret_i_grow(&report->allocator, &block, &report->capacity, report->count + 1, sizeof added))
    return 0;
  report->findings = block;
  report->findings[report->count++] = added;
  return 1;
}

int chret_i_report_add(chret_report *report, int32_t code, const chret_i_place *place, const char *message) {
  return add(report, code, place, message, strlen(message));
}

void chret_i_report_cut(chret_report *report, size_t count) {
  report->count = count;
}

int32_t chret_report_add(chret_report *report, size_t record, const char *device_id, size_t device_id_size,
                         const char *item, size_t item_size, int32_t code, size_t line, const char *message,
                         size_t message_size) {
  chret_i_place place;
  if (report == NULL)
    return CHRET_E_ARGUMENT;
  place.record = record;
  place.line = line;
  place.device_id = device_id;
  place.device_id_size = device_id != NULL ? device_id_size : 0;
  place.item = item;
  place.item_size = item_size;
  return add(report, code, &place, message, message_size) ? CHRET_OK : CHRET_E_NO_MEMORY;
}

static const finding *at(const chret_report *report, size_t i) {
  static const finding NONE = {0, 0, "", "", "", CHRET_OK};
  return report != NULL && i < report->count ? &report->findings[i] : &NONE;
}

size_t chret_report_count(const chret_report *report) {
  return report != NULL ? report->count : 0;
}

size_t chret_report_record(const chret_report *report, size_t i) {
  return at(report, i)->record;
}

const char *chret_report_device_id(const chret_report *report, size_t i) {
  return at(report, i)->device_id;
}

const char *chret_report_item(const chret_report *report, size_t i) {
  return at(report, i)->item;
}

int32_t chret_report_code(const chret_report *report, size_t i) {
  return at(report, i)->code;
}

size_t chret_report_line(const chret_report *report, size_t i) {
  return at(report, i)->line;
}

const char *chret_report_message(const chret_report *report, size_t i) {
  return at(report, i)->message;
}
