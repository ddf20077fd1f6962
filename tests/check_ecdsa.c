/* tests/check_ecdsa.c - ECDSA signatures on P-256 in DER and as r and s.
 *
 * The pairs were made by `openssl dgst -sha256 -sign` (OpenSSL 3.0) with a key of the day, r and s read off by `openssl
 * asn1parse`; among some thousands those of every size were kept. n is that of SEC 2, section 2.4.2.
 */
#include "signature/ecdsa.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

#define N     "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"
#define N_1   "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632550"
#define N_2   "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632552"
#define MOST  "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
#define ZERO  "0000000000000000000000000000000000000000000000000000000000000000"
#define ONE   "0000000000000000000000000000000000000000000000000000000000000001"
#define SHORT "1BB81870CB1C46164413E5942F5EFCC052EBC821A5A5DF75BBA8A0A25012A5"

typedef struct bytes {
  uint8_t data[128];
  size_t size;
} bytes;

static bytes from_hex(const char *hex) {
  bytes result = {{0}, strlen(hex) / 2};
  ck_assert_uint_le(result.size, sizeof result.data);
  for (size_t i = 0; i < result.size; i++) {
    char pair[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
    result.data[i] = (uint8_t)strtoul(pair, NULL, 16);
  }
  return result;
}

static const struct {
  const char *der, *raw;
} pairs[] = {
    {"304402206E574EA7D7F07335EE5CE5F879F46B1107F79CE0E006E7EDD2072320F4A4AD090220379804F309E661D92184B6A501ED3033AD78E"
     "8"
     "76B01927F30FC66D75F76D5D2F",
     "6E574EA7D7F07335EE5CE5F879F46B1107F79CE0E006E7EDD2072320F4A4AD09"
     "379804F309E661D92184B6A501ED3033AD78E876B01927F30FC66D75F76D5D2F"},
    {"3043021F" SHORT "022005E66DEFFA7F49B55FBE04F2E50F2EF3F0A9E19AA5B5D73DAF5F5FB19D5B6932",
     "00" SHORT "05E66DEFFA7F49B55FBE04F2E50F2EF3F0A9E19AA5B5D73DAF5F5FB19D5B6932"},
    {"3043022019B0D25C6B527DCD90E8242973553DB5FE634A5E631002960EE3F0B874D57790021F5F37F778F95092D0819EC32B16938EAE94913"
     "8"
     "746C927D6B4928A81EE21CEF",
     "19B0D25C6B527DCD90E8242973553DB5FE634A5E631002960EE3F0B874D57790"
     "005F37F778F95092D0819EC32B16938EAE949138746C927D6B4928A81EE21CEF"},
    {"30450220033171EDBCCD160D8228233766DB74E10D22F9EDBB08D37822F51C726D49A6DA022100D620F7CF29DA6C50F3EE9A045B97A7A8920"
     "9"
     "30C48709578AB4723DF5598DCE95",
     "033171EDBCCD160D8228233766DB74E10D22F9EDBB08D37822F51C726D49A6DA"
     "D620F7CF29DA6C50F3EE9A045B97A7A8920930C48709578AB4723DF5598DCE95"},
    {"304502210089B304EDEC4506CCE3D20CBEA996D688EE2FEA2077F7A534B581CF099515957002201B2A85A1E97A202C08F8F1F261C35BDA359"
     "9"
     "6AA7026840701C348132450BACC6",
     "89B304EDEC4506CCE3D20CBEA996D688EE2FEA2077F7A534B581CF0995159570"
     "1B2A85A1E97A202C08F8F1F261C35BDA35996AA7026840701C348132450BACC6"},
    {"3046022100979871F8D694CD9A7FBE826E3A1525005D0230D0673288DC99DE1873418040CB022100BF9488DAF1FD1A795F7FA2E00DD35BD82"
     "0"
     "13BACF65D9185F7B7E86668BC7897F",
     "979871F8D694CD9A7FBE826E3A1525005D0230D0673288DC99DE1873418040CB"
     "BF9488DAF1FD1A795F7FA2E00DD35BD82013BACF65D9185F7B7E86668BC7897F"},
    /* By hand, from X.690: the ends of the range, and a sign byte inside. */
    {"3006020101020101", ONE ONE},
    {"3026020101022100" N_1, ONE N_1},
    {"3046022100" N_1 "022100" N_1, N_1 N_1},
    {"300802020080020200FF", "0000000000000000000000000000000000000000000000000000000000000080"
                             "00000000000000000000000000000000000000000000000000000000000000FF"},
};

START_TEST(der_and_raw_go_both_ways) {
  bytes der = from_hex(pairs[_i].der), raw = from_hex(pairs[_i].raw);
  uint8_t out[CHRET_SIGNATURE_SIZE + 1], back[CHRET_ECDSA_DER_SIZE + 1];
  size_t size = 0;
  out[CHRET_SIGNATURE_SIZE] = back[CHRET_ECDSA_DER_SIZE] = '!';
  char *exact = test_exactly((const char *)der.data, der.size);
  ck_assert_int_eq(chret_ecdsa_der_to_raw((const uint8_t *)exact, der.size, out), CHRET_OK);
  free(exact);
  ck_assert_mem_eq(out, raw.data, CHRET_SIGNATURE_SIZE);
  ck_assert_int_eq(chret_ecdsa_raw_to_der(raw.data, back, CHRET_ECDSA_DER_SIZE, &size), CHRET_OK);
  ck_assert_uint_eq(size, der.size);
  ck_assert_mem_eq(back, der.data, der.size);
  ck_assert(out[CHRET_SIGNATURE_SIZE] == '!' && back[CHRET_ECDSA_DER_SIZE] == '!');
  ck_assert(chret_i_ecdsa_is_signature(raw.data));
}
END_TEST

/* n of P-256 less the s of the pairs above, by Python. */
START_TEST(of_two_signatures_the_lower_is_one) {
  static const struct {
    const char *raw, *lower;
  } rows[] = {
      {ONE ONE, ONE ONE},
      {ONE N_1, ONE ONE},
      {N_1 N_1, N_1 ONE},
      {"979871F8D694CD9A7FBE826E3A1525005D0230D0673288DC99DE1873418040CB"
       "BF9488DAF1FD1A795F7FA2E00DD35BD82013BACF65D9185F7B7E86668BC7897F",
       "979871F8D694CD9A7FBE826E3A1525005D0230D0673288DC99DE1873418040CB"
       "406B77240E02E587A0805D1FF22CA4279CD33FDE413E8625783B445C709B9BD2"},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    bytes raw = from_hex(rows[i].raw), lower = from_hex(rows[i].lower);
    uint8_t out[CHRET_SIGNATURE_SIZE];
    chret_i_ecdsa_lower(raw.data, out);
    ck_assert_mem_eq(out, lower.data, sizeof out);
    chret_i_ecdsa_lower(lower.data, out);
    ck_assert_mem_eq(out, lower.data, sizeof out);
  }
}
END_TEST

static const char *const malformed[] = {
    "",
    "30",
    "3000",
    "300602010102",
    "30060201010201",          /* cut short */
    "300602010102010100",      /* something after it */
    "3007020101020101",        /* lengths that are not those of the content */
    "3005020101020101",        /* ... */
    "3006020201020101",        /* ... */
    "3006020001020101",        /* ... */
    "3006020101020201",        /* ... */
    "3006020101020001",        /* ... */
    "30060201010200",          /* ... */
    "308106020101020101",      /* a length in a longer form than needed */
    "30820006020101020101",    /* ... */
    "3080020101020101",        /* indefinite */
    "30800201010201010000",    /* ... */
    "300702810101020101",      /* a length of an INTEGER in long form */
    "3106020101020101",        /* no SEQUENCE */
    "0206020101020101",        /* ... */
    "3006030101020101",        /* no INTEGER */
    "3006020101040101",        /* ... */
    "3003020101",              /* one number */
    "3009020101020101020101",  /* three */
    "30080201010201010500",    /* a NULL after them */
    "300702020001020101",      /* a zero byte too many */
    "300702010102020001",      /* ... */
    "30080203000080020101",    /* ... */
    "3006020180020101",        /* negative */
    "30060201010201FF",        /* ... */
    "3007020280FF020101",      /* ... */
    "3006020100020101",        /* r is 0 */
    "3006020101020100",        /* s is 0 */
    "30050200020101",          /* r has no bytes */
    "3026022100" N "020101",   /* r is n */
    "3026020101022100" N,      /* s is n */
    "3026022100" N_2 "020101", /* r is n + 1 */
    "3026020101022100" MOST,   /* s is the greatest number of 32 bytes */
    "302602210100000000000000000000000000000000000000000000000000000000000001020101", /* r is 2^256 + 1 */
    "302702220000" ONE "020101",
    "302702220100" ONE "020101",
};

START_TEST(what_is_not_the_der_of_a_signature_is_refused) {
  bytes der = from_hex(malformed[_i]);
  uint8_t out[CHRET_SIGNATURE_SIZE], before[CHRET_SIGNATURE_SIZE];
  memset(out, 0x5A, sizeof out);
  memcpy(before, out, sizeof out);
  char *exact = test_exactly((const char *)der.data, der.size);
  int32_t status = chret_ecdsa_der_to_raw((const uint8_t *)exact, der.size, out);
  free(exact);
  ck_assert_msg(status == CHRET_E_SIGNATURE_MALFORMED, "%s: %s", malformed[_i], chret_status_name(status));
  ck_assert_mem_eq(out, before, sizeof out);
}
END_TEST

static const char *const out_of_range[] = {
    ZERO ZERO, ZERO ONE, ONE ZERO, N ONE, ONE N, N_2 ONE, ONE N_2, MOST MOST, N_1 N, N N_1,
};

START_TEST(numbers_out_of_range_are_no_signature) {
  bytes raw = from_hex(out_of_range[_i]);
  uint8_t out[CHRET_ECDSA_DER_SIZE] = {0x5A}, before[CHRET_ECDSA_DER_SIZE] = {0x5A};
  size_t size = 4711;
  ck_assert(!chret_i_ecdsa_is_signature(raw.data));
  ck_assert_int_eq(chret_ecdsa_raw_to_der(raw.data, out, sizeof out, &size), CHRET_E_SIGNATURE_MALFORMED);
  ck_assert_uint_eq(size, 4711);
  ck_assert_mem_eq(out, before, sizeof out);
}
END_TEST

START_TEST(every_cut_and_every_bit_of_a_signature_counts) {
  bytes der = from_hex(pairs[_i].der);
  uint8_t raw[CHRET_SIGNATURE_SIZE], other[CHRET_SIGNATURE_SIZE], back[CHRET_ECDSA_DER_SIZE];
  size_t size = 0;
  ck_assert_int_eq(chret_ecdsa_der_to_raw(der.data, der.size, raw), CHRET_OK);
  for (size_t cut = 0; cut < der.size; cut++) {
    ck_assert_int_eq(chret_ecdsa_der_to_raw(der.data, cut, other), CHRET_E_SIGNATURE_MALFORMED);
  }
  for (size_t bit = 0; bit < 8 * der.size; bit++) {
    der.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
    /* What is still taken is another signature, and this its only DER. */
    if (chret_ecdsa_der_to_raw(der.data, der.size, other) == CHRET_OK) {
      ck_assert_mem_ne(other, raw, sizeof raw);
      ck_assert_int_eq(chret_ecdsa_raw_to_der(other, back, sizeof back, &size), CHRET_OK);
      ck_assert_uint_eq(size, der.size);
      ck_assert_mem_eq(back, der.data, size);
    }
    der.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
  }
}
END_TEST

START_TEST(wrong_arguments_are_refused) {
  bytes der = from_hex(pairs[0].der), raw = from_hex(pairs[0].raw);
  uint8_t out[CHRET_ECDSA_DER_SIZE];
  size_t size;
  ck_assert_int_eq(chret_ecdsa_der_to_raw(NULL, der.size, out), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_ecdsa_der_to_raw(der.data, der.size, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_ecdsa_raw_to_der(NULL, out, sizeof out, &size), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_ecdsa_raw_to_der(raw.data, NULL, sizeof out, &size), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_ecdsa_raw_to_der(raw.data, out, sizeof out, NULL), CHRET_E_ARGUMENT);
  ck_assert_int_eq(chret_ecdsa_raw_to_der(raw.data, out, sizeof out - 1, &size), CHRET_E_ARGUMENT);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("ecdsa");
  TCase *tests = tcase_create("ecdsa");
  suite_add_tcase(suite, tests);
  tcase_add_test(tests, of_two_signatures_the_lower_is_one);
  tcase_add_loop_test(tests, der_and_raw_go_both_ways, 0, TEST_COUNT(pairs));
  tcase_add_loop_test(tests, what_is_not_the_der_of_a_signature_is_refused, 0, TEST_COUNT(malformed));
  tcase_add_loop_test(tests, numbers_out_of_range_are_no_signature, 0, TEST_COUNT(out_of_range));
  tcase_add_loop_test(tests, every_cut_and_every_bit_of_a_signature_counts, 0, TEST_COUNT(pairs));
  tcase_add_test(tests, wrong_arguments_are_refused);
  return test_run(suite);
}
