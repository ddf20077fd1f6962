/* paths.h - the files that are meant by the name of a file or of a folder. */
#ifndef PATHS_H
#define PATHS_H

#include <stddef.h>

struct paths {
  char **list;
  size_t count;
  size_t room;
};

/* Adds the path; of a folder its files, not those of folders in it, whose names have one of the endings (NULL ends them),
 * sorted by name, where digits count as numbers: 9.xml is before 10.xml. Gives an exit code (messages.h). */
int paths_add(struct paths *paths, const char *path, const char *const *endings);
void paths_free(struct paths *paths);

#endif
