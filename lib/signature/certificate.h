/* What is known of a certificate. */
#ifndef CHRET_I_CERTIFICATE_H
#define CHRET_I_CERTIFICATE_H

#include "base/error.h"
#include "signature/name.h"
#include "signature/serial.h"

struct chret_certificate {
  chret_allocator allocator;
  chret_i_arena texts;
  const uint8_t *der;
  size_t der_size;
  const char *issuer; /* as it was set */
  chret_i_name *name; /* the same, parsed; NULL: not set */
  chret_i_serial serial;
  char serial_text[CHRET_I_SERIAL_TEXT]; /* "": not set */
  const char *role;
  uint64_t eui64;
  int has_eui64;
  int is_ambiguous; /* another one in the trust store has its issuer and serial */
  int no_memory;    /* something could not be set for want of memory, whatever `describe` made of that */
  int64_t not_before;
  int64_t not_after;
  const char *unusable; /* what `describe` found; NULL: nothing */
  void *handle;
  void (*release)(void *ctx, void *handle);
  void *ctx;
};

/* Has the provider describe the certificate. CHRET_OK, CHRET_E_NO_MEMORY, CHRET_E_HOST, noted in err. */
int32_t chret_i_certificate_describe(chret_certificate **out, const chret_provider *provider, const uint8_t *der,
                                     size_t size, const chret_allocator *allocator, chret_error *err);
/* Whether issuer and serial are set. */
int chret_i_certificate_is_named(const chret_certificate *certificate);

#endif
