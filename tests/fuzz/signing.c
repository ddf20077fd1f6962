#include "signing.h"

#include "base/base64.h"

#include <string.h>

chret_provider fuzz_provider;
chret_trust *fuzz_trust;
chret_signer fuzz_signer;
size_t fuzz_digests;

static chret_options *any_signer;
static uint8_t last_digest[CHRET_DIGEST_SIZE], last_signature[CHRET_SIGNATURE_SIZE];

/* ---- The provider ------------------------------------------------------------------------------------------------ */

static void spread(uint64_t hash, uint8_t *out, size_t size) {
  for (size_t i = 0; i < size; i++) {
    out[i] = (uint8_t)fuzz_random(&hash, 256);
  }
}

static int32_t digest_begin(void *ctx, void **digest) {
  (void)ctx;
  uint64_t *hash = fuzz_allocate(sizeof *hash);
  *hash = fuzz_hash(NULL, 0);
  *digest = hash;
  fuzz_digests++;
  return 0;
}

static int32_t digest_update(void *ctx, void *digest, const uint8_t *data, size_t size) {
  (void)ctx;
  *(uint64_t *)digest = fuzz_hash_more(*(uint64_t *)digest, data, size);
  return 0;
}

static int32_t digest_finish(void *ctx, void *digest, uint8_t *out) {
  (void)ctx;
  spread(*(uint64_t *)digest, out, CHRET_DIGEST_SIZE);
  memcpy(last_digest, out, CHRET_DIGEST_SIZE);
  return 0;
}

static void digest_drop(void *ctx, void *digest) {
  (void)ctx;
  fuzz_digests--;
  fuzz_release(digest);
}

typedef struct identity {
  const char *issuer;
  uint8_t serial;
  uint64_t eui64; /* 0: none */
  int64_t not_before, not_after;
  const char *unusable;
} identity;

#define YEAR INT64_C(31556952)

static identity identities[] = {
    {FUZZ_ISSUER, 1, FUZZ_ORIGINATOR, FUZZ_TIME - YEAR, FUZZ_TIME + YEAR, NULL},
    {FUZZ_ISSUER, 2, FUZZ_TARGET, FUZZ_TIME, FUZZ_TIME, NULL},
    {FUZZ_ISSUER, 3, FUZZ_ORIGINATOR, FUZZ_TIME - YEAR, FUZZ_TIME - 1, NULL},
    {FUZZ_ISSUER, 4, FUZZ_ORIGINATOR, FUZZ_TIME - YEAR, FUZZ_TIME + YEAR, "it is not fit to sign"},
    {FUZZ_ISSUER, 5, 0, FUZZ_TIME - YEAR, FUZZ_TIME + YEAR, NULL},
    {FUZZ_ISSUER, 6, FUZZ_ORIGINATOR, FUZZ_TIME - YEAR, FUZZ_TIME + YEAR, NULL},
    {FUZZ_ISSUER, 6, FUZZ_TARGET, FUZZ_TIME - YEAR, FUZZ_TIME + YEAR, NULL},
    {"CN=a\\, b+OU=\\C3\\A9,2.5.4.10=#0C0161", 7, FUZZ_ORIGINATOR, FUZZ_TIME - YEAR, FUZZ_TIME + YEAR, NULL},
};

/* The certificate's bytes are its place in the table. */
static int32_t describe(void *ctx, const uint8_t *der, size_t size, chret_certificate *certificate) {
  identity *is = &identities[der[0]];
  (void)ctx;
  FUZZ_CHECK(size == 1, "not one of ours");
  int32_t status = chret_certificate_set_issuer(certificate, is->issuer, strlen(is->issuer));
  status = status == CHRET_OK ? chret_certificate_set_serial(certificate, &is->serial, 1) : status;
  status = status == CHRET_OK ? chret_certificate_set_validity(certificate, is->not_before, is->not_after) : status;
  status = status == CHRET_OK ? chret_certificate_set_handle(certificate, is) : status;
  if (status == CHRET_OK && is->eui64 != 0) {
    status = chret_certificate_set_eui64(certificate, is->eui64);
  }
  return status == CHRET_OK && is->unusable != NULL ? chret_certificate_set_unusable(certificate, is->unusable)
                                                    : status;
}

/* r and s of what is signed by whom, in range. */
static void make_signature(const identity *by, const uint8_t *signed_info, size_t size, uint8_t *signature) {
  spread(fuzz_hash(signed_info, size) ^ by->serial, signature, CHRET_SIGNATURE_SIZE);
  signature[0] = signature[CHRET_SIGNATURE_SIZE / 2] = 0x7F;
}

static int32_t verify(void *ctx, void *handle, const uint8_t *signed_info, size_t size, const uint8_t *signature,
                      int32_t *valid) {
  (void)ctx;
  make_signature(handle, signed_info, size, last_signature);
  *valid = memcmp(signature, last_signature, CHRET_SIGNATURE_SIZE) == 0;
  return 0;
}

static int32_t sign(void *ctx, const uint8_t *signed_info, size_t size, uint8_t *signature) {
  make_signature(ctx, signed_info, size, signature);
  return 0;
}

void fuzz_signing_begin(void) {
  int32_t status = chret_provider_init(&fuzz_provider, sizeof fuzz_provider);
  fuzz_provider.digest_begin = digest_begin;
  fuzz_provider.digest_update = digest_update;
  fuzz_provider.digest_finish = digest_finish;
  fuzz_provider.digest_drop = digest_drop;
  fuzz_provider.describe = describe;
  fuzz_provider.verify = verify;
  status = status == CHRET_OK ? chret_trust_new(&fuzz_trust, &fuzz_provider, NULL) : status;
  for (uint8_t i = 0; status == CHRET_OK && i < sizeof identities / sizeof *identities; i++) {
    status = chret_trust_add(fuzz_trust, &i, 1, NULL);
  }
  status = status == CHRET_OK ? chret_options_new(&any_signer, NULL) : status;
  FUZZ_CHECK(status == CHRET_OK && chret_options_set_any_signer(any_signer, 1) == CHRET_OK &&
                 chret_options_set_time(any_signer, FUZZ_TIME) == CHRET_OK &&
                 chret_signer_init(&fuzz_signer, sizeof fuzz_signer) == CHRET_OK,
             "%s", chret_status_name(status));
  fuzz_signer.ctx = &identities[0];
  fuzz_signer.provider = &fuzz_provider;
  fuzz_signer.issuer = FUZZ_ISSUER;
  fuzz_signer.serial = "1";
  fuzz_signer.eui64 = FUZZ_ORIGINATOR;
  fuzz_signer.sign = sign;
}

/* ---- Signing again ----------------------------------------------------------------------------------------------- */

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

size_t fuzz_sign_again(uint8_t *data, size_t size, size_t room) {
  for (int tries = 0; tries < 5; tries++) {
    chret_message *message = NULL;
    int32_t status = chret_message_read(&message, data, size, fuzz_trust, any_signer, fuzz_other_err);
    const char *item = chret_error_item(fuzz_other_err);
    int done = 0;
    chret_message_free(message);
    if (status == CHRET_E_DIGEST_MISMATCH ||
        (status == CHRET_E_SIGNATURE_MALFORMED && strcmp(item, "DigestValue") == 0)) {
      done = put_value(data, &size, room, "DigestValue", last_digest, sizeof last_digest);
    } else if (status == CHRET_E_SIGNATURE_MISMATCH ||
               (status == CHRET_E_SIGNATURE_MALFORMED && strcmp(item, "SignatureValue") == 0)) {
      last_signature[0] = last_signature[CHRET_SIGNATURE_SIZE / 2] = 0x7F;
      done = put_value(data, &size, room, "SignatureValue", last_signature, sizeof last_signature);
    }
    if (!done) {
      return size;
    }
  }
  return size;
}
