/* What libxml2 reports: where in the document it is, whether it is within the limits, and on to the handler. */
#include "xml/parsing.h"

#include "base/lexical.h"

#include <libxml/xmlerror.h>
#include <string.h>

/* Bytes of a namespace name. Attributes are sorted by it, and one that is long would be compared for each of them. */
#define NAMESPACE_NAME 1024

/* Namespaces in scope, unless a tag may have many more: the official samples have up to four. */
#define NAMESPACES 16

#if LIBXML_VERSION >= 21200
typedef const xmlError chret_i_libxml_error;
#else
typedef xmlError chret_i_libxml_error;
#endif

/* ---- Where it is ---- */

CHRET_I_SELDOM static size_t line_at(chret_i_xml *xml, const xmlChar *at) {
  const xmlParserInput *input = xml->parser->input;
  return input != NULL && at != NULL ? chret_i_lines_of(&xml->lines, at, (size_t)(input->end - at)) : 0;
}

size_t chret_i_xml_line(chret_i_xml *xml) {
  const xmlParserInput *input = xml->parser != NULL ? xml->parser->input : NULL; /* NULL: being made, or no memory */
  return input != NULL ? line_at(xml, input->cur) : 0;
}

/* The tag whose start event this is: no attribute value contains a '<'. */
CHRET_I_SELDOM static const xmlChar *tag_start(const chret_i_xml *xml) {
  const xmlParserInput *input = xml->parser->input;
  const xmlChar *at = input->cur;
  while (at > input->base && *at != '<')
    at--;
  return at;
}

CHRET_I_SELDOM static size_t find_tag_line(chret_i_xml *xml) {
  return line_at(xml, tag_start(xml));
}

size_t chret_i_xml_tag_line(chret_i_xml *xml) {
  const xmlParserInput *input = xml->parser->input;
  /* the places asked about before are before this tag: where no line ends since, it does not matter where it starts */
  size_t line = chret_i_lines_same(&xml->lines, (size_t)(input->end - input->cur));
  return line != 0 ? line : find_tag_line(xml);
}

size_t chret_i_xml_text_line(chret_i_xml *xml, const char *rest, size_t size) {
  const xmlParserInput *input = xml->parser->input;
  const xmlChar *at = (const xmlChar *)rest;
  size_t line;
  /* libxml2 gives text from its buffer, before it counts as parsed, or a copy of what it has parsed */
  if (at >= input->base && at < input->end)
    return line_at(xml, at);
  line = chret_i_xml_line(xml);
  while (size-- > 0)
    line -= *rest++ == '\n' && line > 1; /* a CR alone is a line end in a copy, but counts as no line */
  return line;
}

void chret_i_parsing_fail_at(chret_i_xml *xml, int32_t status, size_t line, const char *message) {
  chret_i_place place = {0, 0, NULL, 0, NULL, 0};
  if (xml->status != CHRET_OK)
    return;
  place.line = line;
  xml->status = chret_i_error_set(xml->failure, status, &place, "%s", message);
}

CHRET_I_SELDOM void chret_i_parsing_fail(chret_i_xml *xml, int32_t status, const char *message) {
  chret_i_parsing_fail_at(xml, status, chret_i_xml_line(xml), message);
}

/* ---- What SAX2 reports ---- */

/* An absolute URI starts with a scheme (RFC 3986, 3.1). */
static int is_absolute(const xmlChar *uri) {
  size_t i = 0;
  if (!((uri[0] >= 'a' && uri[0] <= 'z') || (uri[0] >= 'A' && uri[0] <= 'Z')))
    return 0;
  while ((uri[i] >= 'a' && uri[i] <= 'z') || (uri[i] >= 'A' && uri[i] <= 'Z') || (uri[i] >= '0' && uri[i] <= '9') ||
         uri[i] == '+' || uri[i] == '-' || uri[i] == '.')
    i++;
  return uri[i] == ':';
}

/* libxml2 looks through those in scope for each name. */
static size_t most_namespaces(const chret_i_xml *xml) {
  size_t quarter = chret_i_parsing_limit(xml, CHRET_LIMIT_ATTRIBUTES) / 4;
  return quarter > NAMESPACES ? quarter : NAMESPACES;
}

/* The tag's namespaces are in scope from now on. */
static int declare(chret_i_xml *xml, size_t count) {
  void *block = xml->declaring;
  size_t last = xml->declaring_count;
  if (last > 0)
    count += xml->declaring[last - 1].count;
  if (count > most_namespaces(xml)) {
    chret_i_parsing_fail(xml, CHRET_E_LIMIT, "too many namespaces are in scope");
    return 0;
  }
  if (!chret_i_grow(&xml->options->allocator, &block, &xml->declaring_capacity, last + 1, sizeof *xml->declaring)) {
    chret_i_parsing_fail(xml, CHRET_E_NO_MEMORY, "no memory to parse the document");
    return 0;
  }
  xml->declaring = block;
  xml->declaring[last].depth = xml->innermost = xml->depth;
  xml->declaring[last].count = count;
  xml->declaring_count++;
  return 1;
}

CHRET_I_SELDOM static void leave_scope(chret_i_xml *xml) {
  size_t left = --xml->declaring_count;
  xml->innermost = left > 0 ? xml->declaring[left - 1].depth : 0;
}

CHRET_I_SELDOM static int check_attributes(chret_i_xml *xml, const chret_i_start_tag *tag) {
  size_t i;
  if (tag->attribute_count + tag->namespace_count > chret_i_parsing_limit(xml, CHRET_LIMIT_ATTRIBUTES)) {
    chret_i_parsing_fail(xml, CHRET_E_LIMIT, "an element has too many attributes");
    return 0;
  }
  if (tag->namespace_count > 0 && !declare(xml, tag->namespace_count))
    return 0;
  for (i = 0; i < tag->namespace_count; i++) {
    const xmlChar *uri = tag->namespaces[i].uri;
    if (uri != NULL && uri[0] != '\0' && !is_absolute(uri)) {
      chret_i_parsing_fail(xml, CHRET_E_NOT_WELL_FORMED, "a namespace name is not an absolute URI");
      return 0;
    }
    /* an old libxml2 gives it as a reference, which cannot be told from one that was written */
    if (uri != NULL && strchr((const char *)uri, '&') != NULL) {
      chret_i_parsing_fail(xml, CHRET_E_NOT_WELL_FORMED, "a namespace name with an ampersand is refused");
      return 0;
    }
    if (uri != NULL && strlen((const char *)uri) > NAMESPACE_NAME) {
      chret_i_parsing_fail(xml, CHRET_E_LIMIT, "a namespace name is too long");
      return 0;
    }
  }
  return 1;
}

CHRET_I_SELDOM int chret_i_parsing_check_size(chret_i_xml *xml, size_t size) {
  if (size > chret_i_parsing_most_held(xml))
    chret_i_parsing_fail(xml, CHRET_E_LIMIT, "a tag, comment, instruction or CDATA section is too long");
  return xml->status == CHRET_OK;
}

static int check_tag(chret_i_xml *xml, const chret_i_start_tag *tag) {
  if (xml->depth > chret_i_parsing_limit(xml, CHRET_LIMIT_DEPTH)) {
    chret_i_parsing_fail(xml, CHRET_E_LIMIT, "elements are nested too deep");
    return 0;
  }
  return (tag->attribute_count + tag->namespace_count == 0 || check_attributes(xml, tag)) &&
         (!xml->may_be_long || chret_i_parsing_check_size(xml, (size_t)(xml->parser->input->cur - tag_start(xml))));
}

static void on_start(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int namespace_count,
                     const xmlChar **namespaces, int attribute_count, int defaulted, const xmlChar **attributes) {
  chret_i_xml *xml = ctx;
  chret_i_start_tag *tag = &xml->tag;
  (void)defaulted;
  if (xml->status != CHRET_OK)
    return;
  tag->local = (const char *)local;
  tag->prefix = (const char *)prefix;
  tag->uri = (const char *)uri;
  tag->namespaces = (const chret_i_namespace *)(const void *)namespaces;
  tag->namespace_count = (size_t)namespace_count;
  tag->attributes = (const chret_i_attribute *)(const void *)attributes;
  tag->attribute_count = (size_t)attribute_count;
  xml->text_size = 0;
  xml->depth++;
  if (check_tag(xml, tag))
    xml->status = xml->handler.start(xml->handler.ctx, tag);
}

static void on_end(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri) {
  chret_i_xml *xml = ctx;
  chret_i_end_tag tag;
  (void)uri;
  if (xml->status != CHRET_OK)
    return;
  xml->text_size = 0;
  if (xml->depth == xml->innermost)
    leave_scope(xml);
  xml->depth--;
  tag.local = (const char *)local;
  tag.prefix = (const char *)prefix;
  xml->status = xml->handler.end(xml->handler.ctx, tag);
}

static void on_text(void *ctx, const xmlChar *text, int size) {
  chret_i_xml *xml = ctx;
  if (xml->status != CHRET_OK)
    return;
  xml->text_size += (size_t)size;
  if (xml->text_size > chret_i_parsing_limit(xml, CHRET_LIMIT_TEXT))
    chret_i_parsing_fail(xml, CHRET_E_LIMIT, "an element has too much text");
  else
    xml->status = xml->handler.text(xml->handler.ctx, (const char *)text, (size_t)size);
}

/* libxml2 normalises the line ends of all text but CDATA sections: those it hands out as they stand in its buffer, the
 * long ones in parts that may end between CR and LF. */
static void on_cdata(void *ctx, const xmlChar *text, int size) {
  const xmlChar *end = text + size;
  const xmlChar *cr;
  while ((cr = memchr(text, '\r', (size_t)(end - text))) != NULL) {
    on_text(ctx, text, (int)(cr - text));
    if (cr[1] != '\n') /* also beyond the part: what follows it is in the buffer */
      on_text(ctx, (const xmlChar *)"\n", 1);
    text = cr + 1;
  }
  on_text(ctx, text, (int)(end - text));
}

static void on_comment(void *ctx, const xmlChar *text) {
  (void)chret_i_parsing_check_size(ctx, strlen((const char *)text));
}

static void on_instruction(void *ctx, const xmlChar *target, const xmlChar *data) {
  chret_i_xml *xml = ctx;
  if (xml->status == CHRET_OK && chret_i_parsing_check_size(xml, data != NULL ? strlen((const char *)data) : 0))
    xml->status = xml->handler.instruction(xml->handler.ctx, (const char *)target, (const char *)data);
}

static void on_doctype(void *ctx, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id) {
  chret_i_xml *xml = ctx;
  (void)name;
  (void)public_id;
  (void)system_id;
  chret_i_parsing_fail(xml, CHRET_E_DOCTYPE, "a document type declaration is refused");
  /* libxml2 would go on to read the declarations in it */
  xmlStopParser(xml->parser);
}

static void on_reference(void *ctx, const xmlChar *name) {
  (void)name;
  chret_i_parsing_fail(ctx, CHRET_E_NOT_WELL_FORMED, "a reference to an entity");
}

static void on_error(void *ctx, chret_i_libxml_error *error) {
  chret_i_xml *xml = ctx;
  char message[200];
  size_t size;
  if (error->level == XML_ERR_WARNING)
    return;
  if (error->code == XML_ERR_NO_MEMORY) {
    chret_i_parsing_fail(xml, CHRET_E_NO_MEMORY, "no memory to parse the document");
    return;
  }
  chret_i_copy_text(message, sizeof message, error->message, error->message != NULL ? strlen(error->message) : 0);
  /* one line, without the line end that libxml2 gives */
  for (size = strlen(message); size > 0 && chret_i_is_space(message[size - 1]); size--)
    message[size - 1] = '\0';
  while (size-- > 0)
    if (chret_i_is_space(message[size]))
      message[size] = ' ';
  chret_i_parsing_fail(xml, CHRET_E_NOT_WELL_FORMED, message);
}

void chret_i_parsing_events(xmlSAXHandler *sax) {
  memset(sax, 0, sizeof *sax);
  sax->initialized = XML_SAX2_MAGIC;
  sax->startElementNs = on_start;
  sax->endElementNs = on_end;
  sax->characters = on_text;
  sax->ignorableWhitespace = on_text;
  sax->cdataBlock = on_cdata;
  sax->comment = on_comment;
  sax->processingInstruction = on_instruction;
  sax->internalSubset = on_doctype;
  sax->reference = on_reference;
  sax->serror = on_error;
}
