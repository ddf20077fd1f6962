/* The forms differ only in the namespaces that an element may have to render: those that it declares, or those that its
 * name and the names of its attributes use.
 *
 * Work, beyond copying: a tag of n attributes and declarations takes sorting them, n log n comparisons of names that are
 * spelled in the tag and of URIs that events.c limits, and n searches for a prefix. A search looks at those of the prefixes
 * rendered on the open elements that share a slot, at worst at all; events.c limits how many there are. */
#include "xml/rendering.h"

#include <string.h>

void chret_i_rendering_init(chret_i_rendering *rendering, int form, const chret_allocator *allocator) {
  memset(rendering, 0, sizeof *rendering);
  rendering->allocator = allocator;
  rendering->form = form;
  chret_i_namespaces_init(&rendering->namespaces, allocator);
}

void chret_i_rendering_release(chret_i_rendering *rendering) {
  chret_i_namespaces_release(&rendering->namespaces);
  chret_i_release(rendering->allocator, rendering->used);
  chret_i_release(rendering->allocator, rendering->sorted);
}

/* Room for so many to be sorted. */
static int make_room(chret_i_rendering *rendering, size_t count) {
  void *block = rendering->sorted;
  if (!chret_i_grow(rendering->allocator, &block, &rendering->sorted_capacity, count + count / 2,
                    sizeof *rendering->sorted))
    return 0;
  rendering->sorted = block;
  return 1;
}

static int list_used(chret_i_rendering *rendering, const chret_i_start_tag *tag, size_t *count) {
  void *block = rendering->used;
  size_t i;
  if (!chret_i_grow(rendering->allocator, &block, &rendering->used_capacity, tag->attribute_count + 1,
                    sizeof *rendering->used))
    return 0;
  rendering->used = block;
  rendering->used[0].prefix = (const unsigned char *)tag->prefix;
  rendering->used[0].uri = (const unsigned char *)tag->uri;
  *count = 1;
  for (i = 0; i < tag->attribute_count; i++)
    if (tag->attributes[i].prefix != NULL) {
      rendering->used[*count].prefix = tag->attributes[i].prefix;
      rendering->used[(*count)++].uri = tag->attributes[i].uri;
    }
  return 1;
}

static int compare_prefixes(const void *left, const void *right) {
  const unsigned char *a = ((const chret_i_namespace *)left)->prefix;
  const unsigned char *b = ((const chret_i_namespace *)right)->prefix;
  return a == b ? 0 : strcmp((const char *)a, (const char *)b); /* where one is NULL the keys differ */
}

/* Adds to the stack what the tag has to render, in its order. */
static int add_namespaces(chret_i_rendering *rendering, const chret_i_start_tag *tag, size_t depth) {
  const chret_i_namespace *namespaces = tag->namespaces;
  size_t count = tag->namespace_count, i;
  if (rendering->form == CHRET_I_EXCLUSIVE) {
    if (!list_used(rendering, tag, &count))
      return 0;
    namespaces = rendering->used;
  }
  if (count == 0)
    return 1;
  if (!make_room(rendering, count))
    return 0;
  for (i = 0; i < count; i++) {
    rendering->sorted[i].key = chret_i_sort_key(namespaces[i].prefix);
    rendering->sorted[i].item = &namespaces[i];
  }
  chret_i_sort(rendering->sorted, count, rendering->sorted + count, compare_prefixes);
  for (i = 0; i < count; i++) {
    const chret_i_namespace *added = rendering->sorted[i].item;
    if (!chret_i_namespaces_add(&rendering->namespaces, added->prefix, added->uri, depth))
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

static int sort_attributes(chret_i_rendering *rendering, const chret_i_start_tag *tag) {
  size_t count = tag->attribute_count, i;
  if (count == 0)
    return 1;
  if (!make_room(rendering, count))
    return 0;
  for (i = 0; i < count; i++) {
    rendering->sorted[i].key = attribute_key(&tag->attributes[i]);
    rendering->sorted[i].item = &tag->attributes[i];
  }
  chret_i_sort(rendering->sorted, count, rendering->sorted + count, compare_attributes);
  return 1;
}

int chret_i_rendering_start(chret_i_rendering *rendering, const chret_i_start_tag *tag, size_t depth) {
  return add_namespaces(rendering, tag, depth) && sort_attributes(rendering, tag);
}
