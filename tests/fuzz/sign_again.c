#include "sign_again.h"

#include "base/base64.h"

#include <string.h>

chret_trust *fuzz_trust;
uint8_t fuzz_last_digest[CHRET_DIGEST_SIZE], fuzz_last_signature[CHRET_SIGNATURE_SIZE];
int fuzz_is_signing_again;
chret_options *fuzz_any_signer;

void fuzz_sign_again_begin(void) {
  FUZZ_CHECK(chret_options_new(&fuzz_any_signer, chret_options_allocator(fuzz_options)) == CHRET_OK &&
                 chret_options_set_any_signer(fuzz_any_signer, 1) == CHRET_OK &&
                 chret_options_set_time(fuzz_any_signer, FUZZ_TIME) == CHRET_OK,
             "no memory to begin");
  fuzz_repair = fuzz_sign_again;
}

/* Where the text of the last element of that name starts, and its size; NULL: there is none. */
static uint8_t *find_text(uint8_t *data, size_t size, const char *name, size_t *text_size) {
  size_t name_size = strlen(name);
  for (size_t at = size; at-- > 1;) {
    if (data[at] == '<' && at + 1 < size && data[at + 1] == '/') {
      /* an end tag: is it of that name, and is only text before it? */
      uint8_t *end = data + at, *tag = memchr(end, '>', size - at), *start = end;
      while (start > data && start[-1] != '>') {
        start--;
      }
      if (tag != NULL && (size_t)(tag - end) > name_size && memcmp(tag - name_size, name, name_size) == 0) {
        *text_size = (size_t)(end - start);
        return start;
      }
    }
  }
  return NULL;
}

static int put_value(uint8_t *data, size_t *size, size_t room, const char *name, const uint8_t *value,
                     size_t value_size) {
  char text[CHRET_I_BASE64_SIZE(CHRET_SIGNATURE_SIZE)];
  size_t new_size = CHRET_I_BASE64_SIZE(value_size), old_size;
  uint8_t *at = find_text(data, *size, name, &old_size);
  if (at == NULL || *size - old_size + new_size > room) {
    return 0;
  }
  chret_i_base64_encode(value, value_size, text);
  memmove(at + new_size, at + old_size, (size_t)(data + *size - at) - old_size);
  memcpy(at, text, new_size);
  *size += new_size - old_size;
  return 1;
}

/* One value put right. 0: it was the last one, none is wrong, or it cannot be. */
static int sign_once(uint8_t *data, size_t *size, size_t room) {
  chret_message *message = NULL;
  int32_t status = chret_message_read(&message, data, *size, fuzz_trust, fuzz_any_signer, fuzz_other_err);
  const char *item = chret_error_item(fuzz_other_err);
  chret_message_free(message);
  if (status == CHRET_E_DIGEST_MISMATCH ||
      (status == CHRET_E_SIGNATURE_MALFORMED && strcmp(item, "DigestValue") == 0)) {
    return put_value(data, size, room, "DigestValue", fuzz_last_digest, sizeof fuzz_last_digest);
  }
  if (status == CHRET_E_SIGNATURE_MISMATCH ||
      (status == CHRET_E_SIGNATURE_MALFORMED && strcmp(item, "SignatureValue") == 0)) {
    return put_value(data, size, room, "SignatureValue", fuzz_last_signature, sizeof fuzz_last_signature) &&
           status == CHRET_E_SIGNATURE_MALFORMED;
  }
  return 0;
}

size_t fuzz_sign_again(uint8_t *data, size_t size, size_t room) {
  int tries = 5;
  fuzz_is_signing_again = 1;
  while (tries-- > 0 && sign_once(data, &size, room)) {
  }
  fuzz_is_signing_again = 0;
  return size;
}
