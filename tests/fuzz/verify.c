/* tests/fuzz/verify.c - requests and other messages read and verified, by a provider for which signatures are easily made:
 * what is accepted, by whom, and that unverified reading then says the same. */
#include "reading.h"
#include "signing.h"

#include <stdlib.h>
#include <string.h>

void fuzz_begin(void) {
  fuzz_signing_begin();
}

/* That its certificate is valid, and has one of these serial numbers. */
static void expect_valid(const chret_certificate *certificate, const char *serials) {
  int64_t not_before = 0, not_after = 0;
  FUZZ_CHECK(certificate != NULL && chret_certificate_unusable(certificate) == NULL, "an unusable certificate");
  FUZZ_CHECK(chret_certificate_validity(certificate, &not_before, &not_after) == CHRET_OK && not_before <= FUZZ_TIME &&
                 FUZZ_TIME <= not_after,
             "from %lld to %lld", (long long)not_before, (long long)not_after);
  const char *serial = chret_certificate_serial(certificate);
  FUZZ_CHECK(strspn(serial, serials) == 1 && serial[1] == '\0', "certificate %s", serial);
}

/* That a verified request is by its originator, names its service, and says what it says unverified. */
static void expect_verified(const uint8_t *data, size_t size, const fuzz_read *read) {
  const chret_certificate *certificate = chret_request_certificate(read->request);
  uint64_t signer = 0, originator = 1, target, counter;
  FUZZ_CHECK(fuzz_is_genuine, "its digest or signature is wrong");
  fuzz_read unverified = fuzz_read_whole(data, size, NULL, fuzz_other_err);
  FUZZ_CHECK(unverified.status == CHRET_OK, "%s", chret_error_message(fuzz_other_err));
  fuzz_expect_same_bytes(read->bytes, unverified.bytes);
  FUZZ_CHECK(chret_request_is_signed(read->request) && chret_request_certificate(unverified.request) == NULL, "signed");
  expect_valid(certificate, "127");
  FUZZ_CHECK(chret_certificate_eui64(certificate, &signer) == CHRET_OK &&
                 chret_request_get_id(read->request, &originator, &target, &counter) == CHRET_OK &&
                 signer == originator,
             "signed by another");
  FUZZ_CHECK(strcmp(chret_request_get(read->request, CHRET_FIELD_SERVICE_REFERENCE_VARIANT, NULL),
                    chret_service_name(chret_request_service(read->request))) == 0,
             "another service's header");
  FUZZ_CHECK(chret_error_status(fuzz_err) == CHRET_OK, "an error is left");
  fuzz_read_free(&unverified);
}

/* Any message: at least as much is taken, and by the same rules of who has to sign. */
static void expect_message(const uint8_t *data, size_t size, const fuzz_read *read) {
  chret_message *message = FUZZ_UNTOUCHED;
  int32_t status = chret_message_read(&message, data, size, fuzz_trust, fuzz_options, fuzz_other_err);
  fuzz_expect_out(status, message, fuzz_other_err);
  FUZZ_CHECK(status == CHRET_OK || read->status != CHRET_OK, "%s", chret_error_message(fuzz_other_err));
  if (status == CHRET_OK) {
    const chret_certificate *certificate = chret_message_certificate(message);
    const chret_response *response = chret_message_response(message);
    uint64_t signer = 0, originator = 1, target = 1, counter;
    FUZZ_CHECK(fuzz_is_genuine && chret_message_is_signed(message), "its digest or signature is wrong");
    /* of another service any will do, also the one without EUI-64 */
    expect_valid(certificate, response != NULL || chret_message_request(message) != NULL ? "127" : "1257");
    if (response != NULL) {
      FUZZ_CHECK(chret_certificate_eui64(certificate, &signer) == CHRET_OK &&
                     chret_response_get_id(response, &originator, &target, &counter) == CHRET_OK && signer == target,
                 "signed by another");
    }
    if (chret_message_request(message) != NULL) {
      int32_t why = read->status;
      FUZZ_CHECK(why == CHRET_OK || why == CHRET_E_SERVICE_MISMATCH || why == CHRET_E_COMMAND_VARIANT, "%s",
                 chret_error_message(fuzz_err));
    }
    chret_message_free(message);
  }
}

/* Signing it again makes a message that is verified and says the same. */
static void expect_signed(const uint8_t *data, size_t size, const fuzz_read *read) {
  chret_buffer *made = FUZZ_UNTOUCHED;
  int32_t status = chret_sign(&made, data, size, 1, &fuzz_signer, fuzz_options, fuzz_other_err);
  fuzz_expect_out(status, made, fuzz_other_err);
  FUZZ_CHECK(status == CHRET_OK || read->status != CHRET_OK || status == CHRET_E_FOREIGN_SIGNER, "%s",
             chret_error_message(fuzz_other_err));
  if (status == CHRET_OK) {
    fuzz_read again = fuzz_read_whole(chret_buffer_data(made), chret_buffer_size(made), fuzz_trust, fuzz_other_err);
    if (read->status == CHRET_OK) {
      FUZZ_CHECK(again.status == CHRET_OK, "%s", chret_error_message(fuzz_other_err));
      fuzz_expect_same_bytes(read->bytes, again.bytes);
    }
    fuzz_read_free(&again);
    chret_buffer_free(made);
  }
}

void fuzz_one(const uint8_t *data, size_t size) {
  uint64_t state = fuzz_hash(data, size);
  size_t mark = fuzz_memory_mark();
  fuzz_read read = fuzz_read_whole(data, size, fuzz_trust, fuzz_err);
  fuzz_expect_memory(mark, size, 200000, 60);
  if (read.status == CHRET_OK) {
    fuzz_accepted++;
    expect_verified(data, size, &read);
  }
  switch (fuzz_random(&state, 4)) {
  case 0: {
    fuzz_read other = fuzz_read_pieces(data, size, fuzz_trust, fuzz_other_err, &state);
    fuzz_expect_same(&read, fuzz_err, &other, fuzz_other_err);
    fuzz_read_free(&other);
    break;
  }
  case 1:
    expect_message(data, size, &read);
    break;
  case 2:
    expect_signed(data, size, &read);
    break;
  default:
    break;
  }
  fuzz_read_free(&read);
  FUZZ_CHECK(fuzz_digests == 0, "%zu digests were not dropped", fuzz_digests);
}
