/* identity.c - see identity.h. */
#include "identity.h"

#include <string.h>

#include "files.h"
#include "messages.h"
#include "password.h"
#include "paths.h"

/* What the library says against a file of keys or certificates. */
static int refuse(const char *path, const chret_error *err) {
  message_error(path, err);
  return EXIT_ENVIRONMENT;
}

int identity_open(struct identity *identity) {
  memset(identity, 0, sizeof *identity);
  int32_t status = chret_xmlsec_new(&identity->xmlsec, NULL);
  if (status == CHRET_OK)
    return EXIT_DONE;
  message(&(struct message){.text = chret_status_text(status), .code = chret_status_name(status)});
  return EXIT_ENVIRONMENT;
}

void identity_close(struct identity *identity) {
  chret_xmlsec_signer_free(identity->signer);
  chret_trust_free(identity->trust);
  chret_xmlsec_free(identity->xmlsec);
  memset(identity, 0, sizeof *identity);
}

/* ---- Trust ---- */

static int trust_file(const struct identity *identity, const char *path, chret_error *err) {
  struct input input;
  int result = input_read(&input, path);
  if (result != EXIT_DONE)
    return result;
  if (chret_xmlsec_trust_add(identity->xmlsec, identity->trust, (const uint8_t *)input.data, input.size, err) !=
      CHRET_OK)
    result = refuse(path, err);
  input_free(&input);
  return result;
}

static int trust_path(const struct identity *identity, const char *path, chret_error *err) {
  static const char *const endings[] = {".pem", ".crt", ".cer", ".der", NULL};
  struct paths paths = {.count = 0};
  int result = paths_add(&paths, path, endings);
  for (size_t i = 0; i < paths.count && result == EXIT_DONE; i++)
    result = trust_file(identity, paths.list[i], err);
  if (result == EXIT_DONE && paths.count == 0) {
    message(&(struct message){.file = path, .text = "there is no file *.pem, *.crt, *.cer or *.der in this folder"});
    result = EXIT_ENVIRONMENT;
  }
  paths_free(&paths);
  return result;
}

int identity_load_trust(struct identity *identity, const char *path) {
  chret_error *err = NULL;
  if (chret_error_new(&err, NULL) != CHRET_OK)
    return message_no_memory();
  int result = chret_trust_new(&identity->trust, chret_xmlsec_provider(identity->xmlsec), NULL) == CHRET_OK
                   ? trust_path(identity, path, err)
                   : message_no_memory();
  chret_error_free(err);
  return result;
}

/* ---- Signers ---- */

static int make_signer(struct identity *identity, const struct input *key, const struct input *certificate) {
  chret_error *err = NULL;
  int result = EXIT_DONE;
  if (chret_error_new(&err, NULL) != CHRET_OK)
    return message_no_memory();
  if (chret_xmlsec_signer_new(&identity->signer, identity->xmlsec, (const uint8_t *)key->data, key->size,
                              (const uint8_t *)certificate->data, certificate->size, password_ask, (void *)key->name,
                              err) != CHRET_OK)
    result = refuse(chret_error_status(err) == CHRET_E_KEY ? key->name : certificate->name, err);
  chret_error_free(err);
  return result;
}

int identity_load_signer(struct identity *identity, const char *key_path, const char *certificate_path) {
  struct input key;
  struct input certificate;
  int result = input_read(&key, key_path);
  if (result != EXIT_DONE)
    return result;
  result = input_read(&certificate, certificate_path);
  if (result == EXIT_DONE) {
    result = make_signer(identity, &key, &certificate);
    input_free(&certificate);
  }
  input_free(&key);
  return result;
}

const chret_signer *identity_signer(const struct identity *identity) {
  return chret_xmlsec_signer_get(identity->signer);
}

const chret_certificate *identity_certificate(const struct identity *identity) {
  return chret_xmlsec_signer_certificate(identity->signer);
}
