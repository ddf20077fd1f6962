/* table.h - rows in aligned columns on the standard output, for people. */
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>

#define TABLE_COLUMNS_MAX 16

struct table {
  size_t rows; /* without the head */
  size_t columns;
  const char *number; /* the head of a first column with the rows' numbers; NULL: there is none */
  int must_fit;       /* 1: nothing is written where the terminal is too narrow even for cut columns */
  /* The text of a cell, borrowed until the next call; row 0 is the head. NULL: empty. */
  const char *(*cell)(const void *ctx, size_t row, size_t column, size_t *size);
  /* Whether a column may be cut where the terminal is too narrow. */
  int (*may_cut)(const void *ctx, size_t column);
  const void *ctx;
};

/* Writes it. Columns are as wide as their widest cell; only a terminal cuts them. 0: it must fit and does not. */
int table_put(const struct table *table);

#endif
