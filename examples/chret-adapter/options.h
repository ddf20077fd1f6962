/* options.h - what `chret-adapter send` is asked for. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "batch_options.h"
#include "credentials.h"

struct options {
  int is_help; /* which is given already */
  struct batch_options batch;
  struct credentials credentials;
  const char *url;
  size_t in_flight;  /* requests on their way at once */
  double rate;       /* and how many in a second are sent; 0: any number */
  size_t tries;      /* how often a request is sent before it is left pending */
  size_t timeout;    /* seconds for a request and its answer */
  const char *retry; /* words that say which refused rows go into new requests; NULL: none */
};

/* Strings are borrowed from argv. Gives an exit code (messages.h). Whatever comes of it, options_close() is to be called. */
int options_parse(struct options *options, int argc, char **argv);
void options_close(struct options *options);

#endif
