/* credentials.c - see credentials.h. */
#include "credentials.h"

#include <stdio.h>
#include <time.h>

#include "date_time.h"
#include "messages.h"
#include "usage.h"

int credentials_take(struct credentials *c, const char *call, int option, char **argv) {
  switch (option) {
  case 'T':
    if (c->trust_path != NULL)
      return usage(call, "--trust is to be given once, with a folder for several; the second is", optarg);
    c->trust_path = optarg;
    return EXIT_DONE;
  case 'U':
    c->is_unverified = 1;
    return EXIT_DONE;
  case 'Y':
    c->is_any_signer = 1;
    return EXIT_DONE;
  case 'A':
    c->has_time = date_time_parse(optarg, &c->milliseconds);
    return c->has_time ? EXIT_DONE : usage(call, "--at takes a time such as 2026-01-12T09:15:00Z, not", optarg);
  case 'K':
    c->key_path = optarg;
    return EXIT_DONE;
  case 'C':
    c->certificate_path = optarg;
    return EXIT_DONE;
  default:
    return usage_option(call, option, argv);
  }
}

int credentials_check_signing(const struct credentials *c, const char *call) {
  if ((c->key_path == NULL) != (c->certificate_path == NULL))
    return usage(call, "--key and --cert go together", NULL);
  return EXIT_DONE;
}

int credentials_check_reading(const struct credentials *c, const char *call) {
  if ((c->trust_path == NULL) != c->is_unverified)
    return usage(call, "either --trust or --unverified is needed", NULL);
  return EXIT_DONE;
}

static int make_options(struct credentials *c) {
  if (chret_options_new(&c->options, NULL) != CHRET_OK)
    return message_no_memory();
  chret_options_set_any_signer(c->options, c->is_any_signer);
  if (c->has_time) {
    int64_t seconds = c->milliseconds / 1000;
    chret_options_set_time(c->options, c->milliseconds % 1000 < 0 ? seconds - 1 : seconds);
  }
  return EXIT_DONE;
}

/* Who is to verify what is signed now will refuse it; it may be wanted all the same. */
static void warn_of_time(const struct credentials *c) {
  int64_t now = c->has_time ? c->milliseconds / 1000 : (int64_t)time(NULL);
  int64_t from, until;
  char date[CHRET_DATE_TIME_SIZE] = "date unknown";
  char text[100];
  if (chret_certificate_validity(identity_certificate(&c->identity), &from, &until) != CHRET_OK ||
      (from <= now && now <= until))
    return;
  int has_expired = until < now;
  int64_t seconds = has_expired ? until : from;
  if (seconds > INT64_MIN / 1000 && seconds < INT64_MAX / 1000)
    chret_date_time_format(seconds * 1000, date, sizeof date);
  snprintf(text, sizeof text, "warning: the certificate to sign with %s (%s)",
           has_expired ? "has expired" : "is not valid yet", date);
  message(&(struct message){.file = c->certificate_path, .text = text});
}

int credentials_open(struct credentials *c) {
  int result = make_options(c);
  result = result == EXIT_DONE ? identity_open(&c->identity) : result;
  if (result == EXIT_DONE && c->trust_path != NULL)
    result = identity_load_trust(&c->identity, c->trust_path);
  if (result == EXIT_DONE && c->key_path != NULL)
    result = identity_load_signer(&c->identity, c->key_path, c->certificate_path);
  if (result == EXIT_DONE && c->key_path != NULL)
    warn_of_time(c);
  return result;
}

void credentials_close(struct credentials *c) {
  identity_close(&c->identity);
  chret_options_free(c->options);
  c->options = NULL;
}

int credentials_must_be(const struct credentials *c, const char *file, const char *whose, uint64_t eui64) {
  uint64_t own = identity_signer(&c->identity)->eui64;
  char own_text[CHRET_EUI64_SIZE];
  char text[CHRET_EUI64_SIZE];
  char what[200];
  if (own == eui64)
    return EXIT_DONE;
  chret_eui64_format(own, own_text, sizeof own_text);
  chret_eui64_format(eui64, text, sizeof text);
  snprintf(what, sizeof what, "the certificate to sign with is that of %s, not of %s %s", own_text, whose, text);
  message(&(struct message){.file = file, .text = what, .code = chret_status_name(CHRET_E_FOREIGN_SIGNER)});
  return EXIT_ENVIRONMENT;
}

int credentials_read(const struct credentials *c, const struct input *input, chret_message **out, chret_error *err) {
  const uint8_t *xml = (const uint8_t *)input->data;
  int32_t status = c->is_unverified ? chret_message_read_unverified(out, xml, input->size, c->options, err)
                                    : chret_message_read(out, xml, input->size, c->identity.trust, c->options, err);
  return status == CHRET_OK ? EXIT_DONE : message_error(input->name, err);
}
