/* Messages as canonical bytes, for the calls that write, sign and prepare. */
#ifndef CHRET_I_WRITER_H
#define CHRET_I_WRITER_H

#include "model/request.h"
#include "model/response.h"
#include "wire/output.h"

/* What is written: a request or a response, the other NULL. */
typedef struct chret_i_written {
  const chret_i_message *message;
  const chret_request *request;
  const chret_response *response;
} chret_i_written;

chret_i_written chret_i_written_request(const chret_request *request);
chret_i_written chret_i_written_response(const chret_response *response);

/* What a message cannot be without: CHRET_E_MISSING, noted in err. */
int32_t chret_i_written_check(const chret_i_written *written, chret_error *err);
/* The XML declaration. */
void chret_i_write_declaration(chret_i_output *output);
/* The root in canonical form without its end tag, after which only a Signature may come. */
void chret_i_write_root(chret_i_output *output, const chret_i_written *written);
/* The root's end tag. */
const chret_i_text *chret_i_root_end(const chret_i_written *written);

/* A sink that appends to a buffer, and remembers where that ran out of memory: it fails for nothing else. */
typedef struct chret_i_memory_sink {
  chret_sink sink;
  chret_buffer *buffer;
  int ran_out;
} chret_i_memory_sink;

/* It does not move. */
void chret_i_memory_sink_init(chret_i_memory_sink *memory, chret_buffer *buffer);
/* The status of writing to it, as the caller is to see it. */
int32_t chret_i_memory_sink_status(const chret_i_memory_sink *memory, int32_t status, chret_error *err);

#endif
