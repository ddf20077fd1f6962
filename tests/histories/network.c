/* tests/histories/network.c - see network.h. Each delivery is also an examination: what must come of it is known. */
#include "network.h"

#include <stdlib.h>
#include <string.h>

#include "alter.h"
#include "dsp.h"

#define PACKETS 64
#define OLD     8 /* requests of earlier histories that are kept to be sent again */

struct figures figures;
struct desk desks[DESKS];

struct packet {
  int is_answer, is_forged, is_conflict; /* is_conflict: forged, and signed by its originator */
  struct sent *sent;                     /* what it is, or was made of */
  struct bytes xml;                      /* of a forged one */
};

static struct packet packets[PACKETS];
static size_t packet_count;

static struct { struct bytes xml, answer; } old[OLD];

static void put(struct packet packet) {
  if (packet_count < PACKETS)
    packets[packet_count++] = packet;
  else
    bytes_free(&packet.xml);
}

static struct packet take(size_t at) {
  struct packet packet = packets[at];
  packets[at] = packets[--packet_count];
  return packet;
}

void network_send(struct sent *sent) {
  put((struct packet){.sent = sent});
}

/* ---- To the DSP ---- */

static enum trouble any_trouble(void) {
  if (any(60) == 0)
    return any(2) == 0 ? CRASH_BEFORE_COMMIT : CRASH_AFTER_COMMIT;
  return any(8) != 0 ? NO_TROUBLE : any(2) == 0 ? STATEMENT_FAILS : COMMIT_FAILS;
}

static void expect_answer(struct sent *sent, const struct answer *answer) {
  struct bytes body = {answer->body, answer->size};
  NEED(answer->status == 200 && answer->body != NULL);
  NEED(answer->records == sent->count && answer->accepted == model_accepted(sent));
  NEED(sent->answer.data == NULL || bytes_equal(&sent->answer, &body));
  if (sent->answer.data == NULL)
    sent->answer = bytes_of(body.data, body.size);
}

/* A request that was not processed, and is to be now. */
static void deliver_new(struct sent *sent, enum trouble trouble, struct answer *answer) {
  int is_answered = dsp_deliver(&sent->xml, trouble, answer);
  int has_crashed = trouble == CRASH_BEFORE_COMMIT || trouble == CRASH_AFTER_COMMIT;
  int is_done = is_answered || trouble == CRASH_AFTER_COMMIT;
  NEED(dsp_has_changed() == is_answered || has_crashed);
  if (is_done) {
    model_process(sent);
    figures.processed++;
    figures.records += sent->count;
    figures.accepted += model_accepted(sent);
  }
  if (is_answered)
    expect_answer(sent, answer);
  else
    NEED(has_crashed || (answer->status == 503 && answer->body == NULL));
  if (is_done)
    dsp_expect(sent);
  figures.troubles += is_answered ? 0 : 1;
  figures.crashes += has_crashed ? 1 : 0;
}

/* One that changes nothing. */
static void deliver_known(struct sent *sent, struct answer *answer) {
  NEED(dsp_deliver(&sent->xml, NO_TROUBLE, answer));
  NEED(!dsp_has_changed());
  if (sent->is_processed) {
    expect_answer(sent, answer);
    figures.again++;
  } else {
    NEED(answer->status == 409 && answer->body == NULL && strcmp(answer->result, "stale") == 0);
    figures.stale++;
  }
}

static void deliver(struct sent *sent, enum trouble trouble) {
  struct answer answer;
  figures.deliveries++;
  if (sent->is_processed || model_is_stale(sent))
    deliver_known(sent, &answer);
  else
    deliver_new(sent, trouble, &answer);
  if (answer.body != NULL)
    put((struct packet){.is_answer = 1, .sent = sent});
  free(answer.body);
}

static void deliver_forged(const struct bytes *xml, int is_conflict) {
  struct answer answer;
  figures.deliveries++;
  figures.forged++;
  figures.conflicts += is_conflict ? 1 : 0;
  NEED(dsp_deliver(xml, NO_TROUBLE, &answer));
  NEED(answer.status == (is_conflict ? 409 : 400) && answer.body == NULL && !dsp_has_changed());
}

/* A request of an earlier history: the same answer, and nothing happens. */
static void deliver_old(size_t i) {
  struct answer answer;
  if (old[i].xml.data == NULL)
    return;
  figures.deliveries++;
  figures.again++;
  NEED(dsp_deliver(&old[i].xml, NO_TROUBLE, &answer) && !dsp_has_changed());
  struct bytes body = {answer.body, answer.size};
  NEED(answer.status == 200 && bytes_equal(&body, &old[i].answer));
  free(answer.body);
}

static void keep(const struct sent *sent) {
  size_t i = any(OLD);
  if (!sent->is_processed || sent->answer.data == NULL)
    return;
  bytes_free(&old[i].xml);
  bytes_free(&old[i].answer);
  old[i].xml = bytes_of(sent->xml.data, sent->xml.size);
  old[i].answer = bytes_of(sent->answer.data, sent->answer.size);
}

/* ---- To the supplier ---- */

static void give(const struct sent *sent, const struct bytes *forged) {
  int32_t status = desks_take(desks, DESKS, sent->supplier, forged != NULL ? forged : &sent->answer);
  NEED((status == CHRET_OK) == (forged == NULL));
  figures.answers += forged == NULL ? 1 : 0;
  figures.forged_answers += forged != NULL ? 1 : 0;
}

/* ---- On its way ---- */

static void arrive(struct packet packet) {
  if (packet.is_answer)
    give(packet.sent, packet.is_forged ? &packet.xml : NULL);
  else if (packet.is_forged)
    deliver_forged(&packet.xml, packet.is_conflict);
  else
    deliver(packet.sent, any_trouble());
  bytes_free(&packet.xml);
}

static void forge(const struct packet *packet) {
  int is_conflict = packet->sent->is_processed && any(4) == 0, is_answer = packet->is_answer && !is_conflict;
  enum alteration alteration = is_conflict ? SAME_ID : (enum alteration)any(SAME_ID);
  struct bytes xml = is_answer ? alter_answer(packet->sent) : alter(packet->sent, alteration);
  if (xml.data != NULL)
    put((struct packet){is_answer, 1, is_conflict, packet->sent, xml});
}

void network_step(void) {
  if (any(20) == 0)
    deliver_old(any(OLD));
  if (packet_count == 0)
    return;
  size_t at = any((uint32_t)packet_count);
  uint32_t fate = any(10);
  if (fate < 2 && !packets[at].is_forged)
    forge(&packets[at]);
  else if (fate == 2 && !packets[at].is_forged)
    put(packets[at]);
  else if (fate == 3) {
    struct packet packet = take(at);
    bytes_free(&packet.xml);
    figures.lost++;
  } else
    arrive(take(at));
}

void network_clear(void) {
  for (size_t i = 0; i < packet_count; i++)
    bytes_free(&packets[i].xml);
  packet_count = 0;
  for (size_t i = 0; i < model.sent_count; i++)
    if (any(8) == 0)
      keep(&model.sent[i]);
}

void network_forget(void) {
  for (size_t i = 0; i < OLD; i++) {
    bytes_free(&old[i].xml);
    bytes_free(&old[i].answer);
  }
}

void network_exchange(struct sent *sent) {
  deliver(sent, NO_TROUBLE);
  if (sent->is_processed)
    give(sent, NULL);
}
