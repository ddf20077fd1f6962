/* tests/soak/round.h - one return batch, there and back. */
#ifndef CHRETURN_SOAK_ROUND_H
#define CHRETURN_SOAK_ROUND_H

#include "faults.h"
#include "identity.h"

/* What the threads share, and nobody changes. */
struct soak {
  struct identity supplier, dsp; /* each trusts the other */
  chret_policy *policy;
  chret_user *user;
};

/* Builds, signs, verifies, validates, answers and gathers, with failures on the way. Gives 1 where every hub was told in
 * the end what its Device ID decides. */
int round_run(const struct soak *soak, struct faults *faults, const chret_options *options, chret_error *err);

#endif
