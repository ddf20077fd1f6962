/* tests/bench/bench.c - measures and prints: `bench KEY.pem CERT.pem` a table for people, with --json the same for
 * programs, with --brief a few runs only, to see that it works, with --only WORK the table's one line, with --once WORK
 * our way of that work once, for profilers. Medians of interleaved runs. */
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
    {"build+sign 999 singles", {ours_sign_singles, floor_sign_singles, peer_sign_singles}, 1, 20, 0, {0}},
    {"read+verify 999 singles", {ours_verify_singles, floor_verify_singles, peer_verify_singles}, 1, 11, 0, {0}},
    /* its floor is what reading and verifying the list costs */
    {"validate 999", {ours_validate, ours_verify_list, NULL}, 1, 150, 0, {0}},
};

#define WORKS (sizeof works / sizeof works[0])

/* ---- Measuring ---- */

double bench_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static double once(void (*work)(void), size_t repeats) {
  double start = bench_now();
  for (size_t i = 0; i < repeats; i++)
    work();
  return (bench_now() - start) / (double)repeats;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

double bench_median(double *values, size_t count) {
  qsort(values, count, sizeof *values, compare);
  return values[count / 2];
}

/* Each is run once before it is timed: what ran before it, a tree of the peer's above all, leaves it a heap and caches that
 * are not its own. */
static void measure(size_t w, int is_brief) {
  static double times[WAYS][MOST_RUNS];
  size_t runs = is_brief ? 3 : works[w].runs;
  for (size_t run = 0; run < runs; run++)
    for (size_t way = 0; way < WAYS; way++)
      if (works[w].ways[way] != NULL) {
        works[w].ways[way]();
        times[way][run] = once(works[w].ways[way], works[w].repeats);
      }
  for (size_t way = 0; way < WAYS; way++)
    works[w].microseconds[way] = works[w].ways[way] != NULL ? bench_median(times[way], runs) : 0;
}

/* ---- Printing ---- */

static void print_ratio(double ratio, int is_known) {
  if (is_known)
    printf(" %9.3f", ratio);
  else
    printf(" %9s", "-");
}

static void print_line(size_t w) {
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

static void print_table(void) {
  printf("%-24s %9s %10s %10s %10s %9s %9s\n", "work", "bytes", "ours us", "floor us", "peer us", "of floor",
         "of peer");
  for (size_t w = 0; w < WORKS; w++)
    print_line(w);
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
  chret_request *request = bench_build(&bench, 0, BENCH_LIST);
  bench_memory_begin();
  bench_write_sign(&bench, request);
  printf("%-24s %9zu bytes beyond the request, which holds the records\n", "sign list 999", bench_memory_peak());
  chret_request_free(request);
}

static void print_threads(int is_brief) {
  double ours, bare;
  bench_threads(&bench, is_brief ? 1 : 15, &ours, &bare);
  printf("\ntwo threads: build+sign 999 singles %.2f times as fast as one, bare ECDSA %.2f times: %.2f of it\n", ours,
         bare, ours / bare);
}

/* What a record costs in lists of different lengths. */
static void print_scaling(int is_brief) {
  static const size_t lengths[] = {1, 10, 100, BENCH_LIST};
  static double times[2][MOST_RUNS];
  puts("\nmicroseconds a record, the signature shared by all: build+sign, read+verify");
  for (size_t l = 0; l < sizeof lengths / sizeof lengths[0]; l++) {
    struct bench_message message = bench_message(&bench, 0, lengths[l]);
    size_t runs = is_brief ? 3 : 60, repeats = 1 + 200 / lengths[l];
    for (size_t run = 0; run < runs; run++) {
      double start = bench_now();
      for (size_t i = 0; i < repeats; i++)
        bench_build_sign(&bench, 0, lengths[l]);
      times[0][run] = (bench_now() - start) / (double)repeats;
      start = bench_now();
      for (size_t i = 0; i < repeats; i++)
        bench_read_verify(&bench, &message);
      times[1][run] = (bench_now() - start) / (double)repeats;
    }
    printf("%4zu records %10.3f %10.3f\n", lengths[l], bench_median(times[0], runs) / (double)lengths[l],
           bench_median(times[1], runs) / (double)lengths[l]);
    bench_message_free(&message);
  }
}

/* The messages that the works are done with, all but those of 999 singles. */
static void prepare(void) {
  one = bench_message(&bench, 0, 1);
  list = bench_message(&bench, 0, BENCH_LIST);
  inventory = bench_inventory_new(&bench);
  works[0].bytes = works[1].bytes = one.signed_size;
  works[2].bytes = works[3].bytes = list.signed_size;
}

static void prepare_singles(void) {
  for (size_t i = 0; i < BENCH_LIST; i++) {
    singles[i] = bench_message(&bench, i, 1);
    works[4].bytes += singles[i].signed_size;
    works[5].bytes += singles[i].signed_size;
  }
}

static void clean_up(void) {
  bench_inventory_free(inventory);
  for (size_t i = 0; i < BENCH_LIST; i++)
    bench_message_free(&singles[i]);
  bench_message_free(&list);
  bench_message_free(&one);
}

static size_t find(const char *name) {
  size_t w = 0;
  while (w < WORKS && strcmp(works[w].name, name) != 0)
    w++;
  if (w == WORKS)
    bench_fail("there is no such work");
  return w;
}

static void measure_all(const char *how) {
  int is_brief = strcmp(how, "--brief") == 0;
  for (size_t w = 0; w < WORKS; w++)
    measure(w, is_brief);
  if (strcmp(how, "--json") == 0) {
    print_json();
  } else {
    print_table();
    print_memory();
    print_scaling(is_brief);
    print_threads(is_brief);
  }
}

int main(int argc, char **argv) {
  const char *how = argc > 3 ? argv[3] : "";
  if (argc < 3)
    bench_fail("bench KEY.pem CERT.pem [--json|--brief|--only WORK|--once WORK]");
  bench_open(&bench, argv[1], argv[2]);
  prepare();
  if (argc > 4 && strcmp(how, "--once") == 0) {
    works[find(argv[4])].ways[OURS]();
  } else {
    prepare_singles();
    bench_floor_open(&bench);
    bench_peer_open(&bench);
    if (argc > 4 && strcmp(how, "--only") == 0) {
      size_t w = find(argv[4]);
      measure(w, 0);
      print_line(w);
    } else {
      measure_all(how);
    }
    bench_peer_close();
    bench_floor_close();
  }
  clean_up();
  bench_close(&bench);
  return 0;
}
