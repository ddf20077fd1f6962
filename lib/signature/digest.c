#include "signature/digest.h"

#include "base/filled.h"

int chret_i_digest_is_possible(const chret_provider *provider) {
  return chret_i_filled_is(provider, CHRET_I_PROVIDER) && provider->digest_begin != NULL &&
         provider->digest_update != NULL && provider->digest_finish != NULL && provider->digest_drop != NULL;
}

int32_t chret_i_digest_begin(chret_i_digest *digest, const chret_provider *provider) {
  digest->state = NULL;
  digest->code = provider->digest_begin(provider->ctx, &digest->state);
  digest->provider = digest->code == 0 ? provider : NULL;
  return digest->code;
}

int32_t chret_i_digest_update(chret_i_digest *digest, const uint8_t *data, size_t size) {
  if (digest->code == 0)
    digest->code = digest->provider->digest_update(digest->provider->ctx, digest->state, data, size);
  return digest->code;
}

int32_t chret_i_digest_finish(chret_i_digest *digest, uint8_t *out) {
  if (digest->code == 0)
    digest->code = digest->provider->digest_finish(digest->provider->ctx, digest->state, out);
  return digest->code;
}

void chret_i_digest_drop(chret_i_digest *digest) {
  if (digest->provider != NULL)
    digest->provider->digest_drop(digest->provider->ctx, digest->state);
  digest->provider = NULL;
}

int32_t chret_i_digest_of(const chret_provider *provider, const uint8_t *data, size_t size, uint8_t *out) {
  chret_i_digest digest;
  int32_t code = chret_i_digest_begin(&digest, provider);
  if (code == 0)
    code = chret_i_digest_update(&digest, data, size);
  if (code == 0)
    code = chret_i_digest_finish(&digest, out);
  chret_i_digest_drop(&digest);
  return code;
}
