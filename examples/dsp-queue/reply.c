/* reply.c - see reply.h. The body is the body of HTTP; all else stands in the message's head. */
#include "reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_SIZE 24

int reply_send(struct queue *queue, const amqp_envelope_t *request, const struct answer *answer) {
  char status[NUMBER_SIZE];
  char records[NUMBER_SIZE];
  char accepted[NUMBER_SIZE];
  const struct queue_field fields[] = {
      {"status", status},     {"result", answer->result}, {"request", answer->request_id}, {"service", answer->service},
      {"form", answer->form}, {"records", records},       {"accepted", accepted}};
  snprintf(status, sizeof status, "%d", answer->status);
  snprintf(records, sizeof records, "%zu", answer->records);
  snprintf(accepted, sizeof accepted, "%zu", answer->accepted);
  int has_answer = answer->body != NULL;
  return queue_send_answer(queue, request, has_answer ? "application/xml" : "text/plain",
                           has_answer ? answer->body : answer->result,
                           has_answer ? answer->size : strlen(answer->result), fields, sizeof fields / sizeof *fields);
}

static size_t read_number(const amqp_envelope_t *reply, const char *name) {
  char text[NUMBER_SIZE];
  queue_field(reply, name, text, sizeof text);
  return strtoul(text, NULL, 10);
}

/* It goes into the log, the metrics and the body of HTTP, and came from whoever is on the queue. */
static int read_text(const amqp_envelope_t *reply, const char *name, char *out, size_t size) {
  static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.:-";
  queue_field(reply, name, out, size);
  return out[strspn(out, plain)] == '\0';
}

int reply_read(struct answer *answer, const amqp_envelope_t *reply) {
  const amqp_bytes_t *body = &reply->message.body;
  char result[NAME_SIZE];
  int status = (int)read_number(reply, "status");
  int is_plain = read_text(reply, "result", result, sizeof result) && result[0] != '\0' &&
                 read_text(reply, "request", answer->request_id, sizeof answer->request_id) &&
                 read_text(reply, "service", answer->service, sizeof answer->service) &&
                 read_text(reply, "form", answer->form, sizeof answer->form);
  int is_known = status == 400 || status == 409 || status == 503 || (status == 200 && body->len > 0);
  if (!is_plain || !is_known) {
    memset(answer, 0, sizeof *answer);
    return -1;
  }
  answer->records = read_number(reply, "records");
  answer->accepted = read_number(reply, "accepted");
  if (status == 200)
    answer_give(answer, body->bytes, body->len, result);
  else
    answer_refuse(answer, status, result);
  return 0;
}
