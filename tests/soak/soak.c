/* tests/soak/soak.c - the library under load for a long time: eight threads build, sign, verify, validate, answer and
 * gather, with failures put in. Each failure must be told as what it is, all memory come back, and nothing grow.
 *   soak SECONDS SUPPLIER DSP    names of identities: NAME.key.pem and NAME.cert.pem
 * Exit 0: all held. */
#include "round.h"

#include <inttypes.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define THREADS 8
#define SLICES  10

/* What may come on top after the first slice: the allocator of the C library does not give all pages back. */
#define HEAP_SPARE ((size_t)256 * 1024)
#define RSS_SPARE  ((size_t)16 * 1048576)

const char program_name[] = "soak";

struct thread {
  pthread_t id;
  const struct soak *soak;
  struct faults faults;
  double until;
  uint64_t rounds, wrong;
};

struct size {
  size_t heap, rss;
};

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* What is in use when only this thread is there: malloc's, which libxml2 and OpenSSL have theirs from too, and pages. */
static struct size measure(void) {
  struct mallinfo2 heap = mallinfo2();
  unsigned long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL || fscanf(file, "%*s %lu", &pages) != 1)
    pages = 0;
  if (file != NULL)
    fclose(file);
  return (struct size){heap.uordblks + heap.hblkhd, (size_t)pages * (size_t)sysconf(_SC_PAGESIZE)};
}

/* ---- Threads ---- */

static void *work(void *ctx) {
  struct thread *t = ctx;
  chret_allocator allocator;
  chret_options *options = NULL;
  chret_error *err = NULL;
  faults_allocator(&t->faults, &allocator);
  if (chret_options_new(&options, &allocator) == CHRET_OK && chret_error_new(&err, options) == CHRET_OK)
    for (; now() < t->until; t->rounds++)
      t->wrong += !round_run(t->soak, &t->faults, options, err);
  else
    t->wrong++;
  chret_error_free(err);
  chret_options_free(options);
  return NULL;
}

static int run_slice(struct thread *threads, double seconds) {
  int result = 1;
  size_t started = 0;
  for (; started < THREADS && result; started++) {
    threads[started].until = now() + seconds;
    result = pthread_create(&threads[started].id, NULL, work, &threads[started]) == 0;
  }
  for (size_t i = 0; i < started; i++)
    pthread_join(threads[i].id, NULL);
  return result;
}

/* ---- The sum ---- */

struct sum {
  uint64_t rounds, wrong, calls, fired[FAULTS], unaccounted;
  size_t blocks;
};

static struct sum add_up(const struct thread *threads) {
  struct sum sum = {.rounds = 0};
  for (size_t i = 0; i < THREADS; i++) {
    const struct thread *t = &threads[i];
    sum.rounds += t->rounds;
    sum.wrong += t->wrong;
    sum.calls += t->faults.calls;
    sum.unaccounted += t->faults.unaccounted;
    sum.blocks += t->faults.blocks;
    for (size_t kind = 0; kind < FAULTS; kind++)
      sum.fired[kind] += t->faults.fired[kind];
  }
  return sum;
}

static int run(const struct soak *soak, double seconds) {
  static struct thread threads[THREADS];
  struct size first = {0, 0}, last = {0, 0};
  struct sum sum = {.rounds = 0};
  int result = 1;
  for (size_t i = 0; i < THREADS; i++) {
    threads[i].soak = soak;
    threads[i].faults.random = i + 1;
  }
  for (size_t slice = 0; slice < SLICES && result; slice++) {
    result = run_slice(threads, seconds / SLICES);
    last = measure();
    first = slice == 0 ? last : first;
    sum = add_up(threads);
    printf("%5.0f s: %" PRIu64 " batches, heap %zu KiB, resident %zu KiB\n", seconds / SLICES * (double)(slice + 1),
           sum.rounds, last.heap / 1024, last.rss / 1024);
    fflush(stdout);
  }
  const uint64_t *fired = sum.fired;
  int has_grown = last.heap > first.heap + HEAP_SPARE || last.rss > first.rss + RSS_SPARE;
  int has_fired = 1;
  for (size_t kind = 1; kind < FAULTS; kind++)
    has_fired = has_fired && fired[kind] > 0;
  printf("failures put in: memory %" PRIu64 ", signer %" PRIu64 ", sink %" PRIu64 ", inventory %" PRIu64
         ", counter %" PRIu64 ", input %" PRIu64 "\n",
         fired[FAULT_MEMORY], fired[FAULT_SIGNER], fired[FAULT_SINK], fired[FAULT_INVENTORY], fired[FAULT_COUNTER],
         fired[FAULT_INPUT]);
  printf("%d threads for %.0f s: %" PRIu64 " batches, %" PRIu64 " wrong; %" PRIu64 " calls, %" PRIu64
         " unaccounted failures; %zu blocks left; heap %+ld KiB, resident %+ld KiB since the first tenth%s\n",
         THREADS, seconds, sum.rounds, sum.wrong, sum.calls, sum.unaccounted, sum.blocks,
         ((long)last.heap - (long)first.heap) / 1024, ((long)last.rss - (long)first.rss) / 1024,
         !has_fired  ? ": not every kind of failure came"
         : has_grown ? ": it has grown"
                     : "");
  return result && has_fired && !has_grown && sum.rounds > 0 && sum.wrong == 0 && sum.unaccounted == 0 &&
         sum.blocks == 0;
}

/* ---- Identities ---- */

static int load(struct identity *own, const char *name, const char *other) {
  char key[512], certificate[512], trusted[512];
  snprintf(key, sizeof key, "%s.key.pem", name);
  snprintf(certificate, sizeof certificate, "%s.cert.pem", name);
  snprintf(trusted, sizeof trusted, "%s.cert.pem", other);
  return identity_open(own) == 0 && identity_load_trust(own, trusted) == 0 &&
         identity_load_signer(own, key, certificate) == 0;
}

int main(int argc, char **argv) {
  struct soak soak = {.policy = NULL};
  double seconds = argc == 4 ? strtod(argv[1], NULL) : 0;
  if (seconds <= 0) {
    fputs("usage: soak SECONDS SUPPLIER DSP\n", stderr);
    return 2;
  }
  int is_good = load(&soak.supplier, argv[2], argv[3]) && load(&soak.dsp, argv[3], argv[2]) &&
                chret_policy_new(&soak.policy, NULL) == CHRET_OK &&
                chret_user_new(&soak.user, "IS", 2, 1, 1, NULL) == CHRET_OK;
  is_good = is_good && run(&soak, seconds);
  chret_user_free(soak.user);
  chret_policy_free(soak.policy);
  identity_close(&soak.dsp);
  identity_close(&soak.supplier);
  return is_good ? 0 : 1;
}
