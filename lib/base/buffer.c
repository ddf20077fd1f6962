#include "base/buffer.h"

#include "base/filled.h"

#include <string.h>

int32_t chret_sink_init(chret_sink *sink, size_t struct_size) {
  return chret_i_filled_init(sink, struct_size, CHRET_I_SINK);
}

void chret_i_buffer_init(chret_buffer *buffer, const chret_allocator *allocator) {
  memset(buffer, 0, sizeof *buffer);
  buffer->allocator = *allocator;
}

void chret_i_buffer_release(chret_buffer *buffer) {
  chret_i_release(&buffer->allocator, buffer->data);
  buffer->data = NULL;
  buffer->size = 0;
  buffer->capacity = 0;
}

int chret_i_buffer_grow(chret_buffer *buffer, size_t size) {
  void *block = buffer->data;
  if (size > SIZE_MAX - buffer->size ||
      !chret_i_grow(&buffer->allocator, &block, &buffer->capacity, buffer->size + size, 1))
    return 0;
  buffer->data = block;
  return 1;
}

chret_buffer *chret_i_buffer_new(const chret_allocator *allocator) {
  chret_buffer *buffer = chret_i_allocate(allocator, sizeof *buffer);
  if (buffer != NULL)
    chret_i_buffer_init(buffer, allocator);
  return buffer;
}

const uint8_t *chret_buffer_data(const chret_buffer *buffer) {
  return buffer != NULL ? buffer->data : NULL;
}

size_t chret_buffer_size(const chret_buffer *buffer) {
  return buffer != NULL ? buffer->size : 0;
}

void chret_buffer_free(chret_buffer *buffer) {
  if (buffer != NULL) {
    chret_allocator allocator = buffer->allocator;
    chret_i_buffer_release(buffer);
    chret_i_release(&allocator, buffer);
  }
}
