#include "peer.h"

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

/* ---- The provider ------------------------------------------------------------------------------------------------ */

static int32_t next_call(peer_provider *peer) {
  return peer->fail_at > 0 && --peer->fail_at == 0 ? peer->code : 0;
}

static int32_t digest_begin(void *ctx, void **digest) {
  peer_provider *peer = ctx;
  int32_t code = next_call(peer);
  if (code != 0) {
    return code;
  }
  EVP_MD_CTX *made = EVP_MD_CTX_new();
  ck_assert_int_eq(EVP_DigestInit_ex(made, EVP_sha256(), NULL), 1);
  peer->digests++;
  *digest = made;
  return 0;
}

static int32_t digest_update(void *ctx, void *digest, const uint8_t *data, size_t size) {
  ck_assert_int_eq(EVP_DigestUpdate(digest, data, size), 1);
  return next_call(ctx);
}

static int32_t digest_finish(void *ctx, void *digest, uint8_t *out) {
  ck_assert_int_eq(EVP_DigestFinal_ex(digest, out, NULL), 1);
  return next_call(ctx);
}

static void digest_drop(void *ctx, void *digest) {
  ((peer_provider *)ctx)->digests--;
  EVP_MD_CTX_free(digest);
}

static int32_t describe(void *ctx, const uint8_t *der, size_t size, chret_certificate *certificate) {
  const peer_provider *peer = ctx;
  X509 *x509 = d2i_X509(NULL, &der, (long)size);
  BIO *issuer = BIO_new(BIO_s_mem());
  BIGNUM *serial = ASN1_INTEGER_to_BN(X509_get0_serialNumber(x509), NULL);
  uint8_t bytes[CHRET_SERIAL_SIZE];
  char *name;
  X509_NAME_print_ex(issuer, X509_get_issuer_name(x509), 0, XN_FLAG_RFC2253);
  long name_size = BIO_get_mem_data(issuer, &name);
  int32_t status = chret_certificate_set_issuer(certificate, name, (size_t)name_size);
  int serial_size = BN_bn2bin(serial, bytes);
  if (status == CHRET_OK) {
    status = chret_certificate_set_serial(certificate, bytes, (size_t)serial_size);
  }
  ck_assert(status == CHRET_OK || status == CHRET_E_NO_MEMORY);
  if (peer->eui64 != 0) {
    ck_assert_int_eq(chret_certificate_set_eui64(certificate, peer->eui64), CHRET_OK);
  }
  ck_assert_int_eq(chret_certificate_set_handle(certificate, X509_get_pubkey(x509)), CHRET_OK);
  BN_free(serial);
  BIO_free(issuer);
  X509_free(x509);
  return status;
}

static int32_t verify(void *ctx, void *handle, const uint8_t *signed_info, size_t size, const uint8_t *signature,
                      int32_t *valid) {
  ECDSA_SIG *parts = ECDSA_SIG_new();
  uint8_t *der = NULL;
  (void)ctx;
  ck_assert_int_eq(ECDSA_SIG_set0(parts, BN_bin2bn(signature, 32, NULL), BN_bin2bn(signature + 32, 32, NULL)), 1);
  int der_size = i2d_ECDSA_SIG(parts, &der);
  EVP_MD_CTX *digest = EVP_MD_CTX_new();
  ck_assert_int_eq(EVP_DigestVerifyInit(digest, NULL, EVP_sha256(), NULL, handle), 1);
  *valid = EVP_DigestVerify(digest, der, (size_t)der_size, signed_info, size) == 1;
  EVP_MD_CTX_free(digest);
  OPENSSL_free(der);
  ECDSA_SIG_free(parts);
  return 0;
}

static void release(void *ctx, void *handle) {
  (void)ctx;
  EVP_PKEY_free(handle);
}

void peer_provider_init(peer_provider *peer) {
  memset(peer, 0, sizeof *peer);
  ck_assert_int_eq(chret_provider_init(&peer->provider, sizeof peer->provider), CHRET_OK);
  peer->provider.ctx = peer;
  peer->provider.digest_begin = digest_begin;
  peer->provider.digest_update = digest_update;
  peer->provider.digest_finish = digest_finish;
  peer->provider.digest_drop = digest_drop;
  peer->provider.describe = describe;
  peer->provider.verify = verify;
  peer->provider.release = release;
}

/* ---- Identities -------------------------------------------------------------------------------------------------- */

struct peer_identity {
  EVP_PKEY *key;
  test_text certificate;
};

static void add_der(test_text *der, X509 *x509) {
  uint8_t *bytes = NULL;
  int size = i2d_X509(x509, &bytes);
  ck_assert_int_gt(size, 0);
  test_add(der, (const char *)bytes, (size_t)size);
  OPENSSL_free(bytes);
}

static void add_rdn(X509_NAME *name, const char *type, const char *value) {
  ck_assert_int_eq(X509_NAME_add_entry_by_txt(name, type, MBSTRING_ASC, (const uint8_t *)value, -1, -1, 0), 1);
}

peer_identity *peer_identity_new(const char *serial) {
  peer_identity *identity = calloc(1, sizeof *identity);
  identity->key = EVP_EC_gen("P-256");
  X509 *x509 = X509_new();
  BIGNUM *number = NULL;
  BN_dec2bn(&number, serial);
  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x509));
  BN_free(number);
  X509_set_version(x509, 2);
  add_rdn(X509_get_issuer_name(x509), "OU", "07");
  add_rdn(X509_get_issuer_name(x509), "CN", "Z1");
  add_rdn(X509_get_subject_name(x509), "OU", "87");
  X509_gmtime_adj(X509_getm_notBefore(x509), -86400);
  X509_gmtime_adj(X509_getm_notAfter(x509), 86400);
  X509_set_pubkey(x509, identity->key);
  ck_assert_int_gt(X509_sign(x509, identity->key, EVP_sha256()), 0);
  add_der(&identity->certificate, x509);
  X509_free(x509);
  return identity;
}

void peer_identity_free(peer_identity *identity) {
  EVP_PKEY_free(identity->key);
  test_text_free(&identity->certificate);
  free(identity);
}

const test_text *peer_identity_certificate(const peer_identity *identity) {
  return &identity->certificate;
}

void peer_identity_sign(const peer_identity *identity, const void *data, size_t size, uint8_t *signature) {
  uint8_t der[80];
  const uint8_t *at = der;
  size_t der_size = sizeof der;
  EVP_MD_CTX *digest = EVP_MD_CTX_new();
  ck_assert_int_eq(EVP_DigestSignInit(digest, NULL, EVP_sha256(), NULL, identity->key), 1);
  ck_assert_int_eq(EVP_DigestSign(digest, der, &der_size, data, size), 1);
  ECDSA_SIG *parts = d2i_ECDSA_SIG(NULL, &at, (long)der_size);
  ck_assert_int_eq(BN_bn2binpad(ECDSA_SIG_get0_r(parts), signature, 32), 32);
  ck_assert_int_eq(BN_bn2binpad(ECDSA_SIG_get0_s(parts), signature + 32, 32), 32);
  ECDSA_SIG_free(parts);
  EVP_MD_CTX_free(digest);
}

void peer_add_certificate(test_text *der, const test_text *pem) {
  BIO *bio = BIO_new_mem_buf(pem->data, (int)pem->size);
  X509 *x509 = PEM_read_bio_X509(bio, NULL, NULL, NULL);
  ck_assert_ptr_nonnull(x509);
  add_der(der, x509);
  X509_free(x509);
  BIO_free(bio);
}

/* ---- Documents --------------------------------------------------------------------------------------------------- */

void peer_add_base64(test_text *text, const uint8_t *data, size_t size) {
  char encoded[200];
  ck_assert_uint_lt(size, 140);
  EVP_EncodeBlock((uint8_t *)encoded, data, (int)size);
  test_adds(text, encoded);
}

void peer_replace(test_text *text, const char *from, const char *to) {
  test_text made = {NULL, 0, 0};
  const char *at = text->data;
  const char *found = strstr(at, from);
  ck_assert_msg(found != NULL, "there is no %s to be replaced", from);
  for (; found != NULL; found = strstr(at, from)) {
    test_add(&made, at, (size_t)(found - at));
    test_adds(&made, to);
    at = found + strlen(from);
  }
  test_adds(&made, at);
  test_text_free(text);
  *text = made;
}

static xmlDoc *parse(const test_text *xml) {
  xmlDoc *document = xmlReadMemory(xml->data, (int)xml->size, NULL, NULL, XML_PARSE_NONET);
  ck_assert_msg(document != NULL, "libxml2 does not read %s", xml->data);
  return document;
}

static int is_element(const xmlNode *node, const char *name) {
  return node->type == XML_ELEMENT_NODE && node->ns != NULL &&
         strcmp((const char *)node->ns->href, "http://www.w3.org/2000/09/xmldsig#") == 0 &&
         strcmp((const char *)node->name, name) == 0;
}

static xmlNode *find(xmlNode *node, const char *name) {
  xmlNode *found = NULL;
  for (; node != NULL && found == NULL; node = node->next) {
    if (node->type == XML_ELEMENT_NODE) {
      found = is_element(node, name) ? node : find(node->children, name);
    }
  }
  return found;
}

static int is_inside(void *top, xmlNode *node, xmlNode *parent) {
  for (node = node->type == XML_NAMESPACE_DECL ? parent : node; node != NULL; node = node->parent) {
    if (node == top) {
      return 1;
    }
  }
  return 0;
}

void peer_add_canonical(test_text *text, const test_text *xml, const char *element) {
  xmlDoc *document = parse(xml);
  xmlNode *top = find(document->children, element);
  if (top != NULL) {
    xmlOutputBuffer *out = xmlAllocOutputBuffer(NULL);
    ck_assert_int_ge(xmlC14NExecute(document, is_inside, top, XML_C14N_EXCLUSIVE_1_0, NULL, 0, out), 0);
    test_add(text, (const char *)xmlOutputBufferGetContent(out), xmlOutputBufferGetSize(out));
    xmlOutputBufferClose(out);
  }
  xmlFreeDoc(document);
}

/* The inclusive canonical form without the Signature. */
static void digest(uint8_t *out, const test_text *xml) {
  xmlDoc *document = parse(xml);
  xmlNode *signature = xmlDocGetRootElement(document)->children;
  xmlChar *canonical = NULL;
  while (signature != NULL && !is_element(signature, "Signature")) {
    signature = signature->next;
  }
  if (signature != NULL) {
    xmlUnlinkNode(signature);
    xmlFreeNode(signature);
  }
  int size = xmlC14NDocDumpMemory(document, NULL, XML_C14N_1_0, NULL, 0, &canonical);
  ck_assert_int_gt(size, 0);
  SHA256(canonical, (size_t)size, out);
  xmlFree(canonical);
  xmlFreeDoc(document);
}

void peer_add_digest(test_text *text, const test_text *xml) {
  uint8_t value[CHRET_DIGEST_SIZE];
  digest(value, xml);
  peer_add_base64(text, value, sizeof value);
}

static void fill_in(test_text *xml, const char *what, const uint8_t *data, size_t size) {
  test_text encoded = {NULL, 0, 0};
  peer_add_base64(&encoded, data, size);
  if (strstr(xml->data, what) != NULL) {
    peer_replace(xml, what, encoded.data);
  }
  test_text_free(&encoded);
}

void peer_sign(test_text *xml, const peer_identity *identity) {
  uint8_t value[CHRET_SIGNATURE_SIZE];
  test_text signed_info = {NULL, 0, 0};
  digest(value, xml);
  fill_in(xml, "@DIGEST@", value, CHRET_DIGEST_SIZE);
  peer_add_canonical(&signed_info, xml, "SignedInfo");
  peer_identity_sign(identity, signed_info.data, signed_info.size, value);
  fill_in(xml, "@SIGNATURE@", value, sizeof value);
  test_text_free(&signed_info);
}
