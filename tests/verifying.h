/* tests/verifying.h - documents with a Signature and how they are put to a verifier. */
#ifndef CHRETURN_TESTS_VERIFYING_H
#define CHRETURN_TESTS_VERIFYING_H

#include "peer.h"

#define DS      "http://www.w3.org/2000/09/xmldsig#"
#define EXC_C14 "http://www.w3.org/2001/10/xml-exc-c14n#"
#define SERIAL  "50669612984035780968362471400449834504"

/* A document by its lines. */
#define ROOT           "<r:Request xmlns:r=\"urn:r\" xmlns:unused=\"urn:unused\" version=\"1\">\n" /* 2 */
#define BODY           "<r:Body>text</r:Body>\n"
#define SIGNATURE      "<ds:Signature xmlns:ds=\"" DS "\">\n" /* 4 */
#define SIGNED_INFO    "<ds:SignedInfo>\n"
#define METHOD_C14N    "<ds:CanonicalizationMethod Algorithm=\"" EXC_C14 "\"/>\n" /* 6 */
#define METHOD_SIGN    "<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"/>\n"
#define REFERENCE      "<ds:Reference URI=\"\">\n" /* 8 */
#define TRANSFORMS     "<ds:Transforms>\n"
#define TRANSFORM      "<ds:Transform Algorithm=\"" DS "enveloped-signature\"/>\n" /* 10 */
#define TRANSFORMS_END "</ds:Transforms>\n"
#define METHOD_DIGEST  "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>\n" /* 12 */
#define DIGEST         "<ds:DigestValue>@DIGEST@</ds:DigestValue>\n"
#define REFERENCE_END  "</ds:Reference>\n" /* 14 */
#define SIGNED_END     "</ds:SignedInfo>\n"
#define VALUE          "<ds:SignatureValue>@SIGNATURE@</ds:SignatureValue>\n" /* 16 */
#define KEY_INFO       "<ds:KeyInfo>\n"
#define X509_DATA      "<ds:X509Data>\n" /* 18 */
#define ISSUER_SERIAL  "<ds:X509IssuerSerial>\n"
#define ISSUER         "<ds:X509IssuerName>CN=Z1,OU=07</ds:X509IssuerName>\n" /* 20 */
#define NUMBER         "<ds:X509SerialNumber>" SERIAL "</ds:X509SerialNumber>\n"
#define ISSUER_END     "</ds:X509IssuerSerial>\n" /* 22 */
#define X509_END       "</ds:X509Data>\n"
#define KEY_INFO_END   "</ds:KeyInfo>\n" /* 24 */
#define SIGNATURE_END  "</ds:Signature>\n"
#define ROOT_END       "</r:Request>\n" /* 26 */

#define REFERENCE_WHOLE REFERENCE TRANSFORMS TRANSFORM TRANSFORMS_END METHOD_DIGEST DIGEST REFERENCE_END
#define ISSUER_WHOLE    ISSUER_SERIAL ISSUER NUMBER ISSUER_END
#define KEY_INFO_WHOLE  KEY_INFO X509_DATA ISSUER_WHOLE X509_END KEY_INFO_END
#define SIGNATURE_WHOLE                                                                                                \
  SIGNATURE SIGNED_INFO METHOD_C14N METHOD_SIGN REFERENCE_WHOLE SIGNED_END VALUE KEY_INFO_WHOLE SIGNATURE_END

/* The whole document, to be signed. */
#define DOCUMENT "<?xml version=\"1.0\"?>\n" ROOT BODY SIGNATURE_WHOLE ROOT_END

extern peer_provider verifying_peer;
/* Its certificate is the one in the trust store. */
extern peer_identity *verifying_member;
extern chret_trust *verifying_trust;

/* Round all tests of a program. */
void verifying_begin(void);
void verifying_end(void);
/* From now on the certificate in the trust store has this EUI-64; before, none. */
void verifying_as(uint64_t eui64);

typedef struct verifying_edit {
  const char *from; /* NULL: no change */
  const char *to;
} verifying_edit;

/* Makes up to `count` changes, each in all places. */
void verifying_change(test_text *xml, const verifying_edit *changes, size_t count);
/* Reads the document with a verifier. */
int32_t verifying_run(const test_text *xml, const chret_trust *trust, const chret_options *options,
                      chret_error *failure, const chret_certificate **certificate);
/* The same by the trust store, and what must come of it; name: of the case. */
void verifying_expect(const char *name, const test_text *xml, int32_t status, const char *item, size_t line);

#endif
