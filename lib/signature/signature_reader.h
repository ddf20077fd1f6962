/* The Signature element while it is read: held to the one accepted profile, its values taken out of it. */
#ifndef CHRET_I_SIGNATURE_READER_H
#define CHRET_I_SIGNATURE_READER_H

#include "base/buffer.h"
#include "base/error.h"
#include "signature/name.h"
#include "signature/serial.h"
#include "xml/canonical.h"

typedef struct chret_i_signature_reader {
  chret_error *failure;
  int at;                   /* the element of the profile that is open */
  int next;                 /* the one that must come next */
  size_t passed_over;       /* elements open in KeyInfo that are not read */
  size_t line;              /* where the open element starts */
  size_t signed_info_line;  /* where SignedInfo does */
  chret_buffer text;        /* of the open element */
  chret_buffer signed_info; /* in canonical form */
  chret_i_canonical *canonical;
  /* What it says, each set once its element has ended. */
  uint8_t digest[CHRET_DIGEST_SIZE];
  uint8_t signature[CHRET_SIGNATURE_SIZE];
  chret_i_name *issuer;
  chret_i_serial serial;
} chret_i_signature_reader;

/* The allocator and failure, where failures are noted, outlive it; it does not move. CHRET_OK; CHRET_E_NO_MEMORY, with
 * nothing to release. */
int32_t chret_i_signature_reader_init(chret_i_signature_reader *reader, const chret_allocator *allocator,
                                      chret_error *failure);
/* A zeroed one may be released. */
void chret_i_signature_reader_release(chret_i_signature_reader *reader);
/* The events from the Signature's start to its end; after that, another Signature is outside the profile. CHRET_OK;
 * CHRET_E_SIGNATURE_PROFILE and CHRET_E_SIGNATURE_MALFORMED, noted with their line; CHRET_E_NO_MEMORY, not noted. */
int32_t chret_i_signature_reader_start(chret_i_signature_reader *reader, chret_i_xml *xml,
                                       const chret_i_start_tag *tag);
int32_t chret_i_signature_reader_end(chret_i_signature_reader *reader, chret_i_xml *xml, chret_i_end_tag tag);
int32_t chret_i_signature_reader_text(chret_i_signature_reader *reader, chret_i_xml *xml, const char *text,
                                      size_t size);
int32_t chret_i_signature_reader_instruction(chret_i_signature_reader *reader, const char *target, const char *data);

#endif
