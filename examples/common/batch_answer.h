/* batch_answer.h - an answer, taken into a batch, and what is told of it. */
#ifndef BATCH_ANSWER_H
#define BATCH_ANSWER_H

#include <chreturn/chreturn.h>

/* Takes the response into the batch and tells of all but a first answer what it is, and what was found in it. from: for
 * messages. *kind: a CHRET_ANSWER_ number. Gives an exit code (messages.h): EXIT_REJECTED where it contradicts itself or
 * another. */
int batch_answer(chret_batch *batch, const char *from, const chret_response *response, int32_t *kind, chret_error *err);

/* Tells what is to be told of an answer of this kind, and what was found in it. Gives an exit code as above. */
int batch_answer_tell(const char *from, int32_t kind, const chret_report *report);

#endif
