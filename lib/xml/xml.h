/* XML as events, by libxml2's push parser, within limits. Knows no hub.
 *
 * Every error of libxml2, recoverable or not, ends the read (warnings do not); so do DOCTYPE, other encodings than
 * UTF-8, XML 1.1, relative namespace URIs and every limit. After a failure no more events come. */
#ifndef CHRET_I_XML_H
#define CHRET_I_XML_H

#include "base/error.h"

typedef struct chret_i_xml chret_i_xml;

/* As libxml2's SAX2 gives them: names, prefixes and URIs live as long as the parser, and the same one is the same pointer;
 * values and texts live for the call. prefix and uri may be NULL; the value ends at value_end, and an & in it comes as
 * "&#38;". */
typedef struct chret_i_attribute {
  const unsigned char *local;
  const unsigned char *prefix;
  const unsigned char *uri;
  const unsigned char *value;
  const unsigned char *value_end;
} chret_i_attribute;

/* A namespace declared on an element; prefix NULL: the default one, uri NULL or "": none. An & in a URI comes as "&#38;"
 * from old versions of libxml2 and as it is from later ones. */
typedef struct chret_i_namespace {
  const unsigned char *prefix;
  const unsigned char *uri;
} chret_i_namespace;

typedef struct chret_i_start_tag {
  const char *local;
  const char *prefix;
  const char *uri;
  const chret_i_namespace *namespaces;
  size_t namespace_count;
  const chret_i_attribute *attributes;
  size_t attribute_count;
} chret_i_start_tag;

typedef struct chret_i_end_tag {
  const char *local;
  const char *prefix;
} chret_i_end_tag;

/* A handler gives CHRET_OK, or the status of a failure that it has noted in the error object. */
typedef struct chret_i_xml_handler {
  void *ctx;
  int32_t (*start)(void *ctx, const chret_i_start_tag *tag);
  int32_t (*end)(void *ctx, chret_i_end_tag tag);
  /* in parts, with line ends as XML normalises them */
  int32_t (*text)(void *ctx, const char *text, size_t size);
  /* a processing instruction, also outside the root; data may be NULL */
  int32_t (*instruction)(void *ctx, const char *target, const char *data);
} chret_i_xml_handler;

/* failure: where this layer's own failures are noted. options, handler and failure outlive the parser. NULL: no memory. */
chret_i_xml *chret_i_xml_new(const chret_options *options, const chret_i_xml_handler *handler, chret_error *failure);
void chret_i_xml_free(chret_i_xml *xml);
/* The next bytes. The events are the same however the document is cut: libxml2 always gets the same pieces. */
int32_t chret_i_xml_feed(chret_i_xml *xml, const uint8_t *data, size_t size);
int32_t chret_i_xml_finish(chret_i_xml *xml);
/* During a start event: the line where its tag begins. */
size_t chret_i_xml_tag_line(chret_i_xml *xml);
/* During an event: the line where the parser stands. */
size_t chret_i_xml_line(chret_i_xml *xml);
/* During a text event: the line where `rest`, the end of its text, starts. */
size_t chret_i_xml_text_line(chret_i_xml *xml, const char *rest, size_t size);

#endif
