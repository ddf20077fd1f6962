#include "wire/output.h"

#include "xml/escape.h"

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

CHRET_I_SELDOM static void put_beyond(chret_i_output *output, const char *text, size_t size) {
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

void chret_i_output_raw(chret_i_output *output, const char *text, size_t size) {
  if (size < CHRET_I_OUTPUT_SIZE - output->used) {
    memcpy(output->bytes + output->used, text, size);
    output->used += size;
  } else {
    put_beyond(output, text, size);
  }
}

void chret_i_output_tag(chret_i_output *output, const chret_i_tag *tag) {
  if (sizeof tag->text < CHRET_I_OUTPUT_SIZE - output->used) {
    memcpy(output->bytes + output->used, tag->text, sizeof tag->text);
    output->used += tag->size;
  } else {
    put_beyond(output, tag->text, tag->size);
  }
}

void chret_i_output_constant(chret_i_output *output, const chret_i_text *text) {
  chret_i_output_raw(output, text->text, text->size);
}

/* Text content: & < > and carriage return as references. */
static void put_text(chret_i_output *output, const char *text, size_t size) {
  size_t i, plain = 0;
  for (i = 0; i < size; i++) {
    const char *escaped = chret_i_xml_reference(text[i]);
    if (escaped != NULL) {
      chret_i_output_raw(output, text + plain, i - plain);
      chret_i_output_raw(output, escaped, strlen(escaped));
      plain = i + 1;
    }
  }
  chret_i_output_raw(output, text + plain, size - plain);
}

CHRET_I_SELDOM void chret_i_output_any_element(chret_i_output *output, const chret_i_element *element, const char *text,
                                               size_t size) {
  chret_i_output_tag(output, &element->open);
  put_text(output, text, size);
  chret_i_output_tag(output, &element->close);
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
