/* decide.h - what the DSP makes of a request that was read: outcomes for its records, and the response as bytes. */
#ifndef DECIDE_H
#define DECIDE_H

#include <chreturn/chreturn.h>

/* By what it is decided; all borrowed. */
struct judge {
  const chret_user *user; /* who sent the request */
  const chret_policy *policy;
  const chret_signer *signer;   /* NULL: the response is not signed */
  const chret_options *options; /* NULL: the default ones */
  chret_error *err;
};

struct decision {
  chret_outcomes *outcomes;
  chret_buffer *response;
};

/* The request of 8.14.3 or 8.14.4 that a message is. CHRET_E_NOT_DUIS: it is a response; CHRET_E_OTHER_SERVICE. */
int32_t request_of(const chret_message *message, const chret_request **out);

/* Decides, but carries nothing out; milliseconds: the time of the response. Statuses of chret_validate(), chret_answer()
 * and of writing; where it is CHRET_OK, decision_free() is to be called. */
int32_t decide(struct decision *out, const struct judge *judge, const chret_request *request, chret_inventory inventory,
               void *ctx, int64_t milliseconds);
void decision_free(struct decision *decision);

#endif
