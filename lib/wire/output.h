/* Bytes on their way to a sink: collected to pieces, escaped as Canonical XML escapes text. */
#ifndef CHRET_I_OUTPUT_H
#define CHRET_I_OUTPUT_H

#include "base/error.h"
#include "model/vocabulary.h"

#define CHRET_I_OUTPUT_SIZE ((size_t)16384)

typedef struct chret_i_output {
  const chret_sink *sink;
  int32_t host_code; /* of the sink's first failure; then nothing more is sent */
  size_t used;
  char bytes[CHRET_I_OUTPUT_SIZE];
} chret_i_output;

void chret_i_output_init(chret_i_output *output, const chret_sink *sink);
void chret_i_output_raw(chret_i_output *output, const char *text, size_t size);
void chret_i_output_constant(chret_i_output *output, const chret_i_text *text);
/* Text content: & < > and carriage return as references. */
void chret_i_output_text(chret_i_output *output, const char *text, size_t size);
/* Sends what is left and tells the sink to keep it, or after a failure of its own to drop it. */
int32_t chret_i_output_finish(chret_i_output *output, chret_error *err);

#endif
