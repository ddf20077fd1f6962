/* telling.c - see telling.h. */
#include "telling.h"

#include <stdio.h>

#include "messages.h"

#define WORD_MOST 200                                /* bytes that are shown of what a server says */
#define WORD_SIZE (WORD_MOST + CURL_ERROR_SIZE + 32) /* with "HTTP" and its status, or libcurl's word */
#define TEXT_SIZE (WORD_SIZE + 64)

static void tell_list(const struct batch_work *work, uint64_t counter, size_t first, const char *text) {
  const chret_batch *batch = work->batch;
  char id[CHRET_REQUEST_ID_SIZE];
  char all[TEXT_SIZE + CHRET_REQUEST_ID_SIZE + 64];
  chret_request_id_format(chret_batch_originator(batch), chret_batch_target(batch), counter, id, sizeof id);
  snprintf(all, sizeof all, "request %s, record %zu and more: %s", id, chret_batch_row_number(batch, first), text);
  message(&(struct message){.file = batch_name(work), .text = all});
}

void tell_request(const struct batch_work *work, uint64_t counter, const char *text) {
  const chret_batch *batch = work->batch;
  size_t row;
  size_t second;
  if (chret_batch_request_row(batch, counter, 0, &row) != CHRET_OK)
    return;
  if (chret_batch_request_row(batch, counter, 1, &second) == CHRET_OK) {
    tell_list(work, counter, row, text);
    return;
  }
  message(&(struct message){
      .file = batch_name(work),
      .record = chret_batch_row_number(batch, row),
      .device_id = chret_record_get(chret_batch_row_record(batch, row), CHRET_FIELD_DEVICE_ID, NULL),
      .text = text,
  });
}

/* One line. */
static void put_word(const struct post *post, char *out, size_t size) {
  size_t length = 0;
  if (post->outcome != POST_ANSWERED) {
    snprintf(out, size, "%s", post_error(post));
    return;
  }
  while (length < post->answer_size && length < WORD_MOST && post->answer[length] != '\n' &&
         post->answer[length] != '\0')
    length++;
  snprintf(out, size, "HTTP %ld%s%.*s", post->status, length > 0 ? ": " : "", (int)length,
           length > 0 ? (const char *)post->answer : "");
}

void tell_outcome(const struct batch_work *work, uint64_t counter, const char *text, const struct post *post) {
  char word[WORD_SIZE];
  char all[TEXT_SIZE];
  put_word(post, word, sizeof word);
  snprintf(all, sizeof all, "%s, %s", text, word);
  tell_request(work, counter, all);
}
