/* terminal.c - see terminal.h. */
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int has_colours(FILE *stream) {
  const char *term = getenv("TERM");
  const char *no_colour = getenv("NO_COLOR");
  return (no_colour == NULL || *no_colour == '\0') && term != NULL && *term != '\0' && strcmp(term, "dumb") != 0 &&
         isatty(fileno(stream));
}

void terminal_put_style(FILE *stream, const char *style) {
  if (has_colours(stream))
    fprintf(stream, "\033[%sm", style);
}

size_t terminal_width(FILE *stream) {
  struct winsize size;
  return isatty(fileno(stream)) && ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
