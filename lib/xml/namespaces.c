#include "xml/namespaces.h"

#include <string.h>

void chret_i_namespaces_init(chret_i_namespaces *namespaces, const chret_allocator *allocator) {
  memset(namespaces, 0, sizeof *namespaces);
  namespaces->allocator = allocator;
}

void chret_i_namespaces_release(chret_i_namespaces *namespaces) {
  chret_i_release(namespaces->allocator, namespaces->rendered);
}

static size_t *slot(chret_i_namespaces *namespaces, const unsigned char *prefix) {
  uintptr_t address = (uintptr_t)prefix;
  return &namespaces->slots[(address ^ address >> 8) % CHRET_I_SLOTS];
}

static void note_innermost(chret_i_namespaces *namespaces) {
  namespaces->innermost = namespaces->count > 0 ? namespaces->rendered[namespaces->count - 1].depth : 0;
}

/* The one that stands after the last becomes the last. */
static void push(chret_i_namespaces *namespaces) {
  chret_i_rendered *rendered = &namespaces->rendered[namespaces->count++];
  size_t *first = slot(namespaces, rendered->prefix);
  rendered->outer = *first;
  *first = namespaces->count;
  note_innermost(namespaces);
}

static void pop(chret_i_namespaces *namespaces) {
  const chret_i_rendered *rendered = &namespaces->rendered[--namespaces->count];
  *slot(namespaces, rendered->prefix) = rendered->outer;
  note_innermost(namespaces);
}

/* What the prefix is rendered as; NULL: none. */
static const unsigned char *find(chret_i_namespaces *namespaces, const unsigned char *prefix) {
  size_t at = *slot(namespaces, prefix);
  while (at > 0 && namespaces->rendered[at - 1].prefix != prefix)
    at = namespaces->rendered[at - 1].outer;
  return at > 0 ? namespaces->rendered[at - 1].uri : NULL;
}

static int is_xml(const unsigned char *prefix) {
  return prefix != NULL && prefix[0] == 'x' && strcmp((const char *)prefix, "xml") == 0;
}

int chret_i_namespaces_add(chret_i_namespaces *namespaces, const unsigned char *prefix, const unsigned char *uri,
                           size_t depth) {
  void *block = namespaces->rendered;
  chret_i_rendered *added;
  if (uri != NULL && uri[0] == '\0')
    uri = NULL;
  if (find(namespaces, prefix) == uri || is_xml(prefix))
    return 1;
  if (namespaces->count == namespaces->capacity && !chret_i_grow(namespaces->allocator, &block, &namespaces->capacity,
                                                                 namespaces->count + 1, sizeof *namespaces->rendered))
    return 0;
  namespaces->rendered = block;
  added = &namespaces->rendered[namespaces->count];
  added->prefix = prefix;
  added->uri = uri;
  added->depth = depth;
  push(namespaces);
  return 1;
}

void chret_i_namespaces_leave(chret_i_namespaces *namespaces, size_t depth) {
  while (namespaces->count > 0 && namespaces->rendered[namespaces->count - 1].depth == depth)
    pop(namespaces);
}
