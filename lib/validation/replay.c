/* The same request again. */
#include "base/error.h"
#include "base/filled.h"
#include "signature/digest.h"

#include <chreturn/validation.h>

#include <string.h>

int32_t chret_replay_memory_init(chret_replay_memory *memory, size_t struct_size) {
  return chret_i_filled_init(memory, struct_size, CHRET_I_MEMORY);
}

static int32_t judge(const chret_replay_memory *memory, const uint8_t *digest, const chret_request *request,
                     uint64_t window, int32_t *verdict, chret_error *err) {
  uint64_t originator, target, counter, highest = 0;
  uint8_t known[CHRET_DIGEST_SIZE] = {0};
  int32_t found = 0, has_highest = 0;
  int32_t code = chret_request_get_id(request, &originator, &target, &counter);
  if (code != CHRET_OK)
    return chret_i_error_set(err, code, NULL, "RequestID is missing");
  code = memory->find(memory->ctx, originator, target, counter, &found, known, &has_highest, &highest);
  if (code != 0)
    return chret_i_error_host(err, code, "memory of requests");
  if (found)
    *verdict = memcmp(known, digest, sizeof known) == 0 ? CHRET_REPLAY_AGAIN : CHRET_REPLAY_ALTERED;
  else if (!has_highest || counter > highest || highest - counter < window)
    *verdict = CHRET_REPLAY_NEW;
  else
    *verdict = CHRET_REPLAY_STALE;
  return CHRET_OK;
}

int32_t chret_replay_check(int32_t *verdict, uint8_t *digest, const chret_request *request, const uint8_t *xml,
                           size_t size, uint64_t window, const chret_replay_memory *memory,
                           const chret_provider *provider, chret_error *err) {
  uint8_t taken[CHRET_DIGEST_SIZE];
  int32_t code, status;
  chret_i_error_clear(err);
  if (verdict == NULL || digest == NULL || request == NULL || xml == NULL || size == 0 ||
      !chret_i_filled_is(memory, CHRET_I_MEMORY) || memory->find == NULL || !chret_i_digest_is_possible(provider))
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL,
                             "no request, document, memory or provider, or nowhere to put the verdict and the digest");
  code = chret_i_digest_of(provider, xml, size, taken);
  if (code != 0)
    return chret_i_error_host(err, code, "digest");
  status = judge(memory, taken, request, window, verdict, err);
  if (status == CHRET_OK)
    memcpy(digest, taken, sizeof taken);
  return status;
}
