/* files.c - see files.h. */
#define _XOPEN_SOURCE 700 /* realpath; NOLINT(bugprone-reserved-identifier) */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "messages.h"

#define FIRST_READ 65536
#define MOST_READ  ((size_t)256 * 1048576) /* a sheet of some million rows */

/* ---- Reading ---- */

static int read_all(struct input *in, int fd) {
  size_t room = 0;
  for (;;) {
    if (in->size == MOST_READ) {
      message(&(struct message){.file = in->name, .text = "256 MiB or more are too much to read at once"});
      return EXIT_ENVIRONMENT;
    }
    if (in->size == room) {
      room = room == 0 ? FIRST_READ : room * 2;
      char *data = realloc(in->data, room);
      if (data == NULL)
        return message_no_memory();
      in->data = data;
    }
    ssize_t got = read(fd, in->data + in->size, room - in->size);
    if (got == 0)
      return EXIT_DONE;
    if (got > 0)
      in->size += (size_t)got;
    else if (errno != EINTR)
      return message_errno(in->name);
  }
}

int input_read(struct input *in, const char *path) {
  int is_stdin = path == NULL || strcmp(path, "-") == 0;
  memset(in, 0, sizeof *in);
  in->name = is_stdin ? "stdin" : path;
  int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY);
  if (fd < 0)
    return message_errno(in->name);
  int result = read_all(in, fd);
  if (!is_stdin)
    close(fd);
  if (result != EXIT_DONE)
    input_free(in);
  return result;
}

void input_free(struct input *in) {
  free(in->data);
  in->data = NULL;
  in->size = 0;
}

/* ---- Writing ---- */

char *file_path(const char *folder, const char *name) {
  size_t length = strlen(folder);
  size_t size = length + 1 + strlen(name) + 1;
  char *path = malloc(size);
  if (path != NULL)
    snprintf(path, size, "%s%s%s", folder, length > 0 && folder[length - 1] == '/' ? "" : "/", name);
  return path;
}

int file_write_all(int fd, const void *data, size_t size) {
  const char *next = data;
  while (size > 0) {
    ssize_t put = write(fd, next, size);
    if (put < 0 && errno != EINTR)
      return -1;
    if (put > 0) {
      next += put;
      size -= (size_t)put;
    }
  }
  return 0;
}

int file_sync_folder(const char *folder) {
  int fd = open(folder, O_RDONLY | O_DIRECTORY);
  if (fd < 0)
    return -1;
  int result = fsync(fd);
  close(fd);
  return result;
}

/* Gives a file the owner, group and rights of the one that it replaces; where it cannot have the group, no other group
 * gets its rights. */
static void take_after(int fd, const struct stat *old) {
  mode_t rights = old->st_mode & 07777;
  if (fchown(fd, old->st_uid, old->st_gid) != 0 && fchown(fd, (uid_t)-1, old->st_gid) != 0)
    rights &= ~(mode_t)S_IRWXG;
  fchmod(fd, rights);
}

/* A new, empty, open file beside this path; its name replaces the Xs. Its rights are those of the old one, or else what
 * open() would give. */
static int create_beside(char *name, const struct stat *old) {
  int fd = mkstemp(name);
  if (fd >= 0 && old != NULL) {
    take_after(fd, old);
  } else if (fd >= 0) {
    mode_t mask = umask(0);
    umask(mask);
    fchmod(fd, 0666 & ~mask);
  }
  return fd;
}

/* Cuts the path down to its folder. */
static const char *folder_of(char *path) {
  char *slash = strrchr(path, '/');
  if (slash == NULL)
    return ".";
  slash[slash == path ? 1 : 0] = '\0';
  return path;
}

/* Writes the file beside its target, with the rights of the old one (NULL: there is none). */
static int write_beside(struct file_pending *pending, const struct stat *old) {
  size_t name_size = strlen(pending->target) + sizeof ".XXXXXX";
  char *name = malloc(name_size);
  if (name == NULL)
    return -1;
  snprintf(name, name_size, "%s.XXXXXX", pending->target);
  int fd = create_beside(name, old);
  if (fd < 0) {
    free(name);
    return -1;
  }
  pending->name = name;
  int result = file_write_all(fd, pending->data, pending->size) == 0 && fsync(fd) == 0 ? 0 : -1;
  return close(fd) == 0 ? result : -1;
}

static int write_into(const char *path, const void *data, size_t size) {
  int fd = open(path, O_WRONLY);
  if (fd < 0)
    return -1;
  int result = file_write_all(fd, data, size);
  return close(fd) == 0 ? result : -1;
}

int file_prepare(struct file_pending *pending, const char *path, const void *data, size_t size) {
  struct stat there, link;
  int is_there = stat(path, &there) == 0;
  *pending = (struct file_pending){.path = path, .data = data, .size = size};
  if (is_there && S_ISDIR(there.st_mode)) {
    errno = EISDIR;
    return message_errno(path);
  }
  if (is_there && !S_ISREG(there.st_mode))
    return EXIT_DONE;
  /* Behind a symbolic link it is the file that is replaced, not the link; one to nothing is an error. */
  pending->target = realpath(path, NULL);
  if (pending->target == NULL && errno == ENOENT && lstat(path, &link) != 0)
    pending->target = strdup(path);
  if (pending->target != NULL && write_beside(pending, is_there ? &there : NULL) == 0)
    return EXIT_DONE;
  int result = message_errno(path);
  file_drop(pending);
  return result;
}

int file_place(struct file_pending *pending) {
  int result;
  if (pending->target == NULL) {
    result = write_into(pending->path, pending->data, pending->size);
  } else {
    result = rename(pending->name, pending->target);
    if (result == 0) {
      free(pending->name);
      pending->name = NULL;
      result = file_sync_folder(folder_of(pending->target));
    }
  }
  result = result == 0 ? EXIT_DONE : message_errno(pending->path);
  file_drop(pending);
  return result;
}

void file_drop(struct file_pending *pending) {
  if (pending->name != NULL)
    unlink(pending->name);
  free(pending->name);
  free(pending->target);
  pending->name = NULL;
  pending->target = NULL;
}

int file_replace(const char *path, const void *data, size_t size) {
  struct file_pending pending;
  int result = file_prepare(&pending, path, data, size);
  return result == EXIT_DONE ? file_place(&pending) : result;
}
