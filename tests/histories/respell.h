/* tests/histories/respell.h - what is done to a request on its way that makes no other request of it. */
#ifndef CHRETURN_HISTORIES_RESPELL_H
#define CHRETURN_HISTORIES_RESPELL_H

#include "model.h"

/* The signature r and s with n-s in place of s, which anybody can make and which is as good. 0: s is no lawful one. */
int other_s(uint8_t signature[64]);

/* By chance as it is, or with a line feed after the root, n-s, or the certificate named by another spelling: the Signature
 * covers none of these. */
struct bytes respell(const struct bytes *xml);

#endif
