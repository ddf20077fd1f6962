/* tests/bench/threads.c - what a second thread gains, beside what it gains for ECDSA alone: machines with two threads of
 * one core, or with neighbours, do not give twice the speed to anyone. */
#include "bench.h"

#include <pthread.h>

#define MOST_RUNS 20

/* Half of the messages, or all of them. */
struct share {
  const struct bench *bench; /* NULL: bare signatures */
  size_t first;
  size_t end;
};

static void *work(void *argument) {
  const struct share *share = argument;
  for (size_t i = share->first; i < share->end; i++)
    if (share->bench != NULL)
      bench_build_sign(share->bench, i, 1);
    else
      bench_floor_sign();
  return NULL;
}

static double on_one(const struct bench *bench) {
  struct share all = {bench, 0, BENCH_LIST};
  double start = bench_now();
  work(&all);
  return bench_now() - start;
}

static double on_two(const struct bench *bench) {
  struct share halves[] = {{bench, 0, BENCH_LIST / 2}, {bench, BENCH_LIST / 2, BENCH_LIST}};
  double start = bench_now();
  pthread_t other;
  if (pthread_create(&other, NULL, work, &halves[0]) != 0)
    bench_fail("no second thread");
  work(&halves[1]);
  pthread_join(other, NULL);
  return bench_now() - start;
}

void bench_threads(const struct bench *bench, size_t runs, double *ours, double *bare) {
  static double gains[2][MOST_RUNS];
  for (size_t run = 0; run < runs; run++) {
    double one = on_one(bench);
    gains[0][run] = one / on_two(bench);
    one = on_one(NULL);
    gains[1][run] = one / on_two(NULL);
  }
  *ours = bench_median(gains[0], runs);
  *bare = bench_median(gains[1], runs);
}
