/* main.c - chret: the return of Communications Hubs, from the command line. */
#include <csv.h>
#include <jansson.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <chreturn/xmlsec.h>

#include "chret.h"
#include "json_messages.h"
#include "messages.h"
#include "streams.h"
#include "usage.h"

const char program_name[] = "chret";

static const char help[] = "chret: the return of Communications Hubs (DUIS 8.14.3 and 8.14.4): from a sheet\n"
                           "to requests, to the DCC's answers, and back\n"
                           "\n"
                           "  chret build   a sheet of hubs (CSV) to requests (XML), signed with --key\n"
                           "  chret sign    a request or response that is there already, signed\n"
                           "  chret verify  who signed a message\n"
                           "  chret show    what a message says, unverified, for people, as CSV or as JSON\n"
                           "  chret check   all that is wrong with a sheet or a request\n"
                           "  chret answer  the DSP's side: requests to responses\n"
                           "  chret report  requests and responses to what became of every hub\n"
                           "  chret fields  the columns that a sheet can have\n"
                           "\n"
                           "  --help        this text; each call has its own, such as: chret build --help\n"
                           "  --version     the versions of this tool and of the libraries it runs with:\n"
                           "                chret --version\n"
                           "\n"
                           "Messages go to stderr as  chret: FILE:LINE: record N (DEVICE-ID): ITEM:\n"
                           "text [code]  without what is not known or named in the text; with --json, which\n"
                           "every call takes, each as a JSON object in a line: tool, file, line, record,\n"
                           "deviceID, item, code, message.\n"
                           "A terminal gets colours, unless NO_COLOR is set or TERM is dumb.\n"
                           "Exit: 0 done, 1 something was rejected, 2 wrong command line, 3 a file, a key,\n"
                           "the disk or the memory failed.\n";

static const struct {
  const char *name;
  int (*run)(int argc, char **argv);
} calls[] = {{"build", call_build}, {"sign", call_sign},     {"verify", call_verify}, {"show", call_show},
             {"check", call_check}, {"answer", call_answer}, {"report", call_report}, {"fields", call_fields}};

static int print_version(void) {
  long xml = strtol(xmlParserVersion, NULL, 10); /* of the library that is loaded: 20914 is 2.9.14 */
  printf("chret %s\n", CHRET_VERSION);
  printf("libchreturn %s\n", chret_version());
  printf("libxml2 %ld.%ld.%ld\n", xml / 10000, xml / 100 % 100, xml % 100);
  printf("xmlsec1 %s\n", chret_xmlsec_version());
  printf("OpenSSL %s\n", chret_xmlsec_openssl_version());
  printf("libcsv %d.%d.%d\n", CSV_MAJOR, CSV_MINOR, CSV_RELEASE);
  printf("jansson %s\n", jansson_version_str());
  return EXIT_DONE;
}

static int run(int argc, char **argv) {
  if (argc < 2)
    return usage("", "what is to be done?", NULL);
  if (strcmp(argv[1], "--help") == 0) {
    fputs(help, stdout);
    return EXIT_DONE;
  }
  if (strcmp(argv[1], "--version") == 0)
    return print_version();
  for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
    if (strcmp(argv[1], calls[i].name) == 0)
      return calls[i].run(argc - 1, argv + 1);
  return usage("", "there is no call", argv[1]);
}

int main(int argc, char **argv) {
  setvbuf(stderr, NULL, _IOLBF, BUFSIZ); /* a message is written at once, whatever else writes there */
  if (wants_json(argc, argv))
    json_messages();
  int result = streams_begin();
  return streams_end(result == EXIT_DONE ? run(argc, argv) : result);
}
