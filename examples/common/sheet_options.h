/* sheet_options.h - the options that say how a sheet is written: --delimiter, --encoding. */
#ifndef SHEET_OPTIONS_H
#define SHEET_OPTIONS_H

#include <getopt.h>

#include "sheet.h"

/* For the table of getopt_long. */
#define SHEET_OPTIONS_DELIMITER                                                                                        \
  { "delimiter", required_argument, NULL, 'D' }
#define SHEET_OPTIONS_ENCODING                                                                                         \
  { "encoding", required_argument, NULL, 'E' }

#define SHEET_OPTIONS_HELP                                                                                             \
  "  --delimiter CHAR      what is between the cells of the sheet, instead of a\n"                                     \
  "                        comma, a character of ASCII or the word tab:\n"                                             \
  "                        --delimiter ';'\n"                                                                          \
  "  --encoding NAME       of the sheet, instead of UTF-8, such as Windows-1252. A\n"                                  \
  "                        row with a byte that is not of it has a fault:\n"                                           \
  "                        --encoding Windows-1252\n"

/* Takes one of these options, or what usage_option() (usage.h) is for. Gives an exit code (messages.h). */
int sheet_options_take(struct sheet_format *format, const char *call, int option, char **argv);

#endif
