/* tests/fuzz/mutate_xml.c - libFuzzer's mutator for documents: mostly elements, attributes, namespaces and texts, with
 * names and values of the vocabulary, so that the document stays well formed; sometimes bytes. */
#include "fuzz.h"
#include "xml_tokens.h"
#include "xml_words.h"

#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t first_size, const uint8_t *second, size_t second_size,
                                 uint8_t *out, size_t room, unsigned seed);

/* The document that is being made. */
typedef struct work {
  xml_tokens is;
  uint64_t chance;
  char *out;
  size_t size;
  size_t room;
  int is_full;
} work;

static work w;

static void put(const char *text, size_t size) {
  if (size > w.room - w.size) {
    w.is_full = 1;
    return;
  }
  memcpy(w.out + w.size, text, size);
  w.size += size;
}

static void puts_(const char *text) {
  put(text, strlen(text));
}

static uint32_t below(size_t count) {
  return fuzz_random(&w.chance, (uint32_t)count);
}

/* From the token `from` to before the token `to`. */
static void put_tokens(size_t from, size_t to) {
  if (from < to) {
    const xml_token *last = &w.is.token[to - 1];
    put(w.is.token[from].at, (size_t)(last->at + last->size - w.is.token[from].at));
  }
}

/* ---- Choosing ---- */

#define PICK(table) ((table)[below(sizeof(table) / sizeof *(table))])

/* A token of these kinds, given as bits; w.is.count: none was met. */
static size_t choose(unsigned kinds) {
  for (int tries = 0; tries < 20; tries++) {
    size_t i = below(w.is.count);
    if (kinds >> w.is.token[i].kind & 1) {
      return i;
    }
  }
  return w.is.count;
}

enum {
  TEXT = 1 << XML_TEXT,
  START = 1 << XML_START,
  END = 1 << XML_END,
  EMPTY = 1 << XML_EMPTY,
  OTHER = 1 << XML_OTHER
};

/* A node: an element with all in it, a text, a comment and so on. */
typedef struct node {
  size_t from, to;
} node;

static node choose_node(void) {
  size_t i = below(w.is.count), partner = w.is.token[i].partner;
  node chosen = {i < partner ? i : partner, (i < partner ? partner : i) + 1};
  return chosen;
}

/* ---- Mutations: each writes the whole document ---- */

static void put_element(void) {
  static const char *const PREFIXES[] = {"sr:", "sr:", "sr:", "ds:", "", "p:"};
  const char *prefix = PICK(PREFIXES), *name = xml_word_name(&w.chance);
  puts_("<");
  puts_(prefix);
  puts_(name);
  if (below(4) == 0) {
    puts_(" ");
    puts_(xml_word_attribute(&w.chance));
  }
  puts_(">");
  puts_(xml_word_value(&w.chance));
  puts_("</");
  puts_(prefix);
  puts_(name);
  puts_(below(8) == 0 ? " >" : ">");
}

static void delete_node(void) {
  node at = choose_node();
  put_tokens(0, at.from);
  put_tokens(at.to, w.is.count);
}

static void repeat_node(void) {
  node at = choose_node();
  uint32_t times = below(8) == 0 ? 2 + below(20) : 2;
  put_tokens(0, at.from);
  while (times-- > 0) {
    put_tokens(at.from, at.to);
  }
  put_tokens(at.to, w.is.count);
}

static void swap_nodes(void) {
  node a = choose_node(), b = choose_node();
  if (a.from > b.from) {
    node c = a;
    a = b;
    b = c;
  }
  if (a.to > b.from) { /* one inside the other: the outer one's children become its parent's */
    put_tokens(0, a.from);
    put_tokens(b.from, b.to);
    put_tokens(a.to, w.is.count);
    return;
  }
  put_tokens(0, a.from);
  put_tokens(b.from, b.to);
  put_tokens(a.to, b.from);
  put_tokens(a.from, a.to);
  put_tokens(b.to, w.is.count);
}

static void move_node(void) {
  node at = choose_node();
  size_t to = below(w.is.count + 1);
  if (to > at.from && to < at.to) {
    to = at.to;
  }
  put_tokens(0, to < at.from ? to : at.from);
  if (to <= at.from) {
    put_tokens(at.from, at.to);
    put_tokens(to, at.from);
    put_tokens(at.to, w.is.count);
  } else {
    put_tokens(at.to, to);
    put_tokens(at.from, at.to);
    put_tokens(to, w.is.count);
  }
}

static void insert(void) {
  size_t i = below(w.is.count + 1);
  put_tokens(0, i);
  if (below(2) == 0) {
    put_element();
  } else {
    puts_(xml_word_value(&w.chance));
  }
  put_tokens(i, w.is.count);
}

static void wrap_node(void) {
  node at = choose_node();
  const char *name = xml_word_name(&w.chance);
  put_tokens(0, at.from);
  puts_("<sr:");
  puts_(name);
  puts_(">");
  put_tokens(at.from, at.to);
  puts_("</sr:");
  puts_(name);
  puts_(">");
  put_tokens(at.to, w.is.count);
}

static void replace_text(void) {
  size_t i = choose(TEXT);
  put_tokens(0, i);
  puts_(xml_word_value(&w.chance));
  put_tokens(i + (i < w.is.count), w.is.count);
}

/* A value of the vocabulary put into a text, or a character of it as a reference, or in a CDATA section. */
static void edit_text(void) {
  size_t i = choose(TEXT);
  if (i == w.is.count) {
    insert();
    return;
  }
  const xml_token *text = &w.is.token[i];
  size_t at = below(text->size), how = below(4);
  int is_plain = text->at[at] > ' ' && text->at[at] <= '~' && strchr("&;#", text->at[at]) == NULL;
  put_tokens(0, i);
  put(text->at, at);
  if (how == 0 || !is_plain) {
    puts_(xml_word_value(&w.chance));
    put(text->at + at, text->size - at);
  } else if (how == 1) {
    char reference[] = "&#x00;";
    reference[3] = "0123456789ABCDEF"[text->at[at] >> 4];
    reference[4] = "0123456789abcdef"[text->at[at] & 15];
    puts_(reference);
    put(text->at + at + 1, text->size - at - 1);
  } else if (how == 2) {
    puts_("<![CDATA[");
    put(text->at + at, 1);
    puts_("]]>");
    put(text->at + at + 1, text->size - at - 1);
  } else {
    put(text->at + at + 1, text->size - at - 1);
  }
  put_tokens(i + 1, w.is.count);
}

/* Bytes of a text by libFuzzer, but none that would end it. */
static void mutate_text(void) {
  uint8_t bytes[512];
  size_t i = choose(TEXT);
  if (i == w.is.count || w.is.token[i].size > sizeof bytes / 2) {
    insert();
    return;
  }
  memcpy(bytes, w.is.token[i].at, w.is.token[i].size);
  size_t size = LLVMFuzzerMutate(bytes, w.is.token[i].size, sizeof bytes);
  FUZZ_IS_WRITTEN(bytes, size);
  for (size_t b = 0; b < size; b++) {
    if (bytes[b] == '<' || bytes[b] == '&') {
      bytes[b] = '0';
    }
  }
  put_tokens(0, i);
  put((const char *)bytes, size);
  put_tokens(i + 1, w.is.count);
}

/* In a start tag: an attribute more, white space, or one of its attributes away or another in its place. */
static void edit_tag(void) {
  size_t i = choose(START | EMPTY);
  if (i == w.is.count) {
    insert();
    return;
  }
  const xml_token *tag = &w.is.token[i];
  size_t name = 1 + xml_name_size(tag), how = below(4);
  const char *space = memchr(tag->at + name, ' ', tag->size - name);
  put_tokens(0, i);
  if (how == 0 && space != NULL) {
    const char *quote = memchr(space, '=', (size_t)(tag->at + tag->size - space));
    const char *end = quote != NULL && quote[1] != '\0' ? strchr("\"'", quote[1]) : NULL;
    const char *after = end != NULL ? memchr(quote + 2, quote[1], (size_t)(tag->at + tag->size - quote - 2)) : NULL;
    put(tag->at, (size_t)(space - tag->at));
    if (below(2) == 0) {
      puts_(" ");
      puts_(xml_word_attribute(&w.chance));
    }
    put(after != NULL ? after + 1 : space, (size_t)(tag->at + tag->size - (after != NULL ? after + 1 : space)));
  } else {
    put(tag->at, name);
    puts_(how == 1 ? "\n " : " ");
    puts_(how == 1 ? "" : xml_word_attribute(&w.chance));
    put(tag->at + name, tag->size - name);
  }
  put_tokens(i + 1, w.is.count);
}

/* Another name, in both tags. */
static void rename_element(void) {
  size_t i = choose(START);
  if (i == w.is.count) {
    insert();
    return;
  }
  const xml_token *tag = &w.is.token[i], *end = &w.is.token[tag->partner];
  size_t size = xml_name_size(tag);
  const char *colon = memchr(tag->at + 1, ':', size);
  size_t prefix = colon != NULL ? (size_t)(colon - tag->at) : 0;
  int whole = below(4) == 0;
  const char *name = whole ? "p:" : xml_word_name(&w.chance);
  put_tokens(0, i);
  puts_("<");
  put(tag->at + 1, whole ? 0 : prefix);
  puts_(name);
  puts_(whole ? "a" : "");
  put(tag->at + 1 + size, tag->size - 1 - size);
  put_tokens(i + 1, tag->partner);
  puts_("</");
  put(end->at + 2, whole ? 0 : prefix);
  puts_(name);
  puts_(whole ? "a" : "");
  put(end->at + 2 + size, end->size - 2 - size);
  put_tokens(tag->partner + 1, w.is.count);
}

static void (*const MUTATIONS[])(void) = {delete_node, repeat_node,  swap_nodes,   move_node,     insert,
                                          wrap_node,   replace_text, replace_text, edit_text,     edit_text,
                                          mutate_text, edit_tag,     edit_tag,     rename_element};

/* ---- libFuzzer ---- */

static char scratch[1 << 20];

/* One mutation of the tokens. 0: it is not well formed, or was too large. */
static int mutate_tokens(uint8_t *data, size_t *size, size_t room) {
  if (*size == 0 || !xml_tokenise(&w.is, (const char *)data, *size)) {
    return 0;
  }
  w.out = scratch;
  w.size = 0;
  w.room = room < sizeof scratch ? room : sizeof scratch;
  w.is_full = 0;
  PICK(MUTATIONS)();
  if (w.is_full || w.size == 0) {
    return 0;
  }
  memcpy(data, scratch, w.size);
  *size = w.size;
  return 1;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed) {
  w.chance = seed;
  FUZZ_IS_WRITTEN(data, size);
  if (below(fuzz_repair != NULL ? 64 : 6) == 0) { /* what is to be repaired is better left well formed */
    size = LLVMFuzzerMutate(data, size, room);
  } else {
    int done = 0;
    for (uint32_t times = fuzz_repair != NULL ? 1 : 1 + below(4); times > 0; times--) {
      done |= mutate_tokens(data, &size, room);
    }
    if (!done) {
      size = LLVMFuzzerMutate(data, size, room);
    }
  }
  FUZZ_IS_WRITTEN(data, size);
  return size;
}

/* A node of the second document in the place of one of the first, or before it. Most such documents are refused, so that
 * libFuzzer would do it half of the time is too often where a whole one is wanted. */
size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t first_size, const uint8_t *second, size_t second_size,
                                 uint8_t *out, size_t room, unsigned seed) {
  w.chance = seed;
  FUZZ_IS_WRITTEN(first, first_size);
  if (fuzz_repair != NULL && first_size <= room && below(8) != 0) {
    memcpy(out, first, first_size);
    return LLVMFuzzerCustomMutator(out, first_size, room, seed);
  }
  FUZZ_IS_WRITTEN(second, second_size);
  if (second_size == 0 || first_size == 0 || !xml_tokenise(&w.is, (const char *)second, second_size)) {
    return 0;
  }
  node taken = choose_node();
  const char *from = w.is.token[taken.from].at;
  size_t size = (size_t)(w.is.token[taken.to - 1].at + w.is.token[taken.to - 1].size - from);
  if (!xml_tokenise(&w.is, (const char *)first, first_size)) {
    return 0;
  }
  node at = choose_node();
  w.out = (char *)out;
  w.size = 0;
  w.room = room;
  w.is_full = 0;
  put_tokens(0, at.from);
  put(from, size);
  put_tokens(below(2) == 0 ? at.from : at.to, w.is.count);
  return w.is_full ? 0 : w.size;
}
