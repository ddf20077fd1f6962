/* health.c - see health.h. */
#include "health.h"

#include <jansson.h>
#include <pthread.h>
#include <time.h>

#define DAY 86400

static pthread_mutex_t asking = PTHREAD_MUTEX_INITIALIZER;

/* Full days until it expires, below 0 where it has; null where it never does. */
static json_t *days_left(const chret_certificate *certificate, int64_t now) {
  int64_t from;
  int64_t until;
  if (chret_certificate_validity(certificate, &from, &until) != CHRET_OK || until > INT64_MAX / 2)
    return json_null();
  return json_integer(until >= now ? (until - now) / DAY : -((now - until + DAY - 1) / DAY));
}

static json_t *describe(const chret_certificate *certificate, int64_t now) {
  uint64_t value;
  char eui[CHRET_EUI64_SIZE] = "";
  if (chret_certificate_eui64(certificate, &value) == CHRET_OK)
    chret_eui64_format(value, eui, sizeof eui);
  return json_pack("{s:s,s:s,s:s,s:s,s:o,s:s?}", "eui64", eui, "role", chret_certificate_role(certificate), "issuer",
                   chret_certificate_issuer(certificate), "serial", chret_certificate_serial(certificate), "daysLeft",
                   days_left(certificate, now), "unusable", chret_certificate_unusable(certificate));
}

static int is_valid(const chret_certificate *certificate, int64_t now) {
  int64_t from;
  int64_t until;
  return chret_certificate_validity(certificate, &from, &until) == CHRET_OK && from <= now && now <= until;
}

static void add_certificates(json_t *page, const struct identity *identity, int64_t now) {
  json_t *trusted = json_array();
  for (size_t i = 0; i < chret_trust_count(identity->trust); i++)
    json_array_append_new(trusted, describe(chret_trust_at(identity->trust, i), now));
  json_object_set_new(page, "certificate", describe(identity_certificate(identity), now));
  json_object_set_new(page, "trusted", trusted);
}

char *health_write(const struct service *service, const struct backend *backend, int *is_well) {
  int64_t now = (int64_t)time(NULL);
  json_t *page = json_pack("{s:s}", "status", "ok");
  *is_well = service == NULL || is_valid(identity_certificate(&service->identity), now);
  pthread_mutex_lock(&asking);
  for (const struct need *need = backend->needs; need < backend->needs + NEEDS_MAX && need->name != NULL; need++) {
    int is_reachable = need->is_reachable(need->ctx);
    json_object_set_new(page, need->name, json_string(is_reachable ? "reachable" : "away"));
    *is_well = *is_well && is_reachable;
  }
  pthread_mutex_unlock(&asking);
  if (service != NULL)
    add_certificates(page, &service->identity, now);
  if (!*is_well)
    json_object_set_new(page, "status", json_string("failing"));
  char *text = json_dumps(page, JSON_INDENT(2));
  json_decref(page);
  return text;
}
