/* common_options.c - see common_options.h. */
#include "common_options.h"

#include <string.h>

#include "json_messages.h"

int next_option(int argc, char **argv, const char *letters, const struct option *options) {
  int option;
  while ((option = getopt_long(argc, argv, letters, options, NULL)) == 'J')
    json_messages();
  return option;
}

int wants_json(int argc, char **argv) {
  for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
    if (strcmp(argv[i], "--json") == 0)
      return 1;
  return 0;
}
