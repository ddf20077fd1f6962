/* paths.c - see paths.h. */
#include "paths.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"
#include "messages.h"
#include "room.h"

/* ---- The order of names ---- */

/* Compares the numbers that both begin with, and passes them. */
static int compare_numbers(const char **a, const char **b) {
  *a += strspn(*a, "0");
  *b += strspn(*b, "0");
  size_t a_size = strspn(*a, "0123456789");
  size_t b_size = strspn(*b, "0123456789");
  if (a_size != b_size)
    return a_size < b_size ? -1 : 1;
  int order = memcmp(*a, *b, a_size);
  *a += a_size;
  *b += b_size;
  return order;
}

static int compare_names(const char *a, const char *b) {
  int order = 0;
  while (order == 0 && (*a != '\0' || *b != '\0')) {
    if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
      order = compare_numbers(&a, &b);
    } else {
      order = (unsigned char)*a - (unsigned char)*b;
      a++;
      b++;
    }
  }
  return order;
}

static int compare_paths(const void *a, const void *b) {
  const char *one = *(const char *const *)a;
  const char *other = *(const char *const *)b;
  int order = compare_names(one, other);
  return order != 0 ? order : strcmp(one, other);
}

/* ---- Folders ---- */

/* Takes the text over. */
static int append(struct paths *paths, char *path) {
  char **list = make_room(paths->list, sizeof *list, &paths->room, paths->count + 1);
  if (list != NULL)
    paths->list = list;
  if (path == NULL || list == NULL) {
    free(path);
    return message_no_memory();
  }
  paths->list[paths->count++] = path;
  return EXIT_DONE;
}

static int is_wanted(const char *name, const char *const *endings) {
  size_t size = strlen(name);
  for (; *endings != NULL && name[0] != '.'; endings++) {
    size_t ending = strlen(*endings);
    if (size > ending && strcmp(name + size - ending, *endings) == 0)
      return 1;
  }
  return 0;
}

static int add_entry(struct paths *paths, const char *folder, const char *name) {
  struct stat there;
  char *path = file_path(folder, name);
  if (path != NULL && stat(path, &there) == 0 && S_ISDIR(there.st_mode)) {
    free(path);
    return EXIT_DONE;
  }
  return append(paths, path);
}

static int add_folder(struct paths *paths, const char *folder, const char *const *endings) {
  DIR *open = opendir(folder);
  if (open == NULL)
    return message_errno(folder);
  size_t first = paths->count;
  int result = EXIT_DONE;
  struct dirent *entry = NULL;
  errno = 0;
  while (result == EXIT_DONE && (entry = readdir(open)) != NULL) {
    if (is_wanted(entry->d_name, endings))
      result = add_entry(paths, folder, entry->d_name);
    errno = 0;
  }
  if (result == EXIT_DONE && errno != 0)
    result = message_errno(folder);
  closedir(open);
  if (paths->count > first)
    qsort(paths->list + first, paths->count - first, sizeof *paths->list, compare_paths);
  return result;
}

int paths_add(struct paths *paths, const char *path, const char *const *endings) {
  struct stat there;
  if (stat(path, &there) == 0 && S_ISDIR(there.st_mode))
    return add_folder(paths, path, endings);
  return append(paths, strdup(path));
}

void paths_free(struct paths *paths) {
  for (size_t i = 0; i < paths->count; i++)
    free(paths->list[i]);
  free(paths->list);
  memset(paths, 0, sizeof *paths);
}
