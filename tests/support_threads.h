/* tests/support_threads.h - several threads at once in a test. */
#ifndef CHRETURN_TESTS_SUPPORT_THREADS_H
#define CHRETURN_TESTS_SUPPORT_THREADS_H

#include "support.h"

#define TEST_THREADS 8

/* Check's assertions are for the main thread. A job gives NULL, or the text of what did not hold. */
#define TEST_NEED(condition)                                                                                           \
  do {                                                                                                                 \
    if (!(condition)) {                                                                                                \
      return #condition;                                                                                               \
    }                                                                                                                  \
  } while (0)

/* number: no two calls have the same. */
typedef const char *(*test_job)(uint64_t number);

/* TEST_THREADS threads that start together; every second one does the second job, each so many rounds of it. */
void test_threads(test_job first, test_job second, uint64_t rounds);

#endif
