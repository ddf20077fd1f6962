/* credentials.h - the options by which calls verify and sign: --trust, --unverified, --any-signer, --at, --key, --cert. */
#ifndef CREDENTIALS_H
#define CREDENTIALS_H

#include <getopt.h>
#include <stdint.h>

#include "files.h"
#include "identity.h"

struct credentials {
  const char *trust_path; /* NULL: nothing is verified */
  int is_unverified;      /* and that was asked for */
  int is_any_signer;
  int has_time;
  int64_t milliseconds; /* of --at */
  const char *key_path; /* NULL: nothing is signed */
  const char *certificate_path;
  struct identity identity;
  chret_options *options; /* for reading */
};

/* For the table of getopt_long: each call names those it takes. */
#define CREDENTIALS_TRUST                                                                                              \
  { "trust", required_argument, NULL, 'T' }
#define CREDENTIALS_UNVERIFIED                                                                                         \
  { "unverified", no_argument, NULL, 'U' }
#define CREDENTIALS_ANY_SIGNER                                                                                         \
  { "any-signer", no_argument, NULL, 'Y' }
#define CREDENTIALS_AT                                                                                                 \
  { "at", required_argument, NULL, 'A' }
#define CREDENTIALS_KEY                                                                                                \
  { "key", required_argument, NULL, 'K' }
#define CREDENTIALS_CERT                                                                                               \
  { "cert", required_argument, NULL, 'C' }

/* All functions give an exit code (messages.h). */

/* Takes one of these options, or what usage_option() (usage.h) is for. Strings are borrowed from argv. */
int credentials_take(struct credentials *credentials, const char *call, int option, char **argv);

/* Whether they fit together: --key and --cert; where the call reads, --trust or --unverified. */
int credentials_check_signing(const struct credentials *credentials, const char *call);
int credentials_check_reading(const struct credentials *credentials, const char *call);

/* Loads what they name; whatever comes of it, credentials_close() is to be called. */
int credentials_open(struct credentials *credentials);
void credentials_close(struct credentials *credentials);

/* Whether the certificate to sign with is that of this EUI-64, which `whose` names: "the originator". EXIT_ENVIRONMENT: it
 * is not, and that is told of `file`. */
int credentials_must_be(const struct credentials *credentials, const char *file, const char *whose, uint64_t eui64);

/* Reads a message, verified unless that was not asked for. What is wrong with it is told. */
int credentials_read(const struct credentials *credentials, const struct input *input, chret_message **out,
                     chret_error *err);

#endif
