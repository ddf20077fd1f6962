/* tests/bench/bench.c - measures and prints: `bench KEY.pem CERT.pem` a table for people, with --json the same for
 * programs, with --brief a few runs only, to see that it works. Medians of interleaved runs. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MOST_RUNS 200

static struct bench bench;
static struct bench_message one, list, singles[BENCH_LIST];
static struct bench_inventory *inventory;

void bench_fail(const char *what) {
  fprintf(stderr, "bench: %s\n", what);
  exit(1);
}

/* ---- The works, as functions of nothing ---- */

static void ours_sign_one(void) {
  bench_build_sign(&bench, 0, 1);
}
static void ours_verify_one(void) {
  bench_read_verify(&bench, &one);
}
static void ours_sign_list(void) {
  bench_build_sign(&bench, 0, BENCH_LIST);
}
static void ours_verify_list(void) {
  bench_read_verify(&bench, &list);
}
static void ours_sign_singles(void) {
  for (size_t i = 0; i < BENCH_LIST; i++)
    bench_build_sign(&bench, i, 1);
}
static void ours_verify_singles(void) {
  for (size_t i = 0; i < BENCH_LIST; i++)
    bench_read_verify(&bench, &singles[i]);
}
static void ours_validate(void) {
  bench_validate(inventory);
}
static void floor_sign_one(void) {
  bench_floor_build_sign(&one);
}
static void floor_verify_one(void) {
  bench_floor_read_verify(&one);
}
static void floor_sign_list(void) {
  bench_floor_build_sign(&list);
}
static void floor_verify_list(void) {
  bench_floor_read_verify(&list);
}
static void floor_sign_singles(void) {
  for (size_t i = 0; i < BENCH_LIST; i++)
    bench_floor_build_sign(&singles[i]);
}
static void floor_verify_singles(void) {
  for (size_t i = 0; i < BENCH_LIST; i++)
    bench_floor_read_verify(&singles[i]);
}
static void peer_sign_one(void) {
  bench_peer_build_sign(&one);
}
static void peer_verify_one(void) {
  bench_peer_read_verify(&one);
}
static void peer_sign_list(void) {
  bench_peer_build_sign(&list);
}
static void peer_verify_list(void) {
  bench_peer_read_verify(&list);
}
static void peer_sign_singles(void) {
  for (size_t i = 0; i < BENCH_LIST; i++)
    bench_peer_build_sign(&singles[i]);
}
static void peer_verify_singles(void) {
  for (size_t i = 0; i < BENCH_LIST; i++)
    bench_peer_read_verify(&singles[i]);
}

enum { OURS, FLOOR, PEER, WAYS };

/* repeats: how often one timing runs it, so that it is long enough for the clock. */
static struct {
  const char *name;
  void (*ways[WAYS])(void); /* NULL: there is none */
  size_t repeats;
  size_t runs;
  size_t bytes;
  double microseconds[WAYS];
} works[] = {
    {"build+sign single", {ours_sign_one, floor_sign_one, peer_sign_one}, 20, 100, 0, {0}},
    {"read+verify single", {ours_verify_one, floor_verify_one, peer_verify_one}, 10, 100, 0, {0}},
    {"build+sign list 999", {ours_sign_list, floor_sign_list, peer_sign_list}, 1, 100, 0, {0}},
    {"read+verify list 999", {ours_verify_list, floor_verify_list, peer_verify_list}, 1, 150, 0, {0}},
    {"build+sign 999 singles", {ours_sign_singles, floor_sign_singles, peer_sign_singles}, 1, 40, 0, {0}},
    {"read+verify 999 singles", {ours_verify_singles, floor_verify_singles, peer_verify_singles}, 1, 25, 0, {0}},
    /* its floor is what reading and verifying the list costs */
    {"validate 999", {ours_validate, ours_verify_list, NULL}, 1, 150, 0, {0}},
};

#define WORKS (sizeof works / sizeof works[0])

/* ---- Measuring ---- */

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static double once(void (*work)(void), size_t repeats) {
  double start = now();
  for (size_t i = 0; i < repeats; i++)
    work();
  return (now() - start) / (double)repeats;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *values, size_t count) {
  qsort(values, count, sizeof *values, compare);
  return values[count / 2];
}

static void measure(size_t w, int is_brief) {
  static double times[WAYS][MOST_RUNS];
  size_t runs = is_brief ? 3 : works[w].runs;
  for (size_t run = 0; run < runs; run++)
    for (size_t way = 0; way < WAYS; way++)
      if (works[w].ways[way] != NULL)
        times[way][run] = once(works[w].ways[way], works[w].repeats);
  for (size_t way = 0; way < WAYS; way++)
    works[w].microseconds[way] = works[w].ways[way] != NULL ? median(times[way], runs) : 0;
}

/* ---- Printing ---- */

static void print_ratio(double ratio, int is_known) {
  if (is_known)
    printf(" %9.3f", ratio);
  else
    printf(" %9s", "-");
}

static void print_table(void) {
  printf("%-24s %9s %10s %10s %10s %9s %9s\n", "work", "bytes", "ours us", "floor us", "peer us", "of floor",
         "of peer");
  for (size_t w = 0; w < WORKS; w++) {
    const double *us = works[w].microseconds;
    printf("%-24s %9zu %10.1f %10.1f", works[w].name, works[w].bytes, us[OURS], us[FLOOR]);
    if (us[PEER] > 0)
      printf(" %10.1f", us[PEER]);
    else
      printf(" %10s", "-");
    print_ratio(us[OURS] / us[FLOOR], 1);
    print_ratio(us[PEER] / us[OURS], us[PEER] > 0);
    puts("");
  }
  puts("of floor: how many times the floor we take; of peer: how many times faster than the peer we are");
}

static void print_json(void) {
  puts("[");
  for (size_t w = 0; w < WORKS; w++) {
    const double *us = works[w].microseconds;
    printf("  {\"work\": \"%s\", \"bytes\": %zu, \"ours_us\": %.2f, \"floor_us\": %.2f, ", works[w].name,
           works[w].bytes, us[OURS], us[FLOOR]);
    if (us[PEER] > 0)
      printf("\"peer_us\": %.2f, \"vs_floor\": %.4f, \"vs_peer\": %.4f}", us[PEER], us[OURS] / us[FLOOR],
             us[PEER] / us[OURS]);
    else
      printf("\"peer_us\": null, \"vs_floor\": %.4f, \"vs_peer\": null}", us[OURS] / us[FLOOR]);
    puts(w + 1 < WORKS ? "," : "");
  }
  puts("]");
}

static void print_memory(void) {
  puts("\npeak memory beyond what was there before, all libraries of the process");
  for (size_t w = 0; w < WORKS; w++) {
    bench_memory_begin();
    works[w].ways[OURS]();
    printf("%-24s %9zu bytes", works[w].name, bench_memory_peak());
    if (works[w].bytes > 0)
      printf(" for %zu", works[w].bytes);
    puts("");
  }
}

/* What a record costs in lists of different lengths. */
static void print_scaling(void) {
  static const size_t lengths[] = {1, 10, 100, BENCH_LIST};
  static double times[2][MOST_RUNS];
  puts("\nmicroseconds a record, without a single message's signature: build+sign, read+verify");
  for (size_t l = 0; l < sizeof lengths / sizeof lengths[0]; l++) {
    struct bench_message message = bench_message(&bench, 0, lengths[l]);
    size_t runs = 60, repeats = 1 + 200 / lengths[l];
    for (size_t run = 0; run < runs; run++) {
      double start = now();
      for (size_t i = 0; i < repeats; i++)
        bench_build_sign(&bench, 0, lengths[l]);
      times[0][run] = (now() - start) / (double)repeats;
      start = now();
      for (size_t i = 0; i < repeats; i++)
        bench_read_verify(&bench, &message);
      times[1][run] = (now() - start) / (double)repeats;
    }
    printf("%4zu records %10.3f %10.3f\n", lengths[l], median(times[0], runs) / (double)lengths[l],
           median(times[1], runs) / (double)lengths[l]);
    bench_message_free(&message);
  }
}

int main(int argc, char **argv) {
  int is_json = argc > 3 && strcmp(argv[3], "--json") == 0;
  int is_brief = argc > 3 && strcmp(argv[3], "--brief") == 0;
  if (argc < 3)
    bench_fail("bench KEY.pem CERT.pem [--json|--brief]");
  bench_open(&bench, argv[1], argv[2]);
  bench_floor_open(&bench);
  bench_peer_open(&bench);
  one = bench_message(&bench, 0, 1);
  list = bench_message(&bench, 0, BENCH_LIST);
  inventory = bench_inventory_new(&bench);
  works[0].bytes = works[1].bytes = one.signed_size;
  works[2].bytes = works[3].bytes = list.signed_size;
  for (size_t i = 0; i < BENCH_LIST; i++) {
    singles[i] = bench_message(&bench, i, 1);
    works[4].bytes += singles[i].signed_size;
    works[5].bytes += singles[i].signed_size;
  }
  for (size_t w = 0; w < WORKS; w++)
    measure(w, is_brief);
  if (is_json) {
    print_json();
  } else {
    print_table();
    print_memory();
    print_scaling();
  }
  bench_inventory_free(inventory);
  for (size_t i = 0; i < BENCH_LIST; i++)
    bench_message_free(&singles[i]);
  bench_message_free(&list);
  bench_message_free(&one);
  bench_peer_close();
  bench_floor_close();
  bench_close(&bench);
  return 0;
}
