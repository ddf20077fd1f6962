/* password.h - the password of a key, asked for on the terminal. */
#ifndef PASSWORD_H
#define PASSWORD_H

#include <stddef.h>
#include <stdint.h>

/* What the library asks (chret_xmlsec_password). ctx: the path of the key, for the question. Where there is no terminal,
 * it says so on stderr. */
int32_t password_ask(void *ctx, char *out, size_t capacity);

#endif
