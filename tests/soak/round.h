/* tests/soak/round.h - one return batch, there and back. */
#ifndef CHRETURN_SOAK_ROUND_H
#define CHRETURN_SOAK_ROUND_H

#include "faults.h"
#include "identity.h"

#define SOAK_THREADS 8

/* What the threads share, and nobody changes. */
struct soak {
  struct identity suppliers[SOAK_THREADS], dsp; /* each trusts all */
  chret_policy *policy;
  chret_user *user;
};

/* Of this supplier: builds, signs, verifies, validates, answers and gathers, with failures on the way. Gives 1 where every hub was told in
 * the end what its Device ID decides; where not, that is told on stderr. */
int round_run(const struct soak *soak, const struct identity *supplier, struct faults *faults,
              const chret_options *options, chret_error *err);

#endif
