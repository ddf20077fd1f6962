/* Names of X.509 as RFC 4514 writes them. */
#include "provider.h"

#include <openssl/objects.h>
#include <string.h>

/* RFC 4514, 3: the attribute types that have a short name; the others are dotted object identifiers. */
static const struct {
  int nid;
  const char *name;
} short_names[] = {{NID_commonName, "CN"},
                   {NID_localityName, "L"},
                   {NID_stateOrProvinceName, "ST"},
                   {NID_organizationName, "O"},
                   {NID_organizationalUnitName, "OU"},
                   {NID_countryName, "C"},
                   {NID_streetAddress, "STREET"},
                   {NID_domainComponent, "DC"},
                   {NID_userId, "UID"}};

/* Each of the following gives 0 where it fails. */

static int add(BIO *text, const char *part, size_t size) {
  return size == 0 || BIO_write(text, part, (int)size) == (int)size;
}

static int add_hex(BIO *text, unsigned char byte) {
  static const char digits[] = "0123456789ABCDEF";
  char pair[2];
  pair[0] = digits[byte >> 4];
  pair[1] = digits[byte & 15];
  return add(text, pair, sizeof pair);
}

static int add_type(BIO *text, const ASN1_OBJECT *type) {
  char dotted[4096]; /* newer versions of OpenSSL take nothing longer */
  int nid = OBJ_obj2nid(type);
  int size;
  for (size_t i = 0; i < sizeof short_names / sizeof short_names[0]; i++)
    if (short_names[i].nid == nid)
      return add(text, short_names[i].name, strlen(short_names[i].name));
  size = OBJ_obj2txt(dotted, sizeof dotted, type, 1);
  return size > 0 && (size_t)size < sizeof dotted && add(text, dotted, (size_t)size);
}

/* RFC 4514, 2.4; control characters are escaped too, so that any XML document can say the name. */
static int add_string(BIO *text, const char *value, size_t size) {
  for (size_t i = 0; i < size; i++) {
    char c = value[i];
    int good;
    if ((unsigned char)c < 0x20 || c == 0x7F)
      good = add(text, "\\", 1) && add_hex(text, (unsigned char)c);
    else if (strchr("\"+,;<>\\", c) != NULL || (c == '#' && i == 0) || (c == ' ' && (i == 0 || i + 1 == size)))
      good = add(text, "\\", 1) && add(text, &c, 1);
    else
      good = add(text, &c, 1);
    if (!good)
      return 0;
  }
  return 1;
}

/* What is no string of characters: its encoding, in hexadecimal. */
static int add_encoding(BIO *text, const ASN1_STRING *value) {
  ASN1_TYPE type;
  unsigned char *der = NULL;
  int size, good;
  type.type = ASN1_STRING_type(value);
  type.value.asn1_string = (ASN1_STRING *)value;
  size = i2d_ASN1_TYPE(&type, &der);
  good = size > 0 && add(text, "#", 1);
  for (int i = 0; good && i < size; i++)
    good = add_hex(text, der[i]);
  OPENSSL_free(der);
  return good;
}

static int add_value(BIO *text, const ASN1_STRING *value) {
  unsigned char *utf8 = NULL;
  int size = ASN1_STRING_to_UTF8(&utf8, value);
  int good = 0;
  if (size >= 0)
    good = add_string(text, (const char *)utf8, (size_t)size);
  else if (chret_i_xmlsec_failure(CHRET_OK) == CHRET_OK)
    good = add_encoding(text, value);
  OPENSSL_free(utf8);
  return good;
}

int32_t chret_i_xmlsec_name_text(const X509_NAME *name, BIO **out) {
  BIO *text = BIO_new(BIO_s_mem());
  int good = text != NULL;
  /* the last part of the certificate is the first of the text */
  for (int last = X509_NAME_entry_count(name) - 1, i = last; good && i >= 0; i--) {
    const X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, i);
    if (i < last) {
      int joined = X509_NAME_ENTRY_set(entry) == X509_NAME_ENTRY_set(X509_NAME_get_entry(name, i + 1));
      good = add(text, joined ? "+" : ",", 1);
    }
    good = good && add_type(text, X509_NAME_ENTRY_get_object(entry)) && add(text, "=", 1) &&
           add_value(text, X509_NAME_ENTRY_get_data(entry));
  }
  if (!good) {
    BIO_free(text);
    return text == NULL || chret_i_xmlsec_has_error() ? CHRET_E_NO_MEMORY : CHRET_E_SIGNATURE_MALFORMED;
  }
  *out = text;
  return CHRET_OK;
}
