/* tests/histories/alter.h - what an enemy on the network makes of a request, who may be a trusted supplier himself. */
#ifndef CHRETURN_HISTORIES_ALTER_H
#define CHRETURN_HISTORIES_ALTER_H

#include "model.h"

enum alteration {
  BYTE_CHANGED, /* before the Signature */
  CUT_SHORT,
  DEVICE_CHANGED,
  COUNTER_CHANGED,
  ORIGINATOR_CHANGED,
  SIGNATURE_REMOVED,
  SIGNATURE_OF_OTHER, /* of another request by the same originator */
  VALUE_CHANGED,
  RECORD_REPEATED,
  DOCTYPE_ADDED,
  SIGNATURE_TWICE,
  BY_MEMBER,          /* signed anew by another supplier, in his own name */
  BY_MEMBER_AS_OTHER, /* the same, but the Signature names the originator's certificate */
  BY_OUTSIDER,        /* whose certificate has the originator's EUI-64, and is not trusted */
  OTHER_TARGET,       /* genuinely signed, for somebody else */
  SAME_ID             /* genuinely signed: another content under a RequestID that was processed */
};

/* What becomes of the request; {NULL, 0} where it cannot be altered so. */
struct bytes alter(const struct sent *sent, enum alteration alteration);
/* What a supplier may send though the library's own builder refuses it: a list of his with its first record twice, signed
 * under that counter. {NULL, 0}: it is no list. */
struct bytes alter_to_repeated(const struct sent *sent, uint64_t counter);
/* Of an answer: a byte changed or the end missing, or signed by a supplier. */
struct bytes alter_answer(const struct sent *sent);

#endif
