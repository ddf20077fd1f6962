/* tests/soak/faults.h - failures on purpose, one at a time, and the account of them: a call fails with the status of the
 * failure that was put in, and only where that took place. */
#ifndef CHRETURN_SOAK_FAULTS_H
#define CHRETURN_SOAK_FAULTS_H

#include <chreturn/chreturn.h>

enum fault { FAULT_NONE, FAULT_MEMORY, FAULT_SIGNER, FAULT_SINK, FAULT_INVENTORY, FAULT_COUNTER, FAULT_INPUT, FAULTS };

/* Sets of kinds. */
#define FAULT_BIT(kind) (1U << (kind))

/* What failing callbacks give. */
#define FAULT_CODE INT32_C(-8143)

/* Of one thread. */
struct faults {
  uint64_t random;
  enum fault armed;
  uint32_t until;                /* calls of what is armed before the one that fails */
  int has_fired;                 /* since it was armed */
  size_t blocks, bytes;          /* that are out of the allocator */
  uint64_t calls, fired[FAULTS]; /* calls of the library's that were watched; those that failed, by kind */
  uint64_t unaccounted;          /* failed otherwise, or did not fail */
  const chret_signer *real;      /* who signs where nothing fails */
  uint8_t *damaged;
};

uint32_t faults_random(struct faults *faults, uint32_t below);
/* Allocations that count, and fail where FAULT_MEMORY is armed. */
void faults_allocator(struct faults *faults, chret_allocator *allocator);
/* A signer that fails where FAULT_SIGNER is armed; otherwise `real` signs. */
chret_signer faults_signer(struct faults *faults, const chret_signer *real);
/* A sink that fails where FAULT_SINK is armed; otherwise it keeps nothing. */
chret_sink faults_sink(struct faults *faults);
/* For callbacks: FAULT_CODE where this kind is armed and its time has come, else 0. */
int32_t faults_code(struct faults *faults, enum fault kind);
/* The bytes as they are or, where FAULT_INPUT is armed, cut short or with one byte changed between the first `from` and
 * the last `to`. *size is theirs. Borrowed until the next call. */
const uint8_t *faults_input(struct faults *faults, const uint8_t *data, size_t *size, const char *from, const char *to);

/* A piece of work that calls the library, and leaves all as it was where it fails. */
typedef int32_t (*faults_work)(void *ctx, chret_error *err);
/* Does the work, at times with one failure of these kinds put in, and once more where it failed for that: what fails
 * otherwise is told on stderr and counted. Gives 1 where it was done in the end. */
int faults_watch(struct faults *faults, const char *name, unsigned kinds, faults_work work, void *ctx,
                 chret_error *err);

#endif
