/* text.h - text of others as it may be shown to people, and as cells of a CSV sheet. */
#ifndef TEXT_H
#define TEXT_H

#include <stddef.h>
#include <stdio.h>

/* Writes the text with a "?" for each control character: one line, and nothing that a terminal would obey. */
void text_put_clean(FILE *file, const char *text, size_t size);

/* Writes a cell, quoted where CSV needs it, and `end` after it: ',' or '\n'. text: NULL where size is 0, if need be. */
void text_put_cell(FILE *file, const char *text, size_t size, char end);

#endif
