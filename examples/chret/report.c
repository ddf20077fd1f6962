/* report.c - chret report: what became of every hub of the requests that were sent. */
#include "report.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "chret.h"
#include "credentials.h"
#include "exchange.h"
#include "gather.h"
#include "messages.h"
#include "paths.h"
#include "progress.h"
#include "state_file.h"
#include "usage.h"

#define CALL "report"

static const char help[] =
    "chret report (--trust PEM-or-DIR | --unverified) [--as csv|json|text] PATH...\n"
    "chret report --state FILE [OPTION...] [PATH...]\n"
    "\n"
    "What became of every hub of the requests that were sent. A PATH is a request, a\n"
    "response or a folder of such files (*.xml, sorted by name, 9.xml before 10.xml);\n"
    "which is which their root says. A row for each record, in the order of the\n"
    "requests: DeviceID, RequestID, code, accepted (yes, no, or pending while no\n"
    "response says). Responses to other requests, repeated ones, and what contradicts\n"
    "a request or another response are told on stderr; a hub that one of several\n"
    "responses refuses is not accepted (with --state the first response stands). The\n"
    "list form, of requests and of their answers, is a withdrawn proposal (MP117)\n"
    "that no production system takes.\n"
    "\n"
    "  --trust PEM-or-DIR    the certificates that are trusted, the DCC's for\n"
    "                        responses and one's own for requests; see\n"
    "                        chret verify --help:  --trust trusted/\n"
    "  --unverified          takes messages whoever wrote them:  --unverified\n"
    "  --as csv              DeviceID,RequestID,code,accepted; the default:  --as csv\n"
    "  --as json             {\"rows\":[{\"DeviceID\":\"...\",\"RequestID\":\"...\",\n"
    "                        \"code\":\"I99\",\"accepted\":\"yes\"}], \"totals\":{\"I99\":1}}; no\n"
    "                        code while pending, which is among the totals:\n"
    "                        --as json\n"
    "  --as text             a table for people, with totals by code:  --as text\n"
    "  --state FILE          of a state that chret build keeps. Takes the responses\n"
    "                        into it, the file is replaced whole or not at all, and\n"
    "                        reports all rows of the sheet but those left out for a\n"
    "                        fault, in its order, each with the last request that it\n"
    "                        was in. A row that is in none, or refused and about to\n"
    "                        go into a new one, has no RequestID and no code, and\n"
    "                        accepted is unsent. JSON and text have the row's number\n"
    "                        in the sheet too, as record. Responses taken before need\n"
    "                        not be given again; with no PATH it only reports. A kill\n"
    "                        can leave a FILE.XXXXXX, which is harmless and may be\n"
    "                        deleted:  --state batch.state\n"
    "  --at TIME             certificates must be valid at this time instead of now;\n"
    "                        in UTC where it has no time zone:\n"
    "                        --at 2026-01-12T09:15:00Z\n" COMMON_OPTIONS_HELP "\n"
    "Exit: 0 all hubs were accepted, 1 not, or something that was read was rejected,\n"
    "2 wrong command line, 3 a file, a certificate to trust or the memory failed.\n"
    "Example:\n"
    "  chret report --trust trusted/ requests/ responses/\n"
    "  chret report --state batch.state --trust dcc.cert.pem responses/\n";

typedef int (*report_fn)(const struct report_rows *rows);

struct call {
  struct credentials credentials;
  const char *state_path; /* NULL: no state */
  report_fn report;
};

static const struct {
  const char *name;
  report_fn report;
} ways[] = {{"csv", report_as_csv}, {"json", report_as_json}, {"text", report_as_text}};

static int parse_way(const char *name, report_fn *report) {
  for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
    if (strcmp(name, ways[i].name) == 0) {
      *report = ways[i].report;
      return EXIT_DONE;
    }
  }
  return usage(CALL, "--as takes csv, json or text, not", name);
}

/* ---- The work ---- */

static int list_files(struct paths *paths, char **operands, int count) {
  static const char *const endings[] = {".xml", NULL};
  int result = EXIT_DONE;
  for (int i = 0; i < count && result == EXIT_DONE; i++)
    result = paths_add(paths, operands[i], endings);
  return result;
}

static int read_files(struct exchange *exchange, const struct paths *paths) {
  int result = EXIT_DONE;
  progress_begin();
  for (size_t i = 0; i < paths->count && result != EXIT_ENVIRONMENT; i++) {
    result = worse_exit(result, exchange_read(exchange, paths->list[i]));
    progress_step(i + 1, paths->count);
  }
  progress_hide();
  return result;
}

static int visit_exchange(const void *source, report_row_fn on_row, void *ctx) {
  return exchange_visit(source, on_row, ctx);
}

/* Writes the report, which makes the exit 1 where not all were accepted. */
static int write_report(const struct report_rows *rows, report_fn report) {
  int result = report(rows);
  if (result == EXIT_DONE && !report_rows_are_accepted(rows))
    result = EXIT_REJECTED;
  return result;
}

static int report_files(const struct call *c, const struct paths *paths) {
  struct exchange exchange;
  struct report_rows rows = {.visit = visit_exchange, .source = &exchange};
  int result = exchange_open(&exchange, &c->credentials);
  result = result == EXIT_DONE ? read_files(&exchange, paths) : result;
  if (result != EXIT_ENVIRONMENT)
    result = worse_exit(result, exchange_match(&exchange));
  if (result != EXIT_ENVIRONMENT)
    result = worse_exit(result, write_report(&rows, c->report));
  if (result != EXIT_ENVIRONMENT && exchange.request_count == 0) {
    message(&(struct message){.text = "no request was given"});
    result = EXIT_REJECTED;
  }
  exchange_close(&exchange);
  return result;
}

/* What came is on the disk before it is shown. */
static int report_batch(const struct call *c, const struct paths *paths, struct state_file *file, chret_batch *batch) {
  struct report_rows rows = report_rows_of_batch(batch);
  int has_changed = 0;
  int result = gather_files(batch, &c->credentials, paths, &has_changed);
  if (result != EXIT_ENVIRONMENT && has_changed)
    result = worse_exit(result, state_file_save(file, batch));
  return result != EXIT_ENVIRONMENT ? worse_exit(result, write_report(&rows, c->report)) : result;
}

static int report_state(const struct call *c, const struct paths *paths) {
  struct state_file file;
  chret_batch *batch = NULL;
  int result = state_file_open(&file, c->state_path, chret_xmlsec_provider(c->credentials.identity.xmlsec), &batch);
  if (result == EXIT_DONE && batch == NULL) {
    errno = ENOENT;
    result = message_errno(c->state_path);
  }
  result = result == EXIT_DONE ? report_batch(c, paths, &file, batch) : result;
  chret_batch_free(batch);
  state_file_close(&file);
  return result;
}

static int report_paths(struct call *c, char **operands, int count) {
  struct paths paths = {.count = 0};
  int result = credentials_open(&c->credentials);
  result = result == EXIT_DONE ? list_files(&paths, operands, count) : result;
  if (result == EXIT_DONE)
    result = c->state_path != NULL ? report_state(c, &paths) : report_files(c, &paths);
  paths_free(&paths);
  credentials_close(&c->credentials);
  return result;
}

/* ---- The call ---- */

/* A state alone can be reported without reading a message. */
static int check(const struct call *c, int operands) {
  if (c->state_path != NULL && operands == 0 && c->credentials.trust_path == NULL)
    return EXIT_DONE;
  int result = credentials_check_reading(&c->credentials, CALL);
  if (result == EXIT_DONE && operands == 0 && c->state_path == NULL)
    result = usage(CALL, "which requests and responses?", NULL);
  return result;
}

static int take_option(struct call *c, int option, char **argv) {
  switch (option) {
  case 'a':
    return parse_way(optarg, &c->report);
  case 't':
    c->state_path = optarg;
    return EXIT_DONE;
  default:
    return credentials_take(&c->credentials, CALL, option, argv);
  }
}

int call_report(int argc, char **argv) {
  static const struct option options[] = {CREDENTIALS_TRUST,
                                          CREDENTIALS_UNVERIFIED,
                                          CREDENTIALS_AT,
                                          {"as", required_argument, NULL, 'a'},
                                          {"state", required_argument, NULL, 't'},
                                          COMMON_OPTIONS};
  struct call c;
  int option;
  int result = EXIT_DONE;
  memset(&c, 0, sizeof c);
  c.report = report_as_csv;
  while (result == EXIT_DONE && (option = next_option(argc, argv, ":", options)) != -1) {
    if (option == 'h') {
      fputs(help, stdout);
      return EXIT_DONE;
    }
    result = take_option(&c, option, argv);
  }
  result = result == EXIT_DONE ? check(&c, argc - optind) : result;
  return result == EXIT_DONE ? report_paths(&c, argv + optind, argc - optind) : result;
}
