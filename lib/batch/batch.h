/* A batch from inside. */
#ifndef CHRET_I_BATCH_H
#define CHRET_I_BATCH_H

#include "batch/pages.h"
#include "batch/row.h"
#include "model/device_set.h"
#include "model/request.h"
#include "validation/policy.h"

#include <chreturn/batch.h>
#include <pthread.h>

typedef struct chret_i_row {
  const uint8_t *bytes;
  char code[CHRET_I_CODE_SIZE]; /* that accepted or refused it; else "" */
  uint32_t request;             /* the last one that it was in, from 1; 0: none yet */
  uint8_t service;              /* its place in the table */
  uint8_t state;                /* a CHRET_ROW_ number */
} chret_i_row;

/* What became of a request that was drawn. */
enum {
  CHRET_I_REQUEST_VOID,    /* it is being made, or could not be */
  CHRET_I_REQUEST_PENDING, /* it has no answer */
  CHRET_I_REQUEST_AGAIN,   /* nor has this one, which is to be drawn again */
  CHRET_I_REQUEST_ANSWERED
};

/* Who signed a request: 0, the number of a chret_i_batch_signer from 1, or somebody whose signature was not kept. */
#define CHRET_I_UNSIGNED         0
#define CHRET_I_SIGNATURE_UNKEPT 255
#define CHRET_I_SIGNERS_MAX      254

typedef struct chret_i_drawn {
  uint64_t counter;
  uint32_t first; /* single form: its row; list form: where its rows are among the members */
  uint16_t count;
  uint8_t signer;
  uint8_t state;
} chret_i_drawn;

/* What the Signatures say of a certificate. */
typedef struct chret_i_batch_signer {
  const char *issuer;
  const char *serial;
} chret_i_batch_signer;

#define CHRET_I_SCHEMA_VERSION_SIZE 17 /* bytes of the longest, with its NUL */

/* The lock is for what chret_batch_next() changes: all from `next` on, and states and requests of rows. Pages, texts and
 * the bytes of rows do not move, so what a request is made of is read without it. */
struct chret_batch {
  chret_options options;
  pthread_mutex_t lock;
  int32_t form;
  int32_t keep_signatures;
  uint64_t originator;
  uint64_t target;
  size_t max_records;
  char schema_version[CHRET_I_SCHEMA_VERSION_SIZE];

  chret_i_arena texts;
  chret_buffer spare; /* the row that is being added */
  chret_i_pages rows; /* chret_i_row */
  size_t row_count;
  chret_i_device_set devices;
  chret_i_row_view *view; /* what the caller is shown of a row */

  chret_counter next;
  void *ctx;
  size_t not_sent[CHRET_I_SERVICES];
  size_t cursor[CHRET_I_SERVICES]; /* no row of the service before it is not sent */
  chret_i_pages requests;          /* chret_i_drawn; counters rise */
  size_t request_count;
  chret_i_pages members; /* in list form, the rows of requests: uint32_t */
  size_t member_count;
  chret_i_pages signatures; /* of requests that are signed and kept, by their place */
  chret_i_batch_signer *signers;
  size_t signer_count;
  size_t signer_capacity;
  uint64_t highest; /* the last counter, where there was one */
  int32_t has_highest;
  size_t again; /* how many requests are to be drawn again */
  size_t again_from;
};

chret_i_row *chret_i_batch_row(const chret_batch *batch, size_t i);
chret_i_drawn *chret_i_batch_request(const chret_batch *batch, size_t i);
/* The place of the request with this counter; request_count: there is none. */
size_t chret_i_batch_find(const chret_batch *batch, uint64_t counter);
/* The j-th row of a request. */
uint32_t chret_i_batch_member(const chret_batch *batch, const chret_i_drawn *request, size_t j);
uint8_t *chret_i_batch_signature(const chret_batch *batch, size_t request);
/* The row is to go into a request: it has no code any more. */
void chret_i_batch_return(chret_batch *batch, size_t row);
/* The number of the signer with this issuer and serial, who is added where he is new; 0: no memory, or too many. */
uint8_t chret_i_batch_note_signer(chret_batch *batch, const chret_signer *signer);
/* The request of these rows; the texts of its records are the batch's. CHRET_E_NO_MEMORY. */
int32_t chret_i_batch_build(const chret_batch *batch, const uint32_t *rows, size_t count, uint64_t counter,
                            chret_request **out, chret_error *err);

#endif
