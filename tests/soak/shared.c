/* tests/soak/shared.c - see shared.h. */
#include "shared.h"

#include <stdio.h>
#include <string.h>

#define FIRST (UINT64_C(0x00DB5678) << 32) /* Device ID */

/* ---- Beginning and end ---- */

/* The library calls it for one thread at a time. */
static int32_t count(void *ctx, uint64_t *counter) {
  struct shared *shared = ctx;
  *counter = ++shared->counter;
  return 0;
}

static int32_t add_rows(chret_batch *batch) {
  chret_record *hub = NULL;
  int32_t status = chret_record_new(&hub, CHRET_SERVICE_NO_FAULT_RETURN, NULL);
  for (size_t i = 0; i < SHARED_ROWS && status == CHRET_OK; i++) {
    status = chret_record_set_eui(hub, CHRET_FIELD_DEVICE_ID, FIRST + i);
    status = status == CHRET_OK ? chret_record_set_choice(hub, CHRET_FIELD_NO_FAULT_RETURN_TYPE, 0) : status;
    status = status == CHRET_OK ? chret_batch_add(batch, hub, i + 1, NULL, 0, NULL) : status;
  }
  chret_record_free(hub);
  return status;
}

int shared_open(struct shared *shared, const struct soak *soak) {
  memset(shared, 0, sizeof *shared);
  shared->supplier = &soak->suppliers[0];
  pthread_mutex_init(&shared->lock, NULL);
  return chret_batch_new(&shared->batch, CHRET_FORM_SINGLE, identity_signer(shared->supplier)->eui64,
                         identity_signer(&soak->dsp)->eui64, NULL) == CHRET_OK &&
         chret_batch_set_counter(shared->batch, count, shared) == CHRET_OK && add_rows(shared->batch) == CHRET_OK;
}

void shared_close(struct shared *shared) {
  chret_batch_free(shared->batch);
  pthread_mutex_destroy(&shared->lock);
}

/* ---- Drawing, by all threads at once ---- */

struct drawing {
  struct shared *shared;
  struct faults *faults;
  int is_done;
};

static int32_t note(struct shared *shared, const chret_buffer *xml, chret_error *err) {
  chret_request *request = NULL;
  uint64_t device = 0;
  int32_t status = chret_request_read_unverified(&request, chret_buffer_data(xml), chret_buffer_size(xml), NULL, err);
  if (status == CHRET_OK) {
    status = chret_record_get_eui(chret_request_record_at(request, 0), CHRET_FIELD_DEVICE_ID, &device);
    pthread_mutex_lock(&shared->lock);
    if (device - FIRST < SHARED_ROWS)
      shared->drawn[device - FIRST]++;
    pthread_mutex_unlock(&shared->lock);
  }
  chret_request_free(request);
  return status;
}

static int32_t draw(void *ctx, chret_error *err) {
  struct drawing *d = ctx;
  chret_buffer *xml = NULL;
  uint64_t counter;
  chret_signer signer = faults_signer(d->faults, identity_signer(d->shared->supplier));
  /* some unsigned: more of the time is then spent on what they share */
  int32_t status =
      chret_batch_next(d->shared->batch, faults_random(d->faults, 4) == 0 ? &signer : NULL, &xml, &counter, err);
  d->is_done = status == CHRET_OK && xml == NULL;
  if (xml != NULL)
    status = note(d->shared, xml, err);
  chret_buffer_free(xml);
  return status;
}

int shared_draw(struct shared *shared, struct faults *faults, chret_error *err) {
  struct drawing d = {shared, faults, 0};
  int is_good = 1;
  while (is_good && !d.is_done)
    is_good = faults_watch(faults, "draw from one batch", FAULT_BIT(FAULT_SIGNER), draw, &d, err);
  return is_good;
}

int shared_is_whole(const struct shared *shared) {
  size_t missing = 0, repeated = 0;
  for (size_t i = 0; i < SHARED_ROWS; i++) {
    missing += shared->drawn[i] == 0;
    repeated += shared->drawn[i] > 1;
  }
  if (missing + repeated > 0)
    fprintf(stderr,
            "soak: of the batch that all threads draw from, %zu rows are in no request, and %zu in two or more\n",
            missing, repeated);
  return missing + repeated == 0;
}
