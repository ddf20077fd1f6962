/* pkcs11_signer.c - pkcs11-signer: signs a message with a private key that never leaves its PKCS#11 token.
 *
 *   pkcs11-signer MODULE.so TOKEN KEY CERT.pem MESSAGE.xml <PIN >SIGNED.xml
 *
 * TOKEN and KEY are the labels of the token and of its key, which is on P-256; the PIN is the first line of stdin. In two
 * steps: the library prepares the bytes to sign, and it completes the message once the certificate has verified what the
 * token made of them. Exit 1: nothing was signed.
 */
#include <chreturn/chreturn.h>
#include <chreturn/xmlsec.h>
#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fail(const char *what, const char *why) {
  fprintf(stderr, "pkcs11-signer: %s: %s\n", what, why);
  exit(EXIT_FAILURE);
}

/* ---- The token --------------------------------------------------------------------------------------------------- */

static CK_FUNCTION_LIST *pkcs11;

static void must(CK_RV result, const char *call) {
  if (result != CKR_OK) {
    char code[32];
    snprintf(code, sizeof code, "0x%lX of PKCS#11", result);
    fail(call, code);
  }
}

static void load_module(const char *path) {
  CK_C_GetFunctionList get_list;
  void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  void *symbol = module != NULL ? dlsym(module, "C_GetFunctionList") : NULL;
  if (symbol == NULL)
    fail(path, dlerror());
  memcpy(&get_list, &symbol, sizeof get_list);
  must(get_list(&pkcs11), "C_GetFunctionList");
  must(pkcs11->C_Initialize(NULL), "C_Initialize");
}

/* Labels of tokens are filled up with spaces. */
static int is_label(const CK_TOKEN_INFO *info, const char *label) {
  char padded[sizeof info->label + 1];
  snprintf(padded, sizeof padded, "%-*s", (int)sizeof info->label, label);
  return strlen(label) <= sizeof info->label && memcmp(padded, info->label, sizeof info->label) == 0;
}

static CK_SLOT_ID find_slot(const char *label) {
  CK_SLOT_ID slots[64];
  CK_ULONG count = sizeof slots / sizeof slots[0];
  CK_TOKEN_INFO info;
  must(pkcs11->C_GetSlotList(CK_TRUE, slots, &count), "C_GetSlotList");
  for (CK_ULONG i = 0; i < count; i++)
    if (pkcs11->C_GetTokenInfo(slots[i], &info) == CKR_OK && is_label(&info, label))
      return slots[i];
  fail(label, "there is no such token");
  return 0;
}

static CK_SESSION_HANDLE log_in(const char *label) {
  char pin[256];
  CK_SESSION_HANDLE session;
  must(pkcs11->C_OpenSession(find_slot(label), CKF_SERIAL_SESSION, NULL, NULL, &session), "C_OpenSession");
  if (fgets(pin, sizeof pin, stdin) == NULL)
    fail("stdin", "there is no PIN");
  must(pkcs11->C_Login(session, CKU_USER, (CK_UTF8CHAR *)pin, strcspn(pin, "\r\n")), "C_Login");
  return session;
}

static CK_OBJECT_HANDLE find_key(CK_SESSION_HANDLE session, char *label) {
  CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
  CK_KEY_TYPE type = CKK_EC;
  CK_ATTRIBUTE wanted[] = {
      {CKA_CLASS, &class, sizeof class}, {CKA_KEY_TYPE, &type, sizeof type}, {CKA_LABEL, label, strlen(label)}};
  CK_OBJECT_HANDLE keys[2];
  CK_ULONG count = 0;
  must(pkcs11->C_FindObjectsInit(session, wanted, sizeof wanted / sizeof wanted[0]), "C_FindObjectsInit");
  must(pkcs11->C_FindObjects(session, keys, 2, &count), "C_FindObjects");
  must(pkcs11->C_FindObjectsFinal(session), "C_FindObjectsFinal");
  if (count != 1)
    fail(label, count == 0 ? "the token has no such private key" : "the token has several such keys");
  return keys[0];
}

/* CKM_ECDSA takes the digest and gives r and s, which is what the library wants. */
static void sign(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key, const uint8_t *bytes, size_t size,
                 uint8_t *signature) {
  CK_MECHANISM sha256 = {CKM_SHA256, NULL, 0};
  CK_MECHANISM ecdsa = {CKM_ECDSA, NULL, 0};
  CK_BYTE digest[CHRET_DIGEST_SIZE];
  CK_ULONG digest_size = sizeof digest;
  CK_ULONG signature_size = CHRET_SIGNATURE_SIZE;
  must(pkcs11->C_DigestInit(session, &sha256), "C_DigestInit");
  must(pkcs11->C_Digest(session, (CK_BYTE *)bytes, size, digest, &digest_size), "C_Digest");
  must(pkcs11->C_SignInit(session, &ecdsa, key), "C_SignInit");
  must(pkcs11->C_Sign(session, digest, digest_size, signature, &signature_size), "C_Sign");
  if (signature_size != CHRET_SIGNATURE_SIZE)
    fail("the key", "it is not on P-256");
}

/* ---- The message ------------------------------------------------------------------------------------------------- */

/* The file's bytes, for free(). */
static uint8_t *read_file(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  size_t room = (size_t)16 << 20; /* the library's own limit for a document */
  uint8_t *data = malloc(room);
  if (file == NULL || data == NULL) {
    perror(path);
    exit(EXIT_FAILURE);
  }
  *size = fread(data, 1, room, file);
  if (ferror(file) || *size == room)
    fail(path, "it cannot be read, or is too long");
  fclose(file);
  return data;
}

static void need(int32_t status, const char *what, const chret_error *err) {
  if (status != CHRET_OK)
    fail(what, chret_error_status(err) == status ? chret_error_message(err) : chret_status_text(status));
}

/* The one certificate of the file, in a trust store of its own; its provider is xmlsec's. */
static chret_trust *load_certificate(const chret_xmlsec *xmlsec, const char *path, chret_error *err) {
  chret_trust *trust = NULL;
  size_t size;
  uint8_t *data = read_file(path, &size);
  need(chret_trust_new(&trust, chret_xmlsec_provider(xmlsec), NULL), path, NULL);
  need(chret_xmlsec_trust_add(xmlsec, trust, data, size, err), path, err);
  if (chret_trust_count(trust) != 1)
    fail(path, "there is more than one certificate");
  free(data);
  return trust;
}

static void fill_in(chret_signer *signer, const chret_xmlsec *xmlsec, const chret_certificate *certificate) {
  need(chret_signer_init(signer, sizeof *signer), "signer", NULL);
  signer->provider = chret_xmlsec_provider(xmlsec);
  signer->issuer = chret_certificate_issuer(certificate);
  signer->issuer_size = strlen(signer->issuer);
  signer->serial = chret_certificate_serial(certificate);
  signer->serial_size = strlen(signer->serial);
  need(chret_certificate_eui64(certificate, &signer->eui64), "the certificate's EUI-64", NULL);
}

int main(int argc, char **argv) {
  chret_xmlsec *xmlsec = NULL;
  chret_error *err = NULL;
  chret_prepared *prepared = NULL;
  chret_buffer *xml = NULL;
  chret_signer signer;
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  size_t size;
  if (argc != 6)
    fail("usage", "pkcs11-signer MODULE.so TOKEN KEY CERT.pem MESSAGE.xml <PIN >SIGNED.xml");
  need(chret_error_new(&err, NULL), "memory", NULL);
  need(chret_xmlsec_new(&xmlsec, NULL), "xmlsec1", NULL);
  chret_trust *trust = load_certificate(xmlsec, argv[4], err);
  fill_in(&signer, xmlsec, chret_trust_at(trust, 0));

  uint8_t *message = read_file(argv[5], &size);
  need(chret_prepare(&prepared, message, size, 0, &signer, NULL, err), argv[5], err);

  load_module(argv[1]);
  CK_SESSION_HANDLE session = log_in(argv[2]);
  const uint8_t *signed_info = chret_prepared_signed_info(prepared, &size);
  sign(session, find_key(session, argv[3]), signed_info, size, signature);

  need(chret_prepared_complete(prepared, &xml, signature, trust, NULL, err), argv[4], err);
  if (fwrite(chret_buffer_data(xml), chret_buffer_size(xml), 1, stdout) != 1 || fflush(stdout) != 0)
    fail("stdout", "it cannot be written");

  chret_buffer_free(xml);
  chret_prepared_free(prepared);
  free(message);
  chret_trust_free(trust);
  chret_xmlsec_free(xmlsec);
  chret_error_free(err);
  must(pkcs11->C_Finalize(NULL), "C_Finalize");
  return EXIT_SUCCESS;
}
