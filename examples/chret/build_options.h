/* build_options.h - what `chret build` is asked for. */
#ifndef BUILD_OPTIONS_H
#define BUILD_OPTIONS_H

#include "batch_options.h"
#include "credentials.h"

struct build_options {
  int is_help; /* which is given already */
  struct batch_options batch;
  size_t threads;
  const char *only;               /* what is written of a state: words with commas between; NULL: what has no answer */
  struct credentials credentials; /* no key: unsigned */
  const char *output_path;        /* NULL: the standard output */
};

/* Strings are borrowed from argv. Gives an exit code (messages.h). Whatever comes of it, build_options_close() is to be
 * called. */
int build_options_parse(struct build_options *options, int argc, char **argv);
void build_options_close(struct build_options *options);

#endif
