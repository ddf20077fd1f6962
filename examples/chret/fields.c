/* fields.c - chret fields: the columns that a sheet can have, by the library's own table. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include <chreturn/chreturn.h>

#include "chret.h"
#include "messages.h"
#include "usage.h"

#define CALL "fields"

static const char help[] = "chret fields [8.14.3|8.14.4] [--sheet]\n"
                           "\n"
                           "The columns that a sheet of hubs can have, for one service or for both: name,\n"
                           "whether it is required, kind, greatest number of characters, and the values of\n"
                           "enumerations, which are compared exactly.\n"
                           "\n"
                           "  --sheet               an empty sheet instead, the header alone:\n"
                           "                        chret fields 8.14.3 --sheet\n" COMMON_OPTIONS_HELP "\n"
                           "Example:\n"
                           "  chret fields 8.14.4\n";

static void print_field(int32_t service, int32_t field) {
  printf("  %-23s %-9s %s", chret_field_name(field),
         chret_service_item_required(service, field) ? "required" : "optional",
         chret_kind_name(chret_field_kind(field)));
  if (chret_field_limit(field) > 0)
    printf(", at most %zu characters", chret_field_limit(field));
  putchar('\n');
  for (size_t i = 0; i < chret_field_value_count(field); i++)
    printf("    %s\n", chret_field_value_at(field, i));
}

static void print_service(int32_t service) {
  printf("%s\n", chret_service_name(service));
  for (size_t i = 0; i < chret_service_item_count(service); i++)
    print_field(service, chret_service_item_at(service, i));
}

static int service_has(int32_t service, int32_t field) {
  for (size_t i = 0; i < chret_service_item_count(service); i++)
    if (chret_service_item_at(service, i) == field)
      return 1;
  return 0;
}

/* The columns of the service, or of all services where it is undecided. */
static void print_sheet(int32_t service) {
  const char *comma = "";
  for (size_t i = 0; i < chret_field_count(); i++) {
    int32_t field = chret_field_at(i);
    int is_column = service_has(service, field);
    for (size_t s = 0; s < chret_service_count() && service == CHRET_SERVICE_UNDECIDED && !is_column; s++)
      is_column = service_has(chret_service_at(s), field);
    if (is_column) {
      printf("%s%s", comma, chret_field_name(field));
      comma = ",";
    }
  }
  putchar('\n');
}

static void print_fields(int32_t service) {
  for (size_t i = 0; i < chret_service_count(); i++)
    if (service == CHRET_SERVICE_UNDECIDED || service == chret_service_at(i))
      print_service(chret_service_at(i));
}

int call_fields(int argc, char **argv) {
  static const struct option options[] = {{"sheet", no_argument, NULL, 's'}, COMMON_OPTIONS};
  int32_t service = CHRET_SERVICE_UNDECIDED;
  int is_sheet = 0;
  const char *name = NULL;
  int option;
  while ((option = next_option(argc, argv, ":", options)) != -1) {
    if (option == 'h') {
      fputs(help, stdout);
      return EXIT_DONE;
    }
    if (option != 's')
      return usage_option(CALL, option, argv);
    is_sheet = 1;
  }
  int result = only_operand(CALL, argc, argv, &name);
  if (result != EXIT_DONE)
    return result;
  if (name != NULL) {
    service = chret_service_by_name(name, strlen(name));
    if (service == CHRET_SERVICE_UNDECIDED)
      return usage(CALL, "there is no service", name);
  }
  (is_sheet ? print_sheet : print_fields)(service);
  return EXIT_DONE;
}
