/* tests/fuzz/verdict.c - messages signed with ECDSA, by the provider on xmlsec1: what the library accepts, xmlsec1 itself
 * accepts with the key of the certificate that it named, and it is of the one profile. */
#include "identity.h"
#include "sign_again.h"
#include "signature/certificate.h"

#include <chreturn/xmlsec.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>
#include <xmlsec/xmlsec.h> /* before the others */

#include <xmlsec/errors.h>
#include <xmlsec/keys.h>
#include <xmlsec/openssl/evp.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmltree.h>

/* Who signs: serial numbers from 1, as the seeds name them. */
static struct {
  EVP_PKEY *key;
  xmlSecKey *xmlsec_key;
  const void *handle; /* of its certificate, by the provider */
} signers[2];
#define SIGNERS (sizeof signers / sizeof *signers)

static chret_xmlsec *xmlsec;
static chret_provider provider;

/* ---- The provider, which also leaves what signing again needs ---- */

static int32_t digest_finish(void *ctx, void *digest, uint8_t *out) {
  int32_t code = chret_xmlsec_provider(xmlsec)->digest_finish(ctx, digest, out);
  memcpy(fuzz_last_digest, out, CHRET_DIGEST_SIZE);
  return code;
}

static void sign(EVP_PKEY *key, const uint8_t *signed_info, size_t size) {
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
  for (size_t i = 0; fuzz_is_signing_again && i < SIGNERS; i++) {
    if (signers[i].handle == handle) {
      sign(signers[i].key, signed_info, size);
      return CHRET_OK; /* *valid is 0 still: this signature takes the place of that one */
    }
  }
  return chret_xmlsec_provider(xmlsec)->verify(ctx, handle, signed_info, size, signature, valid);
}

static void add_signer(uint8_t serial) {
  uint8_t der[FUZZ_CERTIFICATE_SIZE];
  size_t size = fuzz_certificate(der, serial), i = serial - 1U;
  EVP_PKEY *key = fuzz_key(serial);
  FUZZ_CHECK(chret_trust_add(fuzz_trust, der, size, fuzz_err) == CHRET_OK, "%s", chret_error_message(fuzz_err));
  EVP_PKEY_up_ref(key); /* xmlsec1 takes one over */
  signers[i].key = key;
  signers[i].xmlsec_key = xmlSecKeyCreate();
  FUZZ_CHECK(signers[i].xmlsec_key != NULL &&
                 xmlSecKeySetValue(signers[i].xmlsec_key, xmlSecOpenSSLEvpKeyAdopt(key)) == 0,
             "no key");
  signers[i].handle = chret_trust_at(fuzz_trust, i)->handle;
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
  for (uint8_t serial = 1; serial <= SIGNERS; serial++) {
    add_signer(serial);
  }
  fuzz_sign_again_begin();
  /* only what xmlsec1 and libxml2 say by themselves here: what the library makes them say is seen by other targets */
  xmlSetGenericErrorFunc(NULL, be_quiet);
  xmlSecErrorsDefaultCallbackEnableOutput(0);
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

/* The one X509IssuerSerial may be in any X509Data. */
static void expect_serial(xmlNode *signature, unsigned serial) {
  xmlNode *named = NULL;
  for (xmlNode *data = only_child(signature, "KeyInfo")->children; data != NULL; data = data->next) {
    for (xmlNode *node = is_named(data, "X509Data") ? data->children : NULL; node != NULL; node = node->next) {
      if (is_named(node, "X509IssuerSerial")) {
        FUZZ_CHECK(named == NULL, "more than one X509IssuerSerial");
        named = node;
      }
    }
  }
  FUZZ_CHECK(named != NULL, "no X509IssuerSerial");
  xmlChar *text = xmlNodeGetContent(only_child(named, "X509SerialNumber"));
  FUZZ_CHECK(strtoul((const char *)text, NULL, 10) == serial, "signed by %u, not %s", serial, (const char *)text);
  xmlFree(text);
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

/* By the certificate of that serial number, which the document names. */
static void expect_accepted(const uint8_t *data, size_t size, unsigned serial) {
  xmlDoc *document = xmlReadMemory((const char *)data, (int)size, NULL, NULL,
                                   XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  FUZZ_CHECK(document != NULL, "libxml2 refuses it");
  xmlNode *signature = only_child(xmlDocGetRootElement(document), "Signature");
  FUZZ_CHECK(xmlNextElementSibling(signature) == NULL, "an element after the Signature");
  expect_profile(signature);
  expect_serial(signature, serial);
  xmlSecDSigCtx *context = xmlSecDSigCtxCreate(NULL);
  context->signKey = xmlSecKeyDuplicate(signers[serial - 1].xmlsec_key);
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
    const char *serial = chret_certificate_serial(chret_message_certificate(message));
    FUZZ_CHECK(strcmp(serial, "1") == 0 || strcmp(serial, "2") == 0, "by certificate %s", serial);
    fuzz_accepted++;
    expect_accepted(data, size, (unsigned)(serial[0] - '0'));
    chret_message_free(message);
  }
}
