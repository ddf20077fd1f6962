/* verify.c - chret verify: who signed a message. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "chret.h"
#include "credentials.h"
#include "messages.h"
#include "text.h"
#include "usage.h"

#define CALL "verify"

static const char help[] = "chret verify --trust PEM-or-DIR [--any-signer] [--at TIME] [FILE]\n"
                           "\n"
                           "Verifies a DUIS request or response of any service (stdin where no file is\n"
                           "named), and says who signed it. On stdout, as CSV:\n"
                           "EUI,role,issuer,serial,service, and a row. EUI is the certificate's, role is as\n"
                           "the certificate writes it. Of 8.14.3 and 8.14.4, a request must be signed by the\n"
                           "originator of its RequestID and a response by the target; for other services any\n"
                           "trusted signer will do.\n"
                           "\n"
                           "  --trust PEM-or-DIR    the certificates that are trusted, these very ones and\n"
                           "                        not what they issued: a file with one or more, or a\n"
                           "                        folder's *.pem, *.crt, *.cer and *.der:  --trust dcc/\n"
                           "  --any-signer          any trusted signer will do for 8.14.3 and 8.14.4 too:\n"
                           "                        --any-signer\n"
                           "  --at TIME             certificates must be valid at this time instead of now;\n"
                           "                        in UTC where it has no time zone:\n"
                           "                        --at 2026-01-12T09:15:00Z\n" COMMON_OPTIONS_HELP "\n"
                           "Exit: 0 verified, 1 not verified, and stderr says why, 2 wrong command line, 3 a\n"
                           "file, a certificate to trust or the memory failed.\n"
                           "Example:\n"
                           "  chret verify --trust dcc.pem response.xml\n";

static void put_cell(const char *text, char end) {
  text_put_cell(stdout, text, strlen(text), end);
}

/* The body decides the service; of a body that is not read, the header says it. "" where nothing does. */
static const char *service_of(const chret_message *message) {
  const char *service = chret_message_get(message, CHRET_FIELD_SERVICE_REFERENCE_VARIANT, NULL);
  if (chret_message_request(message) != NULL)
    service = chret_service_name(chret_request_service(chret_message_request(message)));
  return service != NULL ? service : "";
}

static void put_signer(const chret_message *message) {
  const chret_certificate *certificate = chret_message_certificate(message);
  char eui[CHRET_EUI64_SIZE] = "";
  uint64_t value;
  if (chret_certificate_eui64(certificate, &value) == CHRET_OK)
    chret_eui64_format(value, eui, sizeof eui);
  puts("EUI,role,issuer,serial,service");
  put_cell(eui, ',');
  put_cell(chret_certificate_role(certificate), ',');
  put_cell(chret_certificate_issuer(certificate), ',');
  put_cell(chret_certificate_serial(certificate), ',');
  put_cell(service_of(message), '\n');
}

static int verify_input(const struct credentials *credentials, const struct input *input) {
  chret_message *verified = NULL;
  chret_error *err = NULL;
  if (chret_error_new(&err, NULL) != CHRET_OK)
    return message_no_memory();
  int result = credentials_read(credentials, input, &verified, err);
  if (result == EXIT_DONE)
    put_signer(verified);
  chret_message_free(verified);
  chret_error_free(err);
  return result;
}

static int verify_file(struct credentials *credentials, const char *path) {
  struct input input;
  int result = credentials_open(credentials);
  result = result == EXIT_DONE ? input_read(&input, path) : result;
  if (result == EXIT_DONE) {
    result = verify_input(credentials, &input);
    input_free(&input);
  }
  credentials_close(credentials);
  return result;
}

int call_verify(int argc, char **argv) {
  static const struct option options[] = {CREDENTIALS_TRUST, CREDENTIALS_ANY_SIGNER, CREDENTIALS_AT, COMMON_OPTIONS};
  struct credentials credentials;
  const char *path = NULL;
  int option;
  int result = EXIT_DONE;
  memset(&credentials, 0, sizeof credentials);
  while (result == EXIT_DONE && (option = next_option(argc, argv, ":", options)) != -1) {
    if (option == 'h') {
      fputs(help, stdout);
      return EXIT_DONE;
    }
    result = credentials_take(&credentials, CALL, option, argv);
  }
  if (result == EXIT_DONE && credentials.trust_path == NULL)
    result = usage(CALL, "--trust is needed", NULL);
  result = result == EXIT_DONE ? only_operand(CALL, argc, argv, &path) : result;
  return result == EXIT_DONE ? verify_file(&credentials, path) : result;
}
