/* make_identity.c - make-identity: a test key and a certificate of the shape that SMKI gives organisations. OpenSSL's
 * command line cannot write the EUI-64 as the BIT STRING that it is there. For tests only: nobody vouches for it.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#define EXIT_REFUSED     1
#define EXIT_USAGE       2
#define EXIT_ENVIRONMENT 3

static const char help[] =
    "make-identity: a test key and certificate for an organisation; PREFIX.key.pem (PKCS#8) and PREFIX.cert.pem\n"
    "\n"
    "  make-identity --eui 90-B3-D5-1F-30-01-00-00 --role 02 --out PREFIX\n"
    "\n"
    "  --eui EUI-64        the organisation; none where it is not given\n"
    "  --role HEX          its role, the subject's OU; none where it is not given\n"
    "  --ca                a certificate authority, self-signed or signed as below; its name is that of --issuer\n"
    "  --issuer NAME       the issuer, signing by a key that is thrown away: CN=Z1,OU=07 where not given\n"
    "  --issuer-cert FILE  --issuer-key FILE   sign by this certificate authority instead\n"
    "  --serial N          decimal: random where not given\n"
    "  --days N            valid from now for so many days: 3650\n"
    "  --not-before YYYYMMDDhhmmssZ  --not-after YYYYMMDDhhmmssZ   valid from then, until then\n"
    "  --key FILE          certify this key instead of a new one\n"
    "  --curve NAME        the curve of a new key: P-256\n"
    "  --key-usage none|digitalSignature|keyAgreement   digitalSignature\n"
    "  --string utf8|printable|t61|bmp|universal        how names are written: utf8\n"
    "\n"
    "Exit: 0 done, 1 a file is there already, 2 wrong command line, 3 a file or a value that OpenSSL does not take.\n";

enum {
  OPTION_EUI,
  OPTION_ROLE,
  OPTION_OUT,
  OPTION_ISSUER,
  OPTION_ISSUER_CERT,
  OPTION_ISSUER_KEY,
  OPTION_SERIAL,
  OPTION_DAYS,
  OPTION_NOT_BEFORE,
  OPTION_NOT_AFTER,
  OPTION_KEY,
  OPTION_CURVE,
  OPTION_KEY_USAGE,
  OPTION_STRING,
  OPTION_CA,
  OPTION_HELP,
  OPTION_COUNT
};

static const struct option options[] = {{"eui", required_argument, NULL, OPTION_EUI},
                                        {"role", required_argument, NULL, OPTION_ROLE},
                                        {"out", required_argument, NULL, OPTION_OUT},
                                        {"issuer", required_argument, NULL, OPTION_ISSUER},
                                        {"issuer-cert", required_argument, NULL, OPTION_ISSUER_CERT},
                                        {"issuer-key", required_argument, NULL, OPTION_ISSUER_KEY},
                                        {"serial", required_argument, NULL, OPTION_SERIAL},
                                        {"days", required_argument, NULL, OPTION_DAYS},
                                        {"not-before", required_argument, NULL, OPTION_NOT_BEFORE},
                                        {"not-after", required_argument, NULL, OPTION_NOT_AFTER},
                                        {"key", required_argument, NULL, OPTION_KEY},
                                        {"curve", required_argument, NULL, OPTION_CURVE},
                                        {"key-usage", required_argument, NULL, OPTION_KEY_USAGE},
                                        {"string", required_argument, NULL, OPTION_STRING},
                                        {"ca", no_argument, NULL, OPTION_CA},
                                        {"help", no_argument, NULL, OPTION_HELP},
                                        {NULL, 0, NULL, 0}};

/* The values given; NULL: not given. */
static const char *given[OPTION_COUNT];

static void usage(const char *text) {
  fprintf(stderr, "make-identity: %s; see make-identity --help\n", text);
  exit(EXIT_USAGE);
}

/* What OpenSSL calls success; a NULL or 0 ends the program. */
static void need(int good, const char *what) {
  const char *reason;
  if (good)
    return;
  reason = ERR_reason_error_string(ERR_peek_last_error());
  fprintf(stderr, "make-identity: %s%s%s\n", what, reason != NULL ? ": " : "", reason != NULL ? reason : "");
  exit(EXIT_ENVIRONMENT);
}

/* ---- Files ------------------------------------------------------------------------------------------------------- */

static EVP_PKEY *load_key(const char *path) {
  BIO *file = BIO_new_file(path, "r");
  EVP_PKEY *key = NULL;
  need(file != NULL && (key = PEM_read_bio_PrivateKey(file, NULL, NULL, NULL)) != NULL, path);
  BIO_free(file);
  return key;
}

static X509 *load_certificate(const char *path) {
  BIO *file = BIO_new_file(path, "r");
  X509 *certificate = NULL;
  need(file != NULL && (certificate = PEM_read_bio_X509(file, NULL, NULL, NULL)) != NULL, path);
  BIO_free(file);
  return certificate;
}

/* A new file PREFIX + suffix, of that mode from the beginning; one that is there is not replaced, it may be a key. */
static FILE *create(const char *suffix, mode_t mode, char *path, size_t size) {
  int handle;
  FILE *file = NULL;
  int length = snprintf(path, size, "%s%s", given[OPTION_OUT], suffix);
  if (length < 0 || (size_t)length >= size)
    usage("PREFIX is too long");
  handle = open(path, O_WRONLY | O_CREAT | O_EXCL, mode);
  if (handle < 0 || (file = fdopen(handle, "w")) == NULL) {
    int result = errno == EEXIST ? EXIT_REFUSED : EXIT_ENVIRONMENT;
    perror(path);
    exit(result);
  }
  return file;
}

static void save(EVP_PKEY *key, X509 *certificate) {
  char path[1024];
  FILE *file = create(".key.pem", S_IRUSR | S_IWUSR, path, sizeof path);
  int written = PEM_write_PKCS8PrivateKey(file, key, NULL, NULL, 0, NULL, NULL);
  need(fclose(file) == 0 && written, path);
  file = create(".cert.pem", S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH, path, sizeof path);
  written = PEM_write_X509(file, certificate);
  need(fclose(file) == 0 && written, path);
}

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

/* CN=Z1,OU=07: a backslash takes the next character as it is, a plus joins. */
static X509_NAME *parse_name(const char *text) {
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

static X509 *make_certificate(EVP_PKEY *key, const X509_NAME *issuer, EVP_PKEY *issuer_key) {
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

static EVP_PKEY *new_key(const char *curve) {
  EVP_PKEY *key = EVP_EC_gen(curve);
  need(key != NULL, curve);
  return key;
}

static void make(void) {
  EVP_PKEY *key = given[OPTION_KEY] != NULL ? load_key(given[OPTION_KEY])
                                            : new_key(given[OPTION_CURVE] != NULL ? given[OPTION_CURVE] : "P-256");
  X509 *authority = given[OPTION_ISSUER_CERT] != NULL ? load_certificate(given[OPTION_ISSUER_CERT]) : NULL;
  X509_NAME *issuer =
      authority != NULL ? X509_NAME_dup(X509_get_subject_name(authority)) : parse_name(given[OPTION_ISSUER]);
  EVP_PKEY *issuer_key = NULL;
  X509 *certificate;
  if (authority != NULL)
    issuer_key = load_key(given[OPTION_ISSUER_KEY]);
  else if (given[OPTION_CA] == NULL)
    issuer_key = new_key("P-256");
  need(issuer != NULL, "memory");
  certificate = make_certificate(key, issuer, issuer_key != NULL ? issuer_key : key);
  save(key, certificate);
  X509_free(certificate);
  EVP_PKEY_free(issuer_key);
  X509_NAME_free(issuer);
  X509_free(authority);
  EVP_PKEY_free(key);
}

int main(int argc, char **argv) {
  int option;
  given[OPTION_ISSUER] = "CN=Z1,OU=07";
  while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
    if (option < 0 || option >= OPTION_COUNT)
      return EXIT_USAGE;
    given[option] = optarg != NULL ? optarg : "";
  }
  if (given[OPTION_HELP] != NULL)
    return fputs(help, stdout) < 0;
  if (optind < argc)
    usage("only options are taken");
  if (given[OPTION_OUT] == NULL)
    usage("--out is missing");
  if ((given[OPTION_ISSUER_CERT] == NULL) != (given[OPTION_ISSUER_KEY] == NULL))
    usage("--issuer-cert and --issuer-key go together");
  make();
  return EXIT_SUCCESS;
}
