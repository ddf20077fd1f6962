/* tests/check_trust.c - certificates, the trust store, and what it takes for a signature to be believed.
 *
 * The provider here has no cryptography: its certificates are lines of text, its handles remember a letter as their key,
 * and a signature is right where its first byte is that letter and what was signed is "signed".
 */
#include "signature/trust.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/* ---- The provider ------------------------------------------------------------------------------------------------ */

#define HANDLES 4096

static struct {
  int calls, fail_at; /* the fail_at-th callback fails with 1000 + fail_at */
  int careless;       /* describe does not look at what the setters say */
  int32_t checked;    /* what check answers */
  int64_t check_time;
  test_text trace;
  struct {
    char key;
    int out;
  } handles[HANDLES];
  size_t handed_out, given_back;
} host;

static int32_t called(const char *name) {
  test_addf(&host.trace, "%s ", name);
  return ++host.calls == host.fail_at ? 1000 + host.fail_at : 0;
}

static int32_t set_serial(chret_certificate *certificate, const char *hex) {
  uint8_t bytes[32];
  size_t size = strlen(hex) / 2;
  for (size_t i = 0; i < size; i++) {
    char pair[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
    bytes[i] = (uint8_t)strtoul(pair, NULL, 16);
  }
  return chret_certificate_set_serial(certificate, bytes, size);
}

static int32_t set_line(chret_certificate *certificate, const char *name, const char *value) {
  char *end = NULL;
  if (strcmp(name, "issuer") == 0) {
    return chret_certificate_set_issuer(certificate, value, strlen(value));
  }
  if (strcmp(name, "serial") == 0) {
    return set_serial(certificate, value);
  }
  if (strcmp(name, "eui") == 0) {
    return chret_certificate_set_eui64(certificate, strtoull(value, NULL, 16));
  }
  if (strcmp(name, "role") == 0) {
    return chret_certificate_set_role(certificate, value, strlen(value));
  }
  if (strcmp(name, "valid") == 0) {
    int64_t from = strtoll(value, &end, 10);
    return chret_certificate_set_validity(certificate, from, strtoll(end, NULL, 10));
  }
  if (strcmp(name, "unusable") == 0) {
    return chret_certificate_set_unusable(certificate, value);
  }
  if (strcmp(name, "key") == 0) {
    ck_assert_uint_lt(host.handed_out, HANDLES);
    host.handles[host.handed_out].key = *value;
    host.handles[host.handed_out].out = 1;
    return chret_certificate_set_handle(certificate, &host.handles[host.handed_out++]);
  }
  return strcmp(name, "fail") == 0 ? (int32_t)strtol(value, NULL, 10) : 0;
}

/* Lines of a name and a value. */
static int32_t describe(void *ctx, const uint8_t *der, size_t size, chret_certificate *certificate) {
  ck_assert_ptr_eq(ctx, &host);
  int32_t code = called("describe");
  for (size_t i = 0; i < size && code == 0; i++) {
    char line[128] = {0};
    for (size_t n = 0; i < size && der[i] != '\n'; i++) {
      line[n++] = (char)der[i];
    }
    char *space = strchr(line, ' ');
    *space = '\0';
    int32_t status = set_line(certificate, line, space + 1);
    code = host.careless ? 0 : status;
  }
  return code;
}

static char key_of(const void *handle) {
  for (size_t i = 0; i < host.handed_out; i++) {
    if (handle == &host.handles[i] && host.handles[i].out) {
      return host.handles[i].key;
    }
  }
  ck_abort_msg("a handle that is not out");
  return '\0';
}

static int32_t verify(void *ctx, void *handle, const uint8_t *signed_info, size_t size, const uint8_t *signature,
                      int32_t *valid) {
  ck_assert_ptr_eq(ctx, &host);
  *valid = signature[0] == (uint8_t)key_of(handle) && size == 6 && memcmp(signed_info, "signed", 6) == 0;
  return called("verify");
}

static int32_t check(void *ctx, void *handle, int64_t at, int32_t *valid) {
  ck_assert(ctx == &host && key_of(handle) != '\0');
  host.check_time = at;
  *valid = host.checked;
  return called("check");
}

static void release(void *ctx, void *handle) {
  ck_assert(ctx == &host && key_of(handle) != '\0');
  host.handles[(size_t)((char *)handle - (char *)host.handles) / sizeof host.handles[0]].out = 0;
  host.given_back++;
}

static int32_t no_digest_begin(void *ctx, void **digest) {
  (void)ctx;
  (void)digest;
  return 1;
}

static int32_t no_digest_update(void *ctx, void *digest, const uint8_t *data, size_t size) {
  (void)ctx;
  (void)digest;
  (void)data;
  (void)size;
  return 1;
}

static int32_t no_digest_finish(void *ctx, void *digest, uint8_t *out) {
  (void)ctx;
  (void)digest;
  (void)out;
  return 1;
}

static void no_digest_drop(void *ctx, void *digest) {
  (void)ctx;
  (void)digest;
}

static chret_provider provider;
static chret_error *err;

static void setup(void) {
  memset(&host, 0, sizeof host);
  host.checked = 1;
  ck_assert_int_eq(chret_provider_init(&provider, sizeof provider), CHRET_OK);
  provider.ctx = &host;
  provider.digest_begin = no_digest_begin;
  provider.digest_update = no_digest_update;
  provider.digest_finish = no_digest_finish;
  provider.digest_drop = no_digest_drop;
  provider.describe = describe;
  provider.verify = verify;
  provider.check = check;
  provider.release = release;
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
}

static void teardown(void) {
  ck_assert_msg(host.given_back == host.handed_out, "%zu of %zu handles are given back", host.given_back,
                host.handed_out);
  test_text_free(&host.trace);
  chret_error_free(err);
}

/* ---- Stores ------------------------------------------------------------------------------------------------------ */

#define Z1    "issuer CN=Z1,OU=07\n"
#define OTHER "issuer CN=U1,OU=07\n"

static chret_trust *new_trust(void) {
  chret_trust *trust = NULL;
  ck_assert_int_eq(chret_trust_new(&trust, &provider, NULL), CHRET_OK);
  return trust;
}

static int32_t add(chret_trust *trust, const char *text) {
  char *exact = test_exactly(text, strlen(text));
  int32_t status = chret_trust_add(trust, (const uint8_t *)exact, strlen(text), err);
  free(exact);
  ck_assert_int_eq(chret_error_status(err), status);
  return status;
}

static int32_t add_all(chret_trust *trust, const char *const *texts, size_t count) {
  const uint8_t *ders[8];
  size_t sizes[8];
  ck_assert_uint_le(count, 8);
  for (size_t i = 0; i < count; i++) {
    sizes[i] = strlen(texts[i]);
    ders[i] = (const uint8_t *)test_exactly(texts[i], sizes[i]);
  }
  int32_t status = chret_trust_add_all(trust, ders, sizes, count, err);
  for (size_t i = 0; i < count; i++) {
    free((void *)(uintptr_t)ders[i]);
  }
  ck_assert_int_eq(chret_error_status(err), status);
  return status;
}

/* The certificate of that issuer and decimal serial, or NULL. */
static const chret_certificate *find(const chret_trust *trust, const char *issuer, const char *number) {
  const chret_certificate *found = NULL;
  chret_i_name *name = NULL;
  chret_i_serial serial;
  ck_assert_int_eq(chret_i_name_parse(&name, issuer, strlen(issuer), &chret_i_options(NULL)->allocator), CHRET_OK);
  ck_assert(chret_i_serial_parse(&serial, number, strlen(number)));
  chret_i_error_clear(err);
  int32_t status = chret_i_trust_find(trust, name, &serial, &found, err);
  chret_i_name_free(name);
  ck_assert_int_eq(status, found != NULL ? CHRET_OK : CHRET_E_UNKNOWN_CERTIFICATE);
  ck_assert_int_eq(chret_error_status(err), status);
  ck_assert(found != NULL || strstr(chret_error_message(err), number) != NULL);
  return found;
}

/* A signature by that key; r and s are in range. */
static int32_t verify_by(const chret_trust *trust, const chret_certificate *certificate, const chret_options *options,
                         char key) {
  uint8_t signature[CHRET_SIGNATURE_SIZE] = {(uint8_t)key, [CHRET_SIGNATURE_SIZE - 1] = 1};
  chret_i_error_clear(err);
  int32_t status = chret_i_trust_verify(trust, certificate, options, (const uint8_t *)"signed", 6, signature, err);
  ck_assert_int_eq(chret_error_status(err), status);
  return status;
}

/* ---- Certificates ------------------------------------------------------------------------------------------------ */

START_TEST(what_was_described_can_be_asked) {
  static const char text[] = "issuer CN=Z1, OU=07\nserial 0F4889EF197D41E9016966F9D5AB0402\neui 90B3D51F30000002\n"
                             "role 89\nkey A\n";
  chret_certificate *certificate = NULL;
  uint64_t eui = 0;
  ck_assert_int_eq(chret_certificate_new(&certificate, &provider, (const uint8_t *)text, sizeof text - 1, NULL, err),
                   CHRET_OK);
  ck_assert_str_eq(chret_certificate_issuer(certificate), "CN=Z1, OU=07");
  ck_assert_str_eq(chret_certificate_serial(certificate), "20315062944123339095836004026371736578");
  ck_assert_int_eq(chret_certificate_eui64(certificate, &eui), CHRET_OK);
  ck_assert_uint_eq(eui, UINT64_C(0x90B3D51F30000002));
  ck_assert_str_eq(chret_certificate_role(certificate), "89");
  ck_assert_ptr_null(chret_certificate_unusable(certificate));
  ck_assert_int_eq(chret_certificate_eui64(certificate, NULL), CHRET_E_ARGUMENT);
  chret_certificate_free(certificate);
}
END_TEST

START_TEST(what_was_not_described_is_empty) {
  chret_certificate *certificate = NULL;
  uint64_t eui = 7;
  ck_assert_int_eq(chret_certificate_new(&certificate, &provider, (const uint8_t *)"x y", 3, NULL, NULL), CHRET_OK);
  ck_assert_str_eq(chret_certificate_issuer(certificate), "");
  ck_assert_str_eq(chret_certificate_serial(certificate), "");
  ck_assert_str_eq(chret_certificate_role(certificate), "");
  ck_assert_int_eq(chret_certificate_eui64(certificate, &eui), CHRET_E_MISSING);
  ck_assert_uint_eq(eui, 7);
  ck_assert_ptr_nonnull(chret_certificate_unusable(certificate));
  chret_certificate_free(certificate);
  chret_certificate_free(NULL);
  ck_assert_str_eq(chret_certificate_issuer(NULL), "");
  ck_assert_str_eq(chret_certificate_serial(NULL), "");
  ck_assert_str_eq(chret_certificate_role(NULL), "");
  ck_assert_ptr_nonnull(chret_certificate_unusable(NULL));
  ck_assert_int_eq(chret_certificate_eui64(NULL, &eui), CHRET_E_ARGUMENT);
}
END_TEST

START_TEST(setters_refuse_what_is_not_of_its_form_and_keep_what_was) {
  static const char text[] = Z1 "serial 01\nrole 89\nkey A\nkey B\n"; /* the first handle goes back at once */
  static const uint8_t long_serial[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21};
  chret_certificate *certificate = NULL;
  ck_assert_int_eq(chret_certificate_new(&certificate, &provider, (const uint8_t *)text, sizeof text - 1, NULL, err),
                   CHRET_OK);
  ck_assert_uint_eq(host.given_back, 1);
  ck_assert_int_eq(chret_certificate_set_handle(certificate, &host.handles[1]), CHRET_OK);
  ck_assert_uint_eq(host.given_back, 1);
  ck_assert_int_eq(chret_certificate_set_issuer(certificate, TEST_TEXT("Z1")), CHRET_E_SIGNATURE_MALFORMED);
  ck_assert_int_eq(chret_certificate_set_issuer(certificate, TEST_TEXT("CN=Z\0001")), CHRET_E_SIGNATURE_MALFORMED);
  ck_assert_int_eq(chret_certificate_set_issuer(certificate, NULL, 0), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_certificate_set_serial(certificate, long_serial, 21), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_certificate_set_serial(certificate, long_serial, 0), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_certificate_set_serial(certificate, NULL, 1), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_certificate_set_role(certificate, TEST_TEXT("02\0")), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_certificate_set_role(certificate, TEST_TEXT("\xFF")), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_certificate_set_role(certificate, NULL, 0), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_certificate_set_handle(certificate, NULL), CHRET_E_ARGUMENT);
  ck_assert_str_eq(chret_certificate_issuer(certificate), "CN=Z1,OU=07");
  ck_assert_str_eq(chret_certificate_serial(certificate), "1");
  ck_assert_str_eq(chret_certificate_role(certificate), "89");
  ck_assert_ptr_null(chret_certificate_unusable(certificate));
  ck_assert_int_eq(chret_certificate_set_unusable(certificate, "why"), CHRET_OK);
  ck_assert_str_eq(chret_certificate_unusable(certificate), "why");
  ck_assert_int_eq(chret_certificate_set_unusable(certificate, NULL), CHRET_OK);
  ck_assert_ptr_null(chret_certificate_unusable(certificate));
  chret_certificate_free(certificate);
  ck_assert_int_eq(chret_certificate_set_issuer(NULL, TEST_TEXT("CN=Z1")), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_certificate_set_serial(NULL, long_serial, 1), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_certificate_set_eui64(NULL, 1), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_certificate_set_role(NULL, "", 0), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_certificate_set_validity(NULL, 0, 1), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_certificate_set_unusable(NULL, "why"), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_certificate_set_handle(NULL, &host), CHRET_E_ARGUMENT);
}
END_TEST

START_TEST(a_failed_description_keeps_nothing) {
  chret_certificate *certificate = NULL;
  static const char text[] = Z1 "serial 01\nkey A\nfail 42\n";
  ck_assert_int_eq(chret_certificate_new(&certificate, &provider, (const uint8_t *)text, sizeof text - 1, NULL, err),
                   CHRET_E_HOST);
  ck_assert_int_eq(chret_error_host_code(err), 42);
  ck_assert(certificate == NULL && host.given_back == 1);
  chret_trust *trust = new_trust();
  ck_assert_int_eq(add(trust, text), CHRET_E_HOST);
  ck_assert_int_eq(chret_error_host_code(err), 42);
  ck_assert(chret_trust_count(trust) == 0 && host.given_back == 2);
  chret_trust_free(trust);
}
END_TEST

/* Each in turn is missing: 0 to 3 the digests, 4 describe, 5 verify; 6 and 7 may be. */
START_TEST(a_store_needs_a_provider_with_all_it_asks_for) {
  chret_trust *trust = NULL;
  chret_certificate *certificate = NULL;
  int i = _i;
  provider.digest_begin = i == 0 ? NULL : provider.digest_begin;
  provider.digest_update = i == 1 ? NULL : provider.digest_update;
  provider.digest_finish = i == 2 ? NULL : provider.digest_finish;
  provider.digest_drop = i == 3 ? NULL : provider.digest_drop;
  provider.describe = i == 4 ? NULL : provider.describe;
  provider.verify = i == 5 ? NULL : provider.verify;
  provider.check = i == 6 ? NULL : provider.check;
  provider.release = i == 7 ? NULL : provider.release;
  ck_assert_int_eq(chret_trust_new(&trust, &provider, NULL), i < 6 ? CHRET_E_ARGUMENT : CHRET_OK);
  ck_assert((trust != NULL) == (i >= 6));
  int32_t status = chret_certificate_new(&certificate, &provider, (const uint8_t *)"x y", 3, NULL, NULL);
  ck_assert_int_eq(status, i == 4 ? CHRET_E_ARGUMENT : CHRET_OK);
  chret_certificate_free(certificate);
  if (trust != NULL) {
    ck_assert_int_eq(add(trust, Z1 "serial 01\nkey A\n"), CHRET_OK);
    ck_assert_int_eq(verify_by(trust, find(trust, "CN=Z1,OU=07", "1"), NULL, 'A'), CHRET_OK);
  }
  chret_trust_free(trust);
  host.given_back += i == 7; /* nobody was told */
}
END_TEST

START_TEST(wrong_arguments_are_refused) {
  chret_trust *trust = NULL;
  chret_certificate *certificate = NULL;
  const uint8_t *der = (const uint8_t *)"x y";
  ck_assert_int_eq(chret_trust_new(NULL, &provider, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_trust_new(&trust, NULL, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_certificate_new(NULL, &provider, der, 3, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_certificate_new(&certificate, NULL, der, 3, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_certificate_new(&certificate, &provider, NULL, 3, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_certificate_new(&certificate, &provider, der, 0, NULL, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_error_status(err), CHRET_E_ARGUMENT);
  provider.struct_size--;
  ck_assert_int_eq(chret_trust_new(&trust, &provider, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_certificate_new(&certificate, &provider, der, 3, NULL, err), CHRET_E_ARGUMENT);
  provider.struct_size++;
  ck_assert(trust == NULL && certificate == NULL && host.calls == 0);
  trust = new_trust();
  ck_assert_int_eq(chret_trust_add(NULL, der, 3, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_trust_add(trust, NULL, 3, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_trust_add(trust, der, 0, err), CHRET_E_ARGUMENT);
  const uint8_t *const ders[] = {der, NULL};
  const size_t sizes[] = {3, 3}, none[] = {3, 0};
  ck_assert_int_eq(chret_trust_add_all(NULL, ders, sizes, 1, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_trust_add_all(trust, NULL, sizes, 1, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_trust_add_all(trust, ders, NULL, 1, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_trust_add_all(trust, ders, sizes, 2, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_trust_add_all(trust, ders, none, 2, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_trust_add_all(trust, ders, sizes, SIZE_MAX, err), CHRET_E_NO_MEMORY);
  ck_assert_int_eq(chret_trust_add_all(trust, NULL, NULL, 0, err), CHRET_OK);
  ck_assert_uint_eq(chret_trust_count(trust), 0);
  ck_assert(chret_trust_count(trust) == 0 && chret_trust_count(NULL) == 0);
  ck_assert(chret_trust_at(trust, 0) == NULL && chret_trust_at(NULL, 0) == NULL);
  chret_trust_free(trust);
  chret_trust_free(NULL);
}
END_TEST

/* ---- Finding ----------------------------------------------------------------------------------------------------- */

START_TEST(each_certificate_is_found_in_whatever_order_they_were_added) {
  enum { COUNT = 200 };
  int numbers[COUNT];
  uint64_t seed = (uint64_t)_i + 1;
  chret_trust *trust = new_trust();
  for (int i = 0; i < COUNT; i++) { /* rising, falling, or shuffled */
    int at = _i == 0 ? i : _i == 1 ? 0 : (int)test_random(&seed, (uint32_t)i + 1);
    memmove(&numbers[at + 1], &numbers[at], (size_t)(i - at) * sizeof *numbers);
    numbers[at] = i;
  }
  for (int i = 0; i < COUNT; i++) {
    test_text text = {NULL, 0, 0};
    test_addf(&text, "%sserial %06X\nrole %d\nkey A\n", numbers[i] % 2 == 0 ? Z1 : OTHER, 500 * (numbers[i] / 2),
              numbers[i]);
    ck_assert_int_eq(add(trust, text.data), CHRET_OK);
    test_text_free(&text);
  }
  ck_assert_uint_eq(chret_trust_count(trust), COUNT);
  for (int i = 0; i < COUNT; i++) {
    char serial[16], role[16];
    (void)snprintf(serial, sizeof serial, "%d", 500 * (i / 2));
    (void)snprintf(role, sizeof role, "%d", i);
    const chret_certificate *found = find(trust, i % 2 == 0 ? "OU=07,CN=Z1" : "cn=U1, ou=07", serial);
    ck_assert_msg(found != NULL, "serial %s of %d is not found", serial, i % 2);
    ck_assert_str_eq(chret_certificate_role(found), role);
    ck_assert_str_eq(chret_certificate_serial(chret_trust_at(trust, (size_t)i)), serial);
    ck_assert_ptr_null(find(trust, "CN=Z1", serial));
    (void)snprintf(serial, sizeof serial, "%d", 500 * (i / 2) + 1);
    ck_assert_ptr_null(find(trust, "CN=Z1,OU=07", serial));
  }
  chret_trust_free(trust);
}
END_TEST

static const char *const incomplete[] = {
    "serial 05\nkey A\n", Z1 "key A\n", Z1 "serial 05\n", "key A\n", "role 89\n",
};

START_TEST(a_certificate_without_issuer_serial_or_handle_is_never_found) {
  chret_trust *trust = new_trust();
  ck_assert_int_eq(add(trust, incomplete[_i]), CHRET_OK);
  ck_assert_uint_eq(chret_trust_count(trust), 1);
  ck_assert_ptr_nonnull(chret_certificate_unusable(chret_trust_at(trust, 0)));
  ck_assert_ptr_null(find(trust, "CN=Z1,OU=07", "5"));
  ck_assert_ptr_null(find(trust, "CN=Z1,OU=07", "0"));
  /* It is in nobody's way. */
  ck_assert_int_eq(add(trust, OTHER "serial 05\nkey B\n"), CHRET_OK);
  ck_assert_int_eq(add(trust, OTHER "serial 00\nkey C\n"), CHRET_OK);
  ck_assert_int_eq(verify_by(trust, find(trust, "CN=U1,OU=07", "5"), NULL, 'B'), CHRET_OK);
  ck_assert_int_eq(verify_by(trust, find(trust, "CN=U1,OU=07", "0"), NULL, 'C'), CHRET_OK);
  ck_assert_int_eq(add(trust, incomplete[_i]), CHRET_OK);
  ck_assert_uint_eq(chret_trust_count(trust), 3);
  chret_trust_free(trust);
}
END_TEST

START_TEST(the_same_certificate_again_changes_nothing) {
  chret_trust *trust = new_trust();
  ck_assert_int_eq(add(trust, Z1 "serial 05\nkey A\n"), CHRET_OK);
  const chret_certificate *first = chret_trust_at(trust, 0);
  ck_assert_int_eq(add(trust, Z1 "serial 05\nkey A\n"), CHRET_OK);
  ck_assert(chret_trust_count(trust) == 1 && chret_trust_at(trust, 0) == first);
  ck_assert_uint_eq(host.given_back, 1);
  ck_assert_int_eq(verify_by(trust, find(trust, "CN=Z1,OU=07", "5"), NULL, 'A'), CHRET_OK);
  chret_trust_free(trust);
}
END_TEST

static const char *const twins[] = {
    Z1 "serial 05\nkey B\n",                                  /* another key */
    Z1 "serial 05\nkey A\nrole 89\n",                         /* the same key */
    "issuer OU = 07, CN = #13025A31\nserial 000005\nkey B\n", /* the same issuer in other words */
    Z1 "serial 05\n",                                         /* nothing to verify by */
    Z1 "serial 05\nkey B\nunusable it is on P-384\n",
};

START_TEST(of_two_certificates_with_one_issuer_and_serial_neither_verifies_anything) {
  chret_trust *trust = new_trust();
  ck_assert_int_eq(add(trust, _i % 2 == 0 ? Z1 "serial 05\nkey A\n" : twins[_i / 2]), CHRET_OK);
  ck_assert_int_eq(add(trust, OTHER "serial 05\nkey C\n"), CHRET_OK);
  ck_assert_int_eq(add(trust, Z1 "serial 06\nkey D\n"), CHRET_OK);
  ck_assert_int_eq(add(trust, _i % 2 == 1 ? Z1 "serial 05\nkey A\n" : twins[_i / 2]), CHRET_OK);
  ck_assert_int_eq(add(trust, Z1 "serial 05\nkey A\n"), CHRET_OK); /* again: it stays as it is */
  ck_assert_uint_eq(chret_trust_count(trust), 4);
  host.trace.size = 0;
  for (size_t i = 0; i < 4; i++) {
    const chret_certificate *certificate = chret_trust_at(trust, i);
    int alone = strstr(chret_certificate_issuer(certificate), "U1") != NULL ||
                strcmp(chret_certificate_serial(certificate), "6") == 0;
    ck_assert_msg((chret_certificate_unusable(certificate) == NULL) == alone, "certificate %zu: %s", i,
                  chret_certificate_unusable(certificate));
  }
  for (const char *key = "AB"; *key != '\0'; key++) {
    ck_assert_int_eq(verify_by(trust, find(trust, "CN=Z1,OU=07", "5"), NULL, *key), CHRET_E_UNUSABLE_CERTIFICATE);
    ck_assert_ptr_nonnull(strstr(chret_error_message(err), "certificate 5 verifies nothing: "));
  }
  ck_assert_uint_eq(host.trace.size, 0);
  ck_assert_int_eq(verify_by(trust, find(trust, "CN=U1,OU=07", "5"), NULL, 'C'), CHRET_OK);
  ck_assert_int_eq(verify_by(trust, find(trust, "CN=Z1,OU=07", "6"), NULL, 'D'), CHRET_OK);
  chret_trust_free(trust);
}
END_TEST

/* ---- Verifying --------------------------------------------------------------------------------------------------- */

#define A "key A\n"

static const struct {
  const char *certificate; /* beside issuer and serial */
  int64_t at;
  char key;        /* of the signature; '-': r is out of range */
  int32_t checked; /* what check answers */
  int32_t status;
  const char *message; /* part of it */
  const char *trace;
} verifications[] = {
    {A, 0, 'A', 1, CHRET_OK, "", "check verify "},
    {A, INT64_MIN, 'A', 1, CHRET_OK, "", "check verify "},
    {A, INT64_MAX, 'A', 1, CHRET_OK, "", "check verify "},
    {A, 0, 'B', 1, CHRET_E_SIGNATURE_MISMATCH, "not by the key of certificate 5", "check verify "},
    {A "valid 100 200\n", 100, 'A', 1, CHRET_OK, "", "check verify "},
    {A "valid 100 200\n", 200, 'A', 1, CHRET_OK, "", "check verify "},
    {A "valid 100 200\n", 99, 'A', 1, CHRET_E_UNUSABLE_CERTIFICATE, "not valid yet", ""},
    {A "valid 100 200\n", 201, 'A', 1, CHRET_E_UNUSABLE_CERTIFICATE, "expired", ""},
    {A "valid 200 100\n", 150, 'A', 1, CHRET_E_UNUSABLE_CERTIFICATE, "not valid yet", ""},
    {A "valid 200 100\n", 250, 'A', 1, CHRET_E_UNUSABLE_CERTIFICATE, "expired", ""},
    {A "valid -200 -100\n", -150, 'A', 1, CHRET_OK, "", "check verify "},
    {A "unusable it is on P-384\n", 0, 'A', 1, CHRET_E_UNUSABLE_CERTIFICATE, "it is on P-384", ""},
    {A "unusable \n", 0, 'A', 1, CHRET_E_UNUSABLE_CERTIFICATE, "certificate 5 verifies nothing", ""},
    {A, 0, 'A', 0, CHRET_E_UNUSABLE_CERTIFICATE, "does not trust it", "check "},
    {A, 0, 'A', 2, CHRET_E_UNUSABLE_CERTIFICATE, "does not trust it", "check "},
    {A, 0, '-', 1, CHRET_E_SIGNATURE_MALFORMED, "r or s", ""},
    /* Several faults: in their order. */
    {A "unusable why\nvalid 1 2\n", 0, '-', 0, CHRET_E_SIGNATURE_MALFORMED, "r or s", ""},
    {A "unusable why\nvalid 1 2\n", 0, 'B', 0, CHRET_E_UNUSABLE_CERTIFICATE, "why", ""},
    {A "valid 1 2\n", 0, 'B', 0, CHRET_E_UNUSABLE_CERTIFICATE, "not valid yet", ""},
    {A, 0, 'B', 0, CHRET_E_UNUSABLE_CERTIFICATE, "does not trust it", "check "},
};

START_TEST(a_signature_is_believed_only_where_all_is_right) {
  chret_trust *trust = new_trust();
  test_text text = {NULL, 0, 0};
  chret_options *options = NULL;
  test_addf(&text, Z1 "serial 05\n%s", verifications[_i].certificate);
  ck_assert_int_eq(add(trust, text.data), CHRET_OK);
  test_text_free(&text);
  ck_assert_int_eq(chret_options_new(&options, NULL), CHRET_OK);
  ck_assert_int_eq(chret_options_set_time(options, verifications[_i].at), CHRET_OK);
  host.checked = verifications[_i].checked;
  host.trace.size = 0;
  test_adds(&host.trace, "");
  const chret_certificate *certificate = find(trust, "CN=Z1,OU=07", "5");
  ck_assert_ptr_nonnull(certificate);
  int32_t status;
  if (verifications[_i].key == '-') {
    static const uint8_t zeros[CHRET_SIGNATURE_SIZE];
    status = chret_i_trust_verify(trust, certificate, options, (const uint8_t *)"signed", 6, zeros, err);
  } else {
    status = verify_by(trust, certificate, options, verifications[_i].key);
  }
  ck_assert_msg(status == verifications[_i].status, "%s: %s", chret_status_name(status), chret_error_message(err));
  ck_assert_msg(strstr(chret_error_message(err), verifications[_i].message) != NULL, "%s", chret_error_message(err));
  ck_assert_str_eq(host.trace.data, verifications[_i].trace);
  ck_assert(host.trace.size == 0 || host.check_time == verifications[_i].at);
  chret_options_free(options);
  chret_trust_free(trust);
}
END_TEST

START_TEST(without_a_time_it_is_now) {
  chret_trust *trust = new_trust();
  test_text text = {NULL, 0, 0};
  long long now = (long long)time(NULL);
  test_addf(&text, Z1 "serial 01\nkey A\nvalid %lld %lld", now - 3600, now + 3600);
  ck_assert_int_eq(add(trust, text.data), CHRET_OK);
  text.size = 0;
  test_addf(&text, Z1 "serial 02\nkey A\nvalid 0 %lld", now - 3600);
  ck_assert_int_eq(add(trust, text.data), CHRET_OK);
  text.size = 0;
  test_addf(&text, Z1 "serial 03\nkey A\nvalid %lld %lld", now + 3600, now + 7200);
  ck_assert_int_eq(add(trust, text.data), CHRET_OK);
  test_text_free(&text);
  ck_assert_int_eq(verify_by(trust, find(trust, "CN=Z1,OU=07", "1"), NULL, 'A'), CHRET_OK);
  ck_assert(host.check_time >= now && host.check_time < now + 3600);
  ck_assert_int_eq(verify_by(trust, find(trust, "CN=Z1,OU=07", "2"), NULL, 'A'), CHRET_E_UNUSABLE_CERTIFICATE);
  ck_assert_int_eq(verify_by(trust, find(trust, "CN=Z1,OU=07", "3"), NULL, 'A'), CHRET_E_UNUSABLE_CERTIFICATE);
  chret_trust_free(trust);
}
END_TEST

/* ---- Failures ---------------------------------------------------------------------------------------------------- */

static const char *const added[] = {
    Z1 "serial 05\nkey A\nrole 89\neui 1\nunusable it is not\n",
    Z1 "serial 06\nkey B\n",
    OTHER "serial 05\nkey C\n",
    Z1 "serial 06\nkey D\n",
    Z1 "serial 06\nkey B\n",
};

/* Every callback fails once, and is called again. */
START_TEST(a_failure_of_the_host_comes_back_with_its_code) {
  enum { CALLS = 5 + 2 };
  int32_t code = 1001 + _i;
  int failures = 0;
  host.fail_at = 1 + _i;
  chret_trust *trust = new_trust();
  for (size_t i = 0; i < 5; i++) {
    size_t count = chret_trust_count(trust), live = host.handed_out - host.given_back;
    int32_t status = add(trust, added[i]);
    if (status != CHRET_OK) {
      failures++;
      ck_assert_int_eq(status, CHRET_E_HOST);
      ck_assert_int_eq(chret_error_host_code(err), code);
      ck_assert(chret_trust_count(trust) == count && host.handed_out - host.given_back == live);
      ck_assert_int_eq(add(trust, added[i]), CHRET_OK);
    }
  }
  ck_assert_uint_eq(chret_trust_count(trust), 4);
  const chret_certificate *certificate = find(trust, "CN=U1,OU=07", "5");
  int32_t status = verify_by(trust, certificate, NULL, 'C');
  if (status != CHRET_OK) {
    failures++;
    ck_assert_int_eq(status, CHRET_E_HOST);
    ck_assert_int_eq(chret_error_host_code(err), code);
    ck_assert_int_eq(verify_by(trust, certificate, NULL, 'C'), CHRET_OK);
  }
  ck_assert_int_eq(failures, _i < CALLS);
  chret_trust_free(trust);
}
END_TEST

/* All that can be asked of a store with two certificates of the serials 6 and 9, to which `added` may have been added. */
static void expect_all_or_none(const chret_trust *trust, int all) {
  ck_assert_uint_eq(chret_trust_count(trust), all ? 5 : 2);
  ck_assert_int_eq(find(trust, "CN=U1,OU=07", "5") != NULL, all);
  /* Another one of its issuer and serial is among them, the same one twice too. */
  const char *why = chret_certificate_unusable(find(trust, "CN=Z1,OU=07", "6"));
  ck_assert_int_eq(why != NULL, all);
  ck_assert_ptr_null(chret_certificate_unusable(find(trust, "CN=Z1,OU=07", "9")));
}

static chret_trust *new_trust_with_two(const chret_options *options) {
  chret_trust *trust = NULL;
  ck_assert_int_eq(chret_trust_new(&trust, &provider, options), CHRET_OK);
  ck_assert_int_eq(add(trust, Z1 "serial 06\nkey B\n"), CHRET_OK);
  ck_assert_int_eq(add(trust, Z1 "serial 09\nkey E\n"), CHRET_OK);
  return trust;
}

/* Whichever of them the provider refuses: none is added. */
START_TEST(several_are_added_whole_or_not_at_all) {
  chret_trust *trust = new_trust_with_two(NULL);
  host.fail_at = host.calls + 1 + _i;
  int32_t status = add_all(trust, added, 5);
  ck_assert_int_eq(status, _i < 5 ? CHRET_E_HOST : CHRET_OK);
  ck_assert_int_eq(chret_error_host_code(err), _i < 5 ? 1000 + host.fail_at : 0);
  expect_all_or_none(trust, _i == 5);
  ck_assert_uint_eq(host.handed_out - host.given_back, chret_trust_count(trust));
  host.fail_at = 0;
  ck_assert_int_eq(add_all(trust, added, 5), CHRET_OK);
  expect_all_or_none(trust, 1);
  chret_trust_free(trust);
}
END_TEST

START_TEST(several_are_added_whole_or_not_at_all_when_memory_is_short) {
  test_memory memory = {0, 0, 0, 0, 0, 0, 0};
  chret_options *options = test_memory_options(&memory);
  size_t failures = 0;
  int32_t status = CHRET_E_NO_MEMORY;
  while (status != CHRET_OK) {
    chret_trust *trust = new_trust_with_two(options);
    /* So full that it has to grow. */
    const char *const more[] = {OTHER "serial 11\n", OTHER "serial 12\n", OTHER "serial 13\n", OTHER "serial 14\n"};
    if (_i / 2) {
      ck_assert_int_eq(add_all(trust, more, 4), CHRET_OK);
    }
    size_t count = chret_trust_count(trust), live = host.handed_out - host.given_back;
    test_memory_arm(&memory, failures + 1, _i % 2);
    status = add_all(trust, added, 5);
    if (status != CHRET_OK) {
      failures++;
      ck_assert_int_eq(status, CHRET_E_NO_MEMORY);
      ck_assert(test_memory_failed(&memory) && chret_trust_count(trust) == count);
      ck_assert(host.handed_out - host.given_back == live);
      ck_assert_ptr_null(chret_certificate_unusable(find(trust, "CN=Z1,OU=07", "6")));
      test_memory_arm(&memory, 0, 0);
      ck_assert_int_eq(add_all(trust, added, 5), CHRET_OK);
    } else {
      ck_assert_msg(!test_memory_failed(&memory), "failure %zu went unnoticed", failures + 1);
    }
    ck_assert_uint_eq(chret_trust_count(trust), count + 3);
    chret_trust_free(trust);
    host.handed_out = host.given_back = 0;
  }
  ck_assert_uint_ge(failures, 20);
  chret_options_free(options);
  ck_assert(memory.live == 0 && memory.misuse == 0);
}
END_TEST

/* A provider that does not look at the statuses of the setters gets the same. */
START_TEST(every_allocation_may_fail) {
  test_memory memory = {0, 0, 0, 0, 0, 0, 0};
  size_t failures = 0;
  host.careless = _i / 2;
  for (size_t k = 1;; k++) {
    chret_options *options = test_memory_options(&memory);
    chret_trust *trust = NULL;
    int refused = 0;
    test_memory_arm(&memory, k, _i % 2);
    if (chret_trust_new(&trust, &provider, options) != CHRET_OK) {
      refused = 1;
      ck_assert(trust == NULL && test_memory_failed(&memory));
      test_memory_arm(&memory, 0, 0);
      ck_assert_int_eq(chret_trust_new(&trust, &provider, options), CHRET_OK);
    }
    for (size_t i = 0; i < 5; i++) {
      size_t count = chret_trust_count(trust), live = host.handed_out - host.given_back;
      int32_t status = add(trust, added[i]);
      if (status != CHRET_OK) {
        refused = 1;
        ck_assert_int_eq(status, CHRET_E_NO_MEMORY);
        ck_assert(test_memory_failed(&memory));
        ck_assert(chret_trust_count(trust) == count && host.handed_out - host.given_back == live);
        test_memory_arm(&memory, 0, 0);
        ck_assert_int_eq(add(trust, added[i]), CHRET_OK);
      }
    }
    int end = !refused && !test_memory_failed(&memory);
    ck_assert_msg(refused || end, "failure %zu went unnoticed", k);
    test_memory_arm(&memory, 0, 0);
    ck_assert_uint_eq(chret_trust_count(trust), 4);
    ck_assert_str_eq(chret_certificate_unusable(find(trust, "CN=Z1,OU=07", "5")), "it is not");
    ck_assert_ptr_nonnull(chret_certificate_unusable(find(trust, "CN=Z1,OU=07", "6")));
    ck_assert_ptr_null(chret_certificate_unusable(find(trust, "CN=U1,OU=07", "5")));
    chret_trust_free(trust);
    chret_options_free(options);
    ck_assert(memory.live == 0 && memory.misuse == 0 && host.handed_out == host.given_back);
    host.handed_out = host.given_back = 0;
    if (end) {
      break;
    }
    failures++;
  }
  ck_assert_uint_ge(failures, 20);
}
END_TEST

/* ---- Threads ----------------------------------------------------------------------------------------------------- */

/* Memory that can be locked against writing. */
static struct {
  char *start;
  size_t size, used;
} lockable;

static void *lockable_allocate(void *ctx, size_t size) {
  (void)ctx;
  char *block = lockable.start + lockable.used;
  lockable.used += (size + 15) / 16 * 16;
  ck_assert_uint_le(lockable.used, lockable.size);
  return block;
}

static void *lockable_reallocate(void *ctx, void *block, size_t size) {
  return memmove(lockable_allocate(ctx, size), block, size);
}

static void lockable_release(void *ctx, void *block) {
  (void)ctx;
  (void)block;
}

START_TEST(a_store_that_is_used_is_never_written_to) {
  chret_allocator allocator;
  chret_options *options = NULL;
  chret_trust *trust = NULL;
  void *block = NULL;
  lockable.size = 64 * (size_t)sysconf(_SC_PAGESIZE);
  ck_assert_int_eq(posix_memalign(&block, (size_t)sysconf(_SC_PAGESIZE), lockable.size), 0);
  lockable.start = block;
  lockable.used = 0;
  ck_assert_int_eq(chret_allocator_init(&allocator, sizeof allocator), CHRET_OK);
  allocator.allocate = lockable_allocate;
  allocator.reallocate = lockable_reallocate;
  allocator.release = lockable_release;
  ck_assert_int_eq(chret_options_new(&options, &allocator), CHRET_OK);
  ck_assert_int_eq(chret_trust_new(&trust, &provider, options), CHRET_OK);
  for (size_t i = 0; i < 5; i++) {
    ck_assert_int_eq(add(trust, added[i]), CHRET_OK);
  }
  ck_assert_int_eq(mprotect(lockable.start, lockable.size, PROT_READ), 0);
  ck_assert_int_eq(verify_by(trust, find(trust, "CN=U1,OU=07", "5"), options, 'C'), CHRET_OK);
  ck_assert_int_eq(verify_by(trust, find(trust, "CN=U1,OU=07", "5"), options, 'B'), CHRET_E_SIGNATURE_MISMATCH);
  ck_assert_int_eq(verify_by(trust, find(trust, "CN=Z1,OU=07", "5"), NULL, 'A'), CHRET_E_UNUSABLE_CERTIFICATE);
  ck_assert_int_eq(verify_by(trust, find(trust, "CN=Z1,OU=07", "6"), NULL, 'B'), CHRET_E_UNUSABLE_CERTIFICATE);
  ck_assert_ptr_null(find(trust, "CN=Z1,OU=07", "7"));
  ck_assert_uint_eq(chret_trust_count(trust), 4);
  ck_assert_str_eq(chret_certificate_serial(chret_trust_at(trust, 3)), "6");
  ck_assert_int_eq(mprotect(lockable.start, lockable.size, PROT_READ | PROT_WRITE), 0);
  chret_trust_free(trust);
  chret_options_free(options);
  free(lockable.start);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("trust");
  TCase *tests = tcase_create("trust");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, what_was_described_can_be_asked);
  tcase_add_test(tests, what_was_not_described_is_empty);
  tcase_add_test(tests, setters_refuse_what_is_not_of_its_form_and_keep_what_was);
  tcase_add_test(tests, a_failed_description_keeps_nothing);
  tcase_add_loop_test(tests, a_store_needs_a_provider_with_all_it_asks_for, 0, 8);
  tcase_add_test(tests, wrong_arguments_are_refused);
  tcase_add_loop_test(tests, each_certificate_is_found_in_whatever_order_they_were_added, 0, 5);
  tcase_add_loop_test(tests, a_certificate_without_issuer_serial_or_handle_is_never_found, 0, TEST_COUNT(incomplete));
  tcase_add_test(tests, the_same_certificate_again_changes_nothing);
  tcase_add_loop_test(tests, of_two_certificates_with_one_issuer_and_serial_neither_verifies_anything, 0,
                      2 * TEST_COUNT(twins));
  tcase_add_loop_test(tests, a_signature_is_believed_only_where_all_is_right, 0, TEST_COUNT(verifications));
  tcase_add_test(tests, without_a_time_it_is_now);
  tcase_add_loop_test(tests, a_failure_of_the_host_comes_back_with_its_code, 0, 8);
  tcase_add_loop_test(tests, several_are_added_whole_or_not_at_all, 0, 6);
  tcase_add_loop_test(tests, several_are_added_whole_or_not_at_all_when_memory_is_short, 0, 4);
  tcase_add_loop_test(tests, every_allocation_may_fail, 0, 4);
  tcase_add_test(tests, a_store_that_is_used_is_never_written_to);
  return test_run(suite);
}
