/* A document that is being parsed, as the two halves of the parser see it: xml.c feeds libxml2, events.c takes what it
 * reports. */
#ifndef CHRET_I_PARSING_H
#define CHRET_I_PARSING_H

#include "xml/lines.h"
#include "xml/xml.h"

#include <libxml/parser.h>

/* What libxml2 gets at once. Small pieces keep its old versions from holding the document; it never sees others, so what
 * it makes of a document cannot depend on how the caller cut it. */
#define CHRET_I_PIECE ((size_t)16384)

/* Elements that have declared the namespaces in scope: the outermost first. */
typedef struct chret_i_declaring {
  size_t depth;
  size_t count; /* namespaces in scope, its own too */
} chret_i_declaring;

/* The last tag that libxml2 held back: how far its attributes have been counted. */
typedef struct chret_i_held {
  size_t start; /* in the document */
  size_t size;  /* that has been looked at */
  size_t attributes;
  xmlChar quote; /* of the value that it ends in; 0: none */
} chret_i_held;

struct chret_i_xml {
  const chret_options *options;
  chret_i_xml_handler handler;
  chret_error *failure;
  int32_t status;
  xmlParserCtxtPtr parser;
  chret_i_lines lines;
  size_t total;
  size_t depth;
  int may_be_long;  /* libxml2 has so many bytes that a tag may be longer than the limit */
  size_t text_size; /* since the last tag */
  chret_i_declaring *declaring;
  size_t declaring_count;
  size_t declaring_capacity;
  size_t innermost; /* the depth of the last of them; 0: there is none */
  chret_i_held held;
  chret_i_start_tag tag; /* the last one that started; its name is NULL before the root */
  size_t filled;
  uint8_t piece[CHRET_I_PIECE];
};

static inline size_t chret_i_parsing_limit(const chret_i_xml *xml, int32_t which) {
  return xml->options->limits[which];
}

/* Bytes of one tag, comment, instruction or CDATA section, which libxml2 holds back and looks through again with each piece,
 * whatever text may have. */
static inline size_t chret_i_parsing_most_held(const chret_i_xml *xml) {
  size_t most = chret_i_parsing_limit(xml, CHRET_LIMIT_TEXT);
  return most < 262144 ? most : 262144;
}

/* The events that libxml2 is to report, with the chret_i_xml as their context. */
void chret_i_parsing_events(xmlSAXHandler *sax);
/* Ends the read, if nothing has ended it before: the first failure is the one that is told. */
void chret_i_parsing_fail_at(chret_i_xml *xml, int32_t status, size_t line, const char *message);
/* The same where the parser stands. */
void chret_i_parsing_fail(chret_i_xml *xml, int32_t status, const char *message);
/* Of what chret_i_parsing_most_held() is about; 0: it is too long, or the read has ended. */
int chret_i_parsing_check_size(chret_i_xml *xml, size_t size);

#endif
