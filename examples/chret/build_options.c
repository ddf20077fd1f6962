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

static const char help[] = "chret build --originator EUI --target EUI --counter HOW [OPTION...] [ROWS.csv]\n"
                           "chret build --state FILE [OPTION...]\n"
                           "\n"
                           "Makes requests from a sheet of hubs (stdin where none is named). The sheet has a\n"
                           "header with names of DUIS elements in any order (see chret fields), and a row\n"
                           "for each hub. An empty cell is an absent item; empty rows are not counted. A row\n"
                           "with a fault, or with the Device ID of an earlier good row, is left out and\n"
                           "reported. Where the header has a fault, or a quotation mark is not in order and\n"
                           "may have joined or cut rows, nothing is made.\n"
                           "\n"
                           "  --originator EUI      who sends:  --originator 90-B3-D5-1F-30-01-00-00\n"
                           "  --target EUI          who receives, the DCC:  --target 90-B3-D5-1F-30-00-00-02\n"
                           "  --counter N           the counter of the first request; the others follow in\n"
                           "                        row order:  --counter 1000\n"
                           "  --counter clock       begins with the milliseconds since 1970, and ends when\n"
                           "                        the clock has passed the last one, so that the next run\n"
                           "                        has others. For one run at a time: runs at the same time\n"
                           "                        would share counters, and need file:PATH:\n"
                           "                        --counter clock\n"
                           "  --counter file:PATH   begins after the last used one, a decimal number in this\n"
                           "                        file. It is locked and brought up to date, so that runs\n"
                           "                        can share it; where there is no such file yet, 1 is\n"
                           "                        first:  --counter file:last.txt\n"
                           "  --service 8.14.3|8.14.4\n"
                           "                        what all rows are. Where it is not given the filled\n"
                           "                        return type decides, row by row:  --service 8.14.3\n"
                           "  --form single         one request a row, as DUIS has it; the default:\n"
                           "                        --form single\n"
                           "  --form list           requests of up to 999 hubs, each of one service. This\n"
                           "                        form is a withdrawn proposal (MP117), no production\n"
                           "                        system takes it:  --form list\n"
                           "  --max-records N       so many hubs at most in a request of the list form:\n"
                           "                        --max-records 500\n"
                           "  --schema-version V    instead of 5.4:  --schema-version 5.3\n" SHEET_OPTIONS_HELP
                           "  --strict              writes nothing where any row has a fault:  --strict\n"
                           "  --key K.pem           signs the requests, by a private key of the originator;\n"
                           "                        one with a password asks for it on the terminal:\n"
                           "                        --key my.key.pem --cert my.cert.pem\n"
                           "  --cert C.pem          the certificate of the key, of the originator's EUI-64:\n"
                           "                        --cert my.cert.pem\n"
                           "  -o FILE-or-DIR        instead of stdout. A file is replaced. More than one\n"
                           "                        request needs a folder for files COUNTER.xml; it is made\n"
                           "                        if missing, and nothing in it is replaced:  -o requests/\n"
                           "  --threads N           so many threads make and sign requests, up to 64; the\n"
                           "                        files are the same:  --threads 4\n"
                           "  --state FILE          remembers in this file what was made, so that nothing is\n"
                           "                        sent under two RequestIDs. It is written, whole or not\n"
                           "                        at all, before the first request is seen. Where it is\n"
                           "                        there already, the requests without an answer are\n"
                           "                        written again, the same bytes, and new ones for rows\n"
                           "                        that are in none; of what is given above only what those\n"
                           "                        need has to be given, and the sheet, which must have the\n"
                           "                        same rows, may be left out; stdin is then read only\n"
                           "                        where it is named as -. Rows that were left out, once\n"
                           "                        mended, go into a sheet and a state of their own. A\n"
                           "                        state with signed requests takes new ones signed only.\n"
                           "                        Answers come into it by chret report:\n"
                           "                        --state batch.state\n"
                           "  --only pending        of a state, only the requests without an answer, again:\n"
                           "                        --only pending\n"
                           "  --only refused        of a state, only new requests for the rows that were\n"
                           "                        refused:  --only refused\n"
                           "  --only CODE,...       the same for these codes; the words can be mixed:\n"
                           "                        --only E4,E19\n" COMMON_OPTIONS_HELP "\n"
                           "A kill (not SIGHUP, SIGINT or SIGTERM) can leave a hidden folder .chret-XXXXXX\n"
                           "in DIR, or a FILE.XXXXXX beside a FILE. Both are harmless, and may be deleted\n"
                           "when no run is going on.\n"
                           "\n"
                           "Exit: 0 done, 1 something was rejected, 2 wrong command line, 3 a file, a key,\n"
                           "the disk or the memory failed, or the sheet is not that of the state.\n"
                           "Example:\n"
                           "  chret build --originator 90-B3-D5-1F-30-01-00-00 \\\n"
                           "              --target 90-B3-D5-1F-30-00-00-02 --counter file:last.txt \\\n"
                           "              --key my.key.pem --cert my.cert.pem -o requests/ hubs.csv\n"
                           "  chret build --state batch.state --only refused --counter file:last.txt \\\n"
                           "              --key my.key.pem --cert my.cert.pem -o requests/\n";

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
