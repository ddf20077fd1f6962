/* make_identity.h - what make-identity was asked for, and the certificate that it makes of it. */
#ifndef MAKE_IDENTITY_H
#define MAKE_IDENTITY_H

#include <openssl/evp.h>
#include <openssl/x509.h>

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

/* The values given; NULL: not given. */
extern const char *given[OPTION_COUNT];

/* Ends the program: the command line is wrong. */
void usage(const char *text);
/* What OpenSSL calls success; a NULL or 0 ends the program. */
void need(int good, const char *what);

/* CN=Z1,OU=07: a backslash takes the next character as it is, a plus joins. */
X509_NAME *parse_name(const char *text);
X509 *make_certificate(EVP_PKEY *key, const X509_NAME *issuer, EVP_PKEY *issuer_key);

#endif
