/* make_identity.c - make-identity: a test key and a certificate of the shape that SMKI gives organisations. OpenSSL's
 * command line cannot write the EUI-64 as the BIT STRING that it is there. For tests only: nobody vouches for it.
 */
#include "make_identity.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

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

const char *given[OPTION_COUNT];

void usage(const char *text) {
  fprintf(stderr, "make-identity: %s; see make-identity --help\n", text);
  exit(EXIT_USAGE);
}

void need(int good, const char *what) {
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

/* ---- What is made -------------------------------------------------------------------------------------------------- */

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
