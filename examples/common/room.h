/* room.h - arrays that grow. */
#ifndef ROOM_H
#define ROOM_H

#include <stddef.h>

/* Room for at least `needed` elements of this size in an array that has *room of them: where it is now, or NULL where memory
 * ran out and everything is as it was. */
void *make_room(void *array, size_t element, size_t *room, size_t needed);

#endif
