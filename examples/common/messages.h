/* messages.h - what people are told on stderr, and what the shell is told by the exit code. */
#ifndef MESSAGES_H
#define MESSAGES_H

#include <chreturn/chreturn.h>

/* The name of the program, which each defines for itself: messages begin with it. */
extern const char program_name[];

/* Exit codes. Functions of the programs that return an `int` return one of these, and have said on stderr why. */
#define EXIT_DONE        0
#define EXIT_REJECTED    1 /* something that was read is not right */
#define EXIT_USAGE       2 /* the command line is not right */
#define EXIT_ENVIRONMENT 3 /* a file, the disk or the memory */

/* What two pieces of work come to, of which the one does not end the other. */
int worse_exit(int a, int b);

/* One message. What is NULL, "" or 0 is not known and left out. */
struct message {
  const char *file;
  size_t line;
  size_t record;
  const char *device_id;
  const char *item;
  const char *text;
  const char *code;
};

/* Writes `PROGRAM: FILE:LINE: record N (DEVICE-ID): ITEM: text [code]`, always one line. */
void message(const struct message *m);

/* Has messages written in another way from now on. */
void message_set_writer(void (*write)(const struct message *m));

/* The i-th finding of a report as a message; the strings are the report's. */
struct message message_of_finding(const char *file, const chret_report *report, size_t i);

/* Says why a call of the library failed; gives the exit code. */
int message_error(const char *file, const chret_error *err);

/* Says what is wrong with something that was read (CHRET_OK: without a code), and gives EXIT_REJECTED. */
int message_reject(const char *file, const char *text, int32_t status);

/* As message_error() for a call of the system (errno), and where memory ran out. */
int message_errno(const char *file);
int message_no_memory(void);

#endif
