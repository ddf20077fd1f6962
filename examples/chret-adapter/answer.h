/* answer.h - what came back for a request, verified and taken into the batch. */
#ifndef ANSWER_H
#define ANSWER_H

#include <chreturn/chreturn.h>

/* Takes the answer to the request with this counter: signed by the target, as the trust store has it, of this very
 * request, and without a contradiction. Anything else is told and changes nothing. Gives an exit code (messages.h):
 * EXIT_REJECTED where it was no such answer. */
int answer_take(chret_batch *batch, uint64_t counter, const uint8_t *xml, size_t size, const chret_trust *trust,
                chret_error *err);

#endif
