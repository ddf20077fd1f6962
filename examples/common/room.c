/* room.c - see room.h. */
#include "room.h"

#include <stdlib.h>

void *make_room(void *array, size_t element, size_t *room, size_t needed) {
  if (needed <= *room)
    return array;
  size_t more = needed * 2 + 64;
  void *moved = realloc(array, more * element);
  if (moved != NULL)
    *room = more;
  return moved;
}
