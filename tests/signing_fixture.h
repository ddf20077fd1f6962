/* tests/signing_fixture.h - round each test of a program: the identity, its trust store, and an error object for the calls.
 * Definitions, for the one file of the program.
 */
#ifndef CHRETURN_TESTS_SIGNING_FIXTURE_H
#define CHRETURN_TESTS_SIGNING_FIXTURE_H

#include "signing.h"

static chret_error *err;

static void setup(void) {
  verifying_begin();
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
}

static void teardown(void) {
  ck_assert_int_eq(verifying_peer.digests, 0);
  chret_error_free(err);
  verifying_end();
}

#endif
