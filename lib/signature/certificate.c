#include "signature/certificate.h"

#include "base/filled.h"
#include "base/lexical.h"

#include <string.h>

/* ---- Life -------------------------------------------------------------------------------------------------------- */

static chret_certificate *allocate(const chret_provider *provider, const uint8_t *der, size_t size,
                                   const chret_allocator *allocator) {
  chret_certificate *certificate = chret_i_allocate_zeroed(allocator, sizeof *certificate);
  if (certificate == NULL)
    return NULL;
  certificate->allocator = *allocator;
  chret_i_arena_init(&certificate->texts, &certificate->allocator);
  certificate->der = (const uint8_t *)chret_i_arena_text(&certificate->texts, (const char *)der, size);
  certificate->der_size = size;
  certificate->issuer = "";
  certificate->role = "";
  certificate->not_before = INT64_MIN;
  certificate->not_after = INT64_MAX;
  certificate->release = provider->release;
  certificate->ctx = provider->ctx;
  if (certificate->der == NULL) {
    chret_certificate_free(certificate);
    return NULL;
  }
  return certificate;
}

static void drop_handle(chret_certificate *certificate) {
  if (certificate->handle != NULL && certificate->release != NULL)
    certificate->release(certificate->ctx, certificate->handle);
  certificate->handle = NULL;
}

void chret_certificate_free(chret_certificate *certificate) {
  if (certificate != NULL) {
    chret_allocator allocator = certificate->allocator;
    drop_handle(certificate);
    chret_i_name_free(certificate->name);
    chret_i_arena_release(&certificate->texts);
    chret_i_release(&allocator, certificate);
  }
}

int32_t chret_i_certificate_describe(chret_certificate **out, const chret_provider *provider, const uint8_t *der,
                                     size_t size, const chret_allocator *allocator, chret_error *err) {
  chret_certificate *certificate = allocate(provider, der, size, allocator);
  int32_t code = 0;
  int no_memory = certificate == NULL;
  if (certificate != NULL) {
    code = provider->describe(provider->ctx, certificate->der, size, certificate);
    no_memory = certificate->no_memory;
  }
  if (code == 0 && !no_memory) {
    *out = certificate;
    return CHRET_OK;
  }
  chret_certificate_free(certificate);
  if (no_memory)
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for the certificate");
  return chret_i_error_host(err, code, "describe");
}

int32_t chret_certificate_new(chret_certificate **out, const chret_provider *provider, const uint8_t *der, size_t size,
                              const chret_options *options, chret_error *err) {
  chret_i_error_clear(err);
  if (out == NULL || der == NULL || size == 0)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no certificate");
  if (!chret_i_filled_is(provider, CHRET_I_PROVIDER) || provider->describe == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no provider that describes certificates");
  return chret_i_certificate_describe(out, provider, der, size, &chret_i_options(options)->allocator, err);
}

/* ---- Setting ----------------------------------------------------------------------------------------------------- */

/* CHRET_E_NO_MEMORY, remembered. */
static int32_t note_no_memory(chret_certificate *certificate) {
  certificate->no_memory = 1;
  return CHRET_E_NO_MEMORY;
}

static int32_t set_text(chret_certificate *certificate, const char **field, const char *text, size_t size) {
  const char *copy = chret_i_arena_text(&certificate->texts, text, size);
  if (copy == NULL)
    return note_no_memory(certificate);
  *field = copy;
  return CHRET_OK;
}

int32_t chret_certificate_set_issuer(chret_certificate *certificate, const char *name, size_t size) {
  chret_i_name *parsed = NULL;
  int32_t status;
  if (certificate == NULL || name == NULL)
    return CHRET_E_ARGUMENT;
  status = chret_i_name_parse(&parsed, name, size, &certificate->allocator);
  if (status == CHRET_E_NO_MEMORY)
    return note_no_memory(certificate);
  if (status == CHRET_OK)
    status = set_text(certificate, &certificate->issuer, name, size);
  if (status != CHRET_OK) {
    chret_i_name_free(parsed);
    return status;
  }
  chret_i_name_free(certificate->name);
  certificate->name = parsed;
  return CHRET_OK;
}

int32_t chret_certificate_set_serial(chret_certificate *certificate, const uint8_t *serial, size_t size) {
  if (certificate == NULL || serial == NULL || !chret_i_serial_from_bytes(&certificate->serial, serial, size))
    return CHRET_E_ARGUMENT;
  chret_i_serial_format(&certificate->serial, certificate->serial_text);
  return CHRET_OK;
}

int32_t chret_certificate_set_eui64(chret_certificate *certificate, uint64_t value) {
  if (certificate == NULL)
    return CHRET_E_ARGUMENT;
  certificate->eui64 = value;
  certificate->has_eui64 = 1;
  return CHRET_OK;
}

int32_t chret_certificate_set_role(chret_certificate *certificate, const char *role, size_t size) {
  if (certificate == NULL || role == NULL || !chret_i_is_xml_text(role, size))
    return CHRET_E_ARGUMENT;
  return set_text(certificate, &certificate->role, role, size);
}

int32_t chret_certificate_set_validity(chret_certificate *certificate, int64_t not_before, int64_t not_after) {
  if (certificate == NULL)
    return CHRET_E_ARGUMENT;
  certificate->not_before = not_before;
  certificate->not_after = not_after;
  return CHRET_OK;
}

int32_t chret_certificate_set_unusable(chret_certificate *certificate, const char *why) {
  if (certificate == NULL)
    return CHRET_E_ARGUMENT;
  if (why != NULL)
    return set_text(certificate, &certificate->unusable, why, strlen(why));
  certificate->unusable = NULL;
  return CHRET_OK;
}

int32_t chret_certificate_set_handle(chret_certificate *certificate, void *handle) {
  if (certificate == NULL || handle == NULL)
    return CHRET_E_ARGUMENT;
  if (handle != certificate->handle)
    drop_handle(certificate);
  certificate->handle = handle;
  return CHRET_OK;
}

/* ---- Asking ------------------------------------------------------------------------------------------------------ */

int chret_i_certificate_is_named(const chret_certificate *certificate) {
  return certificate->name != NULL && certificate->serial_text[0] != '\0';
}

const char *chret_certificate_issuer(const chret_certificate *certificate) {
  return certificate != NULL ? certificate->issuer : "";
}

const char *chret_certificate_serial(const chret_certificate *certificate) {
  return certificate != NULL ? certificate->serial_text : "";
}

int32_t chret_certificate_eui64(const chret_certificate *certificate, uint64_t *value) {
  if (certificate == NULL || value == NULL)
    return CHRET_E_ARGUMENT;
  if (!certificate->has_eui64)
    return CHRET_E_MISSING;
  *value = certificate->eui64;
  return CHRET_OK;
}

const char *chret_certificate_role(const chret_certificate *certificate) {
  return certificate != NULL ? certificate->role : "";
}

int32_t chret_certificate_validity(const chret_certificate *certificate, int64_t *not_before, int64_t *not_after) {
  if (certificate == NULL || not_before == NULL || not_after == NULL)
    return CHRET_E_ARGUMENT;
  *not_before = certificate->not_before;
  *not_after = certificate->not_after;
  return CHRET_OK;
}

const char *chret_certificate_unusable(const chret_certificate *certificate) {
  if (certificate == NULL)
    return "it is missing";
  if (certificate->unusable != NULL)
    return certificate->unusable;
  if (!chret_i_certificate_is_named(certificate) || certificate->handle == NULL)
    return "it was described without an issuer, a serial number or a handle";
  return certificate->is_ambiguous ? "another trusted certificate has the same issuer and serial number" : NULL;
}
