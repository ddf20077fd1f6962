/* text.h - text of others as it may be shown to people, and as cells of a CSV sheet. */
#ifndef TEXT_H
#define TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The first character of UTF-8 as it may be shown, and how many bytes it takes: "?" for a control character, for one that
 * changes the direction of the text, and for a byte that is not UTF-8. size: at least 1. */
uint32_t text_shown(const char *text, size_t size, size_t *used);

/* Writes the text as it may be shown: one line, and nothing that a terminal would obey. */
void text_put_clean(FILE *file, const char *text, size_t size);

/* Writes a cell, quoted where CSV needs it, and `end` after it: ',' or '\n'. On a terminal it is as it may be shown, in all
 * else byte for byte. text: NULL where size is 0, if need be. */
void text_put_cell(FILE *file, const char *text, size_t size, char end);

#endif
