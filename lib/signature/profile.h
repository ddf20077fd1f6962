/* The one profile of XML-DSig that is written and accepted: its names, for the writer and the verifier. */
#ifndef CHRET_I_PROFILE_H
#define CHRET_I_PROFILE_H

#include <stddef.h>

#define CHRET_I_SIGNATURE_NAMESPACE "http://www.w3.org/2000/09/xmldsig#"
#define CHRET_I_SIGNATURE           "Signature"
#define CHRET_I_CANONICALIZATION    "http://www.w3.org/2001/10/xml-exc-c14n#"
#define CHRET_I_SIGNATURE_METHOD    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
#define CHRET_I_ENVELOPED           "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
#define CHRET_I_DIGEST_METHOD       "http://www.w3.org/2001/04/xmlenc#sha256"

/* The most bytes of text in one of its elements. */
#define CHRET_I_SIGNATURE_TEXT ((size_t)4096)

#endif
