/* output.c - see output.h. Files of a folder are written into a hidden folder inside it, brought to the disk together,
 * and then linked to their names: link() never replaces a file. */
#define _GNU_SOURCE /* syncfs; NOLINT(bugprone-reserved-identifier) */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "interruption.h"
#include "messages.h"
#include "progress.h"
#include "usage.h"

#define STAGE ".chret-XXXXXX"

static char *path_of(const struct output *output, const char *folder, uint64_t i) {
  char name[OUTPUT_NAME_SIZE];
  output->name(output->ctx, i, name, sizeof name);
  return file_path(folder, name);
}

/* Says what went wrong with the file of this message. */
static int fail(const struct output *output, uint64_t i) {
  int cause = errno;
  char *path = path_of(output, output->path, i);
  errno = cause;
  int result = message_errno(path);
  free(path);
  return result;
}

/* ---- Before anything is written ---- */

int output_choose(struct output *output, const char *call, const char *what, const char *path, uint64_t count) {
  struct stat there;
  memset(output, 0, sizeof *output);
  output->path = path;
  int is_there = path != NULL && stat(path, &there) == 0;
  if (is_there)
    output->is_folder = S_ISDIR(there.st_mode);
  else if (path != NULL)
    output->is_folder = count > 1 || (*path != '\0' && path[strlen(path) - 1] == '/');
  if (count > 1 && !output->is_folder) {
    char text[100];
    snprintf(text, sizeof text, "%" PRIu64 " %s need -o DIR", count, what);
    return usage(call, text, NULL);
  }
  return EXIT_DONE;
}

static int refuse_file(const char *path) {
  message(&(struct message){.file = path, .text = "there is such a file already, so nothing was written"});
  return EXIT_ENVIRONMENT;
}

int output_check(struct output *output, uint64_t count, uint64_t owned, output_name_fn name, const void *ctx) {
  struct stat there;
  int result = EXIT_DONE;
  output->count = count;
  output->owned = owned;
  output->name = name;
  output->ctx = ctx;
  for (uint64_t i = owned; output->is_folder && i < count && result == EXIT_DONE; i++) {
    char *path = path_of(output, output->path, i);
    if (path == NULL)
      return message_no_memory();
    if (lstat(path, &there) == 0)
      result = refuse_file(path);
    free(path);
  }
  return result;
}

/* ---- Writing ---- */

static int make_stage(struct output *output) {
  if (mkdir(output->path, 0777) == 0)
    output->is_new_folder = 1;
  else if (errno != EEXIST)
    return message_errno(output->path);
  char *stage = file_path(output->path, STAGE);
  if (stage == NULL)
    return message_no_memory();
  if (mkdtemp(stage) == NULL) {
    free(stage);
    return message_errno(output->path);
  }
  output->stage = stage;
  return EXIT_DONE;
}

int output_begin(struct output *output) {
  if (!output->is_folder)
    return EXIT_DONE;
  interruption_catch();
  return make_stage(output);
}

static int create(const char *path, const void *data, size_t size) {
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);
  if (fd < 0)
    return -1;
  int result = file_write_all(fd, data, size);
  return close(fd) == 0 ? result : -1;
}

static int write_into_stage(struct output *output, uint64_t i, const void *data, size_t size) {
  char *path = path_of(output, output->stage, i);
  if (path == NULL)
    return message_no_memory();
  int result = create(path, data, size) == 0 ? EXIT_DONE : fail(output, i);
  free(path);
  return result;
}

int output_one(const char *path, const void *data, size_t size) {
  if (path != NULL)
    return file_replace(path, data, size);
  fwrite(data, 1, size, stdout);
  return EXIT_DONE;
}

int output_write(struct output *output, uint64_t i, const void *data, size_t size) {
  if (interruption_came())
    return EXIT_ENVIRONMENT;
  return output->is_folder ? write_into_stage(output, i, data, size) : output_one(output->path, data, size);
}

/* ---- What is there already ---- */

/* Whether a file has the same bytes as one of these. A message is small. */
static int has_same_bytes(const char *path, const struct input *wanted) {
  struct input there;
  struct stat status;
  if (stat(path, &status) != 0 || !S_ISREG(status.st_mode) || (size_t)status.st_size != wanted->size ||
      input_read(&there, path) != EXIT_DONE)
    return 0;
  int is_same = there.size == wanted->size && memcmp(there.data, wanted->data, there.size) == 0;
  input_free(&there);
  return is_same;
}

/* Whether what is there under the name of the i-th message, which is staged, is that message already. */
static int is_published(const struct output *output, uint64_t i, const char *from, const char *to) {
  struct input wanted;
  if (i >= output->owned || input_read(&wanted, from) != EXIT_DONE)
    return 0;
  int is_same = has_same_bytes(to, &wanted);
  input_free(&wanted);
  return is_same;
}

int output_compare(const struct output *output) {
  struct stat there;
  int result = EXIT_DONE;
  for (uint64_t i = 0; output->stage != NULL && i < output->count && result == EXIT_DONE; i++) {
    char *from = path_of(output, output->stage, i);
    char *to = path_of(output, output->path, i);
    if (from == NULL || to == NULL)
      result = message_no_memory();
    else if (lstat(to, &there) == 0 && !is_published(output, i, from, to))
      result = refuse_file(to);
    free(from);
    free(to);
  }
  return result;
}

/* ---- The end ---- */

/* For every file its own fsync would take minutes where there are many. */
static int sync_all(const char *folder) {
  int fd = open(folder, O_RDONLY | O_DIRECTORY);
  if (fd < 0)
    return -1;
  int result = syncfs(fd);
  close(fd);
  return result;
}

static int publish_one(const struct output *output, uint64_t i) {
  char *from = path_of(output, output->stage, i);
  char *to = path_of(output, output->path, i);
  int result = from == NULL || to == NULL ? -1 : link(from, to);
  if (result != 0 && errno == EEXIST && from != NULL && to != NULL) {
    result = is_published(output, i, from, to) ? 0 : -1;
    errno = EEXIST;
  }
  free(from);
  free(to);
  return result;
}

static void remove_files(const struct output *output, const char *folder, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    char *path = path_of(output, folder, i);
    if (path != NULL)
      unlink(path);
    free(path);
  }
}

/* A file that was there before is another one than the one that is staged. */
static void take_back(const struct output *output, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    struct stat staged, published;
    char *from = path_of(output, output->stage, i);
    char *to = path_of(output, output->path, i);
    if (from != NULL && to != NULL && lstat(from, &staged) == 0 && lstat(to, &published) == 0 &&
        staged.st_ino == published.st_ino && staged.st_dev == published.st_dev)
      unlink(to);
    free(from);
    free(to);
  }
}

int output_publish(struct output *output) {
  if (output->stage == NULL)
    return EXIT_DONE;
  if (sync_all(output->stage) != 0)
    return message_errno(output->path);
  if (interruption_came())
    return EXIT_ENVIRONMENT;
  progress_begin();
  for (uint64_t i = 0; i < output->count; i++) {
    if (publish_one(output, i) != 0) {
      int result = fail(output, i);
      if (output->owned < output->count)
        take_back(output, i);
      return result;
    }
    progress_step((size_t)i + 1, (size_t)output->count);
  }
  progress_hide();
  output->is_new_folder = 0;
  return file_sync_folder(output->path) == 0 ? EXIT_DONE : message_errno(output->path);
}

void output_free(struct output *output) {
  if (output->stage != NULL) {
    remove_files(output, output->stage, output->count);
    rmdir(output->stage);
    free(output->stage);
    output->stage = NULL;
  }
  if (output->is_new_folder)
    rmdir(output->path);
  interruption_give_way();
}
