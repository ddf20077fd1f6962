/* Requests from inside. */
#ifndef CHRET_I_REQUEST_H
#define CHRET_I_REQUEST_H

#include "model/device_set.h"
#include "model/message.h"

struct chret_request {
  chret_i_message message;
  int32_t form;
  chret_record *records;
  size_t record_count;
  size_t record_capacity;
  chret_i_device_set devices;
  size_t devices_of; /* how many of the records are in it: append brings it up to date */
};

/* A request without a service, for the reader. NULL: no memory. */
chret_request *chret_i_request_new(const chret_allocator *allocator);
/* The Device ID of a record by its number from 1; ctx: the request. For chret_i_device_set_init(). */
uint64_t chret_i_request_device(const void *ctx, size_t record);
/* Adds a record whose texts the request's arena or the table holds. 0: no memory. */
int chret_i_request_push(chret_request *request, const chret_record *record);

#endif
