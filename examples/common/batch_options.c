/* batch_options.c - see batch_options.h. */
#include "batch_options.h"

#include <string.h>

#include <chreturn/chreturn.h>

#include "messages.h"
#include "sheet_options.h"
#include "usage.h"

static int parse_eui(const char *call, const char *what, const char *text, uint64_t *value, int *has_value) {
  if (chret_eui64_parse(text, strlen(text), value) != CHRET_OK)
    return usage(call, what, text);
  *has_value = 1;
  return EXIT_DONE;
}

static int parse_form(struct batch_options *o, const char *call, const char *text) {
  static const int32_t forms[] = {CHRET_FORM_SINGLE, CHRET_FORM_LIST};
  for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
    if (strcmp(text, chret_form_name(forms[i])) == 0) {
      o->form = forms[i];
      o->has_form = 1;
      return EXIT_DONE;
    }
  }
  return usage(call, "there is no form", text);
}

/* Takes it where a request takes it. */
static int parse_schema_version(struct batch_options *o, const char *call, const char *text) {
  chret_request *trial = NULL;
  int32_t status = chret_request_new(&trial, chret_service_at(0), CHRET_FORM_SINGLE, NULL);
  if (status == CHRET_OK)
    status = chret_request_set(trial, CHRET_FIELD_SCHEMA_VERSION, text, strlen(text), NULL);
  chret_request_free(trial);
  if (status == CHRET_E_NO_MEMORY)
    return message_no_memory();
  if (status != CHRET_OK)
    return usage(call, "no schema version, such as 5.4, is", text);
  o->schema_version = text;
  return EXIT_DONE;
}

void batch_options_init(struct batch_options *o) {
  memset(o, 0, sizeof *o);
  o->counter.fd = -1;
  o->form = CHRET_FORM_SINGLE;
  o->format = (struct sheet_format)SHEET_FORMAT_USUAL;
}

void batch_options_close(struct batch_options *o) {
  encoding_close(&o->format.encoding);
}

int batch_options_take(struct batch_options *o, const char *call, int option, char **argv) {
  switch (option) {
  case 'O':
    return parse_eui(call, "--originator takes an EUI-64 such as 90-B3-D5-1F-30-01-00-00, not", optarg, &o->originator,
                     &o->has_originator);
  case 'R':
    return parse_eui(call, "--target takes an EUI-64 such as 90-B3-D5-1F-30-00-00-02, not", optarg, &o->target,
                     &o->has_target);
  case 'N':
    return counter_parse(&o->counter, optarg)
               ? EXIT_DONE
               : usage(call, "--counter takes a number up to 2^64-1, clock or file:PATH, not", optarg);
  case 'S':
    o->service = chret_service_by_name(optarg, strlen(optarg));
    return o->service != CHRET_SERVICE_UNDECIDED ? EXIT_DONE : usage(call, "there is no service", optarg);
  case 'F':
    return parse_form(o, call, optarg);
  case 'V':
    return parse_schema_version(o, call, optarg);
  case 's':
    o->is_strict = 1;
    return EXIT_DONE;
  case 'm':
    return usage_number(call, "--max-records takes a number from 1 to 999, not", optarg, CHRET_LIST_MAX,
                        &o->max_records);
  case 't':
    o->state_path = optarg;
    return EXIT_DONE;
  default:
    return sheet_options_take(&o->format, call, option, argv);
  }
}

int batch_options_need_all(const struct batch_options *o, const char *call) {
  if (!o->has_originator || !o->has_target || o->counter.spec == NULL)
    return usage(call, "--originator, --target and --counter are needed", NULL);
  return EXIT_DONE;
}

int batch_options_need_counter(const struct batch_options *o, const char *call) {
  return o->counter.spec != NULL ? EXIT_DONE : usage(call, "--counter is needed for new requests", NULL);
}
