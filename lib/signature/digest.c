#include "signature/digest.h"

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
