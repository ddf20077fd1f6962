/* answer.c - see answer.h. */
#include "answer.h"

#include <stdio.h>
#include <string.h>

void answer_refuse(struct answer *answer, int status, const char *result) {
  answer->status = status;
  snprintf(answer->result, sizeof answer->result, "%s", result);
}

void tally_add(struct tally *tally, const char *name, size_t count) {
  size_t i = 0;
  while (i < tally->used && strcmp(tally->names[i], name) != 0)
    i++;
  if (i == NAMES_MAX)
    return;
  if (i == tally->used)
    snprintf(tally->names[tally->used++], NAME_SIZE, "%s", name);
  tally->counts[i] += count;
}
