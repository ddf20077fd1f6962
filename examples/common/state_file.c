/* state_file.c - see state_file.h. */
#include "state_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "lock.h"
#include "messages.h"
#include "room.h"

static int refuse(const struct state_file *file, const char *text) {
  message(&(struct message){.file = file->path, .text = text});
  return EXIT_ENVIRONMENT;
}

/* ---- Reading ---- */

static int load(const struct state_file *file, const struct input *state, chret_batch **out) {
  chret_error *err = NULL;
  if (chret_error_new(&err, NULL) != CHRET_OK)
    return message_no_memory();
  int result = EXIT_DONE;
  if (chret_batch_load(out, (const uint8_t *)state->data, state->size, file->provider, NULL, err) != CHRET_OK) {
    message_error(file->path, err);
    result = EXIT_ENVIRONMENT;
  }
  chret_error_free(err);
  return result;
}

static int read_file(const struct state_file *file, chret_batch **out) {
  struct input state;
  struct stat there;
  if (fstat(file->fd, &there) != 0)
    return message_errno(file->path);
  if (!S_ISREG(there.st_mode))
    return refuse(file, "a state is kept in a regular file only");
  int result = input_read_open(&state, file->fd, file->path);
  if (result == EXIT_DONE) {
    result = load(file, &state, out);
    input_free(&state);
  }
  return result;
}

int state_file_open(struct state_file *file, const char *path, const chret_provider *provider, chret_batch **out) {
  *out = NULL;
  file->path = path;
  file->provider = provider;
  file->fd = file->does_not_wait ? lock_open_now(path) : lock_open(path);
  if (file->fd >= 0)
    return read_file(file, out);
  if (errno == EAGAIN)
    return refuse(file, "another run has this state");
  return errno == ENOENT ? EXIT_DONE : message_errno(path);
}

void state_file_close(struct state_file *file) {
  if (file->fd >= 0)
    close(file->fd);
  file->fd = -1;
}

/* ---- Writing ---- */

struct bytes {
  uint8_t *data;
  size_t size;
  size_t room;
  int is_out_of_memory;
};

/* ctx: the bytes. */
static int32_t append(void *ctx, const uint8_t *data, size_t size) {
  struct bytes *b = ctx;
  uint8_t *grown = make_room(b->data, 1, &b->room, b->size + size);
  if (grown == NULL) {
    b->is_out_of_memory = 1;
    return 1;
  }
  b->data = grown;
  memcpy(b->data + b->size, data, size);
  b->size += size;
  return 0;
}

static int make_bytes(const struct state_file *file, const chret_batch *batch, struct bytes *bytes) {
  chret_sink sink;
  chret_error *err = NULL;
  if (chret_error_new(&err, NULL) != CHRET_OK)
    return message_no_memory();
  chret_sink_init(&sink, sizeof sink);
  sink.ctx = bytes;
  sink.write = append;
  int32_t status = chret_batch_save(batch, &sink, file->provider, err);
  int result = EXIT_DONE;
  if (bytes->is_out_of_memory)
    result = message_no_memory();
  else if (status != CHRET_OK)
    result = message_error(file->path, err);
  else if (bytes->size >= INPUT_MOST)
    result = refuse(file, "a state of 256 MiB or more could not be read again: make two sheets of this one");
  chret_error_free(err);
  return result;
}

/* The new file has its lock before it has its name: who waits for the old one finds it gone, and waits for this one. */
static int place(struct state_file *file, struct file_pending *pending) {
  int fd = lock_open(pending->name);
  if (fd < 0) {
    int result = message_errno(file->path);
    file_drop(pending);
    return result;
  }
  int result = file->fd >= 0 ? file_place(pending) : file_place_new(pending);
  if (result != EXIT_DONE) {
    close(fd);
    return result;
  }
  state_file_close(file);
  file->fd = fd;
  return EXIT_DONE;
}

int state_file_save(struct state_file *file, const chret_batch *batch) {
  struct bytes bytes = {.data = NULL};
  struct file_pending pending;
  int result = make_bytes(file, batch, &bytes);
  result = result == EXIT_DONE ? file_prepare(&pending, file->path, bytes.data, bytes.size) : result;
  if (result == EXIT_DONE && pending.name == NULL) {
    file_drop(&pending);
    result = refuse(file, "a state is kept in a regular file only");
  } else if (result == EXIT_DONE) {
    result = place(file, &pending);
  }
  free(bytes.data);
  return result;
}
