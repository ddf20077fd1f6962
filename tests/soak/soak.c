/* tests/soak/soak.c - the library under load for a long time: eight threads build, sign, verify, validate, answer and
 * gather, with failures put in, and now and then draw from one batch together. Each failure must be told as what it is, all
 * memory come back, and nothing grow.
 *   soak SECONDS FOLDER    with dsp, and the suppliers 0 to 7, each NAME.key.pem and NAME.cert.pem; trusted/ has the
 *                          certificates
 * Exit 0: all held. */
#include "shared.h"

#include <inttypes.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SLICES 10

/* What may come on top after the first slice: the allocator of the C library does not give all pages back. */
#define HEAP_SPARE ((size_t)256 * 1024)
#define RSS_SPARE  ((size_t)16 * 1048576)

const char program_name[] = "soak";

struct thread {
  pthread_t id;
  const struct soak *soak;
  const struct identity *supplier;
  struct shared *shared; /* of the slice */
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
  if (chret_options_new(&options, &allocator) == CHRET_OK && chret_error_new(&err, options) == CHRET_OK) {
    t->wrong += !shared_draw(t->shared, &t->faults, err);
    for (; now() < t->until; t->rounds++)
      t->wrong += !round_run(t->soak, t->supplier, &t->faults, options, err);
  } else {
    t->wrong++;
  }
  chret_error_free(err);
  chret_options_free(options);
  return NULL;
}

static int run_slice(struct thread *threads, double seconds) {
  static struct shared shared;
  int result = shared_open(&shared, threads->soak);
  size_t started = 0;
  for (; started < SOAK_THREADS && result; started++) {
    threads[started].shared = &shared;
    threads[started].until = now() + seconds;
    result = pthread_create(&threads[started].id, NULL, work, &threads[started]) == 0;
  }
  for (size_t i = 0; i < started; i++)
    pthread_join(threads[i].id, NULL);
  threads->wrong += result && !shared_is_whole(&shared);
  shared_close(&shared);
  return result;
}

/* ---- The sum ---- */

struct sum {
  uint64_t rounds, wrong, calls, fired[FAULTS], unaccounted;
  size_t blocks;
};

static struct sum add_up(const struct thread *threads) {
  struct sum sum = {.rounds = 0};
  for (size_t i = 0; i < SOAK_THREADS; i++) {
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
  static struct thread threads[SOAK_THREADS];
  struct size first = {0, 0}, last = {0, 0};
  struct sum sum = {.rounds = 0};
  int result = 1;
  for (size_t i = 0; i < SOAK_THREADS; i++) {
    threads[i].soak = soak;
    threads[i].supplier = &soak->suppliers[i];
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
         SOAK_THREADS, seconds, sum.rounds, sum.wrong, sum.calls, sum.unaccounted, sum.blocks,
         ((long)last.heap - (long)first.heap) / 1024, ((long)last.rss - (long)first.rss) / 1024,
         sum.wrong > 0         ? ": WRONG"
         : sum.unaccounted > 0 ? ": FAILURES ARE NOT ACCOUNTED FOR"
         : sum.blocks > 0      ? ": MEMORY WAS NOT GIVEN BACK"
         : has_grown           ? ": IT HAS GROWN"
         : !has_fired          ? ": NOT EVERY KIND OF FAILURE CAME"
                               : "");
  return result && has_fired && !has_grown && sum.rounds > 0 && sum.wrong == 0 && sum.unaccounted == 0 &&
         sum.blocks == 0;
}

/* ---- Identities ---- */

static int load(struct identity *own, const char *folder, const char *name) {
  char key[512], certificate[512], trusted[512];
  snprintf(key, sizeof key, "%s/%s.key.pem", folder, name);
  snprintf(certificate, sizeof certificate, "%s/%s.cert.pem", folder, name);
  snprintf(trusted, sizeof trusted, "%s/trusted", folder);
  return identity_open(own) == 0 && identity_load_trust(own, trusted) == 0 &&
         identity_load_signer(own, key, certificate) == 0;
}

static int load_all(struct soak *soak, const char *folder) {
  int is_good = load(&soak->dsp, folder, "dsp");
  for (size_t i = 0; i < SOAK_THREADS && is_good; i++) {
    char name[24];
    snprintf(name, sizeof name, "%zu", i);
    is_good = load(&soak->suppliers[i], folder, name);
  }
  return is_good;
}

int main(int argc, char **argv) {
  struct soak soak = {.policy = NULL};
  double seconds = argc == 3 ? strtod(argv[1], NULL) : 0;
  if (seconds <= 0) {
    fputs("usage: soak SECONDS FOLDER\n", stderr);
    return 2;
  }
  int is_good = load_all(&soak, argv[2]) && chret_policy_new(&soak.policy, NULL) == CHRET_OK &&
                chret_user_new(&soak.user, "IS", 2, 1, 1, NULL) == CHRET_OK;
  is_good = is_good && run(&soak, seconds);
  chret_user_free(soak.user);
  chret_policy_free(soak.policy);
  identity_close(&soak.dsp);
  for (size_t i = 0; i < SOAK_THREADS; i++)
    identity_close(&soak.suppliers[i]);
  return is_good ? 0 : 1;
}
