/* messages.c - see messages.h. */
#include "messages.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "progress.h"
#include "terminal.h"
#include "text.h"

int worse_exit(int a, int b) {
  return a > b ? a : b;
}

static int is_known(const char *text) {
  return text != NULL && text[0] != '\0';
}

static void put(const char *before, const char *text, const char *after) {
  fputs(before, stderr);
  text_put_clean(stderr, text, strlen(text));
  fputs(after, stderr);
}

/* Where it is, and what is wrong. On a terminal the place stands out, and so does the code. */
static void put_message(const struct message *m) {
  terminal_put_style(stderr, STYLE_BOLD);
  fprintf(stderr, "%s: ", program_name);
  if (is_known(m->file)) {
    put("", m->file, ":");
    if (m->line != 0)
      fprintf(stderr, "%zu:", m->line);
    fputc(' ', stderr);
  }
  if (m->record != 0) {
    fprintf(stderr, "record %zu", m->record);
    if (is_known(m->device_id))
      put(" (", m->device_id, ")");
    fputs(": ", stderr);
  } else if (is_known(m->device_id)) {
    put("", m->device_id, ": ");
  }
  terminal_put_style(stderr, STYLE_PLAIN);
  /* Most texts of the library name the item themselves. */
  if (is_known(m->item) && strstr(m->text, m->item) == NULL)
    put("", m->item, ": ");
  put("", m->text, "");
  if (is_known(m->code)) {
    terminal_put_style(stderr, STYLE_RED);
    put(" [", m->code, "]");
    terminal_put_style(stderr, STYLE_PLAIN);
  }
  fputc('\n', stderr);
}

static void (*writer)(const struct message *m) = put_message;

void message_set_writer(void (*write)(const struct message *m)) {
  writer = write;
}

/* The lines of threads do not mix. */
void message(const struct message *m) {
  flockfile(stderr);
  progress_hide();
  writer(m);
  funlockfile(stderr);
}

struct message message_of_finding(const char *file, const chret_report *report, size_t i) {
  struct message m = {
      .file = file,
      .line = chret_report_line(report, i),
      .record = chret_report_record(report, i),
      .device_id = chret_report_device_id(report, i),
      .item = chret_report_item(report, i),
      .text = chret_report_message(report, i),
      .code = chret_status_name(chret_report_code(report, i)),
  };
  return m;
}

int message_error(const char *file, const chret_error *err) {
  int32_t status = chret_error_status(err);
  message(&(struct message){
      .file = file,
      .line = chret_error_line(err),
      .record = chret_error_record(err),
      .device_id = chret_error_device_id(err),
      .item = chret_error_item(err),
      .text = chret_error_message(err),
      .code = chret_status_name(status),
  });
  return status < CHRET_E_MISSING || status == CHRET_E_CRYPTOGRAPHY ? EXIT_ENVIRONMENT : EXIT_REJECTED;
}

int message_reject(const char *file, const char *text, int32_t status) {
  message(&(struct message){.file = file, .text = text, .code = status != CHRET_OK ? chret_status_name(status) : NULL});
  return EXIT_REJECTED;
}

int message_errno(const char *file) {
  message(&(struct message){.file = file, .text = strerror(errno)});
  return EXIT_ENVIRONMENT;
}

int message_no_memory(void) {
  errno = ENOMEM;
  return message_errno(NULL);
}
