/* Canonical XML as it is written: the events of a document to bytes. */
#include "xml/canonical.h"

#include "base/plain.h"
#include "xml/rendering.h"

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
  int32_t status;
  size_t depth;
  int root_seen;
  chret_i_rendering rendering;
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
  chret_i_rendering_init(&canonical->rendering, form, allocator);
  return canonical;
}

void chret_i_canonical_free(chret_i_canonical *canonical) {
  if (canonical != NULL) {
    chret_i_rendering_release(&canonical->rendering);
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

/* The same without &: events.c refuses namespace names that have one. */
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
  size_t first = canonical->rendering.namespaces.count, i;
  if (canonical->status != CHRET_OK)
    return canonical->status;
  canonical->root_seen = 1;
  canonical->depth++;
  if (!chret_i_rendering_start(&canonical->rendering, tag, canonical->depth))
    return canonical->status = CHRET_E_NO_MEMORY;
  put(canonical, "<", 1);
  put_name(canonical, tag->prefix, tag->local);
  for (i = first; i < canonical->rendering.namespaces.count; i++)
    put_namespace(canonical, &canonical->rendering.namespaces.rendered[i]);
  for (i = 0; i < tag->attribute_count; i++)
    put_attribute(canonical, canonical->rendering.sorted[i].item);
  put(canonical, ">", 1);
  if (canonical->rendering.form == CHRET_I_INCLUSIVE) /* in the other one each tag may have namespaces to render */
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
  chret_i_namespaces_leave(&canonical->rendering.namespaces, canonical->depth);
  canonical->depth--;
  return canonical->status;
}

int32_t chret_i_canonical_end(chret_i_canonical *canonical, chret_i_end_tag tag) {
  const written_name *name = name_slot(canonical, tag.local);
  uint8_t *at = canonical->piece + canonical->filled;
  if (canonical->status != CHRET_OK || canonical->rendering.namespaces.innermost == canonical->depth ||
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
