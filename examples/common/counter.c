/* counter.c - see counter.h. */
#define _XOPEN_SOURCE 700 /* realpath, nanosleep; NOLINT(bugprone-reserved-identifier) */
#include "counter.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "date_time.h"
#include "files.h"
#include "interruption.h"
#include "lock.h"
#include "messages.h"
#include "progress.h"

#define FILE_PREFIX "file:"
#define TEXT_MAX    64      /* bytes of a counter's file: 20 digits and some white space */
#define AHEAD_MAX   3600000 /* milliseconds that a state may be ahead of the clock, which was set back then */
#define SAID_FROM   5000    /* milliseconds: a wait that is longer is said */
#define NAP         200     /* milliseconds */

/* Digits and nothing else, up to 2^64-1. */
static int parse_number(const char *text, uint64_t *number) {
  if (*text == '\0' || text[strspn(text, "0123456789")] != '\0')
    return 0;
  errno = 0;
  *number = strtoull(text, NULL, 10);
  return errno == 0;
}

/* The path of the file; NULL where it is no file. */
static const char *path_of(const struct counter *counter) {
  size_t size = strlen(FILE_PREFIX);
  return strncmp(counter->spec, FILE_PREFIX, size) == 0 ? counter->spec + size : NULL;
}

static int is_clock(const struct counter *counter) {
  return strcmp(counter->spec, "clock") == 0;
}

int counter_parse(struct counter *counter, const char *spec) {
  counter->spec = spec;
  counter->fd = -1;
  const char *path = path_of(counter);
  if (path != NULL)
    return *path != '\0';
  return is_clock(counter) || parse_number(spec, &counter->next);
}

static int reject(const struct counter *counter, const char *text) {
  message(&(struct message){.file = path_of(counter), .text = text});
  return EXIT_ENVIRONMENT;
}

/* The number in the file is the last one that was used; a new file has none, and 1 is next. */
static int read_file(struct counter *counter) {
  char text[TEXT_MAX + 1];
  ssize_t size = read(counter->fd, text, TEXT_MAX);
  if (size < 0)
    return message_errno(path_of(counter));
  while (size > 0 && isspace((unsigned char)text[size - 1]))
    size--;
  text[size] = '\0';
  uint64_t last = 0;
  if (size > 0 && !parse_number(text, &last))
    return reject(counter, "this is no file of a counter: it has the last used one as a decimal number, up to 2^64-1");
  if (last == UINT64_MAX)
    return reject(counter, "the last counter, 2^64-1, is used already");
  counter->next = last + 1;
  return EXIT_DONE;
}

/* After a state whose counters are far ahead, the wait for the clock would have no end. */
static void read_clock(struct counter *counter, const uint64_t *highest) {
  counter->next = (uint64_t)date_time_now();
  if (highest != NULL && *highest >= counter->next && *highest - counter->next < AHEAD_MAX)
    counter->next = *highest + 1;
}

static int find_next(struct counter *counter, const uint64_t *highest) {
  const char *path = path_of(counter);
  if (is_clock(counter))
    read_clock(counter, highest);
  if (path == NULL)
    return EXIT_DONE;
  counter->fd = lock_open_or_create(path, &counter->is_new);
  return counter->fd < 0 ? message_errno(path) : read_file(counter);
}

/* What may have led to a counter that the batch cannot use. */
static const char *cause_of(const struct counter *counter) {
  if (is_clock(counter))
    return ": the clock was set back, or another source was used";
  return path_of(counter) != NULL ? ": the file is another one than before, or was set back" : "";
}

static int must_be_above(const struct counter *counter, const uint64_t *highest) {
  char text[160];
  if (highest == NULL || counter->next > *highest)
    return EXIT_DONE;
  snprintf(text, sizeof text, "the counter %" PRIu64 " is not above %" PRIu64 ", the highest of the state%s",
           counter->next, *highest, cause_of(counter));
  return reject(counter, text);
}

int counter_open(struct counter *counter, const uint64_t *highest, uint64_t count) {
  int result = find_next(counter, highest);
  result = result == EXIT_DONE ? must_be_above(counter, highest) : result;
  if (result != EXIT_DONE || count - 1 <= UINT64_MAX - counter->next)
    return result;
  char text[100];
  snprintf(text, sizeof text, "there are no %" PRIu64 " counters from %" PRIu64 " to 2^64-1", count, counter->next);
  message(&(struct message){.file = path_of(counter), .text = text});
  return path_of(counter) == NULL ? EXIT_USAGE : EXIT_ENVIRONMENT;
}

int counter_take(struct counter *counter, uint64_t count) {
  char text[TEXT_MAX];
  if (counter->fd < 0)
    return EXIT_DONE;
  int size = snprintf(text, sizeof text, "%" PRIu64 "\n", counter->next + (count - 1));
  int result = file_replace(path_of(counter), text, (size_t)size);
  if (result == EXIT_DONE)
    counter->is_new = 0;
  return result;
}

static void nap(uint64_t milliseconds) {
  struct timespec t = {.tv_nsec = (long)milliseconds * 1000000};
  nanosleep(&t, NULL);
}

/* Milliseconds until it is the turn of the next counter. */
static uint64_t left_of_wait(const struct counter *counter) {
  uint64_t now = (uint64_t)date_time_now();
  return now < counter->next ? counter->next - now : 0;
}

int counter_wait(const struct counter *counter) {
  uint64_t total = is_clock(counter) ? left_of_wait(counter) : 0;
  if (total > SAID_FROM) {
    char text[100];
    snprintf(text, sizeof text, "waiting %" PRIu64 " s until the clock has passed the last counter", total / 1000);
    message(&(struct message){.text = text});
  }
  progress_begin();
  for (uint64_t left = total; left > 0 && !interruption_came(); left = left_of_wait(counter)) {
    nap(left < NAP ? left : NAP);
    progress_step(left < total ? (size_t)(total - left) : 0, (size_t)total);
  }
  progress_hide();
  return interruption_came() ? EXIT_ENVIRONMENT : EXIT_DONE;
}

/* Behind a symbolic link it is the file that is taken away. */
static void take_away(const char *path) {
  char *target = realpath(path, NULL);
  if (target != NULL)
    unlink(target);
  free(target);
}

void counter_close(struct counter *counter) {
  if (counter->fd >= 0) {
    if (counter->is_new)
      take_away(path_of(counter));
    close(counter->fd);
  }
  counter->fd = -1;
}
