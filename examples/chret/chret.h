/* chret.h - the calls of the tool and what they share. Functions that return an int return an exit code (messages.h),
 * unless they say otherwise. */
#ifndef CHRET_H
#define CHRET_H

#include <getopt.h>
#include <stddef.h>

/* The calls: argv[0] is the call's own name. */
int call_answer(int argc, char **argv);
int call_build(int argc, char **argv);
int call_check(int argc, char **argv);
int call_fields(int argc, char **argv);
int call_report(int argc, char **argv);
int call_show(int argc, char **argv);
int call_sign(int argc, char **argv);
int call_verify(int argc, char **argv);

/* The options that every call has: the end of its table for getopt_long, and of its help, where CALL is its name. */
#define COMMON_OPTIONS                                                                                                 \
  {"json", no_argument, NULL, 'J'}, {"help", no_argument, NULL, 'h'}, {                                                \
    NULL, 0, NULL, 0                                                                                                   \
  }
#define COMMON_OPTIONS_HELP                                                                                            \
  "  --json                messages on stderr as JSON, one object a line:  chret " CALL " --json\n"                    \
  "  --help                this text:  chret " CALL " --help\n"

/* The next option, as getopt_long() gives it with the letters that it takes, ":" before them; --json is dealt with. */
int next_option(int argc, char **argv, const char *letters, const struct option *options);

/* What is wrong with the command line: `text`, and `what` was given (NULL: nothing). */
int usage(const char *call, const char *text, const char *what);

/* The answer to getopt_long's '?' and ':', with the option string ":". */
int usage_option(const char *call, int answer, char **argv);

/* The one operand that a call may have, at getopt's optind; NULL where there is none. */
int only_operand(const char *call, int argc, char **argv, const char **operand);

#endif
