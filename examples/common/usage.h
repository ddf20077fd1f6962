/* usage.h - what is wrong with a command line. Functions give an exit code (messages.h). */
#ifndef USAGE_H
#define USAGE_H

#include <stddef.h>

/* Says `text`, and that `what` was given (NULL: nothing). call: its name; "" where there is none. */
int usage(const char *call, const char *text, const char *what);

/* The answer to getopt_long's '?' and ':', with the option string ":". */
int usage_option(const char *call, int answer, char **argv);

/* A number from 1 to `most`; `what` says so. */
int usage_number(const char *call, const char *what, const char *text, size_t most, size_t *number);

/* The one operand that a call may have, at getopt's optind; NULL where there is none. */
int only_operand(const char *call, int argc, char **argv, const char **operand);

#endif
