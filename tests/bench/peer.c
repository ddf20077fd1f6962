/* tests/bench/peer.c - the ordinary way with libxmlsec1: a tree by xmlReadMemory, a template, xmlSecDSigCtxSign and
 * xmlSecDSigCtxVerify with the key loaded once; the certificate's name stands in the template as it is. */
#include "bench.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>
#include <xmlsec/crypto.h>
#include <xmlsec/templates.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>

static xmlSecKeyPtr private_key, public_key;
static const chret_signer *signer;

void bench_peer_open(const struct bench *bench) {
  signer = chret_xmlsec_signer_get(bench->signer);
  private_key = xmlSecCryptoAppKeyLoadMemory((const xmlSecByte *)bench->key_pem, (xmlSecSize)bench->key_size,
                                             xmlSecKeyDataFormatPem, NULL, NULL, NULL);
  public_key =
      xmlSecCryptoAppKeyLoadMemory((const xmlSecByte *)bench->certificate_pem, (xmlSecSize)bench->certificate_size,
                                   xmlSecKeyDataFormatCertPem, NULL, NULL, NULL);
  if (private_key == NULL || public_key == NULL)
    bench_fail("peer: key");
}

void bench_peer_close(void) {
  xmlSecKeyDestroy(private_key);
  xmlSecKeyDestroy(public_key);
}

static xmlDocPtr read_document(const uint8_t *xml, size_t size) {
  xmlDocPtr doc = xmlReadMemory((const char *)xml, (int)size, NULL, NULL, XML_PARSE_NONET);
  if (doc == NULL)
    bench_fail("peer: parse");
  return doc;
}

static xmlNodePtr add_template(xmlDocPtr doc) {
  xmlNodePtr node = xmlSecTmplSignatureCreateNsPref(doc, xmlSecTransformExclC14NId, xmlSecTransformEcdsaSha256Id, NULL,
                                                    BAD_CAST "ds");
  xmlNodePtr reference, data, issuer;
  xmlAddChild(xmlDocGetRootElement(doc), node);
  reference = xmlSecTmplSignatureAddReference(node, xmlSecTransformSha256Id, NULL, BAD_CAST "", NULL);
  xmlSecTmplReferenceAddTransform(reference, xmlSecTransformEnvelopedId);
  data = xmlNewChild(xmlNewChild(node, node->ns, BAD_CAST "KeyInfo", NULL), node->ns, BAD_CAST "X509Data", NULL);
  issuer = xmlNewChild(data, node->ns, BAD_CAST "X509IssuerSerial", NULL);
  xmlNewTextChild(issuer, node->ns, BAD_CAST "X509IssuerName", BAD_CAST signer->issuer);
  xmlNewTextChild(issuer, node->ns, BAD_CAST "X509SerialNumber", BAD_CAST signer->serial);
  return node;
}

/* KeyInfo is static: it is neither written nor read by xmlsec. */
static xmlSecDSigCtxPtr new_context(xmlSecKeyPtr key) {
  xmlSecDSigCtxPtr context = xmlSecDSigCtxCreate(NULL);
  if (context == NULL)
    bench_fail("peer: context");
  context->signKey = xmlSecKeyDuplicate(key);
  return context;
}

void bench_peer_build_sign(const struct bench_message *message) {
  xmlDocPtr doc = read_document(message->unsigned_xml, message->unsigned_size);
  xmlNodePtr node = add_template(doc);
  xmlSecDSigCtxPtr context = new_context(private_key);
  xmlChar *out = NULL;
  int size = 0;
  if (xmlSecDSigCtxSign(context, node) != 0)
    bench_fail("peer: sign");
  xmlDocDumpMemory(doc, &out, &size);
  xmlFree(out);
  xmlSecDSigCtxDestroy(context);
  xmlFreeDoc(doc);
}

void bench_peer_read_verify(const struct bench_message *message) {
  xmlDocPtr doc = read_document(message->signed_xml, message->signed_size);
  xmlNodePtr node = xmlSecFindNode(xmlDocGetRootElement(doc), xmlSecNodeSignature, xmlSecDSigNs);
  xmlSecDSigCtxPtr context = new_context(public_key);
  if (node == NULL || xmlSecDSigCtxVerify(context, node) != 0 || context->status != xmlSecDSigStatusSucceeded)
    bench_fail("peer: verify");
  xmlSecDSigCtxDestroy(context);
  xmlFreeDoc(doc);
}
