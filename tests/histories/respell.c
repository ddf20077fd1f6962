/* tests/histories/respell.c - see respell.h. */
#include "respell.h"

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <string.h>

int other_s(uint8_t signature[64]) {
  BIGNUM *n = NULL, *s = BN_bin2bn(signature + 32, 32, NULL);
  NEED(BN_hex2bn(&n, "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551") == 64 && s != NULL);
  int is_lawful = !BN_is_zero(s) && BN_cmp(s, n) < 0;
  if (is_lawful)
    NEED(BN_sub(n, n, s) == 1 && BN_bn2binpad(n, signature + 32, 32) == 32);
  BN_free(n);
  BN_free(s);
  return is_lawful;
}

/* With `text` in place of the `size` characters `old` that are next after `start`; a copy where they are not there. */
static struct bytes replace(const struct bytes *xml, const char *start, const char *old, const char *text) {
  const char *at = strstr(xml->data, start);
  at = at != NULL ? strstr(at, old) : NULL;
  return at != NULL ? bytes_put(xml, (size_t)(at - xml->data), strlen(old), text, strlen(text))
                    : bytes_of(xml->data, xml->size);
}

static struct bytes with_other_s(const struct bytes *xml) {
  static const char tag[] = "<ds:SignatureValue>";
  const char *at = strstr(xml->data, tag);
  uint8_t signature[66], text[89];
  if (at == NULL || strlen(at += strlen(tag)) < 88 || EVP_DecodeBlock(signature, (const uint8_t *)at, 88) != 66 ||
      !other_s(signature))
    return bytes_of(xml->data, xml->size);
  NEED(EVP_EncodeBlock(text, signature, 64) == 88);
  return bytes_put(xml, (size_t)(at - xml->data), 88, (const char *)text, 88);
}

struct bytes respell(const struct bytes *xml) {
  switch (any(8)) {
  case 0:
    return bytes_put(xml, xml->size, 0, "\n", 1);
  case 1:
    return with_other_s(xml);
  case 2:
    return replace(xml, "<ds:X509IssuerName>", "CN=", " 2.5.4.3 = ");
  case 3:
    return replace(xml, "<ds:X509SerialNumber>", ">", ">+00");
  default:
    return bytes_of(xml->data, xml->size);
  }
}
