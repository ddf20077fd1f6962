/* A SHA-256 digest by a provider. */
#ifndef CHRET_I_DIGEST_H
#define CHRET_I_DIGEST_H

#include <chreturn/signature.h>

typedef struct chret_i_digest {
  const chret_provider *provider; /* NULL: not begun, or dropped */
  void *state;                    /* the provider's own; may be NULL */
  int32_t code;                   /* of the provider's first failure; 0 */
} chret_i_digest;

/* Whether the provider is filled in as far as digests need it. */
int chret_i_digest_is_possible(const chret_provider *provider);
/* Each gives the provider's code: 0, or that of its first failure, after which nothing more is asked of it. The provider
 * outlives the digest. */
int32_t chret_i_digest_begin(chret_i_digest *digest, const chret_provider *provider);
int32_t chret_i_digest_update(chret_i_digest *digest, const uint8_t *data, size_t size);
int32_t chret_i_digest_finish(chret_i_digest *digest, uint8_t *out);
/* Once for each that began, also after a failure; a zeroed one may be dropped. */
void chret_i_digest_drop(chret_i_digest *digest);
/* All of that: the digest of the data. */
int32_t chret_i_digest_of(const chret_provider *provider, const uint8_t *data, size_t size, uint8_t *out);

#endif
