/* tests/support_threads.c - several threads at once in a test. */
#include "support_threads.h"

#include <pthread.h>

typedef struct worker {
  pthread_t thread;
  pthread_barrier_t *together;
  test_job job;
  uint64_t number, rounds;
  const char *wrong;
} worker;

static void *work(void *ctx) {
  worker *is = ctx;
  (void)pthread_barrier_wait(is->together);
  for (uint64_t round = 0; round < is->rounds && is->wrong == NULL; round++) {
    is->wrong = is->job(is->number * is->rounds + round);
  }
  return NULL;
}

void test_threads(test_job first, test_job second, uint64_t rounds) {
  worker workers[TEST_THREADS];
  pthread_barrier_t together;
  ck_assert_int_eq(pthread_barrier_init(&together, NULL, TEST_THREADS), 0);
  for (uint64_t i = 0; i < TEST_THREADS; i++) {
    workers[i] = (worker){.together = &together, .job = i % 2 == 0 ? first : second, .number = i, .rounds = rounds};
    ck_assert_int_eq(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
  }
  for (size_t i = 0; i < TEST_THREADS; i++) {
    ck_assert_int_eq(pthread_join(workers[i].thread, NULL), 0);
  }
  (void)pthread_barrier_destroy(&together);
  for (size_t i = 0; i < TEST_THREADS; i++) {
    ck_assert_msg(workers[i].wrong == NULL, "thread %zu: not %s", i, workers[i].wrong);
  }
}
