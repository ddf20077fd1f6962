/* encoding.c - see encoding.h. */
#include "encoding.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#define MOST_OF_A_BYTE 8 /* bytes of UTF-8 that one byte becomes in any encoding: two characters of four */

int encoding_is_utf_8(const struct encoding *encoding) {
  return encoding->converter == NULL;
}

void encoding_close(struct encoding *encoding) {
  if (!encoding_is_utf_8(encoding))
    iconv_close(encoding->converter);
  encoding->converter = NULL;
}

/* Whether each character that orders a sheet, or stands in a name of DUIS, is its own byte. */
static int is_like_ascii(const struct encoding *encoding) {
  for (unsigned char c = 1; c < 0x7F; c++) {
    char out[MOST_OF_A_BYTE];
    char in = (char)c;
    int has_foreign;
    if (encoding_convert(encoding, &in, 1, out, &has_foreign) != 1 || has_foreign || out[0] != in)
      return 0;
  }
  return 1;
}

int encoding_open(struct encoding *encoding, const char *name) {
  encoding->converter = NULL;
  if (strcasecmp(name, "UTF-8") == 0)
    return 1;
  if (*name == '\0')
    return 0; /* which is the locale's encoding to iconv */
  iconv_t converter = iconv_open("UTF-8", name);
  if ((intptr_t)converter == -1)
    return 0;
  encoding->converter = converter;
  if (is_like_ascii(encoding))
    return 1;
  encoding_close(encoding);
  return 0;
}

size_t encoding_room(const struct encoding *encoding, size_t size) {
  return encoding_is_utf_8(encoding) ? size : size * MOST_OF_A_BYTE;
}

size_t encoding_convert(const struct encoding *encoding, const char *text, size_t size, char *out, int *has_foreign) {
  *has_foreign = 0;
  if (encoding_is_utf_8(encoding)) {
    if (size > 0)
      memcpy(out, text, size);
    return size;
  }
  char *next = (char *)text; /* iconv changes the pointer, not the text */
  char *end = out;
  size_t room = encoding_room(encoding, size);
  iconv(encoding->converter, NULL, NULL, NULL, NULL);
  while (size > 0 && iconv(encoding->converter, &next, &size, &end, &room) == (size_t)-1) {
    *has_foreign = 1;
    *end++ = '?';
    room--;
    next++;
    size--;
  }
  iconv(encoding->converter, NULL, NULL, &end, &room);
  return (size_t)(end - out);
}
