/* Numbers and texts as bytes: little-endian, a text after its size in four bytes. */
#ifndef CHRET_I_BYTES_H
#define CHRET_I_BYTES_H

#include <stddef.h>
#include <stdint.h>

/* A number of up to 8 bytes. */
void chret_i_put_number(uint8_t *out, uint64_t value, size_t size);

/* What is still to be read. */
typedef struct chret_i_bytes {
  const uint8_t *at;
  size_t left;
} chret_i_bytes;

/* Each takes what it gives off the front. 0: there is no such thing, and nothing was taken that matters any more. */
int chret_i_take_number(chret_i_bytes *bytes, size_t size, uint64_t *value);
int chret_i_take(chret_i_bytes *bytes, size_t size, const uint8_t **taken);
int chret_i_take_text(chret_i_bytes *bytes, const char **text, size_t *size);

#endif
