/* body.h - the body of a request of HTTP. All that are in memory at once have 256 MiB, however many they are. */
#ifndef BODY_H
#define BODY_H

#include <stddef.h>

/* All zero: a body that is counted and not kept. */
struct body {
  char *data;
  size_t size; /* what has come, also beyond the room */
  size_t room;
};

/* Room for so many bytes; 0: there is not so much left just now. */
int body_open(struct body *body, size_t room);
/* The next part: what is beyond the room is counted and not kept. */
void body_add(struct body *body, const char *data, size_t size);
void body_close(struct body *body);

#endif
