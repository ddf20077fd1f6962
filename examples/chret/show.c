/* show.c - chret show: what a message says, unverified. */
#include "show.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "chret.h"
#include "files.h"
#include "messages.h"
#include "usage.h"

#define CALL "show"

static const char help[] =
    "chret show [--as text|csv|json] [FILE]\n"
    "\n"
    "What a request or a response says (stdin where no file is named). It is NOT\n"
    "verified: anyone may have written it. Of a message of another service than\n"
    "8.14.3 and 8.14.4 the header is shown, and the name of its body. The list form,\n"
    "of requests and of their answers, is a withdrawn proposal (MP117) that no\n"
    "production system takes.\n"
    "\n"
    "  --as text             for people; the default. Several hubs are a table, which\n"
    "                        a terminal cuts to its width:\n"
    "                        chret show --as text 1000.xml\n"
    "  --as csv              of a request the hubs, as a sheet that chret build takes\n"
    "                        back; of others the header, in a row for each hub that\n"
    "                        was refused, or in one row where none is named:\n"
    "                        chret show --as csv 1000.xml\n"
    "  --as json             everything, on one line:  chret show --as json 1000.xml\n" COMMON_OPTIONS_HELP "\n"
    "Exit: 0 done, 1 it is no message as the schema has it, 2 wrong command line, 3 a\n"
    "file or the memory failed.\n"
    "Example:\n"
    "  chret show 1000.xml\n";

typedef int (*show_fn)(const char *file, const chret_message *message);

static const struct {
  const char *name;
  show_fn show;
} ways[] = {{"text", show_as_text}, {"csv", show_as_csv}, {"json", show_as_json}};

static show_fn way_of(const char *name) {
  for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
    if (strcmp(name, ways[i].name) == 0)
      return ways[i].show;
  return NULL;
}

/* ---- What the ways share ---- */

const char *show_kind(const chret_message *message) {
  return chret_message_kind(message) == CHRET_MESSAGE_REQUEST ? "Request" : "Response";
}

static int is_reference(int32_t field) {
  return field == CHRET_FIELD_SERVICE_REFERENCE || field == CHRET_FIELD_SERVICE_REFERENCE_VARIANT;
}

int32_t show_field_at(size_t i) {
  for (int references = 0; references <= 1; references++)
    for (size_t j = 0; j < chret_field_count(); j++)
      if (is_reference(chret_field_at(j)) == references && i-- == 0)
        return chret_field_at(j);
  return 0;
}

void show_failure_device(const chret_response *response, size_t i, char out[CHRET_EUI64_SIZE]) {
  uint64_t device = 0;
  chret_response_failure_device(response, i, &device);
  chret_eui64_format(device, out, CHRET_EUI64_SIZE);
}

/* ---- The call ---- */

static int show_input(const struct input *input, show_fn show) {
  chret_message *shown = NULL;
  chret_error *err = NULL;
  int result;
  if (chret_error_new(&err, NULL) != CHRET_OK)
    return message_no_memory();
  if (chret_message_read_unverified(&shown, (const uint8_t *)input->data, input->size, NULL, err) == CHRET_OK)
    result = show(input->name, shown);
  else
    result = message_error(input->name, err);
  chret_message_free(shown);
  chret_error_free(err);
  return result;
}

int call_show(int argc, char **argv) {
  static const struct option options[] = {{"as", required_argument, NULL, 'a'}, COMMON_OPTIONS};
  show_fn show = show_as_text;
  const char *path = NULL;
  int option;
  while ((option = next_option(argc, argv, ":", options)) != -1) {
    if (option == 'h') {
      fputs(help, stdout);
      return EXIT_DONE;
    }
    if (option != 'a')
      return usage_option(CALL, option, argv);
    show = way_of(optarg);
    if (show == NULL)
      return usage(CALL, "--as takes text, csv or json, not", optarg);
  }
  int result = only_operand(CALL, argc, argv, &path);
  struct input input;
  result = result == EXIT_DONE ? input_read(&input, path) : result;
  if (result != EXIT_DONE)
    return result;
  result = show_input(&input, show);
  input_free(&input);
  return result;
}
