/* common_options.h - the options that every call has: --json, --help. */
#ifndef COMMON_OPTIONS_H
#define COMMON_OPTIONS_H

#include <getopt.h>

/* The end of a table for getopt_long, and of a help, where CALL is the call's name. */
#define COMMON_OPTIONS                                                                                                 \
  {"json", no_argument, NULL, 'J'}, {"help", no_argument, NULL, 'h'}, {                                                \
    NULL, 0, NULL, 0                                                                                                   \
  }
#define COMMON_OPTIONS_HELP                                                                                            \
  "  --json                messages on stderr as JSON, one object a line:\n"                                           \
  "                        chret " CALL " --json\n"                                                                    \
  "  --help                this text:  chret " CALL " --help\n"

/* The next option, as getopt_long() gives it with the letters that it takes, ":" before them; --json is dealt with. */
int next_option(int argc, char **argv, const char *letters, const struct option *options);

/* Whether --json is among the arguments, looked for before the options are taken: what is wrong with those is a message
 * too. */
int wants_json(int argc, char **argv);

#endif
