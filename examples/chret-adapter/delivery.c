/* delivery.c - see delivery.h. A request has a place from when it is drawn until it is answered or given up; there are as
 * many places as requests may be on their way. One that failed keeps its place during its pauses: where many fail, less is
 * sent. */
#include "delivery.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "interruption.h"
#include "messages.h"
#include "pace.h"
#include "post.h"
#include "progress.h"
#include "telling.h"

#define WRONG_MOST 3   /* answers to one request that are none */
#define NAP_MOST   0.2 /* seconds without a look at whether an interruption came */
#define SAVE_EVERY 1.0 /* seconds */
#define SAVE_SHARE 20  /* and so many times what saving takes: it is for a small share of the time */
#define WAIT_MOST  60  /* seconds that a server may ask to wait */

struct place {
  chret_buffer *request; /* NULL: it is free */
  uint64_t counter;
  struct post post;
  int is_on_its_way;
  double due;     /* when it is to be sent, where it is not on its way */
  double began;   /* its first way */
  size_t sent;    /* how often */
  unsigned lost;  /* times in a row */
  unsigned wrong; /* answers */
};

struct delivery {
  struct batch_work *work;
  const struct options *options;
  struct delivery_totals *totals;
  struct posts posts;
  struct place *places;
  size_t place_count;
  struct pace pace;
  size_t total, drawn, settled; /* requests */
  int is_silent;                /* no request is answered any more */
  double heard;                 /* when something did last */
  int has_changed;              /* the batch, since it was saved */
  double saved, save_time;      /* when that was, and how long it took */
};

/* ---- Saving ---- */

static int save(struct delivery *d) {
  double began = pace_now();
  int result = d->has_changed ? state_file_save(&d->work->state, d->work->batch) : EXIT_DONE;
  d->has_changed = 0;
  d->saved = pace_now();
  d->save_time = d->saved - began;
  return result;
}

static int save_in_time(struct delivery *d) {
  double since = pace_now() - d->saved;
  return d->has_changed && since > SAVE_EVERY && since > d->save_time * SAVE_SHARE ? save(d) : EXIT_DONE;
}

/* ---- Places ---- */

static void leave(struct delivery *d, struct place *place) {
  if (place->is_on_its_way)
    post_stop(&place->post, &d->posts);
  chret_buffer_free(place->request);
  place->request = NULL;
  place->is_on_its_way = 0;
}

static void settle(struct delivery *d, struct place *place) {
  leave(d, place);
  d->settled++;
  progress_step(d->settled, d->total);
}

static int fill(struct delivery *d, struct place *place, double now) {
  chret_signer signer;
  *place = (struct place){.post = place->post, .due = now};
  /* one that is drawn again needs of a signer the digest only */
  chret_signer_init(&signer, sizeof signer);
  signer.provider = d->work->state.provider;
  if (chret_batch_next(d->work->batch, &signer, &place->request, &place->counter, d->work->err) != CHRET_OK)
    return message_error(d->work->state.path, d->work->err);
  d->drawn++;
  return EXIT_DONE;
}

static int begin(struct delivery *d, struct place *place, double now) {
  int result = post_begin(&place->post, &d->posts, chret_buffer_data(place->request), chret_buffer_size(place->request),
                          place->wrong > 0);
  if (result != EXIT_DONE)
    return result;
  if (place->sent++ == 0) {
    place->began = now;
    d->totals->requests++;
  } else {
    d->totals->again++;
  }
  place->is_on_its_way = 1;
  pace_count(&d->pace, now);
  return EXIT_DONE;
}

/* Whether no more requests are to be drawn, nor any sent again. */
static int is_ending(const struct delivery *d) {
  return d->is_silent || interruption_came();
}

/* Fills the free places and sends what is due. *wait: until there may be more to send. */
static int send_due(struct delivery *d, double *wait) {
  double now = pace_now();
  int result = EXIT_DONE;
  *wait = NAP_MOST;
  for (size_t i = 0; i < d->place_count && result == EXIT_DONE; i++) {
    struct place *place = &d->places[i];
    if (place->request == NULL && d->drawn < d->total)
      result = fill(d, place, now);
    if (result != EXIT_DONE || place->request == NULL || place->is_on_its_way)
      continue;
    double due = place->due > d->pace.next ? place->due : d->pace.next;
    if (due <= now)
      result = begin(d, place, now);
    else if (due - now < *wait)
      *wait = due - now;
  }
  return result;
}

/* ---- What comes back ---- */

static void give_up(struct delivery *d, struct place *place) {
  d->totals->unanswered++;
  settle(d, place);
}

/* Lost, or answered with a 5xx: again after a pause, until it was sent often enough. Where meanwhile no
 * other one was answered either, the run ends. */
static void lose(struct delivery *d, struct place *place) {
  place->lost++;
  if (place->sent < d->options->tries) {
    double pause = pace_pause(&d->pace, place->lost);
    double asked = place->post.wait < WAIT_MOST ? (double)place->post.wait : WAIT_MOST;
    place->due = pace_now() + (pause > asked ? pause : asked);
    return;
  }
  tell_outcome(d->work, place->counter, "no answer, pending", &place->post);
  if (d->heard < place->began && !d->is_silent) {
    message(&(struct message){.file = d->options->url, .text = "no request is answered any more: the run ends"});
    d->is_silent = 1;
  }
  give_up(d, place);
}

static void refuse(struct delivery *d, struct place *place) {
  d->heard = pace_now();
  d->totals->undelivered++;
  tell_outcome(d->work, place->counter, "not delivered, pending", &place->post);
  settle(d, place);
}

/* The server may have mixed answers up, and may not do it again. */
static void take_wrong(struct delivery *d, struct place *place) {
  place->wrong++;
  if (place->wrong < WRONG_MOST && place->sent < d->options->tries) {
    place->due = pace_now() + pace_pause(&d->pace, place->wrong);
    return;
  }
  tell_request(d->work, place->counter, "only wrong answers came, pending");
  give_up(d, place);
}

static int take_answer(struct delivery *d, struct place *place) {
  const struct post *post = &place->post;
  d->heard = pace_now();
  place->lost = 0;
  int result = EXIT_REJECTED;
  if (post->is_too_large)
    tell_request(d->work, place->counter, "the answer is larger than 16 MiB");
  else
    result = answer_take(d->work->batch, place->counter, post->answer, post->answer_size,
                         d->work->credentials->identity.trust, d->work->err);
  if (result == EXIT_REJECTED) {
    take_wrong(d, place);
    return EXIT_DONE;
  }
  d->has_changed |= result == EXIT_DONE;
  settle(d, place);
  return result;
}

static int take_outcome(struct delivery *d, struct place *place) {
  const struct post *post = &place->post;
  place->is_on_its_way = 0;
  if (post->outcome == POST_HOPELESS) {
    message(&(struct message){.file = d->options->url, .text = post_error(post)});
    return EXIT_ENVIRONMENT;
  }
  if (post->outcome == POST_LOST || post->status >= 500)
    lose(d, place);
  else if (post->status >= 200 && post->status < 300)
    return take_answer(d, place);
  else
    refuse(d, place);
  return EXIT_DONE;
}

static struct place *place_of(const struct delivery *d, const struct post *post) {
  for (size_t i = 0; i < d->place_count; i++)
    if (&d->places[i].post == post)
      return &d->places[i];
  return NULL;
}

static int take_outcomes(struct delivery *d) {
  int result = EXIT_DONE;
  const struct post *post;
  while (result == EXIT_DONE && (post = posts_next_done(&d->posts)) != NULL)
    result = take_outcome(d, place_of(d, post));
  return result;
}

/* ---- The whole of it ---- */

static int run(struct delivery *d) {
  double wait;
  int result = EXIT_DONE;
  progress_begin();
  while (result == EXIT_DONE && d->settled < d->total && !is_ending(d)) {
    result = send_due(d, &wait);
    result = result == EXIT_DONE ? posts_run(&d->posts, 1 + (int)(wait * 1000)) : result;
    result = result == EXIT_DONE ? take_outcomes(d) : result;
    result = result == EXIT_DONE ? save_in_time(d) : result;
  }
  progress_hide();
  return result;
}

static int open_places(struct delivery *d) {
  size_t most = d->options->in_flight < d->total ? d->options->in_flight : d->total;
  d->places = calloc(most, sizeof *d->places);
  if (d->places == NULL)
    return message_no_memory();
  int result = posts_open(&d->posts, d->options->url, (long)d->options->timeout, most);
  for (size_t i = 0; i < most && result == EXIT_DONE; i++) {
    result = post_open(&d->places[i].post, &d->posts);
    d->place_count++;
  }
  return result;
}

static void close_places(struct delivery *d) {
  for (size_t i = 0; i < d->place_count; i++) {
    leave(d, &d->places[i]);
    post_close(&d->places[i].post, &d->posts);
  }
  posts_close(&d->posts);
  free(d->places);
}

int deliver(struct batch_work *work, const struct options *options, struct delivery_totals *totals) {
  struct delivery d = {.work = work, .options = options, .totals = totals};
  double began = pace_now();
  memset(totals, 0, sizeof *totals);
  d.total = chret_batch_requests_left(work->batch);
  d.heard = began;
  d.saved = began;
  if (d.total == 0)
    return EXIT_DONE;
  pace_begin(&d.pace, options->rate);
  int result = open_places(&d);
  result = result == EXIT_DONE ? run(&d) : result;
  result = worse_exit(result, save(&d));
  close_places(&d);
  totals->seconds = pace_now() - began;
  return result;
}
