/* answer.h - what came of a delivery. */
#ifndef ANSWER_H
#define ANSWER_H

#include <chreturn/chreturn.h>

#define NAMES_MAX 100
#define NAME_SIZE 32

/* How often each name came. */
struct tally {
  char names[NAMES_MAX][NAME_SIZE];
  size_t counts[NAMES_MAX];
  size_t used;
};

/* Names that it has no room for are counted as "other", for which there is. */
void tally_add(struct tally *tally, const char *name, size_t count);

#define RESULT_ANSWERED "answered"
#define RESULT_AGAIN    "again" /* the stored answer */
#define RESULT_DATABASE "database"

/* Of a request that was not verified all but the status and the result is "" and 0. */
struct answer {
  int status;             /* of HTTP */
  char result[NAME_SIZE]; /* one of the above, or why there is no answer */
  char *body;             /* the answer where the status is 200; for free() */
  size_t size;
  char request_id[CHRET_REQUEST_ID_SIZE];
  char service[NAME_SIZE], form[NAME_SIZE];
  size_t records, accepted;
  struct tally codes; /* of the records, where they were processed now */
};

/* The answer is this, copied, or 503 where memory ran out; or there is none, for this reason. */
void answer_give(struct answer *answer, const void *data, size_t size, const char *result);
void answer_refuse(struct answer *answer, int status, const char *result);

#endif
