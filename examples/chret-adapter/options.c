/* options.c - see options.h. */
#include "options.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "messages.h"
#include "only.h"
#include "post.h"
#include "sheet_options.h"
#include "usage.h"

#define CALL           "send"
#define MOST_IN_FLIGHT 256
#define MOST_TRIES     1000
#define MOST_TIMEOUT   86400

static const char help[] =
    "chret-adapter send --url URL --originator EUI --target EUI --key K.pem --cert C.pem --trust PEM-or-DIR\n"
    "                   --state FILE [OPTION...] [ROWS.csv]\n"
    "\n"
    "Returns the hubs of a sheet (stdin where none is named; the sheet is that of chret build): signed requests are\n"
    "posted to the URL, their answers verified and taken into the state, and the report of all rows is CSV on stdout:\n"
    "DeviceID,RequestID,code,accepted (yes, no, pending). Run again, whatever ended it, the same command sends what\n"
    "has no answer yet, the same bytes under the same RequestIDs, and nothing else.\n"
    "\n"
    "  --url URL             where requests go:  --url https://dsp.example/api/v1/serviceD\n"
    "  --originator EUI      who sends:  --originator 90-B3-D5-1F-30-01-00-00\n"
    "  --target EUI          who receives, the DCC:  --target 90-B3-D5-1F-30-00-00-02\n"
    "  --key K.pem           signs the requests, by a private key of the originator; one with a password asks\n"
    "                        for it on the terminal:  --key my.key.pem --cert my.cert.pem\n"
    "  --cert C.pem          the certificate of the key, of the originator's EUI-64:  --cert my.cert.pem\n"
    "  --trust PEM-or-DIR    the very certificates by which answers are believed, the target's:\n"
    "                        --trust dcc.cert.pem\n"
    "  --state FILE          remembers in this file what was made, before any of it is sent, and what was answered.\n"
    "                        One run at a time has it:  --state batch.state\n"
    "  --form single         one request a row, as DUIS has it; the default:  --form single\n"
    "  --form list           requests of up to 999 hubs, each of one service. This form is a withdrawn\n"
    "                        proposal (MP117), no production system takes it:  --form list\n"
    "  --max-records N       so many hubs at most in a request of the list form:  --max-records 500\n"
    "  --counter clock       new requests are counted from the milliseconds since 1970 on, and sent when the clock\n"
    "                        has passed the last one; the default. For one run at a time: runs at the same time\n"
    "                        would share counters, and need file:PATH:  --counter clock\n"
    "  --counter N           from this number on:  --counter 1000\n"
    "  --counter file:PATH   after the last used one, a decimal number in this file, which runs can share:\n"
    "                        --counter file:last.txt\n"
    "  --in-flight N         so many requests at most are on their way at once, 1 to 256; 8 unless given:\n"
    "                        --in-flight 32\n"
    "  --rate N/s            no more than so many are sent in a second, those that are sent again too:\n"
    "                        --rate 50/s\n"
    "  --tries N             a request whose connection is lost, that is not answered in time, or answered with\n"
    "                        a 5xx, is sent again after growing pauses, so often in all; 10 unless given. Where\n"
    "                        no request is answered any more, the run ends:  --tries 5\n"
    "  --timeout SECONDS     for a request and its answer; 60 unless given:  --timeout 120\n"
    "  --retry refused       rows that are refused in the state go into new requests, each time that it is given:\n"
    "                        --retry refused\n"
    "  --retry CODE,...      the same for those with these codes:  --retry E4,E19\n" SHEET_OPTIONS_HELP
    "  --help                this text:  chret-adapter send --help\n"
    "\n"
    "What the server refuses with a 4xx is told with its word, not sent again in this run, and stays pending, as does\n"
    "a request that got a wrong answer three times: unsigned, of another, or one that contradicts itself.\n"
    "SIGINT, SIGTERM and SIGHUP end the sending; what came is kept and reported.\n"
    "\n"
    "Exit: 0 all hubs were accepted, 1 not, or rows were left out, 2 wrong command line, 3 a file, a key, the disk,\n"
    "the memory or TLS failed, or the sheet is not that of the state.\n";

static int parse_rate(const char *text, double *rate) {
  char *end = NULL;
  *rate = strtod(text, &end);
  if (end == text || (*end != '\0' && strcmp(end, "/s") != 0) || !isfinite(*rate) || *rate <= 0)
    return usage(CALL, "--rate takes how many in a second, such as 50/s, not", text);
  return EXIT_DONE;
}

static int parse_url(const char *text, const char **url) {
  if (!post_is_url(text))
    return usage(CALL, "--url takes a URL of http or https, not", text);
  *url = text;
  return EXIT_DONE;
}

static int take_option(struct options *o, int option, char **argv) {
  switch (option) {
  case 'u':
    return parse_url(optarg, &o->url);
  case 'i':
    return usage_number(CALL, "--in-flight takes a number from 1 to 256, not", optarg, MOST_IN_FLIGHT, &o->in_flight);
  case 'r':
    return parse_rate(optarg, &o->rate);
  case 'x':
    return usage_number(CALL, "--tries takes a number from 1 to 1000, not", optarg, MOST_TRIES, &o->tries);
  case 'w':
    return usage_number(CALL, "--timeout takes a number from 1 to 86400, not", optarg, MOST_TIMEOUT, &o->timeout);
  case 'y':
    o->retry = optarg;
    return only_check_refused(optarg, CALL);
  case 'T':
  case 'K':
  case 'C':
    return credentials_take(&o->credentials, CALL, option, argv);
  default:
    return batch_options_take(&o->batch, CALL, option, argv);
  }
}

static int check(const struct options *o) {
  if (o->url == NULL || o->batch.state_path == NULL || o->credentials.trust_path == NULL)
    return usage(CALL, "--url, --state and --trust are needed", NULL);
  return credentials_check_signing(&o->credentials, CALL);
}

int options_parse(struct options *o, int argc, char **argv) {
  static const struct option options[] = {BATCH_OPTIONS,
                                          CREDENTIALS_TRUST,
                                          CREDENTIALS_KEY,
                                          CREDENTIALS_CERT,
                                          {"url", required_argument, NULL, 'u'},
                                          {"in-flight", required_argument, NULL, 'i'},
                                          {"rate", required_argument, NULL, 'r'},
                                          {"tries", required_argument, NULL, 'x'},
                                          {"timeout", required_argument, NULL, 'w'},
                                          {"retry", required_argument, NULL, 'y'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
  int option;
  int result = EXIT_DONE;
  memset(o, 0, sizeof *o);
  batch_options_init(&o->batch);
  counter_parse(&o->batch.counter, "clock");
  o->in_flight = 8;
  o->tries = 10;
  o->timeout = 60;
  while (result == EXIT_DONE && (option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
    if (option == 'h') {
      o->is_help = 1;
      fputs(help, stdout);
      return EXIT_DONE;
    }
    result = take_option(o, option, argv);
  }
  result = result == EXIT_DONE ? check(o) : result;
  return result == EXIT_DONE ? only_operand(CALL, argc, argv, &o->batch.sheet_path) : result;
}

void options_close(struct options *o) {
  batch_options_close(&o->batch);
}
