/* output.h - where the requests go: the standard output, one file, or a folder with a file for each. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stddef.h>
#include <stdint.h>

struct output {
  const char *path; /* NULL: the standard output */
  uint64_t first;   /* the requests' counters: `count` from `first` on */
  uint64_t count;
  int is_folder;
  int is_new_folder; /* made here, and nothing published in it yet */
  char *stage;       /* a folder in the folder, for files that are not to be seen yet */
};

/* All functions give an exit code. path: as -o names it, borrowed. */

/* Decides on file or folder. EXIT_USAGE: there are more requests than the output takes. */
int output_choose(struct output *output, const char *path, uint64_t count);

/* Sees that no file of these requests is there. Writes nothing. */
int output_check(struct output *output, uint64_t first);

/* Makes the folder where it is missing, and what is hidden in it until output_publish. From now on an interruption
 * (SIGHUP, SIGINT, SIGTERM) ends the program only after output_free has cleaned up: the functions below fail then. */
int output_begin(struct output *output);

/* Writes the request with this counter. In a folder, it is not to be seen before output_publish. */
int output_write(struct output *output, uint64_t counter, const void *data, size_t size);

/* Shows the files of a folder under their names, all of them or, where one cannot be shown, none. */
int output_publish(struct output *output);

/* Takes away what was not published. Does not come back where the program was interrupted. */
void output_free(struct output *output);

#endif
