#include "document.h"

#include <ctype.h>
#include <string.h>

#define DEPTH          64
#define ATTRIBUTES     64
#define NAMESPACE_NAME 1024

fuzz_document fuzz_document_read(const uint8_t *data, size_t size) {
  xmlParserCtxt *parser = xmlNewParserCtxt();
  fuzz_document read = {xmlCtxtReadMemory(parser, (const char *)data, (int)size, NULL, NULL,
                                          XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING),
                        0, 0};
  read.is_well_formed = read.tree != NULL && parser->nsWellFormed;
  read.is_clean = read.is_well_formed && parser->errNo == XML_ERR_OK;
  xmlFreeParserCtxt(parser);
  return read;
}

void fuzz_document_free(fuzz_document *document) {
  xmlFreeDoc(document->tree);
  xmlResetLastError();
}

/* ---- Bytes ---- */

static const uint8_t *find(const uint8_t *data, size_t size, const char *what) {
  size_t count = strlen(what);
  for (size_t at = 0; at + count <= size; at++) {
    if (memcmp(data + at, what, count) == 0) {
      return data + at;
    }
  }
  return NULL;
}

static int starts(const uint8_t *data, size_t size, const char *with) {
  return find(data, size < strlen(with) ? size : strlen(with), with) == data;
}

/* Whether an encoding="..." in the declaration is something else than UTF-8. */
static int declares_other(const uint8_t *at, const uint8_t *end) {
  while ((at = find(at, (size_t)(end - at), "encoding")) != NULL) {
    for (at += strlen("encoding"); at < end && (isspace(*at) || *at == '='); at++) {
    }
    uint8_t quote = at < end ? *at++ : '\0';
    for (const char *name = "UTF-8"; *name != '\0'; name++, at++) {
      if (at == end || toupper(*at) != *name) {
        return 1;
      }
    }
    if (at == end || *at != quote) {
      return 1;
    }
  }
  return 0;
}

static int has_other_encoding(const uint8_t *data, size_t size) {
  size_t mark = starts(data, size, "\xEF\xBB\xBF") ? 3 : 0;
  const uint8_t *end = find(data, size, "?>");
  return memchr(data, '\0', size) != NULL || starts(data, size, "\xFE\xFF") || starts(data, size, "\xFF\xFE") ||
         starts(data, size, "\x4C\x6F\xA7\x94") ||
         (starts(data + mark, size - mark, "<?xml") && declares_other(data, end != NULL ? end : data + size));
}

int fuzz_expect_refused_bytes(int32_t status, const uint8_t *data, size_t size) {
  FUZZ_CHECK(status != CHRET_E_ENCODING || has_other_encoding(data, size), "%s", chret_error_message(fuzz_err));
  FUZZ_CHECK(status != CHRET_E_DOCTYPE || find(data, size, "<!DOCTYPE") != NULL, "%s", chret_error_message(fuzz_err));
  return status == CHRET_E_ENCODING || status == CHRET_E_DOCTYPE;
}

/* ---- Documents ---- */

static int is_absolute(const char *uri) {
  size_t size = strspn(uri, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
  return isalpha((unsigned char)uri[0]) && uri[size] == ':';
}

/* Whether the node, or one after it or inside, is beyond a limit (of namespaces: has a name that is refused). */
static int has(const xmlNode *node, size_t depth, int is_limit) {
  for (; node != NULL; node = node->next) {
    size_t count = 0;
    if (node->type != XML_ELEMENT_NODE) {
      continue;
    }
    for (const xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next) {
      count++;
    }
    for (const xmlNs *namespace = node->nsDef; namespace != NULL; namespace = namespace->next) {
      const char *uri = namespace->href != NULL ? (const char *)namespace->href : "";
      count++;
      if (is_limit ? strlen(uri) > NAMESPACE_NAME : uri[0] != '\0' && (!is_absolute(uri) || strchr(uri, '&') != NULL)) {
        return 1;
      }
    }
    if ((is_limit && (depth > DEPTH || count > ATTRIBUTES)) || has(node->children, depth + 1, is_limit)) {
      return 1;
    }
  }
  return 0;
}

static int has_other_version(const xmlDoc *tree) {
  return tree->version != NULL && strcmp((const char *)tree->version, "1.0") != 0;
}

int fuzz_expect_refused_document(int32_t status, const fuzz_document *document) {
  const xmlNode *root = document->tree != NULL ? xmlDocGetRootElement(document->tree) : NULL;
  if (status == CHRET_E_NOT_WELL_FORMED) {
    FUZZ_CHECK(!document->is_clean || has_other_version(document->tree) || has(root, 1, 0), "libxml2 takes it: %s",
               chret_error_message(fuzz_err));
  } else if (status == CHRET_E_LIMIT) {
    FUZZ_CHECK(!document->is_clean || has(root, 1, 1), "within limits: %s", chret_error_message(fuzz_err));
  }
  return status == CHRET_E_NOT_WELL_FORMED || status == CHRET_E_LIMIT;
}
