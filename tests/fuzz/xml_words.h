/* tests/fuzz/xml_words.h - names, values and attributes for the mutator of documents: those of the vocabulary, and others that
 * are looked at by what reads them. */
#ifndef XML_WORDS_H
#define XML_WORDS_H

#include <stdint.h>

/* One by chance; attributes with their values. */
const char *xml_word_name(uint64_t *chance);
const char *xml_word_value(uint64_t *chance);
const char *xml_word_attribute(uint64_t *chance);

#endif
