#include "signature/serial.h"

#include "base/lexical.h"

#include <string.h>

/* Times ten, plus the digit. 0: that takes more bytes than there are. */
static int append_digit(chret_i_serial *serial, unsigned digit) {
  unsigned carry = digit;
  size_t i;
  for (i = CHRET_SERIAL_SIZE; i > 0; i--) {
    carry += serial->bytes[i - 1] * 10u;
    serial->bytes[i - 1] = (uint8_t)(carry & 0xFF);
    carry >>= 8;
  }
  return carry == 0;
}

int chret_i_serial_parse(chret_i_serial *serial, const char *text, size_t size) {
  chret_i_serial result;
  size_t i;
  memset(&result, 0, sizeof result);
  chret_i_trim(&text, &size);
  if (size > 0 && *text == '+') {
    text++;
    size--;
  }
  if (size == 0)
    return 0;
  for (i = 0; i < size; i++)
    if (text[i] < '0' || text[i] > '9' || !append_digit(&result, (unsigned)(text[i] - '0')))
      return 0;
  *serial = result;
  return 1;
}

int chret_i_serial_from_bytes(chret_i_serial *serial, const uint8_t *bytes, size_t size) {
  if (size == 0)
    return 0;
  while (size > CHRET_SERIAL_SIZE && *bytes == 0) {
    bytes++;
    size--;
  }
  if (size > CHRET_SERIAL_SIZE)
    return 0;
  memset(serial, 0, sizeof *serial);
  memcpy(serial->bytes + CHRET_SERIAL_SIZE - size, bytes, size);
  return 1;
}

/* Divides by ten; the remainder. */
static unsigned take_digit(chret_i_serial *serial) {
  unsigned remainder = 0;
  size_t i;
  for (i = 0; i < CHRET_SERIAL_SIZE; i++) {
    remainder = remainder << 8 | serial->bytes[i];
    serial->bytes[i] = (uint8_t)(remainder / 10);
    remainder %= 10;
  }
  return remainder;
}

void chret_i_serial_format(const chret_i_serial *serial, char *out) {
  chret_i_serial rest = *serial;
  chret_i_serial zero;
  char digits[CHRET_I_SERIAL_TEXT];
  size_t first = sizeof digits - 1;
  memset(&zero, 0, sizeof zero);
  digits[first] = '\0';
  do
    digits[--first] = (char)('0' + (int)take_digit(&rest));
  while (memcmp(&rest, &zero, sizeof zero) != 0);
  memcpy(out, digits + first, sizeof digits - first);
}
