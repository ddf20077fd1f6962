#include "signature/serial.h"

#include "base/lexical.h"

#include <string.h>

/* Decimal digits are read and written nine at a time. */
#define BILLION UINT32_C(1000000000)

/* Times a power of ten, plus the digits. 0: that takes more bytes than there are. */
static int append_digits(chret_i_serial *serial, uint32_t power, uint32_t digits) {
  uint64_t carry = digits;
  size_t i;
  for (i = CHRET_SERIAL_SIZE; i > 0; i--) {
    carry += (uint64_t)serial->bytes[i - 1] * power;
    serial->bytes[i - 1] = (uint8_t)(carry & 0xFF);
    carry >>= 8;
  }
  return carry == 0;
}

int chret_i_serial_parse(chret_i_serial *serial, const char *text, size_t size) {
  chret_i_serial result;
  memset(&result, 0, sizeof result);
  chret_i_trim(&text, &size);
  if (size > 0 && *text == '+') {
    text++;
    size--;
  }
  if (size == 0)
    return 0;
  while (size > 0) {
    uint32_t power = 1, digits = 0;
    for (; size > 0 && power < BILLION; text++, size--, power *= 10) {
      if (*text < '0' || *text > '9')
        return 0;
      digits = digits * 10 + (uint32_t)(*text - '0');
    }
    if (!append_digits(&result, power, digits))
      return 0;
  }
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

/* Divides by a billion; the remainder. */
static uint32_t take_digits(chret_i_serial *serial) {
  uint64_t remainder = 0;
  size_t i;
  for (i = 0; i < CHRET_SERIAL_SIZE; i++) {
    remainder = remainder << 8 | serial->bytes[i];
    serial->bytes[i] = (uint8_t)(remainder / BILLION);
    remainder %= BILLION;
  }
  return (uint32_t)remainder;
}

void chret_i_serial_format(const chret_i_serial *serial, char *out) {
  chret_i_serial rest = *serial;
  chret_i_serial zero;
  char digits[CHRET_I_SERIAL_TEXT + 9];
  size_t first = sizeof digits - 1, i;
  memset(&zero, 0, sizeof zero);
  digits[first] = '\0';
  do {
    uint32_t nine = take_digits(&rest);
    for (i = 0; i < 9; i++, nine /= 10)
      digits[--first] = (char)('0' + (int)(nine % 10));
  } while (memcmp(&rest, &zero, sizeof zero) != 0);
  while (digits[first] == '0' && digits[first + 1] != '\0')
    first++;
  memcpy(out, digits + first, sizeof digits - first);
}
