/* Bytes on their way to a sink: collected to pieces, escaped as Canonical XML escapes text, and digested on the way. */
#ifndef CHRET_I_OUTPUT_H
#define CHRET_I_OUTPUT_H

#include "base/error.h"
#include "model/vocabulary.h"
#include "signature/digest.h"

#include <string.h>

#define CHRET_I_OUTPUT_SIZE ((size_t)16384)

typedef struct chret_i_output {
  const chret_sink *sink;
  int32_t host_code;      /* of the sink's first failure; then nothing more is sent */
  chret_i_digest *digest; /* NULL: nothing is digested */
  size_t digested;        /* of the bytes collected */
  size_t used;
  char bytes[CHRET_I_OUTPUT_SIZE];
} chret_i_output;

void chret_i_output_init(chret_i_output *output, const chret_sink *sink);
/* From here on bytes are digested too; NULL: no more. A failure stays in the digest. */
void chret_i_output_digest(chret_i_output *output, chret_i_digest *digest);
void chret_i_output_raw(chret_i_output *output, const char *text, size_t size);
void chret_i_output_constant(chret_i_output *output, const chret_i_text *text);
void chret_i_output_tag(chret_i_output *output, const chret_i_tag *tag);
/* An element with its text, of which it is known, or not, that it has no character that is written as a reference. */
void chret_i_output_any_element(chret_i_output *output, const chret_i_element *element, const char *text, size_t size);
static inline void chret_i_output_element(chret_i_output *output, const chret_i_element *element, const char *text,
                                          size_t size, int is_plain) {
  char *at = output->bytes + output->used;
  size_t room = CHRET_I_OUTPUT_SIZE - output->used;
  if (!is_plain || size >= room || 2 * CHRET_I_TAG_ROOM >= room - size) {
    chret_i_output_any_element(output, element, text, size);
    return;
  }
  memcpy(at, element->open.text, CHRET_I_TAG_ROOM);
  at += element->open.size;
  memcpy(at, text, size);
  at += size;
  memcpy(at, element->close.text, CHRET_I_TAG_ROOM);
  output->used = (size_t)(at - output->bytes) + element->close.size;
}
/* Sends what is left and tells the sink to keep it, or after a failure of its own to drop it. */
int32_t chret_i_output_finish(chret_i_output *output, chret_error *err);
/* After a failure elsewhere: tells the sink to drop what it got. */
void chret_i_output_drop(const chret_sink *sink);

#endif
