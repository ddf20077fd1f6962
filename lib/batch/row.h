/* A row as bytes: how it is kept, and how it is saved (batch/state.h). */
#ifndef CHRET_I_ROW_H
#define CHRET_I_ROW_H

#include "base/buffer.h"
#include "model/record.h"

/* What the bytes say. Texts point into them or into the vocabulary, and have a NUL after them. */
typedef struct chret_i_row_view {
  uint64_t number;
  chret_record record;
  const char *reference; /* NULL: none */
  size_t reference_size;
} chret_i_row_view;

/* Appends a row; service: its place in the table; normals: CHRET_I_RECORD_FIELDS that were checked. Texts are shorter
 * than 4 GiB. 0: no memory. */
int chret_i_row_encode(chret_buffer *buffer, uint64_t number, size_t service, const chret_i_normal *normals,
                       const char *reference, size_t reference_size);
/* Reads a row from the front of `size` bytes. The number of bytes that it takes; 0: they are not a row. */
size_t chret_i_row_decode(const uint8_t *bytes, size_t size, chret_i_row_view *view);

#endif
