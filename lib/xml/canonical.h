/* Canonical XML 1.0 without comments from parser events: the inclusive form of a whole document, or the exclusive form
 * of one element and what is in it, as if nothing was rendered around it. Events come in document order.
 *
 * The exclusive form repeats a namespace wherever it is used next, so that it may be much longer than what it is made of. */
#ifndef CHRET_I_CANONICAL_H
#define CHRET_I_CANONICAL_H

#include "base/memory.h"
#include "xml/namespaces.h"
#include "xml/sort.h"
#include "xml/xml.h"

#include <string.h>

/* https://www.w3.org/TR/2001/REC-xml-c14n-20010315 and https://www.w3.org/TR/xml-exc-c14n/ */
enum { CHRET_I_INCLUSIVE, CHRET_I_EXCLUSIVE };

typedef struct chret_i_canonical chret_i_canonical;

/* Takes the canonical bytes in pieces of some KiB; another result than CHRET_OK ends it. */
typedef int32_t (*chret_i_canonical_write)(void *ctx, const uint8_t *data, size_t size);

/* The allocator, ctx and the parser that the events come from outlive it. NULL: no memory. */
chret_i_canonical *chret_i_canonical_new(int form, const chret_allocator *allocator, chret_i_canonical_write write,
                                         void *ctx);
void chret_i_canonical_free(chret_i_canonical *canonical);
/* Events. CHRET_OK, CHRET_E_NO_MEMORY, or what `write` gave; after a failure the same again. */
static inline int32_t chret_i_canonical_start(chret_i_canonical *canonical, const chret_i_start_tag *tag);
static inline int32_t chret_i_canonical_end(chret_i_canonical *canonical, chret_i_end_tag tag);
int32_t chret_i_canonical_text(chret_i_canonical *canonical, const char *text, size_t size);
int32_t chret_i_canonical_instruction(chret_i_canonical *canonical, const char *target, const char *data);
/* Gives `write` what is left. */
int32_t chret_i_canonical_finish(chret_i_canonical *canonical);

/* ---- Inline: most tags are a name that was there before ---- */

#define CHRET_I_CANONICAL_PIECE ((size_t)16384)
#define CHRET_I_CANONICAL_NAMES 128

/* A name as it is written in a start tag, "<prefix:local>". */
typedef struct chret_i_tag_name {
  const void *prefix;
  const void *local; /* NULL: nothing is here yet */
  size_t size;
  uint8_t text[40];
} chret_i_tag_name;

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
  chret_i_tag_name
      names[CHRET_I_CANONICAL_NAMES]; /* the few that a message has, placed by address: tags are most of it */
  size_t filled;
  uint8_t piece[CHRET_I_CANONICAL_PIECE];
};

static inline chret_i_tag_name *chret_i_tag_name_at(chret_i_canonical *canonical, const void *local) {
  uintptr_t address = (uintptr_t)local;
  return &canonical->names[(address ^ address >> 6) % CHRET_I_CANONICAL_NAMES];
}

/* Whether it is the name that was kept there, and there is room to copy all of it: copies of fixed size are quick. */
static inline int chret_i_is_tag_name(const chret_i_canonical *canonical, const chret_i_tag_name *name,
                                      const void *prefix, const void *local) {
  return name->local == local && name->prefix == prefix &&
         canonical->filled < CHRET_I_CANONICAL_PIECE - sizeof name->text;
}

/* Any other tag. */
int32_t chret_i_canonical_start_any(chret_i_canonical *canonical, const chret_i_start_tag *tag);
int32_t chret_i_canonical_end_any(chret_i_canonical *canonical, chret_i_end_tag tag);

static inline int32_t chret_i_canonical_start(chret_i_canonical *canonical, const chret_i_start_tag *tag) {
  const chret_i_tag_name *name = chret_i_tag_name_at(canonical, tag->local);
  if (canonical->status != CHRET_OK || tag->namespace_count + tag->attribute_count > 0 ||
      !chret_i_is_tag_name(canonical, name, tag->prefix, tag->local))
    return chret_i_canonical_start_any(canonical, tag);
  canonical->depth++;
  memcpy(canonical->piece + canonical->filled, name->text, sizeof name->text);
  canonical->filled += name->size;
  return CHRET_OK;
}

static inline int32_t chret_i_canonical_end(chret_i_canonical *canonical, chret_i_end_tag tag) {
  const chret_i_tag_name *name = chret_i_tag_name_at(canonical, tag.local);
  uint8_t *at = canonical->piece + canonical->filled;
  if (canonical->status != CHRET_OK || canonical->namespaces.innermost == canonical->depth ||
      !chret_i_is_tag_name(canonical, name, tag.prefix, tag.local))
    return chret_i_canonical_end_any(canonical, tag);
  canonical->depth--;
  at[0] = '<';
  at[1] = '/';
  memcpy(at + 2, name->text + 1, sizeof name->text - 1);
  canonical->filled += name->size + 1;
  return CHRET_OK;
}

#endif
