#include "signing.h"

#include <string.h>

int signing_asked;
int32_t signing_code;

static int32_t sign(void *ctx, const uint8_t *signed_info, size_t size, uint8_t *signature) {
  signing_asked++;
  peer_identity_sign(ctx, signed_info, size, signature);
  return signing_code;
}

void signing_fill_in(chret_signer *signer, uint64_t eui64) {
  signing_asked = 0;
  signing_code = 0;
  ck_assert_int_eq(chret_signer_init(signer, sizeof *signer), CHRET_OK);
  signer->ctx = verifying_member;
  signer->provider = &verifying_peer.provider;
  test_signer_names(signer, "CN=Z1,OU=07", SERIAL);
  signer->eui64 = eui64;
  signer->sign = sign;
}

static void expect_verified(const test_text *xml) {
  chret_message *message = NULL;
  chret_options *options = NULL;
  chret_error *err = NULL;
  ck_assert_int_eq(chret_error_new(&err, NULL), CHRET_OK);
  ck_assert_int_eq(chret_options_new(&options, NULL), CHRET_OK);
  ck_assert_int_eq(chret_options_set_any_signer(options, 1), CHRET_OK);
  int32_t status = chret_message_read(&message, (const uint8_t *)xml->data, xml->size, verifying_trust, options, err);
  ck_assert_msg(status == CHRET_OK, "%s: %s", chret_error_message(err), xml->data);
  ck_assert_ptr_eq(chret_message_certificate(message), chret_trust_at(verifying_trust, 0));
  chret_message_free(message);
  chret_options_free(options);
  chret_error_free(err);
}

void signing_expect(const uint8_t *data, size_t size, const test_text *unsigned_message) {
  test_text xml = {NULL, 0, 0}, rest = {NULL, 0, 0}, digest = {NULL, 0, 0};
  test_add(&xml, (const char *)data, size);
  const char *start = strstr(xml.data, "<ds:Signature xmlns:ds=\"" DS "\">");
  const char *end = strstr(xml.data, "</ds:Signature>");
  ck_assert_msg(start != NULL && end != NULL, "no Signature: %s", xml.data);
  test_add(&rest, xml.data, (size_t)(start - xml.data));
  ck_assert_uint_lt(rest.size, unsigned_message->size);
  ck_assert_str_eq(end + strlen("</ds:Signature>"), unsigned_message->data + rest.size);
  ck_assert_mem_eq(rest.data, unsigned_message->data, rest.size);
  test_adds(&digest, "<ds:DigestValue>");
  peer_add_digest(&digest, &xml);
  test_adds(&digest, "</ds:DigestValue>");
  ck_assert_msg(strstr(start, digest.data) != NULL, "not %s: %s", digest.data, start);
  expect_verified(&xml);
  test_text_free(&xml);
  test_text_free(&rest);
  test_text_free(&digest);
}
