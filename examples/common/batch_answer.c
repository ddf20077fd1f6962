/* batch_answer.c - see batch_answer.h. */
#include "batch_answer.h"

#include "messages.h"

static const struct {
  const char *text;
  int32_t code;
} told[] = {
    [CHRET_ANSWER_AGAIN] = {"this request was answered already, in the same way", CHRET_OK},
    [CHRET_ANSWER_LATE] = {"this answer is late: the rows of its request are in later ones, or are to be", CHRET_OK},
    [CHRET_ANSWER_FOREIGN] = {"this answers a request that is not of the state", CHRET_E_OTHER_REQUEST},
    [CHRET_ANSWER_CONTRADICTORY] = {"this request was answered already, in another way, and this answer is left out",
                                    CHRET_E_CONTRADICTION},
};

static int tell_kind(const char *from, int32_t kind) {
  if (kind == CHRET_ANSWER_NEW)
    return EXIT_DONE;
  message(&(struct message){.file = from,
                            .text = told[kind].text,
                            .code = told[kind].code != CHRET_OK ? chret_status_name(told[kind].code) : ""});
  return kind == CHRET_ANSWER_CONTRADICTORY ? EXIT_REJECTED : EXIT_DONE;
}

int batch_answer_tell(const char *from, int32_t kind, const chret_report *report) {
  size_t count = chret_report_count(report);
  for (size_t i = 0; i < count; i++) {
    struct message finding = message_of_finding(from, report, i);
    message(&finding);
  }
  return worse_exit(count > 0 ? EXIT_REJECTED : EXIT_DONE, tell_kind(from, kind));
}

int batch_answer(chret_batch *batch, const char *from, const chret_response *response, int32_t *kind,
                 chret_error *err) {
  chret_report *report = NULL;
  if (chret_report_new(&report, NULL) != CHRET_OK)
    return message_no_memory();
  int result = chret_batch_answer(batch, response, kind, report, err) == CHRET_OK
                   ? batch_answer_tell(from, *kind, report)
                   : message_error(from, err);
  chret_report_free(report);
  return result;
}
