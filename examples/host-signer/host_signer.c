/* host_signer.c - host-signer ISSUER SERIAL EUI-64 <KEY.pem: a signer of the host's own, on OpenSSL's EVP. It makes a
 * request of that originator and prints it signed; ISSUER and SERIAL are those of the key's certificate. */
#include <chreturn/chreturn.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>

static int32_t digest_begin(void *ctx, void **digest) {
  (void)ctx;
  *digest = EVP_MD_CTX_new();
  if (*digest != NULL && EVP_DigestInit_ex(*digest, EVP_sha256(), NULL) == 1)
    return 0;
  EVP_MD_CTX_free(*digest); /* one that did not begin is not dropped */
  return 1;
}

static int32_t digest_update(void *ctx, void *digest, const uint8_t *data, size_t size) {
  (void)ctx;
  return EVP_DigestUpdate(digest, data, size) == 1 ? 0 : 1;
}

static int32_t digest_finish(void *ctx, void *digest, uint8_t *out) {
  (void)ctx;
  return EVP_DigestFinal_ex(digest, out, NULL) == 1 ? 0 : 1;
}

static void digest_drop(void *ctx, void *digest) {
  (void)ctx;
  EVP_MD_CTX_free(digest);
}

static int32_t sign(void *key, const uint8_t *signed_info, size_t size, uint8_t *signature) {
  uint8_t der[CHRET_ECDSA_DER_SIZE];
  size_t der_size = sizeof der;
  EVP_MD_CTX *signing = EVP_MD_CTX_new();
  int good = signing != NULL && EVP_DigestSignInit(signing, NULL, EVP_sha256(), NULL, key) == 1 &&
             EVP_DigestSign(signing, der, &der_size, signed_info, size) == 1;
  EVP_MD_CTX_free(signing);
  return good ? chret_ecdsa_der_to_raw(der, der_size, signature) : 1;
}

int main(int argc, char **argv) {
  chret_provider provider;
  chret_signer signer;
  chret_record *hub = NULL;
  chret_request *request = NULL;
  chret_buffer *xml = NULL;
  chret_error *err = NULL;
  EVP_PKEY *key = PEM_read_PrivateKey(stdin, NULL, NULL, NULL);
  chret_provider_init(&provider, sizeof provider);
  provider.digest_begin = digest_begin;
  provider.digest_update = digest_update;
  provider.digest_finish = digest_finish;
  provider.digest_drop = digest_drop;
  chret_signer_init(&signer, sizeof signer);
  signer.ctx = key;
  signer.provider = &provider;
  signer.sign = sign;
  if (argc == 4) {
    signer.issuer = argv[1];
    signer.issuer_size = strlen(argv[1]);
    signer.serial = argv[2];
    signer.serial_size = strlen(argv[2]);
  }
  int good = key != NULL && argc == 4 && chret_eui64_parse(argv[3], strlen(argv[3]), &signer.eui64) == CHRET_OK &&
             chret_error_new(&err, NULL) == CHRET_OK &&
             chret_record_new(&hub, CHRET_SERVICE_NO_FAULT_RETURN, NULL) == CHRET_OK &&
             chret_record_set_eui(hub, CHRET_FIELD_DEVICE_ID, UINT64_C(0x00DB1234567890A2)) == CHRET_OK &&
             chret_record_set(hub, CHRET_FIELD_NO_FAULT_RETURN_TYPE, "Lost or Stolen Hub", 18) == CHRET_OK &&
             chret_request_new(&request, CHRET_SERVICE_NO_FAULT_RETURN, CHRET_FORM_SINGLE, NULL) == CHRET_OK &&
             chret_request_set_id(request, signer.eui64, UINT64_C(0x90B3D51F30000002), 1000) == CHRET_OK &&
             chret_request_append(request, hub, err) == CHRET_OK &&
             chret_request_write_signed_buffer(request, &xml, &signer, err) == CHRET_OK &&
             fwrite(chret_buffer_data(xml), chret_buffer_size(xml), 1, stdout) == 1 && fflush(stdout) == 0;
  if (!good)
    fprintf(stderr, "host-signer ISSUER SERIAL EUI-64 <KEY.pem: %s\n", chret_error_message(err));
  chret_buffer_free(xml);
  chret_request_free(request);
  chret_record_free(hub);
  chret_error_free(err);
  EVP_PKEY_free(key);
  return !good;
}
