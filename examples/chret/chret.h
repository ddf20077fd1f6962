/* chret.h - the calls of the tool and what they share. Functions that return an int return an exit code (messages.h),
 * unless they say otherwise. */
#ifndef CHRET_H
#define CHRET_H

#include <stddef.h>

#include "common_options.h"

/* The calls: argv[0] is the call's own name. */
int call_answer(int argc, char **argv);
int call_build(int argc, char **argv);
int call_check(int argc, char **argv);
int call_fields(int argc, char **argv);
int call_report(int argc, char **argv);
int call_show(int argc, char **argv);
int call_sign(int argc, char **argv);
int call_verify(int argc, char **argv);

/* What is wrong with the command line: `text`, and `what` was given (NULL: nothing). */
int usage(const char *call, const char *text, const char *what);

/* The answer to getopt_long's '?' and ':', with the option string ":". */
int usage_option(const char *call, int answer, char **argv);

/* The one operand that a call may have, at getopt's optind; NULL where there is none. */
int only_operand(const char *call, int argc, char **argv, const char **operand);

#endif
