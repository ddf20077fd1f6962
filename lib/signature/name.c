#include "signature/name.h"

#include "base/lexical.h"
#include "signature/name_parts.h"

#include <string.h>

struct chret_i_name {
  chret_allocator allocator;
  chret_i_name_part *parts; /* in the order of the text */
  size_t count;
  size_t capacity;
  char text[]; /* what the parts point to; room for as much as was read */
};

/* ---- Parsing ----------------------------------------------------------------------------------------------------- */

static chret_i_name_part *push_part(chret_i_name *name) {
  void *block = name->parts;
  if (!chret_i_grow(&name->allocator, &block, &name->capacity, name->count + 1, sizeof *name->parts))
    return NULL;
  name->parts = block;
  return &name->parts[name->count++];
}

static void skip_space(chret_i_name_reader *reader) {
  while (reader->at < reader->end && chret_i_is_space(*reader->at))
    reader->at++;
}

/* Type, "=" and value, up to the separator or the end. */
static int read_part(chret_i_name_reader *reader, chret_i_name_part *part) {
  skip_space(reader);
  if (!chret_i_name_read_type(reader, part))
    return 0;
  skip_space(reader);
  if (reader->at == reader->end || *reader->at++ != '=')
    return 0;
  skip_space(reader);
  if (!chret_i_name_read_value(reader, part))
    return 0;
  skip_space(reader);
  return reader->at == reader->end || *reader->at == ',' || *reader->at == '+';
}

static int32_t read_parts(chret_i_name *name, const char *text, size_t size) {
  chret_i_name_reader reader;
  int first = 1;
  reader.at = text;
  reader.end = text + size;
  reader.out = name->text;
  for (;;) {
    chret_i_name_part *part = push_part(name);
    if (part == NULL)
      return CHRET_E_NO_MEMORY;
    if (!read_part(&reader, part))
      return CHRET_E_SIGNATURE_MALFORMED;
    part->first = first;
    if (reader.at == reader.end)
      return CHRET_OK;
    first = *reader.at++ == ',';
  }
}

int32_t chret_i_name_parse(chret_i_name **out, const char *text, size_t size, const chret_allocator *allocator) {
  chret_i_name *name;
  int32_t status;
  /* Escapes could complete a broken character. */
  if (!chret_i_is_utf8(text, size))
    return CHRET_E_SIGNATURE_MALFORMED;
  name = size <= SIZE_MAX - sizeof *name ? chret_i_allocate_zeroed(allocator, sizeof *name + size) : NULL;
  if (name == NULL)
    return CHRET_E_NO_MEMORY;
  name->allocator = *allocator;
  status = read_parts(name, text, size);
  if (status == CHRET_OK)
    *out = name;
  else
    chret_i_name_free(name);
  return status;
}

void chret_i_name_free(chret_i_name *name) {
  if (name != NULL) {
    chret_allocator allocator = name->allocator;
    chret_i_release(&allocator, name->parts);
    chret_i_release(&allocator, name);
  }
}

/* ---- Comparing --------------------------------------------------------------------------------------------------- */

static int parts_equal(const chret_i_name_part *a, const chret_i_name_part *b) {
  return a->encoded == b->encoded && a->type_size == b->type_size && a->value_size == b->value_size &&
         memcmp(a->type, b->type, a->type_size) == 0 && memcmp(a->value, b->value, a->value_size) == 0;
}

static size_t count_equal(const chret_i_name_part *parts, size_t count, const chret_i_name_part *wanted) {
  size_t i, found = 0;
  for (i = 0; i < count; i++)
    found += (size_t)parts_equal(&parts[i], wanted);
  return found;
}

/* The parts of the RDN that starts there. */
static size_t count_rdn(const chret_i_name *name, size_t start) {
  size_t i = start + 1;
  while (i < name->count && !name->parts[i].first)
    i++;
  return i - start;
}

/* Whether the `count` parts of an RDN are those of the other, as often, in whatever order. */
static int rdns_equal(const chret_i_name_part *a, const chret_i_name_part *b, size_t count) {
  size_t i;
  for (i = 0; i < count; i++)
    if (b[i].first != (i == 0) || count_equal(a, count, &a[i]) != count_equal(b, count, &a[i]))
      return 0;
  return 1;
}

static int equal_in_order(const chret_i_name *a, const chret_i_name *b, int reversed) {
  size_t i, count;
  for (i = 0; i < a->count; i += count) {
    count = count_rdn(a, i);
    if (!rdns_equal(&a->parts[i], &b->parts[reversed ? b->count - i - count : i], count))
      return 0;
  }
  return 1;
}

int chret_i_name_equal(const chret_i_name *a, const chret_i_name *b) {
  return a->count == b->count && (equal_in_order(a, b, 0) || equal_in_order(a, b, 1));
}
