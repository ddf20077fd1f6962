#include "xml/xml.h"

#include "base/lexical.h"
#include "xml/declaration.h"
#include "xml/lines.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <pthread.h>
#include <string.h>

/* What libxml2 gets at once. Small pieces keep its old versions from holding the document; it never sees others, so what
 * it makes of a document cannot depend on how the caller cut it. */
#define PIECE ((size_t)16384)

/* A tag or comment that libxml2 is still holding back beyond this is looked at before it gets any larger: old versions
 * compare each attribute with all others. */
#define HELD_BACK ((size_t)32768)

/* Bytes of a namespace name. Attributes are sorted by it, and one that is long would be compared for each of them. */
#define NAMESPACE_NAME 1024

/* Different names that libxml2 keeps of one document: its table gets slow with more. A DUIS message has some hundreds. */
#define NAMES 16384

#if LIBXML_VERSION >= 21200
typedef const xmlError chret_i_libxml_error;
#else
typedef xmlError chret_i_libxml_error;
#endif

struct chret_i_xml {
  const chret_options *options;
  chret_i_xml_handler handler;
  chret_error *failure;
  int32_t status;
  xmlParserCtxtPtr parser;
  chret_i_lines lines;
  size_t total;
  size_t depth;
  int may_be_long;       /* libxml2 has so many bytes that a tag may be longer than the limit */
  size_t text_size;      /* since the last tag */
  chret_i_start_tag tag; /* the last one that started; its name is NULL before the root */
  size_t filled;
  uint8_t piece[PIECE];
};

static size_t limit(const chret_i_xml *xml, int32_t which) {
  return xml->options->limits[which];
}

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

static void fail_at(chret_i_xml *xml, int32_t status, size_t line, const char *message) {
  chret_i_place place = {0, 0, NULL, 0, NULL, 0};
  if (xml->status != CHRET_OK)
    return;
  place.line = line;
  xml->status = chret_i_error_set(xml->failure, status, &place, "%s", message);
}

CHRET_I_SELDOM static void fail(chret_i_xml *xml, int32_t status, const char *message) {
  fail_at(xml, status, chret_i_xml_line(xml), message);
}

/* ---- SAX2 ---- */

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

CHRET_I_SELDOM static int check_attributes(chret_i_xml *xml, const chret_i_start_tag *tag) {
  size_t i;
  if (tag->attribute_count + tag->namespace_count > limit(xml, CHRET_LIMIT_ATTRIBUTES)) {
    fail(xml, CHRET_E_LIMIT, "an element has too many attributes");
    return 0;
  }
  for (i = 0; i < tag->namespace_count; i++) {
    const xmlChar *uri = tag->namespaces[i].uri;
    if (uri != NULL && uri[0] != '\0' && !is_absolute(uri)) {
      fail(xml, CHRET_E_NOT_WELL_FORMED, "a namespace name is not an absolute URI");
      return 0;
    }
    /* an old libxml2 gives it as a reference, which cannot be told from one that was written */
    if (uri != NULL && strchr((const char *)uri, '&') != NULL) {
      fail(xml, CHRET_E_NOT_WELL_FORMED, "a namespace name with an ampersand is refused");
      return 0;
    }
    if (uri != NULL && strlen((const char *)uri) > NAMESPACE_NAME) {
      fail(xml, CHRET_E_LIMIT, "a namespace name is too long");
      return 0;
    }
  }
  return 1;
}

CHRET_I_SELDOM static int check_size(chret_i_xml *xml, size_t size) {
  if (size > limit(xml, CHRET_LIMIT_TEXT))
    fail(xml, CHRET_E_LIMIT, "a tag, comment or instruction is too long");
  return xml->status == CHRET_OK;
}

static int check_tag(chret_i_xml *xml, const chret_i_start_tag *tag) {
  if (xml->depth > limit(xml, CHRET_LIMIT_DEPTH)) {
    fail(xml, CHRET_E_LIMIT, "elements are nested too deep");
    return 0;
  }
  return (tag->attribute_count + tag->namespace_count == 0 || check_attributes(xml, tag)) &&
         (!xml->may_be_long || check_size(xml, (size_t)(xml->parser->input->cur - tag_start(xml))));
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
  if (xml->text_size > limit(xml, CHRET_LIMIT_TEXT))
    fail(xml, CHRET_E_LIMIT, "an element has too much text");
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
  (void)check_size(ctx, strlen((const char *)text));
}

static void on_instruction(void *ctx, const xmlChar *target, const xmlChar *data) {
  chret_i_xml *xml = ctx;
  if (xml->status == CHRET_OK && check_size(xml, data != NULL ? strlen((const char *)data) : 0))
    xml->status = xml->handler.instruction(xml->handler.ctx, (const char *)target, (const char *)data);
}

static void on_doctype(void *ctx, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id) {
  chret_i_xml *xml = ctx;
  (void)name;
  (void)public_id;
  (void)system_id;
  fail(xml, CHRET_E_DOCTYPE, "a document type declaration is refused");
  /* libxml2 would go on to read the declarations in it */
  xmlStopParser(xml->parser);
}

static void on_reference(void *ctx, const xmlChar *name) {
  (void)name;
  fail(ctx, CHRET_E_NOT_WELL_FORMED, "a reference to an entity");
}

static void on_error(void *ctx, chret_i_libxml_error *error) {
  chret_i_xml *xml = ctx;
  char message[200];
  size_t size;
  if (error->level == XML_ERR_WARNING)
    return;
  if (error->code == XML_ERR_NO_MEMORY) {
    fail(xml, CHRET_E_NO_MEMORY, "no memory to parse the document");
    return;
  }
  chret_i_copy_text(message, sizeof message, error->message, error->message != NULL ? strlen(error->message) : 0);
  /* one line, without the line end that libxml2 gives */
  for (size = strlen(message); size > 0 && chret_i_is_space(message[size - 1]); size--)
    message[size - 1] = '\0';
  while (size-- > 0)
    if (chret_i_is_space(message[size]))
      message[size] = ' ';
  fail(xml, CHRET_E_NOT_WELL_FORMED, message);
}

/* ---- Feeding ---- */

/* libxml2 has globals that it sets up when it is first used, not all of them under a lock. */
static pthread_once_t started = PTHREAD_ONCE_INIT;

chret_i_xml *chret_i_xml_new(const chret_options *options, const chret_i_xml_handler *handler, chret_error *failure) {
  chret_i_xml *xml = chret_i_allocate(&options->allocator, sizeof *xml);
  xmlSAXHandler sax;
  if (xml == NULL)
    return NULL;
  (void)pthread_once(&started, xmlInitParser);
  memset(xml, 0, offsetof(chret_i_xml, piece));
  xml->options = options;
  xml->handler = *handler;
  xml->failure = failure;
  chret_i_lines_init(&xml->lines);
  memset(&sax, 0, sizeof sax);
  sax.initialized = XML_SAX2_MAGIC;
  sax.startElementNs = on_start;
  sax.endElementNs = on_end;
  sax.characters = on_text;
  sax.ignorableWhitespace = on_text;
  sax.cdataBlock = on_cdata;
  sax.comment = on_comment;
  sax.processingInstruction = on_instruction;
  sax.internalSubset = on_doctype;
  sax.reference = on_reference;
  sax.serror = on_error;
  xml->parser = xmlCreatePushParserCtxt(&sax, xml, NULL, 0, NULL);
  if (xml->parser == NULL || xmlCtxtUseOptions(xml->parser, XML_PARSE_NONET) != 0) {
    chret_i_xml_free(xml);
    return NULL;
  }
  return xml;
}

void chret_i_xml_free(chret_i_xml *xml) {
  if (xml != NULL) {
    xmlFreeParserCtxt(xml->parser);
    chret_i_release(&xml->options->allocator, xml);
  }
}

/* Attributes of a tag that has not ended: each has its "=" outside quotation marks. */
static size_t count_attributes(const xmlChar *at, const xmlChar *end) {
  size_t count = 0;
  xmlChar quote = 0;
  for (; at < end; at++)
    if (quote != 0)
      quote = *at == quote ? 0 : quote;
    else if (*at == '"' || *at == '\'')
      quote = *at;
    else
      count += *at == '=';
  return count;
}

static void check_parser(chret_i_xml *xml) {
  const xmlParserInput *input = xml->parser->input;
  const xmlChar *at;
  size_t held;
  if (xml->status != CHRET_OK || input == NULL)
    return;
  at = input->cur;
  held = (size_t)(input->end - at);
  if (xmlDictSize(xml->parser->dict) > NAMES)
    fail(xml, CHRET_E_LIMIT, "the document has too many different names");
  if (held <= HELD_BACK)
    return;
  if (check_size(xml, held) && at[0] == '<' && at[1] != '!' && at[1] != '?' &&
      count_attributes(at, input->end) > limit(xml, CHRET_LIMIT_ATTRIBUTES))
    fail(xml, CHRET_E_LIMIT, "an element has too many attributes");
}

/* What is refused before libxml2 sees it. */
static void check_piece(chret_i_xml *xml, const uint8_t *data, size_t size) {
  const char *message;
  const uint8_t *nul = memchr(data, '\0', size);
  int32_t status = xml->total == 0 ? chret_i_xml_declaration(data, size, &message) : CHRET_OK;
  if (nul != NULL)
    fail_at(xml, CHRET_E_ENCODING, chret_i_lines_of(&xml->lines, nul, size - (size_t)(nul - data)), "a NUL byte");
  else if (status != CHRET_OK)
    fail_at(xml, status, 1, message);
  else if (size > limit(xml, CHRET_LIMIT_BYTES) || xml->total > limit(xml, CHRET_LIMIT_BYTES) - size)
    fail_at(xml, CHRET_E_LIMIT, chret_i_lines_of(&xml->lines, data, size), "the document is too long");
}

/* Old versions of libxml2 keep an error also as the thread's last one (xmlGetLastError): where there was none, none is
 * left. */
static int parse_chunk(chret_i_xml *xml, const uint8_t *data, size_t size, int is_end) {
  const xmlParserInput *input = xml->parser->input;
  int had_error = xmlGetLastError() != NULL;
  int code;
  xml->may_be_long = size + (input != NULL ? (size_t)(input->end - input->base) : 0) > limit(xml, CHRET_LIMIT_TEXT);
  code = xmlParseChunk(xml->parser, (const char *)data, (int)size, is_end);
  if (!had_error)
    xmlResetLastError();
  return code;
}

/* What libxml2 has parsed it drops when it is called next, after it has taken the new bytes: it would move all of these.
 * Called without any it moves what it holds back, which is next to nothing. */
static int drop_parsed(chret_i_xml *xml, const uint8_t *data) {
  const xmlParserInput *input = xml->parser->input;
  return input == NULL || (size_t)(input->cur - input->base) < PIECE / 2 ? XML_ERR_OK : parse_chunk(xml, data, 0, 0);
}

static void parse(chret_i_xml *xml, const uint8_t *data, size_t size) {
  chret_i_lines_begin(&xml->lines, data, size);
  check_piece(xml, data, size);
  xml->total += size;
  if (xml->status == CHRET_OK &&
      (parse_chunk(xml, data, size, 0) != XML_ERR_OK || drop_parsed(xml, data) != XML_ERR_OK))
    fail(xml, CHRET_E_NOT_WELL_FORMED, "the document is not well-formed");
  check_parser(xml);
  chret_i_lines_end(&xml->lines);
}

/* How much of a full piece to parse: not to the middle of a line end, of a character or of "]]>", which old versions of
 * libxml2 would not see. */
static size_t whole_characters(const uint8_t *piece) {
  size_t size = PIECE, end;
  while (size > PIECE - 2 && piece[size - 1] == ']')
    size--;
  end = size;
  while (size > end - 3 && (piece[size - 1] & 0xC0) == 0x80)
    size--;
  return piece[size - 1] >= 0xC0 || piece[size - 1] == '\r' ? size - 1 : size;
}

int32_t chret_i_xml_feed(chret_i_xml *xml, const uint8_t *data, size_t size) {
  while (size > 0 && xml->status == CHRET_OK) {
    if (xml->filled == 0 && size >= PIECE) {
      size_t used = whole_characters(data);
      parse(xml, data, used);
      data += used;
      size -= used;
    } else {
      size_t taken = PIECE - xml->filled < size ? PIECE - xml->filled : size;
      memcpy(xml->piece + xml->filled, data, taken);
      xml->filled += taken;
      data += taken;
      size -= taken;
      if (xml->filled == PIECE) {
        size_t used = whole_characters(xml->piece);
        parse(xml, xml->piece, used);
        xml->filled = PIECE - used;
        memmove(xml->piece, xml->piece + used, xml->filled);
      }
    }
  }
  return xml->status;
}

/* libxml2 reports the start of a tag that never ends, if told that no more will come. */
static int is_cut_short(const chret_i_xml *xml) {
  const xmlParserInput *input = xml->parser->input;
  return (xml->depth > 0 || xml->tag.local == NULL) &&
         (input == NULL || input->cur == NULL || memchr(input->cur, '>', (size_t)(input->end - input->cur)) == NULL);
}

int32_t chret_i_xml_finish(chret_i_xml *xml) {
  int cut_short;
  if (xml->status == CHRET_OK && xml->filled > 0)
    parse(xml, xml->piece, xml->filled);
  xml->filled = 0;
  if (xml->total == 0)
    fail(xml, CHRET_E_NOT_WELL_FORMED, "the document is empty");
  if (xml->status != CHRET_OK)
    return xml->status;
  chret_i_lines_begin(&xml->lines, xml->piece, 0);
  cut_short = is_cut_short(xml);
  if (!cut_short)
    (void)parse_chunk(xml, NULL, 0, 1);
  if (xml->status == CHRET_OK && (cut_short || !xml->parser->wellFormed))
    fail(xml, CHRET_E_NOT_WELL_FORMED, "the document is cut short");
  chret_i_lines_end(&xml->lines);
  return xml->status;
}
