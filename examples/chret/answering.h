/* answering.h - the DSP's side of one request after the other: verified, checked, answered. */
#ifndef ANSWERING_H
#define ANSWERING_H

#include <stdio.h>

#include "credentials.h"
#include "inventory.h"
#include "replay_memory.h"

struct answer {
  char id[CHRET_REQUEST_ID_SIZE]; /* of the request */
  chret_buffer *bytes;
};

struct answering {
  const struct credentials *credentials;
  struct inventory *inventory;
  FILE *outcomes; /* where a line for each record goes; NULL: nobody asks */
  chret_policy *policy;
  chret_user *user;
  struct replay_memory *memory;
  chret_replay_memory replay;
  chret_error *err;
  struct answer *answers; /* one a RequestID, in order */
  size_t count, room;
};

/* All functions give an exit code (messages.h). */

/* The beginning. Credentials and inventory are borrowed; role: the User Role of all senders. Whatever comes of it,
 * answering_close() is to be called. */
int answering_open(struct answering *answering, const struct credentials *credentials, struct inventory *inventory,
                   const char *role);
/* Answers the request of a file. EXIT_REJECTED: it gets no answer, and the next may come. */
int answering_take(struct answering *answering, const char *path);
void answering_close(struct answering *answering);

#endif
