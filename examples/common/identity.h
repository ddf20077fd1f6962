/* identity.h - the certificates that are trusted, and the key that signs, from files. Functions give an exit code
 * (messages.h); what is wrong with these files is EXIT_ENVIRONMENT. */
#ifndef IDENTITY_H
#define IDENTITY_H

#include <chreturn/chreturn.h>
#include <chreturn/xmlsec.h>

struct identity {
  chret_xmlsec *xmlsec;
  chret_trust *trust;          /* NULL: nothing was loaded */
  chret_xmlsec_signer *signer; /* NULL: nothing was loaded */
};

/* The beginning, with nothing loaded; whatever comes of it, identity_close() is to be called. */
int identity_open(struct identity *identity);
/* Trusts the certificates of a file, PEM or DER, or of a folder's *.pem, *.crt, *.cer and *.der. */
int identity_load_trust(struct identity *identity, const char *path);
/* A private key, which may ask for its password on the terminal, and its certificate. */
int identity_load_signer(struct identity *identity, const char *key_path, const char *certificate_path);
void identity_close(struct identity *identity);

/* What signs, and its certificate; NULL where nothing was loaded. */
const chret_signer *identity_signer(const struct identity *identity);
const chret_certificate *identity_certificate(const struct identity *identity);

#endif
