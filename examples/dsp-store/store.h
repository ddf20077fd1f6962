/* store.h - what the service remembers: its inventory, the requests with their answers, and what it did for them. */
#ifndef STORE_H
#define STORE_H

#include <chreturn/chreturn.h>

#include "database.h"
#include "inventory.h"

/* A connection, of one thread at a time. */
struct store {
  struct database database;
};

/* A request that was answered. */
struct store_answer {
  size_t accepted;
  char *text; /* for free(); NULL: there is no such request */
};

/* Functions that return an int give 0 or a STORE_ number. */
#define STORE_AWAY  (-1) /* the database is away, or memory ran out */
#define STORE_TAKEN 1    /* another transaction has stored a request of this RequestID */

/* url: as database_open(). Whatever comes of it, store_close() is to be called. */
int store_open(struct store *store, const char *url);
void store_close(struct store *store);
/* Whether the database answers. */
int store_ping(struct store *store);
/* Adds the devices that are not there yet, all or none: what is known of the others was changed by requests. */
int store_add_inventory(struct store *store, const struct inventory *inventory);

/* Of one transaction: */
int store_begin(struct store *store);
int store_commit(struct store *store);
void store_rollback(struct store *store);

/* What chret_replay_check() asks; ctx is the store. */
int32_t store_find_digest(void *ctx, uint64_t originator, uint64_t target, uint64_t counter, int32_t *found,
                          uint8_t *digest, int32_t *has_highest, uint64_t *highest);

/* Who asks: the ctx of store_answer_question(), which takes the devices' row locks. */
struct store_question {
  struct store *store;
  uint64_t originator;
};
int32_t store_answer_question(void *ctx, const uint64_t *devices, size_t count, chret_facts *facts);

/* The answer of a request that store_find_digest() has found. */
int store_find_answer(struct store *store, const chret_request *request, struct store_answer *answer);

/* Carries the outcomes out and stores the request with its answer. milliseconds: the time of the answer. */
int store_save(struct store *store, const chret_request *request, const uint8_t *digest, const chret_outcomes *outcomes,
               const chret_buffer *answer, int64_t milliseconds);

#endif
