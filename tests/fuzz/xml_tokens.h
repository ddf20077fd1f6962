/* tests/fuzz/xml_tokens.h - a document as tokens, for mutations that keep it well formed. */
#ifndef CHRETURN_TESTS_FUZZ_XML_TOKENS_H
#define CHRETURN_TESTS_FUZZ_XML_TOKENS_H

#include <stddef.h>
#include <stdint.h>

enum { XML_TEXT, XML_START, XML_END, XML_EMPTY, XML_OTHER /* comments, instructions, CDATA, declarations */ };

typedef struct xml_token {
  int kind;
  const char *at;
  size_t size;
  size_t partner; /* of a start its end, and back; else itself */
} xml_token;

#define XML_TOKENS_MAX 1500

typedef struct xml_tokens {
  xml_token token[XML_TOKENS_MAX];
  size_t count;
} xml_tokens;

/* The tokens, which point into the text; 0: too many, or tags that do not match. */
int xml_tokenise(xml_tokens *tokens, const char *text, size_t size);
/* Bytes of the name in a start or empty tag, after its "<". */
size_t xml_name_size(const xml_token *tag);

#endif
