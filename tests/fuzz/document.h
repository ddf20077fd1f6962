/* tests/fuzz/document.h - an input as libxml2 reads it, and what the library refuses though libxml2 takes it. */
#ifndef CHRETURN_TESTS_FUZZ_DOCUMENT_H
#define CHRETURN_TESTS_FUZZ_DOCUMENT_H

#include "fuzz.h"

#include <libxml/parser.h>

typedef struct fuzz_document {
  xmlDoc *tree; /* NULL: none could be made */
  int is_well_formed;
  int is_clean; /* nor was there a warning */
} fuzz_document;

fuzz_document fuzz_document_read(const uint8_t *data, size_t size);
void fuzz_document_free(fuzz_document *document);

/* That bytes refused with CHRET_E_ENCODING or CHRET_E_DOCTYPE have what that means; libxml2 need not see them. 0: it is
 * another status. */
int fuzz_expect_refused_bytes(int32_t status, const uint8_t *data, size_t size);
/* That a document refused with CHRET_E_LIMIT or CHRET_E_NOT_WELL_FORMED is beyond a limit, or is not clean or has what the
 * library does not take. 0: it is another status. */
int fuzz_expect_refused_document(int32_t status, const fuzz_document *document);

#endif
