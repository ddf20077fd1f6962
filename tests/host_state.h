/* tests/host_state.h - a host that has libxml2 and OpenSSL for itself too: what is its own stays as it was, and nobody
 * prints.
 */
#ifndef CHRETURN_TESTS_HOST_STATE_H
#define CHRETURN_TESTS_HOST_STATE_H

#include "support.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>

/* First thing in main: sets the host's own entity loader, and from now on stderr is kept. */
void host_begin(void);
/* The last: main's result, given that of the tests. A failure where anything came on stderr, which is then on stdout. */
int host_end(int result);
/* Round each test, as a checked fixture: libxml2's handlers and default options are the same after it as before, and so
 * is OpenSSL's error queue, which is not empty. */
void host_before(void);
void host_after(void);

/* What libxml2 has for the process, and for the thread. */
typedef struct host_state {
  xmlExternalEntityLoader loader;
  xmlGenericErrorFunc generic;
  void *generic_context;
  xmlStructuredErrorFunc structured;
  void *structured_context;
  int options[8];
} host_state;

void host_take(host_state *now);
int host_is_still(const host_state *then);
/* Two errors in the thread's queue of OpenSSL, and whether they and no others are still there; they are then gone. */
void host_put_errors(void);
int host_errors_are_still_there(void);

#endif
