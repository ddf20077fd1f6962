#include <chreturn/base.h>

typedef struct status_row {
  int32_t status;
  const char *name;
  const char *text;
} status_row;

static const status_row STATUSES[] = {
    {CHRET_OK, "ok", "it succeeded"},
    {CHRET_E_ARGUMENT, "argument", "an argument of the call is not one that it takes"},
    {CHRET_E_NO_MEMORY, "no-memory", "an allocation failed"},
    {CHRET_E_STATE, "state", "the object is not in a state that allows this call"},
    {CHRET_E_SAVED_STATE, "saved-state", "the saved state is damaged, or of a version that is not known"},
    {CHRET_E_HOST, "host", "a callback of the host failed"},
    {CHRET_E_MISSING, "missing", "a required item is absent"},
    {CHRET_E_MALFORMED, "malformed", "an item is not of its form or not in its place"},
    {CHRET_E_TOO_LONG, "too-long", "an item has more characters than it may have"},
    {CHRET_E_NOT_ENUMERATED, "not-enumerated", "an item is not one of its values"},
    {CHRET_E_UNKNOWN_ITEM, "unknown-item", "an item that the service does not have"},
    {CHRET_E_REPEATED_ITEM, "repeated-item", "an item that was there already"},
    {CHRET_E_DUPLICATE, "duplicate", "a Device ID that an earlier record has"},
    {CHRET_E_TOO_MANY, "too-many", "more records than the form takes"},
    {CHRET_E_SERVICE_MISMATCH, "service-mismatch", "the header or a record is of another service than the body"},
    {CHRET_E_COMMAND_VARIANT, "command-variant", "a Command Variant that the service does not have"},
    {CHRET_E_UNKNOWN_DEVICE, "unknown-device", "a Device ID that the request does not have, or not that often"},
    {CHRET_E_CONTRADICTION, "contradiction", "an answer that contradicts itself or another, or would be misread"},
    {CHRET_E_OTHER_REQUEST, "other-request", "an answer to another request"},
    {CHRET_E_NOT_WELL_FORMED, "not-well-formed", "the document is not well-formed XML 1.0, or cut short"},
    {CHRET_E_ENCODING, "encoding", "the document is not in UTF-8, or has a NUL byte"},
    {CHRET_E_DOCTYPE, "doctype", "the document has a document type declaration"},
    {CHRET_E_LIMIT, "limit", "the document is beyond a limit of the options"},
    {CHRET_E_STRUCTURE, "structure", "the document has elements, attributes or text where the schema has none"},
    {CHRET_E_NOT_DUIS, "not-duis", "the root is not one that is read here"},
    {CHRET_E_OTHER_SERVICE, "other-service", "a DUIS message of a service that is not read here"},
    {CHRET_E_UNSIGNED, "unsigned", "the message has no Signature"},
    {CHRET_E_SIGNATURE_PROFILE, "signature-profile", "the Signature is not of the one profile that is accepted"},
    {CHRET_E_SIGNATURE_MALFORMED, "signature-malformed", "a value in the Signature is not of its form"},
    {CHRET_E_DIGEST_MISMATCH, "digest-mismatch", "the message is not the one that was signed"},
    {CHRET_E_SIGNATURE_MISMATCH, "signature-mismatch", "the signature is not by the key of the certificate it names"},
    {CHRET_E_UNKNOWN_CERTIFICATE, "unknown-certificate", "no trusted certificate has that issuer and serial"},
    {CHRET_E_UNUSABLE_CERTIFICATE, "unusable-certificate", "the certificate has expired or is not fit to sign"},
    {CHRET_E_FOREIGN_SIGNER, "foreign-signer", "the signer is not the party that has to sign the message"},
    {CHRET_E_SIGNED, "signed", "the message carries a Signature already"},
    {CHRET_E_CERTIFICATE, "certificate", "not a certificate that can be read"},
    {CHRET_E_KEY, "key", "not a private key that can be read, or the password is wrong"},
    {CHRET_E_KEY_MISMATCH, "key-mismatch", "the private key is not that of the certificate"},
    {CHRET_E_CRYPTOGRAPHY, "cryptography", "the cryptographic library failed"},
};

#define STATUS_COUNT (sizeof STATUSES / sizeof STATUSES[0])

static const status_row *find(int32_t status) {
  size_t i;
  for (i = 0; i < STATUS_COUNT; i++)
    if (STATUSES[i].status == status)
      return &STATUSES[i];
  return NULL;
}

const char *chret_version(void) {
  return CHRET_VERSION;
}

const char *chret_status_name(int32_t status) {
  const status_row *row = find(status);
  return row != NULL ? row->name : "unknown";
}

const char *chret_status_text(int32_t status) {
  const status_row *row = find(status);
  return row != NULL ? row->text : "not a status of this library";
}

size_t chret_status_count(void) {
  return STATUS_COUNT;
}

int32_t chret_status_at(size_t i) {
  return i < STATUS_COUNT ? STATUSES[i].status : CHRET_OK;
}
