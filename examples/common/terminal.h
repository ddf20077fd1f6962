/* terminal.h - what a terminal can show. Everything that is no terminal gets plain text of any width. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stddef.h>
#include <stdio.h>

/* Styles of terminal_put_style(). */
#define STYLE_PLAIN "0"
#define STYLE_BOLD  "1"
#define STYLE_RED   "31"

/* Turns a style on, where the stream is a terminal with colours, and the user wants any: TERM is not "dumb", and NO_COLOR
 * (https://no-color.org) is not set. */
void terminal_put_style(FILE *stream, const char *style);

/* Columns of the terminal that the stream is; 0: it is none, or does not say. */
size_t terminal_width(FILE *stream);

#endif
