#include "signing.h"

#include "base/base64.h"

#include <string.h>

chret_provider fuzz_provider;
chret_signer fuzz_signer;
size_t fuzz_digests;
int fuzz_is_genuine;

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
  fuzz_is_genuine = 0;
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
  memcpy(fuzz_last_digest, out, CHRET_DIGEST_SIZE);
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
    {FUZZ_ISSUER, 6, FUZZ_TARGET, FUZZ_TIME - YEAR, FUZZ_TIME + YEAR, NULL},
    {FUZZ_ISSUER, 6, FUZZ_ORIGINATOR, FUZZ_TIME - YEAR, FUZZ_TIME + YEAR, NULL},
    {FUZZ_ISSUER, 8, FUZZ_ORIGINATOR, FUZZ_TIME + 1, FUZZ_TIME + YEAR, NULL},
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

/* What of the canonical form is not base64: white space, a carriage return as it is written there, an instruction. */
static size_t passed_over(const char *at, const char *end) {
  const char *close = memchr(at, '>', (size_t)(end - at));
  if (strchr(" \t\n", *at) != NULL) {
    return 1;
  }
  if (end - at >= 5 && memcmp(at, "&#xD;", 5) == 0) {
    return 5;
  }
  while (close != NULL && close[-1] != '?') {
    close = memchr(close + 1, '>', (size_t)(end - close - 1));
  }
  return close != NULL && at[0] == '<' && at[1] == '?' ? (size_t)(close + 1 - at) : 0;
}

/* Whether the DigestValue is the last digest. */
static int has_last_digest(const uint8_t *signed_info, size_t size) {
  static const char NAME[] = "DigestValue>";
  char text[CHRET_I_BASE64_SIZE(CHRET_DIGEST_SIZE)];
  const char *at = (const char *)signed_info, *end = at + size;
  size_t used = 0, passed;
  chret_i_base64_encode(fuzz_last_digest, sizeof fuzz_last_digest, text);
  while (at + sizeof NAME < end && memcmp(at, NAME, sizeof NAME - 1) != 0) {
    at++;
  }
  for (at += sizeof NAME - 1; at < end; at += passed) {
    passed = passed_over(at, end);
    if (passed == 0 && (used == sizeof text || *at != text[used])) {
      break;
    }
    used += passed == 0;
    passed += passed == 0;
  }
  return used == sizeof text && at < end && *at == '<';
}

static int32_t verify(void *ctx, void *handle, const uint8_t *signed_info, size_t size, const uint8_t *signature,
                      int32_t *valid) {
  (void)ctx;
  make_signature(handle, signed_info, size, fuzz_last_signature);
  *valid = memcmp(signature, fuzz_last_signature, CHRET_SIGNATURE_SIZE) == 0;
  fuzz_is_genuine = *valid && has_last_digest(signed_info, size);
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
  FUZZ_CHECK(status == CHRET_OK && chret_signer_init(&fuzz_signer, sizeof fuzz_signer) == CHRET_OK, "%s",
             chret_status_name(status));
  fuzz_sign_again_begin();
  fuzz_signer.ctx = &identities[0];
  fuzz_signer.provider = &fuzz_provider;
  fuzz_signer.issuer = FUZZ_ISSUER;
  fuzz_signer.issuer_size = sizeof FUZZ_ISSUER - 1;
  fuzz_signer.serial = "1";
  fuzz_signer.serial_size = 1;
  fuzz_signer.eui64 = FUZZ_ORIGINATOR;
  fuzz_signer.sign = sign;
}
