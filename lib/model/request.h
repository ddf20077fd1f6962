/* Requests from inside. */
#ifndef CHRET_I_REQUEST_H
#define CHRET_I_REQUEST_H

#include "base/error.h"
#include "model/device_set.h"
#include "model/record.h"

struct chret_request {
  chret_allocator allocator;
  const chret_i_service *service;
  int32_t form;
  int32_t is_signed;
  chret_i_arena arena;
  chret_i_value values[CHRET_I_REQUEST_FIELDS];
  size_t lines[CHRET_I_REQUEST_FIELDS]; /* where the header's items start in the document that was read */
  chret_record *records;
  size_t record_count;
  size_t record_capacity;
  chret_i_device_set devices;
  size_t devices_of; /* how many of the records are in it: append brings it up to date */
};

/* A request without a service, for the reader. NULL: no memory. */
chret_request *chret_i_request_new(const chret_allocator *allocator);
/* Adds a record whose texts the request's arena or the table holds. 0: no memory. */
int chret_i_request_push(chret_request *request, const chret_record *record);
/* A value for a field of the request or of its records, copied where it is not constant. 0: no memory. */
int chret_i_request_keep(chret_request *request, chret_i_value *value, const chret_i_normal *normal);

#endif
