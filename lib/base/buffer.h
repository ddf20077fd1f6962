/* A byte buffer that grows. */
#ifndef CHRET_I_BUFFER_H
#define CHRET_I_BUFFER_H

#include "base/memory.h"

#include <string.h>

struct chret_buffer {
  chret_allocator allocator;
  uint8_t *data;
  size_t size;
  size_t capacity;
};

/* An embedded buffer; the allocator is copied. */
void chret_i_buffer_init(chret_buffer *buffer, const chret_allocator *allocator);
void chret_i_buffer_release(chret_buffer *buffer);
/* Makes room for so many bytes more. 0: no memory, and the buffer is as it was. */
int chret_i_buffer_grow(chret_buffer *buffer, size_t size);
/* 0: no memory, and the buffer is as it was. */
static inline int chret_i_buffer_append(chret_buffer *buffer, const void *data, size_t size) {
  if (size > buffer->capacity - buffer->size && !chret_i_buffer_grow(buffer, size))
    return 0;
  if (size > 0)
    memcpy(buffer->data + buffer->size, data, size);
  buffer->size += size;
  return 1;
}

/* A buffer of its own. NULL: no memory. */
chret_buffer *chret_i_buffer_new(const chret_allocator *allocator);
#endif
