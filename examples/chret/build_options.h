/* build_options.h - what `chret build` is asked for. */
#ifndef BUILD_OPTIONS_H
#define BUILD_OPTIONS_H

#include <stdint.h>

#include "counter.h"
#include "credentials.h"
#include "sheet.h"

struct build_options {
  int is_help; /* which is given already */
  uint64_t originator, target;
  int has_originator, has_target;
  struct counter counter;
  int32_t service; /* CHRET_SERVICE_UNDECIDED: the rows say it */
  int32_t form;
  int has_form;
  size_t max_records;         /* 0: the library's own */
  const char *schema_version; /* NULL: the library's own */
  int is_strict;
  size_t threads;
  const char *state_path; /* NULL: no state is kept */
  const char *only;       /* what is written of a state: words with commas between; NULL: what has no answer */
  struct sheet_format format;
  struct credentials credentials; /* no key: unsigned */
  const char *output_path;        /* NULL: the standard output */
  const char *sheet_path;         /* NULL: the standard input, or the rows that the state has */
};

/* Strings are borrowed from argv. Gives an exit code (messages.h). Whatever comes of it, build_options_close() is to be
 * called. */
int build_options_parse(struct build_options *options, int argc, char **argv);
void build_options_close(struct build_options *options);

/* Whether all is given that a first run needs, or that new requests need. */
int build_options_need_all(const struct build_options *options);
int build_options_need_counter(const struct build_options *options);

#endif
