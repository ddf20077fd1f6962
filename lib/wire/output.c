#include "wire/output.h"

#include <string.h>

void chret_i_output_init(chret_i_output *output, const chret_sink *sink) {
  output->sink = sink;
  output->host_code = 0;
  output->digest = NULL;
  output->digested = 0;
  output->used = 0;
}

/* Digests what has been collected since it was last asked for. */
static void digest(chret_i_output *output) {
  if (output->digest != NULL)
    (void)chret_i_digest_update(output->digest, (const uint8_t *)output->bytes + output->digested,
                                output->used - output->digested);
  output->digested = output->used;
}

void chret_i_output_digest(chret_i_output *output, chret_i_digest *new_digest) {
  digest(output);
  output->digest = new_digest;
}

static void send(chret_i_output *output) {
  digest(output);
  if (output->used > 0 && output->host_code == 0)
    output->host_code = output->sink->write(output->sink->ctx, (const uint8_t *)output->bytes, output->used);
  output->used = 0;
  output->digested = 0;
}

void chret_i_output_raw(chret_i_output *output, const char *text, size_t size) {
  while (size > 0) {
    size_t room = CHRET_I_OUTPUT_SIZE - output->used;
    size_t taken = room < size ? room : size;
    memcpy(output->bytes + output->used, text, taken);
    output->used += taken;
    text += taken;
    size -= taken;
    if (output->used == CHRET_I_OUTPUT_SIZE)
      send(output);
  }
}

void chret_i_output_constant(chret_i_output *output, const chret_i_text *text) {
  chret_i_output_raw(output, text->text, text->size);
}

static const char *reference(char c) {
  switch (c) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '\r':
    return "&#xD;";
  default:
    return NULL;
  }
}

void chret_i_output_text(chret_i_output *output, const char *text, size_t size) {
  size_t i, plain = 0;
  for (i = 0; i < size; i++) {
    const char *escaped = reference(text[i]);
    if (escaped != NULL) {
      chret_i_output_raw(output, text + plain, i - plain);
      chret_i_output_raw(output, escaped, strlen(escaped));
      plain = i + 1;
    }
  }
  chret_i_output_raw(output, text + plain, size - plain);
}

int32_t chret_i_output_finish(chret_i_output *output, chret_error *err) {
  const chret_sink *sink = output->sink;
  int32_t code;
  send(output);
  code = output->host_code;
  if (sink->finish != NULL) {
    int32_t finished = sink->finish(sink->ctx, code == 0);
    code = code != 0 ? code : finished;
  }
  return code == 0 ? CHRET_OK : chret_i_error_host(err, code, "sink");
}

void chret_i_output_drop(const chret_sink *sink) {
  if (sink->finish != NULL)
    (void)sink->finish(sink->ctx, 0);
}
