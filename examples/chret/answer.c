/* answer.c - chret answer: what the DSP answers to requests. Everything is decided before anything is written. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answering.h"
#include "chret.h"
#include "credentials.h"
#include "files.h"
#include "messages.h"
#include "output.h"
#include "progress.h"
#include "usage.h"

#define CALL "answer"

static const char help[] = "chret answer --inventory SMI.csv --trust PEM-or-DIR [OPTION...] [FILE...]\n"
                           "chret answer --inventory SMI.csv --unverified [OPTION...] [FILE...]\n"
                           "\n"
                           "The DSP's side: verifies requests, checks every hub against an inventory, and\n"
                           "makes the responses. Requests (stdin where no file is named) are taken in the\n"
                           "order given, whatever their counters; a hub that one of them returned is\n"
                           "\"Returned\" for the next. The same request again has the same answer, and changes\n"
                           "nothing; one with a RequestID that was answered already and other bytes has\n"
                           "none. The list form, of requests and of their answers, is a withdrawn proposal\n"
                           "(MP117) that no production system takes.\n"
                           "\n"
                           "  --inventory SMI.csv   a sheet with the columns DeviceID, DeviceType,\n"
                           "                        DeviceStatus, LogisticsStatus and Supplier (the EUI-64\n"
                           "                        that may return the hub; empty: anyone). It is read\n"
                           "                        only:  --inventory smi.csv\n"
                           "  --trust PEM-or-DIR    the certificates that are trusted; see\n"
                           "                        chret verify --help:  --trust suppliers/\n"
                           "  --unverified          takes requests whoever wrote them, for tests:\n"
                           "                        --unverified\n"
                           "  --role IS|GS          the User Role of the senders, which no request names; IS\n"
                           "                        where it is not given:  --role GS\n"
                           "  --key K.pem           signs the responses, by a private key of the requests'\n"
                           "                        target; one with a password asks for it on the terminal:\n"
                           "                        --key dsp.key.pem --cert dsp.cert.pem\n"
                           "  --cert C.pem          the certificate of the key:  --cert dsp.cert.pem\n"
                           "  --outcomes OUT.csv    writes requestID,record,DeviceID,code,accepted (yes or\n"
                           "                        no) of every hub; a file is replaced:\n"
                           "                        --outcomes out.csv\n"
                           "  --at TIME             the time that it is, for certificates and responses; in\n"
                           "                        UTC where it has no time zone:\n"
                           "                        --at 2026-01-12T09:15:00Z\n"
                           "  -o FILE-or-DIR        instead of stdout. A file is replaced. More than one\n"
                           "                        request needs a folder for files\n"
                           "                        ORIGINATOR_TARGET_COUNTER.xml, by the RequestID; it is\n"
                           "                        made if missing, and nothing in it is replaced:\n"
                           "                        -o responses/\n" COMMON_OPTIONS_HELP "\n"
                           "Exit: 0 every request has an answer, also where that is a refusal, 1 one has\n"
                           "none, and stderr says why, 2 wrong command line, 3 a file, the inventory, a key\n"
                           "or the memory failed, and nothing was written.\n"
                           "Example:\n"
                           "  chret answer --inventory smi.csv --trust suppliers/ --key dsp.key.pem \\\n"
                           "               --cert dsp.cert.pem --outcomes out.csv -o responses/ \\\n"
                           "               requests/*.xml\n";

struct call {
  struct credentials credentials;
  const char *inventory_path;
  const char *role;
  const char *outcomes_path; /* NULL: nobody asks */
  const char *output_path;   /* NULL: the standard output */
  struct output output;
  struct inventory *inventory;
  struct answering answering;
  char *outcomes_text;
  size_t outcomes_size;
};

/* ---- The command line ---- */

static int parse_role(struct call *c, const char *role) {
  c->role = role;
  return strcmp(role, "IS") == 0 || strcmp(role, "GS") == 0 ? EXIT_DONE
                                                            : usage(CALL, "--role takes IS or GS, not", role);
}

static int parse_option(struct call *c, int option, char **argv) {
  switch (option) {
  case 'i':
    c->inventory_path = optarg;
    return EXIT_DONE;
  case 'r':
    return parse_role(c, optarg);
  case 'u':
    c->outcomes_path = optarg;
    return strcmp(optarg, "-") != 0 ? EXIT_DONE : usage(CALL, "--outcomes takes a file, not", optarg);
  case 'o':
    c->output_path = strcmp(optarg, "-") == 0 ? NULL : optarg;
    return EXIT_DONE;
  default:
    return credentials_take(&c->credentials, CALL, option, argv);
  }
}

static int check_options(struct call *c, int files) {
  if (c->inventory_path == NULL)
    return usage(CALL, "--inventory is needed", NULL);
  if (c->outcomes_path != NULL && c->output_path != NULL && strcmp(c->outcomes_path, c->output_path) == 0)
    return usage(CALL, "--outcomes and -o name the same file", c->output_path);
  int result = credentials_check_reading(&c->credentials, CALL);
  result = result == EXIT_DONE ? credentials_check_signing(&c->credentials, CALL) : result;
  return result == EXIT_DONE ? output_choose(&c->output, CALL, "requests", c->output_path, (uint64_t)files) : result;
}

static int parse(struct call *c, int argc, char **argv, int *is_help) {
  static const struct option options[] = {{"inventory", required_argument, NULL, 'i'},
                                          {"role", required_argument, NULL, 'r'},
                                          {"outcomes", required_argument, NULL, 'u'},
                                          CREDENTIALS_TRUST,
                                          CREDENTIALS_UNVERIFIED,
                                          CREDENTIALS_KEY,
                                          CREDENTIALS_CERT,
                                          CREDENTIALS_AT,
                                          COMMON_OPTIONS};
  int option;
  int result = EXIT_DONE;
  while (result == EXIT_DONE && (option = next_option(argc, argv, ":o:", options)) != -1) {
    if (option == 'h') {
      *is_help = 1;
      fputs(help, stdout);
      return EXIT_DONE;
    }
    result = parse_option(c, option, argv);
  }
  return result == EXIT_DONE ? check_options(c, argc - optind) : result;
}

/* ---- Writing ---- */

static void name_file(const void *ctx, uint64_t i, char *out, size_t size) {
  const struct answering *answering = ctx;
  snprintf(out, size, "%s.xml", answering->answers[i].id);
  for (; *out != '\0'; out++)
    if (*out == ':')
      *out = '_';
}

static int write_answers(struct call *c) {
  struct answering *a = &c->answering;
  int result = output_check(&c->output, a->count, 0, name_file, a);
  result = result == EXIT_DONE ? output_begin(&c->output) : result;
  for (size_t i = 0; i < a->count && result == EXIT_DONE; i++)
    result =
        output_write(&c->output, i, chret_buffer_data(a->answers[i].bytes), chret_buffer_size(a->answers[i].bytes));
  return result == EXIT_DONE ? output_publish(&c->output) : result;
}

/* The outcomes are on the disk before an answer is seen, and under their name once all answers are where they belong. */
static int write_all(struct call *c) {
  struct file_pending pending = {.path = c->outcomes_path};
  int result = EXIT_DONE;
  if (c->outcomes_path != NULL)
    result = file_prepare(&pending, c->outcomes_path, c->outcomes_text, c->outcomes_size);
  result = result == EXIT_DONE ? write_answers(c) : result;
  if (result == EXIT_DONE && (fflush(stdout) != 0 || ferror(stdout)))
    result = EXIT_ENVIRONMENT; /* main() says why */
  if (result == EXIT_DONE && c->outcomes_path != NULL)
    result = file_place(&pending);
  file_drop(&pending);
  return result;
}

/* ---- The call ---- */

/* Answers all that can be answered; EXIT_REJECTED: some have no answer. */
static int answer_files(struct call *c, char **files, int count) {
  int result = EXIT_DONE;
  if (count == 0)
    return answering_take(&c->answering, NULL);
  progress_begin();
  for (int i = 0; i < count && result != EXIT_ENVIRONMENT; i++) {
    result = worse_exit(result, answering_take(&c->answering, files[i]));
    progress_step((size_t)i + 1, (size_t)count);
  }
  progress_hide();
  return result;
}

static int open_outcomes(struct call *c) {
  if (c->outcomes_path == NULL)
    return EXIT_DONE;
  c->answering.outcomes = open_memstream(&c->outcomes_text, &c->outcomes_size);
  if (c->answering.outcomes == NULL)
    return message_no_memory();
  fputs("requestID,record,DeviceID,code,accepted\n", c->answering.outcomes);
  return EXIT_DONE;
}

static int close_outcomes(struct call *c) {
  int failed = c->answering.outcomes != NULL && fclose(c->answering.outcomes) != 0;
  c->answering.outcomes = NULL;
  return failed ? message_no_memory() : EXIT_DONE;
}

static int answer_all(struct call *c, char **files, int count) {
  int result = credentials_open(&c->credentials);
  result = result == EXIT_DONE ? inventory_read(&c->inventory, c->inventory_path) : result;
  result = result == EXIT_DONE ? answering_open(&c->answering, &c->credentials, c->inventory, c->role) : result;
  result = result == EXIT_DONE ? open_outcomes(c) : result;
  if (result != EXIT_DONE)
    return result;
  int answered = answer_files(c, files, count);
  result = close_outcomes(c);
  if (answered == EXIT_ENVIRONMENT || result != EXIT_DONE)
    return EXIT_ENVIRONMENT;
  result = write_all(c);
  return result == EXIT_DONE ? answered : result;
}

int call_answer(int argc, char **argv) {
  struct call c;
  int is_help = 0;
  memset(&c, 0, sizeof c);
  c.role = "IS";
  int result = parse(&c, argc, argv, &is_help);
  if (result != EXIT_DONE || is_help)
    return result;
  result = answer_all(&c, argv + optind, argc - optind);
  close_outcomes(&c);
  output_free(&c.output);
  answering_close(&c.answering);
  inventory_free(c.inventory);
  credentials_close(&c.credentials);
  free(c.outcomes_text);
  return result;
}
