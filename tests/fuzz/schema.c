/* tests/fuzz/schema.c - what is read is what the schemas take: lib/schema/chreturn.xsd, and in single form the official
 * DUIS.xsd where it is. libxml2 judges by them, after the document has been rewritten where libxml2 is wrong by XML Schema
 * itself: tests/python/differences.py has the reasons. */
#include "fuzz.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DUIS     "http://www.dccinterface.co.uk/ServiceUserGateway"
#define DSIG     "http://www.w3.org/2000/09/xmldsig#"
#define INSTANCE "http://www.w3.org/2001/XMLSchema-instance"

static xmlSchema *ours, *official; /* official NULL: it is not here */

static void be_quiet(void *ctx, const char *format, ...) {
  (void)ctx;
  (void)format;
}

static xmlSchema *load(const char *path) {
  xmlSchemaParserCtxt *parser = xmlSchemaNewParserCtxt(path);
  xmlSchema *schema = parser != NULL ? xmlSchemaParse(parser) : NULL;
  xmlSchemaFreeParserCtxt(parser);
  return schema;
}

void fuzz_begin(void) {
  char path[1000];
  const char *folder = getenv("CHRET_DUIS_DIR");
  xmlSetGenericErrorFunc(NULL, be_quiet); /* of what libxml2 says here by itself */
  snprintf(path, sizeof path, "%s/DUIS.xsd", folder != NULL ? folder : "../shared/duis");
  ours = load("lib/schema/chreturn.xsd");
  official = load(path);
  FUZZ_CHECK(ours != NULL, "lib/schema/chreturn.xsd is not here: this runs from the project's root");
  xmlResetLastError(); /* that the official one is not here is kept in blocks that the first input would be asked for */
}

/* ---- Rewriting ---- */

static int is_element(const xmlNode *node, const char *uri, const char *name) {
  return node != NULL && node->type == XML_ELEMENT_NODE && node->ns != NULL &&
         strcmp((const char *)node->ns->href, uri) == 0 && strcmp((const char *)node->name, name) == 0;
}

static int is_space(const xmlChar *text) {
  return text == NULL || text[strspn((const char *)text, " \t\r\n")] == '\0';
}

static void trim(char *text) {
  size_t size = strlen(text), from = strspn(text, " \t\r\n");
  while (size > from && strchr(" \t\r\n", text[size - 1]) != NULL) {
    size--;
  }
  memmove(text, text + from, size - from);
  text[size - from] = '\0';
}

/* A time without white space round it. 0: its digits are too many for libxml2. */
static int rewrite_time(xmlNode *node) {
  char *text = (char *)xmlNodeGetContent(node);
  int digits = 0, longest = 0;
  trim(text);
  for (const char *at = text; *at != '\0'; at++) {
    digits = *at >= '0' && *at <= '9' ? digits + 1 : 0;
    longest = digits > longest ? digits : longest;
  }
  xmlNode *written = xmlNewDocText(node->doc, (const xmlChar *)text);
  for (xmlNode *child = node->children, *next; child != NULL; child = next) {
    next = child->next;
    if (child->type != XML_ELEMENT_NODE) {
      xmlUnlinkNode(child);
      xmlFreeNode(child);
    }
  }
  xmlAddChild(node, written);
  xmlFree(text);
  return longest < 15;
}

/* The rest of the document from this node on; 0: it has what cannot be judged. */
static int rewrite(xmlNode *node) {
  int judged = 1;
  for (; node != NULL && judged; node = node->next) {
    if (node->type == XML_CDATA_SECTION_NODE && is_space(node->content)) {
      node->type = XML_TEXT_NODE;
    } else if (node->type == XML_ELEMENT_NODE) {
      judged = !xmlHasNsProp(node, (const xmlChar *)"nil", (const xmlChar *)INSTANCE) &&
               !xmlHasNsProp(node, (const xmlChar *)"type", (const xmlChar *)INSTANCE) &&
               (!is_element(node, DUIS, "UserRefDateTime") || rewrite_time(node)) && rewrite(node->children);
    }
  }
  return judged;
}

static void rewrite_version(xmlNode *root) {
  char *text = (char *)xmlGetNoNsProp(root, (const xmlChar *)"schemaVersion");
  if (text != NULL) {
    trim(text); /* of a sign and white space libxml2 does not see that there is no digit */
    xmlSetProp(root, (const xmlChar *)"schemaVersion", (const xmlChar *)text);
    xmlFree(text);
  }
}

/* A Signature is carried along: nothing in it is looked at. */
static void take_signature_off(xmlNode *root) {
  xmlNode *last = xmlLastElementChild(root);
  if (is_element(last, DSIG, "Signature")) {
    xmlUnlinkNode(last);
    xmlFreeNode(last);
  }
}

/* ---- Verdicts ---- */

static int is_valid(xmlSchema *schema, xmlDoc *document) {
  xmlSchemaValidCtxt *context = xmlSchemaNewValidCtxt(schema);
  xmlSchemaSetValidErrors(context, be_quiet, be_quiet, NULL);
  int result = xmlSchemaValidateDoc(context, document);
  xmlSchemaFreeValidCtxt(context);
  return result == 0;
}

/* What the library refuses though a schema may take it. */
static int is_refused_on_purpose(int32_t status) {
  return status == CHRET_E_DOCTYPE || status == CHRET_E_ENCODING || status == CHRET_E_LIMIT ||
         status == CHRET_E_NOT_WELL_FORMED || status == CHRET_E_NOT_DUIS || status == CHRET_E_OTHER_SERVICE ||
         (status == CHRET_E_TOO_LONG && strcmp(chret_error_item(fuzz_err), "schemaVersion") == 0);
}

static void compare(xmlDoc *document, int32_t status, int form) {
  xmlNode *root = xmlDocGetRootElement(document);
  take_signature_off(root);
  xmlNode *last = xmlLastElementChild(root);
  if (last != NULL && last->ns != NULL && strcmp((const char *)last->ns->href, DSIG) == 0) {
    FUZZ_CHECK(status != CHRET_OK, "more than one Signature, or another element"); /* which chreturn.xsd cannot name */
    return;
  }
  rewrite_version(root);
  if (!rewrite(root) || is_refused_on_purpose(status)) {
    return;
  }
  FUZZ_CHECK(is_valid(ours, document) == (status == CHRET_OK), "chreturn.xsd does not agree: %s",
             chret_error_message(fuzz_err));
  if (official != NULL) {
    int valid = is_valid(official, document);
    FUZZ_CHECK(status == CHRET_OK && form == CHRET_FORM_SINGLE ? valid : !valid, "DUIS.xsd does not agree: %s",
               chret_error_message(fuzz_err));
  }
}

void fuzz_one(const uint8_t *data, size_t size) {
  chret_request *request = NULL;
  int32_t status = chret_request_read_unverified(&request, data, size, fuzz_options, fuzz_err);
  int form = chret_request_form(request);
  chret_request_free(request);
  if (status == CHRET_E_ENCODING || status == CHRET_E_DOCTYPE) {
    return;
  }
  xmlDoc *document = xmlReadMemory((const char *)data, (int)size, NULL, NULL,
                                   XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  FUZZ_CHECK(document != NULL || status != CHRET_OK, "libxml2 refuses it");
  if (document != NULL) {
    compare(document, status, form);
    xmlFreeDoc(document);
  }
  xmlResetLastError();
}
