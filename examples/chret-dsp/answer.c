/* answer.c - see answer.h. */
#include "answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void answer_give(struct answer *answer, const void *data, size_t size, const char *result) {
  answer->body = malloc(size);
  answer->size = size;
  if (answer->body != NULL)
    memcpy(answer->body, data, size);
  int is_there = answer->body != NULL;
  answer_refuse(answer, is_there ? 200 : 503, is_there ? result : chret_status_name(CHRET_E_NO_MEMORY));
}

void answer_refuse(struct answer *answer, int status, const char *result) {
  answer->status = status;
  snprintf(answer->result, sizeof answer->result, "%s", result);
}

void tally_add(struct tally *tally, const char *name, size_t count) {
  size_t i = 0;
  while (i < tally->used && strcmp(tally->names[i], name) != 0)
    i++;
  if (i >= NAMES_MAX - 1 && strcmp(name, "other") != 0) {
    tally_add(tally, "other", count);
    return;
  }
  if (i == tally->used)
    snprintf(tally->names[tally->used++], NAME_SIZE, "%s", name);
  tally->counts[i] += count;
}
