/* A parser's life, and how libxml2 is fed. */
#include "xml/parsing.h"

#include "xml/declaration.h"

#include <pthread.h>
#include <string.h>

/* A tag or comment that libxml2 is still holding back beyond this is looked at before it gets any larger: old versions
 * compare each attribute with all others. */
#define HELD_BACK ((size_t)32768)

/* Different names that libxml2 keeps of one document: its table gets slow with more. A DUIS message has some hundreds. */
#define NAMES 16384

/* ---- Its life ---- */

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
  chret_i_parsing_events(&sax);
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
    chret_i_release(&xml->options->allocator, xml->declaring);
    chret_i_release(&xml->options->allocator, xml);
  }
}

/* ---- Feeding ---- */

/* Attributes of a tag that has not ended: each has its "=" outside quotation marks. What has been counted before is not
 * looked at again. */
static size_t count_attributes(chret_i_xml *xml, const xmlChar *at, size_t size) {
  chret_i_held *held = &xml->held;
  size_t start = xml->total - size;
  if (held->start != start) {
    memset(held, 0, sizeof *held);
    held->start = start;
  }
  for (; held->size < size; held->size++) {
    xmlChar c = at[held->size];
    if (held->quote != 0)
      held->quote = c == held->quote ? 0 : held->quote;
    else if (c == '"' || c == '\'')
      held->quote = c;
    else
      held->attributes += c == '=';
  }
  return held->attributes;
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
    chret_i_parsing_fail(xml, CHRET_E_LIMIT, "the document has too many different names");
  if (held <= HELD_BACK)
    return;
  if (chret_i_parsing_check_size(xml, held) && at[0] == '<' && at[1] != '!' && at[1] != '?' &&
      count_attributes(xml, at, held) > chret_i_parsing_limit(xml, CHRET_LIMIT_ATTRIBUTES))
    chret_i_parsing_fail(xml, CHRET_E_LIMIT, "an element has too many attributes");
}

/* What is refused before libxml2 sees it. */
static void check_piece(chret_i_xml *xml, const uint8_t *data, size_t size) {
  const char *message;
  const uint8_t *nul = memchr(data, '\0', size);
  int32_t status = xml->total == 0 ? chret_i_xml_declaration(data, size, &message) : CHRET_OK;
  if (nul != NULL)
    chret_i_parsing_fail_at(xml, CHRET_E_ENCODING, chret_i_lines_of(&xml->lines, nul, size - (size_t)(nul - data)),
                            "a NUL byte");
  else if (status != CHRET_OK)
    chret_i_parsing_fail_at(xml, status, 1, message);
  else if (size > chret_i_parsing_limit(xml, CHRET_LIMIT_BYTES) ||
           xml->total > chret_i_parsing_limit(xml, CHRET_LIMIT_BYTES) - size)
    chret_i_parsing_fail_at(xml, CHRET_E_LIMIT, chret_i_lines_of(&xml->lines, data, size), "the document is too long");
}

/* Old versions of libxml2 keep an error also as the thread's last one (xmlGetLastError): where there was none, none is
 * left. */
static int parse_chunk(chret_i_xml *xml, const uint8_t *data, size_t size, int is_end) {
  const xmlParserInput *input = xml->parser->input;
  int had_error = xmlGetLastError() != NULL;
  int code;
  xml->may_be_long = size + (input != NULL ? (size_t)(input->end - input->base) : 0) > chret_i_parsing_most_held(xml);
  code = xmlParseChunk(xml->parser, (const char *)data, (int)size, is_end);
  if (!had_error)
    xmlResetLastError();
  return code;
}

/* What libxml2 has parsed it drops when it is called next, after it has taken the new bytes: it would move all of these.
 * Called without any it moves what it holds back, which is next to nothing. */
static int drop_parsed(chret_i_xml *xml, const uint8_t *data) {
  const xmlParserInput *input = xml->parser->input;
  return input == NULL || (size_t)(input->cur - input->base) < CHRET_I_PIECE / 2 ? XML_ERR_OK
                                                                                 : parse_chunk(xml, data, 0, 0);
}

static void parse(chret_i_xml *xml, const uint8_t *data, size_t size) {
  chret_i_lines_begin(&xml->lines, data, size);
  check_piece(xml, data, size);
  xml->total += size;
  if (xml->status == CHRET_OK &&
      (parse_chunk(xml, data, size, 0) != XML_ERR_OK || drop_parsed(xml, data) != XML_ERR_OK))
    chret_i_parsing_fail(xml, CHRET_E_NOT_WELL_FORMED, "the document is not well-formed");
  check_parser(xml);
  chret_i_lines_end(&xml->lines);
}

/* How much of a full piece to parse: not to the middle of a line end, of a character or of "]]>", which old versions of
 * libxml2 would not see. */
static size_t whole_characters(const uint8_t *piece) {
  size_t size = CHRET_I_PIECE, end;
  while (size > CHRET_I_PIECE - 2 && piece[size - 1] == ']')
    size--;
  end = size;
  while (size > end - 3 && (piece[size - 1] & 0xC0) == 0x80)
    size--;
  return piece[size - 1] >= 0xC0 || piece[size - 1] == '\r' ? size - 1 : size;
}

int32_t chret_i_xml_feed(chret_i_xml *xml, const uint8_t *data, size_t size) {
  while (size > 0 && xml->status == CHRET_OK) {
    if (xml->filled == 0 && size >= CHRET_I_PIECE) {
      size_t used = whole_characters(data);
      parse(xml, data, used);
      data += used;
      size -= used;
    } else {
      size_t taken = CHRET_I_PIECE - xml->filled < size ? CHRET_I_PIECE - xml->filled : size;
      memcpy(xml->piece + xml->filled, data, taken);
      xml->filled += taken;
      data += taken;
      size -= taken;
      if (xml->filled == CHRET_I_PIECE) {
        size_t used = whole_characters(xml->piece);
        parse(xml, xml->piece, used);
        xml->filled = CHRET_I_PIECE - used;
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
    chret_i_parsing_fail(xml, CHRET_E_NOT_WELL_FORMED, "the document is empty");
  if (xml->status != CHRET_OK)
    return xml->status;
  chret_i_lines_begin(&xml->lines, xml->piece, 0);
  cut_short = is_cut_short(xml);
  if (!cut_short)
    (void)parse_chunk(xml, NULL, 0, 1);
  if (xml->status == CHRET_OK && (cut_short || !xml->parser->wellFormed))
    chret_i_parsing_fail(xml, CHRET_E_NOT_WELL_FORMED, "the document is cut short");
  chret_i_lines_end(&xml->lines);
  return xml->status;
}
