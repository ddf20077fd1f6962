#include "batch/bytes.h"

void chret_i_put_number(uint8_t *out, uint64_t value, size_t size) {
  size_t i;
  for (i = 0; i < size; i++)
    out[i] = (uint8_t)(value >> 8 * i & 0xFF);
}

int chret_i_take(chret_i_bytes *bytes, size_t size, const uint8_t **taken) {
  if (bytes->left < size)
    return 0;
  *taken = bytes->at;
  bytes->at += size;
  bytes->left -= size;
  return 1;
}

int chret_i_take_number(chret_i_bytes *bytes, size_t size, uint64_t *value) {
  const uint8_t *taken;
  if (!chret_i_take(bytes, size, &taken))
    return 0;
  *value = 0;
  while (size > 0)
    *value = *value << 8 | taken[--size];
  return 1;
}

int chret_i_take_text(chret_i_bytes *bytes, const char **text, size_t *size) {
  const uint8_t *taken;
  uint64_t length;
  if (!chret_i_take_number(bytes, 4, &length) || length > bytes->left || !chret_i_take(bytes, (size_t)length, &taken))
    return 0;
  *text = (const char *)taken;
  *size = (size_t)length;
  return 1;
}
