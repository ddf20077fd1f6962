/* tests/histories/model.h - what must come of it all, by rules that are written here once more and as simply as can be:
 * who sent what, which hubs there are, what was processed, and what each record must be told. */
#ifndef CHRETURN_HISTORIES_MODEL_H
#define CHRETURN_HISTORIES_MODEL_H

#include <stddef.h>
#include <stdint.h>

#define SUPPLIERS 3
#define HUBS      6
#define RECORDS   (HUBS + 1) /* of a request: one may be there twice */
#define SENT_MAX  128
#define ID_SIZE   80
#define WINDOW    65536 /* of the DSP: counters this far below the highest are too old */

/* Where something does not hold, the program says of which history and ends. */
#define NEED(condition)                                                                                                \
  do {                                                                                                                 \
    if (!(condition))                                                                                                  \
      model_fail(__FILE__, __LINE__, #condition);                                                                      \
  } while (0)
_Noreturn void model_fail(const char *file, int line, const char *condition);

struct bytes {
  char *data; /* with a NUL after it */
  size_t size;
};
struct bytes bytes_of(const void *data, size_t size);
void bytes_free(struct bytes *bytes);
int bytes_equal(const struct bytes *a, const struct bytes *b);
/* With `text` in place of the `size` bytes at `at`. */
struct bytes bytes_put(const struct bytes *bytes, size_t at, size_t size, const char *text, size_t text_size);
/* Where the text is; it has to be there. */
size_t bytes_find(const struct bytes *bytes, const char *text);

struct hub {
  uint64_t device;
  int is_known, is_chf, is_returned;
  int supplier; /* whose it is to return; SUPPLIERS: anyone's */
};

/* A request as its originator signed it. */
struct sent {
  struct bytes xml;
  char id[ID_SIZE];
  int supplier;
  size_t desk;
  uint64_t counter;
  size_t count, hubs[RECORDS]; /* its records */
  int is_processed;
  const char *codes[RECORDS]; /* once it is */
  struct bytes answer;
};

struct model {
  uint64_t random;
  uint64_t history;
  struct hub hubs[HUBS];
  struct sent sent[SENT_MAX];
  size_t sent_count;
  int has_last[SUPPLIERS];
  uint64_t last[SUPPLIERS]; /* the highest counter that was processed */
};
extern struct model model;

uint32_t any(uint32_t below);
uint64_t supplier_eui(int supplier);
#define DSP_EUI UINT64_C(0x90B3D51F30000002)

/* New hubs, and nothing sent. */
void model_begin(uint64_t history);
void model_end(void);
/* Notes a request that goes out; its records are found by searching its text. The same bytes may go out again. */
struct sent *model_send(int supplier, size_t desk, const struct bytes *xml);
/* Whether a request that was not processed is too old by now. */
int model_is_stale(const struct sent *sent);
/* The request is processed: each record gets its code, and hubs are returned. */
void model_process(struct sent *sent);
size_t model_accepted(const struct sent *sent);

#endif
