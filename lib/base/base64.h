/* base64 (RFC 4648, 4) as xs:base64Binary has it. */
#ifndef CHRET_I_BASE64_H
#define CHRET_I_BASE64_H

#include <stddef.h>
#include <stdint.h>

/* Characters of so many bytes, without a NUL. */
#define CHRET_I_BASE64_SIZE(bytes) (((bytes) + 2) / 3 * 4)

/* Writes CHRET_I_BASE64_SIZE(size) characters, unwrapped. */
void chret_i_base64_encode(const uint8_t *data, size_t size, char *out);
/* Reads exactly `size` bytes. White space of XML may stand anywhere; everything else must be the one right form, padding
 * and unused bits too. 0: it is not that. */
int chret_i_base64_decode(const char *text, size_t text_size, uint8_t *out, size_t size);

#endif
