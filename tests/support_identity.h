/* tests/support_identity.h - commands in a folder of their own, and the identities that make-identity makes there.
 *
 * What the commands answer is what the library's answers are compared with: openssl is asked in another process.
 */
#ifndef CHRETURN_TESTS_SUPPORT_IDENTITY_H
#define CHRETURN_TESTS_SUPPORT_IDENTITY_H

#include "support.h"

/* Makes the folder; it goes away when the process ends that called this. First thing in main. */
void test_workshop(void);
/* Runs a command of the shell in the folder, $M being make-identity; the test fails where the command does. */
void test_shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* What it writes to stdout is in `text` after what is in it already. */
void test_shell_into(test_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A file of the folder. */
test_text test_file(const char *name);
void test_write_file(const char *name, const void *data, size_t size);

#endif
