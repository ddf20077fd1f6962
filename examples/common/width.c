/* width.c - see width.h. The widths are those of the C library's wcwidth, which knows them in a UTF-8 locale. */
#define _XOPEN_SOURCE 700 /* wcwidth; NOLINT(bugprone-reserved-identifier) */
#include "width.h"

#include <locale.h>
#include <stdint.h>
#include <wchar.h>

#include "text.h"

static size_t columns_of(uint32_t character) {
  int columns = wcwidth((wchar_t)character);
  return columns < 0 ? 1 : (size_t)columns;
}

static locale_t utf8_locale(void) {
  static locale_t utf8;
  if (utf8 == (locale_t)0)
    utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  return utf8;
}

/* Where there is no such locale everything beyond ASCII is one wide. */
static size_t measure(const char *text, size_t size, size_t most, size_t *bytes) {
  locale_t before = uselocale(utf8_locale());
  size_t width = 0;
  size_t i = 0;
  while (i < size) {
    size_t used;
    size_t columns = columns_of(text_shown(text + i, size - i, &used));
    if (width + columns > most)
      break;
    width += columns;
    i += used;
  }
  uselocale(before);
  *bytes = i;
  return width;
}

size_t width_of(const char *text, size_t size) {
  size_t bytes;
  return measure(text, size, SIZE_MAX, &bytes);
}

size_t width_cut(const char *text, size_t size, size_t width) {
  size_t bytes;
  measure(text, size, width, &bytes);
  return bytes;
}
