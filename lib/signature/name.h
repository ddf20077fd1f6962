/* Names of certificate issuers, compared as names: RFC 4514 in its lawful spellings, in either order of the RDNs. */
#ifndef CHRET_I_NAME_H
#define CHRET_I_NAME_H

#include "base/memory.h"

typedef struct chret_i_name chret_i_name;

/* CHRET_OK, CHRET_E_NO_MEMORY, or CHRET_E_SIGNATURE_MALFORMED where the text is no name. */
int32_t chret_i_name_parse(chret_i_name **out, const char *text, size_t size, const chret_allocator *allocator);
void chret_i_name_free(chret_i_name *name);
/* The same RDNs in the same or in the opposite order; the types and values of an RDN in any order. */
int chret_i_name_equal(const chret_i_name *a, const chret_i_name *b);

#endif
