/* table.c - see table.h. */
#include "table.h"

#include <stdio.h>
#include <string.h>

#include "terminal.h"
#include "text.h"
#include "width.h"

#define GAP       2
#define NARROWEST 8 /* what a column is not cut below */

struct layout {
  size_t number; /* 0: no such column */
  size_t width[TABLE_COLUMNS_MAX];
};

static const char *cell(const struct table *t, size_t row, size_t column, size_t *size) {
  const char *text;
  *size = 0;
  text = t->cell(t->ctx, row, column, size);
  return text != NULL ? text : "";
}

static size_t widest(const struct table *t, size_t column) {
  size_t width = 0;
  for (size_t row = 0; row <= t->rows; row++) {
    size_t size;
    const char *text = cell(t, row, column, &size);
    size_t columns = width_of(text, size);
    width = columns > width ? columns : width;
  }
  return width;
}

static size_t whole_width(const struct table *t, const struct layout *l) {
  size_t whole = l->number != 0 ? l->number + GAP : 0;
  for (size_t i = 0; i < t->columns; i++)
    whole += l->width[i] + (i > 0 ? GAP : 0);
  return whole;
}

/* Takes from the widest of the columns that may be cut, until the table fits. */
static int fit(const struct table *t, struct layout *l, size_t limit) {
  while (limit != 0 && whole_width(t, l) > limit) {
    size_t most = NARROWEST;
    size_t found = t->columns;
    for (size_t i = 0; i < t->columns; i++) {
      if (l->width[i] > most && t->may_cut(t->ctx, i)) {
        most = l->width[i];
        found = i;
      }
    }
    if (found == t->columns)
      return 0;
    l->width[found]--;
  }
  return 1;
}

static void put_spaces(size_t count) {
  printf("%*s", (int)count, "");
}

/* Writes a cell; the last one of a line without the spaces after it. */
static void put_cell(const char *text, size_t size, size_t width, int is_last) {
  size_t columns = width_of(text, size);
  if (columns > width) {
    size_t kept = width_cut(text, size, width - 1);
    columns = width_of(text, kept) + 1;
    text_put_clean(stdout, text, kept);
    fputs("\xE2\x80\xA6", stdout); /* U+2026, horizontal ellipsis */
  } else {
    text_put_clean(stdout, text, size);
  }
  if (!is_last)
    put_spaces(width - columns + GAP);
}

static size_t last_filled(const struct table *t, size_t row) {
  size_t last = 0;
  for (size_t i = 0; i < t->columns; i++) {
    size_t size;
    cell(t, row, i, &size);
    last = size > 0 ? i : last;
  }
  return last;
}

static void put_row(const struct table *t, const struct layout *l, size_t row) {
  size_t last = last_filled(t, row);
  if (l->number != 0 && row == 0)
    printf("%*s  ", (int)l->number, t->number);
  else if (l->number != 0)
    printf("%*zu  ", (int)l->number, row);
  for (size_t i = 0; i <= last; i++) {
    size_t size;
    const char *text = cell(t, row, i, &size);
    put_cell(text, size, l->width[i], i == last);
  }
}

int table_put(const struct table *table) {
  struct layout l = {.number = 0};
  if (table->number != NULL) {
    size_t digits = (size_t)snprintf(NULL, 0, "%zu", table->rows);
    l.number = strlen(table->number) > digits ? strlen(table->number) : digits;
  }
  for (size_t i = 0; i < table->columns; i++)
    l.width[i] = widest(table, i);
  if (!fit(table, &l, terminal_width(stdout)) && table->must_fit)
    return 0;
  for (size_t row = 0; row <= table->rows; row++) {
    if (row == 0)
      terminal_put_style(stdout, STYLE_BOLD);
    put_row(table, &l, row);
    if (row == 0)
      terminal_put_style(stdout, STYLE_PLAIN);
    putchar('\n');
  }
  return 1;
}
