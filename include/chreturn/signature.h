/* chreturn/signature.h - the contract between the library and whoever does the cryptography, trust, and signers.
 *
 * Rules of ownership, text, errors and threads: chreturn/base.h. The library has no cryptography of its own: SHA-256 and
 * ECDSA come from a provider, that of libchreturn-xmlsec (chreturn/xmlsec.h) or one that the host fills in. What is
 * signed and how it looks is XML-DSig (https://www.w3.org/TR/xmldsig-core1/) in the one profile that DUIS messages use:
 * enveloped signature, SHA-256, exclusive canonicalisation of SignedInfo, ECDSA on P-256, X509IssuerSerial.
 */
#ifndef CHRETURN_SIGNATURE_H
#define CHRETURN_SIGNATURE_H

#include <chreturn/base.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CHRET_DIGEST_SIZE    32 /* bytes of a SHA-256 digest */
#define CHRET_SIGNATURE_SIZE 64 /* bytes of an ECDSA signature on P-256: r and s, 32 bytes each, big-endian */
#define CHRET_SERIAL_SIZE    20 /* the most bytes of a certificate's serial number (RFC 5280, 4.1.2.2) */

/* ---- Certificates ------------------------------------------------------------------------------------------------ */

/* What a provider says of a certificate. */
typedef struct chret_certificate chret_certificate;

/* ---- Describing a certificate ------------------------------------------------------------------------------------ */

/* For a provider's `describe`, to fill in the certificate it got. Everything given is copied but the handle; what is set
 * again replaces what was. Without an issuer, a serial and a handle a certificate never verifies anything. Where one of
 * them lacks memory, the call that asked for the description fails with CHRET_E_NO_MEMORY, whatever `describe` returns.
 * CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY. */

/* The issuer's name, most specific part first or last, as RFC 4514 writes names ("CN=Z1,OU=07"): attribute types as
 * short names or dotted object identifiers, values in UTF-8 whatever their string type in the certificate, those that
 * are no character strings as "#" and their DER in hexadecimal. CHRET_E_SIGNATURE_MALFORMED: not such a name. */
CHRET_API int32_t chret_certificate_set_issuer(chret_certificate *certificate, const char *name, size_t size);
/* The serial number, which is not negative: 1 byte or more, big-endian; up to CHRET_SERIAL_SIZE of them after zeros. */
CHRET_API int32_t chret_certificate_set_serial(chret_certificate *certificate, const uint8_t *serial, size_t size);
/* The EUI-64 of the subject's organisation (x500UniqueIdentifier). Where it is not set, the certificate is nobody's: its
 * signatures never match an originator or target. */
CHRET_API int32_t chret_certificate_set_eui64(chret_certificate *certificate, uint64_t value);
/* The role (the subject's OU), as the certificate writes it: text that XML allows. */
CHRET_API int32_t chret_certificate_set_role(chret_certificate *certificate, const char *role, size_t size);
/* Valid from and until, both included: seconds since 1970-01-01T00:00:00Z. Not set: always. Until before from: never. */
CHRET_API int32_t chret_certificate_set_validity(chret_certificate *certificate, int64_t not_before, int64_t not_after);
/* Why the certificate can verify nothing (not P-256, a key usage without digitalSignature), in English; NULL: it can. */
CHRET_API int32_t chret_certificate_set_unusable(chret_certificate *certificate, const char *why);
/* The provider's own, not NULL: handed back to `verify`, `check` and `release`. Once set it is the certificate's: it goes
 * back through `release` even where `describe` then fails. */
CHRET_API int32_t chret_certificate_set_handle(chret_certificate *certificate, void *handle);

/* ---- What a certificate says ------------------------------------------------------------------------------------- */

/* The issuer's name as it was set; "" where it was not. */
CHRET_API const char *chret_certificate_issuer(const chret_certificate *certificate);
/* The serial number in decimal; "" where it was not set. */
CHRET_API const char *chret_certificate_serial(const chret_certificate *certificate);
/* The EUI-64 of its organisation. CHRET_E_ARGUMENT; CHRET_E_MISSING where it has none. */
CHRET_API int32_t chret_certificate_eui64(const chret_certificate *certificate, uint64_t *value);
/* The role, as the certificate writes it; "" where it has none. */
CHRET_API const char *chret_certificate_role(const chret_certificate *certificate);
/* Valid from and until, both included: seconds since 1970-01-01T00:00:00Z. CHRET_E_ARGUMENT. */
CHRET_API int32_t chret_certificate_validity(const chret_certificate *certificate, int64_t *not_before,
                                             int64_t *not_after);
/* Why it verifies nothing, in English: what its provider said, what is not set, or another one of the trust store with
 * its issuer and serial. NULL where nothing was found against it; time does not enter into this. */
CHRET_API const char *chret_certificate_unusable(const chret_certificate *certificate);

/* ---- Providers --------------------------------------------------------------------------------------------------- */

/* Filled in by the host after chret_provider_init(), or by chret_xmlsec_provider(). Callbacks return 0, or a code of
 * their own: the call then ends with CHRET_E_HOST and that code in chret_error_host_code(). Objects made with a
 * provider keep what they need of this struct; `ctx` must outlive them. A trust store may be used by several threads at
 * once: then so are `digest_*`, `verify` and `check`, each digest by one thread. */
typedef struct chret_provider {
  uint32_t struct_size; /* set by chret_provider_init */
  uint32_t reserved;    /* 0 */
  void *ctx;            /* handed back first, never read */
  /* SHA-256: begin gives a digest of the provider's own making in *digest; update adds `size` bytes, in pieces of some
   * KiB; finish writes CHRET_DIGEST_SIZE bytes. Every digest that began ends with exactly one drop. */
  int32_t (*digest_begin)(void *ctx, void **digest);
  int32_t (*digest_update)(void *ctx, void *digest, const uint8_t *data, size_t size);
  int32_t (*digest_finish)(void *ctx, void *digest, uint8_t *out);
  void (*digest_drop)(void *ctx, void *digest);
  /* Reads one certificate (X.509, DER) and fills *certificate in. NULL where the provider only makes digests. */
  int32_t (*describe)(void *ctx, const uint8_t *der, size_t size, chret_certificate *certificate);
  /* Whether `signature` (CHRET_SIGNATURE_SIZE bytes, r and s each in 1..n-1) is the ECDSA signature with SHA-256 over the
   * bytes of `signed_info` by the key of the certificate: *valid 1 or 0. A signature that is wrong is no failure. */
  int32_t (*verify)(void *ctx, void *handle, const uint8_t *signed_info, size_t size, const uint8_t *signature,
                    int32_t *valid);
  /* Whether the certificate may be trusted at that time beyond its own validity, which the library checks: *valid 1 or
   * 0. NULL: it may. */
  int32_t (*check)(void *ctx, void *handle, int64_t time, int32_t *valid);
  /* Takes a certificate's handle back: once for each that was set. NULL where there is nothing to take back. */
  void (*release)(void *ctx, void *handle);
} chret_provider;

/* Zeroes *provider and notes its size, sizeof(chret_provider) as the caller was compiled. CHRET_E_ARGUMENT: NULL, or a
 * size that this library does not know. */
CHRET_API int32_t chret_provider_init(chret_provider *provider, size_t struct_size);

/* Has the provider describe a certificate (X.509, DER), for those who want to know what is in it. The certificate gives
 * its handle back when it is freed. CHRET_E_ARGUMENT, also for a provider without `describe`; CHRET_E_NO_MEMORY,
 * CHRET_E_HOST. */
CHRET_API int32_t chret_certificate_new(chret_certificate **out, const chret_provider *provider, const uint8_t *der,
                                        size_t size, const chret_options *options, chret_error *err);
CHRET_API void chret_certificate_free(chret_certificate *certificate);

/* ---- Trust ------------------------------------------------------------------------------------------------------- */

/* The certificates whose signatures are believed: these very ones, not what they issued. Once filled, a trust store can
 * be used by any number of threads at once; nothing that reads with it changes it. It must outlive what reads. */
typedef struct chret_trust chret_trust;

/* A new store without certificates. provider: with digests, describe and verify. CHRET_E_ARGUMENT, CHRET_E_NO_MEMORY. */
CHRET_API int32_t chret_trust_new(chret_trust **out, const chret_provider *provider, const chret_options *options);
CHRET_API void chret_trust_free(chret_trust *trust);
/* Adds one certificate (X.509, DER). One that is not usable is taken, and verifies nothing. The same certificate again
 * changes nothing; of two different ones with one issuer and serial, neither verifies anything. CHRET_E_ARGUMENT,
 * CHRET_E_NO_MEMORY, CHRET_E_HOST. */
CHRET_API int32_t chret_trust_add(chret_trust *trust, const uint8_t *der, size_t size, chret_error *err);
/* Adds `count` certificates in the same way: all of them or, where one cannot be added, none. ders and sizes: as many.
 * Statuses as chret_trust_add(). */
CHRET_API int32_t chret_trust_add_all(chret_trust *trust, const uint8_t *const *ders, const size_t *sizes, size_t count,
                                      chret_error *err);
/* The certificates in it: how many, and the i-th by serial number, borrowed (NULL beyond the end). What is added next may
 * give them other places. */
CHRET_API size_t chret_trust_count(const chret_trust *trust);
CHRET_API const chret_certificate *chret_trust_at(const chret_trust *trust, size_t i);

/* ---- Signers ----------------------------------------------------------------------------------------------------- */

/* Whoever signs. Filled in by the host after chret_signer_init(), or by chret_xmlsec_signer_get(). All that it points to
 * is borrowed for as long as the signer is used. */
typedef struct chret_signer {
  uint32_t struct_size;           /* set by chret_signer_init */
  uint32_t reserved;              /* 0 */
  void *ctx;                      /* handed back first, never read */
  const chret_provider *provider; /* for SHA-256 */
  const char *issuer;             /* of the certificate, as the message is to say it: RFC 4514, in UTF-8 */
  size_t issuer_size;             /* its bytes */
  const char *serial;             /* of the certificate, in decimal */
  size_t serial_size;             /* its bytes */
  uint64_t eui64;                 /* of the certificate; must be the originator of what is signed, or its target */
  /* Signs the `size` bytes of a canonical SignedInfo (the bytes, not their digest) by ECDSA with SHA-256 and writes
   * CHRET_SIGNATURE_SIZE bytes. Returns 0, or a code of its own (CHRET_E_HOST). NULL: only for the two-step calls. */
  int32_t (*sign)(void *ctx, const uint8_t *signed_info, size_t size, uint8_t *signature);
} chret_signer;

/* Zeroes *signer and notes its size, sizeof(chret_signer) as the caller was compiled. CHRET_E_ARGUMENT: NULL, or a size
 * that this library does not know. */
CHRET_API int32_t chret_signer_init(chret_signer *signer, size_t struct_size);

/* An ECDSA signature from DER (the Ecdsa-Sig-Value of RFC 3279, as OpenSSL, Java and most HSM libraries give it) to r
 * and s: CHRET_SIGNATURE_SIZE bytes in `out`. CHRET_E_ARGUMENT; CHRET_E_SIGNATURE_MALFORMED: not DER, or r or s not in
 * 1..n-1. */
CHRET_API int32_t chret_ecdsa_der_to_raw(const uint8_t *der, size_t size, uint8_t *out);

#define CHRET_ECDSA_DER_SIZE 72 /* the most bytes of such a signature in DER */

/* And back: DER in `out`, its size in *size. raw: CHRET_SIGNATURE_SIZE bytes; out_size: at least CHRET_ECDSA_DER_SIZE.
 * CHRET_E_ARGUMENT; CHRET_E_SIGNATURE_MALFORMED: r or s not in 1..n-1. */
CHRET_API int32_t chret_ecdsa_raw_to_der(const uint8_t *raw, uint8_t *out, size_t out_size, size_t *size);

#ifdef __cplusplus
}
#endif
#endif
