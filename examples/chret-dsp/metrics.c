/* metrics.c - see metrics.h. */
#include "metrics.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "date_time.h"

static const double bounds[] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
#define BOUNDS (sizeof bounds / sizeof *bounds)

static struct {
  pthread_mutex_t lock;
  struct tally results, codes;
  size_t replays, count;
  size_t within[BOUNDS];
  double seconds;
} all = {.lock = PTHREAD_MUTEX_INITIALIZER};

static const char *or_dash(const char *text) {
  return text[0] == '\0' ? "-" : text;
}

/* Written at once, so that the lines of threads do not mix. */
static void log_request(const char *remote, const struct answer *answer, double seconds) {
  char time[CHRET_DATE_TIME_SIZE];
  char line[512];
  chret_date_time_format(date_time_now(), time, sizeof time);
  snprintf(line, sizeof line,
           "time=%s remote=%s request=%s service=%s form=%s records=%zu accepted=%zu result=%s status=%d ms=%.1f\n",
           time, remote, or_dash(answer->request_id), or_dash(answer->service), or_dash(answer->form), answer->records,
           answer->accepted, answer->result, answer->status, seconds * 1000);
  fputs(line, stderr);
}

void metrics_note(const char *remote, const struct answer *answer, double seconds) {
  pthread_mutex_lock(&all.lock);
  tally_add(&all.results, answer->result, 1);
  for (size_t i = 0; i < answer->codes.used; i++)
    tally_add(&all.codes, answer->codes.names[i], answer->codes.counts[i]);
  all.replays += strcmp(answer->result, RESULT_AGAIN) == 0;
  all.count++;
  all.seconds += seconds;
  for (size_t i = 0; i < BOUNDS; i++)
    all.within[i] += seconds <= bounds[i];
  pthread_mutex_unlock(&all.lock);
  log_request(remote, answer, seconds);
}

static void head(FILE *file, const char *name, const char *type, const char *help) {
  fprintf(file, "# HELP chret_dsp_%s %s\n# TYPE chret_dsp_%s %s\n", name, help, name, type);
}

static void write_tally(FILE *file, const struct tally *tally, const char *name, const char *label) {
  for (size_t i = 0; i < tally->used; i++)
    fprintf(file, "chret_dsp_%s{%s=\"%s\"} %zu\n", name, label, tally->names[i], tally->counts[i]);
}

static void write_all(FILE *file, size_t in_flight) {
  pthread_mutex_lock(&all.lock);
  head(file, "requests_total", "counter", "Requests of HTTP and of the queue, by what came of them.");
  write_tally(file, &all.results, "requests_total", "result");
  head(file, "records_total", "counter", "Records of requests that were processed, by response code.");
  write_tally(file, &all.codes, "records_total", "code");
  head(file, "replays_total", "counter", "Requests that were delivered again and given their stored answer.");
  fprintf(file, "chret_dsp_replays_total %zu\n", all.replays);
  head(file, "in_flight", "gauge", "Requests of HTTP that have arrived and not been answered.");
  fprintf(file, "chret_dsp_in_flight %zu\n", in_flight);
  head(file, "request_seconds", "histogram", "Seconds from a request's first bytes to its answer.");
  for (size_t i = 0; i < BOUNDS; i++)
    fprintf(file, "chret_dsp_request_seconds_bucket{le=\"%g\"} %zu\n", bounds[i], all.within[i]);
  fprintf(file, "chret_dsp_request_seconds_bucket{le=\"+Inf\"} %zu\n", all.count);
  fprintf(file, "chret_dsp_request_seconds_sum %.6f\nchret_dsp_request_seconds_count %zu\n", all.seconds, all.count);
  pthread_mutex_unlock(&all.lock);
}

char *metrics_write(size_t in_flight, size_t *size) {
  char *text = NULL;
  FILE *file = open_memstream(&text, size);
  if (file == NULL)
    return NULL;
  write_all(file, in_flight);
  if (fclose(file) == 0)
    return text;
  free(text);
  return NULL;
}
