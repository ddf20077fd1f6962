/* Private keys from buffers. */
#include "provider.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <string.h>

/* The host's password: it is asked at most once, whatever OpenSSL tries. */
typedef struct password {
  chret_xmlsec_password ask;
  void *ctx;
  int asked;
  int32_t size; /* negative: there is none */
  char text[PEM_BUFSIZE + 1];
} password;

static void ask(password *wanted) {
  if (wanted->asked)
    return;
  wanted->asked = 1;
  wanted->size = wanted->ask != NULL ? wanted->ask(wanted->ctx, wanted->text, PEM_BUFSIZE) : -1;
  if (wanted->size > PEM_BUFSIZE)
    wanted->size = -1;
  wanted->text[wanted->size > 0 ? wanted->size : 0] = '\0';
}

/* OpenSSL's own callback would ask the terminal. */
static int give(char *out, int capacity, int writing, void *ctx) {
  password *wanted = ctx;
  (void)writing;
  ask(wanted);
  if (wanted->size < 0 || wanted->size > capacity)
    return -1;
  memcpy(out, wanted->text, (size_t)wanted->size);
  return wanted->size;
}

int32_t chret_i_xmlsec_load_key(EVP_PKEY **key, const uint8_t *pem, size_t size, chret_xmlsec_password ask_host,
                                void *ctx) {
  password wanted = {ask_host, ctx, 0, -1, ""};
  BIO *file;
  if (size > INT_MAX)
    return CHRET_E_KEY;
  file = BIO_new_mem_buf(pem, (int)size);
  if (file == NULL)
    return CHRET_E_NO_MEMORY;
  *key = PEM_read_bio_PrivateKey(file, NULL, give, &wanted);
  BIO_free(file);
  OPENSSL_cleanse(&wanted, sizeof wanted);
  return *key != NULL ? CHRET_OK : chret_i_xmlsec_failure(CHRET_E_KEY);
}

static int32_t parse(const PKCS12 *file, password *wanted, EVP_PKEY **key, X509 **certificate) {
  if (wanted->ask != NULL) {
    ask(wanted);
    /* PKCS#12 passwords end at the first NUL */
    if (wanted->size < 0 || strlen(wanted->text) != (size_t)wanted->size)
      return CHRET_E_KEY;
  }
  if (PKCS12_parse((PKCS12 *)file, wanted->ask != NULL ? wanted->text : NULL, key, certificate, NULL) != 1 ||
      *key == NULL)
    return chret_i_xmlsec_failure(CHRET_E_KEY);
  return *certificate != NULL ? CHRET_OK : CHRET_E_CERTIFICATE;
}

int32_t chret_i_xmlsec_load_pkcs12(EVP_PKEY **key, X509 **certificate, const uint8_t *pkcs12, size_t size,
                                   chret_xmlsec_password ask_host, void *ctx) {
  password wanted = {ask_host, ctx, 0, -1, ""};
  const unsigned char *at = pkcs12;
  PKCS12 *file = size <= LONG_MAX ? d2i_PKCS12(NULL, &at, (long)size) : NULL;
  int32_t status = file != NULL ? parse(file, &wanted, key, certificate) : chret_i_xmlsec_failure(CHRET_E_KEY);
  OPENSSL_cleanse(&wanted, sizeof wanted);
  PKCS12_free(file);
  if (status != CHRET_OK) {
    EVP_PKEY_free(*key);
    X509_free(*certificate);
    *key = NULL;
    *certificate = NULL;
  }
  return status;
}
