/* options.c - see options.h. */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "messages.h"
#include "usage.h"

static const char help[] =
    "chret-dsp --listen ADDR:PORT --db URL --trust PEM-or-DIR --key K.pem --cert C.pem [OPTION...]\n"
    "chret-dsp --front QUEUE --listen ADDR:PORT [OPTION...]\n"
    "chret-dsp --worker QUEUE [--listen ADDR:PORT] --db URL --trust PEM-or-DIR --key K.pem --cert C.pem [OPTION...]\n"
    "\n"
    "The DSP's side of Communications Hub returns as a service: POST /api/v1/serviceD takes signed requests of DUIS\n"
    "(8.14.3 and 8.14.4, single or in list form) and gives signed answers; GET /health and GET /metrics say how it\n"
    "is. It speaks plain HTTP: TLS is for a reverse proxy before it. On more than one machine, fronts take the\n"
    "requests, and workers process them; between them is a queue of RabbitMQ.\n"
    "\n"
    "  --listen ADDR:PORT         where; numeric, port 0 is any free one:  --listen 127.0.0.1:8143\n"
    "  --db URL                   sqlite:FILE or postgresql://...; tables are made where there are none:\n"
    "                             --db sqlite:dsp.db\n"
    "  --trust PEM-or-DIR         the suppliers' certificates:  --trust suppliers/\n"
    "  --key K.pem --cert C.pem   the key that signs answers, and its certificate\n"
    "  --load-inventory SMI.csv   adds the devices of a sheet that the database does not know yet\n"
    "  --front QUEUE              takes requests and sends them to workers:\n"
    "                             --front amqp://user:password@host:5672/vhost\n"
    "  --worker QUEUE             processes the requests of fronts; what is at --listen are the two pages only. A\n"
    "                             file may have the address, so that nobody sees the password:  --worker file:queue\n"
    "  --threads N                requests that are processed at once, 1 to 64; 4 where it is not given. Of a front:\n"
    "                             that are with workers at once; 64 where it is not given\n"
    "  --timeout SECONDS          in which a request has to arrive, and then to find a thread, or to be answered by a\n"
    "                             worker; 30 where it is not given\n"
    "  --help                     this text\n"
    "\n"
    "SIGTERM and SIGINT end it once what is in flight is answered. Exit: 0 ended so, 2 wrong command line, 3 a file,\n"
    "the database, a key or the memory failed.\n";

static const struct option names[] = {
    {"listen", required_argument, NULL, LISTEN},    {"db", required_argument, NULL, DATABASE},
    {"trust", required_argument, NULL, TRUST},      {"key", required_argument, NULL, KEY},
    {"cert", required_argument, NULL, CERTIFICATE}, {"load-inventory", required_argument, NULL, INVENTORY},
    {"front", required_argument, NULL, FRONT},      {"worker", required_argument, NULL, WORKER},
    {"threads", required_argument, NULL, THREADS},  {"timeout", required_argument, NULL, TIMEOUT},
    {"help", no_argument, NULL, OPTIONS},           {NULL, 0, NULL, 0}};

/* What is needed, and what is not to be there, is another thing for a front, a worker, and who is both. */
static int check_part(const struct options *o) {
  if (o->values[FRONT] != NULL && o->values[WORKER] != NULL)
    return usage("", "this is one or the other:", "front, worker");
  for (int i = LISTEN; i <= INVENTORY; i++) {
    int is_given = o->values[i] != NULL;
    int is_optional = i == INVENTORY || (i == LISTEN && o->values[WORKER] != NULL);
    if (o->values[FRONT] != NULL && i != LISTEN && is_given)
      return usage("", "this is for workers, not for a front:", names[i].name);
    if ((o->values[FRONT] == NULL || i == LISTEN) && !is_optional && !is_given)
      return usage("", "this option has to be given:", names[i].name);
  }
  return EXIT_DONE;
}

static int check(struct options *o) {
  int result = check_part(o);
  o->threads = o->values[FRONT] != NULL ? 64 : 4;
  if (result == EXIT_DONE && o->values[THREADS] != NULL)
    result = usage_number("", "--threads takes 1 to 64, not", o->values[THREADS], 64, &o->threads);
  if (result == EXIT_DONE && o->values[TIMEOUT] != NULL)
    result = usage_number("", "--timeout takes seconds, 1 to 3600, not", o->values[TIMEOUT], 3600, &o->timeout);
  return result;
}

int options_parse(struct options *o, int argc, char **argv) {
  int option;
  memset(o, 0, sizeof *o);
  o->timeout = 30;
  while ((option = getopt_long(argc, argv, ":", names, NULL)) != -1) {
    if (option == '?' || option == ':')
      return usage_option("", option, argv);
    if (option == OPTIONS) {
      o->is_help = 1;
      fputs(help, stdout);
      return EXIT_DONE;
    }
    o->values[option] = optarg;
  }
  return optind < argc ? usage("", "this takes no file:", argv[optind]) : check(o);
}
