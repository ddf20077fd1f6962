/* http.h - the server: paths, limits and statuses of HTTP; what requests say is the backend's business. */
#ifndef HTTP_H
#define HTTP_H

#include "backend.h"
#include "process.h"

struct http;

/* Listens at ADDR:PORT ([ADDR]:PORT of IPv6; port 0: any free one) and says so on stderr. timeout: seconds in which a
 * request is to arrive. Gives an exit code (messages.h). service (NULL: a front) and backend: as
 * long as the server. */
int http_open(struct http **out, const char *address, size_t timeout, const struct service *service,
              const struct backend *backend);
/* Takes no more connections, lets what is in flight come to its end, and closes. */
void http_close(struct http *http);

#endif
