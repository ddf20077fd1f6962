/* tests/histories/supplier.h - suppliers: each has a key, a counter that only rises, and batches of the library at its
 * desks, which are saved, lost in crashes and loaded. */
#ifndef CHRETURN_HISTORIES_SUPPLIER_H
#define CHRETURN_HISTORIES_SUPPLIER_H

#include <chreturn/chreturn.h>

#include "model.h"

/* One batch, and the hubs of its rows. */
struct desk {
  int supplier;
  chret_batch *batch;
  struct bytes saved;
  size_t count, hubs[HUBS];
};

/* The folder has the identities (histories.c). */
void suppliers_begin(const char *folder);
void suppliers_end(void);
/* SUPPLIERS: an outsider, whom nobody trusts, with the EUI-64 of the first. */
const chret_signer *supplier_signer(int supplier);
/* What it gives for its next request. */
uint64_t supplier_count(int supplier);
/* It leaves out so many. */
void supplier_skip(int supplier, uint64_t counters);

/* A new batch of some hubs of the model, saved. */
void desk_open(struct desk *desk);
void desk_close(struct desk *desk);
/* Draws up to so many requests, which is the number that is given, and saves: then they may be sent. */
size_t desk_draw(struct desk *desk, struct bytes *requests, size_t most);
void desk_save(struct desk *desk);
/* All since the last save is lost. */
void desk_crash(struct desk *desk);
void desk_resend(struct desk *desk);
/* Refused rows are to be sent anew. */
void desk_retry(struct desk *desk);
/* What comes from the network: CHRET_OK where it is the answer of the DSP, which then goes to all desks of the supplier. */
int32_t desks_take(struct desk *desks, size_t count, int supplier, const struct bytes *xml);
/* In the end: that each row has the code that the model has for its last request, and is accepted where that says so; a row
 * whose request was refused as too old, or never arrived, is told nothing. number: of the desk in the model. Gives
 * how many are accepted. */
size_t desk_expect(const struct desk *desk, size_t number);

#endif
