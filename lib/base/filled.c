#include "base/filled.h"

#include <string.h>

/* How each of the structs begins. */
typedef struct beginning {
  uint32_t struct_size;
  uint32_t reserved;
} beginning;

static beginning begin(const void *filled) {
  beginning given;
  memcpy(&given, filled, sizeof given);
  return given;
}

int32_t chret_i_filled_init(void *filled, size_t struct_size, size_t first, size_t size) {
  beginning given = {(uint32_t)struct_size, 0};
  if (filled == NULL || struct_size < first || struct_size > size)
    return CHRET_E_ARGUMENT;
  memset(filled, 0, struct_size);
  memcpy(filled, &given, sizeof given);
  return CHRET_OK;
}

int chret_i_filled_is(const void *filled, size_t first, size_t size) {
  beginning given;
  if (filled == NULL)
    return 0;
  given = begin(filled);
  return given.struct_size >= first && given.struct_size <= size && given.reserved == 0;
}

void chret_i_filled_copy(void *copy, const void *filled, size_t size) {
  size_t given = begin(filled).struct_size;
  memcpy(copy, filled, given);
  memset((char *)copy + given, 0, size - given);
}
