/* tests/fuzz/fuzz.h - what the fuzz targets share.
 *
 * A target is one file with the two functions below. It is built three ways from the same source: with libFuzzer, with
 * AFL++, and with main.c as a plain program that is given files. Inputs are documents as they are, without any control
 * bytes: what a target has to choose, it chooses by their hash.
 */
#ifndef CHRETURN_TESTS_FUZZ_H
#define CHRETURN_TESTS_FUZZ_H

#include <chreturn/chreturn.h>
#include <stddef.h>
#include <stdint.h>

/* ---- What a target defines --------------------------------------------------------------------------------------- */

/* Once, before the first input. What it allocates may stay. */
void fuzz_begin(void);
/* One input. What it allocates by fuzz_options, or libxml2 does, must be free again. */
void fuzz_one(const uint8_t *data, size_t size);

/* What engines and main.c call (fuzz.c). */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- Checks ------------------------------------------------------------------------------------------------------ */

/* Says what is wrong on the stderr that the program was started with, and aborts. */
#define FUZZ_CHECK(condition, ...)                                                                                     \
  do {                                                                                                                 \
    if (!(condition)) {                                                                                                \
      fuzz_fail(__FILE__, __LINE__, #condition, __VA_ARGS__);                                                          \
    }                                                                                                                  \
  } while (0)
void fuzz_fail(const char *file, int line, const char *condition, const char *format, ...)
    __attribute__((format(printf, 4, 5), noreturn));

/* The input's name, for what it says; "" where it has none. */
extern const char *fuzz_input;

/* An out-parameter that nothing was put in. */
extern char fuzz_untouched;
#define FUZZ_UNTOUCHED ((void *)&fuzz_untouched)
/* That a status, its out-parameter and its error object agree. */
void fuzz_expect_out(int32_t status, const void *out, const chret_error *err);

/* ---- What there is for all inputs -------------------------------------------------------------------------------- */

/* Counts what it gives out; libxml2's memory is counted too. */
extern chret_options *fuzz_options;
extern chret_error *fuzz_err, *fuzz_other_err;
/* When certificates have to be valid. */
#define FUZZ_TIME INT64_C(1700000000)

/* Bytes that are out now, and the most that were since fuzz_memory_mark(). */
size_t fuzz_memory_mark(void);
size_t fuzz_memory_peak(void);
/* That an input of `size` bytes, since the mark, took no more than a fixed amount and a multiple of its size. */
void fuzz_expect_memory(size_t mark, size_t size, size_t fixed, size_t times);
void *fuzz_allocate(size_t size);
void fuzz_release(void *block);

/* No digest, but quick; and the hash of what was hashed with more after it. */
uint64_t fuzz_hash(const uint8_t *data, size_t size);
uint64_t fuzz_hash_more(uint64_t hash, const uint8_t *data, size_t size);
/* A number from 0 to below - 1. */
uint32_t fuzz_random(uint64_t *state, uint32_t below);

/* ---- Repair ------------------------------------------------------------------------------------------------------ */

/* Makes an input whole again, such as its digest, in place: its new size, up to `room`. Of eight inputs, seven come to
 * fuzz_one repaired, whichever engine or file they are from; which, their hash says. NULL: nothing to do. */
typedef size_t (*fuzz_repairer)(uint8_t *data, size_t size, size_t room);
extern fuzz_repairer fuzz_repair;
/* Inputs that were accepted, so that what lies behind was reached: the target counts them, fuzz.c says how many. */
extern size_t fuzz_accepted;

/* MemorySanitizer does not see what libFuzzer itself writes. */
#if defined(__has_feature)
#if __has_feature(memory_sanitizer)
#include <sanitizer/msan_interface.h>
#define FUZZ_IS_WRITTEN(data, size) __msan_unpoison(data, size)
#endif
#endif
#ifndef FUZZ_IS_WRITTEN
#define FUZZ_IS_WRITTEN(data, size) ((void)0)
#endif

#endif
