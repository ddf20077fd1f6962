/* tests/support.h - what the check_ programs share. They run from the project's root.
 *
 * The official schemas, templates and samples are not part of the project: they are looked for in $CHRET_DUIS_DIR, or
 * else in ../shared/duis, and a test that needs them says that it skipped where they are missing.
 */
#ifndef CHRETURN_TESTS_SUPPORT_H
#define CHRETURN_TESTS_SUPPORT_H

#include <check.h>
#include <chreturn/chreturn.h>
#include <stddef.h>
#include <stdint.h>

/* Runs the suite as Check's CK_ variables say and frees it; the result is main's. */
int test_run(Suite *suite);
/* CK_TIMEOUT_MULTIPLIER, or 1: what limits of time are multiplied by under valgrind and the like. */
double test_patience(void);

/* A literal and its size as two arguments; the rows of a table as tcase_add_loop_test() takes them. */
#define TEST_TEXT(literal) (literal), sizeof(literal) - 1
#define TEST_COUNT(table)  (int)(sizeof(table) / sizeof *(table))

/* ---- Texts ------------------------------------------------------------------------------------------------------- */

/* A text that grows, with a NUL after it; {NULL, 0, 0} is an empty one. */
typedef struct test_text {
  char *data;
  size_t size;
  size_t room;
} test_text;

void test_add(test_text *text, const char *data, size_t size);
void test_adds(test_text *text, const char *data);
void test_addf(test_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* In double quotes; backslash, quote and all below U+0020 as \xHH. */
void test_add_quoted(test_text *text, const char *data, size_t size);
void test_add_buffer(test_text *text, const chret_buffer *buffer);
void test_text_free(test_text *text);

/* A copy in a block of exactly its size, so that the sanitizers and valgrind see a step over the end; freed with free().
 */
char *test_exactly(const char *text, size_t size);

/* Borrows both texts, with their sizes; NULL is none. */
void test_signer_names(chret_signer *signer, const char *issuer, const char *serial);

/* The file's bytes after what is in the text already; 0 where it cannot be read. */
int test_load(test_text *text, const char *path);
/* The same for a file of the official set; where it is missing, says on stdout that the test skipped. */
int test_load_duis(test_text *text, const char *name);

/* The names in a folder without those that start with a dot, sorted; kept until the program ends. */
typedef struct test_names {
  char **name;
  size_t count;
} test_names;
test_names test_folder(const char *path);

/* A number from 0 to below - 1, the same ones from the same seed everywhere. */
uint32_t test_random(uint64_t *state, uint32_t below);

/* ---- Models ------------------------------------------------------------------------------------------------------ */

/* All that a request says, a line a fact, as tests/cases/README has it; with or without where its records start. */
void test_add_request(test_text *text, const chret_request *request, int with_lines);
/* Where a call failed: status, item, line, record and Device ID in a line, "-" for what is absent. */
void test_add_error(test_text *text, const chret_error *err);
/* The same of the i-th finding. */
void test_add_finding(test_text *text, const chret_report *report, size_t i);
/* Whether the text is as wanted, where a * in a place of its own stands for any number. */
int test_matches(const char *want, const char *got);

/* Sets every item of the service, required or not, to a lawful value; `number` makes records differ. */
void test_fill(chret_record *record, int32_t service, uint32_t number);
/* The parties of all requests and responses that are made here. */
#define TEST_ORIGINATOR UINT64_C(0x90B3D51F30010000)
#define TEST_TARGET     UINT64_C(0x90B3D51F30000002)
/* A request with a RequestID and so many filled records. */
chret_request *test_request(int32_t service, int32_t form, uint32_t records, const chret_options *options);
/* A response to that request with a code, a time and so many refused records. */
chret_response *test_refusal(int32_t service, uint32_t refused, const chret_options *options);

/* Reads in pieces of `piece` bytes; 0: in one call. */
int32_t test_read(chret_request **out, const void *xml, size_t size, size_t piece, const chret_options *options,
                  chret_error *err);

/* ---- Memory (support_allocation.c) ------------------------------------------------------------------------------- */

/* A counting allocator that fails when it is told to. */
typedef struct test_memory {
  size_t calls;   /* allocations and reallocations since test_memory_arm() */
  size_t fail_at; /* the number of the call that fails; 0: none does */
  int for_good;   /* and every later one */
  size_t live;    /* blocks that are out */
  size_t bytes;   /* in them */
  size_t peak;    /* the most bytes that were ever out together */
  size_t misuse;  /* against the contract: a size of 0, a NULL block, a block that is not of this allocator */
} test_memory;

/* From now on the `fail_at`-th call fails. */
void test_memory_arm(test_memory *memory, size_t fail_at, int for_good);
/* Whether a call was made to fail since then. */
int test_memory_failed(const test_memory *memory);
/* New options whose memory, and that of all that is made with them, comes from `memory`. */
chret_options *test_memory_options(test_memory *memory);
void test_memory_allocator(test_memory *memory, chret_allocator *allocator);

/* libxml2's memory in the same way, for the whole process: to be called first in main. */
test_memory *test_memory_libxml2(void);

#endif
