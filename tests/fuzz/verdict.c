/* tests/fuzz/verdict.c - messages signed with ECDSA, by the provider on xmlsec1: what the library accepts, xmlsec1 itself
 * accepts with the same key, and it is of the one profile. */
#include "identity.h"
#include "sign_again.h"

#include <chreturn/xmlsec.h>
#include <libxml/parser.h>
#include <string.h>
#include <xmlsec/xmlsec.h> /* before the others */

#include <xmlsec/errors.h>
#include <xmlsec/keys.h>
#include <xmlsec/openssl/evp.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmltree.h>

static EVP_PKEY *key;
static xmlSecKey *xmlsec_key;
static chret_xmlsec *xmlsec;
static chret_provider provider;

/* ---- The provider, which also leaves what signing again needs ---- */

static int32_t digest_finish(void *ctx, void *digest, uint8_t *out) {
  int32_t code = chret_xmlsec_provider(xmlsec)->digest_finish(ctx, digest, out);
  memcpy(fuzz_last_digest, out, CHRET_DIGEST_SIZE);
  return code;
}

static void sign(const uint8_t *signed_info, size_t size) {
  uint8_t der[CHRET_ECDSA_DER_SIZE];
  size_t der_size = sizeof der;
  EVP_MD_CTX *digest = EVP_MD_CTX_new();
  FUZZ_CHECK(EVP_DigestSignInit(digest, NULL, EVP_sha256(), NULL, key) == 1 &&
                 EVP_DigestSign(digest, der, &der_size, signed_info, size) == 1 &&
                 chret_ecdsa_der_to_raw(der, der_size, fuzz_last_signature) == CHRET_OK,
             "no signature");
  EVP_MD_CTX_free(digest);
}

static int32_t verify(void *ctx, void *handle, const uint8_t *signed_info, size_t size, const uint8_t *signature,
                      int32_t *valid) {
  if (fuzz_is_signing_again) {
    sign(signed_info, size);
  }
  return chret_xmlsec_provider(xmlsec)->verify(ctx, handle, signed_info, size, signature, valid);
}

/* The certificate of this serial number, as the seeds name it. */
static void trust(uint8_t serial) {
  uint8_t der[FUZZ_CERTIFICATE_SIZE];
  size_t size = fuzz_certificate(der, serial);
  FUZZ_CHECK(chret_trust_add(fuzz_trust, der, size, fuzz_err) == CHRET_OK, "%s", chret_error_message(fuzz_err));
}

static void be_quiet(void *ctx, const char *format, ...) {
  (void)ctx;
  (void)format;
}

void fuzz_begin(void) {
  FUZZ_CHECK(chret_xmlsec_new(&xmlsec, fuzz_options) == CHRET_OK, "no provider");
  provider = *chret_xmlsec_provider(xmlsec);
  provider.digest_finish = digest_finish;
  provider.verify = verify;
  FUZZ_CHECK(chret_trust_new(&fuzz_trust, &provider, fuzz_options) == CHRET_OK, "no trust store");
  key = fuzz_key();
  trust(1);
  trust(2);
  fuzz_sign_again_begin();
  /* only what xmlsec1 and libxml2 say by themselves here: what the library makes them say is seen by other targets */
  xmlSetGenericErrorFunc(NULL, be_quiet);
  xmlSecErrorsDefaultCallbackEnableOutput(0);
  xmlsec_key = xmlSecKeyCreate();
  EVP_PKEY_up_ref(key);
  FUZZ_CHECK(xmlsec_key != NULL && xmlSecKeySetValue(xmlsec_key, xmlSecOpenSSLEvpKeyAdopt(key)) == 0, "no key");
}

/* ---- What xmlsec1 says, and what the profile has ---- */

static int is_named(const xmlNode *node, const char *name) {
  return node->type == XML_ELEMENT_NODE && node->ns != NULL && xmlStrEqual(node->ns->href, xmlSecDSigNs) &&
         strcmp((const char *)node->name, name) == 0;
}

/* The one element child of this name. */
static xmlNode *only_child(xmlNode *parent, const char *name) {
  xmlNode *found = NULL;
  for (xmlNode *node = parent->children; node != NULL; node = node->next) {
    if (is_named(node, name)) {
      FUZZ_CHECK(found == NULL, "more than one %s", name);
      found = node;
    }
  }
  FUZZ_CHECK(found != NULL, "no %s", name);
  return found;
}

static void expect_attribute(xmlNode *node, const char *name, const char *value) {
  xmlChar *got = xmlGetNoNsProp(node, (const xmlChar *)name);
  FUZZ_CHECK(got != NULL && strcmp((const char *)got, value) == 0, "%s of %s", name, (const char *)node->name);
  xmlFree(got);
}

static void expect_profile(xmlNode *signature) {
  xmlNode *signed_info = only_child(signature, "SignedInfo");
  xmlNode *reference = only_child(signed_info, "Reference");
  xmlNode *transforms = only_child(reference, "Transforms");
  expect_attribute(only_child(signed_info, "CanonicalizationMethod"), "Algorithm",
                   "http://www.w3.org/2001/10/xml-exc-c14n#");
  expect_attribute(only_child(signed_info, "SignatureMethod"), "Algorithm",
                   "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256");
  expect_attribute(reference, "URI", "");
  expect_attribute(only_child(transforms, "Transform"), "Algorithm",
                   "http://www.w3.org/2000/09/xmldsig#enveloped-signature");
  expect_attribute(only_child(reference, "DigestMethod"), "Algorithm", "http://www.w3.org/2001/04/xmlenc#sha256");
  FUZZ_CHECK(xmlChildElementCount(signed_info) == 3 && xmlChildElementCount(reference) == 3 &&
                 xmlChildElementCount(transforms) == 1,
             "more elements than the profile has");
}

static void expect_accepted(const uint8_t *data, size_t size) {
  xmlDoc *document = xmlReadMemory((const char *)data, (int)size, NULL, NULL,
                                   XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  FUZZ_CHECK(document != NULL, "libxml2 refuses it");
  xmlNode *signature = only_child(xmlDocGetRootElement(document), "Signature");
  FUZZ_CHECK(xmlNextElementSibling(signature) == NULL, "an element after the Signature");
  expect_profile(signature);
  xmlSecDSigCtx *context = xmlSecDSigCtxCreate(NULL);
  context->signKey = xmlSecKeyDuplicate(xmlsec_key);
  int ran = xmlSecDSigCtxVerify(context, signature);
  FUZZ_CHECK(ran == 0 && context->status == xmlSecDSigStatusSucceeded, "xmlsec1 refuses it");
  xmlSecDSigCtxDestroy(context);
  xmlFreeDoc(document);
  xmlResetLastError();
}

void fuzz_one(const uint8_t *data, size_t size) {
  chret_message *message = FUZZ_UNTOUCHED;
  int32_t status = chret_message_read(&message, data, size, fuzz_trust, fuzz_any_signer, fuzz_err);
  fuzz_expect_out(status, message, fuzz_err);
  if (status == CHRET_OK) {
    chret_message_free(message);
    expect_accepted(data, size);
  }
}
