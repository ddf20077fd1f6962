/* batch_options.h - the options that say what a batch is, where its rows and its counters come from, and where its state
 * is kept. */
#ifndef BATCH_OPTIONS_H
#define BATCH_OPTIONS_H

#include <getopt.h>
#include <stddef.h>
#include <stdint.h>

#include "counter.h"
#include "sheet.h"

struct batch_options {
  uint64_t originator, target;
  int has_originator, has_target;
  struct counter counter;
  int32_t service; /* CHRET_SERVICE_UNDECIDED: the rows say it */
  int32_t form;
  int has_form;
  size_t max_records;         /* 0: the library's own */
  const char *schema_version; /* NULL: the library's own */
  int is_strict;
  const char *state_path; /* NULL: no state is kept */
  struct sheet_format format;
  const char *sheet_path; /* NULL: the standard input, or the rows that the state has */
};

/* For the table of getopt_long: those that every program with batches takes. */
#define BATCH_OPTIONS                                                                                                  \
  {"originator", required_argument, NULL, 'O'}, {"target", required_argument, NULL, 'R'},                              \
      {"counter", required_argument, NULL, 'N'}, {"form", required_argument, NULL, 'F'},                               \
      {"max-records", required_argument, NULL, 'm'}, {"state", required_argument, NULL, 't'},                          \
      {"delimiter", required_argument, NULL, 'D'}, {                                                                   \
    "encoding", required_argument, NULL, 'E'                                                                           \
  }
#define BATCH_OPTIONS_SERVICE                                                                                          \
  { "service", required_argument, NULL, 'S' }
#define BATCH_OPTIONS_SCHEMA_VERSION                                                                                   \
  { "schema-version", required_argument, NULL, 'V' }
#define BATCH_OPTIONS_STRICT                                                                                           \
  { "strict", no_argument, NULL, 's' }

/* All functions that return an int give an exit code (messages.h). */

/* The beginning: single form, nothing else said. Whatever comes of it, batch_options_close() is to be called. */
void batch_options_init(struct batch_options *options);
void batch_options_close(struct batch_options *options);

/* Takes one of these options, or what usage_option() (usage.h) is for. Strings are borrowed from argv. */
int batch_options_take(struct batch_options *options, const char *call, int option, char **argv);

/* Whether all is given that a new batch needs, or that new requests need. */
int batch_options_need_all(const struct batch_options *options, const char *call);
int batch_options_need_counter(const struct batch_options *options, const char *call);

#endif
