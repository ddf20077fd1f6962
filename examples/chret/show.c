/* show.c - chret show: what a request says, unverified. */
#include "show.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "chret.h"
#include "files.h"
#include "messages.h"
#include "text.h"

#define CALL "show"

static const char help[] =
    "chret show [--as text|csv|json] [FILE]\n"
    "\n"
    "What a request says (stdin where no file is named). It is NOT verified: anyone may have written it.\n"
    "\n"
    "  --as text             for people; the default:  chret show --as text 1000.xml\n"
    "  --as csv              the hubs as a sheet that chret build takes back:  chret show --as csv 1000.xml\n"
    "  --as json             everything, on one line:  chret show --as json 1000.xml\n"
    "  --help                this text:  chret show --help\n"
    "\n"
    "Exit: 0 done, 1 it is no request as the schema has it, 2 wrong command line, 3 a file or the memory failed.\n";

typedef int (*show_fn)(const char *file, const chret_request *request);

static const struct {
  const char *name;
  show_fn show;
} ways[] = {{"text", show_as_text}, {"csv", show_as_csv}, {"json", show_as_json}};

/* ---- Text ---- */

static void put_item(const char *name, const char *text, size_t size) {
  if (text != NULL) {
    printf("  %-27s ", name);
    text_put_clean(stdout, text, size);
    putchar('\n');
  }
}

int show_as_text(const char *file, const chret_request *request) {
  size_t size = 0;
  (void)file;
  printf("Request, %s form, %s, unverified\n", chret_form_name(chret_request_form(request)),
         chret_request_is_signed(request) ? "signed" : "unsigned");
  for (size_t i = 0; i < chret_field_count(); i++) {
    const char *text = chret_request_get(request, chret_field_at(i), &size);
    put_item(chret_field_name(chret_field_at(i)), text, size);
  }
  for (size_t r = 0; r < chret_request_record_count(request); r++) {
    printf("Record %zu\n", r + 1);
    for (size_t i = 0; i < chret_field_count(); i++) {
      const char *text = chret_record_get(chret_request_record_at(request, r), chret_field_at(i), &size);
      put_item(chret_field_name(chret_field_at(i)), text, size);
    }
  }
  return EXIT_DONE;
}

/* ---- CSV ---- */

static char end_of_cell(int32_t service, size_t i) {
  return i + 1 < chret_service_item_count(service) ? ',' : '\n';
}

int show_as_csv(const char *file, const chret_request *request) {
  int32_t service = chret_request_service(request);
  for (size_t i = 0; i < chret_service_item_count(service); i++) {
    const char *name = chret_field_name(chret_service_item_at(service, i));
    text_put_cell(stdout, name, strlen(name), end_of_cell(service, i));
  }
  for (size_t r = 0; r < chret_request_record_count(request); r++) {
    const chret_record *record = chret_request_record_at(request, r);
    for (size_t i = 0; i < chret_service_item_count(service); i++) {
      size_t size = 0;
      const char *text = chret_record_get(record, chret_service_item_at(service, i), &size);
      text_put_cell(stdout, text, size, end_of_cell(service, i));
    }
  }
  message(&(struct message){.file = file, .text = "unverified: anyone may have written this"});
  return EXIT_DONE;
}

/* ---- The call ---- */

static show_fn way_of(const char *name) {
  for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
    if (strcmp(name, ways[i].name) == 0)
      return ways[i].show;
  return NULL;
}

static int show_input(const struct input *input, show_fn show) {
  chret_request *request = NULL;
  chret_error *err = NULL;
  int result;
  if (chret_error_new(&err, NULL) != CHRET_OK)
    return message_no_memory();
  if (chret_request_read_unverified(&request, (const uint8_t *)input->data, input->size, NULL, err) == CHRET_OK)
    result = show(input->name, request);
  else
    result = message_error(input->name, err);
  chret_request_free(request);
  chret_error_free(err);
  return result;
}

int call_show(int argc, char **argv) {
  static const struct option options[] = {
      {"as", required_argument, NULL, 'a'}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
  show_fn show = show_as_text;
  const char *path = NULL;
  int option;
  while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
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
