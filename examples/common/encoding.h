/* encoding.h - text in other encodings than UTF-8, by iconv. */
#ifndef ENCODING_H
#define ENCODING_H

#include <iconv.h>
#include <stddef.h>

struct encoding {
  iconv_t converter; /* to UTF-8; NULL: it is UTF-8 already */
};

#define ENCODING_UTF_8                                                                                                 \
  { .converter = NULL }

/* Opens the encoding of this name, as iconv has it. 0: it knows none, or one in which the characters of ASCII, which
 * order a sheet, are not their own bytes. */
int encoding_open(struct encoding *encoding, const char *name);
void encoding_close(struct encoding *encoding);
int encoding_is_utf_8(const struct encoding *encoding);

/* The most bytes that so many become. */
size_t encoding_room(const struct encoding *encoding, size_t size);

/* Writes the text in UTF-8, and gives its size. *has_foreign: a byte is not of the encoding, and "?" stands for it. UTF-8
 * is copied as it is. */
size_t encoding_convert(const struct encoding *encoding, const char *text, size_t size, char *out, int *has_foreign);

#endif
