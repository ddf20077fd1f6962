/* tests/host_work.c - what a host does with libxml2, xmlsec1 and OpenSSL itself. */
#include "host_work.h"
#include "support_threads.h"

#include <libxml/tree.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>
#include <xmlsec/xmlsec.h>

#include <xmlsec/errors.h>
#include <xmlsec/keys.h>
#include <xmlsec/openssl/app.h>
#include <xmlsec/openssl/crypto.h>
#include <xmlsec/openssl/evp.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmltree.h>

/* Of this thread. */
static __thread int structured, generic, from_xmlsec, has_structured;

/* ---- Handlers ---------------------------------------------------------------------------------------------------- */

/* What external entities are: the text "loaded". */
static xmlParserInputPtr load(const char *url, const char *id, xmlParserCtxtPtr context) {
  xmlParserInputBufferPtr buffer = xmlParserInputBufferCreateMem("loaded", 6, XML_CHAR_ENCODING_NONE);
  (void)url;
  (void)id;
  return xmlNewIOInputStream(context, buffer, XML_CHAR_ENCODING_NONE);
}

#if LIBXML_VERSION >= 21200
static void on_structured(void *ctx, const xmlError *error) {
#else
static void on_structured(void *ctx, xmlError *error) {
#endif
  (void)error;
  ++*(int *)ctx;
}

static void on_generic(void *ctx, const char *format, ...) {
  (void)format;
  ++*(int *)ctx;
}

static void on_xmlsec(const char *file, int line, const char *function, const char *object, const char *subject,
                      int reason, const char *text) {
  (void)file;
  (void)line;
  (void)function;
  (void)object;
  (void)subject;
  (void)reason;
  (void)text;
  from_xmlsec++;
}

void host_starts_xmlsec(void) {
  xmlInitParser();
  ck_assert_int_eq(xmlSecInit(), 0);
  ck_assert_int_eq(xmlSecOpenSSLAppInit(NULL), 0);
  ck_assert_int_eq(xmlSecOpenSSLInit(), 0);
}

void host_sets_its_handlers(void) {
  xmlSetExternalEntityLoader(load);
  xmlSecErrorsSetCallback(on_xmlsec);
}

void host_enters_thread(int is_structured) {
  has_structured = is_structured;
  xmlSetStructuredErrorFunc(is_structured ? &structured : NULL, is_structured ? on_structured : NULL);
  xmlSetGenericErrorFunc(&generic, on_generic);
  (void)xmlSubstituteEntitiesDefault(1);
  (void)xmlKeepBlanksDefault(0);
  (void)xmlLineNumbersDefault(1);
  (void)xmlPedanticParserDefault(1);
  xmlLoadExtDtdDefaultValue = 6;
  xmlDoValidityCheckingDefaultValue = 1;
}

int host_xmlsec_errors(void) {
  return from_xmlsec;
}

/* ---- libxml2 ----------------------------------------------------------------------------------------------------- */

static xmlDocPtr parse(const char *text) {
  return xmlReadMemory(text, (int)strlen(text), NULL, NULL, XML_PARSE_NOENT);
}

static const char *use_libxml2(void) {
  int before = structured, before_generic = generic;
  xmlDocPtr document = parse("<!DOCTYPE a [<!ENTITY e SYSTEM 'host:e'>]><a>&e;</a>");
  TEST_NEED(document != NULL);
  xmlChar *text = xmlNodeGetContent(xmlDocGetRootElement(document));
  TEST_NEED(text != NULL && strcmp((const char *)text, "loaded") == 0);
  xmlFree(text);
  xmlFreeDoc(document);
  TEST_NEED(structured == before && generic == before_generic);
  TEST_NEED(parse("<a><b></a>") == NULL);
  TEST_NEED(has_structured ? structured > before : generic > before_generic);
  xmlResetLastError();
  return NULL;
}

/* ---- OpenSSL ----------------------------------------------------------------------------------------------------- */

static const char *use_openssl(void) {
  static const uint8_t abc[] = {0xba, 0x78, 0x16, 0xbf}; /* of FIPS 180-4's example */
  static const uint8_t no_certificate[] = {0x30, 0x01, 0x00};
  const uint8_t *at = no_certificate;
  uint8_t digest[EVP_MAX_MD_SIZE];
  ERR_set_mark();
  TEST_NEED(EVP_Digest("abc", 3, digest, NULL, EVP_sha256(), NULL) == 1 && memcmp(digest, abc, sizeof abc) == 0);
  TEST_NEED(d2i_X509(NULL, &at, sizeof no_certificate) == NULL);
  TEST_NEED(ERR_GET_LIB(ERR_peek_last_error()) == ERR_LIB_ASN1);
  ERR_pop_to_mark();
  return NULL;
}

/* ---- xmlsec1 ----------------------------------------------------------------------------------------------------- */

#define METHOD(name, method) "<" name " Algorithm='http://www.w3.org/" method "'/>"

static const char unsigned_document[] =
    "<a><b>text</b><Signature xmlns='http://www.w3.org/2000/09/xmldsig#'><SignedInfo>" METHOD("CanonicalizationMethod",
                                                                                              "2001/10/xml-exc-c14n#")
        METHOD("SignatureMethod", "2001/04/xmldsig-more#ecdsa-sha256") "<Reference URI=''><Transforms>" METHOD(
            "Transform", "2000/09/xmldsig#enveloped-signature")
            METHOD("Transform", "2001/10/xml-exc-c14n#") "</Transforms>" METHOD(
                "DigestMethod",
                "2001/04/xmlenc#sha256") "<DigestValue/></Reference></SignedInfo><SignatureValue/></Signature></a>";

static xmlSecKeyPtr new_key(void) {
  EVP_PKEY *made = EVP_EC_gen("P-256");
  xmlSecKeyDataPtr data = made == NULL ? NULL : xmlSecOpenSSLEvpKeyAdopt(made);
  xmlSecKeyPtr key = data == NULL ? NULL : xmlSecKeyCreate();
  if (key != NULL && xmlSecKeySetValue(key, data) != 0) {
    xmlSecKeyDestroy(key);
    return NULL;
  }
  return key;
}

/* Signs, or verifies: 1 good, 0 not, -1 it could not be done. The key stays the caller's. */
static int run(const xmlDoc *document, xmlSecKeyPtr key, int is_signing) {
  xmlNodePtr node = xmlSecFindNode(xmlDocGetRootElement(document), xmlSecNodeSignature, xmlSecDSigNs);
  xmlSecDSigCtxPtr context = xmlSecDSigCtxCreate(NULL);
  int result = -1;
  if (context != NULL) {
    context->signKey = xmlSecKeyDuplicate(key);
    result = is_signing ? xmlSecDSigCtxSign(context, node) : xmlSecDSigCtxVerify(context, node);
    result = result == 0 ? context->status == xmlSecDSigStatusSucceeded : -1;
    xmlSecDSigCtxDestroy(context);
  }
  return result;
}

static const char *use_xmlsec(void) {
  int before = from_xmlsec;
  xmlSecKeyPtr key = new_key();
  xmlDocPtr document = parse(unsigned_document);
  TEST_NEED(key != NULL && document != NULL);
  TEST_NEED(run(document, key, 1) == 1);
  TEST_NEED(run(document, key, 0) == 1);
  TEST_NEED(from_xmlsec == before);
  xmlNodeSetContent(xmlDocGetRootElement(document)->children, BAD_CAST "other");
  TEST_NEED(run(document, key, 0) != 1);
  TEST_NEED(from_xmlsec > before);
  xmlFreeDoc(document);
  xmlSecKeyDestroy(key);
  return NULL;
}

const char *host_works(void) {
  const char *wrong = use_libxml2();
  wrong = wrong != NULL ? wrong : use_openssl();
  ERR_set_mark();
  wrong = wrong != NULL ? wrong : use_xmlsec();
  ERR_pop_to_mark();
  return wrong;
}
