/* sign.c - chret sign: a message that is there already, signed. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "chret.h"
#include "credentials.h"
#include "messages.h"
#include "output.h"
#include "usage.h"

#define CALL "sign"

static const char help[] =
    "chret sign --key K.pem --cert C.pem [--replace-signature] [-o FILE] [FILE]\n"
    "\n"
    "Signs a request or a response of 8.14.3 or 8.14.4 (stdin where no file is\n"
    "named). It is read, unverified, and written anew, compact and with its\n"
    "Signature. The certificate must be the originator's or, for a response, the\n"
    "target's: that of the RequestID's first or second EUI-64.\n"
    "\n"
    "  --key K.pem           the private key; one with a password asks for it on the\n"
    "                        terminal:  --key my.key.pem --cert my.cert.pem\n"
    "  --cert C.pem          the certificate of the key:  --cert my.cert.pem\n"
    "  --replace-signature   drops the Signature that the message has; without this,\n"
    "                        such a message is refused:  --replace-signature\n"
    "  -o FILE               instead of stdout; a file is replaced:  -o signed.xml\n" COMMON_OPTIONS_HELP "\n"
    "Exit: 0 done, 1 the message was rejected, 2 wrong command line, 3 a file, the\n"
    "key or the memory failed, or the certificate is that of somebody else.\n"
    "Example:\n"
    "  chret sign --key my.key.pem --cert my.cert.pem -o signed.xml 1000.xml\n";

struct sign {
  struct credentials credentials;
  int is_replacing;
  const char *output_path; /* NULL: the standard output */
};

static int sign_input(const struct sign *s, const struct input *input) {
  chret_buffer *bytes = NULL;
  chret_error *err = NULL;
  int result;
  if (chret_error_new(&err, NULL) != CHRET_OK)
    return message_no_memory();
  if (chret_sign(&bytes, (const uint8_t *)input->data, input->size, s->is_replacing,
                 identity_signer(&s->credentials.identity), s->credentials.options, err) == CHRET_OK)
    result = output_one(s->output_path, chret_buffer_data(bytes), chret_buffer_size(bytes));
  else
    result = message_error(input->name, err);
  /* The message is good; it is the certificate that is not the right one. Or it has a content that cannot be written. */
  if (chret_error_status(err) == CHRET_E_FOREIGN_SIGNER)
    result = EXIT_ENVIRONMENT;
  else if (chret_error_status(err) == CHRET_E_STATE)
    result = EXIT_REJECTED;
  chret_buffer_free(bytes);
  chret_error_free(err);
  return result;
}

static int sign_file(struct sign *s, const char *path) {
  struct input input;
  int result = credentials_open(&s->credentials);
  result = result == EXIT_DONE ? input_read(&input, path) : result;
  if (result == EXIT_DONE) {
    result = sign_input(s, &input);
    input_free(&input);
  }
  credentials_close(&s->credentials);
  return result;
}

int call_sign(int argc, char **argv) {
  static const struct option options[] = {
      CREDENTIALS_KEY, CREDENTIALS_CERT, {"replace-signature", no_argument, NULL, 'r'}, COMMON_OPTIONS};
  struct sign s;
  const char *path = NULL;
  int option;
  int result = EXIT_DONE;
  memset(&s, 0, sizeof s);
  while (result == EXIT_DONE && (option = next_option(argc, argv, ":o:", options)) != -1) {
    if (option == 'h') {
      fputs(help, stdout);
      return EXIT_DONE;
    }
    if (option == 'r')
      s.is_replacing = 1;
    else if (option == 'o')
      s.output_path = strcmp(optarg, "-") == 0 ? NULL : optarg;
    else
      result = credentials_take(&s.credentials, CALL, option, argv);
  }
  if (result == EXIT_DONE && (s.credentials.key_path == NULL || s.credentials.certificate_path == NULL))
    result = usage(CALL, "--key and --cert are needed", NULL);
  result = result == EXIT_DONE ? only_operand(CALL, argc, argv, &path) : result;
  return result == EXIT_DONE ? sign_file(&s, path) : result;
}
