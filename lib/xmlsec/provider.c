#include "provider.h"

#include <openssl/err.h>
#include <string.h>

/* Ours above the mark, where the host's would be the last error. */
#define NO_ERROR 1

void chret_i_xmlsec_mark(void) {
  if (ERR_set_mark() == 1)
    ERR_raise(ERR_LIB_USER, NO_ERROR);
}

int chret_i_xmlsec_has_error(void) {
  unsigned long last = ERR_peek_last_error();
  return last != 0 && last != ERR_PACK(ERR_LIB_USER, 0, NO_ERROR);
}

int32_t chret_i_xmlsec_failure(int32_t status) {
  return ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_MALLOC_FAILURE ? CHRET_E_NO_MEMORY : status;
}

int32_t chret_i_xmlsec_own_status(int32_t status, const chret_error *failure) {
  return status == CHRET_E_HOST ? chret_error_host_code(failure) : status;
}

void *chret_i_xmlsec_allocate(const chret_allocator *allocator, size_t size) {
  void *block = allocator->allocate(allocator->ctx, size);
  if (block != NULL)
    memset(block, 0, size);
  return block;
}

static int32_t set_provider(chret_xmlsec *xmlsec) {
  int32_t status = chret_provider_init(&xmlsec->provider, sizeof xmlsec->provider);
  xmlsec->provider.ctx = xmlsec;
  xmlsec->provider.digest_begin = chret_i_xmlsec_digest_begin;
  xmlsec->provider.digest_update = chret_i_xmlsec_digest_update;
  xmlsec->provider.digest_finish = chret_i_xmlsec_digest_finish;
  xmlsec->provider.digest_drop = chret_i_xmlsec_digest_drop;
  xmlsec->provider.describe = chret_i_xmlsec_describe;
  xmlsec->provider.verify = chret_i_xmlsec_verify;
  xmlsec->provider.check = chret_i_xmlsec_check;
  xmlsec->provider.release = chret_i_xmlsec_release;
  return status;
}

/* Once, and not for each message. */
static int32_t fetch_sha256(chret_xmlsec *xmlsec) {
  int32_t status = CHRET_OK;
  chret_i_xmlsec_mark();
  xmlsec->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
  if (xmlsec->sha256 == NULL)
    status = chret_i_xmlsec_failure(CHRET_E_CRYPTOGRAPHY);
  ERR_pop_to_mark();
  return status;
}

int32_t chret_xmlsec_new(chret_xmlsec **out, const chret_options *options) {
  const chret_allocator *allocator = chret_options_allocator(options);
  chret_xmlsec *xmlsec;
  int32_t status;
  if (out == NULL)
    return CHRET_E_ARGUMENT;
  status = chret_xmlsec_init(0);
  if (status != CHRET_OK)
    return status;
  xmlsec = chret_i_xmlsec_allocate(allocator, sizeof *xmlsec);
  if (xmlsec == NULL)
    return CHRET_E_NO_MEMORY;
  xmlsec->allocator = *allocator;
  status = chret_options_new(&xmlsec->options, allocator);
  if (status == CHRET_OK)
    status = set_provider(xmlsec);
  if (status == CHRET_OK)
    status = fetch_sha256(xmlsec);
  if (status != CHRET_OK) {
    chret_xmlsec_free(xmlsec);
    return status;
  }
  *out = xmlsec;
  return CHRET_OK;
}

void chret_xmlsec_free(chret_xmlsec *xmlsec) {
  if (xmlsec != NULL) {
    chret_allocator allocator = xmlsec->allocator;
    sk_X509_pop_free(xmlsec->authorities, X509_free);
    EVP_MD_free(xmlsec->sha256);
    chret_options_free(xmlsec->options);
    allocator.release(allocator.ctx, xmlsec);
  }
}

const chret_provider *chret_xmlsec_provider(const chret_xmlsec *xmlsec) {
  return xmlsec != NULL ? &xmlsec->provider : NULL;
}
