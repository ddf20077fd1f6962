#include "provider.h"

#include <libxml/parser.h>
#include <openssl/crypto.h>
#include <pthread.h>
#include <xmlsec/openssl/app.h>
#include <xmlsec/openssl/crypto.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int32_t outcome = CHRET_E_CRYPTOGRAPHY;

static void check(void) {
  if (xmlSecCheckVersion() == 1)
    outcome = CHRET_OK;
}

/* Never undone, and never done twice: xmlsec1 prints an assertion at the second time. */
static void start(void) {
  xmlExternalEntityLoader loader;
  int started;
  if (xmlSecCheckVersion() != 1)
    return;
  xmlInitParser();
  /* xmlSecInit sets a loader of its own for the whole process. */
  loader = xmlGetExternalEntityLoader();
  started = xmlSecInit() == 0;
  xmlSetExternalEntityLoader(loader);
  if (started && xmlSecOpenSSLAppInit(NULL) == 0 && xmlSecOpenSSLInit() == 0)
    outcome = CHRET_OK;
}

int32_t chret_xmlsec_init(uint32_t flags) {
  if ((flags & ~(uint32_t)CHRET_XMLSEC_HOST_STARTED) != 0)
    return CHRET_E_ARGUMENT;
  if (pthread_once(&once, flags != 0 ? check : start) != 0)
    return CHRET_E_CRYPTOGRAPHY;
  return outcome;
}

const char *chret_xmlsec_version(void) {
  return XMLSEC_VERSION;
}

const char *chret_xmlsec_openssl_version(void) {
  return OpenSSL_version(OPENSSL_VERSION_STRING);
}
