/* check.c - chret check: all that is wrong with a sheet or a request, as CSV. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "chret.h"
#include "rows.h"
#include "sheet_options.h"
#include "text.h"
#include "usage.h"

#define CALL "check"

static const char help[] = "chret check [--delimiter CHAR] [--encoding NAME] [FILE.csv|FILE.xml]\n"
                           "\n"
                           "Says all that is wrong with a sheet of hubs or with a request (stdin where no\n"
                           "file is named), without asking anyone. On stdout, as CSV:\n"
                           "record,DeviceID,item,code,message. Record 1 is the first row or hub, 0 the\n"
                           "header. Codes: missing, malformed, too-long, not-enumerated, unknown-item,\n"
                           "repeated-item, duplicate, too-many, service-mismatch, command-variant. What is\n"
                           "no request at all is told on stderr.\n"
                           "\n" SHEET_OPTIONS_HELP COMMON_OPTIONS_HELP "\n"
                           "Exit: 0 nothing found, 1 something was found or cannot be read, 2 wrong command\n"
                           "line, 3 a file or the memory failed.\n"
                           "Example:\n"
                           "  chret check hubs.csv\n";

struct check {
  struct input input;
  struct sheet_format format;
  int has_found;
};

static int put_fault(void *ctx, const struct message *fault) {
  struct check *c = ctx;
  c->has_found = 1;
  printf("%zu,", fault->record);
  text_put_cell(stdout, fault->device_id, strlen(fault->device_id), ',');
  text_put_cell(stdout, fault->item, strlen(fault->item), ',');
  text_put_cell(stdout, fault->code, strlen(fault->code), ',');
  text_put_cell(stdout, fault->text, strlen(fault->text), '\n');
  return EXIT_DONE;
}

static int check_sheet(struct check *c) {
  struct row_visitor visitor = {.ctx = c, .fault = put_fault};
  return rows_visit(&c->input, &c->format, CHRET_SERVICE_UNDECIDED, &visitor);
}

static int check_document_into(struct check *c, chret_report *report, chret_error *err) {
  int32_t status = chret_check_document(report, (const uint8_t *)c->input.data, c->input.size, NULL, err);
  for (size_t i = 0; i < chret_report_count(report); i++) {
    struct message fault = message_of_finding(c->input.name, report, i);
    put_fault(c, &fault);
  }
  return status == CHRET_OK ? EXIT_DONE : message_error(c->input.name, err);
}

static int check_document(struct check *c) {
  chret_report *report = NULL;
  chret_error *err = NULL;
  int result;
  if (chret_report_new(&report, NULL) == CHRET_OK && chret_error_new(&err, NULL) == CHRET_OK)
    result = check_document_into(c, report, err);
  else
    result = message_no_memory();
  chret_error_free(err);
  chret_report_free(report);
  return result;
}

/* The first byte that is no white space and no byte-order mark, of UTF-16 neither, is "<". */
static int is_document(const struct input *input) {
  static const char passed_over[] = "\xEF\xBB\xBF\xFE\xFF \t\r\n"; /* and the NUL at its end */
  size_t i = 0;
  while (i < input->size && memchr(passed_over, input->data[i], sizeof passed_over) != NULL)
    i++;
  return i < input->size && input->data[i] == '<';
}

static int check_file(struct check *c, const char *path) {
  int result = input_read(&c->input, path);
  if (result != EXIT_DONE)
    return result;
  puts("record,DeviceID,item,code,message");
  result = is_document(&c->input) ? check_document(c) : check_sheet(c);
  input_free(&c->input);
  return result == EXIT_DONE && c->has_found ? EXIT_REJECTED : result;
}

int call_check(int argc, char **argv) {
  static const struct option options[] = {SHEET_OPTIONS_DELIMITER, SHEET_OPTIONS_ENCODING, COMMON_OPTIONS};
  struct check c = {.format = SHEET_FORMAT_USUAL};
  const char *path = NULL;
  int option;
  int result = EXIT_DONE;
  while (result == EXIT_DONE && (option = next_option(argc, argv, ":", options)) != -1) {
    if (option == 'h') {
      fputs(help, stdout);
      return EXIT_DONE;
    }
    result = sheet_options_take(&c.format, CALL, option, argv);
  }
  result = result == EXIT_DONE ? only_operand(CALL, argc, argv, &path) : result;
  result = result == EXIT_DONE ? check_file(&c, path) : result;
  encoding_close(&c.format.encoding);
  return result;
}
