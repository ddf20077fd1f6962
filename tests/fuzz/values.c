/* tests/fuzz/values.c - the values in a Signature: base64, ECDSA signatures in DER, serial numbers and issuer names. Each
 * input is given to all of them, and each verdict compared with OpenSSL's or with what it must be the inverse of. */
#include "fuzz.h"

#include "base/base64.h"
#include "base/memory.h"
#include "signature/name.h"
#include "signature/serial.h"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX 400

static BIGNUM *order; /* of P-256 */

void fuzz_begin(void) {
  FUZZ_CHECK(BN_hex2bn(&order, "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551") > 0, "no memory");
}

/* ---- base64: what OpenSSL encodes, and nothing else, with white space anywhere ---- */

static void check_base64(const uint8_t *data, size_t size) {
  static const size_t SIZES[] = {32, 64, 0, 1, 2, 3};
  uint8_t bytes[INPUT_MAX], again[64], encoded[2 * INPUT_MAX];
  char text[INPUT_MAX], ours[2 * INPUT_MAX];
  size_t used = 0;
  for (size_t i = 0; i < size; i++) {
    if (strchr(" \t\r\n", data[i]) == NULL || data[i] == '\0') {
      text[used++] = (char)data[i];
    }
  }
  memset(bytes, 0, sizeof bytes);
  int decoded = used % 4 == 0 && used > 0 ? EVP_DecodeBlock(bytes, (const uint8_t *)text, (int)used)
                : used == 0               ? 0
                                          : -1;
  for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
    size_t wanted = SIZES[i];
    int is_size = decoded >= 0 && wanted <= (size_t)decoded && wanted + 3 > (size_t)decoded;
    int good = is_size && EVP_EncodeBlock(encoded, bytes, (int)wanted) == (int)used && memcmp(encoded, text, used) == 0;
    FUZZ_CHECK(chret_i_base64_decode((const char *)data, size, again, wanted) == good, "%zu bytes", wanted);
    FUZZ_CHECK(!good || memcmp(again, bytes, wanted) == 0, "%zu bytes", wanted);
  }
  chret_i_base64_encode(data, size, ours);
  int encoded_size = EVP_EncodeBlock(encoded, data, (int)size);
  FUZZ_CHECK((size_t)encoded_size == CHRET_I_BASE64_SIZE(size) && memcmp(ours, encoded, (size_t)encoded_size) == 0,
             "%.*s", encoded_size, ours);
}

/* ---- DER ---- */

static int is_in_range(const BIGNUM *number) {
  return !BN_is_zero(number) && !BN_is_negative(number) && BN_cmp(number, order) < 0;
}

static void check_der(const uint8_t *data, size_t size) {
  uint8_t raw[CHRET_SIGNATURE_SIZE], want[CHRET_SIGNATURE_SIZE], der[CHRET_ECDSA_DER_SIZE], *written = NULL;
  const uint8_t *at = data;
  ECDSA_SIG *parts = d2i_ECDSA_SIG(NULL, &at, (long)size);
  int der_size = parts != NULL ? i2d_ECDSA_SIG(parts, &written) : 0;
  int good = parts != NULL && (size_t)der_size == size && memcmp(written, data, size) == 0 &&
             is_in_range(ECDSA_SIG_get0_r(parts)) && is_in_range(ECDSA_SIG_get0_s(parts));
  memset(raw, 0xA5, sizeof raw);
  memcpy(want, raw, sizeof want);
  FUZZ_CHECK((chret_ecdsa_der_to_raw(data, size, raw) == CHRET_OK) == good, "%zu bytes", size);
  if (good) {
    BN_bn2binpad(ECDSA_SIG_get0_r(parts), want, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(parts), want + 32, 32);
    size_t again = 0;
    FUZZ_CHECK(chret_ecdsa_raw_to_der(raw, der, sizeof der, &again) == CHRET_OK && again == size &&
                   memcmp(der, data, size) == 0,
               "%zu bytes became %zu", size, again);
  }
  FUZZ_CHECK(memcmp(raw, want, sizeof raw) == 0, "r and s");
  OPENSSL_free(written);
  ECDSA_SIG_free(parts);
}

static void check_raw(const uint8_t *data, size_t size) {
  if (size < CHRET_SIGNATURE_SIZE) {
    return;
  }
  uint8_t der[CHRET_ECDSA_DER_SIZE], *written = NULL;
  ECDSA_SIG *parts = ECDSA_SIG_new();
  ECDSA_SIG_set0(parts, BN_bin2bn(data, 32, NULL), BN_bin2bn(data + 32, 32, NULL));
  int good = is_in_range(ECDSA_SIG_get0_r(parts)) && is_in_range(ECDSA_SIG_get0_s(parts));
  size_t der_size = 0;
  FUZZ_CHECK((chret_ecdsa_raw_to_der(data, der, sizeof der, &der_size) == CHRET_OK) == good, "r and s");
  if (good) {
    int size_there = i2d_ECDSA_SIG(parts, &written);
    FUZZ_CHECK((size_t)size_there == der_size && memcmp(written, der, der_size) == 0, "%zu bytes of DER", der_size);
  }
  FUZZ_CHECK(good == (der_size > 0), "the size was set");
  OPENSSL_free(written);
  ECDSA_SIG_free(parts);
}

/* ---- Serial numbers ---- */

/* An xs:integer without a minus, up to 2^160 - 1. */
static void check_serial(const char *text, size_t size) {
  chret_i_serial serial, untouched;
  char again[CHRET_I_SERIAL_TEXT];
  const char *at = text, *end = text + size;
  while (at < end && strchr(" \t\r\n", *at) != NULL) {
    at++;
  }
  while (at < end && strchr(" \t\r\n", end[-1]) != NULL) {
    end--;
  }
  at += at < end && *at == '+';
  size_t digits = strspn(at, "0123456789");
  int is_number = digits > 0 && (size_t)(end - at) == digits;
  BIGNUM *number = NULL;
  int good = is_number && BN_dec2bn(&number, at) == (int)digits && BN_num_bytes(number) <= CHRET_SERIAL_SIZE;
  memset(&serial, 0xA5, sizeof serial);
  untouched = serial;
  FUZZ_CHECK((chret_i_serial_parse(&serial, text, size) != 0) == good, "%s", text);
  FUZZ_CHECK(good || memcmp(&serial, &untouched, sizeof serial) == 0, "%s: it was set", text);
  if (good) {
    uint8_t bytes[CHRET_SERIAL_SIZE];
    BN_bn2binpad(number, bytes, sizeof bytes);
    FUZZ_CHECK(memcmp(serial.bytes, bytes, sizeof bytes) == 0, "%s", text);
    chret_i_serial_format(&serial, again);
    while (*at == '0' && at + 1 < end) {
      at++;
    }
    FUZZ_CHECK(strlen(again) == (size_t)(end - at) && memcmp(again, at, strlen(again)) == 0, "%s became %s", text,
               again);
  }
  BN_free(number);
}

static void check_serial_bytes(const uint8_t *data, size_t size) {
  chret_i_serial serial;
  char text[CHRET_I_SERIAL_TEXT];
  BIGNUM *number = BN_bin2bn(data, (int)size, NULL);
  int good = size > 0 && BN_num_bytes(number) <= CHRET_SERIAL_SIZE;
  FUZZ_CHECK((chret_i_serial_from_bytes(&serial, data, size) != 0) == good, "%zu bytes", size);
  if (good) {
    char *want = BN_bn2dec(number);
    chret_i_serial_format(&serial, text);
    FUZZ_CHECK(strcmp(text, want) == 0, "%s, not %s", text, want);
    OPENSSL_free(want);
  }
  BN_free(number);
}

/* ---- Names: one, or two with a line feed between ---- */

static chret_i_name *parse(const char *text, size_t size) {
  chret_i_name *name = FUZZ_UNTOUCHED;
  int32_t status = chret_i_name_parse(&name, text, size, chret_options_allocator(fuzz_options));
  FUZZ_CHECK(status == CHRET_OK || status == CHRET_E_SIGNATURE_MALFORMED, "%s", chret_status_name(status));
  FUZZ_CHECK((status == CHRET_OK) == (name != FUZZ_UNTOUCHED), "%s", chret_status_name(status));
  return status == CHRET_OK ? name : NULL;
}

static void check_names(const char *text, size_t size) {
  char spaced[INPUT_MAX + 2];
  const char *feed = memchr(text, '\n', size);
  size_t first = feed != NULL ? (size_t)(feed - text) : size;
  size_t mark = fuzz_memory_mark();
  chret_i_name *a = parse(text, first), *b = feed != NULL ? parse(feed + 1, size - first - 1) : NULL;
  fuzz_expect_memory(mark, size, 4096, 64);
  if (a != NULL) {
    fuzz_accepted++;
    memcpy(spaced + 1, text, first);
    spaced[0] = spaced[first + 1] = ' ';
    chret_i_name *c = parse(spaced, first + 2);
    FUZZ_CHECK(chret_i_name_equal(a, a), "it is not itself");
    FUZZ_CHECK(c != NULL && chret_i_name_equal(a, c) && chret_i_name_equal(c, a), "spaces round it");
    if (b != NULL) {
      int equal = chret_i_name_equal(a, b);
      FUZZ_CHECK(equal == chret_i_name_equal(b, a) && equal == chret_i_name_equal(b, c), "one way only");
    }
    chret_i_name_free(c);
  }
  chret_i_name_free(a);
  chret_i_name_free(b);
}

void fuzz_one(const uint8_t *data, size_t size) {
  char text[INPUT_MAX + 1];
  if (size >= INPUT_MAX) {
    return;
  }
  memcpy(text, data, size);
  text[size] = '\0';
  check_base64(data, size);
  check_der(data, size);
  check_raw(data, size);
  if (strlen(text) == size) {
    check_serial(text, size);
  }
  check_serial_bytes(data, size);
  check_names(text, size);
}
