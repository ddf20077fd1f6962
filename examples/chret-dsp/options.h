/* options.h - the command line. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stddef.h>

/* Those with a value. */
enum { LISTEN, DATABASE, TRUST, KEY, CERTIFICATE, INVENTORY, FRONT, WORKER, THREADS, TIMEOUT, OPTIONS };

struct options {
  const char *values[OPTIONS]; /* as they were given, borrowed from argv; NULL: not given */
  size_t threads, timeout;     /* in numbers */
  int is_help;
};

/* Gives an exit code (messages.h). */
int options_parse(struct options *options, int argc, char **argv);

#endif
