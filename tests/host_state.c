/* tests/host_state.c - the host's libxml2, OpenSSL and stderr. */
#include "host_state.h"

#include <libxml/globals.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static FILE *kept;

static host_state before;

void host_take(host_state *now) {
  memset(now, 0, sizeof *now);
  now->loader = xmlGetExternalEntityLoader();
  now->generic = xmlGenericError;
  now->generic_context = xmlGenericErrorContext;
  now->structured = xmlStructuredError;
  now->structured_context = xmlStructuredErrorContext;
  const int options[] = {xmlSubstituteEntitiesDefaultValue, xmlLoadExtDtdDefaultValue,
                         xmlKeepBlanksDefaultValue,         xmlDoValidityCheckingDefaultValue,
                         xmlPedanticParserDefaultValue,     xmlLineNumbersDefaultValue,
                         xmlGetWarningsDefaultValue,        xmlIndentTreeOutput};
  memcpy(now->options, options, sizeof options);
}

int host_is_still(const host_state *then) {
  host_state now;
  host_take(&now);
  return memcmp(&now, then, sizeof now) == 0;
}

static xmlParserInputPtr load_nothing(const char *url, const char *id, xmlParserCtxtPtr context) {
  (void)url;
  (void)id;
  (void)context;
  return NULL;
}

void host_begin(void) {
  kept = tmpfile();
  if (kept == NULL || dup2(fileno(kept), STDERR_FILENO) < 0) {
    abort();
  }
  xmlSetExternalEntityLoader(load_nothing);
}

int host_end(int result) {
  char line[1024];
  rewind(kept);
  while (fgets(line, sizeof line, kept) != NULL) {
    printf("stderr: %s", line);
    result = EXIT_FAILURE;
  }
  return result;
}

#define FIRST_REASON  77
#define SECOND_REASON 78

void host_put_errors(void) {
  ERR_clear_error();
  ERR_raise(ERR_LIB_USER, FIRST_REASON);
  ERR_raise(ERR_LIB_USER, SECOND_REASON);
}

int host_errors_are_still_there(void) {
  return ERR_GET_REASON(ERR_get_error()) == FIRST_REASON && ERR_GET_REASON(ERR_get_error()) == SECOND_REASON &&
         ERR_get_error() == 0;
}

void host_before(void) {
  host_take(&before);
  host_put_errors();
}

void host_after(void) {
  ck_assert_msg(host_is_still(&before), "something of libxml2's was changed");
  ck_assert_msg(host_errors_are_still_there(), "OpenSSL's error queue was changed");
}
