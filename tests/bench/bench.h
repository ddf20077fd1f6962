/* tests/bench/bench.h - the work that is measured: ours, the ordinary way with libxmlsec1 (the peer), and what the bytes
 * and signatures cost at the very least (the floor). All on one thread in one process. */
#ifndef CHRETURN_BENCH_H
#define CHRETURN_BENCH_H

#include <chreturn/chreturn.h>
#include <chreturn/xmlsec.h>
#include <stddef.h>
#include <stdint.h>

#define BENCH_LIST 999

/* What all works are made of. */
struct bench {
  chret_xmlsec *xmlsec;
  chret_xmlsec_signer *signer;
  chret_trust *trust;
  const char *key_pem;
  const char *certificate_pem;
  size_t key_size;
  size_t certificate_size;
  chret_record *records[BENCH_LIST]; /* 8.14.3, all items */
};

/* A signed message, and what it was before it was signed. */
struct bench_message {
  uint8_t *signed_xml;
  size_t signed_size;
  uint8_t *unsigned_xml;
  size_t unsigned_size;
};

/* Says what went wrong and ends the program. */
void bench_fail(const char *what);
/* In microseconds. */
double bench_now(void);
double bench_median(double *values, size_t count);

/* ours.c */
void bench_open(struct bench *bench, const char *key_path, const char *certificate_path);
void bench_close(struct bench *bench);
/* The message of `records` records from the first-th, in single form where it is one. */
struct bench_message bench_message(const struct bench *bench, size_t first, size_t records);
void bench_message_free(struct bench_message *message);
/* The two halves of building and signing. */
chret_request *bench_build(const struct bench *bench, size_t first, size_t records);
void bench_write_sign(const struct bench *bench, const chret_request *request);
void bench_build_sign(const struct bench *bench, size_t first, size_t records);
void bench_read_verify(const struct bench *bench, const struct bench_message *message);
/* The DSP's checks of a list against an inventory in memory. */
struct bench_inventory;
struct bench_inventory *bench_inventory_new(const struct bench *bench);
void bench_inventory_free(struct bench_inventory *inventory);
void bench_validate(const struct bench_inventory *inventory);

/* floor.c */
void bench_floor_open(const struct bench *bench);
void bench_floor_close(void);
void bench_floor_sign(void); /* the signature alone */
void bench_floor_build_sign(const struct bench_message *message);
void bench_floor_read_verify(const struct bench_message *message);

/* peer.c */
void bench_peer_open(const struct bench *bench);
void bench_peer_close(void);
void bench_peer_build_sign(const struct bench_message *message);
void bench_peer_read_verify(const struct bench_message *message);

/* threads.c: how many times faster two threads are than one, medians of `runs` runs: at build+sign of singles, and at as
 * many bare ECDSA signatures in the same runs. */
void bench_threads(const struct bench *bench, size_t runs, double *ours, double *bare);

/* memory.c: the most that the process has had from malloc since it was asked, beyond what it had then. */
void bench_memory_begin(void);
size_t bench_memory_peak(void);

#endif
