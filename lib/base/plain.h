/* Plain text: printable ASCII without & < >, which stands in XML as it is. Looked at eight bytes at a time: where most
 * texts are like that, the others can be looked at in a slower way. */
#ifndef CHRET_I_PLAIN_H
#define CHRET_I_PLAIN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define CHRET_I_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The highest bit of some byte is set where some byte is not plain: it has it itself, is less than a space, or becomes 0
 * where it is & or, with 2 set, < or >. What a subtraction borrows, it borrows for such a byte. */
static inline uint64_t chret_i_not_plain(uint64_t bytes) {
  return bytes | (bytes - CHRET_I_EACH(' ')) | ((bytes ^ CHRET_I_EACH('&')) - CHRET_I_EACH(1)) |
         (((bytes | CHRET_I_EACH(2)) ^ CHRET_I_EACH('>')) - CHRET_I_EACH(1));
}

static inline uint64_t chret_i_eight(const char *text) {
  uint64_t bytes;
  memcpy(&bytes, text, sizeof bytes);
  return bytes;
}

static inline int chret_i_is_plain_few(const char *text, size_t size) {
  uint64_t bytes = CHRET_I_EACH(' ');
  for (; size > 0; size--)
    bytes = bytes << 8 | (unsigned char)*text++;
  return (chret_i_not_plain(bytes) & CHRET_I_EACH(0x80)) == 0;
}

/* The last eight bytes may overlap those before them. */
static inline int chret_i_is_plain(const char *text, size_t size) {
  uint64_t found = 0;
  size_t i;
  if (size < 8)
    return chret_i_is_plain_few(text, size);
  for (i = 0; i < size - 8; i += 8)
    found |= chret_i_not_plain(chret_i_eight(text + i));
  return ((found | chret_i_not_plain(chret_i_eight(text + size - 8))) & CHRET_I_EACH(0x80)) == 0;
}

/* The same of a text of eight bytes or more, and copies it to `out`: where the text is not plain, some of it. */
static inline int chret_i_copy_plain(char *out, const char *text, size_t size) {
  uint64_t found = 0, bytes;
  size_t i;
  for (i = 0; i < size - 8; i += 8) {
    bytes = chret_i_eight(text + i);
    memcpy(out + i, &bytes, sizeof bytes);
    found |= chret_i_not_plain(bytes);
  }
  bytes = chret_i_eight(text + size - 8);
  memcpy(out + size - 8, &bytes, sizeof bytes);
  return ((found | chret_i_not_plain(bytes)) & CHRET_I_EACH(0x80)) == 0;
}

#endif
