/* certificate.c - the certificate of make-identity: its names, and what SMKI has in one. */
#include "make_identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/x509v3.h>

/* ---- Names ------------------------------------------------------------------------------------------------------- */

static unsigned long string_type(void) {
  static const struct {
    const char *name;
    unsigned long type;
  } types[] = {{"utf8", B_ASN1_UTF8STRING},
               {"printable", B_ASN1_PRINTABLESTRING},
               {"t61", B_ASN1_T61STRING},
               {"bmp", B_ASN1_BMPSTRING},
               {"universal", B_ASN1_UNIVERSALSTRING}};
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
    if (given[OPTION_STRING] == NULL || strcmp(given[OPTION_STRING], types[i].name) == 0)
      return types[i].type;
  usage("no such --string");
  return 0;
}

/* The text is in the order of RFC 4514, so each part goes before those before it; joined 1: into the same RDN. */
static void add_part(X509_NAME *name, const char *type, const char *value, int joined) {
  ASN1_STRING *string = NULL;
  ASN1_OBJECT *object = OBJ_txt2obj(type, 0);
  need(object != NULL, type);
  need(ASN1_mbstring_copy(&string, (const unsigned char *)value, -1, MBSTRING_UTF8, string_type()) > 0, value);
  need(X509_NAME_add_entry_by_OBJ(name, object, ASN1_STRING_type(string), ASN1_STRING_get0_data(string),
                                  ASN1_STRING_length(string), 0, joined),
       value);
  ASN1_STRING_free(string);
  ASN1_OBJECT_free(object);
}

X509_NAME *parse_name(const char *text) {
  X509_NAME *name = X509_NAME_new();
  char part[4096], *value = NULL;
  size_t size = 0;
  int joined = 0;
  need(name != NULL, "memory");
  for (;; text++) {
    if (*text == '\0' || *text == ',' || *text == '+') {
      part[size] = '\0';
      if (value == NULL)
        usage("a name is TYPE=VALUE,TYPE=VALUE...");
      add_part(name, part, value, joined);
      if (*text == '\0')
        return name;
      joined = *text == '+';
      size = 0;
      value = NULL;
    } else if (*text == '=' && value == NULL) {
      part[size++] = '\0';
      value = part + size;
    } else if (size == sizeof part - 1) {
      usage("a name is too long");
    } else {
      if (*text == '\\' && text[1] != '\0')
        text++;
      part[size++] = *text;
    }
  }
}

/* An OBJECT IDENTIFIER 2.5.4.45 and a BIT STRING of 8 bytes, decoded since OpenSSL's own would drop the zeros at its end.
 */
static void add_eui64(X509_NAME *name, const char *text) {
  unsigned char der[18] = {0x30, 16, 0x06, 3, 0x55, 0x04, 0x2D, 0x03, 9, 0};
  const unsigned char *at = der;
  X509_NAME_ENTRY *entry;
  unsigned b[8];
  int end = 0;
  if (sscanf(text, "%2x-%2x-%2x-%2x-%2x-%2x-%2x-%2x%n", &b[0], &b[1], &b[2], &b[3], &b[4], &b[5], &b[6], &b[7], &end) !=
          8 ||
      end != 23 || text[end] != '\0')
    usage("an EUI-64 is 90-B3-D5-1F-30-01-00-00");
  for (size_t i = 0; i < 8; i++)
    der[10 + i] = (unsigned char)b[i];
  entry = d2i_X509_NAME_ENTRY(NULL, &at, sizeof der);
  need(entry != NULL && X509_NAME_add_entry(name, entry, -1, 0), "EUI-64");
  X509_NAME_ENTRY_free(entry);
}

static X509_NAME *subject_name(void) {
  X509_NAME *name;
  if (given[OPTION_CA] != NULL)
    return parse_name(given[OPTION_ISSUER]);
  name = X509_NAME_new();
  need(name != NULL, "memory");
  if (given[OPTION_ROLE] != NULL)
    add_part(name, "OU", given[OPTION_ROLE], 0);
  if (given[OPTION_EUI] != NULL)
    add_eui64(name, given[OPTION_EUI]);
  return name;
}

/* ---- The certificate --------------------------------------------------------------------------------------------- */

static void set_serial(X509 *certificate) {
  BIGNUM *number = BN_new();
  need(number != NULL, "memory");
  if (given[OPTION_SERIAL] != NULL)
    need(BN_dec2bn(&number, given[OPTION_SERIAL]) == (int)strlen(given[OPTION_SERIAL]), "--serial");
  else /* of 16 octets, as in SMKI */
    need(BN_rand(number, 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY), "random number");
  need(BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL, "--serial");
  BN_free(number);
}

static int parse_days(const char *text) {
  char *end;
  long days = strtol(text, &end, 10);
  if (end == text || *end != '\0' || days < -100000 || days > 1000000)
    usage("--days takes a number of days");
  return (int)days;
}

static void set_time(ASN1_TIME *time, const char *text, int days) {
  if (text != NULL)
    need(ASN1_TIME_set_string_X509(time, text), text);
  else
    need(X509_time_adj_ex(time, days, 0, NULL) != NULL, "--days");
}

static void add_extension(X509 *certificate, int nid, const char *value) {
  X509_EXTENSION *extension;
  X509V3_CTX context;
  CONF *none = NCONF_new(NULL); /* policies are not written without a configuration, even an empty one */
  need(none != NULL, "memory");
  X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
  X509V3_set_nconf(&context, none);
  extension = X509V3_EXT_nconf_nid(none, &context, nid, value);
  need(extension != NULL && X509_add_ext(certificate, extension, -1), value);
  X509_EXTENSION_free(extension);
  NCONF_free(none);
}

static void add_extensions(X509 *certificate) {
  const char *usages = given[OPTION_KEY_USAGE] != NULL ? given[OPTION_KEY_USAGE] : "digitalSignature";
  add_extension(certificate, NID_subject_key_identifier, "hash");
  if (given[OPTION_CA] != NULL) {
    add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
    return;
  }
  add_extension(certificate, NID_certificate_policies, "critical,1.2.826.0.1.8641679.1.2.1.4");
  if (strcmp(usages, "none") != 0) {
    char value[64];
    snprintf(value, sizeof value, "critical,%s", usages);
    add_extension(certificate, NID_key_usage, value);
  }
}

X509 *make_certificate(EVP_PKEY *key, const X509_NAME *issuer, EVP_PKEY *issuer_key) {
  const char *days = given[OPTION_DAYS] != NULL ? given[OPTION_DAYS] : "3650";
  X509 *certificate = X509_new();
  X509_NAME *subject = subject_name();
  need(certificate != NULL && X509_set_version(certificate, X509_VERSION_3), "memory");
  set_serial(certificate);
  set_time(X509_getm_notBefore(certificate), given[OPTION_NOT_BEFORE], 0);
  set_time(X509_getm_notAfter(certificate), given[OPTION_NOT_AFTER], parse_days(days));
  need(X509_set_subject_name(certificate, subject) && X509_set_issuer_name(certificate, issuer) &&
           X509_set_pubkey(certificate, key),
       "certificate");
  add_extensions(certificate);
  need(X509_sign(certificate, issuer_key, EVP_sha256()), "signing");
  X509_NAME_free(subject);
  return certificate;
}
