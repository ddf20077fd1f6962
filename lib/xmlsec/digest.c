#include "provider.h"

#include <openssl/err.h>
#include <openssl/evp.h>

int32_t chret_i_xmlsec_digest_begin(void *ctx, void **digest) {
  int32_t status = CHRET_OK;
  const chret_xmlsec *xmlsec = ctx;
  EVP_MD_CTX *state;
  chret_i_xmlsec_mark();
  state = EVP_MD_CTX_new();
  if (state == NULL) {
    status = CHRET_E_NO_MEMORY;
  } else if (EVP_DigestInit_ex(state, xmlsec->sha256, NULL) != 1) {
    status = chret_i_xmlsec_failure(CHRET_E_CRYPTOGRAPHY);
    EVP_MD_CTX_free(state);
  } else {
    *digest = state;
  }
  ERR_pop_to_mark();
  return status;
}

int32_t chret_i_xmlsec_digest_update(void *ctx, void *digest, const uint8_t *data, size_t size) {
  int done;
  (void)ctx;
  ERR_set_mark();
  done = EVP_DigestUpdate(digest, data, size);
  ERR_pop_to_mark();
  return done == 1 ? CHRET_OK : CHRET_E_CRYPTOGRAPHY;
}

int32_t chret_i_xmlsec_digest_finish(void *ctx, void *digest, uint8_t *out) {
  int done;
  (void)ctx;
  ERR_set_mark();
  done = EVP_DigestFinal_ex(digest, out, NULL);
  ERR_pop_to_mark();
  return done == 1 ? CHRET_OK : CHRET_E_CRYPTOGRAPHY;
}

void chret_i_xmlsec_digest_drop(void *ctx, void *digest) {
  (void)ctx;
  EVP_MD_CTX_free(digest);
}
