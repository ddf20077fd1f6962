/* The namespaces that a canonical form has rendered on the elements that are open. */
#ifndef CHRET_I_NAMESPACES_H
#define CHRET_I_NAMESPACES_H

#include "base/memory.h"

typedef struct chret_i_rendered {
  const unsigned char *prefix; /* NULL: the default namespace */
  const unsigned char *uri;    /* NULL: none */
  size_t depth;                /* of the element it is rendered on */
  size_t outer;                /* the next further out in the same slot: its index and 1; 0: none */
} chret_i_rendered;

#define CHRET_I_SLOTS 256

/* The innermost are the last. Slots keep the search short where thousands are rendered. */
typedef struct chret_i_namespaces {
  const chret_allocator *allocator;
  chret_i_rendered *rendered;
  size_t count;
  size_t capacity;
  size_t innermost;            /* the depth of the last one; 0: there is none */
  size_t slots[CHRET_I_SLOTS]; /* the innermost of each, in the same way */
} chret_i_namespaces;

void chret_i_namespaces_init(chret_i_namespaces *namespaces, const chret_allocator *allocator);
void chret_i_namespaces_release(chret_i_namespaces *namespaces);
/* An element at that depth has this namespace: adds it unless it is what the nearest element that rendered the prefix
 * says. Prefixes and URIs are those of parser events, where the same one is the same pointer. 0: no memory. */
int chret_i_namespaces_add(chret_i_namespaces *namespaces, const unsigned char *prefix, const unsigned char *uri,
                           size_t depth);
/* The end of an element at that depth. */
void chret_i_namespaces_leave(chret_i_namespaces *namespaces, size_t depth);

#endif
