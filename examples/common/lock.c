/* lock.c - see lock.h. */
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* 0, or -1 with errno. */
static int take_lock(int fd, int command) {
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  while (fcntl(fd, command, &lock) != 0)
    if (errno != EINTR)
      return -1;
  return 0;
}

/* Another run may have put a new file in its place, or taken it away, while this one waited. */
static int has_its_name(int fd, const char *path, struct stat *locked) {
  struct stat named;
  return fstat(fd, locked) == 0 && stat(path, &named) == 0 && locked->st_ino == named.st_ino &&
         locked->st_dev == named.st_dev;
}

/* command: F_SETLKW, or F_SETLK, which does not wait. is_new: NULL where no file is to be made. */
static int open_locked(const char *path, int command, int *is_new) {
  for (;;) {
    struct stat locked;
    int fd = open(path, O_RDWR);
    int is_made = fd < 0 && errno == ENOENT && is_new != NULL;
    if (is_made)
      fd = open(path, O_RDWR | O_CREAT, 0666);
    if (fd < 0)
      return -1;
    if (take_lock(fd, command) != 0) {
      int cause = errno == EACCES ? EAGAIN : errno; /* POSIX has both for a lock of another */
      close(fd);
      errno = cause;
      return -1;
    }
    if (has_its_name(fd, path, &locked)) {
      if (is_new != NULL)
        *is_new = is_made && locked.st_size == 0;
      return fd;
    }
    close(fd);
  }
}

int lock_open(const char *path) {
  return open_locked(path, F_SETLKW, NULL);
}

int lock_open_now(const char *path) {
  return open_locked(path, F_SETLK, NULL);
}

int lock_open_or_create(const char *path, int *is_new) {
  return open_locked(path, F_SETLKW, is_new);
}
