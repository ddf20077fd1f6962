/* tests/fuzz/reading.h - requests read in several ways, and what must be true of all of them. */
#ifndef CHRETURN_TESTS_FUZZ_READING_H
#define CHRETURN_TESTS_FUZZ_READING_H

#include "fuzz.h"

/* What came of reading a document. */
typedef struct fuzz_read {
  int32_t status;
  chret_request *request; /* NULL: none */
  chret_buffer *bytes;    /* the request written again, unsigned */
} fuzz_read;

/* In one call, the error in err. trust NULL: unverified. */
fuzz_read fuzz_read_whole(const uint8_t *data, size_t size, const chret_trust *trust, chret_error *err);
/* In pieces cut by chance. */
fuzz_read fuzz_read_pieces(const uint8_t *data, size_t size, const chret_trust *trust, chret_error *err,
                           uint64_t *state);
void fuzz_read_free(fuzz_read *read);
/* That two readings of one document are the same: status and error, or content and lines. */
void fuzz_expect_same(const fuzz_read *a, const chret_error *a_err, const fuzz_read *b, const chret_error *b_err);
/* That reading again what was written gives the same bytes. */
void fuzz_expect_stable(const fuzz_read *read);
void fuzz_expect_same_bytes(const chret_buffer *a, const chret_buffer *b);

/* The document with so many spaces put where they mean nothing, before the root, so that the borders at which it is parsed
 * come to lie somewhere else in it; freed with free(). */
uint8_t *fuzz_pad(const uint8_t *data, size_t size, size_t spaces);

#endif
