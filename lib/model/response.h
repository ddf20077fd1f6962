/* Responses from inside. */
#ifndef CHRET_I_RESPONSE_H
#define CHRET_I_RESPONSE_H

#include "model/message.h"

#define CHRET_I_WARNING "DSPCHFReturnWarning"

/* A record that was refused; the code is the table's or in the response's arena. */
typedef struct chret_i_failure {
  uint64_t device;
  const char *code;
} chret_i_failure;

struct chret_response {
  chret_i_message message;
  chret_i_failure *failures;
  size_t failure_count;
  size_t failure_capacity;
};

/* A response without a service, for the reader. NULL: no memory. */
chret_response *chret_i_response_new(const chret_allocator *allocator);
/* Adds a failure. 0: no memory, and the response is as it was. */
int chret_i_response_push(chret_response *response, uint64_t device, const char *code);

#endif
