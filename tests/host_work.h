/* tests/host_work.h - what a host does with libxml2, xmlsec1 and OpenSSL itself. */
#ifndef CHRETURN_TESTS_HOST_WORK_H
#define CHRETURN_TESTS_HOST_WORK_H

#include "host_state.h"

/* Starts xmlsec1 and OpenSSL for the process. */
void host_starts_xmlsec(void);
/* Sets the host's own entity loader, and its handler of xmlsec1's errors: after xmlsec1 was started, which sets these. */
void host_sets_its_handlers(void);
/* Sets up this thread: a structured error handler or a generic one, and default options that are not libxml2's own. */
void host_enters_thread(int is_structured);

/* Uses all three, in such a way that errors come to the host's handlers too. NULL, or the text of what did not hold. What
 * is in OpenSSL's error queue stays there. */
const char *host_works(void);
/* How many errors of xmlsec1 the host got in this thread. */
int host_xmlsec_errors(void);

#endif
