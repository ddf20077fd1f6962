/* usage.c - see usage.h. */
#include "usage.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "messages.h"

int usage(const char *call, const char *text, const char *what) {
  const char *quote = what != NULL ? "'" : "";
  char line[512];
  snprintf(line, sizeof line, "%s%s%s%s%s%.256s%s; see %s %s%s--help", call, *call ? ": " : "", text,
           what != NULL ? " " : "", quote, what != NULL ? what : "", quote, program_name, call, *call ? " " : "");
  message(&(struct message){.text = line});
  return EXIT_USAGE;
}

int usage_option(const char *call, int answer, char **argv) {
  const char letter[] = {'-', (char)optopt, '\0'};
  const char *next = argv[optind];
  /* getopt goes on in the same word where that has more letters than the wrong one */
  int is_inside = next != NULL && next[0] == '-' && optopt != 0 && strchr(next + 1, optopt) != NULL;
  return usage(call, answer == ':' ? "a value is missing after" : "there is no option",
               is_inside ? letter : argv[optind - 1]);
}

int usage_number(const char *call, const char *what, const char *text, size_t most, size_t *number) {
  char *end = NULL;
  unsigned long value = strspn(text, "0123456789") > 0 ? strtoul(text, &end, 10) : 0;
  if (value == 0 || value > most || *end != '\0')
    return usage(call, what, text);
  *number = value;
  return EXIT_DONE;
}

int only_operand(const char *call, int argc, char **argv, const char **operand) {
  if (argc - optind > 1)
    return usage(call, "one too many:", argv[optind + 1]);
  *operand = optind < argc ? argv[optind] : NULL;
  return EXIT_DONE;
}
