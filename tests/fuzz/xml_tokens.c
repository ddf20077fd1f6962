#include "xml_tokens.h"

#include <string.h>

static const char *find(const char *at, const char *end, const char *what) {
  size_t size = strlen(what);
  for (; (size_t)(end - at) >= size; at++) {
    if (memcmp(at, what, size) == 0) {
      return at + size;
    }
  }
  return NULL;
}

/* The end of a tag: its ">" outside quotation marks. */
static const char *tag_end(const char *at, const char *end) {
  char quote = 0;
  for (; at < end; at++) {
    if (quote != 0) {
      quote = *at == quote ? 0 : quote;
    } else if (*at == '"' || *at == '\'') {
      quote = *at;
    } else if (*at == '>') {
      return at + 1;
    }
  }
  return NULL;
}

static int starts(const char *at, const char *end, const char *what) {
  size_t size = strlen(what);
  return (size_t)(end - at) >= size && memcmp(at, what, size) == 0;
}

/* The end of the token that starts here; NULL: it has none. */
static const char *token_end(const char *at, const char *end, int *kind) {
  *kind = XML_OTHER;
  if (*at != '<') {
    const char *next = memchr(at, '<', (size_t)(end - at));
    *kind = XML_TEXT;
    return next != NULL ? next : end;
  }
  if (starts(at, end, "<!--")) {
    return find(at + 4, end, "-->");
  }
  if (starts(at, end, "<![CDATA[")) {
    return find(at, end, "]]>");
  }
  if (starts(at, end, "<?")) {
    return find(at, end, "?>");
  }
  if (starts(at, end, "<!")) {
    return find(at, end, ">");
  }
  const char *after = tag_end(at, end);
  *kind = starts(at, end, "</") ? XML_END : after != NULL && after[-2] == '/' ? XML_EMPTY : XML_START;
  return after;
}

size_t xml_name_size(const xml_token *tag) {
  size_t size = 0;
  while (1 + size < tag->size && strchr(" \t\r\n/>", tag->at[1 + size]) == NULL) {
    size++;
  }
  return size;
}

static int is_pair(const xml_token *start, const xml_token *end) {
  size_t size = xml_name_size(start);
  return end->size > size + 2 && memcmp(start->at + 1, end->at + 2, size) == 0;
}

int xml_tokenise(xml_tokens *tokens, const char *text, size_t size) {
  size_t open[XML_TOKENS_MAX], depth = 0;
  const char *end = text + size;
  tokens->count = 0;
  while (text < end) {
    if (tokens->count == XML_TOKENS_MAX) {
      return 0;
    }
    size_t i = tokens->count++;
    xml_token *token = &tokens->token[i];
    const char *after = token_end(text, end, &token->kind);
    if (after == NULL) {
      return 0;
    }
    token->at = text;
    token->size = (size_t)(after - text);
    token->partner = i;
    text = after;
    if (token->kind == XML_START) {
      open[depth++] = i;
    } else if (token->kind == XML_END) {
      if (depth == 0 || !is_pair(&tokens->token[open[--depth]], token)) {
        return 0;
      }
      token->partner = open[depth];
      tokens->token[token->partner].partner = i;
    }
  }
  return depth == 0;
}
