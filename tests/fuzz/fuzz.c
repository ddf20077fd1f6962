#include "fuzz.h"

#include <libxml/parser.h>
#include <libxml/xmlmemory.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char fuzz_untouched;
const char *fuzz_input = "";
chret_options *fuzz_options;
chret_error *fuzz_err, *fuzz_other_err;
fuzz_repairer fuzz_repair;
size_t fuzz_accepted;
/* libFuzzer takes a new number here for something new: so it keeps some hundreds of accepted inputs to go on from, though
 * they reach no edge that others have not. */
__attribute__((section("__libfuzzer_extra_counters"), used)) static uint8_t accepted_inputs[512];

/* ---- Output ------------------------------------------------------------------------------------------------------ */

static int report = 2;  /* where failures are reported */
static int output = -1; /* the file that stdout and stderr go to; -1: they are left alone */

void fuzz_fail(const char *file, int line, const char *condition, const char *format, ...) {
  char text[2000];
  va_list list;
  int used = snprintf(text, sizeof text, "%s %s:%d: not so: %s\n", fuzz_input, file, line, condition);
  va_start(list, format);
  used += vsnprintf(text + used, sizeof text - (size_t)used - 1, format, list);
  va_end(list);
  if (used >= (int)sizeof text - 1) {
    used = (int)sizeof text - 2;
  }
  text[used] = '\n';
  if (write(report, text, (size_t)used + 1) < 0) {
    report = -1;
  }
  abort();
}

static void tell_accepted(void) {
  dprintf(report, "accepted: %zu\n", fuzz_accepted);
}

/* libFuzzer with -close_fd_mask=3, and main.c, leave stdout and stderr to the target: on /dev/null. */
static int is_ours(int descriptor) {
  struct stat at, null;
  return fstat(descriptor, &at) == 0 && stat("/dev/null", &null) == 0 && at.st_rdev == null.st_rdev &&
         at.st_ino == null.st_ino;
}

static void watch_output(void) {
  static FILE *kept;
  if (!is_ours(1) || !is_ours(2) || (kept = tmpfile()) == NULL) {
    return;
  }
  output = fileno(kept);
  fflush(stdout); /* an engine may have said something */
  FUZZ_CHECK(dup2(output, 1) == 1 && dup2(output, 2) == 2, "output cannot be watched");
}

static void expect_silence(void) {
  char text[200] = "";
  fflush(stdout);
  if (output >= 0 && lseek(output, 0, SEEK_END) > 0) {
    ssize_t size = pread(output, text, sizeof text - 1, 0);
    FUZZ_CHECK(0, "it made the library print %ld bytes: %s", (long)size, text);
  }
}

/* ---- Memory ------------------------------------------------------------------------------------------------------ */

static struct { size_t blocks, bytes, peak; } memory;

/* Before each block; as large as the strictest alignment asks for. */
typedef union header {
  size_t size;
  long double alignment;
} header;

static void *taken(header *block, size_t size) {
  if (block == NULL) {
    return NULL;
  }
  block->size = size;
  memory.bytes += size;
  memory.peak = memory.bytes > memory.peak ? memory.bytes : memory.peak;
  return block + 1;
}

void *fuzz_allocate(size_t size) {
  memory.blocks++;
  return taken(malloc(sizeof(header) + size), size);
}

void fuzz_release(void *block) {
  if (block != NULL) {
    memory.blocks--;
    memory.bytes -= ((header *)block)[-1].size;
    free((header *)block - 1);
  }
}

static void *reallocate(void *block, size_t size) {
  if (block == NULL) {
    return fuzz_allocate(size);
  }
  memory.bytes -= ((header *)block)[-1].size;
  return taken(realloc((header *)block - 1, sizeof(header) + size), size);
}

static char *duplicate(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = fuzz_allocate(size);
  return copy != NULL ? memcpy(copy, text, size) : NULL;
}

static void *host_allocate(void *ctx, size_t size) {
  FUZZ_CHECK(ctx == &memory && size > 0, "against the allocator's contract");
  return fuzz_allocate(size);
}

static void *host_reallocate(void *ctx, void *block, size_t size) {
  FUZZ_CHECK(ctx == &memory && block != NULL && size > 0, "against the allocator's contract");
  return reallocate(block, size);
}

static void host_release(void *ctx, void *block) {
  FUZZ_CHECK(ctx == &memory && block != NULL, "against the allocator's contract");
  fuzz_release(block);
}

size_t fuzz_memory_mark(void) {
  memory.peak = memory.bytes;
  return memory.bytes;
}

size_t fuzz_memory_peak(void) {
  return memory.peak;
}

void fuzz_expect_memory(size_t mark, size_t size, size_t fixed, size_t times) {
  FUZZ_CHECK(memory.peak - mark <= fixed + size * times, "%zu bytes of input took %zu of memory", size,
             memory.peak - mark);
}

/* ---- Chance ------------------------------------------------------------------------------------------------------ */

uint64_t fuzz_hash(const uint8_t *data, size_t size) {
  return fuzz_hash_more(UINT64_C(0xCBF29CE484222325), data, size);
}

uint64_t fuzz_hash_more(uint64_t hash, const uint8_t *data, size_t size) {
  for (size_t i = 0; i < size; i++) {
    hash = (hash ^ data[i]) * UINT64_C(0x100000001B3);
  }
  return hash;
}

uint32_t fuzz_random(uint64_t *state, uint32_t below) {
  uint64_t mixed = *state += UINT64_C(0x9E3779B97F4A7C15);
  mixed = (mixed ^ mixed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
  return (uint32_t)((mixed >> 32) * below >> 32);
}

/* ---- Engines ----------------------------------------------------------------------------------------------------- */

void fuzz_expect_out(int32_t status, const void *out, const chret_error *err) {
  FUZZ_CHECK((status == CHRET_OK) == (out != FUZZ_UNTOUCHED), "%s", chret_status_name(status));
  FUZZ_CHECK(status != CHRET_OK || out != NULL, "nothing was given");
  FUZZ_CHECK(chret_error_status(err) == status, "%s is noted, not %s", chret_status_name(chret_error_status(err)),
             chret_status_name(status));
  FUZZ_CHECK((status == CHRET_OK) == (chret_error_message(err)[0] == '\0'), "%s", chret_error_message(err));
  FUZZ_CHECK(status != CHRET_E_ARGUMENT && status != CHRET_E_NO_MEMORY, "%s", chret_error_message(err));
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  chret_allocator allocator;
  (void)argc;
  (void)argv;
  report = dup(2);
  FUZZ_CHECK(xmlMemSetup(fuzz_release, fuzz_allocate, reallocate, duplicate) == 0, "libxml2's memory");
  xmlInitParser();
  FUZZ_CHECK(chret_allocator_init(&allocator, sizeof allocator) == CHRET_OK, "the allocator");
  allocator.ctx = &memory;
  allocator.allocate = host_allocate;
  allocator.reallocate = host_reallocate;
  allocator.release = host_release;
  FUZZ_CHECK(chret_options_new(&fuzz_options, &allocator) == CHRET_OK &&
                 chret_options_set_time(fuzz_options, FUZZ_TIME) == CHRET_OK &&
                 chret_error_new(&fuzz_err, NULL) == CHRET_OK && chret_error_new(&fuzz_other_err, NULL) == CHRET_OK,
             "no memory to begin");
  fuzz_begin();
  return atexit(tell_accepted);
}

static void give_repaired(const uint8_t *data, size_t size) {
  size_t room = size + 1000;
  uint8_t *copy = malloc(room);
  FUZZ_CHECK(copy != NULL, "no memory");
  memcpy(copy, data, size);
  size = fuzz_repair(copy, size, room);
  uint8_t *exact = realloc(copy, size + (size == 0)); /* so that a step over the end is seen */
  FUZZ_CHECK(exact != NULL, "no memory");
  fuzz_one(exact, size);
  free(exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static int begun;
  static size_t given;
  uint64_t chance = fuzz_hash(data, size);
  size_t blocks = memory.blocks, accepted = fuzz_accepted;
  if (!begun) {
    begun = 1;
    watch_output();
  }
  if (fuzz_repair != NULL && fuzz_random(&chance, 8) != 0) {
    give_repaired(data, size);
  } else {
    fuzz_one(data, size);
  }
  if (fuzz_accepted > accepted) {
    accepted_inputs[chance % sizeof accepted_inputs] = 1;
  }
  FUZZ_CHECK(memory.blocks == blocks, "%zu blocks are out, not %zu", memory.blocks, blocks);
  expect_silence();
  if (++given % 100000 == 0) { /* who ends it may not let it say so at its end */
    tell_accepted();
  }
  return 0;
}
