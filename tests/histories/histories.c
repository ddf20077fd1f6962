/* tests/histories/histories.c - random histories of suppliers, a network and the DSP, with real signatures and SQLite:
 * the library and the code of examples/chret-dsp beside a model (model.h) that knows what must come of each delivery.
 * No record is accepted twice, none without its originator's signature, and once the network is whole again each that was
 * accepted is known as accepted to its supplier, each that was refused with its code.
 *   histories COUNT FOLDER DATABASE [FIRST]
 * FOLDER has the identities: s0 to s2 of the suppliers, s3 of an outsider who says that he is s0, and dsp; as NAME.key.pem,
 * and the certificates in all/ and suppliers/, the outsider's in none. FIRST: the number of the first history.
 * Exit 0: all held. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "alter.h"
#include "dsp.h"
#include "network.h"

#define RENEWAL 500 /* histories in one database */

const char program_name[] = "histories";

/* ---- Steps ---- */

static void send_some(size_t number, size_t most) {
  struct bytes requests[SENT_MAX];
  struct desk *desk = &desks[number];
  size_t drawn = desk_draw(desk, requests, most);
  int is_lost = any(12) == 0; /* the supplier ends between saving and sending */
  for (size_t i = 0; i < drawn; i++) {
    if (!is_lost)
      network_send(model_send(desk->supplier, number, &requests[i]));
    bytes_free(&requests[i]);
  }
  if (is_lost) {
    desk_crash(desk);
    figures.supplier_crashes++;
  }
}

/* A list of this supplier's once more, with a record twice: no batch of the library's makes it. */
static void send_repeated(const struct desk *desk) {
  const struct sent *sent = model.sent_count > 0 ? &model.sent[any((uint32_t)model.sent_count)] : NULL;
  if (sent == NULL || sent->supplier != desk->supplier || sent->count > HUBS || model.sent_count == SENT_MAX)
    return;
  struct bytes xml = alter_to_repeated(sent, supplier_count(desk->supplier));
  if (xml.data != NULL) {
    network_send(model_send(desk->supplier, DESKS, &xml));
    figures.repeated++;
  }
  bytes_free(&xml);
}

static void crash_supplier(size_t number) {
  desk_crash(&desks[number]);
  figures.supplier_crashes++;
  if (any(2) == 0)
    desk_resend(&desks[number]);
}

static void step(void) {
  size_t number = any(DESKS);
  switch (any(24)) {
  case 0:
    crash_supplier(number);
    break;
  case 1:
    desk_resend(&desks[number]);
    break;
  case 2:
    desk_retry(&desks[number]);
    break;
  case 3:
    desk_save(&desks[number]);
    break;
  case 4:
    if (any(10) == 0)
      dsp_restart();
    if (any(3) == 0)
      supplier_skip(desks[number].supplier, WINDOW - 2 + any(4));
    break;
  case 5:
    send_repeated(&desks[number]);
    break;
  case 6:
  case 7:
  case 8:
  case 9:
  case 10:
    send_some(number, 1 + any(3));
    break;
  default:
    network_step();
  }
}

/* The network is whole again: each supplier sends all once more, and hears of it. */
static void heal(size_t number) {
  struct bytes requests[SENT_MAX];
  struct desk *desk = &desks[number];
  desk_resend(desk);
  size_t drawn = desk_draw(desk, requests, SENT_MAX);
  for (size_t i = 0; i < drawn; i++) {
    network_exchange(model_send(desk->supplier, number, &requests[i]));
    bytes_free(&requests[i]);
  }
  desk_expect(desk, number);
}

static void run(uint64_t history) {
  model_begin(history);
  dsp_add_hubs();
  for (size_t i = 0; i < DESKS; i++)
    desk_open(&desks[i]);
  for (uint32_t steps = 10 + any(30); steps > 0; steps--)
    step();
  for (size_t i = 0; i < DESKS; i++)
    heal(i);
  dsp_expect_hubs();
  network_clear();
  for (size_t i = 0; i < DESKS; i++)
    desk_close(&desks[i]);
  model_end();
}

static void renew(void) {
  dsp_expect_totals();
  dsp_renew();
  network_forget();
  for (int i = 0; i < SUPPLIERS; i++)
    model.has_last[i] = 0;
}

/* That of everything there was some, where it was to be expected. */
static void expect_all(uint64_t count) {
  const uint64_t all[] = {figures.deliveries, figures.processed,        figures.again,
                          figures.stale,      figures.forged,           figures.conflicts,
                          figures.repeated,   figures.troubles,         figures.crashes,
                          figures.lost,       figures.answers,          figures.forged_answers,
                          figures.records,    figures.supplier_crashes, figures.accepted};
  for (size_t i = 0; i < sizeof all / sizeof *all && count >= 100; i++)
    NEED(all[i] > 0);
}

static void tell(uint64_t count) {
  printf("%" PRIu64 " histories: %" PRIu64 " deliveries, %" PRIu64 " processed, %" PRIu64 " again, %" PRIu64
         " too old, %" PRIu64 " with a record twice, %" PRIu64 " altered or forged, %" PRIu64
         " of them by the originator; %" PRIu64 " failures of the database, %" PRIu64 " of them crashes; %" PRIu64
         " crashes of suppliers, %" PRIu64 " messages lost, %" PRIu64 " answers, %" PRIu64
         " altered or forged; %" PRIu64 " records, %" PRIu64 " accepted: none twice, none unsigned, all told\n",
         count, figures.deliveries, figures.processed, figures.again, figures.stale, figures.repeated, figures.forged,
         figures.conflicts, figures.troubles, figures.crashes, figures.supplier_crashes, figures.lost, figures.answers,
         figures.forged_answers, figures.records, figures.accepted);
}

int main(int argc, char **argv) {
  if (argc != 4 && argc != 5) {
    fputs("usage: histories COUNT FOLDER DATABASE [FIRST]\n", stderr);
    return 2;
  }
  uint64_t count = strtoull(argv[1], NULL, 10), first = argc == 5 ? strtoull(argv[4], NULL, 10) : 0;
  suppliers_begin(argv[2]);
  dsp_begin(argv[2], argv[3]);
  for (uint64_t i = 0; i < count; i++) {
    run(first + i);
    if (i % RENEWAL == RENEWAL - 1)
      renew();
  }
  dsp_expect_totals();
  dsp_end();
  network_forget();
  suppliers_end();
  tell(count);
  expect_all(count);
  return 0;
}
