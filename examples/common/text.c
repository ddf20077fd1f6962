/* text.c - see text.h. */
#include "text.h"

#include <csv.h>
#include <string.h>

void text_put_clean(FILE *file, const char *text, size_t size) {
  for (size_t i = 0; i < size; i++) {
    unsigned char c = (unsigned char)text[i];
    /* U+0080 to U+009F are control characters too: C2 and their own number in UTF-8. */
    int is_c1 = c == 0xC2 && i + 1 < size && (unsigned char)text[i + 1] < 0xA0;
    if (is_c1)
      i++;
    fputc(c < 0x20 || c == 0x7F || is_c1 ? '?' : c, file);
  }
}

/* Readers that strip the spaces round a cell leave them where it is quoted. */
static int needs_quotes(const char *text, size_t size) {
  if (size == 0)
    return 0;
  if (text[0] == ' ' || text[size - 1] == ' ')
    return 1;
  for (size_t i = 0; i < size; i++)
    if (strchr(",\"\r\n\t", text[i]) != NULL)
      return 1;
  return 0;
}

void text_put_cell(FILE *file, const char *text, size_t size, char end) {
  if (needs_quotes(text, size))
    csv_fwrite(file, text, size);
  else if (size > 0)
    fwrite(text, 1, size, file);
  fputc(end, file);
}
