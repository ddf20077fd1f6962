/* Outcomes from inside. */
#ifndef CHRET_I_OUTCOMES_H
#define CHRET_I_OUTCOMES_H

#include "base/error.h"
#include "model/request.h"
#include "validation/policy.h"

/* What became of a record: accepted where nothing failed. */
typedef struct chret_i_outcome {
  uint64_t device;
  size_t failed_count;
} chret_i_outcome;

struct chret_outcomes {
  chret_allocator allocator;
  char request_id[CHRET_REQUEST_ID_SIZE];
  int32_t service;
  int32_t form;
  int is_answer;             /* what an answer says, not what is to be done */
  chret_i_code request_code; /* "": the request as a whole was not refused */
  chret_i_code accepted;     /* the code of accepted records */
  size_t count;
  size_t slots;             /* codes kept of a record, 1 or more */
  chret_i_outcome *records; /* in the same block, as the codes are */
  chret_i_code *failed;     /* `slots` of each record */
};

/* Those of the request's records, of which nothing has failed. CHRET_E_NO_MEMORY; CHRET_E_MISSING: no RequestID or no
 * record. */
int32_t chret_i_outcomes_new(chret_outcomes **out, const chret_request *request, size_t slots,
                             const chret_options *options, chret_error *err);
/* Whether they are of a request of this RequestID, service, form and Device IDs. */
int chret_i_outcomes_are_of(const chret_outcomes *outcomes, const chret_request *request);
/* Notes that a check of the i-th record failed; what there is no room for is left out. */
void chret_i_outcomes_fail(chret_outcomes *outcomes, size_t i, const chret_i_code *code);

#endif
