/* tests/soak/faults.c - see faults.h. */
#include "faults.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One call in so many has a failure put in. */
#define RARITY 4

/* xorshift64*: Vigna, An experimental exploration of Marsaglia's xorshift generators. */
uint32_t faults_random(struct faults *faults, uint32_t below) {
  faults->random ^= faults->random >> 12;
  faults->random ^= faults->random << 25;
  faults->random ^= faults->random >> 27;
  return (uint32_t)((faults->random * UINT64_C(0x2545F4914F6CDD1D)) >> 32) % below;
}

static int strikes(struct faults *faults, enum fault kind) {
  if (faults->armed != kind || faults->has_fired || faults->until-- > 0)
    return 0;
  faults->has_fired = 1;
  return 1;
}

int32_t faults_code(struct faults *faults, enum fault kind) {
  return strikes(faults, kind) ? FAULT_CODE : 0;
}

/* ---- Memory: the size stands before each block ---- */

union header {
  size_t size;
  long double alignment;
};

static void *take(void *ctx, size_t size) {
  struct faults *faults = ctx;
  union header *block = strikes(faults, FAULT_MEMORY) ? NULL : malloc(sizeof *block + size);
  if (block == NULL)
    return NULL;
  block->size = size;
  faults->blocks++;
  faults->bytes += size;
  return block + 1;
}

static void give_back(void *ctx, void *data) {
  struct faults *faults = ctx;
  union header *block = (union header *)data - 1;
  faults->blocks--;
  faults->bytes -= block->size;
  free(block);
}

static void *move(void *ctx, void *data, size_t size) {
  const union header *block = (union header *)data - 1;
  void *moved = take(ctx, size);
  if (moved == NULL)
    return NULL;
  memcpy(moved, data, block->size < size ? block->size : size);
  give_back(ctx, data);
  return moved;
}

void faults_allocator(struct faults *faults, chret_allocator *allocator) {
  chret_allocator_init(allocator, sizeof *allocator);
  allocator->ctx = faults;
  allocator->allocate = take;
  allocator->reallocate = move;
  allocator->release = give_back;
}

/* ---- Callbacks ---- */

static int32_t sign(void *ctx, const uint8_t *signed_info, size_t size, uint8_t *signature) {
  struct faults *faults = ctx;
  int32_t code = faults_code(faults, FAULT_SIGNER);
  return code != 0 ? code : faults->real->sign(faults->real->ctx, signed_info, size, signature);
}

chret_signer faults_signer(struct faults *faults, const chret_signer *real) {
  chret_signer signer = *real;
  faults->real = real;
  signer.ctx = faults;
  signer.sign = sign;
  return signer;
}

static int32_t drop(void *ctx, const uint8_t *data, size_t size) {
  (void)data;
  (void)size;
  return faults_code(ctx, FAULT_SINK);
}

static int32_t finish(void *ctx, int32_t keep) {
  return keep ? faults_code(ctx, FAULT_SINK) : 0;
}

chret_sink faults_sink(struct faults *faults) {
  chret_sink sink;
  chret_sink_init(&sink, sizeof sink);
  sink.ctx = faults;
  sink.write = drop;
  sink.finish = finish;
  return sink;
}

/* ---- Input ---- */

static size_t find(const uint8_t *data, size_t size, const char *text, int is_last) {
  size_t length = strlen(text), found = 0;
  for (size_t i = 0; i + length <= size; i++)
    if (memcmp(data + i, text, length) == 0) {
      found = i;
      if (!is_last)
        break;
    }
  return found;
}

const uint8_t *faults_input(struct faults *faults, const uint8_t *data, size_t *size, const char *from,
                            const char *to) {
  size_t first = find(data, *size, from, 0), end = find(data, *size, to, 1);
  if (faults->armed != FAULT_INPUT)
    return data;
  free(faults->damaged);
  faults->damaged = malloc(*size);
  if (faults->damaged == NULL || end <= first)
    return data;
  faults->has_fired = 1;
  memcpy(faults->damaged, data, *size);
  if (faults_random(faults, 4) == 0)
    *size = 1 + faults_random(faults, (uint32_t)*size - 1);
  else
    faults->damaged[first + faults_random(faults, (uint32_t)(end - first))] ^= 4;
  return faults->damaged;
}

/* ---- The account ---- */

static void arm(struct faults *faults, unsigned kinds) {
  enum fault kind = FAULT_NONE;
  if (kinds != 0 && faults_random(faults, RARITY) == 0)
    do
      kind = (enum fault)(1 + faults_random(faults, FAULTS - 1));
    while (!(kinds & FAULT_BIT(kind)));
  faults->armed = kind;
  faults->until = faults_random(faults, kind == FAULT_MEMORY ? 1 + faults_random(faults, 100) : 2);
  faults->has_fired = 0;
}

/* Whether the failure that was put in, if it took place, explains the status, and where none did the call succeeded. */
static int is_explained(const struct faults *faults, int32_t status, const chret_error *err) {
  if (!faults->has_fired)
    return status == CHRET_OK;
  if (chret_error_status(err) != status)
    return 0;
  if (faults->armed == FAULT_MEMORY)
    return status == CHRET_E_NO_MEMORY;
  if (faults->armed == FAULT_INPUT)
    return status >= CHRET_E_MISSING || status == CHRET_E_SAVED_STATE;
  return status == CHRET_E_HOST && chret_error_host_code(err) == FAULT_CODE;
}

static void tell(struct faults *faults, const char *name, int32_t status, const chret_error *err) {
  if (faults->unaccounted++ < 3)
    fprintf(stderr, "soak: %s: %s (%s), failure put in: kind %d, which did %stake place\n", name,
            chret_status_name(status), chret_error_message(err), (int)faults->armed, faults->has_fired ? "" : "not ");
}

int faults_watch(struct faults *faults, const char *name, unsigned kinds, faults_work work, void *ctx,
                 chret_error *err) {
  arm(faults, kinds);
  int32_t status = work(ctx, err);
  faults->calls++;
  if (!is_explained(faults, status, err))
    tell(faults, name, status, err);
  else if (faults->has_fired) {
    faults->fired[faults->armed]++;
    arm(faults, 0);
    status = work(ctx, err);
    if (status != CHRET_OK)
      tell(faults, name, status, err);
  }
  arm(faults, 0);
  return status == CHRET_OK;
}
