/* What of a start tag a canonical form renders, and in which order. */
#ifndef CHRET_I_RENDERING_H
#define CHRET_I_RENDERING_H

#include "xml/canonical.h"
#include "xml/namespaces.h"
#include "xml/sort.h"

typedef struct chret_i_rendering {
  const chret_allocator *allocator;
  int form; /* CHRET_I_INCLUSIVE or CHRET_I_EXCLUSIVE */
  chret_i_namespaces namespaces;
  chret_i_namespace *used; /* in the exclusive form: those that the tag at hand uses */
  size_t used_capacity;
  chret_i_sorted *sorted; /* the namespaces, then the attributes of the tag at hand */
  size_t sorted_capacity;
} chret_i_rendering;

void chret_i_rendering_init(chret_i_rendering *rendering, int form, const chret_allocator *allocator);
void chret_i_rendering_release(chret_i_rendering *rendering);
/* A tag of an element at that depth: adds to the namespaces, in their order, what it has to render, and leaves its attributes
 * sorted. 0: no memory. */
int chret_i_rendering_start(chret_i_rendering *rendering, const chret_i_start_tag *tag, size_t depth);

#endif
