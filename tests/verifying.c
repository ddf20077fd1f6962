#include "verifying.h"

#include "signature/verifier.h"

#include <string.h>

peer_provider verifying_peer;
peer_identity *verifying_member;
chret_trust *verifying_trust;

void verifying_begin(void) {
  peer_provider_init(&verifying_peer);
  verifying_member = peer_identity_new(SERIAL);
  verifying_trust = NULL;
  verifying_as(0);
}

void verifying_as(uint64_t eui64) {
  const test_text *der = peer_identity_certificate(verifying_member);
  chret_trust_free(verifying_trust);
  verifying_trust = NULL;
  verifying_peer.eui64 = eui64;
  ck_assert_int_eq(chret_trust_new(&verifying_trust, &verifying_peer.provider, NULL), CHRET_OK);
  ck_assert_int_eq(chret_trust_add(verifying_trust, (const uint8_t *)der->data, der->size, NULL), CHRET_OK);
}

void verifying_end(void) {
  chret_trust_free(verifying_trust);
  peer_identity_free(verifying_member);
}

void verifying_change(test_text *xml, const verifying_edit *changes, size_t count) {
  for (size_t i = 0; i < count && changes[i].from != NULL; i++) {
    peer_replace(xml, changes[i].from, changes[i].to);
  }
}

typedef struct reading {
  chret_i_xml *xml;
  chret_i_verifier *verifier;
} reading;

static int32_t on_start(void *ctx, const chret_i_start_tag *tag) {
  const reading *is = ctx;
  return chret_i_verifier_start(is->verifier, is->xml, tag);
}

static int32_t on_end(void *ctx, chret_i_end_tag tag) {
  const reading *is = ctx;
  return chret_i_verifier_end(is->verifier, is->xml, tag);
}

static int32_t on_text(void *ctx, const char *text, size_t size) {
  const reading *is = ctx;
  return chret_i_verifier_text(is->verifier, is->xml, text, size);
}

static int32_t on_instruction(void *ctx, const char *target, const char *data) {
  return chret_i_verifier_instruction(((const reading *)ctx)->verifier, target, data);
}

int32_t verifying_run(const test_text *xml, const chret_trust *trust, const chret_options *options,
                      chret_error *failure, const chret_certificate **certificate) {
  reading is = {NULL, NULL};
  chret_i_xml_handler handler = {&is, on_start, on_end, on_text, on_instruction};
  options = chret_i_options(options);
  int32_t status = chret_i_verifier_new(&is.verifier, trust, options, failure);
  if (status == CHRET_OK) {
    is.xml = chret_i_xml_new(options, &handler, failure);
    status = is.xml == NULL ? chret_i_error_set(failure, CHRET_E_NO_MEMORY, NULL, "no parser")
                            : chret_i_xml_feed(is.xml, (const uint8_t *)xml->data, xml->size);
  }
  if (status == CHRET_OK) {
    status = chret_i_xml_finish(is.xml);
  }
  if (status == CHRET_OK) {
    status = chret_i_verifier_finish(is.verifier, certificate);
  }
  chret_i_verifier_free(is.verifier);
  chret_i_xml_free(is.xml);
  return status;
}

void verifying_expect(const char *name, const test_text *xml, int32_t status, const char *item, size_t line) {
  chret_error *failure = NULL;
  const chret_certificate *certificate = NULL;
  ck_assert_int_eq(chret_error_new(&failure, NULL), CHRET_OK);
  int32_t got = verifying_run(xml, verifying_trust, NULL, failure, &certificate);
  ck_assert_msg(got == status, "%s: %s, line %zu, %s: %s\n%s", name, chret_status_name(got), chret_error_line(failure),
                chret_error_item(failure), chret_error_message(failure), xml->data);
  ck_assert_msg(chret_error_status(failure) == status, "%s: %s is noted", name,
                chret_status_name(chret_error_status(failure)));
  ck_assert_msg(strcmp(chret_error_item(failure), item) == 0 && chret_error_line(failure) == line,
                "%s: line %zu, item \"%s\"", name, chret_error_line(failure), chret_error_item(failure));
  ck_assert_msg(certificate == (status == CHRET_OK ? chret_trust_at(verifying_trust, 0) : NULL), "%s: the certificate",
                name);
  ck_assert_msg(verifying_peer.digests == 0, "%s: %d digests were not dropped", name, verifying_peer.digests);
  chret_error_free(failure);
}
