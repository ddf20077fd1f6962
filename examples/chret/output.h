/* output.h - where messages go: the standard output, one file, or a folder with a file for each. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stddef.h>
#include <stdint.h>

#define OUTPUT_NAME_SIZE 128 /* bytes of the longest name of a file in a folder, with its NUL */

/* Writes the name of the i-th message's file in a folder, which is no other's. */
typedef void (*output_name_fn)(const void *ctx, uint64_t i, char *out, size_t size);

struct output {
  const char *path; /* NULL: the standard output */
  uint64_t count;   /* messages */
  uint64_t owned;   /* so many of them, the first, may be published already, by this run or another */
  output_name_fn name;
  const void *ctx;
  int is_folder;
  int is_new_folder; /* made here, and nothing published in it yet */
  char *stage;       /* a folder in the folder, for files that are not to be seen yet */
};

/* All functions give an exit code. path: as -o names it, borrowed. */

/* Decides on file or folder. EXIT_USAGE: there are more messages, `what` names them, than the output takes. */
int output_choose(struct output *output, const char *call, const char *what, const char *path, uint64_t count);

/* Sees that no file of the messages that it will be after all is there, but for the `owned` first. Writes nothing. */
int output_check(struct output *output, uint64_t count, uint64_t owned, output_name_fn name, const void *ctx);

/* Makes the folder where it is missing, and what is hidden in it until output_publish. From now on an interruption
 * (SIGHUP, SIGINT, SIGTERM) ends the program only after output_free has cleaned up: the functions below fail then. */
int output_begin(struct output *output);

/* Writes the i-th message. In a folder, it is not to be seen before output_publish; threads may write several at
 * once. */
int output_write(struct output *output, uint64_t i, const void *data, size_t size);

/* Once all are written: sees that the files of a folder that are there already are of the first `owned` and have the
 * same bytes. */
int output_compare(const struct output *output);

/* Shows the files of a folder under their names, all of them or, where one cannot be shown, none but those that were
 * there. Where all are owned nothing is taken back: they count as sent, and another run may be showing them too. */
int output_publish(struct output *output);

/* Takes away what was not published. Does not come back where the program was interrupted. */
void output_free(struct output *output);

/* The only message of a call: to the standard output where there is no path. */
int output_one(const char *path, const void *data, size_t size);

#endif
