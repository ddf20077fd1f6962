#include "signature/ecdsa.h"

#include <string.h>

#define HALF ((size_t)CHRET_SIGNATURE_SIZE / 2)

#define DER_SEQUENCE 0x30
#define DER_INTEGER  0x02

/* n of P-256 (FIPS 186-4, D.1.2.3; SEC 2, 2.4.2). */
static const uint8_t ORDER[CHRET_SIGNATURE_SIZE / 2] = {
    0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
};

static int is_in_range(const uint8_t *number) {
  static const uint8_t ZERO[CHRET_SIGNATURE_SIZE / 2];
  return memcmp(number, ZERO, HALF) != 0 && memcmp(number, ORDER, HALF) < 0;
}

int chret_i_ecdsa_is_signature(const uint8_t *raw) {
  return is_in_range(raw) && is_in_range(raw + HALF);
}

void chret_i_ecdsa_lower(const uint8_t *raw, uint8_t *out) {
  const uint8_t *s = raw + HALF;
  uint8_t other[HALF];
  int borrow = 0;
  for (size_t i = HALF; i-- > 0;) {
    int difference = ORDER[i] - s[i] - borrow;
    borrow = difference < 0;
    other[i] = (uint8_t)(difference + borrow * 256);
  }
  memcpy(out, raw, HALF);
  memcpy(out + HALF, memcmp(s, other, HALF) < 0 ? s : other, HALF);
}

/* Takes an INTEGER off the front: not negative, in its shortest form, of up to HALF significant bytes. */
static int take_integer(const uint8_t **der, size_t *size, uint8_t *out) {
  const uint8_t *number = *der + 2;
  size_t length;
  if (*size < 3 || (*der)[0] != DER_INTEGER)
    return 0;
  length = (*der)[1];
  if (length == 0 || length > HALF + 1 || length > *size - 2 || number[0] >= 0x80)
    return 0;
  *der += 2 + length;
  *size -= 2 + length;
  if (length > 1 && number[0] == 0) {
    if (number[1] < 0x80)
      return 0;
    number++;
    length--;
  }
  if (length > HALF)
    return 0;
  memset(out, 0, HALF - length);
  memcpy(out + HALF - length, number, length);
  return 1;
}

int32_t chret_ecdsa_der_to_raw(const uint8_t *der, size_t size, uint8_t *out) {
  uint8_t raw[CHRET_SIGNATURE_SIZE];
  if (der == NULL || out == NULL)
    return CHRET_E_ARGUMENT;
  /* A signature on P-256 is always short enough for a length of one byte. */
  if (size < 2 || size > CHRET_ECDSA_DER_SIZE || der[0] != DER_SEQUENCE || der[1] != size - 2)
    return CHRET_E_SIGNATURE_MALFORMED;
  der += 2;
  size -= 2;
  if (!take_integer(&der, &size, raw) || !take_integer(&der, &size, raw + HALF) || size != 0 ||
      !chret_i_ecdsa_is_signature(raw))
    return CHRET_E_SIGNATURE_MALFORMED;
  memcpy(out, raw, sizeof raw);
  return CHRET_OK;
}

/* The size of what was written. */
static size_t put_integer(uint8_t *out, const uint8_t *number) {
  size_t length = HALF, sign;
  while (*number == 0) {
    number++;
    length--;
  }
  sign = *number >= 0x80;
  out[0] = DER_INTEGER;
  out[1] = (uint8_t)(sign + length);
  out[2] = 0;
  memcpy(out + 2 + sign, number, length);
  return 2 + sign + length;
}

int32_t chret_ecdsa_raw_to_der(const uint8_t *raw, uint8_t *out, size_t out_size, size_t *size) {
  uint8_t der[CHRET_ECDSA_DER_SIZE];
  size_t length = 2;
  if (raw == NULL || out == NULL || size == NULL || out_size < CHRET_ECDSA_DER_SIZE)
    return CHRET_E_ARGUMENT;
  if (!chret_i_ecdsa_is_signature(raw))
    return CHRET_E_SIGNATURE_MALFORMED;
  length += put_integer(der + length, raw);
  length += put_integer(der + length, raw + HALF);
  der[0] = DER_SEQUENCE;
  der[1] = (uint8_t)(length - 2);
  memcpy(out, der, length);
  *size = length;
  return CHRET_OK;
}
