/* What the first bytes of a document say of its encoding and version: read before libxml2 sees them, since it would
 * convert other encodings, also where a fault comes before them. Whether its pairs are right is libxml2's to say. */
#include "xml/declaration.h"

#include "base/lexical.h"

#include <string.h>

typedef struct cursor {
  const char *at;
  const char *end;
} cursor;

static void skip_space(cursor *c) {
  while (c->at < c->end && chret_i_is_space(*c->at))
    c->at++;
}

/* One NAME = "VALUE"; 0 where none follows. */
static int take_pair(cursor *c, const char **name, size_t *name_size, const char **value, size_t *value_size) {
  const char *end;
  skip_space(c);
  *name = c->at;
  while (c->at < c->end && *c->at >= 'a' && *c->at <= 'z')
    c->at++;
  *name_size = (size_t)(c->at - *name);
  skip_space(c);
  if (*name_size == 0 || c->at == c->end || *c->at++ != '=')
    return 0;
  skip_space(c);
  if (c->at == c->end || (*c->at != '"' && *c->at != '\''))
    return 0;
  end = memchr(c->at + 1, *c->at, (size_t)(c->end - c->at - 1));
  if (end == NULL)
    return 0;
  *value = c->at + 1;
  *value_size = (size_t)(end - *value);
  c->at = end + 1;
  return 1;
}

static int is_utf_8(const char *value, size_t size) {
  static const char NAME[] = "UTF-8";
  size_t i;
  if (size != sizeof NAME - 1)
    return 0;
  for (i = 0; i < size; i++)
    if (value[i] != NAME[i] && (value[i] < 'a' || value[i] > 'z' || value[i] - 'a' + 'A' != NAME[i]))
      return 0;
  return 1;
}

static int is(const char *name, size_t size, const char *what) {
  return size == strlen(what) && memcmp(name, what, size) == 0;
}

static int starts(const uint8_t *data, size_t size, const char *bytes, size_t count) {
  return size >= count && memcmp(data, bytes, count) == 0;
}

int32_t chret_i_xml_declaration(const uint8_t *data, size_t size, const char **message) {
  static const char DECLARATION[] = "<?xml";
  const char *name, *value;
  size_t name_size, value_size;
  cursor c;
  *message = "the encoding is not UTF-8";
  /* byte-order marks of UTF-16, and "<?xm" in EBCDIC; all other encodings of XML that show have NUL bytes */
  if (starts(data, size, "\xFE\xFF", 2) || starts(data, size, "\xFF\xFE", 2) ||
      starts(data, size, "\x4C\x6F\xA7\x94", 4))
    return CHRET_E_ENCODING;
  if (starts(data, size, "\xEF\xBB\xBF", 3)) {
    data += 3;
    size -= 3;
  }
  /* "<?xmlversion" is an instruction like any other */
  if (!starts(data, size, DECLARATION, sizeof DECLARATION - 1) || size < sizeof DECLARATION ||
      !chret_i_is_space((char)data[sizeof DECLARATION - 1]))
    return CHRET_OK;
  c.at = (const char *)data + sizeof DECLARATION - 1;
  c.end = (const char *)data + size;
  while (take_pair(&c, &name, &name_size, &value, &value_size)) {
    if (is(name, name_size, "encoding") && !is_utf_8(value, value_size))
      return CHRET_E_ENCODING;
    if (is(name, name_size, "version") && !is(value, value_size, "1.0")) {
      *message = "the XML version is not 1.0";
      return CHRET_E_NOT_WELL_FORMED;
    }
    if (!is(name, name_size, "version") && !is(name, name_size, "encoding") && !is(name, name_size, "standalone"))
      break;
  }
  /* libxml2 would go by what comes after a fault, also inside "versionencoding", or in a later piece */
  if (c.end - name < 2 || name[0] != '?' || name[1] != '>') {
    *message = "the XML declaration is malformed, cut short or too long";
    return CHRET_E_NOT_WELL_FORMED;
  }
  return CHRET_OK;
}
