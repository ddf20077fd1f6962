/* Canonical XML 1.0 without comments from parser events: the inclusive form of a whole document, or the exclusive form
 * of one element and what is in it, as if nothing was rendered around it. Events come in document order.
 *
 * The exclusive form repeats a namespace wherever it is used next, so that it may be much longer than what it is made of. */
#ifndef CHRET_I_CANONICAL_H
#define CHRET_I_CANONICAL_H

#include "base/memory.h"
#include "xml/xml.h"

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
int32_t chret_i_canonical_start(chret_i_canonical *canonical, const chret_i_start_tag *tag);
int32_t chret_i_canonical_end(chret_i_canonical *canonical, chret_i_end_tag tag);
int32_t chret_i_canonical_text(chret_i_canonical *canonical, const char *text, size_t size);
int32_t chret_i_canonical_instruction(chret_i_canonical *canonical, const char *target, const char *data);
/* Gives `write` what is left. */
int32_t chret_i_canonical_finish(chret_i_canonical *canonical);

#endif
