/* Loading a batch, in its parts. */
#ifndef CHRET_I_LOAD_H
#define CHRET_I_LOAD_H

#include "batch/batch.h"
#include "batch/bytes.h"

typedef struct chret_i_loading {
  chret_i_bytes rest; /* what is still to be read, without the digest */
  const chret_provider *provider;
  chret_batch *batch;
  size_t rows;
  size_t requests;
  size_t signers;
  chret_error *err;
} chret_i_loading;

/* What a part could not be loaded for, noted in err: CHRET_E_SAVED_STATE, CHRET_E_NO_MEMORY. */
int32_t chret_i_load_damaged(const chret_i_loading *l, const char *what);
int32_t chret_i_load_no_memory(const chret_i_loading *l);

/* The next number, which is not above `most`. 0: there is none. */
int chret_i_load_number(chret_i_loading *l, size_t size, uint64_t most, size_t *value);

/* The next of each, into the batch. */
int32_t chret_i_load_signer(chret_i_loading *l);
int32_t chret_i_load_row(chret_i_loading *l);
int32_t chret_i_load_request(chret_i_loading *l);
/* The request that a row was in last; NULL: none. */
const chret_i_drawn *chret_i_load_last_request(const chret_batch *batch, const chret_i_row *row);

#endif
