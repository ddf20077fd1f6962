/* tests/bench/hostile/hostile.c - documents made to take long, beside ordinary requests: the time for a byte is to be at most
 * three times as much. The ordinary is a single request, which is what production takes, read unverified, since a hostile
 * document need not have a signature: verified, a single takes some ten times as long, and nothing would ever be above. A
 * list of 999 stands beside it: it takes the least for a byte that anything does, half of it libxml2, and some shapes take
 * three times that in libxml2 alone. The least of several runs, in turns, so that what else the machine does is no matter.
 *   bench-hostile KEY CERTIFICATE                  exit 1: one is above
 *   bench-hostile KEY CERTIFICATE --once NUMBER    the NUMBERth shape once, for callgrind; exit 4: there are not so many */
#include "shapes.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MOST 3.0 /* times the single request */
#define RUNS 9
#define SIZE 600000 /* bytes of a document, about: as many as the ordinary list has */

void bench_fail(const char *what) {
  fprintf(stderr, "bench-hostile: %s\n", what);
  exit(3);
}

static double used(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* ---- libxml2 alone ---- */

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                     const xmlChar **namespace, int attributes, int defaulted, const xmlChar **attribute) {
  (void)ctx;
  (void)name;
  (void)prefix;
  (void)uri;
  (void)namespaces;
  (void)namespace;
  (void)attributes;
  (void)defaulted;
  (void)attribute;
}

static void on_text(void *ctx, const xmlChar *text, int size) {
  (void)ctx;
  (void)text;
  (void)size;
}

/* In the pieces that the library feeds; nobody listens. */
static void parse(const struct text *xml) {
  xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC, .startElementNs = on_start, .characters = on_text};
  xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL);
  if (parser == NULL)
    bench_fail("memory");
  for (size_t at = 0; at < xml->size; at += 16384)
    xmlParseChunk(parser, xml->data + at, xml->size - at < 16384 ? (int)(xml->size - at) : 16384, 0);
  if (xmlParseChunk(parser, NULL, 0, 1) != 0)
    bench_fail("libxml2");
  xmlFreeParserCtxt(parser);
}

/* ---- The table ---- */
static int tell(const struct shape *shapes, size_t count) {
  double single = shapes[SINGLE].least / (double)shapes[SINGLE].xml.size;
  double list = shapes[LIST].least / (double)shapes[LIST].xml.size;
  double worst = 0, worst_list = 0;
  int above = 0;
  printf("%-46s %10s %10s %10s %12s\n", "", "ns a byte", "of single", "of list", "libxml2 alone");
  for (size_t i = 0; i < count; i++) {
    const struct shape *shape = &shapes[i];
    double time = shape->least / (double)shape->xml.size, parser = shape->parser / (double)shape->xml.size;
    printf("%-46s %10.1f %10.2f %10.2f %12.2f\n", shape->name, time, time / single, time / list, parser / list);
    if (i >= ORDINARY) {
      worst = time / single > worst ? time / single : worst;
      worst_list = time / list > worst_list ? time / list : worst_list;
      above += time / single > MOST;
    }
  }
  printf(
      "%zu hostile shapes: for a byte at most %.2f times an ordinary single request, %.2f times a list; %d above %.0f "
      "times the single request\n",
      count - ORDINARY, worst, worst_list, above, MOST);
  return above > 0;
}

/* callgrind collects under this name. */
__attribute__((noinline)) void bench_hostile_shape(const struct shape *shape);
void bench_hostile_shape(const struct shape *shape) {
  shape->work(&shape->xml);
}

static double least(double before, double start, size_t run) {
  double time = used() - start;
  return run == 0 || time < before ? time : before;
}

int main(int argc, char **argv) {
  static struct bench opened;
  const int is_once = argc == 5 && strcmp(argv[3], "--once") == 0;
  const size_t size = is_once ? SIZE / 6 : SIZE; /* what is counted need not be long */
  if (argc != 3 && !is_once)
    bench_fail("usage: bench-hostile KEY CERTIFICATE [--once NUMBER]");
  bench_open(&opened, argv[1], argv[2]);
  size_t count;
  struct shape *shapes = shapes_new(&opened, size, &count);
  if (is_once) {
    size_t once = strtoul(argv[4], NULL, 10);
    if (once >= count)
      return 4;
    bench_hostile_shape(&shapes[once]);
    printf("%zu %s\n", shapes[once].xml.size, shapes[once].name);
    return 0;
  }
  for (size_t run = 0; run < RUNS; run++)
    for (size_t i = 0; i < count; i++) {
      double start = used();
      bench_hostile_shape(&shapes[i]);
      shapes[i].least = least(shapes[i].least, start, run);
      start = used();
      parse(&shapes[i].xml);
      shapes[i].parser = least(shapes[i].parser, start, run);
    }
  int above = tell(shapes, count);
  shapes_free(shapes, count);
  bench_close(&opened);
  return above > 0;
}
