/* sheet_options.c - see sheet_options.h. */
#include "sheet_options.h"

#include <string.h>

#include "messages.h"
#include "usage.h"

static int take_delimiter(struct sheet_format *format, const char *call, const char *text) {
  const char *character = strcmp(text, "tab") == 0 ? "\t" : text;
  char c = character[0];
  if ((c != '\t' && (c < ' ' || c > '~' || c == '"')) || character[1] != '\0')
    return usage(call, "--delimiter takes a character of ASCII but the quotation mark, or tab, not", text);
  format->delimiter = c;
  return EXIT_DONE;
}

static int take_encoding(struct sheet_format *format, const char *call, const char *name) {
  encoding_close(&format->encoding);
  return encoding_open(&format->encoding, name)
             ? EXIT_DONE
             : usage(call, "--encoding takes the name of an encoding with ASCII in it, such as Windows-1252, not",
                     name);
}

int sheet_options_take(struct sheet_format *format, const char *call, int option, char **argv) {
  switch (option) {
  case 'D':
    return take_delimiter(format, call, optarg);
  case 'E':
    return take_encoding(format, call, optarg);
  default:
    return usage_option(call, option, argv);
  }
}
