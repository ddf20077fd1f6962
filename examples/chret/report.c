/* report.c - chret report: what became of every hub of the requests that were sent. */
#include "report.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "chret.h"
#include "credentials.h"
#include "messages.h"
#include "paths.h"
#include "progress.h"

#define CALL "report"

static const char help[] =
    "chret report (--trust PEM-or-DIR | --unverified) [--as csv|json|text] PATH...\n"
    "\n"
    "What became of every hub of the requests that were sent. A PATH is a request, a response or a folder of\n"
    "such files (*.xml, sorted by name, 9.xml before 10.xml); which is which their root says. A row for each\n"
    "record, in the order of the requests: DeviceID, RequestID, code, accepted (yes, no, or pending while no\n"
    "response says). Responses to other requests, repeated ones, and what contradicts a request or another\n"
    "response are told on stderr; a hub that one of several responses refuses is not accepted. The list form, of\n"
    "requests and of their answers, is a withdrawn proposal (MP117) that no production system takes.\n"
    "\n"
    "  --trust PEM-or-DIR    the certificates that are trusted, the DCC's for responses and one's own for\n"
    "                        requests; see chret verify --help:  --trust trusted/\n"
    "  --unverified          takes messages whoever wrote them:  --unverified\n"
    "  --as csv              DeviceID,RequestID,code,accepted; the default:  --as csv\n"
    "  --as json             "
    "{\"rows\":[{\"DeviceID\":\"...\",\"RequestID\":\"...\",\"code\":\"I99\",\"accepted\":\"yes\"}],\n"
    "                        \"totals\":{\"I99\":1}}; no code while pending, and \"pending\" among the totals:\n"
    "                        --as json\n"
    "  --as text             a table for people, with totals by code:  --as text\n"
    "  --at TIME             certificates must be valid at this time instead of now; in UTC where it has no\n"
    "                        time zone:  --at 2026-01-12T09:15:00Z\n"
    "  --help                this text:  chret report --help\n"
    "\n"
    "Exit: 0 all hubs were accepted, 1 not, or something that was read was rejected, 2 wrong command line, 3 a\n"
    "file, a certificate to trust or the memory failed.\n"
    "Example:\n"
    "  chret report --trust trusted/ requests/ responses/\n";

typedef int (*report_fn)(const struct exchange *exchange);

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

static int is_not_accepted(void *ctx, const struct exchange_row *row) {
  (void)ctx;
  return row->accepted != EXCHANGE_YES;
}

static int report_files(const struct credentials *credentials, const struct paths *paths, report_fn report) {
  struct exchange exchange;
  int result = exchange_open(&exchange, credentials);
  result = result == EXIT_DONE ? read_files(&exchange, paths) : result;
  if (result != EXIT_ENVIRONMENT)
    result = worse_exit(result, exchange_match(&exchange));
  if (result != EXIT_ENVIRONMENT)
    result = worse_exit(result, report(&exchange));
  if (result != EXIT_ENVIRONMENT && exchange.request_count == 0) {
    message(&(struct message){.text = "no request was given"});
    result = EXIT_REJECTED;
  }
  if (result == EXIT_DONE && exchange_visit(&exchange, is_not_accepted, NULL) != 0)
    result = EXIT_REJECTED;
  exchange_close(&exchange);
  return result;
}

static int report_paths(struct credentials *credentials, char **operands, int count, report_fn report) {
  struct paths paths = {.count = 0};
  int result = credentials_open(credentials);
  result = result == EXIT_DONE ? list_files(&paths, operands, count) : result;
  result = result == EXIT_DONE ? report_files(credentials, &paths, report) : result;
  paths_free(&paths);
  credentials_close(credentials);
  return result;
}

/* ---- The call ---- */

int call_report(int argc, char **argv) {
  static const struct option options[] = {CREDENTIALS_TRUST,
                                          CREDENTIALS_UNVERIFIED,
                                          CREDENTIALS_AT,
                                          {"as", required_argument, NULL, 'a'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
  struct credentials credentials;
  report_fn report = report_as_csv;
  int option;
  int result = EXIT_DONE;
  memset(&credentials, 0, sizeof credentials);
  while (result == EXIT_DONE && (option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
    if (option == 'h') {
      fputs(help, stdout);
      return EXIT_DONE;
    }
    result = option == 'a' ? parse_way(optarg, &report) : credentials_take(&credentials, CALL, option, argv);
  }
  result = result == EXIT_DONE ? credentials_check_reading(&credentials, CALL) : result;
  if (result == EXIT_DONE && optind == argc)
    result = usage(CALL, "which requests and responses?", NULL);
  return result == EXIT_DONE ? report_paths(&credentials, argv + optind, argc - optind, report) : result;
}
