#include "identity.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

EVP_PKEY *fuzz_key(uint8_t serial) {
  static const uint8_t TEXT[] = "libchreturn: a key for fuzzing";
  uint8_t digest[32], point[65];
  EVP_PKEY *made = NULL;
  EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
  EC_POINT *public_point = EC_POINT_new(group);
  FUZZ_CHECK(EVP_Digest(TEXT, sizeof TEXT, digest, NULL, EVP_sha256(), NULL) == 1, "no digest");
  digest[30] = (uint8_t)(digest[30] + serial - 1);
  BIGNUM *number = BN_bin2bn(digest, 31, NULL);
  FUZZ_CHECK(EC_POINT_mul(group, public_point, number, NULL, NULL, NULL) == 1 &&
                 EC_POINT_point2oct(group, public_point, POINT_CONVERSION_UNCOMPRESSED, point, sizeof point, NULL) ==
                     sizeof point,
             "no point");
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
  OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point);
  OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, number);
  OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(builder);
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
  FUZZ_CHECK(EVP_PKEY_fromdata_init(context) == 1 && EVP_PKEY_fromdata(context, &made, EVP_PKEY_KEYPAIR, params) == 1,
             "no key");
  EVP_PKEY_CTX_free(context);
  OSSL_PARAM_free(params);
  OSSL_PARAM_BLD_free(builder);
  BN_free(number);
  EC_POINT_free(public_point);
  EC_GROUP_free(group);
  return made;
}

size_t fuzz_certificate(uint8_t *der, uint8_t serial) {
  static const uint8_t EUI64[] = {0x90, 0xB3, 0xD5, 0x1F, 0x30, 0x01, 0x00, 0x01};
  X509 *x509 = X509_new();
  EVP_PKEY *key = fuzz_key(serial);
  X509_NAME *issuer = X509_get_issuer_name(x509), *subject = X509_get_subject_name(x509);
  ASN1_OBJECT *identifier = OBJ_nid2obj(NID_x500UniqueIdentifier);
  X509_set_version(x509, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), serial);
  X509_NAME_add_entry_by_txt(issuer, "OU", MBSTRING_ASC, (const uint8_t *)"07", -1, -1, 0);
  X509_NAME_add_entry_by_txt(issuer, "CN", MBSTRING_ASC, (const uint8_t *)"Z1", -1, -1, 0);
  X509_NAME_add_entry_by_txt(subject, "OU", MBSTRING_ASC, (const uint8_t *)"02", -1, -1, 0);
  X509_NAME_add_entry_by_OBJ(subject, identifier, V_ASN1_BIT_STRING, EUI64, sizeof EUI64, -1, 0);
  ASN1_TIME_set(X509_getm_notBefore(x509), FUZZ_TIME - 1000000);
  ASN1_TIME_set(X509_getm_notAfter(x509), FUZZ_TIME + 1000000);
  X509_set_pubkey(x509, key);
  int size = X509_sign(x509, key, EVP_sha256()) > 0 ? i2d_X509(x509, NULL) : 0;
  FUZZ_CHECK(size > 0 && size <= FUZZ_CERTIFICATE_SIZE, "a certificate of %d bytes", size);
  i2d_X509(x509, &der);
  X509_free(x509);
  EVP_PKEY_free(key);
  return (size_t)size;
}
