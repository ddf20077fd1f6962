/* Text content as it is written. */
#ifndef CHRET_I_ESCAPE_H
#define CHRET_I_ESCAPE_H

/* The reference that Canonical XML has for the character in text content; NULL: the character itself. */
const char *chret_i_xml_reference(char c);

#endif
