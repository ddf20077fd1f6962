/* main.c - chret-adapter: a supplier's side of the return of Communications Hubs, from a sheet to the report. */
#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <chreturn/xmlsec.h>

#include "messages.h"
#include "send.h"
#include "streams.h"
#include "usage.h"

const char program_name[] = "chret-adapter";

static const char help[] =
    "chret-adapter: the return of Communications Hubs (DUIS 8.14.3 and 8.14.4), sent to the DCC over HTTP\n"
    "\n"
    "  chret-adapter send   a sheet of hubs: signed requests, sent, their answers, the report\n"
    "\n"
    "  --help        this text:  chret-adapter send --help  has the options\n"
    "  --version     the versions of this program and of the libraries it runs with: chret-adapter --version\n"
    "\n"
    "Messages go to stderr as  chret-adapter: FILE:LINE: record N (DEVICE-ID): text [code]  without what is not "
    "known.\n"
    "Exit: 0 all hubs were accepted, 1 not, 2 wrong command line, 3 a file, a key, the disk or the memory failed.\n";

static int print_version(void) {
  printf("chret-adapter %s\n", CHRET_VERSION);
  printf("libchreturn %s\n", chret_version());
  printf("OpenSSL %s\n", chret_xmlsec_openssl_version());
  printf("libcurl %s\n", curl_version_info(CURLVERSION_NOW)->version);
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
  if (strcmp(argv[1], "send") == 0)
    return call_send(argc - 1, argv + 1);
  return usage("", "there is no call", argv[1]);
}

int main(int argc, char **argv) {
  setvbuf(stderr, NULL, _IOLBF, BUFSIZ); /* a message is written at once, whatever else writes there */
  signal(SIGPIPE, SIG_IGN);              /* a connection that breaks is told by libcurl */
  int result = streams_begin();
  if (result != EXIT_DONE)
    return result;
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
    return message_no_memory();
  result = streams_end(run(argc, argv));
  curl_global_cleanup();
  return result;
}
