/* build_options.c - see build_options.h. */
#include "build_options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <chreturn/chreturn.h>

#include "common_options.h"
#include "messages.h"
#include "only.h"
#include "sheet_options.h"
#include "usage.h"

#define CALL         "build"
#define MOST_THREADS 64

static const char help[] =
    "chret build --originator EUI --target EUI --counter COUNTER [OPTION...] [ROWS.csv]\n"
    "chret build --state FILE [OPTION...]\n"
    "\n"
    "Makes requests from a sheet of hubs (stdin where none is named). The sheet has a header\n"
    "with names of DUIS elements in any order (see chret fields), and a row for each hub. An empty cell\n"
    "is an absent item; empty rows are not counted. A row with a fault, or with the Device ID of an\n"
    "earlier good row, is left out and reported. Where the header has a fault, or a quotation mark is not in\n"
    "order and may have joined or cut rows, nothing is made.\n"
    "\n"
    "  --originator EUI      who sends:  --originator 90-B3-D5-1F-30-01-00-00\n"
    "  --target EUI          who receives, the DCC:  --target 90-B3-D5-1F-30-00-00-02\n"
    "  --counter N           the counter of the first request; the others follow in row order:\n"
    "                        --counter 1000\n"
    "  --counter clock       begins with the milliseconds since 1970, and ends when the clock has passed the last\n"
    "                        one, so that the next run has others. For one run at a time: runs at the same time\n"
    "                        would share counters, and need file:PATH:  --counter clock\n"
    "  --counter file:PATH   begins after the last used one, a decimal number in this file. It is locked\n"
    "                        and brought up to date, so that runs can share it; where there is no such\n"
    "                        file yet, 1 is first:  --counter file:last.txt\n"
    "  --service 8.14.3|8.14.4\n"
    "                        what all rows are. Where it is not given the filled return type decides,\n"
    "                        row by row:  --service 8.14.3\n"
    "  --form single         one request a row, as DUIS has it; the default:  --form single\n"
    "  --form list           requests of up to 999 hubs, each of one service. This form is a withdrawn\n"
    "                        proposal (MP117), no production system takes it:  --form list\n"
    "  --max-records N       so many hubs at most in a request of the list form:  --max-records 500\n"
    "  --schema-version V    instead of 5.4:  --schema-version 5.3\n" SHEET_OPTIONS_HELP
    "  --strict              writes nothing where any row has a fault:  --strict\n"
    "  --key K.pem           signs the requests, by a private key of the originator; one with a password asks\n"
    "                        for it on the terminal:  --key my.key.pem --cert my.cert.pem\n"
    "  --cert C.pem          the certificate of the key, of the originator's EUI-64:  --cert my.cert.pem\n"
    "  -o FILE-or-DIR        instead of stdout. A file is replaced. More than one request needs a folder\n"
    "                        for files COUNTER.xml; it is made if missing, and nothing in it is replaced:\n"
    "                        -o requests/\n"
    "  --threads N           so many threads make and sign requests, up to 64; the files are the same:\n"
    "                        --threads 4\n"
    "  --state FILE          remembers in this file what was made, so that nothing is sent under two RequestIDs.\n"
    "                        It is written, whole or not at all, before the first request is seen. Where it is\n"
    "                        there already, the requests without an answer are written again, the same bytes, and\n"
    "                        new ones for rows that are in none; of what is given above only what those need has\n"
    "                        to be given, and the sheet, which must have the same rows, may be left out; stdin is\n"
    "                        then read only where it is named as -. Rows that were left out, once mended, go into a\n"
    "                        sheet and a state of their own. A state with signed requests takes new ones signed only.\n"
    "                        Answers come into it by chret report:  --state batch.state\n"
    "  --only pending        of a state, only the requests without an answer, again:  --only pending\n"
    "  --only refused        of a state, only new requests for the rows that were refused:  --only refused\n"
    "  --only CODE,...       the same for these codes; the words can be mixed:  --only E4,E19\n" COMMON_OPTIONS_HELP
    "\n"
    "A kill (not SIGHUP, SIGINT or SIGTERM) can leave a hidden folder .chret-XXXXXX in DIR, or a FILE.XXXXXX beside\n"
    "a FILE. Both are harmless, and may be deleted when no run is going on.\n"
    "\n"
    "Exit: 0 done, 1 something was rejected, 2 wrong command line, 3 a file, a key, the disk or the memory failed,\n"
    "or the sheet is not that of the state.\n"
    "Example:\n"
    "  chret build --originator 90-B3-D5-1F-30-01-00-00 --target 90-B3-D5-1F-30-00-00-02 \\\n"
    "              --counter file:last.txt --key my.key.pem --cert my.cert.pem -o requests/ hubs.csv\n"
    "  chret build --state batch.state --only refused --counter file:last.txt --key my.key.pem \\\n"
    "              --cert my.cert.pem -o requests/\n";

static int parse_option(struct build_options *o, int option, char **argv) {
  switch (option) {
  case 'n':
    return usage_number(CALL, "--threads takes a number from 1 to 64, not", optarg, MOST_THREADS, &o->threads);
  case 'y':
    o->only = optarg;
    return only_check(optarg, CALL);
  case 'o':
    o->output_path = strcmp(optarg, "-") == 0 ? NULL : optarg;
    return EXIT_DONE;
  case 'K':
  case 'C':
    return credentials_take(&o->credentials, CALL, option, argv);
  default:
    return batch_options_take(&o->batch, CALL, option, argv);
  }
}

int build_options_parse(struct build_options *o, int argc, char **argv) {
  static const struct option options[] = {BATCH_OPTIONS,
                                          BATCH_OPTIONS_SERVICE,
                                          BATCH_OPTIONS_SCHEMA_VERSION,
                                          BATCH_OPTIONS_STRICT,
                                          {"threads", required_argument, NULL, 'n'},
                                          {"only", required_argument, NULL, 'y'},
                                          CREDENTIALS_KEY,
                                          CREDENTIALS_CERT,
                                          COMMON_OPTIONS};
  int option;
  memset(o, 0, sizeof *o);
  batch_options_init(&o->batch);
  o->threads = 1;
  while ((option = next_option(argc, argv, ":o:", options)) != -1) {
    if (option == 'h') {
      o->is_help = 1;
      fputs(help, stdout);
      return EXIT_DONE;
    }
    int result = parse_option(o, option, argv);
    if (result != EXIT_DONE)
      return result;
  }
  int result = o->batch.state_path == NULL ? batch_options_need_all(&o->batch, CALL) : EXIT_DONE;
  if (result == EXIT_DONE && o->only != NULL && o->batch.state_path == NULL)
    result = usage(CALL, "--only is of a --state", NULL);
  result = result == EXIT_DONE ? credentials_check_signing(&o->credentials, CALL) : result;
  return result == EXIT_DONE ? only_operand(CALL, argc, argv, &o->batch.sheet_path) : result;
}

void build_options_close(struct build_options *o) {
  batch_options_close(&o->batch);
}
