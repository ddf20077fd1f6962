/* What a document's first bytes say of its encoding and version. */
#ifndef CHRET_I_DECLARATION_H
#define CHRET_I_DECLARATION_H

#include <chreturn/base.h>

/* CHRET_OK, CHRET_E_ENCODING or, for another version than 1.0 and a declaration that does not end in these bytes,
 * CHRET_E_NOT_WELL_FORMED; with what is wrong in *message. */
int32_t chret_i_xml_declaration(const uint8_t *data, size_t size, const char **message);

#endif
