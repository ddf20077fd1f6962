/* tests/bench/batch.c - whole batches in single form, each request signed and dropped: `bench-batch KEY.pem CERT.pem`.
 * From 1,000 to 1,000,000 rows, each time in a process of its own: memory with the rows and what drawing takes more, and
 * time a row. Then what two threads gain beside what two threads gain that only sign. With --brief up to 10,000 rows and a
 * few runs. */
#include <chreturn/chreturn.h>
#include <chreturn/xmlsec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ORIGINATOR   UINT64_C(0x90B3D51F30010000) /* as in the certificate */
#define TARGET       UINT64_C(0x90B3D51F30000002)
#define MOST_THREADS 2
#define MIB          1048576.0

static const char *key_path, *certificate_path;
static chret_xmlsec *xmlsec;
static chret_xmlsec_signer *signer;
static EVP_PKEY *private_key;

static void fail(const char *what) {
  fprintf(stderr, "bench-batch: %s\n", what);
  exit(1);
}

static double clock_now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* ---- Keys ---- */

static size_t read_file(const char *path, char *out, size_t size) {
  FILE *file = fopen(path, "rb");
  size_t got = file != NULL ? fread(out, 1, size, file) : 0;
  if (got == 0 || got == size)
    fail(path);
  fclose(file);
  return got;
}

static void open_keys(void) {
  static char key[8192], certificate[8192];
  size_t key_size = read_file(key_path, key, sizeof key);
  size_t certificate_size = read_file(certificate_path, certificate, sizeof certificate);
  BIO *bio = BIO_new_mem_buf(key, (int)key_size);
  private_key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
  BIO_free(bio);
  if (private_key == NULL || chret_xmlsec_new(&xmlsec, NULL) != CHRET_OK ||
      chret_xmlsec_signer_new(&signer, xmlsec, (const uint8_t *)key, key_size, (const uint8_t *)certificate,
                              certificate_size, NULL, NULL, NULL) != CHRET_OK)
    fail("the key or the certificate");
}

static void close_keys(void) {
  chret_xmlsec_signer_free(signer);
  chret_xmlsec_free(xmlsec);
  EVP_PKEY_free(private_key);
}

/* ---- Rows ---- */

static int32_t next_counter(void *ctx, uint64_t *counter) {
  *counter = ++*(uint64_t *)ctx;
  return 0;
}

static void set(chret_record *row, int32_t field, const char *text) {
  if (chret_record_set(row, field, text, strlen(text)) != CHRET_OK)
    fail("an item");
}

/* A row of 8.14.3 and one of 8.14.4 in turn. */
static void fill(chret_record *row, size_t i) {
  char text[40];
  int32_t service = i % 2 == 0 ? CHRET_SERVICE_FAULT_RETURN : CHRET_SERVICE_NO_FAULT_RETURN;
  if (chret_record_reset(row, service) != CHRET_OK ||
      chret_record_set_eui(row, CHRET_FIELD_DEVICE_ID, UINT64_C(0x00DB123400000000) + i) != CHRET_OK)
    fail("a row");
  snprintf(text, sizeof text, "row %zu", i);
  set(row, CHRET_FIELD_USER_REF_ID, text);
  if (service == CHRET_SERVICE_NO_FAULT_RETURN) {
    set(row, CHRET_FIELD_NO_FAULT_RETURN_TYPE, "Lost or Stolen Hub");
    return;
  }
  set(row, CHRET_FIELD_FAULT_RETURN_TYPE, "Fault identified post installation");
  set(row, CHRET_FIELD_OTHER_DEVICE_ID, "00-DB-12-34-56-78-90-A0");
  set(row, CHRET_FIELD_CONNECTION_METHOD, "Cradle");
  set(row, CHRET_FIELD_FAULT_REASON, "LED Fault");
}

static chret_batch *make_batch(size_t rows, int keep, uint64_t *counter) {
  chret_batch *batch = NULL;
  chret_record *row = NULL;
  if (chret_batch_new(&batch, CHRET_FORM_SINGLE, ORIGINATOR, TARGET, NULL) != CHRET_OK ||
      chret_record_new(&row, CHRET_SERVICE_UNDECIDED, NULL) != CHRET_OK)
    fail("memory");
  chret_batch_set_keep_signatures(batch, keep);
  chret_batch_set_counter(batch, next_counter, counter);
  for (size_t i = 0; i < rows; i++) {
    fill(row, i);
    if (chret_batch_add(batch, row, i + 1, NULL, 0, NULL) != CHRET_OK)
      fail("a row is refused");
  }
  chret_record_free(row);
  return batch;
}

/* ---- Work for threads ---- */

/* ctx: the batch. */
static void *draw_all(void *ctx) {
  for (;;) {
    chret_buffer *bytes = NULL;
    uint64_t counter;
    if (chret_batch_next(ctx, chret_xmlsec_signer_get(signer), &bytes, &counter, NULL) != CHRET_OK)
      fail("a request");
    if (bytes == NULL)
      return NULL;
    chret_buffer_free(bytes);
  }
}

/* ctx: how many signatures. */
static void *sign_many(void *ctx) {
  static const unsigned char signed_info[620]; /* about the size of a SignedInfo */
  const size_t *count = ctx;
  for (size_t i = 0; i < *count; i++) {
    unsigned char signature[128];
    size_t size = sizeof signature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context == NULL || EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, private_key) != 1 ||
        EVP_DigestSign(context, signature, &size, signed_info, sizeof signed_info) != 1)
      fail("a signature");
    EVP_MD_CTX_free(context);
  }
  return NULL;
}

static double time_threads(void *(*work)(void *ctx), void *ctx, size_t threads) {
  pthread_t others[MOST_THREADS];
  double begin = clock_now(CLOCK_MONOTONIC);
  for (size_t i = 1; i < threads; i++)
    if (pthread_create(&others[i], NULL, work, ctx) != 0)
      fail("a thread");
  work(ctx);
  for (size_t i = 1; i < threads; i++)
    pthread_join(others[i], NULL);
  return clock_now(CLOCK_MONOTONIC) - begin;
}

/* ---- Memory and time by the number of rows ---- */

struct outcome {
  double seconds;  /* of drawing */
  double cpu;      /* the same without what other processes took */
  double resident; /* bytes that the process has when the rows are there */
};

static double resident(void) {
  unsigned long all, pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL || fscanf(file, "%lu %lu", &all, &pages) != 2)
    fail("/proc/self/statm");
  fclose(file);
  return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

static struct outcome draw_rows(size_t rows, int keep) {
  struct outcome outcome;
  uint64_t counter = 0;
  open_keys();
  chret_batch *batch = make_batch(rows, keep, &counter);
  outcome.resident = resident();
  outcome.cpu = -clock_now(CLOCK_PROCESS_CPUTIME_ID);
  outcome.seconds = time_threads(draw_all, batch, 1);
  outcome.cpu += clock_now(CLOCK_PROCESS_CPUTIME_ID);
  if (counter != rows)
    fail("requests are missing");
  chret_batch_free(batch);
  close_keys();
  return outcome;
}

/* In a process of its own: the peak is its own. */
static void measure_rows(size_t rows, int keep) {
  struct outcome outcome;
  struct rusage usage;
  int ends[2], status;
  if (pipe(ends) != 0)
    fail("pipe");
  pid_t child = fork();
  if (child == 0) {
    outcome = draw_rows(rows, keep);
    _exit(write(ends[1], &outcome, sizeof outcome) != sizeof outcome);
  }
  if (child < 0 || read(ends[0], &outcome, sizeof outcome) != sizeof outcome || wait4(child, &status, 0, &usage) < 0 ||
      status != 0)
    fail("a run");
  close(ends[0]);
  close(ends[1]);
  double peak = (double)usage.ru_maxrss * 1024;
  printf("%9zu  %-10s  %9.1f  %9.1f  %10.0f  %9.2f  %9.2f\n", rows, keep ? "kept" : "not kept", outcome.resident / MIB,
         (peak - outcome.resident) / MIB, (double)rows / outcome.seconds, outcome.seconds * 1e6 / (double)rows,
         outcome.cpu * 1e6 / (double)rows);
  fflush(stdout);
}

/* ---- Two threads ---- */

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *values, size_t count) {
  qsort(values, count, sizeof *values, compare);
  return values[count / 2];
}

static double time_drawing(size_t rows, size_t threads) {
  uint64_t counter = 0;
  chret_batch *batch = make_batch(rows, 1, &counter);
  double seconds = time_threads(draw_all, batch, threads);
  chret_batch_free(batch);
  return seconds;
}

static double time_signing(size_t count, size_t threads) {
  size_t each = count / threads;
  return time_threads(sign_many, &each, threads);
}

/* Runs of all four in turn, so that what else the machine does meets all of them. */
static void measure_threads(size_t rows, size_t runs) {
  enum { MOST_RUNS = 15 };
  double draw[MOST_THREADS][MOST_RUNS], sign[MOST_THREADS][MOST_RUNS];
  open_keys();
  for (size_t run = 0; run < runs && run < MOST_RUNS; run++)
    for (size_t threads = 1; threads <= MOST_THREADS; threads++) {
      draw[threads - 1][run] = time_drawing(rows, threads);
      sign[threads - 1][run] = time_signing(rows, threads);
    }
  double draw_gain = median(draw[0], runs) / median(draw[1], runs);
  double sign_gain = median(sign[0], runs) / median(sign[1], runs);
  printf("\ntwo threads, %zu rows: a batch is %.2f times as fast, bare ECDSA %.2f times: %.2f of that\n", rows,
         draw_gain, sign_gain, draw_gain / sign_gain);
  close_keys();
}

int main(int argc, char **argv) {
  int is_brief = argc == 4 && strcmp(argv[3], "--brief") == 0;
  if (argc < 3 || argc > 4 || (argc == 4 && !is_brief)) {
    fprintf(stderr, "bench-batch KEY.pem CERT.pem [--brief]\n");
    return 2;
  }
  key_path = argv[1];
  certificate_path = argv[2];
  printf("%9s  %-10s  %9s  %9s  %10s  %9s  %9s\n", "rows", "signatures", "MiB, rows", "MiB, more", "rows/s", "us a row",
         "of CPU");
  for (size_t rows = 1000; rows <= (is_brief ? 10000 : 1000000); rows *= 10) {
    measure_rows(rows, 0);
    measure_rows(rows, 1);
  }
  measure_threads(is_brief ? 2000 : 20000, is_brief ? 3 : 15);
  return 0;
}
