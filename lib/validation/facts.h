/* What the host says of the User and of the devices, from inside. */
#ifndef CHRET_I_FACTS_H
#define CHRET_I_FACTS_H

#include "validation/policy.h"

/* What matters of a device: the texts are judged when they are set. */
typedef struct chret_i_fact {
  void *own;
  int is_known;
  int is_hub;
  int is_authorised;
  int is_returned;
  int has_status; /* one of those that may be returned */
} chret_i_fact;

struct chret_facts {
  const chret_policy *policy;
  size_t count;
  chret_i_fact facts[];
};

/* Of so many devices nothing has been said. NULL: no memory. */
chret_facts *chret_i_facts_new(const chret_allocator *allocator, const chret_policy *policy, size_t count);

struct chret_user {
  chret_allocator allocator;
  int32_t status_permits;
  int32_t pair_is_valid;
  size_t role_size;
  char role[];
};

#endif
