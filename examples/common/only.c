/* only.c - see only.h. */
#include "only.h"

#include <stdio.h>
#include <string.h>

#include "messages.h"
#include "usage.h"

#define PENDING "pending"
#define REFUSED "refused"

/* ---- Words ---- */

struct word {
  const char *text;
  size_t size;
};

/* Passes the next word; 0: there is none. */
static int next_word(const char **rest, struct word *word) {
  if (*rest == NULL)
    return 0;
  word->text = *rest;
  word->size = strcspn(*rest, ",");
  *rest = word->text[word->size] == ',' ? word->text + word->size + 1 : NULL;
  return 1;
}

static int is_word(const struct word *word, const char *text) {
  return word->size == strlen(text) && memcmp(word->text, text, word->size) == 0;
}

/* A code as DUIS has it: a letter and digits. */
static int is_code(const struct word *word) {
  return word->size > 1 && word->text[0] >= 'A' && word->text[0] <= 'Z' &&
         strspn(word->text + 1, "0123456789") == word->size - 1;
}

static int check(const char *words, int takes_pending, const char *call, const char *what) {
  struct word word;
  while (next_word(&words, &word)) {
    if ((takes_pending && is_word(&word, PENDING)) || is_word(&word, REFUSED) || is_code(&word))
      continue;
    char text[40];
    snprintf(text, sizeof text, "%.*s", (int)(word.size < sizeof text ? word.size : sizeof text - 1), word.text);
    return usage(call, what, text);
  }
  return EXIT_DONE;
}

int only_check(const char *only, const char *call) {
  return check(only, 1, call, "--only takes pending, refused or codes such as E4,E19, not");
}

int only_check_refused(const char *words, const char *call) {
  return check(words, 0, call, "--retry takes refused or codes such as E4,E19, not");
}

/* ---- The batch ---- */

static int has_pending(const char *only) {
  struct word word;
  while (next_word(&only, &word))
    if (is_word(&word, PENDING))
      return 1;
  return 0;
}

/* Whether a word asks for new requests. */
static int has_new(const char *only) {
  struct word word;
  while (next_word(&only, &word))
    if (!is_word(&word, PENDING))
      return 1;
  return 0;
}

int32_t only_retry(const char *words, chret_batch *batch) {
  struct word word;
  int32_t status = CHRET_OK;
  while (status == CHRET_OK && next_word(&words, &word)) {
    if (is_word(&word, PENDING))
      continue;
    status = is_word(&word, REFUSED) ? chret_batch_retry(batch, NULL, 0, NULL)
                                     : chret_batch_retry(batch, word.text, word.size, NULL);
  }
  return status;
}

int32_t only_apply(const char *only, chret_batch *batch, size_t *again, size_t *fresh) {
  size_t before = chret_batch_requests_left(batch);
  int32_t status = only == NULL || has_pending(only) ? chret_batch_resend(batch) : CHRET_OK;
  *again = chret_batch_requests_left(batch) - before;
  if (status == CHRET_OK)
    status = only_retry(only, batch);
  *fresh = only == NULL || has_new(only) ? chret_batch_requests_left(batch) - *again : 0;
  return status;
}
