#include "signature/trust.h"

#include "base/filled.h"
#include "signature/certificate.h"
#include "signature/digest.h"
#include "signature/ecdsa.h"

#include <string.h>
#include <time.h>

struct chret_trust {
  chret_allocator allocator;
  chret_provider provider;
  chret_certificate **certificates; /* by serial; those without one are under 0 */
  size_t count;
  size_t capacity;
};

/* ---- Life -------------------------------------------------------------------------------------------------------- */

int32_t chret_trust_new(chret_trust **out, const chret_provider *provider, const chret_options *options) {
  const chret_allocator *allocator = &chret_i_options(options)->allocator;
  chret_trust *trust;
  if (out == NULL || !chret_i_digest_is_possible(provider) || provider->describe == NULL || provider->verify == NULL)
    return CHRET_E_ARGUMENT;
  trust = chret_i_allocate_zeroed(allocator, sizeof *trust);
  if (trust == NULL)
    return CHRET_E_NO_MEMORY;
  trust->allocator = *allocator;
  chret_i_filled_copy(&trust->provider, provider, sizeof trust->provider);
  *out = trust;
  return CHRET_OK;
}

void chret_trust_free(chret_trust *trust) {
  if (trust != NULL) {
    chret_allocator allocator = trust->allocator;
    size_t i;
    for (i = 0; i < trust->count; i++)
      chret_certificate_free(trust->certificates[i]);
    chret_i_release(&allocator, trust->certificates);
    chret_i_release(&allocator, trust);
  }
}

size_t chret_trust_count(const chret_trust *trust) {
  return trust != NULL ? trust->count : 0;
}

const chret_certificate *chret_trust_at(const chret_trust *trust, size_t i) {
  return trust != NULL && i < trust->count ? trust->certificates[i] : NULL;
}

const chret_provider *chret_i_trust_provider(const chret_trust *trust) {
  return &trust->provider;
}

/* ---- Filling and finding ----------------------------------------------------------------------------------------- */

static int compare(const chret_i_serial *a, const chret_i_serial *b) {
  return memcmp(a->bytes, b->bytes, sizeof a->bytes);
}

/* The first certificate with that serial or a greater one. */
static size_t first_with(const chret_trust *trust, const chret_i_serial *serial) {
  size_t low = 0, high = trust->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (compare(&trust->certificates[middle]->serial, serial) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static int is_of_serial(const chret_trust *trust, size_t i, const chret_i_serial *serial) {
  return i < trust->count && compare(&trust->certificates[i]->serial, serial) == 0;
}

static int contains(const chret_trust *trust, const chret_certificate *certificate) {
  size_t i;
  for (i = first_with(trust, &certificate->serial); is_of_serial(trust, i, &certificate->serial); i++) {
    const chret_certificate *other = trust->certificates[i];
    if (other->der_size == certificate->der_size && memcmp(other->der, certificate->der, other->der_size) == 0)
      return 1;
  }
  return 0;
}

/* Marks it and those that have its issuer and serial: a message that names them does not say which it means. */
static void mark_ambiguous(chret_trust *trust, chret_certificate *certificate) {
  size_t i;
  if (!chret_i_certificate_is_named(certificate))
    return;
  for (i = first_with(trust, &certificate->serial); is_of_serial(trust, i, &certificate->serial); i++) {
    chret_certificate *other = trust->certificates[i];
    if (chret_i_certificate_is_named(other) && chret_i_name_equal(other->name, certificate->name)) {
      other->is_ambiguous = 1;
      certificate->is_ambiguous = 1;
    }
  }
}

/* Takes the certificate over; there is room for it. */
static void insert(chret_trust *trust, chret_certificate *certificate) {
  size_t at = first_with(trust, &certificate->serial);
  mark_ambiguous(trust, certificate);
  memmove(&trust->certificates[at + 1], &trust->certificates[at], (trust->count - at) * sizeof(chret_certificate *));
  trust->certificates[at] = certificate;
  trust->count++;
}

static int32_t make_room(chret_trust *trust, size_t count, chret_error *err) {
  void *block = trust->certificates;
  if (count > SIZE_MAX - trust->count ||
      !chret_i_grow(&trust->allocator, &block, &trust->capacity, trust->count + count, sizeof(chret_certificate *)))
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for the trust store");
  trust->certificates = block;
  return CHRET_OK;
}

/* Adds them all, once everything that may fail is done, or none. described: room for as many, all NULL. */
static int32_t add(chret_trust *trust, chret_certificate **described, const uint8_t *const *ders, const size_t *sizes,
                   size_t count, chret_error *err) {
  int32_t status = make_room(trust, count, err);
  size_t i;
  for (i = 0; status == CHRET_OK && i < count; i++) {
    if (ders[i] == NULL || sizes[i] == 0)
      status = chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no certificate");
    else
      status = chret_i_certificate_describe(&described[i], &trust->provider, ders[i], sizes[i], &trust->allocator, err);
  }
  for (i = 0; i < count; i++) {
    if (status == CHRET_OK && !contains(trust, described[i]))
      insert(trust, described[i]);
    else
      chret_certificate_free(described[i]);
  }
  return status;
}

int32_t chret_trust_add(chret_trust *trust, const uint8_t *der, size_t size, chret_error *err) {
  chret_certificate *described = NULL;
  chret_i_error_clear(err);
  if (trust == NULL)
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no trust store");
  return add(trust, &described, &der, &size, 1, err);
}

int32_t chret_trust_add_all(chret_trust *trust, const uint8_t *const *ders, const size_t *sizes, size_t count,
                            chret_error *err) {
  void *described = NULL;
  size_t capacity = 0;
  int32_t status;
  chret_i_error_clear(err);
  if (trust == NULL || (count > 0 && (ders == NULL || sizes == NULL)))
    return chret_i_error_set(err, CHRET_E_ARGUMENT, NULL, "no trust store or no certificates");
  if (count == 0)
    return CHRET_OK;
  if (!chret_i_grow(&trust->allocator, &described, &capacity, count, sizeof(chret_certificate *)))
    return chret_i_error_set(err, CHRET_E_NO_MEMORY, NULL, "no memory for the certificates");
  memset(described, 0, capacity * sizeof(chret_certificate *));
  status = add(trust, described, ders, sizes, count, err);
  chret_i_release(&trust->allocator, described);
  return status;
}

int32_t chret_i_trust_find(const chret_trust *trust, const chret_i_name *issuer, const chret_i_serial *serial,
                           const chret_certificate **out, chret_error *err) {
  char text[CHRET_I_SERIAL_TEXT];
  size_t i;
  for (i = first_with(trust, serial); is_of_serial(trust, i, serial); i++) {
    const chret_certificate *certificate = trust->certificates[i];
    if (chret_i_certificate_is_named(certificate) && certificate->handle != NULL &&
        chret_i_name_equal(certificate->name, issuer)) {
      *out = certificate;
      return CHRET_OK;
    }
  }
  chret_i_serial_format(serial, text);
  return chret_i_error_set(err, CHRET_E_UNKNOWN_CERTIFICATE, NULL,
                           "no trusted certificate has serial number %s and that issuer", text);
}

/* ---- Verifying --------------------------------------------------------------------------------------------------- */

static int32_t refuse(const chret_certificate *certificate, const char *why, chret_error *err) {
  return chret_i_error_set(err, CHRET_E_UNUSABLE_CERTIFICATE, NULL, "certificate %s verifies nothing: %s",
                           certificate->serial_text, why);
}

/* CHRET_OK, CHRET_E_UNUSABLE_CERTIFICATE, CHRET_E_HOST. */
static int32_t check_usable(const chret_provider *provider, const chret_certificate *certificate, int64_t now,
                            chret_error *err) {
  const char *why = chret_certificate_unusable(certificate);
  int32_t code, valid = 0;
  if (why != NULL)
    return refuse(certificate, why, err);
  if (now < certificate->not_before)
    return refuse(certificate, "it is not valid yet", err);
  if (now > certificate->not_after)
    return refuse(certificate, "it has expired", err);
  if (provider->check == NULL)
    return CHRET_OK;
  code = provider->check(provider->ctx, certificate->handle, now, &valid);
  if (code != 0)
    return chret_i_error_host(err, code, "check of a certificate");
  return valid == 1 ? CHRET_OK : refuse(certificate, "the provider does not trust it at that time", err);
}

int32_t chret_i_trust_verify(const chret_trust *trust, const chret_certificate *certificate,
                             const chret_options *options, const uint8_t *signed_info, size_t size,
                             const uint8_t *signature, chret_error *err) {
  const chret_options *used = chret_i_options(options);
  int64_t now = used->has_time ? used->time : (int64_t)time(NULL);
  int32_t status, code, valid = 0;
  if (!chret_i_ecdsa_is_signature(signature))
    return chret_i_error_set(err, CHRET_E_SIGNATURE_MALFORMED, NULL, "r or s of the signature is out of range");
  status = check_usable(&trust->provider, certificate, now, err);
  if (status != CHRET_OK)
    return status;
  code = trust->provider.verify(trust->provider.ctx, certificate->handle, signed_info, size, signature, &valid);
  if (code != 0)
    return chret_i_error_host(err, code, "verify");
  if (valid != 1)
    return chret_i_error_set(err, CHRET_E_SIGNATURE_MISMATCH, NULL, "the signature is not by the key of certificate %s",
                             certificate->serial_text);
  return CHRET_OK;
}
