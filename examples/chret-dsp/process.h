/* process.h - one delivery: bytes in, a status of HTTP and the answer out, in one transaction on a store. */
#ifndef PROCESS_H
#define PROCESS_H

#include "identity.h"
#include "store.h"

/* What the threads share, and nobody changes. */
struct service {
  struct identity identity; /* whom it trusts, and what signs */
  chret_policy *policy;
};

/* Loads the files; gives an exit code (messages.h). Whatever comes of it, service_close() is to be called. */
int service_open(struct service *service, const char *trust_path, const char *key_path, const char *certificate_path);
void service_close(struct service *service);

/* What one thread needs. */
struct worker {
  const struct service *service;
  struct store store;
  chret_options *options;
  chret_error *err;
};

/* Gives an exit code; only where it is EXIT_DONE, worker_close() is to be called. */
int worker_open(struct worker *worker, const struct service *service, const char *database_url);
void worker_close(struct worker *worker);

#define BODY_MAX  ((size_t)4 * 1048576) /* of a request: a full list of 999 hubs has less than 3 MiB */
#define CODES_MAX 16
#define CODE_SIZE 8
#define NAME_SIZE 32

#define RESULT_ANSWERED "answered"
#define RESULT_AGAIN    "again" /* the stored answer */
#define RESULT_DATABASE "database"

struct code_count {
  char code[CODE_SIZE];
  size_t count;
};

/* What came of a delivery. Of a request that was not verified all else is "" and 0. */
struct answer {
  int status;             /* of HTTP */
  char result[NAME_SIZE]; /* one of the above, or why there is no answer */
  char *body;             /* the answer where the status is 200; for free() */
  size_t size;
  char request_id[CHRET_REQUEST_ID_SIZE];
  char service[NAME_SIZE], form[NAME_SIZE];
  size_t records, accepted;
  struct code_count codes[CODES_MAX]; /* of the records, where they were processed now */
  size_t code_count;
};

/* There is no answer, for this reason. */
void answer_refuse(struct answer *answer, int status, const char *result);

/* *answer: all zero. */
void process(struct worker *worker, const uint8_t *xml, size_t size, struct answer *answer);

#endif
