/* Serial numbers of certificates, by value. */
#ifndef CHRET_I_SERIAL_H
#define CHRET_I_SERIAL_H

#include <chreturn/signature.h>

/* Big-endian, with zeros before. */
typedef struct chret_i_serial {
  uint8_t bytes[CHRET_SERIAL_SIZE];
} chret_i_serial;

#define CHRET_I_SERIAL_TEXT 50 /* the longest in decimal, with its NUL */

/* An xs:integer that is not negative, with white space round it; 0: it is not, or too large. */
int chret_i_serial_parse(chret_i_serial *serial, const char *text, size_t size);
/* 0: more than CHRET_SERIAL_SIZE significant bytes, or none at all. */
int chret_i_serial_from_bytes(chret_i_serial *serial, const uint8_t *bytes, size_t size);
/* In decimal. */
void chret_i_serial_format(const chret_i_serial *serial, char *out);

#endif
