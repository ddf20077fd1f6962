/* The forms differ only in the namespaces that an element may have to render: those that it declares, or those that its
 * name and the names of its attributes use.
 *
 * Work, beyond copying: a tag of n attributes and declarations takes sorting them, n log n comparisons of names that are
 * spelled in the tag and of URIs that xml.c limits, and n searches for a prefix. A search looks at those of the prefixes
 * rendered on the open elements that share a slot, at worst at all: 64 times 64 of them by the default limits. */
#include "xml/canonical.h"

#include "base/lexical.h"
#include "base/plain.h"
#include "xml/namespaces.h"
#include "xml/sort.h"

#include <string.h>

#define PIECE ((size_t)16384)
#define NAMES 128

/* A name as it is written in a start tag, "<prefix:local>". */
typedef struct written_name {
  const void *prefix;
  const void *local; /* NULL: nothing is here yet */
  size_t size;
  uint8_t text[40];
} written_name;

struct chret_i_canonical {
  const chret_allocator *allocator;
  chret_i_canonical_write write;
  void *ctx;
  int form;
  int32_t status;
  size_t depth;
  int root_seen;
  chret_i_namespaces namespaces;
  chret_i_namespace *used; /* in the exclusive form: those that the tag at hand uses */
  size_t used_capacity;
  chret_i_sorted *sorted; /* the namespaces, then the attributes of the tag at hand */
  size_t sorted_capacity;
  written_name names[NAMES]; /* the few that a message has, placed by address: tags are most of it */
  size_t filled;
  uint8_t piece[PIECE];
};

chret_i_canonical *chret_i_canonical_new(int form, const chret_allocator *allocator, chret_i_canonical_write write,
                                         void *ctx) {
  chret_i_canonical *canonical = chret_i_allocate(allocator, sizeof *canonical);
  if (canonical == NULL)
    return NULL;
  memset(canonical, 0, offsetof(chret_i_canonical, piece));
  canonical->allocator = allocator;
  canonical->write = write;
  canonical->ctx = ctx;
  canonical->form = form;
  chret_i_namespaces_init(&canonical->namespaces, allocator);
  return canonical;
}

void chret_i_canonical_free(chret_i_canonical *canonical) {
  if (canonical != NULL) {
    chret_i_namespaces_release(&canonical->namespaces);
    chret_i_release(canonical->allocator, canonical->used);
    chret_i_release(canonical->allocator, canonical->sorted);
    chret_i_release(canonical->allocator, canonical);
  }
}

/* ---- Output ---- */

/* After a failure what is put is dropped. */
static void flush(chret_i_canonical *canonical) {
  if (canonical->status == CHRET_OK && canonical->filled > 0)
    canonical->status = canonical->write(canonical->ctx, canonical->piece, canonical->filled);
  canonical->filled = 0;
}

CHRET_I_SELDOM static void put_beyond(chret_i_canonical *canonical, const uint8_t *from, size_t size) {
  while (size > PIECE - canonical->filled) {
    size_t room = PIECE - canonical->filled;
    memcpy(canonical->piece + canonical->filled, from, room);
    canonical->filled = PIECE;
    flush(canonical);
    from += room;
    size -= room;
  }
  memcpy(canonical->piece + canonical->filled, from, size);
  canonical->filled += size;
}

static inline void put(chret_i_canonical *canonical, const void *data, size_t size) {
  if (size <= PIECE - canonical->filled) {
    memcpy(canonical->piece + canonical->filled, data, size);
    canonical->filled += size;
  } else
    put_beyond(canonical, data, size);
}

/* Names, and what stands around them: most often so few bytes that to count them first would take longer. */
static void put_text(chret_i_canonical *canonical, const void *text) {
  const uint8_t *at = text, *full = canonical->piece + PIECE;
  for (;;) {
    uint8_t *out = canonical->piece + canonical->filled;
    while (*at != '\0' && out < full)
      *out++ = *at++;
    canonical->filled = (size_t)(out - canonical->piece);
    if (*at == '\0')
      return;
    flush(canonical);
  }
}

static void put_name(chret_i_canonical *canonical, const void *prefix, const void *local) {
  if (prefix != NULL) {
    put_text(canonical, prefix);
    put(canonical, ":", 1);
  }
  put_text(canonical, local);
}

static written_name *name_slot(chret_i_canonical *canonical, const void *local) {
  uintptr_t address = (uintptr_t)local;
  return &canonical->names[(address ^ address >> 6) % NAMES];
}

/* Keeps the name for the next tag that has it, unless it is too long. */
static void keep_name(chret_i_canonical *canonical, const void *prefix, const void *local) {
  written_name *name = name_slot(canonical, local);
  size_t local_size = strlen(local);
  size_t prefix_size = prefix != NULL ? strlen(prefix) + 1 : 0;
  uint8_t *at = name->text;
  if (prefix_size > sizeof name->text - 2 || local_size > sizeof name->text - 2 - prefix_size)
    return;
  name->prefix = prefix;
  name->local = local;
  name->size = prefix_size + local_size + 2;
  *at++ = '<';
  if (prefix != NULL) {
    memcpy(at, prefix, prefix_size - 1);
    at += prefix_size;
    at[-1] = ':';
  }
  memcpy(at, local, local_size + 1); /* and the > goes where the NUL is */
  at[local_size] = '>';
}

/* Whether it is the name that was kept there, and there is room to copy all of it: copies of fixed size are quick. */
static inline int is_at_hand(const chret_i_canonical *canonical, const written_name *name, const void *prefix,
                             const void *local) {
  return name->local == local && name->prefix == prefix && canonical->filled < PIECE - sizeof name->text;
}

enum { PLAIN, AMPERSAND, LESS, GREATER, QUOTE, TAB, LINE_FEED, CARRIAGE_RETURN };

/* Copies of fixed size are quick. */
#define ESCAPE_ROOM 8

static const struct {
  char text[ESCAPE_ROOM];
  size_t size;
} ESCAPES[] = {{"", 0},       {"&amp;", 5}, {"&lt;", 4},  {"&gt;", 4},
               {"&quot;", 6}, {"&#x9;", 5}, {"&#xA;", 5}, {"&#xD;", 5}};

static const unsigned char IN_TEXT[256] = {['&'] = AMPERSAND, ['<'] = LESS, ['>'] = GREATER, ['\r'] = CARRIAGE_RETURN};

static const unsigned char IN_VALUE[256] = {
    ['&'] = AMPERSAND, ['<'] = LESS, ['"'] = QUOTE, ['\t'] = TAB, ['\n'] = LINE_FEED, ['\r'] = CARRIAGE_RETURN};

/* The same without &: xml.c refuses namespace names that have one. */
static const unsigned char IN_NAMESPACE[256] = {
    ['<'] = LESS, ['"'] = QUOTE, ['\t'] = TAB, ['\n'] = LINE_FEED, ['\r'] = CARRIAGE_RETURN};

/* As much as there is room for. Where the rest starts. */
static inline const unsigned char *put_run(chret_i_canonical *canonical, const unsigned char *at,
                                           const unsigned char *end, const unsigned char *escapes) {
  uint8_t *out = canonical->piece + canonical->filled;
  const uint8_t *last = canonical->piece + PIECE - ESCAPE_ROOM;
  while (at < end && out <= last) {
    unsigned char escape = escapes[*at];
    if (escape == PLAIN) {
      *out++ = *at++;
      continue;
    }
    memcpy(out, ESCAPES[escape].text, ESCAPE_ROOM);
    out += ESCAPES[escape].size;
    /* libxml2 gives & as a reference in values */
    at += escapes == IN_VALUE && end - at >= 5 && memcmp(at, "&#38;", 5) == 0 ? 5 : 1;
  }
  canonical->filled = (size_t)(out - canonical->piece);
  return at;
}

static void put_escaped(chret_i_canonical *canonical, const unsigned char *at, const unsigned char *end,
                        const unsigned char *escapes) {
  while ((at = put_run(canonical, at, end, escapes)) < end)
    flush(canonical);
}

static void put_value(chret_i_canonical *canonical, const unsigned char *value, const unsigned char *end,
                      const unsigned char *escapes) {
  put(canonical, "=\"", 2);
  put_escaped(canonical, value, end, escapes);
  put(canonical, "\"", 1);
}

/* ---- Tags ---- */

/* Room for so many to be sorted. */
static int make_room(chret_i_canonical *canonical, size_t count) {
  void *block = canonical->sorted;
  if (!chret_i_grow(canonical->allocator, &block, &canonical->sorted_capacity, count + count / 2,
                    sizeof *canonical->sorted))
    return 0;
  canonical->sorted = block;
  return 1;
}

static int list_used(chret_i_canonical *canonical, const chret_i_start_tag *tag, size_t *count) {
  void *block = canonical->used;
  size_t i;
  if (!chret_i_grow(canonical->allocator, &block, &canonical->used_capacity, tag->attribute_count + 1,
                    sizeof *canonical->used))
    return 0;
  canonical->used = block;
  canonical->used[0].prefix = (const unsigned char *)tag->prefix;
  canonical->used[0].uri = (const unsigned char *)tag->uri;
  *count = 1;
  for (i = 0; i < tag->attribute_count; i++)
    if (tag->attributes[i].prefix != NULL) {
      canonical->used[*count].prefix = tag->attributes[i].prefix;
      canonical->used[(*count)++].uri = tag->attributes[i].uri;
    }
  return 1;
}

static int compare_prefixes(const void *left, const void *right) {
  const unsigned char *a = ((const chret_i_namespace *)left)->prefix;
  const unsigned char *b = ((const chret_i_namespace *)right)->prefix;
  return a == b ? 0 : strcmp((const char *)a, (const char *)b); /* where one is NULL the keys differ */
}

/* Adds to the stack what the tag has to render, in its order. */
static int add_namespaces(chret_i_canonical *canonical, const chret_i_start_tag *tag) {
  const chret_i_namespace *namespaces = tag->namespaces;
  size_t count = tag->namespace_count, i;
  if (canonical->form == CHRET_I_EXCLUSIVE) {
    if (!list_used(canonical, tag, &count))
      return 0;
    namespaces = canonical->used;
  }
  if (count == 0)
    return 1;
  if (!make_room(canonical, count))
    return 0;
  for (i = 0; i < count; i++) {
    canonical->sorted[i].key = chret_i_sort_key(namespaces[i].prefix);
    canonical->sorted[i].item = &namespaces[i];
  }
  chret_i_sort(canonical->sorted, count, canonical->sorted + count, compare_prefixes);
  for (i = 0; i < count; i++) {
    const chret_i_namespace *added = canonical->sorted[i].item;
    if (!chret_i_namespaces_add(&canonical->namespaces, added->prefix, added->uri, canonical->depth))
      return 0;
  }
  return 1;
}

/* Those without a prefix come first: they have no namespace. */
static uint64_t attribute_key(const chret_i_attribute *attribute) {
  const uint64_t last = UINT64_C(0xFF) << 56; /* no name starts with this byte */
  return attribute->uri == NULL ? chret_i_sort_key(attribute->local) : last | chret_i_sort_key(attribute->uri) >> 8;
}

static int compare_attributes(const void *left, const void *right) {
  const chret_i_attribute *a = left;
  const chret_i_attribute *b = right;
  if (a->uri == b->uri)
    return strcmp((const char *)a->local, (const char *)b->local);
  return strcmp((const char *)a->uri, (const char *)b->uri); /* where one is NULL the keys differ */
}

static int sort_attributes(chret_i_canonical *canonical, const chret_i_start_tag *tag) {
  size_t count = tag->attribute_count, i;
  if (count == 0)
    return 1;
  if (!make_room(canonical, count))
    return 0;
  for (i = 0; i < count; i++) {
    canonical->sorted[i].key = attribute_key(&tag->attributes[i]);
    canonical->sorted[i].item = &tag->attributes[i];
  }
  chret_i_sort(canonical->sorted, count, canonical->sorted + count, compare_attributes);
  return 1;
}

static void put_namespace(chret_i_canonical *canonical, const chret_i_rendered *rendered) {
  const unsigned char *uri = rendered->uri != NULL ? rendered->uri : (const unsigned char *)"";
  put_text(canonical, " xmlns");
  if (rendered->prefix != NULL) {
    put(canonical, ":", 1);
    put_text(canonical, rendered->prefix);
  }
  put_value(canonical, uri, uri + strlen((const char *)uri), IN_NAMESPACE);
}

static void put_attribute(chret_i_canonical *canonical, const chret_i_attribute *attribute) {
  put(canonical, " ", 1);
  put_name(canonical, attribute->prefix, attribute->local);
  put_value(canonical, attribute->value, attribute->value_end, IN_VALUE);
}

/* ---- Events ---- */

/* Any tag. */
CHRET_I_APART static int32_t start_any(chret_i_canonical *canonical, const chret_i_start_tag *tag) {
  size_t first = canonical->namespaces.count, i;
  if (canonical->status != CHRET_OK)
    return canonical->status;
  canonical->root_seen = 1;
  canonical->depth++;
  if (!add_namespaces(canonical, tag) || !sort_attributes(canonical, tag))
    return canonical->status = CHRET_E_NO_MEMORY;
  put(canonical, "<", 1);
  put_name(canonical, tag->prefix, tag->local);
  for (i = first; i < canonical->namespaces.count; i++)
    put_namespace(canonical, &canonical->namespaces.rendered[i]);
  for (i = 0; i < tag->attribute_count; i++)
    put_attribute(canonical, canonical->sorted[i].item);
  put(canonical, ">", 1);
  if (canonical->form == CHRET_I_INCLUSIVE) /* in the other one each tag may have namespaces to render */
    keep_name(canonical, tag->prefix, tag->local);
  return canonical->status;
}

/* Most tags are a name that was there before. */
int32_t chret_i_canonical_start(chret_i_canonical *canonical, const chret_i_start_tag *tag) {
  const written_name *name = name_slot(canonical, tag->local);
  if (canonical->status != CHRET_OK || tag->namespace_count + tag->attribute_count > 0 ||
      !is_at_hand(canonical, name, tag->prefix, tag->local))
    return start_any(canonical, tag);
  canonical->depth++;
  memcpy(canonical->piece + canonical->filled, name->text, sizeof name->text);
  canonical->filled += name->size;
  return CHRET_OK;
}

CHRET_I_APART static int32_t end_any(chret_i_canonical *canonical, chret_i_end_tag tag) {
  if (canonical->status != CHRET_OK)
    return canonical->status;
  put(canonical, "</", 2);
  put_name(canonical, tag.prefix, tag.local);
  put(canonical, ">", 1);
  chret_i_namespaces_leave(&canonical->namespaces, canonical->depth);
  canonical->depth--;
  return canonical->status;
}

int32_t chret_i_canonical_end(chret_i_canonical *canonical, chret_i_end_tag tag) {
  const written_name *name = name_slot(canonical, tag.local);
  uint8_t *at = canonical->piece + canonical->filled;
  if (canonical->status != CHRET_OK || canonical->namespaces.innermost == canonical->depth ||
      !is_at_hand(canonical, name, tag.prefix, tag.local))
    return end_any(canonical, tag);
  canonical->depth--;
  at[0] = '<';
  at[1] = '/';
  memcpy(at + 2, name->text + 1, sizeof name->text - 1);
  canonical->filled += name->size + 1;
  return CHRET_OK;
}

CHRET_I_APART static int32_t text_any(chret_i_canonical *canonical, const char *text, size_t size) {
  const unsigned char *at = (const unsigned char *)text;
  if (canonical->status == CHRET_OK)
    put_escaped(canonical, at, at + size, IN_TEXT);
  return canonical->status;
}

/* A reference comes as a text of its own, of one character. */
CHRET_I_APART static int32_t text_few(chret_i_canonical *canonical, const char *text, size_t size) {
  const unsigned char *at = (const unsigned char *)text;
  const unsigned char *rest = put_run(canonical, at, at + size, IN_TEXT);
  return rest == at + size ? CHRET_OK : text_any(canonical, (const char *)rest, (size_t)(at + size - rest));
}

int32_t chret_i_canonical_text(chret_i_canonical *canonical, const char *text, size_t size) {
  if (canonical->status == CHRET_OK && size < 8)
    return text_few(canonical, text, size);
  if (canonical->status != CHRET_OK || size > PIECE - canonical->filled ||
      !chret_i_copy_plain((char *)canonical->piece + canonical->filled, text, size))
    return text_any(canonical, text, size);
  canonical->filled += size;
  return CHRET_OK;
}

int32_t chret_i_canonical_instruction(chret_i_canonical *canonical, const char *target, const char *data) {
  int outside = canonical->depth == 0;
  if (canonical->status != CHRET_OK)
    return canonical->status;
  if (outside && canonical->root_seen)
    put(canonical, "\n", 1);
  put(canonical, "<?", 2);
  put_text(canonical, target);
  if (data != NULL && data[0] != '\0') {
    put(canonical, " ", 1);
    put_text(canonical, data);
  }
  put(canonical, "?>", 2);
  if (outside && !canonical->root_seen)
    put(canonical, "\n", 1);
  return canonical->status;
}

int32_t chret_i_canonical_finish(chret_i_canonical *canonical) {
  flush(canonical);
  return canonical->status;
}
