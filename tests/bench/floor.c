/* tests/bench/floor.c - the floor: for building and signing, SHA-256 of the bytes, one copy of them and the signature;
 * for reading and verifying, libxml2's push parser with empty handlers, SHA-256 and the verification. By OpenSSL's EVP. */
#include "bench.h"

#include <libxml/parser.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#define PIECE ((size_t)16384)

static EVP_PKEY *private_key, *public_key;
static EVP_MD *sha256;
static uint8_t signature[128];
static size_t signature_size;
static const uint8_t signed_info[620]; /* about the size of a SignedInfo */

static void sign(uint8_t *out, size_t *size) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (context == NULL || EVP_DigestSignInit(context, NULL, sha256, NULL, private_key) != 1 ||
      EVP_DigestSign(context, out, size, signed_info, sizeof signed_info) != 1)
    bench_fail("floor: sign");
  EVP_MD_CTX_free(context);
}

static void verify(void) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (context == NULL || EVP_DigestVerifyInit(context, NULL, sha256, NULL, public_key) != 1 ||
      EVP_DigestVerify(context, signature, signature_size, signed_info, sizeof signed_info) != 1)
    bench_fail("floor: verify");
  EVP_MD_CTX_free(context);
}

static void digest(const uint8_t *data, size_t size) {
  uint8_t out[32];
  if (EVP_Digest(data, size, out, NULL, sha256, NULL) != 1)
    bench_fail("floor: digest");
}

void bench_floor_open(const struct bench *bench) {
  BIO *key = BIO_new_mem_buf(bench->key_pem, (int)bench->key_size);
  BIO *certificate = BIO_new_mem_buf(bench->certificate_pem, (int)bench->certificate_size);
  X509 *x509 = PEM_read_bio_X509(certificate, NULL, NULL, NULL);
  private_key = PEM_read_bio_PrivateKey(key, NULL, NULL, NULL);
  public_key = X509_get_pubkey(x509);
  sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
  X509_free(x509);
  BIO_free(key);
  BIO_free(certificate);
  if (private_key == NULL || public_key == NULL || sha256 == NULL)
    bench_fail("floor: key");
  signature_size = sizeof signature;
  sign(signature, &signature_size);
}

void bench_floor_close(void) {
  EVP_PKEY_free(private_key);
  EVP_PKEY_free(public_key);
  EVP_MD_free(sha256);
}

void bench_floor_sign(void) {
  uint8_t out[128];
  size_t size = sizeof out;
  sign(out, &size);
}

void bench_floor_build_sign(const struct bench_message *message) {
  uint8_t out[128];
  size_t size = sizeof out;
  uint8_t *copy = malloc(message->unsigned_size);
  if (copy == NULL)
    bench_fail("floor: memory");
  memcpy(copy, message->unsigned_xml, message->unsigned_size);
  digest(copy, message->unsigned_size);
  sign(out, &size);
  free(copy);
}

static void on_start(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int namespace_count,
                     const xmlChar **namespaces, int attribute_count, int defaulted, const xmlChar **attributes) {
  (void)ctx, (void)local, (void)prefix, (void)uri, (void)namespace_count, (void)namespaces, (void)attribute_count;
  (void)defaulted, (void)attributes;
}

static void on_end(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri) {
  (void)ctx, (void)local, (void)prefix, (void)uri;
}

static void on_text(void *ctx, const xmlChar *text, int size) {
  (void)ctx, (void)text, (void)size;
}

static void parse(const uint8_t *data, size_t size) {
  xmlSAXHandler sax;
  xmlParserCtxtPtr parser;
  size_t at;
  memset(&sax, 0, sizeof sax);
  sax.initialized = XML_SAX2_MAGIC;
  sax.startElementNs = on_start;
  sax.endElementNs = on_end;
  sax.characters = on_text;
  parser = xmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL);
  if (parser == NULL)
    bench_fail("floor: parser");
  for (at = 0; at < size; at += PIECE)
    if (xmlParseChunk(parser, (const char *)data + at, (int)(size - at < PIECE ? size - at : PIECE), 0) != 0)
      bench_fail("floor: parse");
  if (xmlParseChunk(parser, NULL, 0, 1) != 0)
    bench_fail("floor: parse");
  xmlFreeParserCtxt(parser);
}

void bench_floor_read_verify(const struct bench_message *message) {
  parse(message->signed_xml, message->signed_size);
  digest(message->unsigned_xml, message->unsigned_size);
  verify();
}
