/* build_options.h - what `chret build` is asked for. */
#ifndef BUILD_OPTIONS_H
#define BUILD_OPTIONS_H

#include <stdint.h>

#include "counter.h"
#include "credentials.h"

struct build_options {
  int is_help; /* which is given already */
  uint64_t originator, target;
  int has_originator, has_target;
  struct counter counter;
  int32_t service; /* CHRET_SERVICE_UNDECIDED: the rows say it */
  int32_t form;
  const char *schema_version; /* NULL: the library's own */
  int is_strict;
  struct credentials credentials; /* no key: unsigned */
  const char *output_path;        /* NULL: the standard output */
  const char *sheet_path;         /* NULL: the standard input */
};

/* Strings are borrowed from argv. Gives an exit code (messages.h). */
int build_options_parse(struct build_options *options, int argc, char **argv);

#endif
