/* exchange.h - requests and the responses to them, and what became of every record. */
#ifndef ROW_H
#define ROW_H

#include "credentials.h"
#include "order.h"
#include "report_rows.h"

struct exchange_response {
  const char *file; /* borrowed */
  chret_message *message;
  chret_outcomes *outcomes;             /* NULL: it says nothing of a request here, or nothing new */
  const struct exchange_response *next; /* another one to the same request, which says something else */
};

struct exchange_request {
  const char *file; /* borrowed */
  chret_message *message;
  struct request_id id;
  size_t order;                            /* among the requests as they came */
  const struct exchange_response *answers; /* NULL: pending */
};

struct exchange {
  const struct credentials *credentials; /* borrowed */
  struct exchange_request *requests;
  size_t request_count, request_room;
  struct exchange_response *responses;
  size_t response_count, response_room;
  chret_error *err;
};

/* All functions that return an int give an exit code (messages.h). EXIT_REJECTED: something was wrong with what was
 * read, which is told, and the rest is good. */

/* Whatever comes of it, exchange_close() is to be called. */
int exchange_open(struct exchange *exchange, const struct credentials *credentials);
/* Reads the request or response of a file. path: as long as the exchange. */
int exchange_read(struct exchange *exchange, const char *path);
/* Once all is read: finds the request of each response. */
int exchange_match(struct exchange *exchange);
void exchange_close(struct exchange *exchange);

/* Calls on_row for every record, in the order of the requests. */
int exchange_visit(const struct exchange *exchange, report_row_fn on_row, void *ctx);

#endif
