/* body.c - see body.h. The room is taken when the head has come: a sender is told at once that there is none, and what is
 * begun can be finished. */
#include "body.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_MAX ((size_t)256 * 1048576)

static struct {
  pthread_mutex_t lock;
  size_t taken;
} all = {.lock = PTHREAD_MUTEX_INITIALIZER};

int body_open(struct body *body, size_t room) {
  pthread_mutex_lock(&all.lock);
  int is_taken = room <= ROOM_MAX - all.taken;
  all.taken += is_taken ? room : 0;
  pthread_mutex_unlock(&all.lock);
  if (!is_taken)
    return 0;
  body->room = room;
  body->data = malloc(room > 0 ? room : 1);
  if (body->data == NULL)
    body_close(body);
  return body->data != NULL;
}

void body_add(struct body *body, const char *data, size_t size) {
  size_t kept = body->size < body->room ? body->room - body->size : 0;
  kept = size < kept ? size : kept;
  if (kept > 0)
    memcpy(body->data + body->size, data, kept);
  body->size += size;
}

void body_close(struct body *body) {
  free(body->data);
  pthread_mutex_lock(&all.lock);
  all.taken -= body->room;
  pthread_mutex_unlock(&all.lock);
  memset(body, 0, sizeof *body);
}
