/* options.c - see options.h. */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "messages.h"

static const char help[] =
    "chret-dsp --listen ADDR:PORT --db URL --trust PEM-or-DIR --key K.pem --cert C.pem [OPTION...]\n"
    "\n"
    "The DSP's side of Communications Hub returns as a service: POST /api/v1/serviceD takes signed requests of DUIS\n"
    "(8.14.3 and 8.14.4, single or in list form) and gives signed answers; GET /health and GET /metrics say how it\n"
    "is. It speaks plain HTTP: TLS is for a reverse proxy before it.\n"
    "\n"
    "  --listen ADDR:PORT         where; numeric, port 0 is any free one:  --listen 127.0.0.1:8143\n"
    "  --db URL                   sqlite:FILE or postgresql://...; tables are made where there are none:\n"
    "                             --db sqlite:dsp.db\n"
    "  --trust PEM-or-DIR         the suppliers' certificates:  --trust suppliers/\n"
    "  --key K.pem --cert C.pem   the key that signs answers, and its certificate\n"
    "  --load-inventory SMI.csv   adds the devices of a sheet that the database does not know yet\n"
    "  --threads N                requests that are processed at once, 1 to 64; 4 where it is not given\n"
    "  --timeout SECONDS          in which a request has to arrive, and then to find a thread; 30 where it is not "
    "given\n"
    "  --help                     this text\n"
    "\n"
    "SIGTERM and SIGINT end it once what is in flight is answered. Exit: 0 ended so, 2 wrong command line, 3 a file,\n"
    "the database, a key or the memory failed.\n";

static int usage(const char *text, const char *what) {
  fprintf(stderr, "chret-dsp: %s %s (--help tells more)\n", text, what);
  return EXIT_USAGE;
}

static int parse_number(const char *name, const char *text, long most, long *out) {
  char *end;
  *out = strtol(text, &end, 10);
  return end != text && *end == '\0' && *out >= 1 && *out <= most ? EXIT_DONE : usage(name, text);
}

static int take(struct options *o, int option) {
  long number = 0;
  int result = EXIT_DONE;
  switch (option) {
  case 'l':
    o->listen = optarg;
    break;
  case 'd':
    o->database = optarg;
    break;
  case 't':
    o->trust = optarg;
    break;
  case 'k':
    o->key = optarg;
    break;
  case 'c':
    o->certificate = optarg;
    break;
  case 'i':
    o->inventory = optarg;
    break;
  case 'n':
    result = parse_number("--threads takes 1 to 64, not", optarg, 64, &number);
    o->threads = (size_t)number;
    break;
  case 'o':
    result = parse_number("--timeout takes seconds, 1 to 3600, not", optarg, 3600, &number);
    o->timeout = (int)number;
    break;
  case 'h':
    o->is_help = 1;
    fputs(help, stdout);
    break;
  default:
    result = EXIT_USAGE; /* getopt_long has said why */
  }
  return result;
}

static int check(const struct options *o) {
  const struct {
    const char *value, *name;
  } needed[] = {{o->listen, "--listen"},
                {o->database, "--db"},
                {o->trust, "--trust"},
                {o->key, "--key"},
                {o->certificate, "--cert"}};
  for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
    if (needed[i].value == NULL)
      return usage("this is needed:", needed[i].name);
  return EXIT_DONE;
}

int options_parse(struct options *o, int argc, char **argv) {
  static const struct option names[] = {
      {"listen", required_argument, NULL, 'l'},  {"db", required_argument, NULL, 'd'},
      {"trust", required_argument, NULL, 't'},   {"key", required_argument, NULL, 'k'},
      {"cert", required_argument, NULL, 'c'},    {"load-inventory", required_argument, NULL, 'i'},
      {"threads", required_argument, NULL, 'n'}, {"timeout", required_argument, NULL, 'o'},
      {"help", no_argument, NULL, 'h'},          {NULL, 0, NULL, 0}};
  int option;
  int result = EXIT_DONE;
  memset(o, 0, sizeof *o);
  o->threads = 4;
  o->timeout = 30;
  while (result == EXIT_DONE && !o->is_help && (option = getopt_long(argc, argv, "", names, NULL)) != -1)
    result = take(o, option);
  if (result != EXIT_DONE || o->is_help)
    return result;
  return optind < argc ? usage("this takes no file:", argv[optind]) : check(o);
}
