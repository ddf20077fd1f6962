/* tests/histories/network.h - what is on its way: it comes late, out of order, twice, altered or not at all. */
#ifndef CHRETURN_HISTORIES_NETWORK_H
#define CHRETURN_HISTORIES_NETWORK_H

#include "supplier.h"

#define DESKS 3

/* What came to pass in all histories. */
struct figures {
  uint64_t deliveries, processed, again, stale, forged, conflicts, repeated, troubles, crashes, lost;
  uint64_t answers, forged_answers, supplier_crashes;
  uint64_t records, accepted;
};
extern struct figures figures;
extern struct desk desks[DESKS];

void network_send(struct sent *sent);
/* Something happens to something that is on its way. */
void network_step(void);
/* All that is on its way is lost. */
void network_clear(void);
/* What was answered in earlier histories is not known any more (dsp_renew()). */
void network_forget(void);
/* Past the network: the DSP is asked, without trouble, until its answer is with the supplier. */
void network_exchange(struct sent *sent);

#endif
