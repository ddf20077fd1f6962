/* tests/support_dsp.h - the DSP's side in tests: requests of given Device IDs, and an inventory in memory. */
#ifndef CHRETURN_TESTS_SUPPORT_DSP_H
#define CHRETURN_TESTS_SUPPORT_DSP_H

#include "support.h"

/* A request of 8.14.4 for these devices, read from a document: a list may have one of them more than once. */
chret_request *test_returns(int32_t form, const uint64_t *devices, size_t count, uint64_t counter,
                            const chret_options *options);

/* What the inventory has of a device; texts NULL where it has none. */
typedef struct test_hub {
  uint64_t device;
  const char *type;
  const char *status;
  const char *logistics;
  int is_unknown; /* it only keeps what is noted of the device */
  int is_foreign; /* not this originator's to return */
  void *own;
} test_hub;

typedef struct test_inventory {
  test_hub *hubs;
  size_t count;
  size_t asked;                     /* how often */
  size_t fail_at;                   /* the number of the question that fails; 0: none does */
  int32_t code;                     /* with which it fails */
  uint64_t devices[CHRET_LIST_MAX]; /* the last question */
  size_t device_count;
} test_inventory;

/* The hub, or NULL. */
test_hub *test_find_hub(test_inventory *inventory, uint64_t device);
/* A chret_inventory whose ctx is a test_inventory. */
int32_t test_ask(void *ctx, const uint64_t *devices, size_t count, chret_facts *facts);
/* Does with the inventory what the outcomes ask for. */
void test_carry_out(test_inventory *inventory, const chret_outcomes *outcomes);

/* A User that may send these requests. */
chret_user *test_user(const chret_options *options);
chret_policy *test_policy(const chret_options *options);
/* Adds the codes of all records, a space after each. */
void test_add_codes(test_text *text, const chret_outcomes *outcomes);
/* What holds for all outcomes of a request. */
void test_expect_sound(const chret_outcomes *outcomes, const chret_request *request);

#endif
