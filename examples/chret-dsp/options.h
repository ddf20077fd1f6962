/* options.h - the command line. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stddef.h>

struct options {
  const char *listen, *database, *trust, *key, *certificate;
  const char *inventory; /* NULL: none to load */
  size_t threads;
  int timeout; /* seconds */
  int is_help;
};

/* Strings are borrowed from argv. Gives an exit code (messages.h). */
int options_parse(struct options *options, int argc, char **argv);

#endif
