/* tests/support_failing.h - a host whose every callback may be the one that fails.
 *
 * Its cryptography is none: the digest is a sum, and the signature is that sum of what is signed; so what it signs is the
 * same each time, and what was changed is not verified. A callback that fails has done all of its work first.
 */
#ifndef CHRETURN_TESTS_SUPPORT_FAILING_H
#define CHRETURN_TESTS_SUPPORT_FAILING_H

#include "support.h"

/* The callbacks by a letter each: Allocate; digest Begin, Update, Finish; Describe, Verify, Check; Sign; sink Write and
 * its End; couNter; Inventory, Own check; Replay's find. */
#define TEST_CALLBACKS "ABUFDVCSWENIOR"

#define TEST_HOST_CODE (-4711) /* of a callback that fails */

typedef struct test_host {
  int armed;                          /* calls are counted, and may fail */
  size_t calls;                       /* since then */
  size_t fail_at;                     /* the number of the call that fails; 0: none does */
  int for_good;                       /* and every later one */
  char failed;                        /* the first that failed; 0: none */
  int no_memory;                      /* an allocation failed, first or later */
  char called[sizeof TEST_CALLBACKS]; /* which were called, in the order of TEST_CALLBACKS, ended by 0 */

  char silent; /* this one says that all is well, and nothing else: V, C, S or D */

  test_memory memory;
  chret_allocator inner, allocator;
  chret_provider provider;
  chret_signer signer;
  chret_sink sink;
  chret_replay_memory replay;
  uint64_t eui64;   /* of the certificates that it describes; 0: they have none */
  uint64_t counter; /* the last one that was given */
  int digests;      /* begun and not dropped */
  int handles;      /* set and not released */
  int finishes;     /* of the sink */
  int32_t kept;     /* as it was told last */
  test_text taken;  /* what the sink has */
} test_host;

void test_host_init(test_host *host);
/* From now on the `fail_at`-th call fails; what had happened is forgotten. */
void test_host_arm(test_host *host, size_t fail_at, int for_good);
/* From now on nothing fails or is counted; what happened can be looked at. */
void test_host_disarm(test_host *host);
/* The sink, with nothing in it. */
const chret_sink *test_host_sink(test_host *host);

/* Counter, inventory and check of its own, with the host as their ctx. All hubs are there, and the check refuses those
 * whose Device ID is a multiple of three. */
int32_t test_host_counter(void *ctx, uint64_t *counter);
int32_t test_host_inventory(void *ctx, const uint64_t *devices, size_t count, chret_facts *facts);
int32_t test_host_own_check(void *ctx, const chret_record *record, void *own, int32_t *failed);

#endif
