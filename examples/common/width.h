/* width.h - how wide text is in the columns of a terminal: a letter is one wide, an ideograph two, a combining mark none,
 * whatever their number of bytes. It is measured as text_put_clean() (text.h) shows it. */
#ifndef WIDTH_H
#define WIDTH_H

#include <stddef.h>

/* The columns of `size` bytes of UTF-8. */
size_t width_of(const char *text, size_t size);

/* The bytes of the longest beginning that is not wider than `width`, whole characters. */
size_t width_cut(const char *text, size_t size, size_t width);

#endif
