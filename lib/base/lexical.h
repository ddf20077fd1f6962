/* Lexical forms of XML Schema and DUIS. Texts are pointer and size, without a NUL. */
#ifndef CHRET_I_LEXICAL_H
#define CHRET_I_LEXICAL_H

#include <chreturn/base.h>

/* White space of XML. */
static inline int chret_i_is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
/* Takes the white space around the text off. */
static inline void chret_i_trim(const char **text, size_t *size) {
  for (; *size > 0 && chret_i_is_space(**text); --*size)
    ++*text;
  while (*size > 0 && chret_i_is_space((*text)[*size - 1]))
    --*size;
}
/* Whether the trimmed text is an xs:dateTime. */
int chret_i_is_date_time(const char *text, size_t size);
/* Whether the trimmed text is an xs:decimal. */
int chret_i_is_decimal(const char *text, size_t size);
/* The value of a trimmed xs:positiveInteger, 10 for all above 9; 0 where it is none. */
int chret_i_small_positive(const char *text, size_t size);
/* The value of a hexadecimal digit of either case; -1: it is none. */
int chret_i_hex_value(char c);
/* CHRET_I_EUI_LENGTH bytes as an EUI-64: they are none, some digit is a small letter, or it is in normal form. */
enum { CHRET_I_NO_EUI, CHRET_I_SMALL_EUI, CHRET_I_NORMAL_EUI };
#define CHRET_I_EUI_LENGTH ((size_t)CHRET_EUI64_SIZE - 1)
int chret_i_eui_form(const char *text);
/* The value of one. */
uint64_t chret_i_eui_value(const char *text);
/* Whether the text is UTF-8: Unicode characters in their shortest form. */
int chret_i_is_utf8(const char *text, size_t size);
/* Whether the text is UTF-8 of characters that XML 1.0 allows. */
int chret_i_is_xml_text(const char *text, size_t size);
/* Whether the text has more than `limit` characters; it is UTF-8. */
int chret_i_is_longer(const char *text, size_t size, size_t limit);

#endif
