/* files.h - whole files: reading one, and writing one so that it is there whole or not at all. */
#ifndef FILES_H
#define FILES_H

#include <stddef.h>
#include <stdint.h>

/* A file that was read to its end. */
struct input {
  const char *name; /* as messages show it: borrowed */
  char *data;
  size_t size;
};

#define INPUT_MOST ((size_t)256 * 1048576) /* a sheet, or the state, of some million rows; 256 MiB */

/* Reads the file of this path, smaller than INPUT_MOST; NULL or "-" is the standard input. Gives an exit code
 * (messages.h). */
int input_read(struct input *in, const char *path);
/* The same of an open file, from where it stands. */
int input_read_open(struct input *in, int fd, const char *name);
void input_free(struct input *in);

/* "FOLDER/NAME", for free(); NULL where memory ran out. */
char *file_path(const char *folder, const char *name);

/* Writes everything to an open file; 0, or -1 with errno. */
int file_write_all(int fd, const void *data, size_t size);

/* Waits until the names in a folder are on the disk; 0, or -1 with errno. */
int file_sync_folder(const char *folder);

/* A file that is written and not seen yet under its name. */
struct file_pending {
  const char *path;
  const void *data; /* borrowed, as the path is */
  size_t size;
  char *target; /* the file that is made or replaced; NULL: what is there is no regular file and will be written into */
  char *name;   /* of the written file */
};

/* Writes it; then puts it in place, or drops it, which after that does nothing. Give exit codes. */
int file_prepare(struct file_pending *pending, const char *path, const void *data, size_t size);
int file_place(struct file_pending *pending);
/* The same where there must be no such file: EXIT_ENVIRONMENT where there is one now. */
int file_place_new(struct file_pending *pending);
void file_drop(struct file_pending *pending);

/* Writes the file of this path, or puts it in the place of the one that is there, with its rights: a reader sees the old
 * one or the new one, also after a loss of power. What is there and is no regular file is written into; a symbolic link
 * to nothing is refused. Gives an exit code. */
int file_replace(const char *path, const void *data, size_t size);

#endif
