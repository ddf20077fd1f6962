/* process.h - one delivery: bytes in, a status of HTTP and the answer out, in one transaction on a store. */
#ifndef PROCESS_H
#define PROCESS_H

#include "answer.h"
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

/* Gives an exit code. Whatever comes of it, worker_close() is to be called. */
int worker_open(struct worker *worker, const struct service *service, const char *database_url);
void worker_close(struct worker *worker);

#define BODY_MAX ((size_t)4 * 1048576) /* of a request: a full list of 999 hubs has less than 3 MiB */

/* *answer: all zero. */
void process(struct worker *worker, const uint8_t *xml, size_t size, struct answer *answer);

#endif
