/* A byte buffer that grows. */
#ifndef CHRET_I_BUFFER_H
#define CHRET_I_BUFFER_H

#include "base/memory.h"

struct chret_buffer {
  chret_allocator allocator;
  uint8_t *data;
  size_t size;
  size_t capacity;
};

/* An embedded buffer; the allocator is copied. */
void chret_i_buffer_init(chret_buffer *buffer, const chret_allocator *allocator);
void chret_i_buffer_release(chret_buffer *buffer);
/* 0: no memory, and the buffer is as it was. */
int chret_i_buffer_append(chret_buffer *buffer, const void *data, size_t size);

/* A buffer of its own. NULL: no memory. */
chret_buffer *chret_i_buffer_new(const chret_allocator *allocator);
#endif
