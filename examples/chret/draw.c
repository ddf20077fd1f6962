/* draw.c - see draw.h. The library lets threads draw from one batch; what they share here is under a lock of its
 * own. */
#include "draw.h"

#include <pthread.h>
#include <stdlib.h>

#include "messages.h"
#include "progress.h"

struct work {
  struct drawing *drawing;
  const chret_signer *signer;
  size_t count;
  pthread_mutex_t lock;
  size_t begun;
  size_t done;
  int result; /* of the first thread that failed */
};

/* ---- One request ---- */

/* Whether one more is to be drawn by the thread that asks. */
static int begin(struct work *work) {
  pthread_mutex_lock(&work->lock);
  int is_wanted = work->result == EXIT_DONE && work->begun < work->count;
  if (is_wanted)
    work->begun++;
  pthread_mutex_unlock(&work->lock);
  return is_wanted;
}

/* The place of a request among those that are drawn. */
static size_t note_counter(struct work *work, uint64_t counter) {
  pthread_mutex_lock(&work->lock);
  size_t place = work->drawing->drawn++;
  work->drawing->counters[place] = counter;
  pthread_mutex_unlock(&work->lock);
  return place;
}

static int keep(struct work *work, chret_buffer *bytes, uint64_t counter) {
  struct drawing *d = work->drawing;
  size_t place = note_counter(work, counter);
  if (!d->output->is_folder) {
    d->only = bytes;
    return EXIT_DONE;
  }
  int result = output_write(d->output, place, chret_buffer_data(bytes), chret_buffer_size(bytes));
  chret_buffer_free(bytes);
  return result;
}

static int draw_one(struct work *work, chret_error *err) {
  chret_buffer *bytes = NULL;
  uint64_t counter = 0;
  if (chret_batch_next(work->drawing->batch, work->signer, &bytes, &counter, err) != CHRET_OK)
    return message_error(work->drawing->sheet, err);
  return bytes == NULL ? EXIT_DONE : keep(work, bytes, counter);
}

static void end(struct work *work, int result) {
  pthread_mutex_lock(&work->lock);
  work->done++;
  progress_step(work->done, work->count);
  work->result = worse_exit(work->result, result);
  pthread_mutex_unlock(&work->lock);
}

/* ---- The threads ---- */

static void *draw_many(void *ctx) {
  struct work *work = ctx;
  chret_error *err = NULL;
  if (chret_error_new(&err, NULL) != CHRET_OK)
    end(work, message_no_memory());
  while (err != NULL && begin(work))
    end(work, draw_one(work, err));
  chret_error_free(err);
  return NULL;
}

/* The thread that is there draws too; where no more can be had, those that are there do the work. */
static int draw_by_threads(struct work *work, size_t threads) {
  pthread_t *others = malloc(threads * sizeof *others);
  size_t started = 0;
  if (others == NULL)
    return message_no_memory();
  while (started + 1 < threads && started + 1 < work->count &&
         pthread_create(&others[started], NULL, draw_many, work) == 0)
    started++;
  draw_many(work);
  for (size_t i = 0; i < started; i++)
    pthread_join(others[i], NULL);
  free(others);
  return work->result;
}

int draw_requests(struct drawing *drawing, size_t count, const chret_signer *signer, size_t threads) {
  struct work work = {.drawing = drawing, .signer = signer, .count = count};
  if (count == 0)
    return EXIT_DONE;
  if (pthread_mutex_init(&work.lock, NULL) != 0)
    return message_no_memory();
  progress_begin();
  int result = draw_by_threads(&work, threads);
  progress_hide();
  pthread_mutex_destroy(&work.lock);
  return result;
}
