/* tests/check_xmlsec.c - the provider on xmlsec1 and OpenSSL: digests, what it says of certificates, verifying, CA
 * certificates. The openssl command in another process says what is right.
 */
#include "host_state.h"
#include "signature/trust.h"
#include "support_identity.h"

#include <chreturn/xmlsec.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static chret_xmlsec *xmlsec;
static const chret_provider *provider;
static chret_error *err;

static void setup(void) {
  test_shell("rm -f *.pem"); /* make-identity replaces none */
  host_before();
  ck_assert_int_eq(chret_xmlsec_new(&xmlsec, NULL), CHRET_OK);
  provider = chret_xmlsec_provider(xmlsec);
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
}

static void teardown(void) {
  chret_error_free(err);
  chret_xmlsec_free(xmlsec);
  host_after();
}

/* NAME.cert.pem, by an identity with these options, in DER. */
static test_text identity(const char *name, const char *options) {
  test_text der = {NULL, 0, 0};
  test_shell("$M --out %s %s", name, options);
  test_shell_into(&der, "openssl x509 -in %s.cert.pem -outform DER", name);
  return der;
}

#define ORGANISATION "--eui 90-B3-D5-1F-30-01-00-00 --role 02 "

static chret_certificate *described(const test_text *der) {
  chret_certificate *certificate = NULL;
  ck_assert_int_eq(chret_certificate_new(&certificate, provider, (const uint8_t *)der->data, der->size, NULL, err),
                   CHRET_OK);
  return certificate;
}

/* ---- Digests ----------------------------------------------------------------------------------------------------- */

START_TEST(digests_are_those_of_openssl) {
  static const size_t sizes[] = {0, 1, 55, 56, 64, 65, 16384, 100001};
  static uint8_t data[100001];
  size_t size = sizes[_i], piece = (size_t)_i * 4099 + 1;
  uint64_t seed = (uint64_t)_i;
  uint8_t digest[CHRET_DIGEST_SIZE];
  void *state = NULL;
  for (size_t i = 0; i < size; i++) {
    data[i] = (uint8_t)test_random(&seed, 256);
  }
  ck_assert_int_eq(provider->digest_begin(provider->ctx, &state), 0);
  for (size_t at = 0; at < size; at += piece) {
    ck_assert_int_eq(provider->digest_update(provider->ctx, state, data + at, size - at < piece ? size - at : piece),
                     0);
  }
  ck_assert_int_eq(provider->digest_finish(provider->ctx, state, digest), 0);
  provider->digest_drop(provider->ctx, state);
  test_text wanted = {NULL, 0, 0};
  test_write_file("data", data, size);
  test_shell_into(&wanted, "openssl dgst -sha256 -binary data");
  ck_assert_mem_eq(digest, wanted.data, sizeof digest);
  test_text_free(&wanted);
}
END_TEST

START_TEST(a_digest_may_be_dropped_at_any_time) {
  void *state = NULL;
  ck_assert_int_eq(provider->digest_begin(provider->ctx, &state), 0);
  ck_assert_int_eq(provider->digest_update(provider->ctx, state, (const uint8_t *)"abc", 3), 0);
  provider->digest_drop(provider->ctx, state);
}
END_TEST

/* ---- Certificates ------------------------------------------------------------------------------------------------ */

/* A number in decimal as openssl writes serial numbers: pairs of hexadecimal digits. */
static void add_hex_of_decimal(test_text *text, const char *decimal) {
  uint8_t bytes[32] = {0};
  for (; *decimal != '\0'; decimal++) {
    unsigned carry = (unsigned)(*decimal - '0');
    for (size_t i = sizeof bytes; i-- > 0;) {
      carry += bytes[i] * 10U;
      bytes[i] = (uint8_t)carry;
      carry >>= 8;
    }
  }
  size_t first = 0;
  while (first < sizeof bytes - 1 && bytes[first] == 0) {
    first++;
  }
  for (; first < sizeof bytes; first++) {
    test_addf(text, "%02X", bytes[first]);
  }
}

/* What openssl says of NAME.cert.pem in the form in which add_description() says it. */
static void add_openssl_description(test_text *text, const char *name) {
  test_shell_into(text,
                  "openssl x509 -in %s.cert.pem -noout -issuer -serial "
                  "-nameopt esc_2253,esc_ctrl,utf8,dump_nostr,dump_der,sep_comma_plus,dn_rev,sname",
                  name);
  test_shell_into(text,
                  "openssl x509 -in %s.cert.pem -noout -subject -nameopt utf8,sep_multiline,sname,dump_nostr,dump_der "
                  "| sed -n 's/^ *OU=/role=/p; s/^ *x500UniqueIdentifier=#030900/eui64=/p'",
                  name);
}

static void add_description(test_text *text, const chret_certificate *certificate) {
  uint64_t eui64 = 0;
  test_addf(text, "issuer=%s\nserial=", chret_certificate_issuer(certificate));
  add_hex_of_decimal(text, chret_certificate_serial(certificate));
  test_addf(text, "\nrole=%s\n", chret_certificate_role(certificate));
  ck_assert_int_eq(chret_certificate_eui64(certificate, &eui64), CHRET_OK);
  test_addf(text, "eui64=%016llX\n", (unsigned long long)eui64);
}

static void compare_with_openssl(const char *name, const test_text *der) {
  test_text wanted = {NULL, 0, 0}, got = {NULL, 0, 0};
  chret_certificate *certificate = described(der);
  add_openssl_description(&wanted, name);
  add_description(&got, certificate);
  ck_assert_str_eq(got.data, wanted.data);
  ck_assert_ptr_null(chret_certificate_unusable(certificate));
  chret_certificate_free(certificate);
  test_text_free(&wanted);
  test_text_free(&got);
}

static const char *const shapes[] = {
    ORGANISATION,
    ORGANISATION "--string printable",
    "--eui 00-00-00-00-00-00-00-00 --role 89",
    "--eui FF-FF-FF-FF-FF-FF-FF-FF --role 87",
    ORGANISATION "--serial 0",
    ORGANISATION "--serial 127",
    ORGANISATION "--serial 128",
    ORGANISATION "--serial 1461501637330902918203684832716283019655932542975", /* 20 octets, all bits set */
    ORGANISATION "--issuer 'CN=Example\\, Ltd,O=\\ a \\\"b\\\" <c>\\; \\+ d\\\\e\\ ,OU=\\#1 #2 = 3,C=GB'",
    ORGANISATION "--issuer 'CN=Zo\xC3\xAB \xE2\x82\xAC,OU=07'",
    ORGANISATION "--issuer 'CN=Zo\xC3\xAB \xE2\x82\xAC,OU=07' --string bmp",
    ORGANISATION "--issuer 'CN=Zo\xC3\xAB,OU=07' --string t61",
    ORGANISATION "--issuer 'CN=Zo\xC3\xAB \xF0\x9F\x98\x80,OU=07' --string universal",
    ORGANISATION "--issuer \"CN=a$(printf '\\001')b,OU=$(printf '\\177')\"",
    ORGANISATION "--issuer 'CN=Z1+OU=07+UID=u,O=x+L=y,ST=s,DC=d,CN=again'",
    ORGANISATION "--key-usage none",
};

START_TEST(certificates_are_described_as_by_openssl) {
  test_text der = identity("shape", shapes[_i]);
  compare_with_openssl("shape", &der);
  test_text_free(&der);
}
END_TEST

static const char *const public_ones[] = {
    "certs/Z1-accessControlBroker-dSPXmlSign.pem", "certs/dsp-xml-sign-90B3D51F30000002-ds-pre-1.4.1.pem",
    "certs/dsp-xml-sign-90B3D51F30000002-ds.pem", "certs/xml-sign-90B3D51F30010000-ds.pem"};

START_TEST(certificates_of_dcc_are_described_as_by_openssl) {
  test_text pem = {NULL, 0, 0}, der = {NULL, 0, 0};
  if (test_load_duis(&pem, public_ones[_i])) {
    test_write_file("dcc.cert.pem", pem.data, pem.size);
    test_shell_into(&der, "openssl x509 -in dcc.cert.pem -outform DER");
    compare_with_openssl("dcc", &der);
  }
  test_text_free(&pem);
  test_text_free(&der);
}
END_TEST

/* openssl has no short name for these, or another than RFC 4514. */
START_TEST(other_types_are_object_identifiers) {
  test_text der = identity("types", ORGANISATION "--issuer 'emailAddress=a@b,1.2.3.4=x,SN=s,street=road,CN=c'");
  chret_certificate *certificate = described(&der);
  ck_assert_str_eq(chret_certificate_issuer(certificate),
                   "1.2.840.113549.1.9.1=a@b,1.2.3.4=x,2.5.4.4=s,STREET=road,CN=c");
  chret_certificate_free(certificate);
  test_text_free(&der);
}
END_TEST

/* The issuer has an attribute type of so many arcs. */
START_TEST(object_identifiers_may_be_long) {
  static const int arcs[] = {20, 60, 700};
  test_text type = {NULL, 0, 0}, issuer = {NULL, 0, 0}, options = {NULL, 0, 0};
  test_adds(&type, "1.2");
  for (int i = 2; i < arcs[_i]; i++) {
    test_adds(&type, ".127");
  }
  test_addf(&issuer, "%s=x", type.data);
  test_addf(&options, ORGANISATION "--issuer %s", issuer.data);
  test_text der = identity("long", options.data);
  chret_certificate *certificate = described(&der);
  /* of the longest OpenSSL has no text */
  ck_assert_pstr_eq(chret_certificate_unusable(certificate), arcs[_i] < 700 ? NULL : "its issuer has no name");
  ck_assert_str_eq(chret_certificate_issuer(certificate), arcs[_i] < 700 ? issuer.data : "");
  chret_certificate_free(certificate);
  test_text_free(&type);
  test_text_free(&der);
  test_text_free(&issuer);
  test_text_free(&options);
}
END_TEST

static const struct {
  const char *options;
  const char *why; /* NULL: usable */
} faults[] = {
    {ORGANISATION "--curve P-384", "its key is not on the curve P-256"},
    {ORGANISATION "--curve secp256k1", "its key is not on the curve P-256"},
    {ORGANISATION "--key rsa.pem", "its key is not on the curve P-256"},
    {ORGANISATION "--key ed25519.pem", "its key is not on the curve P-256"},
    {ORGANISATION "--key-usage keyAgreement", "its key usage is without digitalSignature"},
    {ORGANISATION "--serial -5", "its serial number is negative"},
    {ORGANISATION "--serial 1461501637330902918203684832716283019655932542976",
     "its serial number is longer than 20 octets"},
    {ORGANISATION "--not-before 20200101000000Z --not-after 20200102000000Z", NULL},
    {"--role 02", NULL},
};

START_TEST(what_makes_a_certificate_unusable_is_said) {
  test_shell("openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.pem && "
             "openssl genpkey -algorithm ED25519 -out ed25519.pem");
  test_text der = identity("fault", faults[_i].options);
  chret_certificate *certificate = described(&der);
  const char *why = chret_certificate_unusable(certificate);
  ck_assert_pstr_eq(why, faults[_i].why);
  chret_certificate_free(certificate);
  test_text_free(&der);
}
END_TEST

START_TEST(without_an_eui64_or_a_role_there_is_none) {
  uint64_t eui64 = 7;
  test_text der = identity("nobody", "");
  chret_certificate *certificate = described(&der);
  ck_assert_int_eq(chret_certificate_eui64(certificate, &eui64), CHRET_E_MISSING);
  ck_assert_uint_eq(eui64, 7);
  ck_assert_str_eq(chret_certificate_role(certificate), "");
  chret_certificate_free(certificate);
  test_text_free(&der);
}
END_TEST

/* What make-identity cannot make: `size` bytes of a certificate, where they are first, become others. */
static void change(test_text *der, const char *from, const char *to, size_t size) {
  for (size_t at = 0; at + size <= der->size; at++) {
    if (memcmp(der->data + at, from, size) == 0) {
      memcpy(der->data + at, to, size);
      return;
    }
  }
  ck_abort_msg("the certificate is not of the form that is to be changed");
}

/* A BIT STRING is no string of characters: RFC 4514, 2.4 has the hexadecimal form. */
START_TEST(an_issuer_that_is_no_text_is_written_in_hexadecimal) {
  test_text der = identity("no-text", ORGANISATION "--issuer 'CN=Z1,OU=07'");
  change(&der, "\x0C\x02Z1",
         "\x03\x02\x00"
         "1",
         4);
  chret_certificate *certificate = described(&der);
  ck_assert_str_eq(chret_certificate_issuer(certificate), "CN=#03020031,OU=07");
  ck_assert_ptr_null(chret_certificate_unusable(certificate));
  chret_certificate_free(certificate);
  test_text_free(&der);
}
END_TEST

START_TEST(an_eui64_has_all_its_bits) {
  uint64_t eui64 = 7;
  test_text der = identity("bits", ORGANISATION);
  change(&der, "\x03\x09\x00\x90\xB3\xD5\x1F", "\x03\x09\x04\x90\xB3\xD5\x1F", 7);
  chret_certificate *certificate = described(&der);
  ck_assert_int_eq(chret_certificate_eui64(certificate, &eui64), CHRET_E_MISSING);
  ck_assert_uint_eq(eui64, 7);
  chret_certificate_free(certificate);
  test_text_free(&der);
}
END_TEST

/* Every prefix of it, and one byte more than it. */
START_TEST(what_is_no_certificate_is_refused) {
  test_text der = identity("whole", ORGANISATION);
  chret_certificate *certificate = NULL;
  for (size_t size = 1; size <= der.size + 1; size++) {
    if (size != der.size) {
      char *data = test_exactly(der.data, size);
      ck_assert_int_eq(chret_certificate_new(&certificate, provider, (const uint8_t *)data, size, NULL, err),
                       CHRET_E_HOST);
      ck_assert_int_eq(chret_error_host_code(err), CHRET_E_CERTIFICATE);
      ck_assert_ptr_null(certificate);
      free(data);
    }
  }
  test_text_free(&der);
}
END_TEST

/* Whatever a byte is changed to, the answer is a certificate or a refusal, and quiet. */
START_TEST(damaged_certificates_do_no_harm) {
  test_text der = identity("damage", ORGANISATION);
  uint64_t seed = 1;
  for (size_t i = 0; i < der.size; i++) {
    char *data = test_exactly(der.data, der.size);
    chret_certificate *certificate = NULL;
    data[i] = (char)test_random(&seed, 256);
    int32_t status = chret_certificate_new(&certificate, provider, (const uint8_t *)data, der.size, NULL, err);
    ck_assert_int_eq(status == CHRET_OK, certificate != NULL);
    ck_assert(status == CHRET_OK || chret_error_host_code(err) == CHRET_E_CERTIFICATE);
    chret_certificate_free(certificate);
    free(data);
  }
  test_text_free(&der);
}
END_TEST

/* ---- Verifying --------------------------------------------------------------------------------------------------- */

static const char message[] = "<ds:SignedInfo>what is signed</ds:SignedInfo>";

typedef struct trusted {
  chret_trust *trust;
  const chret_certificate *certificate;
  chret_options *options;
} trusted;

static trusted trust_in(const test_text *der) {
  trusted one = {NULL, NULL, NULL};
  ck_assert_int_eq(chret_trust_new(&one.trust, provider, NULL), CHRET_OK);
  ck_assert_int_eq(chret_trust_add(one.trust, (const uint8_t *)der->data, der->size, err), CHRET_OK);
  ck_assert_int_eq(chret_options_new(&one.options, NULL), CHRET_OK);
  one.certificate = chret_trust_at(one.trust, 0);
  return one;
}

static void free_trusted(trusted *one) {
  chret_trust_free(one->trust);
  chret_options_free(one->options);
}

static int32_t verify(const trusted *one, const char *text, size_t size, const uint8_t *signature) {
  ck_assert_int_eq(chret_error_set(err, CHRET_OK, NULL), CHRET_OK);
  return chret_i_trust_verify(one->trust, one->certificate, one->options, (const uint8_t *)text, size, signature, err);
}

/* openssl's signature over the message by NAME.key.pem. */
static void sign_by_openssl(const char *name, uint8_t *signature) {
  test_text der = {NULL, 0, 0};
  test_write_file("message", message, sizeof message - 1);
  test_shell_into(&der, "openssl dgst -sha256 -sign %s.key.pem message", name);
  ck_assert_int_eq(chret_ecdsa_der_to_raw((const uint8_t *)der.data, der.size, signature), CHRET_OK);
  test_text_free(&der);
}

START_TEST(signatures_of_openssl_are_verified_and_forgeries_are_not) {
  uint8_t signature[CHRET_SIGNATURE_SIZE], changed[CHRET_SIGNATURE_SIZE];
  test_text der = identity("signer", ORGANISATION), other = identity("other", ORGANISATION);
  trusted one = trust_in(&der), stranger = trust_in(&other);
  sign_by_openssl("signer", signature);
  ck_assert_int_eq(verify(&one, message, sizeof message - 1, signature), CHRET_OK);
  ck_assert_int_eq(verify(&stranger, message, sizeof message - 1, signature), CHRET_E_SIGNATURE_MISMATCH);
  for (size_t bit = 0; bit < 8 * sizeof signature; bit += 3) {
    memcpy(changed, signature, sizeof changed);
    changed[bit / 8] ^= (uint8_t)(1U << bit % 8);
    int32_t status = verify(&one, message, sizeof message - 1, changed);
    ck_assert_msg(status == CHRET_E_SIGNATURE_MISMATCH || status == CHRET_E_SIGNATURE_MALFORMED, "bit %zu: %s", bit,
                  chret_status_name(status));
  }
  for (size_t i = 0; i < sizeof message - 1; i++) {
    char *text = test_exactly(message, sizeof message - 1);
    text[i] ^= 1;
    ck_assert_int_eq(verify(&one, text, sizeof message - 1, signature), CHRET_E_SIGNATURE_MISMATCH);
    free(text);
  }
  ck_assert_int_eq(verify(&one, message, sizeof message - 2, signature), CHRET_E_SIGNATURE_MISMATCH);
  ck_assert_int_eq(verify(&one, message, 0, signature), CHRET_E_SIGNATURE_MISMATCH);
  free_trusted(&one);
  free_trusted(&stranger);
  test_text_free(&der);
  test_text_free(&other);
}
END_TEST

static void *kept_handle;

static void keep_handle(void *ctx, void *handle) {
  (void)ctx;
  kept_handle = handle;
}

/* What the library would not hand to a provider: the handle is got by keeping it when it is given back. */
START_TEST(numbers_out_of_range_are_no_valid_signature_and_no_failure) {
  static const uint8_t fills[] = {0x00, 0xFF};
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  int32_t valid = 7;
  test_text der = identity("range", ORGANISATION);
  chret_provider keeping = *provider;
  chret_certificate *certificate = NULL;
  keeping.release = keep_handle;
  ck_assert_int_eq(chret_certificate_new(&certificate, &keeping, (const uint8_t *)der.data, der.size, NULL, err),
                   CHRET_OK);
  chret_certificate_free(certificate);
  memset(signature, fills[_i], sizeof signature);
  ck_assert_int_eq(
      provider->verify(provider->ctx, kept_handle, (const uint8_t *)message, sizeof message - 1, signature, &valid), 0);
  ck_assert_int_eq(valid, 0);
  provider->release(provider->ctx, kept_handle);
  test_text_free(&der);
}
END_TEST

static const struct {
  const char *from, *until;
} periods[] = {
    {"20240229120000Z", "20240301000000Z"}, {"19691231235959Z", "19700101000001Z"},
    {"19500101000000Z", "20491231235959Z"}, {"20500101000000Z", "21000301000000Z"},
    {"20000101000000Z", "99991231235959Z"},
};

static int64_t seconds_by_date(const char *time) {
  test_text text = {NULL, 0, 0};
  test_shell_into(&text, "date -u +%%s -d '%.4s-%.2s-%.2s %.2s:%.2s:%.2s'", time, time + 4, time + 6, time + 8,
                  time + 10, time + 12);
  int64_t value = strtoll(text.data, NULL, 10);
  test_text_free(&text);
  return value;
}

START_TEST(both_ends_of_the_validity_are_included) {
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  char options[256];
  snprintf(options, sizeof options, ORGANISATION "--not-before %s --not-after %s", periods[_i].from, periods[_i].until);
  test_text der = identity("period", options);
  trusted one = trust_in(&der);
  int64_t from = seconds_by_date(periods[_i].from), until = seconds_by_date(periods[_i].until);
  const struct {
    int64_t time;
    int32_t status;
  } times[] = {{from - 1, CHRET_E_UNUSABLE_CERTIFICATE},
               {from, CHRET_OK},
               {until, CHRET_OK},
               {until + 1, CHRET_E_UNUSABLE_CERTIFICATE}};
  sign_by_openssl("period", signature);
  for (int i = 0; i < TEST_COUNT(times); i++) {
    ck_assert_int_eq(chret_options_set_time(one.options, times[i].time), CHRET_OK);
    int32_t status = verify(&one, message, sizeof message - 1, signature);
    ck_assert_msg(status == times[i].status, "at %lld: %s", (long long)times[i].time, chret_status_name(status));
  }
  free_trusted(&one);
  test_text_free(&der);
}
END_TEST

/* ---- CA certificates --------------------------------------------------------------------------------------------- */

#define FROM  "--not-before 20240101000000Z "
#define UNTIL "--not-after 20260101000000Z "

static int32_t add_ca(const char *file) {
  test_text pem = test_file(file);
  int32_t status = chret_xmlsec_add_ca(xmlsec, (const uint8_t *)pem.data, pem.size, err);
  test_text_free(&pem);
  ck_assert_int_eq(chret_error_status(err), status);
  return status;
}

static void make_authorities(void) {
  test_shell("$M --out root --ca --issuer CN=root --not-before 20200101000000Z --not-after 20300101000000Z && "
             "$M --out middle --ca --issuer CN=middle --issuer-cert root.cert.pem --issuer-key root.key.pem "
             "  --not-before 20210101000000Z --not-after 20250101000000Z && "
             "$M --out foreign --ca --issuer CN=root " FROM UNTIL " && "
             "openssl x509 -in root.cert.pem -outform DER -out root.der && "
             "cat root.cert.pem middle.cert.pem >both.pem");
}

static const struct {
  const char *name;
  const char *files[3]; /* CA certificates */
  const char *issuer;   /* of the certificate; NULL: nobody that is known */
  const char *time;
  int32_t status;
} paths[] = {
    {"no CA at all", {NULL}, NULL, "20240601000000Z", CHRET_OK},
    {"by the CA", {"root.cert.pem"}, "root", "20240601000000Z", CHRET_OK},
    {"by the CA in DER", {"root.der"}, "root", "20240601000000Z", CHRET_OK},
    {"by an intermediate", {"both.pem"}, "middle", "20240601000000Z", CHRET_OK},
    {"by an intermediate, added alone", {"root.cert.pem", "middle.cert.pem"}, "middle", "20240601000000Z", CHRET_OK},
    {"the intermediate has expired", {"both.pem"}, "middle", "20250601000000Z", CHRET_E_UNUSABLE_CERTIFICATE},
    {"the certificate has expired", {"root.cert.pem"}, "root", "20260601000000Z", CHRET_E_UNUSABLE_CERTIFICATE},
    {"no self-signed one", {"middle.cert.pem"}, "middle", "20240601000000Z", CHRET_E_UNUSABLE_CERTIFICATE},
    {"the intermediate is not there", {"root.cert.pem"}, "middle", "20240601000000Z", CHRET_E_UNUSABLE_CERTIFICATE},
    {"one of the same name", {"foreign.cert.pem"}, "root", "20240601000000Z", CHRET_E_UNUSABLE_CERTIFICATE},
    {"nobody's", {"root.cert.pem"}, NULL, "20240601000000Z", CHRET_E_UNUSABLE_CERTIFICATE},
};

START_TEST(with_authorities_a_path_must_lead_to_one) {
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  test_text options = {NULL, 0, 0};
  make_authorities();
  test_adds(&options, ORGANISATION FROM UNTIL);
  if (paths[_i].issuer != NULL) {
    test_addf(&options, "--issuer-cert %s.cert.pem --issuer-key %s.key.pem", paths[_i].issuer, paths[_i].issuer);
  }
  test_text der = identity("leaf", options.data);
  for (size_t i = 0; paths[_i].files[i] != NULL; i++) {
    ck_assert_int_eq(add_ca(paths[_i].files[i]), CHRET_OK);
  }
  trusted one = trust_in(&der);
  ck_assert_int_eq(chret_options_set_time(one.options, seconds_by_date(paths[_i].time)), CHRET_OK);
  sign_by_openssl("leaf", signature);
  int32_t status = verify(&one, message, sizeof message - 1, signature);
  ck_assert_msg(status == paths[_i].status, "%s: %s", paths[_i].name, chret_status_name(status));
  free_trusted(&one);
  test_text_free(&der);
  test_text_free(&options);
}
END_TEST

START_TEST(authorities_that_cannot_be_read_add_nothing) {
  make_authorities();
  test_shell("head -c 300 root.cert.pem >cut.pem; cat middle.cert.pem cut.pem >middle-cut.pem; : >empty; "
             "echo nothing >text; cat root.key.pem >key.pem; printf x | cat root.der - >more.der");
  const char *const files[] = {"cut.pem", "middle-cut.pem", "empty", "text", "key.pem", "more.der"};
  for (int i = 0; i < TEST_COUNT(files); i++) {
    int32_t status = add_ca(files[i]);
    ck_assert_msg(status == CHRET_E_CERTIFICATE, "%s: %s", files[i], chret_status_name(status));
  }
  /* nothing was added: any path will do still */
  test_text der = identity("free", ORGANISATION);
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  trusted one = trust_in(&der);
  sign_by_openssl("free", signature);
  ck_assert_int_eq(verify(&one, message, sizeof message - 1, signature), CHRET_OK);
  free_trusted(&one);
  test_text_free(&der);
}
END_TEST

/* ---- Filling trust stores ---------------------------------------------------------------------------------------- */

static const struct {
  const char *command; /* makes the file */
  int32_t status;
  size_t count;
} files[] = {
    {"cat a.cert.pem", CHRET_OK, 1},
    {"cat a.cert.pem b.cert.pem c.cert.pem", CHRET_OK, 3},
    {"cat a.cert.pem a.cert.pem", CHRET_OK, 1},
    {"openssl x509 -in a.cert.pem -outform DER", CHRET_OK, 1},
    {"echo text; cat a.key.pem a.cert.pem; echo more; openssl x509 -in b.cert.pem -text", CHRET_OK, 2},
    {"sed 's/$/\\r/' a.cert.pem", CHRET_OK, 1},
    {"sed 's/BEGIN CERT/BEGIN X509 CERT/; s/END CERT/END X509 CERT/' a.cert.pem", CHRET_OK, 1},
    {"cat a.cert.pem; head -c 400 b.cert.pem", CHRET_E_CERTIFICATE, 0},
    {"cat a.cert.pem; sed 's/MII/MIA/' b.cert.pem", CHRET_E_CERTIFICATE, 0},
    {"cat a.key.pem", CHRET_E_CERTIFICATE, 0},
    {":", CHRET_E_CERTIFICATE, 0},
    {"head -c 100000 /dev/zero", CHRET_E_CERTIFICATE, 0},
    {"openssl x509 -in a.cert.pem -outform DER; openssl x509 -in b.cert.pem -outform DER", CHRET_E_CERTIFICATE, 0},
};

START_TEST(all_certificates_of_a_buffer_are_added_or_none) {
  chret_trust *trust = NULL;
  test_shell("for n in a b c; do $M --out $n " ORGANISATION "; done; { %s; } >file", files[_i].command);
  test_text data = test_file("file");
  char *exact = test_exactly(data.data, data.size);
  ck_assert_int_eq(chret_trust_new(&trust, provider, NULL), CHRET_OK);
  int32_t status = chret_xmlsec_trust_add(xmlsec, trust, (const uint8_t *)exact, data.size, err);
  ck_assert_msg(status == files[_i].status, "%s: %s", files[_i].command, chret_status_name(status));
  ck_assert_int_eq(chret_error_status(err), status);
  ck_assert_uint_eq(chret_trust_count(trust), files[_i].count);
  chret_trust_free(trust);
  free(exact);
  test_text_free(&data);
}
END_TEST

/* What the host has in the queue is not what these calls failed of. */
START_TEST(the_hosts_own_errors_decide_nothing) {
  test_text der = identity("a", ORGANISATION), rest = {NULL, 0, 0};
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  chret_certificate *certificate = NULL;
  trusted one = trust_in(&der);
  sign_by_openssl("a", signature);
  signature[40] ^= 1;
  test_add(&rest, der.data, der.size);
  test_add(&rest, "x", 1); /* which OpenSSL does not mind */
  ERR_set_mark();
  ERR_raise(ERR_LIB_USER, ERR_R_MALLOC_FAILURE);
  ck_assert_int_eq(chret_certificate_new(&certificate, provider, (const uint8_t *)rest.data, rest.size, NULL, err),
                   CHRET_E_HOST);
  ck_assert_int_eq(chret_error_host_code(err), CHRET_E_CERTIFICATE);
  ck_assert_int_eq(verify(&one, message, sizeof message - 1, signature), CHRET_E_SIGNATURE_MISMATCH);
  ck_assert_int_eq(ERR_GET_REASON(ERR_peek_last_error()), ERR_R_MALLOC_FAILURE);
  ERR_pop_to_mark();
  free_trusted(&one);
  test_text_free(&der);
  test_text_free(&rest);
}
END_TEST

/* r and s that whoever has the key can choose so that the point they stand for is none: no signature, and no failure. */
START_TEST(a_signature_of_no_point_is_wrong) {
  uint8_t signature[CHRET_SIGNATURE_SIZE] = {0}, digest[CHRET_DIGEST_SIZE];
  test_text der = identity("a", ORGANISATION), pem = test_file("a.key.pem");
  trusted one = trust_in(&der);
  BIO *file = BIO_new_mem_buf(pem.data, (int)pem.size);
  EVP_PKEY *key = PEM_read_bio_PrivateKey(file, NULL, NULL, NULL);
  BIGNUM *d = NULL, *n = NULL, *r = BN_new();
  BN_CTX *context = BN_CTX_new();
  ck_assert_int_eq(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &d), 1);
  ck_assert_int_eq(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_ORDER, &n), 1);
  ck_assert_int_eq(EVP_Digest(message, sizeof message - 1, digest, NULL, EVP_sha256(), NULL), 1);
  /* e G + r Q is nothing where r = -e / d */
  BIGNUM *e = BN_bin2bn(digest, sizeof digest, NULL), *inverse = BN_mod_inverse(NULL, d, n, context);
  ck_assert_int_eq(BN_mod_mul(r, e, inverse, n, context), 1);
  ck_assert_int_eq(BN_sub(r, n, r), 1);
  ck_assert_int_eq(BN_bn2binpad(r, signature, 32), 32);
  signature[63] = 1;
  ck_assert_int_eq(verify(&one, message, sizeof message - 1, signature), CHRET_E_SIGNATURE_MISMATCH);
  BN_CTX_free(context);
  BN_free(d);
  BN_free(n);
  BN_free(r);
  BN_free(e);
  BN_free(inverse);
  EVP_PKEY_free(key);
  BIO_free(file);
  free_trusted(&one);
  test_text_free(&der);
  test_text_free(&pem);
}
END_TEST

/* ---- The process ------------------------------------------------------------------------------------------------- */

START_TEST(the_provider_may_be_started_again_and_says_its_versions) {
  test_text wanted = {NULL, 0, 0};
  ck_assert_int_eq(chret_xmlsec_init(0), CHRET_OK);
  ck_assert_int_eq(chret_xmlsec_init(CHRET_XMLSEC_HOST_STARTED), CHRET_OK);
  ck_assert_int_eq(chret_xmlsec_init(2), CHRET_E_ARGUMENT);
  test_shell_into(&wanted, "printf %%s $(pkg-config --modversion xmlsec1-openssl)");
  ck_assert_str_eq(chret_xmlsec_version(), wanted.data);
  ck_assert_str_eq(chret_xmlsec_openssl_version(), OpenSSL_version(OPENSSL_VERSION_STRING));
  test_text_free(&wanted);
}
END_TEST

START_TEST(nothing_is_done_without_its_arguments) {
  const uint8_t *data = (const uint8_t *)message;
  chret_trust *trust = NULL;
  int64_t from, until;
  ck_assert_int_eq(chret_trust_new(&trust, provider, NULL), CHRET_OK);
  ck_assert_int_eq(chret_xmlsec_new(NULL, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_xmlsec_add_ca(NULL, data, 1, err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_error_status(err), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_xmlsec_add_ca(xmlsec, NULL, 1, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_xmlsec_trust_add(NULL, trust, data, 1, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_xmlsec_trust_add(xmlsec, NULL, data, 1, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_xmlsec_trust_add(xmlsec, trust, NULL, 1, NULL), CHRET_E_ARGUMENT);
  ck_assert_ptr_null(chret_xmlsec_provider(NULL));
  ck_assert_int_eq(chret_certificate_validity(NULL, &from, &until), CHRET_E_ARGUMENT);
  chret_xmlsec_free(NULL);
  chret_trust_free(trust);
}
END_TEST

#define THREADS 8
static const trusted *shared;
static uint8_t shared_signature[CHRET_SIGNATURE_SIZE];

/* The number of wrong answers. */
static void *work(void *unused) {
  size_t wrong = 0;
  (void)unused;
  for (int i = 0; i < 50; i++) {
    chret_xmlsec *own = NULL;
    wrong += chret_xmlsec_new(&own, NULL) != CHRET_OK;
    chret_xmlsec_free(own);
    wrong += chret_i_trust_verify(shared->trust, shared->certificate, shared->options, (const uint8_t *)message,
                                  sizeof message - 1, shared_signature, NULL) != CHRET_OK;
  }
  return wrong == 0 ? NULL : &shared_signature;
}

START_TEST(threads_share_a_trust_store) {
  pthread_t threads[THREADS];
  make_authorities();
  ck_assert_int_eq(add_ca("root.cert.pem"), CHRET_OK);
  test_text der = identity("shared", ORGANISATION "--issuer-cert root.cert.pem --issuer-key root.key.pem");
  trusted one = trust_in(&der);
  sign_by_openssl("shared", shared_signature);
  shared = &one;
  for (size_t i = 0; i < THREADS; i++) {
    ck_assert_int_eq(pthread_create(&threads[i], NULL, work, NULL), 0);
  }
  for (size_t i = 0; i < THREADS; i++) {
    void *wrong = NULL;
    ck_assert_int_eq(pthread_join(threads[i], &wrong), 0);
    ck_assert_ptr_null(wrong);
  }
  free_trusted(&one);
  test_text_free(&der);
}
END_TEST

int main(void) {
  test_workshop();
  host_begin();
  Suite *suite = suite_create("xmlsec");
  TCase *tests = tcase_create("provider");
  suite_add_tcase(suite, tests);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, digests_are_those_of_openssl, 0, 8);
  tcase_add_test(tests, a_digest_may_be_dropped_at_any_time);
  tcase_add_loop_test(tests, certificates_are_described_as_by_openssl, 0, TEST_COUNT(shapes));
  tcase_add_loop_test(tests, certificates_of_dcc_are_described_as_by_openssl, 0, TEST_COUNT(public_ones));
  tcase_add_test(tests, other_types_are_object_identifiers);
  tcase_add_loop_test(tests, object_identifiers_may_be_long, 0, 3);
  tcase_add_test(tests, the_hosts_own_errors_decide_nothing);
  tcase_add_test(tests, a_signature_of_no_point_is_wrong);
  tcase_add_loop_test(tests, what_makes_a_certificate_unusable_is_said, 0, TEST_COUNT(faults));
  tcase_add_test(tests, without_an_eui64_or_a_role_there_is_none);
  tcase_add_test(tests, an_issuer_that_is_no_text_is_written_in_hexadecimal);
  tcase_add_test(tests, an_eui64_has_all_its_bits);
  tcase_add_test(tests, what_is_no_certificate_is_refused);
  tcase_add_test(tests, damaged_certificates_do_no_harm);
  tcase_add_test(tests, signatures_of_openssl_are_verified_and_forgeries_are_not);
  tcase_add_loop_test(tests, numbers_out_of_range_are_no_valid_signature_and_no_failure, 0, 2);
  tcase_add_loop_test(tests, both_ends_of_the_validity_are_included, 0, TEST_COUNT(periods));
  tcase_add_loop_test(tests, with_authorities_a_path_must_lead_to_one, 0, TEST_COUNT(paths));
  tcase_add_test(tests, authorities_that_cannot_be_read_add_nothing);
  tcase_add_loop_test(tests, all_certificates_of_a_buffer_are_added_or_none, 0, TEST_COUNT(files));
  tcase_add_test(tests, the_provider_may_be_started_again_and_says_its_versions);
  tcase_add_test(tests, nothing_is_done_without_its_arguments);
  tcase_add_test(tests, threads_share_a_trust_store);
  return host_end(test_run(suite));
}
