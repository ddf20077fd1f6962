/* chret.h - the calls of the tool. They return an exit code (messages.h). */
#ifndef CHRET_H
#define CHRET_H

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

#endif
